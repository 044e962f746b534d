-- One test for each word that names something in the engine: what it names, seen by a number that follows from its definition.
local lu = require "luaunit"
local balnet = require "balnet"
local words = dofile(os.getenv "BALNET_SOURCE" .. "/tests/words.lua")
local test = words.test

-- --- activations -----------------------------------------------------------------------------------

-- The rate of a unit without input whose state decays to x in one step of half a time constant.
local function rate_at(activation, x)
  local net = balnet.network { neurons = 1, gain = 0, balance = 0, activation = activation, activation_power = 2.5,
    activation_table = activation == "table" and balnet.activation_table(function(y) return y ^ 2 end) or nil }
  local sim = balnet.simulate.network(net, { dt = 0.5, batch = 1 })
  sim:set_state(balnet.tensor { { 2 * x } })
  return sim:run(0, 1).rate[{ 1, 1 }]
end

-- Values at 0.5 and -0.5 by Python's math module.
local rates = {
  relu = { 0.5, 0 },
  tanh = { 0.46211715726000975, -0.46211715726000975 },
  softplus = { 0.9740769841801067, 0.47407698418010663 },
  threshold_power = { 0.1767766952966369, 0 },
  linear = { 0.5, -0.5 },
  sigmoid = { 0.6224593312018546, 0.3775406687981454 },
  erf = { 0.4691159489300593, -0.4691159489300593 },
  asymmetric_tanh = { 0.45420515794967103, -0.09999092042625951 },
  table = { 0.25, 0.25 },
}
for word, value in pairs(rates) do
  test("activation", word, function()
    lu.assertAlmostEquals(rate_at(word, 0.5), value[1], 1e-6)
    lu.assertAlmostEquals(rate_at(word, -0.5), value[2], 1e-6)
  end)
end

-- --- sparse connections -----------------------------------------------------------------------------

local function degrees(word)
  return balnet.simulate.connections { neurons = 200, inputs = 20, in_degree = word }:in_degrees()
end

test("in_degree", "fixed", function() lu.assertEquals({ degrees "fixed":min(), degrees "fixed":max() }, { 20, 20 }) end)

test("in_degree", "random", function() -- binomial: variance K (1 - K/(N - 1))
  lu.assertAlmostEquals(degrees "random":var(), 18, 5)
  lu.assertAlmostEquals(degrees "random":mean(), 20, 1)
end)

-- --- training --------------------------------------------------------------------------------------

local rate = 0.01

-- The change of w_out in the first step, and the trainer after it.
local function first_step(definition)
  definition.neurons, definition.learning_rate, definition.epsilon = 10, rate, 1e-30
  local trainer = balnet.trainer(definition)
  local before = trainer:w_out():clone()
  trainer:step()
  return trainer:w_out():clone() - before, trainer
end

test("optimiser", "adam", function()
  local change = first_step { optimiser = "adam" } -- one rate long, whatever the gradient (Kingma and Ba 2015)
  lu.assertAlmostEquals(change:abs():min(), rate, 1e-6)
  lu.assertAlmostEquals(change:abs():max(), rate, 1e-6)
end)

test("optimiser", "rmsprop", function()
  local change = first_step { optimiser = "rmsprop", decay = 0.75 } -- rate g / sqrt((1 - decay) g²)
  lu.assertAlmostEquals(change:abs():min(), 2 * rate, 1e-6)
  lu.assertAlmostEquals(change:abs():max(), 2 * rate, 1e-6)
end)

test("optimiser", "sgd", function() -- in proportion to the gradient, so twice as long at twice the rate
  rate = 0.01
  local once = first_step { optimiser = "sgd" }
  rate = 0.02
  local twice = first_step { optimiser = "sgd" }
  rate = 0.01
  lu.assertTrue(once:abs():max() > 1e-6)
  lu.assertAlmostEquals((twice - once * 2):abs():max(), 0, 1e-3 * once:abs():max())
end)

-- Without weights a rate unit decays by dt = 0.2 in a step, and a gated one to half, the share of its update gate.
for cell, kept in pairs { rate = 0.8, gru = 0.5 } do
  test("cell", cell, function()
    local trainer = balnet.trainer { cell = cell, neurons = 4, gain = 0, balance = 1e-30, w_in_mean = 0, w_in_std = 0 }
    local _, x = trainer:respond(balnet.zeros(1, 1, 1), { noise = 0, state = balnet.ones(4) })
    lu.assertAlmostEquals(x[{ 1, 1, 1 }], kept, 1e-6)
  end)
