--- Publication figures: panels in a grid, marks in panels, files and movies of them.
--
-- Data are tensors (of any dtype, views as well) or tables of numbers; `false` in a table, NaN and infinities
-- are gaps: they break a line and do not count for limits. Figures copy what they are given. Lengths are
-- points unless another unit is said. Texts may hold mathematics between dollar signs, as "$\\bar J_{ij}$".
-- An unknown option, a colour that does not exist, lengths that differ and limits that a scale cannot show
-- are errors at the caller's line.
--
--     local plot = require "balnet.plot"
--     local fig = plot.figure { size = "double column", columns = 2 }
--     fig:panel(1, 1):line(epoch, error, { label = "test" }):set { yscale = "log", xlabel = "epoch" }:legend()
--     fig:panel(1, 2):image(J, { centre = 0, colorbar = "$J_{ij}$" })
--     fig:letters():save("figure.pdf", "figure.png")
--
-- @module balnet.plot

local arguments = require "balnet.parameters.arguments"
local graph = require "balnet.plot.graph"
local native = require "balnet.native.plot"
local polar = require "balnet.plot.polar"
local space = require "balnet.plot.space"

local plot = {}

---@alias balnet.Data balnet.Tensor|number[]
---@alias balnet.Places balnet.Data|string[] Numbers, or names, each of which has a place and a tick of its own on the axis
---@alias balnet.Color string|number[] A CSS name, "#rrggbb", "C0" to "C7" of the palette, "none", or {red, green, blue, alpha} from 0 to 1
---@alias balnet.Length number|string Millimetres, or a string as "3.4 in", "86 mm", "240 pt"

---@class balnet.FigureOptions
---@field size? "single column"|"double column"|"slide"|balnet.Length[] 86 mm, 178 mm, 254 mm x 143 mm, or {width, height}; "double column"
---@field style? "nature"|"cell"|"plos"|"journal of neuroscience"|"journal of neurophysiology"|"ieee" a journal whose
--- widths "single column" and "double column" are then, and whose sizes of text the theme has
---@field width? balnet.Length
---@field height? balnet.Length by default so that panels are a little wider than high
---@field rows? integer of the grid of panels; 1
---@field columns? integer 1
---@field width_ratios? number[] of the columns; equal
---@field height_ratios? number[] of the rows; equal
---@field gap? balnet.Length between what stands around neighbouring panels
---@field share_x? "none"|"columns"|"all" panels with the same limits, whose tick labels stand at the lowest only; "none"
---@field share_y? "none"|"rows"|"all" likewise, at the leftmost only; "none"
---@field theme? "paper"|"screen"|balnet.Theme a name, or a table of what differs from the theme named in its field `base`
---@field title? string over all panels

--- Sizes and lengths are points.
---@class balnet.Theme
---@field base? "paper"|"screen" "paper", with the sizes of text of the figure's style
---@field font? string of texts: "DejaVu Sans" (the default), "DejaVu Serif", or with a slash the path of a TrueType or
--- OpenType file, whose bold letters are in NAME-Bold beside it; what it lacks comes from DejaVu Sans
---@field tick_size? number of text, as the next five
---@field label_size? number
---@field title_size? number
---@field legend_size? number
---@field letter_size? number
---@field suptitle_size? number
---@field line_width? number of marks
---@field edge_width? number around bars and the like
---@field spine_width? number
---@field grid_width? number
---@field tick_length? number
---@field minor_length? number of minor ticks
---@field marker_size? number diameter
---@field cap_size? number of error bars
---@field tick_pad? number between tick and label
---@field label_pad? number between tick labels and axis label
---@field title_pad? number
---@field legend_pad? number
---@field bar_pad? number between panel and colour bar
---@field bar_width? number of colour bars
---@field gap? number between panels
---@field margin? number at the page's edges
---@field x_margin? number left free around data, as a part of the axis
---@field y_margin? number
---@field left? boolean spines
---@field right? boolean
---@field top? boolean
---@field bottom? boolean
---@field grid? boolean
---@field minor? boolean minor ticks on linear axes
---@field greyscale? boolean a palette of greys; lines in automatic colours differ by their dashes, too, and markers by their shapes
---@field ink? balnet.Color
---@field background? balnet.Color
---@field grid_color? balnet.Color
---@field palette? balnet.Color[] 1 to 8

