-- Systems of the literature as functions of many trajectories at once, with exponents that were published for them. Each is
-- { source, of, measure() -> exponents with errors, published }, exponents in nats per unit of time (per step of a map).
--
-- Sources: Sprott 2003: J. C. Sprott, Chaos and Time-Series Analysis, Oxford University Press, appendix A. Wolf et al. 1985:
-- A. Wolf, J. B. Swift, H. L. Swinney and J. A. Vastano, Physica D 16, 285, table 1, in bits there. Chirikov 1979: B. V.
-- Chirikov, Phys. Rep. 52, 263. Lorenz and Emanuel 1998: E. N. Lorenz and K. A. Emanuel, J. Atmos. Sci. 55, 399.
local balnet = require "balnet"

local lyapunov = balnet.lyapunov
local bit = math.log(2)

-- So many states around one.
local function around(x, count, spread)
  return balnet.tensor(x):reshape(#x, 1) + balnet.random({ seed = 5 }):normal(#x, count) * spread
end

local function lorenz(sigma, rho, beta)
  return function(x, _, v)
    local p, q, r = x[1], x[2], x[3]
    v[1], v[2], v[3] = (q - p):mul_(sigma), (rho - r):mul_(p):sub_(q), (p * q):sub_(r * beta)
    return v
  end
end

local function roessler(a, b, c)
  return function(x, _, v)
    local p, q, r = x[1], x[2], x[3]
    v[1], v[2], v[3] = -q - r, p + q * a, (p - c):mul_(r):add_(b)
    return v
  end
end

-- Its phase is coherent: starts are spread along one trajectory, so that the sum over a finite time has no part of the phase,
-- and are moved a little, so that the trajectories are different ones after a hundred units of time.
local function along_roessler(a, b, c, count)
  local function f(x) return { -x[2] - x[3], x[1] + a * x[2], b + x[3] * (x[1] - c) } end
  local states = balnet.dynamics.integrate(f, { 1, 1, 0 }, { steps = 41 * count, every = 41, dt = 0.05, transient = 2000 })
  return states:t() + balnet.random({ seed = 5 }):normal(3, count) * 0.05
end

local function henon(x, _, y)
  local p = x[1]
  y[1], y[2] = (1 - p * p * 1.4) + x[2], p * 0.3
  return y
end

local function ikeda(x, _, y)
  local p, q = x[1], x[2]
  local angle = 0.4 - 6 / (1 + p * p + q * q)
  local c, s = angle:cos(), angle:sin()
  y[1], y[2] = (p * c - q * s) * 0.9 + 1, (p * s + q * c) * 0.9
  return y
end

-- On the torus, where differences of neighbours would jump: with its tangent map.
local function standard(K)
  return function(x, _, y, J)
    local kick, slope = x[1]:sin() * K, x[1]:cos() * K
    y[2] = (x[2] + kick) % (2 * math.pi)
    y[1] = (x[1] + y[2]) % (2 * math.pi)
    J[{ 1, 1 }], J[{ 1, 2 }], J[{ 2, 1 }], J[{ 2, 2 }] = slope + 1, 1, slope, 1
    return y, J
  end
end

local function oscillator(linear, damping, amplitude)
  return function(x, t, v)
    local p = x[1]
    v[1], v[2] = x[2], p * linear - p * p * p - x[2] * damping + amplitude * math.cos(t)
    return v
  end
end

local function lorenz_96(x)
  local n = x:shape(1)
  local wide = balnet.concatenate({ x[{ { n - 1, n } }], x, x[{ { 1, 1 } }] }, 1)
  return ((wide[{ { 4, n + 3 } }] - wide[{ { 1, n } }]):mul_(wide[{ { 2, n + 1 } }]):sub_(x)):add_(8)
end

-- x' = -b x + a x_s / (1 + x_s^10), x_s a time s ago, with a = 0.2 and b = 0.1, over n parts of s: the leak exactly, the
-- delayed drive by the trapezoidal rule. The newest of n + 1 values comes first.
local function mackey_glass(s, n)
  local leak = math.exp(-0.1 * s / n)
  local weight = 0.2 * (1 - leak) / 0.1 / 2
  local function drive(x) return x / (x:pow(10) + 1) end
  return function(x, _, y)
    y[{ { 2, n + 1 } }] = x[{ { 1, n } }]
    y[1] = x[1] * leak + (drive(x[n + 1]) + drive(x[n])) * weight
    return y
  end
end

-- The transient is `transient` times `interval`. Many trajectories have a mean and its error.
local function flow(f, x, steps, dt, interval, transient, more)
  local given = { steps = steps, dt = dt, interval = interval, transient = transient * interval }
  for name, value in pairs(more or {}) do given[name] = value end
  return lyapunov.of_flow(f, x, given)
end

local function map(f, x, steps) return lyapunov.of_map(f, x, { steps = steps, transient = 100 }) end

local tenth_turn = math.pi / 5

return {
  fast = {
    { "Lorenz 10, 28, 8/3", "Sprott 2003", { 0.9056, 0, -14.5723 },
      function(longer) return flow(lorenz(10, 28, 8 / 3), around({ 1, 2, 20 }, 100, 1), 3000 * longer, 0.01, 0.2, 50) end },
    { "Lorenz 16, 45.92, 4", "Wolf et al. 1985", { 2.16 * bit, 0, -32.4 * bit },
      function(longer) return flow(lorenz(16, 45.92, 4), around({ 1, 2, 20 }, 100, 1), 4000 * longer, 0.005, 0.1, 50) end },
    { "Rössler 0.2, 0.2, 5.7", "Sprott 2003", { 0.0714, 0, -5.3943 },
      function(longer) return flow(roessler(0.2, 0.2, 5.7), along_roessler(0.2, 0.2, 5.7, 100), 8000 * longer, 0.05, 1, 200) end },
    { "Hénon 1.4, 0.3", "Sprott 2003", { 0.41922, -1.62319 },
      function(longer) return map(henon, around({ 0.1, 0.1 }, 100, 0.01), 3000 * longer) end },
    { "Hénon 1.4, 0.3", "Wolf et al. 1985", { 0.603 * bit, -2.34 * bit },
      function(longer) return map(henon, around({ 0.1, 0.1 }, 50, 0.01), 3000 * longer) end },
    { "Ikeda 1, 0.9, 0.4, 6", "Sprott 2003", { 0.5076, -0.7183 },
      function(longer) return map(ikeda, around({ 0.1, 0.1 }, 100, 0.01), 3000 * longer) end },
    { "standard map, K = 100", "Chirikov 1979, ln(K/2)", { math.log(50), -math.log(50) },
      function(longer) return map(standard(100), around({ 1, 1 }, 100, 1), 2000 * longer) end },
    { "Ueda 0.05, 7.5", "Sprott 2003", { 0.1034, -0.1534 },
      function(longer)
        return flow(oscillator(0, 0.05, 7.5), around({ 2.5, 0 }, 100, 0.1), 6000 * longer, math.pi / 100,
          tenth_turn, 150)
      end },
    { "Duffing, two wells, 0.25, 0.4", "Sprott 2003", { 0.1571, -0.4071 },
      function(longer)
        return flow(oscillator(1, 0.25, 0.4), around({ 0.2, 0 }, 100, 0.1), 6000 * longer, math.pi / 100,
          tenth_turn, 150)
      end },
  },
  slow = {
    { "Rössler 0.15, 0.2, 10", "Wolf et al. 1985", { 0.13 * bit, 0, -14.1 * bit },
      function() return flow(roessler(0.15, 0.2, 10), along_roessler(0.15, 0.2, 10, 100), 40000, 0.03, 0.6, 350) end },
  },
  -- a = 0.2, b = 0.1, power 10, delay 31
  mackey_glass = function()
    local n = 155
    return lyapunov.of_map(mackey_glass(31, n), around(balnet.full({ n + 1 }, 0.9):totable(), 20, 0.2),
      { steps = 60000, dt = 31 / n, interval = 15.5, transient = 3100, exponents = 4 })
  end,
  -- The largest exponent by its doubling time of 2.1 days, where 1 is 5 days; 13 positive ones; dimension 27.1.
  lorenz_96 = function(steps, trajectories)
    return flow(lorenz_96, around(balnet.full({ 40 }, 8):totable(), trajectories, 1), steps, 0.05, 0.1, 200)
  end,
}
