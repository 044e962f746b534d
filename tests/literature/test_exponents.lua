-- Lyapunov exponents of the systems of systems.lua are the published ones, within four standard errors and what the
-- last digit that was published leaves open.
local lu = require "luaunit"
local balnet = require "balnet"
local systems = dofile(os.getenv "BALNET_SOURCE" .. "/tests/literature/systems.lua")

TestExponents = {}

for _, system in ipairs(systems.fast) do
  local name, source, published, measure = table.unpack(system)
  TestExponents[("test_%s_has_the_exponents_of_%s"):format(name, source):gsub("[^%w_]+", "_")] = function()
    local found = measure(1)
    for i, expected in ipairs(published) do
      -- 0.5 % is half of the last of three digits; a zero converges as the inverse of the time.
      local open = expected == 0 and 2 / found.time or 0.005 * math.abs(expected)
      lu.assertTrue(math.abs(found.mean[i] - expected) < open + 4 * found.mean_error[i],
        ("exponent %d is %g +- %g; %g was published"):format(i, found.mean[i], found.mean_error[i], expected))
      lu.assertTrue(found.mean_error[i] < 0.05 * math.abs(published[1]), "the error is too large to tell")
    end
  end
end

function TestExponents:test_Lorenz_96_has_the_largest_exponent_of_Lorenz_and_Emanuel_1998()
  local found = systems.lorenz_96(500, 3)
  lu.assertAlmostEquals(found.mean[1], math.log(2) / (2.1 / 5), 0.1 + 4 * found.mean_error[1])
  lu.assertAlmostEquals(found.sum:mean(), -40, 0.1) -- the divergence
end

-- A network without noise loses its silent state at g = 1 (Sompolinsky, Crisanti and Sommers 1988).
function TestExponents:test_silence_ends_at_the_gain_of_Sompolinsky_Crisanti_and_Sommers()
  local function state(gain) return balnet.meanfield.stationary { activation = "tanh", balance = 0, gain = gain } end
  lu.assertTrue(state(0.99).lyapunov < 0 and state(1.01).lyapunov > 0)
  lu.assertAlmostEquals(balnet.meanfield.critical_gain { activation = "tanh", balance = 0 }, 1, 1e-9)
end

-- With white noise chaos begins where c(0) = g² E[φ²] (Schuecker, Goedeke and Helias 2018), at a higher gain than
-- that at which the noise-free network's silence ends, and local instability g² E[φ'²] > 1 comes first.
function TestExponents:test_chaos_under_noise_begins_where_Schuecker_Goedeke_and_Helias_say()
  for _, noise in ipairs { 0.2, 0.5, 1 } do
    local given = { activation = "tanh", balance = 0, noise = noise }
    local gain = balnet.meanfield.critical_gain(given)
    given.gain = gain
    local state = balnet.meanfield.stationary(given)
    local z, weight = balnet.linspace(-8, 8, 2001), 16 / 2000
    local density = (z * z * -0.5):exp() * (weight / math.sqrt(2 * math.pi))
    local phi = (z * math.sqrt(state.variance)):tanh()
    local slope = 1 - phi * phi
    lu.assertAlmostEquals(gain ^ 2 * (phi * phi * density):sum() / state.variance, 1, 1e-6)
    lu.assertTrue(gain > 1 and gain ^ 2 * (slope * slope * density):sum() > 1)
  end
end

os.exit(lu.LuaUnit.run())
