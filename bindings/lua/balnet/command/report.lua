--- `balnet report [--html FILE] SCRIPT [ARGUMENTS]`: runs a script and writes a page of HTML with its texts, its code, what
-- it printed and its figures.

local command_line = require "balnet.parameters.command_line"
local exit = require "balnet.program.exit"
local page = require "balnet.report.page"
local recorder = require "balnet.report.recorder"
local source = require "balnet.report.source"
local system = require "balnet.native.system"

local wrong_command_line = 2

local usage = [==[
usage: balnet report [--html FILE] SCRIPT [ARGUMENTS]

Runs the script with the arguments and writes SCRIPT.html in the current folder: its texts, its code, what it printed, and
its figures with their recipes. Long comments that begin a line, --[[ … ]], are texts in Markdown.]==]

local enter = ' do require("balnet.report.recorder").enter(%d) end ' -- stands where a statement may, and nowhere else

local function refuse(sentence, ...) exit.stop(wrong_command_line, "report: " .. sentence:format(...)) end

-- The page's path, the script's, and the script's arguments.
local function read_arguments(words)
  local html
  if words[1] == "--html" then
    html = words[2]
    words = table.move(words, 3, #words, 1, {})
  end
  if not words[1] then refuse("a script was needed; report --help tells more") end
  if words[1]:find "^%-" then refuse("unknown option '%s'; --html FILE is the only one", words[1]) end
  return html or words[1]:match "[^/]*$":gsub("%.lua$", "") .. ".html", words[1], table.move(words, 2, #words, 1, {})
end

local function read_script(path)
  local file, fault = io.open(path, "rb")
  local text = file and file:read "a"
  if file then file:close() end
  if not text then refuse("cannot read %s", fault or path) end
  return (text:gsub("^#[^\n]*", ""))
end

-- The script as a function, with marks in the place of its texts.
local function compile(path, text, instrumented)
  if text:sub(1, 4) == "\27Lua" then refuse("%s is bytecode; a script as text was needed", path) end
  local chunk, fault = load(text, "@" .. path, "t")
  if not chunk then exit.stop(1, fault) end
  chunk, fault = load(instrumented, "@" .. path, "t")
  if not chunk then
    exit.stop(1, ("%s\nreport: a text stands within a statement or after a return; it was compiled without its texts")
      :format(fault))
  end
  return chunk
end

-- What the script sees as `arg`, as if the program had been called with it.
local function set_arguments(path, arguments)
  arg = { [-1] = arg and arg[-1] or "balnet", [0] = path } -- luacheck: ignore 111
  table.move(arguments, 1, #arguments, 1, arg)
end

local function run(chunk, arguments, cells)
  local folder = assert(system.temporary_folder())
  local recording <close> = recorder.start(#cells, folder)
  local done, fault = xpcall(chunk, function(fault)
    return type(fault) == "string" and debug.traceback(fault, 2):gsub("\n[^\n]*'xpcall'.*", "") or fault
  end, table.unpack(arguments))
  return recording.records, not done and fault or nil, folder
end

-- Why a script ended early; nothing for one that has asked for the exit status 0.
local function shown(fault)
  local status = type(fault) == "table" and fault.exit_status
  if not status or fault.message ~= "" then return tostring(fault) end
  return status ~= 0 and ("the script has ended with the exit status %d"):format(status) or nil
end

--- Runs a script and writes the report.
---@param ... string the words after `report`
---@return integer exit status
return function(...)
  if ... == "--help" then
    print(usage)
    return 0
  end
  local html, path, arguments = read_arguments { ... }
  local text = read_script(path)
  local cells, instrumented = source.split(text, enter)
  local chunk = compile(path, text, instrumented)
  local call = "balnet report " .. command_line.text(table.move(arguments, 1, #arguments, 1, { [0] = path }))
  set_arguments(path, arguments)
  local records, fault, folder = run(chunk, arguments, cells)
  os.remove(folder)
  local written, unwritten = system.replace_file(html, page.html {
    cells = cells, records = records, script = path, command_line = call, version = system.version,
    fault = fault and shown(fault),
  })
  if not written then exit.stop(1, "report: " .. unwritten) end
  io.stderr:write("report: ", html, "\n")
  if type(fault) == "string" then exit.stop(1, fault) end
  if fault then error(fault, 0) end
  return 0
end
