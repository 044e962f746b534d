-- Random calls of every function and method of the library with random arguments: each must end in a value or a Lua
-- error, and in less than ten seconds. To be run in an empty folder, into which it may write:
--
--     balnet tests/bindings/library/calls.lua SEED COUNT
--
-- What a call gives back may be an argument of later ones. Left out are functions whose work is to run or end
-- processes, and the frame of scripts, which have tests of their own. Numbers that only say how long to work are kept
-- small.
local balnet = require "balnet"
local arity = dofile(arg[0]:match "^(.*)/bindings/library/[^/]*$" .. "/arity.lua")

local seed, count = math.tointeger(arg[1]) or 1, math.tointeger(arg[2]) or 4000
math.randomseed(seed)

local left_out = { ["balnet.native.process"] = true, ["balnet.native.signals"] = true, ["balnet.native.reminder"] = true,
  ["balnet.native.peak"] = true,
  ["balnet.experiment"] = true, ["balnet.study"] = true, ["balnet.sweep"] = true, ["balnet.paper"] = true,
  ["balnet.caption"] = true, ["balnet.native.system"] = true }

-- Public modules and those in C. Internal modules in Lua are called by the library alone.
local function is_called(name)
  return not left_out[name] and (name:find "^balnet%.[%w_]+$" or name:find "^balnet%.native%.") ~= nil
end

