-- Draws what the files here are made of.
local plot = require("balnet").plot

local function curve(height)
  local figure = plot.figure { size = { 60, 40 } }
  figure:panel():line({ 1, 2, 3 }, { 1, height, 2 }):set { xlim = { 1, 3 }, ylim = { 0, 5 }, xlabel = "$\\alpha$" }
  return figure
end

curve(tonumber(arg[1])):save("figure.png", "figure.pdf", { dpi = 72 })
curve(1):save "other.pdf"

local function draw_movie(path)
  local movie <close> = plot.movie(path, { dpi = 40 })
  for height = 2, 4 do movie:add(curve(height)) end
  movie:finish()
end

draw_movie "movie.gif"
if not pcall(draw_movie, "movie.mp4") then print "no MP4 without ffmpeg" end
