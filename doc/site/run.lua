-- Runs the code of a page of the manual: `balnet run.lua PAGE.md [small]`, in a folder that it may fill. The blocks of Lua
-- are one script, the blocks of sh commands between them, and those of Python a script each. Leaves record.json, what each
-- block printed and drew, and the pictures as figure_BLOCK_NUMBER.png.
--
-- Commands take long, so those that no picture follows are run only as `small`, and so is Python: then experiments have
-- few epochs, and scripts of the project the sizes of tests/small_scripts.lua.

local balnet = require "balnet"
local recorder = require "balnet.report.recorder"
local system = require "balnet.native.system"

local here = arg[0]:match "^(.*/)"
local page = dofile(here .. "page.lua")
local path, small = arg[1], arg[2] == "small"
local program = assert(system.program())
local cells = page.split(page.read(path))

local function quoted(word) return "'" .. word:gsub("'", "'\\''") .. "'" end

local function write(name, text)
  local file <close> = assert(io.open(name, "wb"))
  file:write(text)
end

-- A program `balnet` in bin/ that makes scripts of the project small.
local function write_small_program()
  local sizes, lines = dofile(here .. "../../tests/small_scripts.lua"), {}
  for name, words in pairs(sizes) do lines[#lines + 1] = ("*scripts/%s.lua) set -- \"$@\" %s;;"):format(name, words) end
  table.sort(lines)
  write("bin/balnet", ([[
#!/bin/sh
script=$1
[ "$1" != sweep ] || script=$2
case " $* " in *" --help "*) script=;; esac
case $script in
%s
esac
[ "$1" != sweep ] || set -- "$@" --noise 1,2 --seed 1,2
exec %s "$@"
]]):format(table.concat(lines, "\n"), quoted(program)))
end

local function prepare()
  os.execute "rm -rf bin scripts && mkdir bin"
  os.execute(("ln -s %s scripts"):format(quoted(here .. "../../scripts")))
  if small then
    write_small_program()
    os.execute "chmod +x bin/balnet"
  else
    os.execute(("ln -s %s bin/balnet"):format(quoted(program)))
  end
end

-- Whether a picture follows a block: the next text begins with one.
local function has_picture(i) return cells[i + 1] and cells[i + 1].text:find "^\n*!%[" ~= nil end

local function run_commands(i)
  if not small and not has_picture(i) then return end
  write("commands", cells[i].text)
  local interpreter = cells[i].language == "python" and quoted(os.getenv "BALNET_PYTHON" or "python3") or "sh -e"
  local pipe = assert(io.popen(("PATH=$PWD/bin:$PATH %s commands </dev/null"):format(interpreter), "r"))
  local output = pipe:read "a"
  local done, how, code = pipe:close()
  if not done then error(("%s:%d: the commands ended by %s %d"):format(path, cells[i].line, how, code), 0) end
  io.write(output)
end

-- The page as a script whose lines have the numbers of the page's.
local function script_of_page()
  local lines = {}
  for i, cell in ipairs(cells) do
    while #lines < cell.line - 2 do lines[#lines + 1] = "" end
    if page.is_run(cell) then
      lines[#lines + 1] = ("do _enter(%d) end"):format(i)
      if cell.language == "lua" then
        for line in cell.text:gmatch "([^\n]*)\n" do lines[#lines + 1] = line end
      end
    end
  end
  return table.concat(lines, "\n")
end

function _G._enter(i) -- luacheck: ignore 122
  recorder.enter(i)
  if cells[i].language ~= "lua" then run_commands(i) end
end

local function save(records)
  local list = {}
  for i in ipairs(cells) do
    local record = { output = table.concat(records[i].output), figures = {} }
    for k, figure in ipairs(records[i].figures) do
      record.figures[k] = ("figure_%d_%d.png"):format(i, k)
      write(record.figures[k], figure.picture)
    end
    list[i] = record
  end
  balnet.json.write("record.json", list)
end

prepare()
_G.arg = { [0] = "page.lua", table.unpack(small and { "--epochs", "51", "--measure_every", "25" } or {}) }
local chunk = assert(load(script_of_page(), "@" .. path:match "([^/]*)%.md$" .. ".lua", "t"))
local records
do
  local recording <close> = recorder.start(#cells, ".")
  local done, fault = xpcall(chunk, debug.traceback, table.unpack(_G.arg))
  if not done then error(fault, 0) end
  records = recording.records
end
save(records)