end

test("structure", "random", function()
  local J = balnet.network { neurons = 4, gain = 0, balance = 2 }:J()
  lu.assertEquals(J:totable(), balnet.full({ 4, 4 }, -0.5):totable())
end)

test("structure", "excitatory_inhibitory", function()
  local J = balnet.network { neurons = 4, gain = 0, balance = 2, structure = "excitatory_inhibitory" }:J()
  for i = 1, 4 do
    for j = 1, 4 do lu.assertEquals(J[{ i, j }] > 0, j <= 2, ("J(%d, %d)"):format(i, j)) end
  end
end)

local function first_of_stimulus(start)
  return balnet.stimulus { mean = 3, std = 1, tau = 1, steps = 2, batch = 1000, start = start }[{ 1, 1, true }]
end

test("start", "mean", function() lu.assertEquals(first_of_stimulus "mean":totable(), balnet.full({ 1000 }, 3):totable()) end)

test("start", "stationary", function() -- variance std² / (2 tau) = 1/2, its standard error by 1000 trials 0.022
  lu.assertAlmostEquals(first_of_stimulus "stationary":var(), 0.5, 0.1)
end)

local function initial_state(word)
  return balnet.trainer { neurons = 10, initial_state = word }:state().initial_state:abs():max()
end

test("initial_state", "zero", function() lu.assertEquals(initial_state "zero", 0) end)
test("initial_state", "relaxed", function() lu.assertTrue(initial_state "relaxed" > 0.01) end)

-- The two sum in different orders: the same to rounding, and not to the bit. The golden bytes of test_golden are those of a
-- trainer that is told neither.
local function weights_by(backend)
  local trainer = balnet.trainer { neurons = 60, backend = backend }
  trainer:step(20)
  return trainer:J():clone()
end

test("backend", "auto", function() lu.assertEquals((weights_by "auto" - weights_by(nil)):abs():max(), 0) end)
test("backend", "openblas", function()
  local most = (weights_by "openblas" - weights_by(nil)):abs():max()
  lu.assertTrue(most > 0 and most < 1e-4, ("%g"):format(most))
end)

-- The change of w_out in the second of four epochs, of Adam without memory: the learning rate of that epoch.
local function second_rate(more)
  local d = { neurons = 4, beta1 = 0, beta2 = 0, epsilon = 1e-30, learning_rate = 0.02 }
  for name, value in pairs(more) do d[name] = value end
  local trainer = balnet.trainer(d)
  trainer:step()
  local before = trainer:w_out():clone()
  trainer:step()
  return (trainer:w_out() - before):abs():max()
end

test("schedule", "constant", function() lu.assertAlmostEquals(second_rate {}, 0.02, 1e-6) end)
test("schedule", "cosine", function()
  lu.assertAlmostEquals(second_rate { schedule = "cosine", schedule_end = 4 }, 0.01, 1e-6)
end)
test("schedule", "function", function()
  lu.assertAlmostEquals(second_rate { learning_rate = function(epoch) return 0.005 * epoch end }, 0.01, 1e-6)
end)

-- Whether a step of learning changes J.
local function J_learns(architecture)
  local force = balnet.force { neurons = 5, architecture = architecture, every = 1 }
  local before = force:J():clone()
  force:train(balnet.ones(1))
  return force:J() ~= before
end

test("architecture", "feedback", function() lu.assertFalse(J_learns "feedback") end)
test("architecture", "internal", function() lu.assertTrue(J_learns "internal") end)

-- What outputs of 0 cost: for targets of 3, for the hinge of -1, and for the first label of three.
for word, cost in pairs { squared = 9, absolute = 3, hinge = 1, cross_entropy = math.log(3) } do
  test("loss", word, function()
    local target = balnet.full({ 5, 3, 2 }, word == "hinge" and -1 or 3)
    if word == "cross_entropy" then target = balnet.ones(2) end
    local trainer = balnet.trainer { neurons = 4, readouts = 3, batch = 2, steps = 5, w_out_mean = 0, w_out_std = 0, loss = word,
      activity_penalty = 0, task = function() return balnet.ones(5, 1, 2), target, balnet.ones(5) end }
    lu.assertAlmostEquals(trainer:step(), cost, 1e-6)
  end)
