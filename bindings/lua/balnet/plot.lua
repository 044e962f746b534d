--- Figures: panels in a grid, marks in panels, files in every format.
local native = require "balnet.plot_native"

local plot = {}
plot.figure = native.figure
return plot
