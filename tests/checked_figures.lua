-- Loaded before a script (balnet -l checked_figures), it holds every figure that the script saves, lays into a document
-- or adds to a movie against figure:check() and appends what that finds to the file named by BALNET_FAULTS.
local plot = require "balnet.plot"

local function methods_of(object) return debug.getmetatable(object).__index end

local function note(path, figure)
  local file <close> = assert(io.open(os.getenv "BALNET_FAULTS", "a"))
  for _, fault in ipairs(figure:check()) do file:write(path, ": ", fault, "\n") end
end

local figures = methods_of(plot.figure())
local save = figures.save
function figures.save(figure, path, ...)
  note(path, figure)
  return save(figure, path, ...)
end

local document = plot.document
function plot.document(path, sheets, ...)
  for _, sheet in ipairs(sheets) do
    for _, figure in ipairs(sheet) do note(path, figure) end
  end
  return document(path, sheets, ...)
end

local movie = plot.movie
function plot.movie(path, ...)
  local film = movie(path, ...)
  local films = methods_of(film)
  local add = films.add
  plot.movie = movie -- the class is one, and so is its method
  function films.add(self, figure)
    note(path, figure)
    return add(self, figure)
  end
  return film
end