--- Makes a figure. The function is the C one itself, so that errors name the caller's line.
--
--     local figure = balnet.plot.figure { size = "single column", height = 60 }
--     figure:panel(1, 1):line({ 1, 2, 3 }, { 1, 4, 9 }):set { xlabel = "$x$", ylabel = "$x^2$" }
--     tostring(figure)  --> "figure of 86 mm x 60 mm"
---@type fun(options?: balnet.FigureOptions): balnet.Figure
plot.figure = native.figure

--- Puts the panels of several figures of one size and grid in line: those in the same row and column get the same box.
-- Called when all marks are there. Panels of equal units keep their aspect. Errors: figures of different sizes or grids; a
-- title, legend or colour bar of a figure that takes the room of others.
--
--     local first, second = balnet.plot.figure { size = { 80, 60 } }, balnet.plot.figure { size = { 80, 60 } }
--     first:panel(1, 1):line { 1, 4, 9 }
--     second:panel(1, 1):line { 1e5, 4e5, 9e6 }:set { ylabel = "a larger number" }
--     balnet.plot.align(first, second)
--     #second:check()  --> 0
---@type fun(first: balnet.Figure, second: balnet.Figure, ...: balnet.Figure)
plot.align = native.align

--- Writes figures to one PDF file of A4 sheets, one below the other on each. Those of a sheet have 178 mm ×
-- 265 mm; an error says which sheet needs more.
--
--     local first, second = balnet.plot.figure { height = 60 }, balnet.plot.figure { height = 60 }
--     first:panel(1, 1):line { 1, 4, 9 }
--     second:panel(1, 1):line { 9, 4, 1 }
--     balnet.plot.document("both.pdf", { { first, second } })
--     balnet.system.exists "both.pdf"  --> true
---@type fun(path: string, sheets: balnet.Figure[][], options?: balnet.SaveOptions)
plot.document = native.document

---@class balnet.MovieOptions
---@field seconds? number a frame is shown, 0.02 or more; 0.1
---@field loops? integer how often a GIF is played; without end
---@field dither? boolean a GIF of more than 255 colours mixes them from dots of two, so that gradients have no bands; false
---@field dpi? number 110
---@field recipe? table<string, any>|false as when a figure is saved

--- Begins a movie, in one file or several, each of which says by its ending what it is: `.gif`, `.mp4` and `.webm` (both by
-- ffmpeg), or `.png` with the place of the number of a frame, as `frame_%04d.png`; what a longer
-- movie of that name has left behind the last frame is removed. Every frame is drawn once for all. The first frame decides
-- the size. When one file fails, none is left.
--
--     local movie <close> = balnet.plot.movie("squares.gif", { seconds = 0.2, dpi = 40 })
--     for n = 2, 4 do
--       local figure = balnet.plot.figure { size = "single column" }
--       figure:panel(1, 1):line(balnet.arange(n):square()):set { xlim = { 1, 4 }, ylim = { 0, 16 } }
--       movie:add(figure)
--     end
--     movie:finish()
--     balnet.system.exists "squares.gif"  --> true
---@type fun(path: string, ...: string|balnet.MovieOptions): balnet.Movie
plot.movie = native.movie

--- Reads the recipe that the file of a figure (PNG, PDF, SVG, EPS) or a movie (GIF, MP4) carries: a table of texts
-- by name, empty when there is none; what is drawn, as bytes that are the same for the same drawing (of a PNG its
-- pixels, else the file without recipe and date); and what else the file says of itself, as its date. An error when
-- the file can't be read, is of another format, or is damaged.
--
--     local figure = balnet.plot.figure {}
--     figure:panel(1, 1):line { 1, 4, 9 }
--     figure:save("squares.png", { recipe = { seed = 3 } })
--     balnet.plot.recipe("squares.png").seed  --> "3"
---@type fun(path: string): table<string, string>, string, table<string, string>
plot.recipe = native.recipe

