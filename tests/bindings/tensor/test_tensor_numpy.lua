-- Random programs of views, broadcasting, reductions and masks, each written in Lua and in Python: the values are NumPy's.
local lu = require "luaunit"
local balnet = require "balnet"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")
local python = os.getenv "BALNET_PYTHON"
local count = tonumber((...)) or 300

local function chance(probability) return math.random() < probability end

-- Values are quarters, whose sums are exact; some are NaN.
local function random_tensor(shape, with_nan)
  local size = 1
  for _, extent in ipairs(shape) do size = size * extent end
  local values, words = {}, {}
  for i = 1, size do
    values[i] = with_nan and chance(0.05) and 0 / 0 or math.random(-12, 12) / 4
    words[i] = values[i] ~= values[i] and "nan" or tostring(values[i])
  end
  local text = ("numpy.array([%s], dtype=float).reshape(%s)"):format(table.concat(words, ", "), table.concat(shape, ", "))
  return balnet.tensor(values):reshape(table.unpack(shape)), text
end

-- Some dimensions of x, as Lua counts them, now and then from the end, and as a tuple of Python.
local function random_dims(x)
  local dims, axes = {}, {}
  for d = 1, x:dims() do
    if chance(0.5) then
      dims[#dims + 1] = chance(0.3) and d - x:dims() - 1 or d
      axes[#axes + 1] = d - 1
    end
  end
  if #dims == 0 then return { 1 }, "(0,)" end
  return dims, "(" .. table.concat(axes, ", ") .. ",)"
end

-- Each gives the next x and the line of Python that does the same; nil where x does not allow it.
local steps = {}

function steps.transpose(x)
  local one, other = math.random(x:dims()), math.random(x:dims())
  return x:transpose(one, other), ("x = x.swapaxes(%d, %d)"):format(one - 1, other - 1)
end

function steps.slice(x)
  local dim = math.random(x:dims())
  local first, last = math.random(x:shape(dim)), math.random(x:shape(dim))
  local step = (first <= last and 1 or -1) * math.random(2)
  local key, places = {}, {}
  for d = 1, x:dims() do key[d], places[d] = true, ":" end
  key[dim] = { first, last, step }
  places[dim] = ("list(range(%d, %d, %d))"):format(first - 1, last - 1 + (step > 0 and 1 or -1), step)
  return x[key], ("x = x[%s]"):format(table.concat(places, ", "))
end

function steps.select(x)
  if x:dims() < 2 then return end
  local index = math.random(#x)
  return x[index], ("x = x[%d]"):format(index - 1)
end

function steps.unsqueeze(x)
  if x:dims() > 3 then return end
  local dim = math.random(x:dims() + 1)
  return x:unsqueeze(dim), ("x = numpy.expand_dims(x, %d)"):format(dim - 1)
end

local function broadcast(x, name, with)
  local shape = { x:shape() }
  for d = 1, #shape do
    if shape[d] > 1 and chance(0.4) then shape[d] = 1 elseif shape[d] == 1 then shape[d] = math.random(3) end
  end
  local y, text = random_tensor(shape, false)
  return with(x, y), ("x = x %s %s"):format(name, text)
end

function steps.add(x) return broadcast(x, "+", function(a, b) return a + b end) end
function steps.multiply(x) return broadcast(x, "*", function(a, b) return a * b end) end

for _, name in ipairs { "sum", "mean", "prod", "min", "max", "var", "median", "any", "all" } do
  steps[name] = function(x)
    local dims, axes = random_dims(x)
    local keep = chance(0.5) or #dims == x:dims()
    local result = name == "var" and x:var(dims, 0, keep) or name ~= "var" and x[name](x, dims, keep)
    return result, ("x = numpy.%s(x, axis=%s, keepdims=%s) * 1.0"):format(name, axes, keep and "True" or "False")
  end
end

function steps.cumsum(x)
  local dim = math.random(x:dims())
  return x:cumsum(dim), ("x = numpy.cumsum(x, axis=%d)"):format(dim - 1)
end

function steps.sort(x)
  local dim = math.random(x:dims())
  return x:sort(dim), ("x = numpy.sort(x, axis=%d)"):format(dim - 1)
end

function steps.choose(x)
  local chosen = x[x:gt(0.5)]
  if #chosen == 0 then return end
  return chosen, "x = x[x > 0.5]"
end

function steps.set(x)
  local y = x:clone()
  y[y:lt(0)] = 2.5
  return y, "x = x.copy(); x[x < 0] = 2.5"
end

function steps.set_many(x)
  local y = x:clone():transpose(1, -1)
  local values = y[y:ge(0)]
  y[y:ge(0)] = values * 3 - 1
  return y, "x = x.copy().swapaxes(0, -1); x[x >= 0] = x[x >= 0] * 3 - 1"
end

function steps.nonzero(x)
  local places = { x:nonzero() }
  if #places[1] == 0 then return end
  return balnet.stack(places), "x = numpy.stack(numpy.nonzero(x)) + 1.0"
end

local names = {}
for name in pairs(steps) do names[#names + 1] = name end
table.sort(names)

local function program()
  local shape = {}
  for d = 1, math.random(4) do shape[d] = math.random(4) end
  local x, text = random_tensor(shape, chance(0.3))
  local lines = { "x = " .. text }
  for _ = 1, math.random(6) do
    local following, line = steps[names[math.random(#names)]](x)
    if following then
      x = following
      lines[#lines + 1] = line
    end
  end
  local values = {}
  for i, value in ipairs(x:flatten():totable()) do values[i] = value ~= value and "nan" or ("%.17g"):format(value) end
  lines[#lines + 1] = ("= %s : %s\n"):format(table.concat({ x:shape() }, " "), table.concat(values, " "))
  return table.concat(lines, "\n")
end

TestNumpy = {}

function TestNumpy:test_random_programs_have_the_values_of_numpy()
  lu.skipIf(shell.line(python .. " -c 'import numpy'").status ~= 0, "python3-numpy is not installed")
  math.randomseed(20)
  local programs = {}
  for i = 1, count do programs[i] = program() end
  local folder = shell.scratch()
  shell.write(folder .. "/programs", table.concat(programs))
  local compared = shell.line(("%s %s/tests/peers/numpy_tensor.py %s/programs"):format(python, os.getenv "BALNET_SOURCE", folder))
  shell.remove(folder)
  lu.assertEquals(compared.status, 0, compared.err)
  lu.assertEquals(compared.out, count .. " programs\n")
end

os.exit(lu.LuaUnit.run())
