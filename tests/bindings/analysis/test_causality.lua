-- What runs in time knows the past alone: two inputs that are equal up to a step give the same up to that step. The rest says in its
-- description that it knows the future, and does.
local lu = require "luaunit"
local balnet = require "balnet"

local steps, change = 200, 101
local random = balnet.random(4)
local first = random:normal(steps) * 0.1 + 1
local second = first:clone()
second[{ { change, steps } }] = second[{ { change, steps } }] + random:normal(steps - change + 1) * 0.5

-- The first place at which the answers to the two inputs differ by more than rounding.
local function first_difference(f)
  local a, b = f(first):to("f64"):flatten(), f(second):to("f64"):flatten()
  local differ = (a - b):abs():gt(1e-12):nonzero()
  return math.tointeger(differ[1])
end

local kernel = balnet.tensor { 0.5, 0.3, 0.2 }
local low = balnet.signal.butter(3, 0.1)
local theory = { gain = 2, balance = 2, band = 40, noise = 0.5 }

local function evolved(name, given)
  return function(input)
    local run = { input = input }
    for key, value in pairs(theory) do run[key] = value end
    for key, value in pairs(given) do run[key] = value end
    return balnet.meanfield.evolve(run)[name]
  end
end

local causal = {
  prefilter = function(x) return balnet.information.prefilter(x, 1, 0.1) end,
  filter = function(x) return balnet.information.filter(x, kernel) end,
  sosfilt = function(x) return balnet.signal.sosfilt(low, x) end,
  convolve_direct = function(x) return balnet.signal.convolve(x, kernel, { method = "direct" }) end,
  convolve_fft = function(x) return balnet.signal.convolve(x, kernel, { method = "fft" }) end,
  cumulative_trapezoid = function(x) return balnet.signal.cumulative_trapezoid(x) end,
  cumsum = function(x) return x:cumsum(1) end,
  mean = evolved("mean", {}), rate = evolved("rate", {}), variance = evolved("variance", {}),
  mean_of_euler = evolved("mean", { mean_step = "euler" }), rate_of_tanh = evolved("rate", { activation = "tanh" }),
  rate_of_a_finite_network = evolved("rate", { neurons = 1000 }),
  variance_from_a_start = evolved("variance", { start_mean = 0, start_variance = 1 }),
  simulation = function(x) return balnet.simulate.balanced({ neurons = 50, gain = 2, balance = 4, noise = 0.1 }):run(x).rate end,
  trained = function(x)
    return (balnet.trainer { neurons = 20, steps = steps, batch = 1, threads = 1 }:respond(x:reshape(steps, 1, 1):to "f32"))
  end,
}

local knows_the_future = {
  cubic = evolved("mean", { interpolation = "cubic" }),
  convolve_same = function(x) return balnet.signal.convolve(x, kernel, { mode = "same" }) end,
  sosfiltfilt = function(x) return balnet.signal.sosfiltfilt(low, x) end,
  gradient = function(x) return balnet.signal.gradient(x) end,
  diff = function(x) return balnet.signal.diff(x) end,
  hilbert = function(x) return (select(2, balnet.signal.hilbert(x))) end,
}

TestCausality = {}

function TestCausality:test_no_answer_comes_before_its_input()
  for name, f in pairs(causal) do
    local place = first_difference(f)
    lu.assertTrue(place >= change, name .. " answers at " .. place)
    lu.assertTrue(place <= change + 1, name) -- the variance follows the rate of the step before
  end
end

function TestCausality:test_what_is_said_to_know_the_future_does()
  for name, f in pairs(knows_the_future) do lu.assertTrue(first_difference(f) < change, name) end
end

-- Between calls of a network's tracker: the drive of a step is held over it, in both kinds of steps.
function TestCausality:test_a_network_under_a_drive_knows_its_past()
  local J = balnet.random(1):normal(8, 8)
  for _, step in ipairs { "euler", "rk4" } do
    local states = {}
    for i, input in ipairs { first, second } do
      local network = balnet.lyapunov.network(J, { activation = "tanh", step = step })
      network:advance(change - 1, input[{ { 1, change - 1 } }])
      states[i] = { network:state():clone() }
      network:advance(1, input[{ { change, change } }])
      states[i][2] = network:state():clone()
    end
    lu.assertEquals(states[1][1], states[2][1])
    lu.assertTrue((states[1][2] - states[2][2]):abs():max() > 1e-3)
  end
end

os.exit(lu.LuaUnit.run())
