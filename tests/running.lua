-- What tests need to run a program and see all it does: `dofile(os.getenv "BALNET_SOURCE" .. "/tests/running.lua")`.
local running = {}

--- The word as the shell takes it literally.
function running.quote(word) return "'" .. word:gsub("'", "'\\''") .. "'" end

function running.read(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read "a"
end

function running.write(path, text)
  local file <close> = assert(io.open(path, "wb"))
  assert(file:write(text))
end

--- A new empty folder; the caller removes it by running.remove.
function running.folder()
  local pipe <close> = assert(io.popen "mktemp -d")
  return (pipe:read "l")
end

function running.remove(folder) assert(os.execute("rm -rf " .. running.quote(folder))) end

--- Runs a shell line in a folder. Gives what it wrote to stdout and stderr and how it ended: "exit 0", "signal 2".
function running.shell(line, folder)
  local base = os.tmpname()
  local quoted = running.quote(base)
  local _, how, code =
    os.execute(("cd %s || exit 99\n{ %s\n} >%s.out 2>%s.err </dev/null"):format(running.quote(folder or "."), line, quoted, quoted))
  local result = { out = running.read(base .. ".out"), err = running.read(base .. ".err"), ended = how .. " " .. code }
  for _, suffix in ipairs { "", ".out", ".err" } do os.remove(base .. suffix) end
  return result
end

return running
