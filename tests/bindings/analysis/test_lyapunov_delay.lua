-- Lyapunov exponents under a delay of the recurrent input. Expected values: the moduli of the roots of the characteristic polynomial
-- of linear units, by companion matrices; theory in time; the distance of two neighbouring trajectories.
local lu = require "luaunit"
local balnet = require "balnet"
local assert_refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua").assert_refused

TestLyapunovDelay = {}

-- ln |z| / dt of the roots of the Euler map of h' = -h + kappa y_F by its companion matrix, descending.
local function exponents_of(kappa, dt, frames, share)
  local M = balnet.zeros(frames + 1, frames + 1) -- h, y_1 ... y_F
  M[{ 1, 1 }], M[{ 1, frames + 1 }] = 1 - dt, dt * kappa
  for k = 2, frames + 1 do M[{ k, k - 1 }], M[{ k, k }] = share, 1 - share end
  local real, imag = balnet.linalg.eigvals(M)
  return (real:hypot(imag):log() / dt):sort():flip(1)
end

function TestLyapunovDelay:test_linear_units_have_the_roots_of_their_characteristic_polynomial()
  local dt = 0.125
  for _, case in ipairs { { 0.5, 0, 4, 1 }, { 0.125, 0, 1, 1 }, { 0.5, 1, 1, 0.25 }, { 0.75, 3, 3, 0.5 } } do
    local frames, expected = case[3], {}
    local J = balnet.zeros(2, 2)
    J[{ 1, 1 }], J[{ 2, 2 }] = 0.7, -1.3
    local net = balnet.lyapunov.network(J, { activation = "linear", dt = dt, delay = case[1], delay_order = case[2],
      exponents = 2 * (frames + 1), interval = dt, transient = 100 })
    net:run(8000)
    for _, kappa in ipairs { 0.7, -1.3 } do
      for _, value in ipairs(exponents_of(kappa, dt, frames, case[4]):totable()) do expected[#expected + 1] = value end
    end
    table.sort(expected, function(a, b) return a > b end)
    local found = net:result()
    for k, value in ipairs(expected) do lu.assertAlmostEquals(found.exponents[k], value, 5e-3, ("delay %g, %d"):format(case[1], k)) end
    lu.assertNil(found.warning)
  end
end

-- By theory for networks without end; a delay lowers the exponent.
function TestLyapunovDelay:test_chaotic_networks_have_the_exponent_of_theory()
  local N, dt = 500, 1 / 16
  local J = balnet.random { seed = 3 }:normal(N, N) * (2.5 / N ^ 0.5)
  local found = {}
  for k, delay in ipairs { 0, 0.5 } do
    local theory = balnet.meanfield.evolve { activation = "tanh", gain = 2.5, balance = 0, dt = dt, delay = delay, steps = 3000,
      lyapunov = true }
    local net = balnet.lyapunov.network(J, { activation = "tanh", dt = dt, delay = delay, interval = 0.5, transient = 20 })
    net:advance(1600)
    net:run(4000)
    found[k] = net:result().exponents[1]
    lu.assertAlmostEquals(found[k], theory.lyapunov, 0.02) -- at N = 500 it is lower without a delay, too
  end
  lu.assertTrue(found[2] < 0.8 * found[1])
end

-- Two copies of a network that start 1e-8 apart, over and over.
function TestLyapunovDelay:test_two_trajectories_part_at_the_first_exponent()
  local N, dt, D = 100, 0.125, 4
  local J = balnet.random { seed = 5 }:normal(N, N) * (4 / N ^ 0.5)
  local net = balnet.lyapunov.network(J, { activation = "tanh", dt = dt, delay = D * dt, interval = 0.5, transient = 20 })
  local start = net:state():clone()
  net:advance(800)
  net:run(4000)
  local function step(states)
    local h = states[#states]
    states[#states + 1] = h + dt * (J:matmul(states[math.max(1, #states - D)]:tanh()) - h)
  end
  local a, b = { start }, nil
  for _ = 1, 800 do step(a) end
  local sum, count = 0, 400
  b = { table.unpack(a) }
  b[#b] = b[#b] + 1e-8 / N ^ 0.5
  for k = 1, count do -- both pasts are drawn together again
    for _ = 1, 8 do step(a); step(b) end
    local size = 0
    for i = #a - D, #a do size = size + (b[i] - a[i]):norm() ^ 2 end
    size = size ^ 0.5
    if k > 40 then sum = sum + math.log(size / 1e-8) end
    for i = #a - D, #a do b[i] = a[i] + (b[i] - a[i]) * (1e-8 / size) end
  end
  lu.assertAlmostEquals(sum / (8 * dt * (count - 40)), net:result().exponents[1], 0.03)
end

function TestLyapunovDelay:test_a_trained_network_has_its_delay()
  local trainer = balnet.trainer { neurons = 20, activation = "tanh", gain = 3, balance = 1e-6, noise = 0, dt = 0.125,
    recurrent_delay = 0.5 }
  local found = balnet.lyapunov.of_run(trainer, { time = 100, exponents = 100 })
  local net = balnet.lyapunov.network(trainer:J(), { activation = "tanh", dt = 0.125, delay = 0.5, exponents = 100, transient = 10 })
  net:advance(800)
  net:run(800)
  lu.assertEquals(found.exponents:totable(), net:result().exponents:totable())
  lu.assertNil(found.trace) -- of a flow without a delay
  lu.assertEquals(#found.exponents, 100) -- of the state and four past rates of each unit
end

function TestLyapunovDelay:test_what_does_not_go_with_a_delay_is_refused()
  local J = balnet.zeros(3, 3)
  assert_refused("delay must be 0 for the step rk4", balnet.lyapunov.network, J, { dt = 0.1, delay = 0.2, step = "rk4" })
  assert_refused("the delay is 0.15; a whole number of steps of dt = 0.1 was needed", balnet.lyapunov.network, J,
    { dt = 0.1, delay = 0.15 })
  assert_refused("3 units have a state of 30003 variables with a delay of 1000; at most 20000 were needed", balnet.lyapunov.network, J,
    { dt = 0.1, delay = 1000 })
  assert_refused("time_constants is 9", balnet.lyapunov.network, J, { dt = 0.1, delay = 0.2, time_constants = balnet.ones(9) })
end

os.exit(lu.LuaUnit.run())
