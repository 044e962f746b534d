--- Sends what a script writes through the library into another folder, for `balnet --rerun`: figures, movies, archives,
-- and the results of experiments and studies. It is called by a -e before the script, and replaces functions of the
-- library. Files that the script writes by Lua's io are not redirected.

local archive = require "balnet.archive"
local plot = require "balnet.plot"
local script_call = require "balnet.parameters.script_call"

local output_redirection = {}

--- The list of what was written, in the folder: a line for each figure and movie.
output_redirection.list = "written"

-- Takes this module's own -e out of `arg`, and calls the program as it was called.
local function restore_arguments(program)
  local first = 0
  while arg[first - 1] do first = first - 1 end
  arg[first], arg[first + 1], arg[first + 2] = nil, nil, program
end

-- A path in the folder for each path: itself when it is in the folder already, else a path with the same name.
local function places_in(folder)
  local places, count = {}, 0
  return function(path)
    if path:sub(1, #folder) == folder then return path end
    if not places[path] then
      count = count + 1
      places[path] = ("%s/%d_%s"):format(folder, count, path:match "[^/]*$")
    end
    return places[path]
  end
end

local function append_line(path, line)
  local file <close> = assert(io.open(path, "a"))
  assert(file:write(line, "\n"))
end

-- Calls are tail calls, so that errors stay at the script's line.
local function redirect_figures(place, note)
  local class = debug.getmetatable(plot.figure()).__index
  local save, movie = class.save, plot.movie
  -- The arguments, in which every text is a path.
  local function placed(...)
    local arguments = table.pack(...)
    for i = 1, arguments.n do
      if type(arguments[i]) == "string" then
        arguments[i] = place(arguments[i])
        note(arguments[i])
      end
    end
    return table.unpack(arguments, 1, arguments.n)
  end
  function class.save(figure, ...) return save(figure, placed(...)) end
  function plot.movie(...) return movie(placed(...)) end
end

local function redirect_archives(place)
  local write = archive.write
  for _, name in ipairs { "read", "list" } do
    local read = archive[name]
    archive[name] = function(path, ...)
      local placed = type(path) == "string" and place(path) or path
      local file <close> = io.open(placed, "rb")
      return read(file and placed or path, ...)
    end
  end
  function archive.write(path, content) return write(type(path) == "string" and place(path) or path, content) end
end

-- Experiments and studies get the folder as their --out, and run without --resume, --force and --watch.
local function redirect_results(folder)
  local read = script_call.read
  function script_call.read(...)
    local filed, given = read(...)
    if filed then given.out, given.resume, given.force, given.watch = folder, nil, nil, nil end
    return filed, given
  end
end

--- Sends everything into a folder from now on.
---@param folder string
---@param program string the name under which the program was called when the figure was drawn
function output_redirection.into(folder, program)
  restore_arguments(program)
  local place, list = places_in(folder), folder .. "/" .. output_redirection.list
  redirect_figures(place, function(path) append_line(list, path) end)
  redirect_archives(place)
  redirect_results(folder)
end

return output_redirection
