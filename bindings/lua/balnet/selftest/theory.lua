--- Checks of the self-test: Gaussian integrals against closed forms, mean-field states and Lyapunov exponents
--- against known numbers.

local balnet = require "balnet"

local theory = {}

local function add_integrals(list)
  local g = balnet.meanfield.gaussian
  local most_corner, most_kernel, most_product = 0, 0, 0
  for _, rho in ipairs { -0.999, -0.9, -0.5, 0, 0.3, 0.8, 0.95, 0.9999 } do
    local angle = math.acos(rho)
    most_corner = math.max(most_corner, math.abs(g.bivariate_cdf(0, 0, rho) - (0.25 + math.asin(rho) / (2 * math.pi))))
    local zero, one = balnet.zeros(1), balnet.ones(1)
    local product = g.relu_row(zero, one, one * rho, 0, 1)[1]
    local kernel = (math.sin(angle) + (math.pi - angle) * rho) / (2 * math.pi) -- Cho and Saul (2009)
    most_kernel = math.max(most_kernel, math.abs(product - kernel))
    local apart = g.relu_row(one * rho, one * 2, zero, 0.4, 1.5)[1]
    local means = g.relu_moments(rho, 2).mean * g.relu_moments(0.4, 1.5).mean
    most_product = math.max(most_product, math.abs(apart - means))
  end
  list[#list + 1] = { "normal distribution at 1.96", math.abs(g.normal_cdf(1.96) - 0.97500210485177952), 1e-15, "tables" }
  list[#list + 1] = { "two normals below 0", most_corner, 1e-14, "1/4 + asin(rho)/2 pi" }
  list[#list + 1] = { "two rectified normals", most_kernel, 1e-13, "the arc-cosine kernel" }
  list[#list + 1] = { "the same, independent", most_product, 1e-13, "the product of means" }
end

-- Of the chaotic state of rectified units, which depends on the gain alone: m / sqrt c(0), c(inf) / c(0),
-- exponent. Solved once by an independent program in double precision.
local chaotic = {
  { 1.5, -0.072761, 0.97819, 0.01533 },
  { 1.6, -0.149766, 0.92233, 0.03250 },
  { 2.0, -0.393625, 0.67306, 0.09601 },
  { 2.5, -0.609103, 0.46928, 0.16665 },
}

local function add_stationary(list)
  local x, frozen, exponent = 0, 0, 0
  for _, row in ipairs(chaotic) do
    local state = balnet.meanfield.stationary { gain = row[1], balance = 32 }
    x = math.max(x, math.abs(state.x - row[2]))
    frozen = math.max(frozen, math.abs(state.frozen / state.variance - row[3]))
    exponent = math.max(exponent, math.abs(state.lyapunov - row[4]))
  end
  list[#list + 1] = { "mean of the chaotic state", x, 1e-6, "an independent solution" }
  list[#list + 1] = { "its frozen variance", frozen, 1e-5, "an independent solution" }
  list[#list + 1] = { "its Lyapunov exponent", exponent, 1e-5, "an independent solution" }
end

-- After 200 tau with a memory of 32 the time-resolved theory has reached the stationary state, up to the
-- error of its time step.
local function add_time_resolved(list)
  local result = balnet.meanfield.evolve { gain = 2, balance = 32, steps = 3200, band = 512, lyapunov = true }
  local state = balnet.meanfield.stationary { gain = 2, balance = 32 }
  local off = math.abs(result.average_variance / state.variance - 1)
  list[#list + 1] = { "variance by the theory in time", off, 1e-3, "the stationary theory" }
  off = math.abs(result.lyapunov - state.lyapunov)
  list[#list + 1] = { "Lyapunov exponent by it", off, 2e-3, "the stationary theory" }
end

-- The exponents of a linear network are ln |eigenvalue of (1 - dt) 1 + dt J| / dt; of a triangular J these
-- stand on the diagonal.
local function add_network(list)
  local n, dt = 12, 0.1
  local J = balnet.random({ seed = 3 }):normal(n, n) * 0.05
  for i = 1, n do
    for j = 1, i - 1 do J[{ i, j }] = 0 end
    J[{ i, i }] = 0.9 - 0.15 * i
  end
  local network = balnet.lyapunov.network(J, { activation = "linear", dt = dt, exponents = n, interval = 0.5, transient = 800 })
  network:run(20000)
  local found, most = network:result().exponents, 0
  for i = 1, n do most = math.max(most, math.abs(found[i] - math.log(1 - dt + dt * (0.9 - 0.15 * i)) / dt)) end
  list[#list + 1] = { "exponents of a linear network", most, 1e-6, "its eigenvalues" }
end

--- Runs the checks.
---@return table[] # of each { what, deviation, limit, held against what }
function theory.run()
  local list = {}
  add_integrals(list)
  add_stationary(list)
  add_time_resolved(list)
  add_network(list)
  return list
end

return theory
