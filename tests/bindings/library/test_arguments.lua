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
  movie = "paths, then options", align = "figures",
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
    balnet.lyapunov.tracker { dimension = 2 }, balnet.force { neurons = 4 }, run, figure, figure:panel(1, 1), balnet.plot.movie "never.gif",
    require("balnet.native.process").start { "true" }, (require("balnet.native.process").open_log "/dev/null"),
    require("balnet.native.signals").watch(), (require("balnet.native.system").lock_folder "."),
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

-- Lua's own sentences about values inside of the library say nothing to a script.
local function assert_in_words(name, f, ...)
  local fine, message = pcall(f, ...)
  if fine then return 1 end
  lu.assertEquals(type(message), "string", name)
  lu.assertNil(message:find "attempt to", name .. ": " .. message)
  lu.assertNil(message:find "balnet/[%w_/]+%.lua:%d+:", name .. ": " .. message)
  lu.assertNil(message:find "'%?'", name .. ": " .. message)
  return 1
end

-- What is given in one place, while the others hold one of the usual values.
local odd = { true, 3, -1, 0.5, 0 / 0, "x", {}, { "a" }, { a = {} }, rawlen, balnet.ones(3, 4), balnet.zeros(),
  balnet.zeros(0), balnet.ones(6) }
local usual = { balnet.random(1):normal(6), { 1, 2, 4 }, 2, {} }

local function answer_in_words(name, f)
  local tried, most = 0, math.min(arity.of(f) or 0, 4)
  for place = 1, most do
    for _, value in ipairs(odd) do
      for _, other in ipairs(usual) do
        local arguments = {}
        for i = 1, most do arguments[i] = i == place and value or other end
        for last = place, most do tried = tried + assert_in_words(name, f, table.unpack(arguments, 1, last)) end
      end
    end
  end
  return tried
end

function TestArguments:test_every_function_in_Lua_answers_a_wrong_kind_in_words()
  local tried = 0
  for _, module in ipairs { "array", "caption", "csv", "dynamics", "fft", "fit", "information", "linalg", "lyapunov",
    "meanfield", "reduce", "signal",
    "simulate", "spectrum", "stats" } do
    for name, f in pairs(balnet[module]) do
      local label = module .. "." .. name
      if type(f) == "function" and debug.getinfo(f, "S").what ~= "C" and name ~= "write" then tried = tried + answer_in_words(label, f) end
    end
  end
  lu.assertTrue(tried > 5000, tostring(tried))
end

