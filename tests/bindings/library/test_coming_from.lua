-- doc/coming_from.md: what stands in the columns of balnet and of NumPy gives what the last column states. Julia's and
-- PyTorch's columns are not run.
local lu = require "luaunit"
local source = os.getenv "BALNET_SOURCE"
local shell = dofile(source .. "/tests/shell.lua")
local examples = dofile(source .. "/tests/examples.lua")

local before = [[
local a, v = balnet.tensor { { 1, 2 }, { 3, 4 } }, balnet.tensor { 3, 1, 2 }
local t <close> = balnet.trainer { neurons = 20, batch = 4, steps = 30 }
]]

-- The code between backticks in each cell of a row; a cell without any is empty.
local function cells_of(line)
  local cells = {}
  for cell in line:gmatch "|([^|]*)%f[|]" do cells[#cells + 1] = cell end
  return cells
end

local function code_of(cell) return cell:match "`(.-)`" end

-- Rows of the tables: their NumPy and balnet cells and what they are to give.
local function rows()
  local list, columns = {}, nil
  for line in io.lines(source .. "/doc/coming_from.md") do
    local cells = cells_of(line)
    if line:find "^|.* gives |$" then
      columns = {}
      for i, name in ipairs(cells) do columns[name:match "^%s*(.-)%s*$"] = i end
    elseif #cells > 0 and not line:find "^|%-" then
      local gives = cells[columns.gives]
      list[#list + 1] = { numpy = columns.NumPy and code_of(cells[columns.NumPy]), balnet = code_of(cells[columns.balnet]),
        gives = code_of(gives), numpys = gives:match "NumPy: `(.-)`" or code_of(gives) }
    end
  end
  return list
end

TestComingFrom = {}

function TestComingFrom:setUp() self.folder = shell.scratch() end

function TestComingFrom:tearDown() shell.remove(self.folder) end

function TestComingFrom:test_every_row_of_balnet_gives_what_is_stated()
  local chunks = {}
  for _, row in ipairs(rows()) do
    local statements, expression = row.balnet:match "^(.*; )(.-)$"
    local code = ("%s%s\n%s  --> %s"):format(before, statements or "", expression or row.balnet, row.gives)
    chunks[#chunks + 1] = { name = row.balnet, code = code }
  end
  lu.assertTrue(#chunks > 100)
  lu.assertEquals(examples.run(chunks, self.folder), {})
end

function TestComingFrom:test_every_row_of_numpy_gives_what_is_stated()
  local python = os.getenv "BALNET_PYTHON"
  lu.skipIf(shell.line(python .. " -c 'import numpy'").status ~= 0, "python3 with numpy is not installed")
  local lines, stated = {}, {}
  for _, row in ipairs(rows()) do
    if row.numpy then lines[#lines + 1], stated[#stated + 1] = row.numpy, row.numpys end
  end
  lu.assertTrue(#lines > 80)
  shell.write(self.folder .. "/cells", table.concat(lines, "\n") .. "\n")
  local made = shell.line(("%s %s/tests/bindings/library/coming_from.py < cells"):format(python, source), self.folder)
  lu.assertEquals(made.status, 0, made.err)
  local chunks = {}
  for found in made.out:gmatch "[^\n]+" do
    local i = #chunks + 1
    chunks[i] = { name = lines[i], code = ("%s  --> %s"):format(found, stated[i]) }
  end
  lu.assertEquals(#chunks, #lines)
  lu.assertEquals(examples.run(chunks, self.folder), {})
end

os.exit(lu.LuaUnit.run())