---@class balnet.SaveOptions
---@field dpi? number of PNG, and of pixels within vector files (there at least 300); 200
---@field recipe? table<string, any>|false names and values that the files carry beside balnet_version, script,
--- script_checksum and command_line, which --rerun follows; false for no recipe
---@field svg_text? boolean whether an SVG file holds texts, to be edited and found, in the reader's font where it lacks
--- ours, instead of drawn letters; false

---@class balnet.PanelSettings
---@field xscale? "linear"|"log"|"symlog"
---@field yscale? "linear"|"log"|"symlog"
---@field xlinear? number under "symlog": values up to this size stand linearly; 1
---@field ylinear? number
---@field xlim? number[] {first, last}; falling limits invert the axis; nil in a place leaves that end to the data
---@field ylim? number[]
---@field xmargin? number left free around data, as a part of the axis
---@field ymargin? number
---@field xinverted? boolean
---@field yinverted? boolean
---@field xlabel? string
---@field ylabel? string
---@field title? string
---@field xticks? balnet.Data where ticks stand; an empty table for none
---@field yticks? balnet.Data
---@field xticklabels? string[] as many as xticks
---@field yticklabels? string[]
---@field xformat? string|fun(value: number): string how ticks are labelled: "%.2f", or a function
---@field yformat? string|fun(value: number): string
---@field aspect? "auto"|"equal"|number the length of a unit of y over one of x
---@field beside? "auto"|"panel"|"column" whose room a colour bar and a legend outside take: the panel's own, or that of
--- all panels of the column; the column's where panels share x or stand in one column
---@field left? boolean spines
---@field right? boolean
---@field top? boolean
---@field bottom? boolean
---@field grid? boolean
---@field axes? boolean false hides spines, ticks and labels

---@class balnet.MarkOptions
---@field label? string in the legend
---@field alpha? number 0 to 1
---@field order? integer marks of a higher order are drawn over those of a lower one; 0
---@field rasterized? boolean true: drawn as pixels, in vector files too; false: as vectors there, even as more than
--- 200000 markers, which are else an error
---@field clip? boolean at the panel's edges; true

---@class balnet.LineOptions: balnet.MarkOptions
---@field color? balnet.Color the next of the palette
---@field width? number
---@field style? "-"|"--"|":"|"-."|"solid"|"dashed"|"dotted"|"dashdot"
---@field marker? "none"|"o"|"."|"s"|"D"|"^"|"v"|"+"|"x"|"|"
---@field marker_size? number
---@field step? "none"|"before"|"after"|"middle"
---@field labels? string[] in the legend, one a column
---@field values? balnet.Data one a point, or one a column, shown by the colour of the line, to which the options of colours apply

---@class balnet.ErrorbarOptions: balnet.LineOptions
---@field yerror? number|balnet.Data|balnet.Data[] one length, one a point, or {below, above}
---@field xerror? number|balnet.Data|balnet.Data[]

---@class balnet.BandOptions: balnet.MarkOptions
---@field color? balnet.Color
---@field edge_width? number of the two lines; 0
---@field where? balnet.Data|boolean[] one a point: the band is left out where it is false or 0
---@field hatch? "none"|"/"|"x"|"-"|"|"|"+"|"." a pattern over it, for print; "none"

---@class balnet.ColorOptions: balnet.MarkOptions
---@field colormap? string "viridis", "magma", "cividis", "grey", "RdBu", "vik", "twilight", each also with "_r", and with the number of
--- its steps, as "viridis_5" or "RdBu_r_9"
---@field limits? number[] the data at the ends of the colours
---@field centre? number the value of the middle colour; both sides then reach equally far
---@field norm? "linear"|"log"
---@field colorbar? string|boolean its label, or true

