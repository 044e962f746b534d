--- Simulations of large networks: `balnet.simulate`. `network` runs any network; `balanced` makes the network
-- of the theory, with the mean of its weights as a separate term, `populations` one of several populations, `low_rank` one with
-- a structure of rank one, `connections` the sparse weights of a large one; `signal` draws inputs for them.

local arguments = require "balnet.parameters.arguments"
local balnet = require "balnet"
local kinds = require "balnet.parameters.kinds"
local low_rank = require "balnet.theory.low_rank"
local options = require "balnet.parameters.options"
local populations = require "balnet.theory.populations"

local simulate = {}

for _, part in ipairs { "balnet.native.simulation", "balnet.native.connections" } do
  for name, make in pairs(require(part)) do simulate[name] = make end
end

local network_fields = { "neurons", "activation", "activation_power", "activation_table", "gain" }
local run_fields = options.fields("balnet.simulate.definition", "feedback", "outputs", "seed")
local own_fields = { "balance", "coupling", "seed", "seed_network", "symmetry" }
local BLOCK = 500 -- of a partly symmetric J

-- J of standard deviation gain/√N whose entries J_ij and J_ji have the correlation η: a symmetric and an antisymmetric matrix of
-- independent normal numbers, which add up. The diagonal has the variance (1 + η) g²/N of the elliptic ensemble.
local function fill_partly_symmetric(J, gain, symmetry, seed)
  local stream, neurons = balnet.random { seed = seed }, J:shape(1)
  local even, odd = gain * ((1 + symmetry) / (2 * neurons)) ^ 0.5, gain * ((1 - symmetry) / (2 * neurons)) ^ 0.5
  for first = 1, neurons, BLOCK do
    local rows = { first, math.min(first + BLOCK - 1, neurons) }
    local count = rows[2] - rows[1] + 1
    local upper_even, upper_odd = balnet.array.triu(stream:normal(count, count), 1) * even,
      balnet.array.triu(stream:normal(count, count), 1) * odd
    J[{ rows, rows }] = upper_even + upper_odd + (upper_even - upper_odd):t()
      + balnet.eye(count) * (stream:normal(count) * (2 ^ 0.5 * even))
    for from = first + BLOCK, neurons, BLOCK do
      local columns = { from, math.min(from + BLOCK - 1, neurons) }
      local both, against = stream:normal(count, columns[2] - from + 1) * even, stream:normal(count, columns[2] - from + 1) * odd
      J[{ rows, columns }] = both + against
      J[{ columns, rows }] = (both - against):t()
    end
  end
end

--- A simulation of the balanced network of the theory,
--
--     τ dh/dt = -h - b J₀ mean(φ(h)) + J φ(h) + b I + noise,   J of mean 0 and standard deviation gain/√N,
--
-- whose input is I, before it is multiplied by b. The mean of the weights is exact and costs nothing; with
-- `gain = 0` a step costs only its N noises. Raises an error for an unknown field or a value out of range.
--
--     local simulation = balnet.simulate.balanced { neurons = 100, gain = 1, balance = 4, noise = 0.1 }
--     local record = simulation:run(1, 200)
--     record.rate:shape()  --> 1, 200
---@param given table `neurons` N, `gain` g, `balance` b (1), `coupling` J₀ (1), `symmetry` η from -1 to 1, the correlation of J_ij
-- and J_ji (0; its spectrum: Sommers, Crisanti, Sompolinsky and Stein 1988), `activation`,
-- `activation_power`, `activation_table`, `seed`, `seed_network` (`seed`), and the fields of balnet.simulate.definition
-- but for `feedback` and `outputs`
---@return userdata simulation
---@return balnet.network network whose J has mean 0
simulate.balanced = arguments.typed("balanced", function(given)
  local network, run, own = options.split(given, network_fields, run_fields, own_fields)
  local balance = own.balance or 1
  network.balance, network.w_in_mean, network.w_in_std = 0, balance, 0
  network.seed = own.seed_network or own.seed
  run.feedback, run.seed = balance * (own.coupling or 1), own.seed
  local symmetry = own.symmetry == nil and 0 or options.positive(own, "symmetry", "finite", -1)
  if symmetry > 1 then error(("field 'symmetry' is %g; a finite number from -1 to 1 was needed"):format(symmetry), 2) end
  local gain = symmetry ~= 0 and network.gain or nil
  if gain then network.gain = 0 end
  local made = options.call(1, balnet.network, network)
  if gain then fill_partly_symmetric(made:J(), gain, symmetry, network.seed or 1) end
  local simulation = options.call(1, simulate.network, made, run)
  return simulation, made
end, "options")

-- --- several populations

local population_run_fields = options.fields("balnet.simulate.definition", "feedback", "noise", "outputs", "seed", "time_constants",
                                             "unit_noise")
local ROWS_AT_ONCE = 200 -- of J

-- The first and the last unit of each population, and how many there are in all.
local function ranges_of(network)
  local ranges, last = {}, 0
  for a = 1, network.count do
    local size = math.tointeger(network.size[a])
    ranges[a] = { last + 1, last + size }
    last = last + size
  end
  return ranges, last