function TestArguments:test_an_option_is_of_its_kind_and_within_its_range()
  local x, signal, stats = balnet.random(1):normal(40), balnet.signal, balnet.stats
  assert_refused("field 'dim' is 1.5; an integer was needed", signal.hilbert, x, { dim = 1.5 })
  assert_refused("field 'dx' is inf; a positive finite number was needed", signal.gradient, x, { dx = math.huge })
  assert_refused("field 'lags' is '3'; an integer of at least 0 was needed", signal.cross_correlogram, x, x, { lags = "3" })
  assert_refused("field 'density' is 'no'; true or false was needed", stats.histogram, x, { density = "no" })
  assert_refused("edges of bins and a range were given", stats.histogram, x, { bins = { 0, 1 }, range = { 0, 1 } })
  assert_refused("range has 1 numbers; 2 were needed", stats.histogram, x, { range = { 1 } })
  assert_refused("field 'correction' is 5; an integer from 0 to 1 was needed", stats.zscore, x, { correction = 5 })
  assert_refused("field 'least' is -1; an integer of at least 0 was needed", stats.bincount, { 1 }, { least = -1 })
  assert_refused("field 'rtol' is -1; a number of at least 0 was needed", balnet.array.isclose, x, x, { rtol = -1 })
  assert_refused("field 'equal_nan' is 1; true or false was needed", balnet.array.isclose, x, x, { equal_nan = 1 })
  assert_refused("factors 1 and 2 are both named 'a'", balnet.reduce.dpca, balnet.ones(2, 3, 4), { "a", "a" })
  assert_refused("tolerance is 2; a share of the largest singular value", balnet.linalg.matrix_rank, balnet.eye(2), 2)
  assert_refused("exponent is -9223372036854775808", balnet.linalg.matrix_power, balnet.eye(2), math.mininteger)
  assert_refused("a result of pca was needed", balnet.reduce.project, {}, balnet.ones(2, 2))
  assert_refused("the frequencies do not ascend at number 2", balnet.spectrum.smoothed, { 2, 1 }, { 1, 1 })
  assert_refused("the input is a tensor and 'steps' is 5", balnet.meanfield.evolve, { input = balnet.ones(10), steps = 5 })
  assert_refused("field 'memory' is '32'; a positive finite number was needed", balnet.information.mean_field, { memory = "32" })
  assert_refused("field 'stimulus_tau' is 0; a positive finite number was needed", balnet.simulate.signal, { steps = 5, stimulus_tau = 0 })
  assert_refused("bad argument #2 to 'ornstein_uhlenbeck' (a positive finite number was needed; 0 was given)",
    balnet.meanfield.ornstein_uhlenbeck, 1, 0)
  assert_refused("field 'state_transient' is -5; a finite number of at least 0 was needed", balnet.lyapunov.of_network, balnet.eye(2),
    { time = 1, state_transient = -5 })
  assert_refused("the input after 0 steps is nil", balnet.lyapunov.of_network, balnet.eye(2), { time = 10, input = function() end })
end

function TestArguments:test_a_result_has_no_misspelt_field()
  local x = balnet.random(1):normal(400)
  local spectral = { dt = 1, segment = 50 }
  for _, case in ipairs {
    { balnet.spectrum.welch(x, spectral), "powr", "a result (spectrum) has no 'powr'; did you mean 'power'?" },
    { balnet.information.rate(x, x + balnet.random(2):normal(400), spectral), "rates", "did you mean 'rate'?" },
    { balnet.meanfield.stationary {}, "lyapunv", "did you mean 'lyapunov'?" },
    { balnet.meanfield.evolve { steps = 20, band = 10 }, "rates", "did you mean 'rate'?" },
    { balnet.simulate.balanced({ neurons = 10 }):run(1, 5), "meanrate", "did you mean 'mean_rate'?" },
    { balnet.stats.linregress({ 1, 2, 3 }, { 1, 2, 4 }), "slop", "a line has no 'slop'; did you mean 'slope'?" },
    { balnet.reduce.pca(x:reshape(40, 10)), "score", "a result of pca has no 'score'; did you mean 'scores'?" },
    { balnet.reduce.dpca(x:reshape(4, 10, 10), { "a", "b" }).a, "decode", "a part has no 'decode'; did you mean 'decoder'?" },
    { balnet.fit.curve_fit(function(t, a) return t * a end, x, x * 2 + 1, { 1 }), "parameter", "did you mean 'parameters'?" },
  } do
    assert_refused(case[3], function() return case[1][case[2]] end)
  end
  lu.assertNil(balnet.meanfield.evolve({ steps = 20, band = 10 }).lyapunov) -- was not asked for
  lu.assertNil(balnet.information.rate(x, x + balnet.random(2):normal(400), spectral).relaxation)
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
  lu.assertStrMatches(sentence,
    ".*unknown field 'xyzzy'; there are [%w_]+, [%w_]+, [%w_]+, [%w_]+, [%w_]+, [%w_]+ and %d+ more, which the reference lists")
  lu.assertStrContains(refused.message_of(balnet.trainer, { neuron = 1 }), "did you mean 'neurons'?")
  lu.assertStrContains(refused.message_of(balnet.linalg.svd, balnet.eye(2), { zzz = 1 }), "unknown field 'zzz'; there is full")
end

os.exit(lu.LuaUnit.run())
