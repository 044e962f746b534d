-- No argument has a second meaning in silence: every function of the library refuses one argument too many, a nil
-- before another argument, a text for a number, and a number for a boolean.
local lu = require "luaunit"
local balnet = require "balnet"
local arity = dofile(os.getenv "BALNET_SOURCE" .. "/tests/arity.lua")
local assert_refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua").assert_refused

-- Those that take as many arguments as they are given, and why.
local variadic = {
  zeros = "a shape, then a dtype", ones = "a shape, then a dtype", normal = "a shape", uniform = "a shape",
  permute = "each dimension", reshape = "a shape", save = "paths, then options", bernoulli = "a shape", exponential = "a shape",
  gamma = "a shape", integers = "a shape", poisson = "a shape",
}

TestArguments = {}

local function objects()
  local network = balnet.network { neurons = 4 }
  local figure = balnet.plot.figure { size = { 70, 50 } }
  local run = require("balnet.native.meanfield").begin({ gain = 2, balance = 8, band = 10 }, balnet.ones(30))
  return {
    balnet.ones(3), balnet.random { seed = 1 }, network, balnet.trainer { neurons = 4, steps = 10, batch = 2, threads = 1 },
    balnet.simulate.network(network, { batch = 2, dt = 0.1 }), balnet.lyapunov.network(balnet.eye(3), { exponents = 2 }),
    balnet.lyapunov.tracker { dimension = 2 }, run, figure, figure:panel(1, 1), balnet.plot.movie "never.gif",
    require("balnet.native.process").start { "true" }, (require("balnet.native.process").open_log "/dev/null"), require("balnet.native.signals").watch(), (require("balnet.native.system").lock_folder "."),
  }
end

local function methods_of(object)
  local class = debug.getmetatable(object)
  return class.__methods or class.__index, class.__name
end

-- f with `object`, if any, before the arguments.
local function assert_counts(name, f, object)
  local most = arity.of(f, object)
  if not most then
    lu.assertNotNil(variadic[name], name .. " takes any number of arguments without a reason")
    return 0
  end
  local arguments = table.pack(object)
  for i = 1, most + 1 do arguments[arguments.n + i] = false end
  local fine, message = pcall(f, table.unpack(arguments, 1, arguments.n + most + 1))
  lu.assertFalse(fine, name)
  lu.assertStrMatches(message, ".*bad argument #%d+ to '.*taken%)$", nil, nil, name)
  return 1
end

function TestArguments:test_every_function_in_C_refuses_one_argument_too_many()
  local counted = 0
  for module in pairs(package.preload) do
    local known = module:find "^balnet%.[%w_]+$" or module:find "^balnet%.native%."
    local value = known and require(module)
    if type(value) == "function" then value = { [module] = value } end
    for name, member in pairs(type(value) == "table" and value or {}) do
      if type(member) == "function" and debug.getinfo(member, "S").what == "C" then
        counted = counted + assert_counts(name, member)
      end
    end
  end
  lu.assertTrue(counted > 100, tostring(counted))
end

function TestArguments:test_every_method_in_C_refuses_one_argument_too_many()
  local counted = 0
  for _, object in ipairs(objects()) do
    local methods = methods_of(object)
    for name, method in pairs(methods) do counted = counted + assert_counts(name, method, object) end
  end
  lu.assertTrue(counted > 150, tostring(counted))
end

-- Public modules in Lua; the functions of balnet.sweep are the command line's.
function TestArguments:test_every_public_function_in_Lua_refuses_one_argument_too_many()
  local counted = 0
  for module in pairs(package.preload) do
    local value = module:find "^balnet%.[%w_]+$" and module ~= "balnet.sweep" and require(module)
    if type(value) == "function" then value = { [module] = value } end
    for name, member in pairs(type(value) == "table" and value or {}) do
      if type(member) == "function" and debug.getinfo(member, "S").what ~= "C" then
        counted = counted + assert_counts(name, member)
      end
    end
  end
  lu.assertTrue(counted > 30, tostring(counted))
end

