-- Information about several signals. Expected values: tests/data/several_signals.py, which has all units as matrices in numpy;
-- the theory of one signal; and a simulation.
local lu = require "luaunit"
local balnet = require "balnet"

local information = balnet.information
local neurons, balance, noise, dt = 256, 4, 1, 1 / 16

TestSignals = {}

-- The answers and spectra of the independent computation.
local function given_theory()
  local frequency = (balnet.arange(17) - 1) * 0.25
  local omega = frequency * (2 * math.pi)
  local real, imaginary = 3 / (omega:square() + 1), omega * -3 / (omega:square() + 1) -- B
  local square = (real + 1):square() + imaginary:square()
  local gain_r, gain_i = (real * (real + 1) + imaginary:square()) / square, imaginary / square -- G = B/(1 + B)
  return { gain = (gain_r:square() + gain_i:square()):sqrt(), phase = gain_i:atan2(gain_r), frequency = frequency, cutoff = 4,
           signal_density = 0.2 / (frequency:square() + 1), noise_density = frequency * 0.1 + 0.5 }
end

local function given_weights(count)
  local i = balnet.arange(24) - 1
  local inputs, readouts = balnet.ones(24, 3), balnet.ones(24, 3)
  inputs[{ true, 2 }]:copy((i * 0.7 + 1):cos())
  inputs[{ true, 3 }]:copy((i:square() * 0.3):sin() + 0.5)
  readouts[{ true, 2 }]:copy((i * 0.4):cos())
  readouts[{ true, 3 }]:copy((i * 1.1):sin() + 0.3)
  return inputs[{ true, { 1, count } }], readouts
end

function TestSignals:test_rates_are_those_of_matrices_of_all_units()
  local theory = given_theory()
  for _, case in ipairs { { 1, 1, 3.592262531067 }, { 1, 3, 4.096934525493 }, { 2, 3, 4.152376855161 }, { 3, 3, 4.921801379522 },
                          { nil, 3, 9.189628175057 } } do
    local inputs, readouts = given_weights(case[2])
    local given = { inputs = inputs, readouts = case[1] and readouts[{ true, { 1, case[1] } }] }
    lu.assertAlmostEquals(information.signals(theory, given).rate, case[3], 1e-10)
  end
end

-- A readout tells the same in any unit of measurement.
function TestSignals:test_the_scale_of_a_readout_is_of_no_account()
  local inputs, readouts = given_weights(3)
  local scales = balnet.tensor { { 1e-90, 1, 1e90 } }
  local found = information.signals(given_theory(), { inputs = inputs, readouts = readouts * scales })
  lu.assertAlmostEquals(found.rate, 4.921801379522, 1e-10)
end

local theory = information.theory { neurons = neurons, balance = balance, noise = noise, dt = dt }

function TestSignals:test_one_signal_that_reaches_all_alike_is_that_of_the_theory()
  local ones = balnet.ones(neurons, 1)
  for _, given in ipairs { { inputs = ones }, { inputs = ones, readouts = ones } } do
    lu.assertAlmostEquals(information.signals(theory, given).rate / theory.rate, 1, 1e-9)
  end
end

-- Two signals, the second onto half of the units with the other sign, as inputs of a network without a random part.
local function simulated(inputs)
  local network = balnet.network { neurons = neurons, gain = 0, balance = 0, stimuli = 2, w_in_mean = 0, w_in_std = 0 }
  network:w_in():copy(inputs * (2 * balance)) -- the input of a simulation is divided by the number of stimuli
  local simulation = balnet.simulate.network(network, { feedback = balance, noise = noise, dt = dt, batch = 8, sampled = neurons,
                                                        seed = 3 })
  local first, second = balnet.simulate.signal { steps = 4224, trials = 8, dt = dt, seed = 2 },
    balnet.simulate.signal { steps = 4224, trials = 8, dt = dt, seed = 4 }
  second = second - second:mean()
  local input = balnet.zeros(4224, 2, 8)
  input[{ true, 1 }]:copy(first:t())
  input[{ true, 2 }]:copy(second:t())
  return first, second, simulation:run(input).state:maximum(0)
end

function TestSignals:test_a_simulation_of_two_signals_has_the_rate_of_theory()
  local inputs = balnet.ones(neurons, 2)
  inputs[{ { 1, neurons, 2 }, 2 }]:fill(-1)
  local first, second, rates = simulated(inputs)
  local other = (rates * inputs[{ true, 2 }]:reshape(neurons, 1, 1)):mean(1)
  -- each signal is passed through the leak by which the network follows it, which changes no information
  local signals = { information.prefilter(first, theory.relaxation, dt), information.prefilter(second, 1, dt) }
  local found = information.rate(signals, { rates:mean(1), other }, { dt = dt, segment = 8, skip = 8 })
  local expected = information.signals(theory, { inputs = inputs, readouts = inputs }).rate
  lu.assertAlmostEquals(expected / theory.rate, 2, 0.02)
  lu.assertAlmostEquals(found.rate, expected, 4 * found.standard_error)
  lu.assertTrue(found.standard_error < 0.06 * expected)
end

function TestSignals:test_what_cannot_be_told_is_refused()
  local ones = balnet.ones(neurons, 2)
  local refused = function(sentence, given, of)
    lu.assertErrorMsgContains(sentence, information.signals, of or theory, given)
  end
  refused("field 'inputs' is nil; units x numbers", {})
  refused("field 'readouts' is 3 x 2; 256 x numbers", { inputs = ones, readouts = balnet.ones(3, 2) })
  refused("the readouts depend on each other linearly", { inputs = ones, readouts = ones })
  refused("the readouts depend on each other linearly", { inputs = ones, readouts = ones * balnet.tensor { { 1, 0 } } })
  refused("did you mean 'inputs'?", { input = ones })
  refused("field 'inputs' has numbers of size nan; at most 1e+100", { inputs = ones * (0 / 0) })
  refused("field 'readouts' has numbers of size inf", { inputs = ones, readouts = ones * math.huge })
  refused("field 'inputs' is 8 x 0; units x numbers", { inputs = balnet.zeros(8, 0) })
  refused("the table has no gain", { inputs = ones }, {})
  refused("the theory has a delay", { inputs = ones, readouts = balnet.ones(neurons, 1) },
          information.theory { neurons = neurons, balance = 2, noise = noise, dt = dt, delay = 0.125 })
end

os.exit(lu.LuaUnit.run())
