-- Random calls of every method, function, operator and index of tensors, from a fixed seed: each must end in a value or a Lua
-- error. And random views against copies of them, where the right answer is known.
local lu = require "luaunit"
local balnet = require "balnet"

local methods = debug.getmetatable(balnet.zeros(1)).__methods
local functions = require "balnet.tensor"

local function sorted_names(list)
  local names = {}
  for name in pairs(list) do names[#names + 1] = name end
  table.sort(names) -- for the same calls in every run
  return names
end

local method_names, function_names = sorted_names(methods), sorted_names(functions)

local function one_of(list) return list[math.random(#list)] end

-- No number asks for a large part of the machine's memory; one that asks for more than all of it is refused.
local numbers = {
  0, 1, 2, 3, 4, -1, -2, -3, 9, 0.5, 1e300, -1e300, 2 ^ 40, -2 ^ 40, 2 ^ 53, math.maxinteger, math.mininteger, math.huge,
  -math.huge, 0 / 0,
}

local function new_tensors()
  local closed = balnet.ones(3)
  closed:close()
  local square = balnet.arange(9):reshape(3, 3)
  return {
    balnet.tensor(2), balnet.arange(3), square, square:t(), square[{ { 3, 1, -1 }, { 1, 3, 2 } }], square:diag(), balnet.zeros(0),
    balnet.zeros(3, 0), balnet.zeros(2 ^ 40, 0), balnet.ones(1, 3), balnet.ones(3, 1, "f32"), balnet.ones(2, 3, 3), closed,
    balnet.tensor { 0 / 0, math.huge, -1 }, balnet.zeros(1, 1, 1, 1, 1, 1, 1, 2),
  }
end

local tensors

local value
local kinds = {
  function() return one_of(numbers) end,
  function() return math.random(3) end,
  function() return one_of(tensors) end,
  function() return one_of(tensors) end,
  function() return nil end,
  function() return math.random() < 0.5 end,
  function() return one_of { "f32", "f64", "descending", "", "1", "sum" } end,
  function() return one_of { math.sin, error, tostring, function() one_of(tensors):close() return 1 end } end,
  function(depth)
    local list = {}
    if depth < 3 then
      for i = 1, math.random(0, 3) do list[i] = value(depth + 1) end
    end
    return list
  end,
}

function value(depth) return one_of(kinds)(depth or 0) end

local operators = {
  function(a, b) return a + b end, function(a, b) return a - b end, function(a, b) return a * b end,
  function(a, b) return a / b end, function(a, b) return a ^ b end, function(a, b) return a % b end,
  function(a, b) return a // b end, function(a) return -a end, function(a) return #a end, function(a, b) return a == b end,
  function(a, b) return a[b] end, function(a, b) a[b] = value() end, function(a) return tostring(a) end,
  function(a, b) return a .. b end, function(a, b) return a < b end, function(a) return a() end,
}

-- The results must be usable: reading their elements stays within memory (a sanitizer would report it).
local function look_at(result)
  if type(result) == "userdata" and not tostring(result):find "closed" then
    if result:size() <= 1000 then
      result:sum()
      tensors[math.random(#tensors)] = result
    end
  end
end

local function call(f, ...)
  local results = table.pack(pcall(f, ...))
  for i = 2, results[1] and results.n or 1 do look_at(results[i]) end
  return results[1]
end

TestFuzz = {}

function TestFuzz:setUp() math.randomseed(20221127, 7) end

function TestFuzz:test_every_random_call_ends_in_a_value_or_an_error()
  local fine = 0
  for round = 1, 30000 do
    if round % 50 == 1 then tensors = new_tensors() end
    local choice, done = math.random(3), nil
    if choice == 1 then done = call(methods[one_of(method_names)], one_of(tensors), value(), value(), value())
    elseif choice == 2 then done = call(functions[one_of(function_names)], value(), value(), value(), value())
    else done = call(one_of(operators), one_of(tensors), value()) end
    if done then fine = fine + 1 end
  end
  lu.assertTrue(fine > 3000 and fine < 27000, fine .. " of 30000 calls gave a value") -- both outcomes were tried
end

-- A random view of a tensor with few elements.
local function random_view(tensor)
  for _ = 1, math.random(0, 3) do
    local dims, dim = tensor:dims(), nil
    if dims == 0 then return tensor end
    dim = math.random(dims)
    local extent = tensor:shape(dim)
    local choice = math.random(6)
    if choice == 1 then tensor = tensor:transpose(dim, math.random(dims))
    elseif choice == 2 then tensor = tensor:flip(dim)
    elseif choice == 3 and extent > 0 and dims > 1 then tensor = tensor:select(dim, math.random(extent))
    elseif choice == 4 and extent > 0 then
      local index = {}
      for d = 1, dim - 1 do index[d] = true end
      local first = math.random(extent)
      index[dim] = { first, math.random(first, extent), math.random(2) }
      tensor = tensor[index]
    elseif choice == 5 and dims < 8 then tensor = tensor:unsqueeze(dim)
    end
  end
  return tensor
end

local function alike(a, b) -- NaN in both counts as equal
  return a == b or balnet.where(a:is_nan(), 0, a) == balnet.where(b:is_nan(), 0, b) and a:is_nan() == b:is_nan()
end

function TestFuzz:test_an_operation_on_overlapping_views_is_as_on_copies()
  local in_place, tried = {}, 0
  for _, name in ipairs { "add_", "sub_", "mul_", "maximum_", "copy", "lt_", "atan2_" } do in_place[#in_place + 1] = methods[name] end
  for _ = 1, 5000 do
    local base = (balnet.arange(36) % 7 - 3):to(one_of { "f32", "f64" }):reshape(one_of { { 36 }, { 6, 6 }, { 3, 3, 4 } })
    local to, from = random_view(base), random_view(base)
    local operate = one_of(in_place)
    local expected = to:clone()
    if pcall(operate, expected, from:clone()) then
      tried = tried + 1
      operate(to, from)
      lu.assertTrue(alike(to, expected))
    end
  end
  lu.assertTrue(tried > 500, tried .. " pairs of views fitted")
end

function TestFuzz:test_a_view_gives_the_results_of_its_copy()
  for _ = 1, 3000 do
    local base = (balnet.arange(48) * 0.37 % 5 - 2):reshape(one_of { { 48 }, { 6, 8 }, { 2, 4, 6 } })
    local view = random_view(base)
    local copy = view:clone()
    local dim = view:dims() > 0 and math.random(view:dims()) or nil
    lu.assertTrue(alike(view:exp(), copy:exp()))
    lu.assertTrue(alike(view * 2 + view, copy * 2 + copy))
    lu.assertEquals(view:flatten():totable(), copy:flatten():totable())
    lu.assertAlmostEquals(view:sum(), copy:sum(), 1e-13)
    if dim then
      lu.assertTrue(alike(view:sort(dim), copy:sort(dim)))
      lu.assertTrue(alike(view:argsort(dim), copy:argsort(dim)))
      lu.assertTrue(alike(view:sum(dim), copy:sum(dim)))
      lu.assertTrue(alike(view:cumsum(dim), copy:cumsum(dim)))
      lu.assertTrue(alike(view:argmax(dim), copy:argmax(dim)))
      lu.assertTrue(alike(view:median(dim, true), copy:median(dim, true)))
    end
  end
end

os.exit(lu.LuaUnit.run())
