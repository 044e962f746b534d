-- Gradient flossing. Expected values: differences of the loss itself, exponents by another way, and closed form for one unit.
local lu = require "luaunit"
local balnet = require "balnet"
local fields = require "balnet.native.fields"
require "balnet.network" -- which declares the activations
local refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

TestFlossing = {}

local N = 6

-- A network whose units stay away from the kinks of phi, and how it is run.
local function world(activation)
  local r, kinked = balnet.random(3), activation == "relu" or activation == "threshold_power"
  local network = { J = r:normal(N, N) * (kinked and 0.15 or 0.8), w_in = r:normal(N, 2) * 0.3,
    bias = r:normal(N) * 0.1 + (kinked and 2 or 0.3),
    time_constants = balnet.tensor { 1, 2, 1.5, 1, 3, 1.2 }, dt = 0.4, activation = activation,
    activation_table = activation == "table" and balnet.activation_table(function(x) return x:tanh() end) or nil }
  local state = r:normal(N) * 0.3 + (kinked and 2 or 0.7)
  return network, { exponents = 3, steps = 8, transient = 2, input = r:normal(8, 2), state = state, target = 0.3 }
end

local function difference(network, o, name, at)
  local kept, h = network[name][at], 1e-5
  network[name][at] = kept + h
  local above = balnet.lyapunov.floss_gradient(network, o).loss
  network[name][at] = kept - h
  local below = balnet.lyapunov.floss_gradient(network, o).loss
  network[name][at] = kept
  return (above - below) / (2 * h)
end

for _, activation in ipairs(fields.words_of("activation").word) do
  TestFlossing["test_the_gradient_is_that_of_differences_of_" .. activation] = function()
    local network, o = world(activation)
    local found, worst, most = balnet.lyapunov.floss_gradient(network, o), 0, 0
    local function compare(name, at)
      local by_hand = difference(network, o, name, at)
      worst = math.max(worst, math.abs(by_hand - found[name][at]))
      most = math.max(most, math.abs(by_hand))
    end
    for i = 1, N do
      for j = 1, N do compare("J", { i, j }) end
      for s = 1, 2 do compare("w_in", { i, s }) end
      compare("bias", i)
    end
    lu.assertTrue(most > 1e-3)
    lu.assertTrue(worst < 1e-6 * most, ("%g of %g"):format(worst, most))
    lu.assertTrue(worst > 0) -- it was not compared with itself
  end
end

function TestFlossing:test_the_exponents_are_those_of_the_network()
  local network = { J = balnet.random(4):normal(30, 30) * (2 / 30 ^ 0.5), dt = 0.2, activation = "tanh" }
  local known = balnet.lyapunov.of_run(network, { time = 4000, exponents = 3, interval = 0.2 })
  local found = balnet.lyapunov.floss_gradient(network, { exponents = 3, steps = 20000, transient = 2000 })
  for j = 1, 3 do lu.assertAlmostEquals(found.exponents[j], known.exponents[j], 0.03) end -- each within 2 % over that time
end

function TestFlossing:test_of_one_unit_at_rest_all_is_known() -- λ = ln J
  local found = balnet.lyapunov.floss_gradient({ J = { { 3 } }, dt = 1 }, { steps = 10, transient = 4, state = { 0 }, target = 0.5 })
  local off = math.log(3) - 0.5
  lu.assertAlmostEquals(found.exponents[1], math.log(3), 1e-14)
  lu.assertAlmostEquals(found.loss, off ^ 2, 1e-14)
  lu.assertAlmostEquals(found.J[{ 1, 1 }], 2 * off / 3, 1e-14)
end

function TestFlossing:test_all_exponents_come_to_the_target()
  local network = balnet.network { neurons = 20, activation = "tanh", gain = 0.6, balance = 0, w_in_mean = 0, w_in_std = 0.3 }
  local function input(random, steps, epoch)
    lu.assertTrue(epoch >= 1)
    return random:normal(steps, 1)
  end
  local o = { epochs = 300, exponents = 20, steps = 30, learning_rate = 5e-3, input = input,
    weights = { "J", "w_in", "bias" }, target = -0.1 }
  local before = network:bias():clone()
  local record = balnet.lyapunov.floss(network, o)
  lu.assertTrue(record.exponents[1]:min() < -1)
  lu.assertTrue((record.exponents[-1] + 0.1):abs():max() < 0.15)
  lu.assertTrue(network:bias() ~= before)
  local again = balnet.network { neurons = 20, activation = "tanh", gain = 0.6, balance = 0, w_in_mean = 0, w_in_std = 0.3 }
  lu.assertTrue(balnet.lyapunov.floss(again, o).loss == record.loss)
end

function TestFlossing:test_connections_that_are_not_there_and_the_diagonal_stay_so()
  local connections = balnet.random(2):uniform(12, 12):lt(0.5)
  local trainer <close> = balnet.trainer { neurons = 12, activation = "tanh", gain = 0.7, connections = connections, threads = 1 }
  local before = trainer:J():clone()
  balnet.lyapunov.floss(trainer, { epochs = 5, exponents = 4, steps = 20 })
  local changed = (trainer:J() - before):ne(0)
  lu.assertTrue(changed:sum() > 50)
  lu.assertEquals((changed * (1 - connections)):sum(), 0)
  lu.assertEquals(changed:diag():sum(), 0)