---@class balnet.ScatterOptions: balnet.ColorOptions
---@field color? balnet.Color
---@field values? balnet.Data one a point, shown by colour
---@field labels? string[] in the legend, one a column
---@field size? number diameter
---@field sizes? balnet.Data diameters, one a point
---@field marker? string as of a line
---@field edge? balnet.Color
---@field edge_width? number 0

---@class balnet.ImageOptions: balnet.ColorOptions
---@field origin? "upper"|"lower" where row 1 is; "upper"
---@field interpolation? "nearest"|"smooth"
---@field x? number[] outer edges of the first and last column; half a column around 1 … columns
---@field y? number[] edges at the bottom and at the top

---@class balnet.BarOptions: balnet.MarkOptions
---@field color? balnet.Color
---@field width? number in units of the axis; 0.8
---@field base? number where bars begin, which then reach `height` further; 0
---@field edge? balnet.Color
---@field edge_width? number 0
---@field hatch? "none"|"/"|"x"|"-"|"|"|"+"|"." a pattern over it, for print; "none"
---@field horizontal? boolean
---@field error? number|balnet.Data|balnet.Data[] lengths of error bars, as `yerror` of them

---@class balnet.BoxOptions: balnet.MarkOptions
---@field x? balnet.Places where the boxes stand; 1, 2, …
---@field color? balnet.Color
---@field width? number of a box, in units of x; 0.5
---@field whisker? number lines reach to the last value within so many heights of the box; 1.5
---@field outliers? boolean a marker at each value beyond the lines; true
---@field edge_width? number

---@class balnet.HistogramOptions: balnet.MarkOptions
---@field bins? integer|balnet.Data|"auto"|"sturges"|"scott"|"freedman-diaconis"|"sqrt" a number, the edges, or a rule
---@field range? number[] that equal bins cover; that of the data
---@field density? boolean area 1 instead of counts
---@field cumulative? boolean each bin with all before it; with `density`, their share
---@field horizontal? boolean bins along y
---@field style? "filled"|"outline"
---@field hatch? "none"|"/"|"x"|"-"|"|"|"+"|"." a pattern over it, for print; "none"
---@field color? balnet.Color
---@field width? number of the outline

---@class balnet.ContourOptions: balnet.ColorOptions
---@field x? balnet.Data of the columns
---@field y? balnet.Data of the rows
---@field levels? balnet.Data|integer the levels, at most 1000, or about how many round ones; about eight
---@field color? balnet.Color one for all levels
---@field width? number
---@field style? string as of a line
---@field filled? boolean fills the areas between levels, and beyond the first and the last, by the colour map; lines only with a
--- `color`
---@field labels? boolean writes each level into its lines
---@field label_size? number

---@class balnet.QuiverOptions: balnet.MarkOptions
---@field color? balnet.Color
---@field scale? number points that a vector of length 1 is long; so that arrows just miss each other
---@field width? number
---@field pivot? "tail"|"middle"

---@class balnet.RasterOptions: balnet.MarkOptions
---@field color? balnet.Color
---@field height? number of a stroke, in rows; 0.8
---@field width? number

---@class balnet.EigenvalueOptions: balnet.MarkOptions
---@field color? balnet.Color
---@field size? number
---@field marker? string
---@field edge? balnet.Color
---@field edge_width? number
---@field circle? number radius of the circle around the origin; 1, 0 for none

---@class balnet.LegendOptions
---@field place? "best"|"upper right"|"upper left"|"lower right"|"lower left"|"upper centre"|"lower centre"|"centre right"|"centre left"|"centre"|"outside"|"direct" "best";
--- a place inside that is named must not cover data, else it is an error
---@field columns? integer as few as find a place
---@field frame? boolean
---@field over_data? boolean lets a named place cover data
---@field title? string above the entries

--- A colour as four numbers from 0 to 1: red, green, blue and alpha.
--
--     balnet.plot.color "#ff0000"  --> { 1, 0, 0, 1 }
---@type fun(color: balnet.Color): number[]
plot.color = native.color