end

-- Weights of one sign with the mean M/N and the variance g²/N: a connection exists with the probability p and has the weight w,
-- p w = M/N and p (1 - p) w² = g²/N (van Vreeswijk and Sompolinsky 1998 have M of the order of √K, about M²/g² inputs).
local function one_signed(stream, rows, count, mean, gain)
  if gain == 0 then return balnet.full({ rows, count }, mean / count) end
  local weight = gain ^ 2 / mean + mean / count
  return stream:uniform(rows, count):lt(mean / (count * weight)):to "f64" * weight
end

local function check_dale(network)
  for b = 1, network.count do
    local least, most = network.mean[{ true, b }]:min(), network.mean[{ true, b }]:max()
    if least * most < 0 then
      error(("the mean weights from population %d are from %g to %g; Dale's law needs one sign"):format(b, least, most), 0)
    end
    for a = 1, network.count do
      if network.mean[{ a, b }] == 0 and network.gain[{ a, b }] ~= 0 then
        error(("the mean weight onto population %d from %d is 0 and its gain is %g; Dale's law needs a mean"):format(a, b,
          network.gain[{ a, b }]), 0)
      end
    end
  end
end

-- J block by block: of mean M_ab/N_b and standard deviation g_ab/√N_b.
local function fill_J(J, network, ranges, seed, dale)
  local stream = balnet.random { seed = seed }
  for a, rows in ipairs(ranges) do
    for b, columns in ipairs(ranges) do
      local count, mean, gain = columns[2] - columns[1] + 1, network.mean[{ a, b }], network.gain[{ a, b }]
      for first = rows[1], rows[2], ROWS_AT_ONCE do
        local last = math.min(first + ROWS_AT_ONCE - 1, rows[2])
        J[{ { first, last }, columns }] = dale and one_signed(stream, last - first + 1, count, mean, gain)
          or stream:normal(last - first + 1, count) * (gain / count ^ 0.5) + mean / count
      end
    end
  end
end

local function network_of(network, ranges, neurons, seed, dale)
  local made = balnet.network { neurons = neurons, stimuli = network.count, readouts = network.count, gain = 0, balance = 0,
    activation = network.activation, activation_power = network.activation_power,
    activation_table = network.activation_table, w_in_mean = 0, w_in_std = 0,
    w_out_mean = 0, w_out_std = 0 }
  fill_J(made:J(), network, ranges, seed, dale)
  local tau, noise = balnet.zeros(neurons), balnet.zeros(neurons)
  for a, units in ipairs(ranges) do
    made:bias()[{ units }] = network.input[a]
    made:w_in()[{ units, a }] = network.count -- inputs enter as W_in s/S
    made:w_out()[{ a, units }] = neurons / (units[2] - units[1] + 1)
    tau[{ units }], noise[{ units }] = network.tau[a], network.noise[a]
  end
  return made, tau, noise
end

--- A simulation of a network of several populations,
--
--     τ_a dh/dt = -h + Σ_b J_ab φ(h_b) + I_a + s_a(t) + √τ_a σ_a noise,   J_ab of mean M_ab/N_b and variance g_ab²/N_b,
--
-- the network of `balnet.meanfield.populations`, whose definition it takes. Channel a of the input of a run is s_a, which
-- is added to I_a; `run(0, steps)` has none. `output` of a record has the mean rates of the populations,
-- populations × trials × steps. Weights are normal, of both signs; with `dale` those from a population have one sign and the same
-- mean and variance, so that theory is the same where units have many inputs: each connection exists with the probability
-- 1/(1 + g² N/M²), about M²/g² of them a unit and population, and has one weight.
-- Errors: fields that are unknown or out of range, a size that is no number of units, means of two signs under Dale's law.
--
--     local simulation, units = balnet.simulate.populations {
--       populations = { { size = 80, input = 4 }, { size = 20, input = 3, tau = 0.5 } },
--       mean = { { 4, -8 }, { 4, -7 } }, gain = { { 1, 1 }, { 1, 1 } }, batch = 3 }
--     simulation:run(0, 100).output:shape()  --> 2, 3, 100
--     units[2]  --> { 81, 100 }
---@param given table `populations` (each with its `size`), `mean`, `gain`, `activation`, `activation_power`, `activation_table` as for
-- `balnet.meanfield.populations`; `seed`, `seed_network` (`seed`), `dale` (false), and the fields of balnet.simulate.definition but for
-- `feedback`, `noise`, `outputs`, `time_constants` and `unit_noise`
---@return userdata simulation
---@return table units the first and the last unit of each population
---@return balnet.network network
simulate.populations = arguments.typed("populations", function(given)
  local definition, run, own = options.split(given, populations.fields, population_run_fields, { "seed", "seed_network", "dale" })
  local network = options.call(1, populations.read, definition)
  if own.dale ~= nil and type(own.dale) ~= "boolean" then
    error(("field 'dale' is %s; true or false was needed"):format(kinds.shown(own.dale)), 2)
  end
  if own.dale then options.call(1, check_dale, network) end
  for a, one in ipairs(definition.populations) do
    if one.size == nil then error(("population %d has no field 'size'; a number of units was needed"):format(a), 2) end
  end
  local made = options.call(1, function()
    local ranges, neurons = ranges_of(network)
    local built, tau, noise = network_of(network, ranges, neurons, own.seed_network or own.seed or 1, own.dale)
    run.seed, run.outputs, run.time_constants, run.unit_noise = own.seed, true, tau, noise
    return { simulation = simulate.network(built, run), ranges = ranges, network = built }
  end)
  return made.simulation, made.ranges, made.network
end, "options")

