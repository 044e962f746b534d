-- What tests of whole programs share: a scratch folder, a command with its output and status, a program in the background,
-- an independent reader.
local process = require "balnet.native.process"
local system = require "balnet.native.system"

local shell = {}

local program = os.getenv "BALNET"
local source = os.getenv "BALNET_SOURCE"
local python = os.getenv "BALNET_PYTHON"

--- The word as the shell takes it literally.
function shell.quote(word) return "'" .. tostring(word):gsub("'", "'\\''") .. "'" end

--- The text of a file, nil when there is none.
function shell.read(path)
  local file <close> = io.open(path, "rb")
  return file and file:read "a"
end

--- Writes a file.
function shell.write(path, text)
  local file <close> = assert(io.open(path, "wb"))
  file:write(text)
end

--- A new empty folder; shell.remove(folder) takes it away again.
function shell.scratch()
  local pipe <close> = assert(io.popen "mktemp -d")
  return (pipe:read "l")
end

function shell.remove(folder) os.execute("rm -rf " .. shell.quote(folder)) end

--- Runs a line of shell, in a folder, with nothing to read. Returns { status, out, err }; a death by signal n has status
--- 128 + n.
function shell.line(text, folder)
  local out, err = os.tmpname(), os.tmpname()
  local _, how, code = os.execute(("cd %s || exit 99\n{ %s\n} > %s 2> %s < /dev/null")
    :format(shell.quote(folder or "."), text, out, err))
  local result = { status = how == "signal" and 128 + code or code, out = shell.read(out), err = shell.read(err) }
  os.remove(out)
  os.remove(err)
  return result
end

local function words(list)
  local line = {}
  for i, word in ipairs(list) do line[i] = shell.quote(word) end
  return table.concat(line, " ")
end

--- The words that run a script of the project under the program, for a line of shell.
function shell.command(script, ...)
  return words { program, ("%s/scripts/%s.lua"):format(source, script), ... }
end

--- Runs a script of the project with arguments.
function shell.script(script, ...)
  return shell.line(shell.command(script, ...))
end

--- The words that run the program with arguments, for a line of shell.
function shell.program_command(...) return words { program, ... } end

--- Runs the program with arguments.
function shell.program(...) return shell.line(shell.program_command(...)) end

--- Runs Lua text by the program, with arguments.
function shell.lua(text, ...)
  local path = os.tmpname()
  shell.write(path, text)
  local result = shell.line(words { program, path, ... })
  os.remove(path)
  return result
end

-- --- in the background ---------------------------------------------------------------------------

local patience = 300 -- seconds; what has not come by then does not come on the slowest machine either

--- Waits until a condition holds, and returns what it gives. What does not come is an error.
function shell.wait_until(is_so, what)
  local last = system.seconds() + patience
  while true do
    local given = is_so()
    if given then return given end
    if system.seconds() > last then error("waited in vain for " .. what, 2) end
    process.wait({}, 0.01)
  end
end

--- Waits until a file holds a pattern, and returns what that captures.
function shell.wait_for(path, pattern)
  return shell.wait_until(function() return (shell.read(path) or ""):match(pattern) end, ("'%s' in %s"):format(pattern, path))
end

-- Children that a killed process left behind hold its log until they have died too.
local function started(command, log)
  return shell.wait_until(function()
    local child, fault, busy = process.start(command, log)
    if not child and not busy then error(fault) end
    return child
  end, "the end of who writes into " .. log)
end

--- Starts a program behind some words of shell, its output into a file. Returns the process, to be closed, and its number.
function shell.start(command, log, before)
  local told = log .. ".number"
  local line = ("echo $$ > %s; %s exec \"$@\""):format(shell.quote(told), before or "")
  local child = started({ "sh", "-c", line, "sh", table.unpack(command) }, log)
  local number
  shell.wait_until(function()
    number = (shell.read(told) or ""):match "^(%d+)\n"
    return number or child:ended()
  end, "the number of a process")
  if not number then error("it did not start: " .. shell.read(log)) end
  os.remove(told)
  return child, number
end

--- Waits for the end of a process, and returns how it has ended.
function shell.end_of(child)
  shell.wait_until(function()
    process.wait({ child }, 1)
    return child:ended()
  end, "the end of a process")
  return child:ended()
end

--- The seconds of processor time that a process has taken, and those of its children that have ended.
function shell.processor_seconds(number)
  local fields, behind_the_name = {}, shell.read(("/proc/%s/stat"):format(number)):match ".*%) (.*)"
  for field in behind_the_name:gmatch "%S+" do fields[#fields + 1] = tonumber(field) or field end
  return (fields[12] + fields[13]) / 100, (fields[14] + fields[15]) / 100 -- in ticks of USER_HZ
end

--- Waits until a process has worked for so many more seconds of processor time, or has ended.
function shell.let_work(child, number, seconds)
  local before = shell.processor_seconds(number)
  shell.wait_until(function() return child:ended() or shell.processor_seconds(number) >= before + seconds end, "a process at work")
end

-- --- Python --------------------------------------------------------------------------------------

local present = {}

--- Skips the test where python3 lacks one of the packages, as "h5py, numpy".
function shell.need_python(packages)
  if present[packages] == nil then present[packages] = shell.line(words { python, "-c", "import " .. packages }).status == 0 end
  require("luaunit").skipIf(not present[packages], ("python3 with %s is not installed"):format(packages))
end

--- Runs Python text with h5py and numpy at hand; returns what it printed. A failure is an error; without these packages the
--- test is skipped.
function shell.python(text, ...)
  shell.need_python "h5py, numpy"
  local path = os.tmpname()
  shell.write(path, "import sys, h5py, numpy as np\n" .. text)
  local result = shell.line(words { python, path, ... })
  os.remove(path)
  if result.status ~= 0 then error(result.err, 2) end
  return result.out
end

--- The bytes of /weights and /history of a finished run, as one hexadecimal digest.
function shell.digest(path)
  return shell.python([[
import hashlib
h = hashlib.sha256()
with h5py.File(sys.argv[1]) as f:
    assert f.attrs['finished'] == 1
    for group in ('weights', 'history'):
        for name in sorted(f[group]):
            h.update(name.encode() + f[group][name][()].tobytes())
print(h.hexdigest())
]], path)
end

return shell
