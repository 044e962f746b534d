-- What every benchmark needs: the best of many runs, text tables, JSON.
local balnet = require "balnet"

local report = {}

--- What every benchmark is called with: seconds per point (2), and the folder of its files ("out/bench"), which is made.
function report.arguments()
  local folder = arg[2] or "out/bench"
  balnet.system.make_folder(folder)
  return tonumber(arg[1] or 2), folder
end

-- Seconds of f(), the best of as many calls as fit into `seconds`, two at least.
function report.best(f, seconds, clock)
  local best, begin, calls = math.huge, clock(), 0
  while calls < 2 or clock() - begin < seconds do
    local start = clock()
    f()
    best = math.min(best, clock() - start)
    calls = calls + 1
  end
  return best
end

-- rows: lists of cells; the first row is the head. Numbers are set flush right.
function report.table(rows)
  local width = {}
  for _, row in ipairs(rows) do
    for i, cell in ipairs(row) do width[i] = math.max(width[i] or 0, #tostring(cell)) end
  end
  for _, row in ipairs(rows) do
    local line = {}
    for i, cell in ipairs(row) do
      local pad = (" "):rep(width[i] - #tostring(cell))
      line[i] = tonumber((tostring(cell):gsub("[x%%]$", ""))) and pad .. cell or cell .. pad
    end
    print("  " .. table.concat(line, "  "))
  end
end

local function text_of(value, indent)
  if type(value) == "number" then return value == value and math.abs(value) < math.huge and ("%.9g"):format(value) or "null" end
  if type(value) ~= "table" then return type(value) == "string" and ("%q"):format(value) or tostring(value) end
  local inner, parts, list = indent .. "  ", {}, value[1] ~= nil
  if list then
    for _, item in ipairs(value) do parts[#parts + 1] = inner .. text_of(item, inner) end
  else
    local names = {}
    for name in pairs(value) do names[#names + 1] = name end
    table.sort(names)
    for _, name in ipairs(names) do parts[#parts + 1] = ("%s%q: %s"):format(inner, name, text_of(value[name], inner)) end
  end
  local open, close = list and "[" or "{", list and "]" or "}"
  return open .. "\n" .. table.concat(parts, ",\n") .. "\n" .. indent .. close
end

-- Writes a table of numbers, words and tables as JSON.
function report.json(path, value)
  local file = assert(io.open(path, "w"))
  assert(file:write(text_of(value, ""), "\n"))
  assert(file:close())
end

return report
