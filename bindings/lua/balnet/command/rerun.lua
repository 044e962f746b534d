--- `balnet --rerun FIGURE [--figure NAME] [--changed]`: calls the program again as the recipe of a figure or a movie says,
-- in a folder of its own, and says whether it came out the same. Exit status 0: the same; 1: not, or it could not be
-- drawn again; 2: the command line is wrong.

local command_line = require "balnet.parameters.command_line"
local figure_file = require "balnet.program.figure_file"
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

-- The path, the figure within it that is meant, and whether --changed was given; or nil and the fault.
local function read_arguments(...)
  local words, path, chosen, changed = { ... }, nil, nil, false
  local i = 1
  while i <= #words do
    local word = words[i]
    if word == "--changed" then changed = true
    elseif word == "--figure" then
      i = i + 1
      chosen = words[i]
      if not chosen then return nil, "--figure needs the number or the name of a figure in the file" end
    elseif word:sub(1, 1) == "-" and #word > 1 then return nil, ("'%s' is not an option of --rerun"):format(word)
    elseif path then return nil, "--rerun takes one figure"
    else path = word end
    i = i + 1
  end
  if not path then return nil, "--rerun needs a figure or a movie: PNG, PDF, SVG, EPS, GIF, MP4 or WebM" end
  return path, chosen, changed
end

local function read_text(path)
  local file <close> = io.open(path, "rb")
  return file and file:read "a"
end

-- The reason why the recorded call can't be made again; nil when it can.
local function obstacle(path, entries, changed)
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

-- How much a figure is like the given one: 2 the same bytes, 1 the same drawing, 0 another.
local function likeness(given, path)
  if read_text(path) == given.bytes then return 2 end
  local new = figure_file.read(path)
  return new and new[1].picture == given.picture and 1 or 0
end

local function best_of(given, list)
  local best, most
  for _, path in ipairs(list) do
    local value = likeness(given, path)
    if not most or value > most or value == most and path:match("[^/]*$"):match "^%d+_(.*)" == given.name then
      best, most = path, value
    end
  end
  return best, most
end

local function names_that_differ(given, new)
  local names = {}
  for name, value in pairs(new) do
    if given[name] ~= value then names[#names + 1] = name end
  end
  table.sort(names)
  return names
end

-- What a file says of a figure beside its recipe, by the words of a message.
local property_words = { Title = "title", Author = "author", Subject = "subject", CreationDate = "date",
  ModDate = "date of change" }

local function properties_that_differ(given, new)
  local words = {}
  for name, word in pairs(property_words) do
    if given[name] ~= new[name] then words[#words + 1] = word end
  end
  table.sort(words)
  return words
end

-- How two files of the same drawing differ.
local function differences(given, path)
  local new, parts = figure_file.read(path)[1], {}
  local entries = names_that_differ(given.entries, new.entries)
  if #entries > 0 then parts[1] = "its recipe differs in " .. table.concat(entries, ", ") end
  local words = not given.included and properties_that_differ(given.properties, new.properties) or {}
  if #words > 0 then parts[#parts + 1] = "it has another " .. table.concat(words, " and another ") end
  if #parts > 0 then return table.concat(parts, "; ") end
  if given.included then return "it is the same drawing" end
  return extension_of(given.path) == "png" and "the same pixels, recompressed" or "another program wrote it anew"
end

-- Reports the result. Returns the exit status and, when the figures differ, the path of the new one.
local function judge(given, folder)
  local path, likeness_of_best = best_of(given, candidates(folder, extension_of(given.path)))
  if not path then
    return refuse(different, "the script '%s' wrote no .%s this time", given.entries.script, extension_of(given.path))
  end
  if likeness_of_best == 0 then return different, path end
  print(likeness_of_best == 2 and ("%s came out the same, byte for byte"):format(given.label)
    or ("%s came out the same; %s"):format(given.label, differences(given, path)))
  return same
end

-- The figure that is meant among those of a file that carry a recipe: the only one, or the one with a number or a name.
local function choose(path, list, chosen)
  if not chosen and #list == 1 then return list[1] end
  for number, figure in ipairs(list) do
    local name = figure.name:match "[^/]*$"
    if chosen and (chosen == tostring(number) or chosen == figure.name or chosen == name) then return figure end
  end
  if not chosen and list[1] and list[1].name == "" then return list[1] end
  local lines = { ("'%s' holds %s recipes; --figure chooses by a number or a name:"):format(path,
    chosen and ("no figure '%s' among its %d"):format(chosen, #list) or #list) }
  for number, figure in ipairs(list) do
    lines[#lines + 1] = ("  %d  %s  %s"):format(number, figure.name, figure.entries.command_line)
  end
  return nil, table.concat(lines, "\n"), wrong
end

-- The figure that is to be drawn again; or nil, the fault and the exit status.
local function read_figure(path, chosen)
  local figures, fault = figure_file.read(path)
  if not figures then return nil, fault, different end
  local list = figure_file.with_recipe(figures)
  if #list == 0 then return nil, ("'%s' carries no recipe of balnet"):format(path), different end
  local figure, status
  figure, fault, status = choose(path, list, chosen)
  if not figure then return nil, fault, status end
  local included = figure.name ~= ""
  return { path = path, name = (included and figure.name or path):match "[^/]*$", included = included,
    label = included and ("%s in %s"):format(figure.name, path) or path, bytes = not included and read_text(path),
    entries = figure.entries, picture = figure.picture, properties = figure.properties, rewritten = figure.rewritten }
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
  print((given.rewritten and "%s was written anew by %s, so that drawings can't be compared; the new one is %s"
    or "%s came out differently%.0s; the new one is %s"):format(given.label, given.properties.Producer, kept))
  return status, kept
end

local function rerun(...)
  local path, chosen, changed = read_arguments(...)
  if not path then return refuse(wrong, "%s", chosen) end
  local given, fault, status = read_figure(path, chosen)
  if not given then return refuse(status, "%s", fault) end
  fault = obstacle(path, given.entries, changed)
  if fault then return refuse(different, "%s", fault) end
  if given.entries.balnet_version ~= system.version then
    say("'%s' was drawn by version %s; this is %s", path, given.entries.balnet_version, system.version)
  end
  local folder
  folder, fault = system.temporary_folder()
  if not folder then return refuse(different, "%s", fault) end
  local kept
  status, kept = rerun_into(folder, given)
  call { "rm", "-rf", "--", kept and folder .. "/results" or folder }
  return status
end

return rerun