end

-- The seconds of each phase of some work with the trainer.
local function seconds(definition, work)
  local trainer <close> = balnet.trainer(definition)
  trainer:profile(true)
  work(trainer)
  return trainer:profile()
end

-- Whether a phase takes longer than another. Another process may disturb some of the measurements.
local function longer(phase, other, definition, work)
  for _ = 1, 10 do
    local found = seconds(definition, work)
    if found[phase] > 1.5 * found[other] then return end
  end
  lu.fail(phase .. " is never longer than " .. other)
end

local function ten_steps(trainer) trainer:step(10) end

-- Small networks take small products step by step going back, and one large product for the gradient.
local long_trials = { neurons = 10, steps = 1000, threads = 1, activation = "threshold_power" }

for _, word in ipairs { "stimulus", "forward", "backward", "gradient", "adam" } do
  local trains = word == "backward" or word == "gradient" -- a measurement packs the weights, too, which is of adam
  test("phase", word, function()
    for threads = 1, 2 do
      local measured = seconds({ neurons = 10, threads = threads }, function(trainer) trainer:measure() end)
      lu.assertEquals(measured[word] > 0, not trains)
    end
    lu.assertTrue(seconds({ neurons = 10 }, ten_steps)[word] > 0)
    if word == "backward" then longer("backward", "gradient", long_trials, ten_steps) end
    if word == "gradient" then longer("gradient", "adam", long_trials, ten_steps) end
    if word == "adam" then longer("backward", "adam", long_trials, ten_steps) end
    if word == "stimulus" or word == "forward" then
      longer("forward", "stimulus", { neurons = 300, noise = 0, threads = 1 }, ten_steps)
    end
  end)
end

test("phase", "exchange", function() -- of ranks, of which there is one here; scripts/test_ranks_mpi.lua has two
  lu.assertEquals(seconds({ neurons = 10 }, ten_steps).exchange, 0)
end)

-- --- tensors ---------------------------------------------------------------------------------------

test("dtype", "f32", function() lu.assertNotEquals(balnet.full({ 1 }, 0.1, "f32")[1], 0.1) end)
test("dtype", "f64", function() lu.assertEquals(balnet.full({ 1 }, 0.1, "f64")[1], 0.1) end)
test("order", "ascending", function() lu.assertEquals(balnet.tensor { 2, 3, 1 }:sort(1, "ascending"):totable(), { 1, 2, 3 }) end)
test("side", "left", function() lu.assertEquals(balnet.tensor { 1, 2, 2 }:searchsorted(2, "left"), 2) end)
test("side", "right", function() lu.assertEquals(balnet.tensor { 1, 2, 2 }:searchsorted(2, "right"), 4) end)
test("order", "descending", function() lu.assertEquals(balnet.tensor { 2, 3, 1 }:sort(1, "descending"):totable(), { 3, 2, 1 }) end)

-- --- spectra ---------------------------------------------------------------------------------------

-- The mean density of white noise of variance 1 at dt = 1.
local function density(sided)
  local noise = balnet.random { seed = 3 }:normal(1, 2 ^ 16)
  return balnet.spectrum.welch(noise, { dt = 1, segment = 64, sided = sided }).power[{ { 4, 30 } }]:mean()
end

test("sided", "one", function() lu.assertAlmostEquals(density "one", 2, 0.1) end)
test("sided", "two", function() lu.assertAlmostEquals(density "two", 1, 0.05) end)

-- At frequency 0 the density of the lags 1, 1/2, 1/4 is dt (c0 + 2 w1 c1 + 2 w2 c2).
local function window(word)
  local covariance = balnet.tensor { 1, 0.5, 0.25 }
  return balnet.spectrum.of_covariance(covariance, { dt = 1, window = word, sided = "two" }).power[1]
end

test("window", "none", function() lu.assertAlmostEquals(window "none", 2.5, 1e-12) end)
test("window", "parzen", function() -- u = 1/3 and 2/3: 1 - 6 u² + 6 u³ = 5/9, 2 (1 - u)³ = 2/27
  lu.assertAlmostEquals(window "parzen", 1 + 5 / 9 + 0.5 * 2 / 27, 1e-12)
end)