end

function TestFlossing:test_weights_that_the_masks_of_a_trainer_hold_stay()
  local masks = { J = balnet.random(3):uniform(12, 12):lt(0.5), w_in = balnet.random(4):uniform(12, 1):lt(0.5),
                  bias = balnet.random(5):uniform(12):lt(0.5) }
  local trainer <close> = balnet.trainer { neurons = 12, activation = "tanh", gain = 0.7, threads = 1, train_bias = true,
    mask_J = masks.J, mask_w_in = masks.w_in, mask_bias = masks.bias }
  local before = { J = trainer:J():clone(), w_in = trainer:w_in():clone(), bias = trainer:bias():clone() }
  balnet.lyapunov.floss(trainer, { epochs = 3, exponents = 4, steps = 20, input = 1, weights = { "J", "w_in", "bias" } })
  for name, mask in pairs(masks) do
    local changed = (trainer[name](trainer) - before[name]):ne(0)
    lu.assertTrue(changed:sum() > 0, name)
    lu.assertEquals((changed * (1 - mask)):sum(), 0, name)
  end
end

-- A run that flosses at its measurements, and signals itself at one of them where it is told to.
local flossing_run = [[
local balnet = require "balnet"
local out, signal_at, resume = table.unpack(arg)
local run = balnet.experiment { name = "r", neurons = 12, steps = 20, batch = 2, activation = "tanh", epochs = 41, measure_every = 10,
  arguments = { [0] = "r.lua", "--out", out, resume } }
for epoch, measured in run:train() do
  balnet.lyapunov.floss(run, { epochs = 3, exponents = 4, steps = 20, seed = epoch })
  run:record(measured)
  if epoch == tonumber(signal_at) then io.popen("kill -INT " .. io.open("/proc/self/stat"):read "n"):close() end
end
print(("%.17g"):format(run.trainer:J():sum()))
]]

function TestFlossing:test_a_run_that_flosses_between_measurements_resumes_to_the_same_bytes()
  local folder = shell.scratch()
  local whole = shell.lua(flossing_run, folder .. "/whole", "0")
  lu.assertEquals(whole.status, 0, whole.err)
  lu.assertEquals(shell.lua(flossing_run, folder .. "/parts", "21").status, 130)
  local parts = shell.lua(flossing_run, folder .. "/parts", "0", "--resume")
  lu.assertEquals(parts.status, 0, parts.err)
  lu.assertEquals(parts.out, whole.out)
  shell.remove(folder)
end

function TestFlossing:test_what_does_not_fit_is_an_error_and_changes_nothing()
  local refuses = refused.assert_refused
  local network = balnet.network { neurons = 5, activation = "tanh", gain = 1, balance = 0 }
  local before = network:J():clone()
  local floss = balnet.lyapunov.floss
  refuses("exponents is 6; it must be from 1 to the 5 units", floss, network, { exponents = 6 })
  refuses("transient is 30; it must be less than the 30 steps", floss, network, { steps = 30, transient = 30 })
  refuses("the input is 4 x 1", floss, network, { steps = 30, input = balnet.ones(4, 1) })
  refuses("weights has 'w_out'", floss, network, { weights = { "w_out" } })
  refuses("a run, a trainer or a network was needed", floss, { J = { { 1 } } })
  refuses("finite numbers were needed", floss, network, { steps = 10, epochs = 3, input = function(_, steps, epoch)
    return balnet.full({ steps, 1 }, epoch == 3 and 0 / 0 or 1)
  end })
  refuses("sends vector 1 to 0", balnet.lyapunov.floss_gradient, { J = { { 1 } }, dt = 1, activation = "relu" }, { state = { -1 } })
  refuses("diverged at step", balnet.lyapunov.floss_gradient, { J = { { 1e200 } }, dt = 1, activation = "linear" }, { state = { 1 } })
  refuses("input gave nothing at epoch 2; 30 steps", floss, network, { steps = 30, epochs = 3, input = function(_, steps, epoch)
    return epoch == 1 and balnet.ones(steps, 1) or nil
  end })
  refuses("input holds nan or inf", floss, network, { steps = 30, input = 0 / 0 })
  refuses("state holds nan or inf", floss, network, { steps = 30, state = balnet.full({ 5 }, 0 / 0) })
  lu.assertTrue(network:J() == before)
  local signed <close> = balnet.trainer { neurons = 4, signs = balnet.tensor { 1, 1, -1, -1 }, threads = 1 }
  refuses("signs of the units are fixed", floss, signed)
  local low <close> = balnet.trainer { neurons = 4, rank = 1, threads = 1 }
  refuses("J is of fixed rank", floss, low)
end

os.exit(lu.LuaUnit.run())
