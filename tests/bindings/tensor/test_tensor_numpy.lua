-- Random programs of views, broadcasting, reductions and masks, each written in Lua and in Python: the values are NumPy's.
local lu = require "luaunit"
local balnet = require "balnet"
local array = balnet.array
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")
local python = os.getenv "BALNET_PYTHON"
local count, seed = tonumber((...)) or 300, tonumber(os.getenv "BALNET_SEED") or 20

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

for name, ufunc in pairs { cumprod = "multiply", cummax = "maximum", cummin = "minimum" } do
  steps[name] = function(x)
    local dim = math.random(x:dims())
    return x[name](x, dim), ("x = numpy.%s.accumulate(x, axis=%d)"):format(ufunc, dim - 1)
  end
end

function steps.take_along(x)
  local dim = math.random(x:dims())
  return array.take_along(x, x:argsort(dim), dim),
    ("x = numpy.take_along_axis(x, numpy.argsort(x, axis=%d, kind='stable'), axis=%d)"):format(
    dim - 1, dim - 1)
end

function steps.roll(x)
  local dim, shift = math.random(x:dims()), math.random(-5, 5)
  return array.roll(x, shift, dim), ("x = numpy.roll(x, %d, axis=%d)"):format(shift, dim - 1)
end

function steps.rot90(x)
  if x:dims() < 2 then return end
  local times = math.random(-3, 3)
  return array.rot90(x, times, { -1, 1 }), ("x = numpy.rot90(x, %d, (-1, 0))"):format(times)
end

function steps.repeat_interleave(x)
  local dim, times = math.random(x:dims()), {}
  if x:size() > 100 then return end
  for i = 1, x:shape(dim) do times[i] = math.random(0, 2) end
  times[1] = 1
  return array.repeat_interleave(x, times, dim), ("x = numpy.repeat(x, [%s], axis=%d)"):format(table.concat(times, ", "), dim - 1)
end

function steps.tile(x)
  if x:size() > 100 or x:dims() > 3 then return end
  local times = {}
  for i = 1, math.random(x:dims() + 1) do times[i] = math.random(2) end
  return array.tile(x, times), ("x = numpy.tile(x, [%s])"):format(table.concat(times, ", "))
end

function steps.pad(x)
  if x:size() > 100 then return end
  local mode = ({ "constant", "edge", "reflect", "symmetric", "wrap" })[math.random(5)]
  local widths, words = {}, {}
  for d = 1, x:dims() do
    local most = mode == "reflect" and x:shape(d) - 1 or x:shape(d) -- further out NumPy 1.24 is wrong about "wrap"
    widths[d] = { math.random(0, most), math.random(0, most) }
    words[d] = ("(%d, %d)"):format(widths[d][1], widths[d][2])
  end
  return array.pad(x, widths, { mode = mode }), ("x = numpy.pad(x, [%s], mode='%s')"):format(table.concat(words, ", "), mode)
end

-- Whole numbers, which do not depend on rounding.
local function whole(x) return (x * 4 + 0.3):floor(), "x = numpy.floor(x * 4 + 0.3)" end

function steps.unique(x)
  local numbers, line = whole(x)
  local values, counts, index, inverse = array.unique(numbers)
  local found = { values = values, counts = counts, index = index - 1, inverse = inverse - 1 }
  local name = ({ "values", "counts", "index", "inverse" })[math.random(4)]
  return found[name], line .. [[

values, index, inverse, counts = numpy.unique(x, return_index=True, return_inverse=True, return_counts=True)
inverse = inverse.reshape(x.shape)
x = ]] .. name .. " * 1.0"
end

function steps.searchsorted(x)
  local numbers, line = whole(x)
  local side = ({ "left", "right" })[math.random(2)]
  return numbers:flatten():sort():searchsorted(numbers, side) - 1,
    ("%s; x = numpy.searchsorted(numpy.sort(x.ravel()), x, '%s') * 1.0"):format(line, side)
end

function steps.isin(x)
  local numbers, line = whole(x)
  return array.isin(numbers, { 3, 0, -2, 5 }), line .. "; x = numpy.isin(x, [3, 0, -2, 5]) * 1.0"
end