function TestArguments:test_a_run_refuses_unknown_arguments_and_names()
  local folder = os.tmpname()
  os.remove(folder)
  local run = balnet.experiment { name = "arguments", neurons = 4, epochs = 2, out = folder, arguments = {} }
  assert_refused("bad argument #1 to 'train' (no argument is taken)", run.train, run, 5)
  assert_refused("bad argument #2 to 'record' (one argument is taken)", run.record, run, {}, 1)
  assert_refused("a run has no 'recrod'; did you mean 'record'?", function() return run.recrod end)
  assert_refused("there is no parameter step; did you mean steps?", function() return run.parameters.step end)
  assert_refused("a history has no 'number'; did you mean 'numbers'?", function() return run.history.number end)
  lu.assertNil(run.measured) -- not yet
  lu.assertTrue(os.remove(folder))
end

function TestArguments:test_every_class_suggests_the_nearest_of_its_methods()
  for _, object in ipairs(objects()) do
    local methods, class = methods_of(object)
    local name = next(methods)
    assert_refused(("has no '%sx'; did you mean '"):format(name), function() return object[name .. "x"] end)
    lu.assertNotNil(class)
  end
end

function TestArguments:test_a_nil_among_the_arguments_is_refused()
  local x, panel = balnet.ones(3, 4), balnet.plot.figure { size = { 70, 50 } }:panel(1, 1)
  for _, make in ipairs { balnet.zeros, balnet.ones } do
    assert_refused("bad argument #1", make, nil, 1, 10)
    assert_refused("it is nil; an extent was needed", make, 3, nil, 2)
    assert_refused("it is nil; an extent was needed", make, 3, nil)
    assert_refused("without gaps and names", make, { 3, nil, 2 })
    assert_refused("without gaps and names", make, { 3, steps = 2 })
  end
  assert_refused("it is nil; an extent was needed", x.reshape, x, 12, nil)
  assert_refused("expected, got nil", balnet.random(1).normal, balnet.random(1), 3, nil)
  assert_refused("it is nil, and another argument follows", x.sum, x, nil, true)
  assert_refused("it is nil, and another argument follows", balnet.arange, 1, nil, 2)
  assert_refused("it is nil, and another argument follows", panel.line, panel, nil, { 1, 2 })
  assert_refused("data, or a table of options, was needed", panel.line, panel, { 1, 2 }, nil)
  assert_refused("one of the limits was needed", panel.xlim, panel, nil, nil)
  lu.assertEquals(x:var(nil, 0), 0) -- where nil has a meaning of its own
end

function TestArguments:test_a_kind_is_not_taken_for_another()
  local x = balnet.ones(3, 4)
  assert_refused("two dimensions are reduced as x:sum({ 1, 2 })", x.sum, x, 1, 2)
  assert_refused("is true or false", x.median, x, 1, 2)
  assert_refused("number expected, got string", x.fill, x, "3")
  assert_refused("number expected, got string", balnet.linspace, 0, "1", 5)
  assert_refused("number expected, got string", balnet.meanfield.gaussian.normal_pdf, "0")
  assert_refused("string expected, got number", balnet.archive.list, 3)
  assert_refused("boolean expected, got number", require("balnet.native.kernels").product, balnet.ones(2, 2, "f32"),
    balnet.ones(2, 2, "f32"), 1)
end

function TestArguments:test_the_short_forms_end_where_they_end()
  assert_refused("no argument is taken here", balnet.zeros, 3, "f32", 2)
  assert_refused("no argument is taken here", balnet.eye, 3, "f32", 2)
  assert_refused("no argument is taken here", balnet.arange, 5, "f32", 2)
end

function TestArguments:test_a_seed_alone_opens_a_stream()
  lu.assertEquals(balnet.random(7):uniform(5), balnet.random { seed = 7 }:uniform(5))
  assert_refused("seed, or table with one expected, got nil", balnet.random, nil)
  assert_refused("seed, or table with one expected, got string", balnet.random, "7")
  assert_refused("no integer representation", balnet.random, 7.5)
end

function TestArguments:test_an_unknown_field_names_the_nearest_and_not_all_of_many()
  local refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")
  local sentence = refused.message_of(balnet.trainer, { xyzzy = 1 })
  lu.assertStrMatches(sentence, ".*unknown field 'xyzzy'; there are [%w_]+, [%w_]+, [%w_]+, [%w_]+, [%w_]+, [%w_]+ and %d+ more, which the reference lists")
  lu.assertStrContains(refused.message_of(balnet.trainer, { neuron = 1 }), "did you mean 'neurons'?")
  lu.assertStrContains(refused.message_of(balnet.linalg.svd, balnet.eye(2), { zzz = 1 }), "unknown field 'zzz'; there is full")
end

os.exit(lu.LuaUnit.run())