--- The colours of values by a colour map, a row of four numbers each, and the values at the ends of the map. What is not
-- finite has alpha 0. Errors: unknown maps, limits that do not ascend.
--
--     local colors, low, high = balnet.plot.colors({ 0, 1, 4 }, { colormap = "grey" })
--     colors[1], low, high  --> { 0, 0, 0, 1 }, 0, 4
---@type fun(values: balnet.Data, options?: { colormap: string, limits: number[], centre: number, norm: string }): number[][], number, number
plot.colors = native.colors

---@class balnet.SpaceOptions
---@field azimuth? number degrees from the x axis to where the camera stands; -60
---@field elevation? number degrees of the camera above the plane; 25
---@field distance? number of the camera, in lengths of the box, for perspective; without it lines stay parallel
---@field box? number[] lengths of the sides; {1, 1, 0.8}
---@field xlim? number[]
---@field ylim? number[]
---@field zlim? number[]
---@field xlabel? string
---@field ylabel? string
---@field zlabel? string
---@field ticks? integer at most so many on an axis; 5
---@field axes? boolean walls, ticks and labels; true
---@field fade? number how far what is furthest away turns white, 0 to 1; 0

--- Begins what stands in three dimensions: lines, points, surfaces and texts are added, then `panel:space` draws all of it
-- as vectors, what is further away first.
--
--     local space = balnet.plot.space { xlabel = "$x_1$", ylabel = "$x_2$", zlabel = "$x_3$" }
--     local t = balnet.linspace(0, 20, 200)
--     space:line(t:cos(), t:sin(), t, { values = t, colorbar = "time" })
--     local figure = balnet.plot.figure { size = "single column" }
--     figure:panel(1, 1):space(space)
--     #figure:check()  --> 0
---@type fun(options?: balnet.SpaceOptions): balnet.Space
plot.space = space.new

---@class balnet.PolarOptions
---@field rlim? number the outer radius; a round number beyond the data
---@field circles? integer 3
---@field spokes? integer 8
---@field zero? "E"|"N"|"W"|"S" where the angle 0 is; E
---@field clockwise? boolean
---@field radians? boolean angles are written as parts of pi instead of degrees

--- Begins a polar plot, to which lines, points and bars are added; `panel:polar` draws it.
--
--     local polar = balnet.plot.polar { zero = "N", clockwise = true }
--     polar:bar({ 0, 1.57, 3.14, 4.71 }, { 3, 1, 2, 4 }, { color = "C2" })
--     local figure = balnet.plot.figure { size = "single column" }
--     figure:panel(1, 1):polar(polar)
--     #figure:check()  --> 0
---@type fun(options?: balnet.PolarOptions): balnet.Polar
plot.polar = polar.new

---@class balnet.Linkage
---@field merges number[][] a row a merge, as SciPy has them: two clusters, their distance, how many points; the n-th
--- merge makes cluster points + n
---@field order integer[] the points from left to right in the tree

--- Hierarchical clustering of points by their Euclidean distances (Lance and Williams 1967), for `panel:dendrogram` and for the
-- order of rows. Errors: more than 1000 points, distances that are not finite.
--
--     local linkage = balnet.plot.linkage { { 0 }, { 5 }, { 1 } }
--     linkage.order, linkage.merges[2]  --> { 2, 1, 3 }, { 2, 4, 4.5, 3 }
---@param points balnet.Tensor|number[][] points x dimensions
---@param options? { method: string } "average", "single", "complete" or "ward"
---@return balnet.Linkage
plot.linkage = arguments.at_caller("linkage", graph.linkage, "any", "options?")

-- Methods of panels that are compositions of others.
for _, methods in ipairs { require "balnet.plot.samples", require "balnet.plot.bars", require "balnet.plot.plane",
  require "balnet.plot.tables", require "balnet.plot.heatmap",
  require "balnet.plot.compose",
  graph.methods, space.methods, polar.methods } do
  for name, f in pairs(methods) do native.panel_methods[name] = f end
end

return plot