function steps.put(x)
  local dim = math.random(x:dims())
  local index = { math.random(x:shape(dim)), math.random(x:shape(dim)) }
  local places = {}
  for d = 1, x:dims() do places[d] = d == dim and ("[%d, %d]"):format(index[1] - 1, index[2] - 1) or ":" end
  return x:clone():put(dim, index, 1.5), ("x = x.copy(); x[%s] = 1.5"):format(table.concat(places, ", "))
end

function steps.nan_to_num(x) return array.nan_to_num(x, { nan = 2 }), "x = numpy.nan_to_num(x, nan=2)" end

function steps.triangle(x)
  if x:dims() < 2 then return end
  local side, offset = ({ "tril", "triu" })[math.random(2)], math.random(-1, 1)
  return array[side](x, offset), ("x = numpy.%s(x, %d)"):format(side, offset)
end

-- Two operands whose letters are drawn, some of them of both, some twice in one.
function steps.einsum(x)
  if x:dims() > 4 then return end
  local of_x, of_y, shape, result = {}, {}, {}, {}
  for d = 1, x:dims() do of_x[d] = ("abcd"):sub(d, d) end
  if x:dims() > 1 and x:shape(1) == x:shape(2) and chance(0.3) then of_x[2] = "a" end
  for d = 1, x:dims() do
    if chance(0.6) then of_y[#of_y + 1], shape[#shape + 1] = of_x[d], x:shape(d) end
  end
  if #of_y < 3 and chance(0.5) or #of_y == 0 then of_y[#of_y + 1], shape[#shape + 1] = "e", math.random(3) end
  for letter in ("edcba"):gmatch "." do
    local there = table.concat(of_x):find(letter, 1, true) or table.concat(of_y):find(letter, 1, true)
    if there and (chance(0.6) or #result == 0) then result[#result + 1] = letter end
  end
  local y, text = random_tensor(shape, false)
  local subscripts = ("%s,%s->%s"):format(table.concat(of_x), table.concat(of_y), table.concat(result))
  return array.einsum(subscripts, x, y), ("x = numpy.einsum('%s', x, %s)"):format(subscripts, text)
end

local more = dofile(os.getenv "BALNET_SOURCE" .. "/tests/bindings/tensor/library_steps.lua")
for name, step in pairs(more.exact) do steps[name] = step end

local names, last_names = {}, {}
for name in pairs(more.last) do last_names[#last_names + 1] = name end
table.sort(last_names)
for name in pairs(steps) do names[#names + 1] = name end
table.sort(names)

-- A step that rounds otherwise than NumPy.
local function ended(x, lines)
  local following, line = more.last[last_names[math.random(#last_names)]](x)
  if not following then return x end
  lines[#lines + 1] = line
  lines[#lines + 1] = "approximate = True"
  return following
end

local function program()
  local shape = {}
  for d = 1, math.random(4) do shape[d] = math.random(4) end
  if chance(0.2) then shape = { math.random(30), math.random(20) } end -- enough lines to be taken abreast
  local x, text = random_tensor(shape, chance(0.3))
  local lines = { "x = " .. text }
  for _ = 1, math.random(6) do
    local following, line = steps[names[math.random(#names)]](x)
    if following then
      x = following
      lines[#lines + 1] = line
    end
  end
  if chance(0.5) then x = ended(x, lines) end
  local values = {}
  for i, value in ipairs(x:flatten():totable()) do values[i] = value ~= value and "nan" or ("%.17g"):format(value) end
  lines[#lines + 1] = ("= %s : %s\n"):format(table.concat({ x:shape() }, " "), table.concat(values, " "))
  return table.concat(lines, "\n")
end

TestNumpy = {}

function TestNumpy:test_random_programs_have_the_values_of_numpy()
  lu.skipIf(shell.line(python .. " -c 'import numpy'").status ~= 0, "python3-numpy is not installed")
  math.randomseed(seed)
  local programs = {}
  for i = 1, count do programs[i] = program() end
  local folder = shell.scratch()
  shell.write(folder .. "/programs", table.concat(programs))
  local compared = shell.line(("%s %s %s"):format(python, shell.quote(os.getenv "BALNET_SOURCE" .. "/tests/peers/numpy_tensor.py"),
    shell.quote(folder .. "/programs")))
  shell.remove(folder)
  lu.assertEquals(compared.status, 0, compared.err)
  lu.assertEquals(compared.out, count .. " programs\n")
end

os.exit(lu.LuaUnit.run())
