-- Every block of code of the manual and of the README runs: those of Lua as they stand, with few epochs where they train, and
-- the commands with the scripts in small.
local lu = require "luaunit"
local source = os.getenv "BALNET_SOURCE"
local shell = dofile(source .. "/tests/shell.lua")
local balnet = require "balnet"
local page = dofile(source .. "/doc/site/page.lua")

local folder

TestPages = {}

function TestPages:setUp() folder = shell.scratch() end

function TestPages:tearDown() shell.remove(folder) end

local function run(path)
  local result = shell.line(shell.program_command(source .. "/doc/site/run.lua", path, "small"), folder)
  lu.assertEquals(result.status, 0, path .. "\n" .. result.err)
  return balnet.json.read(folder .. "/record.json")
end

local count = 0
for path in shell.line(("ls %s/README.md %s/doc/*.md"):format(source, source)).out:gmatch "[^\n]+" do
  local blocks = 0
  for _, cell in ipairs(page.split(shell.read(path))) do blocks = blocks + (cell.kind == "code" and page.is_run(cell) and 1 or 0) end
  count = count + blocks
  TestPages["test_" .. path:match "([%w_]+)%.md$"] = blocks > 0 and function() run(path) end or nil
end

function TestPages:test_there_are_blocks_to_run() lu.assertTrue(count > 30, count) end

-- The runner itself.

local function run_text(text)
  shell.write(folder .. "/page.md", text)
  return run(folder .. "/page.md")
end

function TestPages:test_what_blocks_print_and_draw_is_kept_with_them()
  local record = run_text [[
# A page

```lua
local x = 3
print(x)
```

Text.

```sh
echo "from the shell"
```

```lua
local figure = require("balnet").plot.figure {}
figure:panel():line { x, 1 }
figure:save "line.pdf"
```
]]
  lu.assertEquals({ record[2].output, record[4].output, record[6].output }, { "3\n", "from the shell\n", "" })
  lu.assertEquals(record[6].figures, { "figure_6_1.png" })
  lu.assertStrContains(shell.read(folder .. "/figure_6_1.png"), "PNG")
end

local function fault_of(text)
  shell.write(folder .. "/page.md", text)
  local result = shell.line(shell.program_command(source .. "/doc/site/run.lua", folder .. "/page.md", "small"), folder)
  lu.assertEquals(result.status, 1)
  return result.err
end

function TestPages:test_a_fault_is_told_with_the_line_of_the_page()
  lu.assertStrContains(fault_of "# A page\n\n```lua\nlocal x = 1\nerror 'no'\n```\n", "page.lua:5: no")
  lu.assertStrContains(fault_of "# A page\n\n```sh\ntrue\nfalse\n```\n", "page.md:4: the commands ended by exit 1")
end

os.exit(lu.LuaUnit.run())