-- --- rank one

local vector_fields = {}
for name in pairs(low_rank.fields) do
  if name ~= "noise" then vector_fields[#vector_fields + 1] = name end
end
local low_rank_run_fields = options.fields("balnet.simulate.definition", "feedback", "outputs", "seed")

-- The network of rank one, its J in rows, and its vectors.
local function network_of_rank_one(d, neurons, seed)
  local stream = balnet.random { seed = seed }
  local m, n, input = low_rank.vectors(d, neurons, stream)
  local made = balnet.network { neurons = neurons, gain = 0, balance = 0, activation = d.activation,
    activation_power = d.activation_power, activation_table = d.activation_table, w_in_mean = 1, w_in_std = 0 }
  local J, row_of_n = made:J(), (n / neurons):unsqueeze(1)
  for first = 1, neurons, ROWS_AT_ONCE do
    local rows = { first, math.min(first + ROWS_AT_ONCE - 1, neurons) }
    local random = stream:normal(rows[2] - first + 1, neurons) * (d.gain / neurons ^ 0.5)
    J[{ rows }] = random:to "f64" + m[{ rows }]:unsqueeze(2) * row_of_n
  end
  made:bias()[{ { 1, neurons } }] = input
  made:w_out()[1] = n
  return { network = made, vectors = { m = m, n = n, input = input } }
end

--- A simulation of a network whose weights are a matrix of rank one beside a random one, J_ij = m_i n_j/N + g χ_ij/√N, as in
-- `balnet.meanfield.low_rank`, whose definition it takes. m, n and the constant inputs are normal but for their means, variances
-- and covariances, which are exactly those of the definition. `output` of a record, 1 × trials × steps, is the overlap κ. The
-- input of a run is added to that of every unit. Errors: fields that are unknown or out of range.
--
--     local simulation, vectors = balnet.simulate.low_rank {
--       neurons = 200, gain = 0.8, m_n_covariance = 2, n_mean = 0.5, batch = 3 }
--     simulation:run(0, 100).output:shape()  --> 1, 3, 100
--     (vectors.m * vectors.n):mean(), vectors.n:mean()  --> 2, 0.5
---@param given table `neurons` N (1000) and the fields of balnet.meanfield.low_rank_definition but for `noise`; `seed`,
-- `seed_network` (`seed`), and the fields of balnet.simulate.definition but for `feedback` and `outputs`
---@return userdata simulation
---@return table vectors `m`, `n` and `input`: N numbers each
simulate.low_rank = arguments.typed("low_rank", function(given)
  local definition, run, own = options.split(given, vector_fields, low_rank_run_fields, { "neurons", "seed", "seed_network" })
  local d = options.over(definition, low_rank.fields)
  local neurons = own.neurons == nil and 1000 or options.positive(own, "neurons", "integer", 4)
  local made = options.call(1, network_of_rank_one, d, neurons, own.seed_network or own.seed or 1)
  run.seed, run.outputs = own.seed, true
  local simulation = options.call(1, simulate.network, made.network, run)
  return simulation, made.vectors
end, "options")

local signal_fields = { "steps", "trials", "dt", "stimulus_tau", "signal_std", "input_mean", "seed", "epoch" }

--- Ornstein-Uhlenbeck signals in their stationary state, of the given standard deviation.
--
--     balnet.simulate.signal({ steps = 1000, trials = 3 }):shape()  --> 3, 1000
---@param given table `steps`, `trials` (1), `dt` (1/32), `stimulus_tau` τ_S (1 τ), `signal_std` I₁ (0.1),
-- `input_mean` I₀ (1), `seed` (1), `epoch` (1)
---@return tensor # trials x steps, f32
simulate.signal = arguments.typed("signal", function(given)
  local signal = options.split(given, signal_fields)
  local tau = signal.stimulus_tau == nil and 1 or options.positive(signal, "stimulus_tau", "positive")
  local std = signal.signal_std == nil and 0.1 or options.positive(signal, "signal_std", "finite", 0)
  local stimulus = options.call(1, balnet.stimulus, {
    steps = signal.steps, batch = signal.trials, dt = signal.dt or 1 / 32, tau = tau, std = std * math.sqrt(2 * tau),
    mean = signal.input_mean or 1, start = "stationary", seed = signal.seed, epoch = signal.epoch,
  })
  return stimulus[{ true, 1 }]:t():contiguous()
end, "options")

return simulate
