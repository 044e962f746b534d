--- `balnet --rerun FIGURE [--changed]`: calls the program again as the figure's recipe says, in a folder of its own, and
-- says whether the figure came out the same. Exit status 0: the same; 1: not, or it could not be drawn again; 2: the
-- command line is wrong.

local command_line = require "balnet.parameters.command_line"
local plot = require "balnet.plot"
local process = require "balnet.native.process"
local recipe = require "balnet.program.recipe"
local output_redirection = require "balnet.program.output_redirection"
local signals = require "balnet.native.signals"
local system = require "balnet.native.system"
local workers = require "balnet.sweep.workers"

local look_around_every = 0.2 -- seconds
local same, different, wrong = 0, 1, 2

local function say(...) io.stderr:write("balnet: ", string.format(...), "\n") end

local function refuse(status, ...)
  say(...)
  return status
end

-- The path, and whether --changed was given; or nil and the fault.
local function read_arguments(...)
  local path, changed = nil, false
  for _, word in ipairs { ... } do
    if word == "--changed" then changed = true
    elseif word:sub(1, 1) == "-" and #word > 1 then return nil, ("'%s' is not an option of --rerun"):format(word)
    elseif path then return nil, "--rerun takes one figure"
    else path = word end
  end
  if not path then return nil, "--rerun needs a figure: PNG, PDF, SVG or EPS" end
  return path, changed
end

local function read_text(path)
  local file <close> = io.open(path, "rb")
  return file and file:read "a"
end

-- The reason why the recorded call can't be made again; nil when it can.
local function obstacle(path, entries, changed)
  if not entries.command_line then return ("'%s' carries no recipe of balnet"):format(path) end
  if entries.script == "" then return ("'%s' was not drawn by a script, but by '%s'"):format(path, entries.command_line) end
  if entries.script == "-" then return ("'%s' was drawn by a script read from stdin"):format(path) end
  if command_line.words(entries.command_line)[2] ~= entries.script then
    return ("'%s' was drawn by '%s'; no options before the script are followed, for they may be code")
      :format(path, entries.command_line)
  end
  local text = read_text(entries.script)
  if not text then
    return ("the script '%s' is not here; --rerun is for the folder in which the figure was drawn"):format(entries.script)
  end
  if entries.script_checksum ~= recipe.checksum(text) and not changed then
    return ("the script '%s' has changed since '%s' was drawn; --changed runs it all the same"):format(entries.script, path)
  end
end

-- Runs a program, which writes to the stderr of this process. Returns "exit" or "signal", and the number. SIGINT and
-- SIGTERM are passed on, and are returned as the signal by which it ended.
local function call(words)
  local watch <close> = signals.watch()
  local child <close> = assert(process.start(words))
  while not child:ended() do
    process.wait({ child }, look_around_every)
    local _, exit_status = watch:caught()
    if exit_status then
      workers.stop { [child] = true }
      return "signal", exit_status - 128
    end
  end
  return child:ended()
end

-- Calls this program with the recorded words.
local function run(folder, words)
  local into = ("require('balnet.program.output_redirection').into(%q, %q)"):format(folder, words[1])
  return call(table.move(words, 2, #words, 4, { system.program(), "-e", into }))
end

local function extension_of(path) return (path:match "%.([^./]+)$" or ""):lower() end

-- The figures that were written in the format of the given one.
local function candidates(folder, extension)
  local list, seen = {}, {}
  for path in (read_text(folder .. "/" .. output_redirection.list) or ""):gmatch "[^\n]+" do
    if extension_of(path) == extension and not seen[path] then list[#list + 1] = path end
    seen[path] = true
  end
  return list
end

-- How much a figure is like the given one: 2 the same bytes, 1 the same but for recipe and date, 0 another picture.
local function likeness(given, path)
  if read_text(path) == given.bytes then return 2 end
  local _, picture = plot.recipe(path)
  return picture == given.picture and 1 or 0
end

local function best_of(given, list)
  local best, most
  for _, path in ipairs(list) do
    local value = likeness(given, path)
    if not most or value > most or value == most and path:match "[^/]*$" == given.name then best, most = path, value end
  end
  return best, most
end

local function differences(given, path)
  local names = {}
  for name, value in pairs(plot.recipe(path)) do
    if given.entries[name] ~= value then names[#names + 1] = name end
  end
  table.sort(names)
  return #names > 0 and table.concat(names, ", ") or "the date"
end

-- Reports the result. Returns the exit status and, when the figures differ, the path of the new one.
local function judge(given, folder)
  local path, likeness_of_best = best_of(given, candidates(folder, extension_of(given.path)))
  if not path then
    return refuse(different, "the script '%s' wrote no .%s this time", given.entries.script, extension_of(given.path))
  end
  if likeness_of_best == 0 then return different, path end
  print(likeness_of_best == 2 and ("%s came out the same, byte for byte"):format(given.path)
    or ("%s came out the same; its recipe differs in %s"):format(given.path, differences(given, path)))
  return same
end

local function read_figure(path)
  local read, entries, picture = pcall(plot.recipe, path)
  if not read then return nil, entries end
  return { path = path, name = path:match "[^/]*$", bytes = read_text(path), entries = entries, picture = picture }
end

local function rerun_into(folder, given)
  local results = folder .. "/results"
  assert(system.make_folder(results))
  say("runs %s", given.entries.command_line)
  local how, code = run(results, command_line.words(given.entries.command_line))
  if how ~= "exit" then return 128 + code end
  if code ~= 0 then return refuse(different, "'%s' ended with status %d", given.entries.command_line, code) end
  local status, path = judge(given, results)
  if not path then return status end
  local kept = folder .. "/" .. given.name
  assert(os.rename(path, kept))
  print(("%s came out differently; the new one is %s"):format(given.path, kept))
  return status, kept
end

local function rerun(...)
  local path, changed = read_arguments(...)
  if not path then return refuse(wrong, "%s", changed) end
  local given, fault = read_figure(path)
  fault = fault or obstacle(path, given.entries, changed)
  if fault then return refuse(different, "%s", fault) end
  if given.entries.balnet_version ~= system.version then
    say("'%s' was drawn by version %s; this is %s", path, given.entries.balnet_version, system.version)
  end
  local folder
  folder, fault = system.temporary_folder()
  if not folder then return refuse(different, "%s", fault) end
  local status, kept = rerun_into(folder, given)
  call { "rm", "-rf", "--", kept and folder .. "/results" or folder }
  return status
end

return rerun