-- The exponent of h' = -h by steps of half a time constant: 1 - dt a step, or the Taylor series of exp(-dt) to dt^4.
local function exponent(step)
  return balnet.lyapunov.of_network(balnet.zeros(1, 1), { activation = "linear", dt = 0.5, time = 40, step = step }).exponents[1]
end

test("network_step", "euler", function() lu.assertAlmostEquals(exponent "euler", math.log(0.5) / 0.5, 1e-12) end)
test("network_step", "rk4", function()
  lu.assertAlmostEquals(exponent "rk4", math.log(1 - 0.5 + 0.5 ^ 2 / 2 - 0.5 ^ 3 / 6 + 0.5 ^ 4 / 24) / 0.5, 1e-12)
end)

-- --- theory ----------------------------------------------------------------------------------------

local function first_mean(word)
  return balnet.meanfield.evolve { gain = 0, balance = 2, dt = 0.25, band = 8, activation = "linear", mean_step = word,
    start_mean = 2, start_variance = 0, input = 1, steps = 8 }.mean[1]
end

test("mean_step", "euler", function() -- m + dt (-m - b m + b)
  lu.assertAlmostEquals(first_mean "euler", 2 + 0.25 * (-2 - 4 + 2), 1e-12)
end)
test("mean_step", "stiff", function() -- m' = -3 m + 2 from 2
  lu.assertAlmostEquals(first_mean "stiff", 2 / 3 + 4 / 3 * math.exp(-0.75), 1e-6)
end)

local function branch(gain, noise)
  return balnet.meanfield.stationary { activation = "tanh", gain = gain, balance = 0, noise = noise }.branch
end

test("branch", "static", function() lu.assertEquals(branch(0.5, 0), "static") end)
test("branch", "chaotic", function() lu.assertEquals(branch(2, 0), "chaotic") end) -- g > 1 (Sompolinsky et al. 1988)
test("branch", "noisy", function() lu.assertEquals(branch(0.5, 1), "noisy") end)

-- The means under a rising drive, where m' = -2 m + I.
local function under_rising(interpolation)
  return balnet.meanfield.evolve { gain = 0, balance = 1, activation = "linear", band = 8, dt = 0.5,
    interpolation = interpolation, start_mean = 0, start_variance = 0, input = balnet.arange(1, 33) * 0.01 }.mean
end

test("interpolation", "held", function() -- the first input, 0.01, over the first step
  lu.assertAlmostEquals(under_rising "held"[1], 0.005 * (1 - math.exp(-1)), 1e-8)
end)
test("interpolation", "cubic", function() -- a straight drive stays one: m lags behind I/2 by 1/2 τ; t = 0 is input 1
  local mean = under_rising "cubic"
  lu.assertAlmostEquals(mean[24] - mean[23], 0.005, 1e-6)
  lu.assertNotAlmostEquals(mean[24], under_rising "held"[24], 1e-4)
end)

-- --- archives and processes -------------------------------------------------------------------------

-- The kinds in an archive that h5py has written, which holds each of them.
local kinds
local function kinds_in_archive()
  if kinds then return kinds end
  local path = os.tmpname()
  kinds = {}
  local by_h5py = 'import h5py, numpy, sys; f = h5py.File(sys.argv[1], "w"); g = f.create_group("g"); g["t"] = [1.0]; '
    .. 'g["o"] = h5py.Empty("f"); g["s"] = ["a", "b"]; g["c"] = numpy.zeros(2, [("a", "f8"), ("b", "i4")]); '
    .. 'g.attrs["x"] = "a"; g.attrs["r"] = 0.5; g.attrs["i"] = 3; g.attrs["f"] = True'
  assert(os.execute(("%s -c '%s' %s"):format(os.getenv "BALNET_PYTHON", by_h5py, path)))
  for _, row in ipairs(balnet.archive.list(path, { foreign = true })) do kinds[row.attribute or row.path] = row.kind end
  os.remove(path)
  return kinds
end

for word, name in pairs { group = "/g", tensor = "/g/t", other = "/g/o", texts = "/g/s", table = "/g/c", text = "x",
  real = "r", integer = "i", flag = "f" } do
  test("archive_kind", word, function() lu.assertEquals(kinds_in_archive()[name], word) end)
end

local process = require "balnet.native.process"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

