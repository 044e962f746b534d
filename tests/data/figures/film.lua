-- Draws movie.webm.
local plot = require("balnet").plot
local movie <close> = plot.movie("movie.webm", { dpi = 40 })
for height = 2, 4 do
  local figure = plot.figure { size = { 60, 40 } }
  figure:panel():line({ 1, 2, 3 }, { 1, height, 2 }):set { xlim = { 1, 3 }, ylim = { 0, 5 } }
  movie:add(figure)
end
movie:finish()
