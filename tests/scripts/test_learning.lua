-- Networks that learn: the tasks of the scripts, and tracking under Dale's law. Read back by h5py.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local folder

TestLearning = {}

function TestLearning:setUp() folder = shell.scratch() end

function TestLearning:tearDown() shell.remove(folder) end

local function script(name, ...)
  local result = shell.script(name, "--out", folder, "--threads", 1, ...)
  lu.assertEquals(result.status, 0, result.err)
  return result
end

local function numbers(text, ...) return tonumber(shell.python("f = h5py.File(sys.argv[1])\n" .. text, ...)) end

-- The input is white, so nothing but memory explains any variance, and all of it can be: the stimulus is known exactly.
function TestLearning:test_a_network_copies_its_input_with_a_delay()
  script("delayed_copy", "--epochs", 601, "--measure_every", 300)
  local path = folder .. "/delayed_copy.h5"
  lu.assertTrue(numbers("print(f['history/unexplained'][0])", path) > 0.9)
  lu.assertTrue(numbers("print(f['history/unexplained'][-1])", path) < 0.2)
  lu.assertEquals(shell.python([[
with h5py.File(sys.argv[1]) as f:
    p = f['parameters'].attrs
    print(p['delay'], p['readouts'], p['gradient_clip'], p['initial_state'], 'stimulus_tau' in p)
    target, given, mask, output = (f['test'][name][()] for name in ('target', 'input', 'mask', 'output'))
    print(given.shape, target.shape, (target[5:] == given[:-5]).all(), (mask[:5] == 0).all())
    error = (mask * (output - target) ** 2).mean()
    print(abs(error / f['history/tracking_error'][-1] - 1) < 1e-5, (f['tracking/stimulus'][:, 0] == given[:, 0, 0]).all())
]], path), "5 1 0.1 zero False\n(60, 1, 10) (60, 1, 10) True True\nTrue True\n")
  for _, extension in ipairs { ".pdf", ".png", "_training.pdf", "_training.png" } do
    lu.assertNotNil(shell.read(folder .. "/delayed_copy" .. extension))
  end
end

function TestLearning:test_a_network_learns_to_decide_on_noisy_evidence()
  local result = script("perceptual_decision", "--epochs", 201, "--neurons", 50)
  lu.assertStrContains(result.out, "accuracy")
  lu.assertNotNil(shell.read(folder .. "/perceptual_decision.png"))
  local path = folder .. "/perceptual_decision.h5"
  lu.assertTrue(numbers("print(f['history/accuracy'][0])", path) < 0.65) -- chance at first; an ideal observer has 0.86
  lu.assertTrue(numbers("print(f['history/accuracy'][-3:].mean())", path) > 0.7)
end

function TestLearning:test_dales_law_holds_for_tracking_too()
  local result = shell.lua([[
local run = require("balnet").experiment { name = "tracking", stimuli = 2, epochs = 301, measure_every = 100 }
for _, measured in run:train() do run:record(measured) end
run:save()
]], "--out", folder, "--threads", 1, "--structure", "excitatory_inhibitory", "--dale")
  lu.assertEquals(result.status, 0, result.err)
  lu.assertEquals(shell.python([[
with h5py.File(sys.argv[1]) as f:
    J, error = f['weights/J'][()], f['history/test_error'][()]
    print((J[:, :50] >= 0).all(), (J[:, 50:] <= 0).all(), error[-1] < 0.5 * error[0])
]], folder .. "/tracking.h5"), "True True True\n")
end

os.exit(lu.LuaUnit.run())