-- What a child dies of is the number of that name by bash. SIGUSR1 is ignored by a child that does not ask for it.
for _, word in ipairs { "SIGINT", "SIGTERM", "SIGHUP", "SIGXCPU", "SIGUSR2", "SIGPWR", "SIGKILL" } do
  test("signal", word, function()
    local bash <close> = assert(io.popen(("bash -c 'kill -l %s'"):format(word:match "SIG(.*)")))
    local child <close> = process.start { "sleep", "100" }
    child:signal(word)
    lu.assertEquals({ shell.end_of(child) }, { "signal", bash:read "n" })
  end)
end

test("signal", "SIGUSR1", function()
  local waiting = [[local watch <close> = require "balnet.native.signals".watch()
    while not watch:asked_to_save() do end
    os.exit(42)]]
  local child <close> = process.start { os.getenv "BALNET", "-e", waiting }
  shell.wait_until(function()
    child:signal "SIGUSR1"
    return child:ended()
  end, "the end of who waits for a signal")
  lu.assertEquals({ child:ended() }, { "exit", 42 })
end)

-- Of the vector (2^53 + 1, 1), which an archive of ours keeps whole; f64 has no number between 2^53 and 2^53 + 2.
local function large_integers(word)
  local path = os.tmpname()
  balnet.archive.write(path, { x = balnet.archive.int64 { (1 << 53) + 1, 1 } })
  local fine, read = pcall(balnet.archive.read, path, "/x", { large_integers = word })
  os.remove(path)
  return fine and read
end
-- The group has an attribute a, an array that repeats it, and a vector.
local function part(word)
  local path = os.tmpname()
  balnet.archive.write(path, { g = { attributes = { a = 3 }, a = balnet.archive.value(3), v = balnet.ones(2) } })
  local group = balnet.archive.read(path, "/", { part = word }).g
  os.remove(path)
  return group.attributes.a, group.a ~= nil, group.v ~= nil
end
test("archive_part", "all", function() lu.assertEquals({ part "all" }, { 3, true, true }) end)
test("archive_part", "unrepeated", function() lu.assertEquals({ part "unrepeated" }, { 3, false, true }) end)
test("archive_part", "groups", function() lu.assertEquals({ part "groups" }, { 3, false, false }) end)

test("large_integers", "exact", function() lu.assertEquals(large_integers "exact", { (1 << 53) + 1, 1 }) end)
test("large_integers", "rounded", function() lu.assertEquals(large_integers "rounded":totable(), { 2 ^ 53, 1 }) end)
test("large_integers", "omit", function() lu.assertFalse(large_integers "omit") end)

-- The numbers of MATLAB's classes (MAT-File Format, table 1-3), as the file has them; bit 9 marks what is logical.
local mat_classes = { double = 6, single = 7, int8 = 8, uint8 = 9, int16 = 10, uint16 = 11, int32 = 12, uint32 = 13,
  int64 = 14, uint64 = 15,
  logical = 0x209, sparse = 5 }
for word, number in pairs(mat_classes) do
  test("mat_class", word, function()
    local path = os.tmpname()
    balnet.mat.write(path, { x = balnet.mat.as(balnet.eye(2), word) })
    local file = io.open(path, "rb")
    local bytes = file:read "a"
    file:close()
    os.remove(path)
    lu.assertEquals(("<I2"):unpack(bytes, 145), number)
  end)
end

local function two_time(past, confinement)
  return balnet.meanfield.two_time { past = past, confinement = confinement, gain = 0, start_variance = 0.5, time = 1, tolerance = 1e-2,
    check = false }
end
for past, kept in pairs { automatic = "full", full = "full", thinned = "thinned" } do
  test("past", past, function() lu.assertEquals(two_time(past, "leak").past, kept) end)
end
-- Without weights and noise a leak leaves exp(-2 t) of the variance, and on a sphere nothing moves.
for confinement, variance in pairs { leak = 0.5 * math.exp(-2), sphere = 1 } do
  test("confinement", confinement, function() lu.assertAlmostEquals(two_time("full", confinement).last_variance, variance, 1e-3) end)
end

-- --- all of them -----------------------------------------------------------------------------------

TestWords = {}

function TestWords:test_every_word_of_every_list_of_the_engine_is_tested()
  words.assert_all_tested(function(enumeration) return not enumeration:find "^plot%." end)
end

os.exit(lu.LuaUnit.run())
