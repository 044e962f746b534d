-- What tests of whole programs share: a scratch folder, a command with its output and status, an independent reader.
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