local function sorted(values)
  local names = {}
  for name in pairs(values) do names[#names + 1] = name end
  table.sort(names, function(a, b) return tostring(a) < tostring(b) end)
  return names
end

local function one_of(list) return list[math.random(#list)] end

-- Every function of every module, { name, function, how many arguments it takes }, in a fixed order.
local function add_functions(list, owner, members, depth)
  for _, name in ipairs(sorted(members)) do
    local member = members[name]
    if type(member) == "function" then list[#list + 1] = { owner .. "." .. tostring(name), member, arity.of(member) } end
    if type(member) == "table" and depth < 2 then add_functions(list, owner .. "." .. tostring(name), member, depth + 1) end
  end
end

local functions = {}
for _, name in ipairs(sorted(package.preload)) do
  if is_called(name) then
    local module = require(name)
    if type(module) == "function" then functions[#functions + 1] = { name, module, arity.of(module) } end
    if type(module) == "table" then add_functions(functions, name, module, 0) end
  end
end

local numbers = { 0, 1, 2, 3, 5, -1, -2, 0.5, 1e-300, 1e300, -1e300, 2 ^ 40, -2 ^ 40, 2 ^ 53, 2 ^ 31, math.maxinteger,
  math.mininteger, math.huge, -math.huge, 0 / 0 }
local few = { 0, 1, 2, 3, 7, -1, 0.5, 0 / 0, math.huge, math.mininteger } -- where a number says how long to work
local texts = { "", "f32", "f64", "relu", "tanh", "x.h5", "figure.png", "figure.pdf", "no/such/folder/x.h5", "$\\alpha$", "$",
  "\xff", "sum", "viridis", "log", ("x"):rep(300) }

-- Definitions that are right, from which fields are then spoilt.
local definitions = {
  { neurons = 6, stimuli = 2, gain = 0.5, seed = 3 },
  { neurons = 6, steps = 10, batch = 3, threads = 2, optimiser = "sgd" },
  { gain = 2, balance = 8, noise = 0.1, lags = 20 },
  { gain = 2, balance = 8, steps = 60, band = 20, lyapunov = true, input = 1 },
  { dimension = 3, exponents = 2 },
  { dt = 0.05, exponents = 2, interval = 0.1, noise = 0.1 },
  { steps = 12, stimuli = 2, batch = 2, dt = 0.1, tau = 0.1, std = 0.2 },
  { dt = 0.1, segment = 0.8, cutoff = 2 },
  { batch = 2, dt = 0.1, sampled = 3, lags = 4, lag_steps = 2 },
  { width = 100, height = 80, rows = 2, columns = 2, font_size = 7 },
  { mean1 = 0, variance1 = 1, mean2 = 0.3, variance2 = 2, covariance = 0.2 },
}

local objects

local value

local function spoilt_definition()
  local definition = {}
  for name, given in pairs(one_of(definitions)) do definition[name] = given end
  local names = sorted(definition)
  for _ = 1, math.random(0, 2) do definition[one_of(names)] = value(3) end
  if math.random(20) == 1 then definition.no_such_field = 1 end
  return definition
end

local kinds = {
  function() return one_of(numbers) end,
  function() return math.random(4) end,
  function() return one_of(objects) end,
  function() return one_of(objects) end,
  function() return one_of(objects) end,
  function() return nil end,
  function() return math.random() < 0.5 end,
  function() return one_of(texts) end,
  function() return one_of { math.sin, error, tostring, function() return one_of(objects) end } end,
  spoilt_definition,
  function(depth)
    local list = {}
    for i = 1, depth < 3 and math.random(0, 3) or 0 do list[i] = value(depth + 1) end
    return list
  end,
}

function value(depth) return one_of(kinds)(depth or 0) end

local function add_made(list, make, ...)
  local made, object = pcall(make, ...)
  if made then list[#list + 1] = object end
  return made and object
end

-- One of every class, some of them closed.
local function new_objects()
  local list = { balnet.zeros(0), balnet.ones(3), balnet.arange(12):reshape(3, 4), balnet.ones(4, 4, "f32"),
    balnet.tensor { 0 / 0, math.huge }, balnet.zeros(2 ^ 40, 0), balnet.eye(4):t(), balnet.random { seed = 5 } }
  local network = add_made(list, balnet.network, { neurons = 4, stimuli = 1 })
  local closed = balnet.trainer { neurons = 4, steps = 10, batch = 2, threads = 1 }
  closed:close()
  list[#list + 1] = closed
  add_made(list, balnet.trainer, { neurons = 4, steps = 10, batch = 2, threads = 2, seed = 2 })
  local simulation = add_made(list, balnet.simulate.network, network, { batch = 2, dt = 0.1 })
  if math.random(2) == 1 and simulation then simulation:close() end
  add_made(list, balnet.force, { neurons = 4, architecture = "internal", plastic = 0.5 })
  add_made(list, balnet.lyapunov.network, balnet.eye(3), { exponents = 2 })
  add_made(list, balnet.lyapunov.tracker, { dimension = 2 })
  add_made(list, require("balnet.native.meanfield").begin, { gain = 2, balance = 8, band = 10 }, balnet.ones(30))
  local figure = add_made(list, balnet.plot.figure, { width = 100, height = 80 })
  if figure then add_made(list, figure.panel, figure, 1, 1) end
  add_made(list, balnet.meanfield.stationary, { gain = 2, balance = 8 })
  list[#list + 1] = network:J()
  network, figure = nil, nil -- views must keep what they look at
  return list
end

-- The names of functions whose arguments say how long they work; they get small numbers.
-- Those that draw or make as many numbers as they are told get small ones too.
local long_work = { "step$", "^run$", "advance", "restarts", "evolve", "response", "convergence", "mean_field", "measure",
  "seconds", "delay", "^zeros$", "^ones$", "^full$", "^normal$", "^uniform$", "^permutation$", "^choice$",
  "^orthogonal$", "^bernoulli$", "^exponential$", "^gamma$",
  "^integers$", "^poisson$", "freq$", "fft$", "^bincount$", "^bootstrap$", "^polyfit$", "^butter$" }

local function is_long(name)
  for _, pattern in ipairs(long_work) do
    if name:find(pattern) then return true end
  end
  return false
end

-- Now and then one more than the function takes.
local function arguments(name, most)
  local list = { n = math.random(0, math.min(most or 5, 5)) }
  if math.random(20) == 1 then list.n = list.n + 1 end
  for i = 1, list.n do
    list[i] = value()
    if type(list[i]) == "number" and is_long(name) then list[i] = one_of(few) end
  end
  return list
end

local slow = {}

local function call(name, f, list)
  local start = os.clock()
  local results = table.pack(pcall(f, table.unpack(list, 1, list.n)))
  if os.clock() - start > 10 then slow[#slow + 1] = name end
  if not results[1] then
    assert(results[2] ~= nil or f == error, name)
    return false
  end
  for i = 2, results.n do
    if type(results[i]) == "userdata" then
      tostring(results[i])
      objects[math.random(#objects)] = results[i]
    end
  end
  return true
end

local function method_of(object)
  local class = debug.getmetatable(object)
  local methods = type(class) == "table" and (class.__methods or type(class.__index) == "table" and class.__index)
  if not methods then return nil end
  local name = one_of(sorted(methods))
  return tostring(class.__name) .. ":" .. tostring(name), methods[name], tostring(name)
end

-- The function or method of the next call with its arguments.
local function next_call()
  if math.random(2) == 1 then
    local chosen = one_of(functions)
    return chosen[1], chosen[2], arguments(chosen[1]:match "[^.]*$", chosen[3])
  end
  local object = one_of(objects)
  if type(object) ~= "userdata" then return "tostring", tostring, { n = 1, object } end
  local name, method, short = method_of(object)
  if not method then return "tostring", tostring, { n = 1, object } end
  local list = arguments(short, arity.of(method, object))
  table.insert(list, 1, object)
  list.n = list.n + 1
  return name, method, list
end

local names, fine = {}, 0
for i = 1, count do
  if i % 40 == 1 then objects = new_objects() end
  local name, f, list = next_call()
  names[name] = true
  if type(f) == "function" and call(name, f, list) then fine = fine + 1 end
  if i % 200 == 0 then collectgarbage() end
end
io.stdout:write(("\n%d calls of %d functions and methods, %d gave a value, %d slow %s\n")
  :format(count, #sorted(names), fine, #slow, table.concat(slow, " ")))
os.exit(#slow == 0 and 0 or 1, true)
