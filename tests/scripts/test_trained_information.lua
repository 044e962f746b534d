-- The study of information in training, in small and read back by h5py. Expected: the rate of a network that has not
-- learned is far below that of one that has, which is then balanced more tightly; several stimuli share the readouts.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

TestTrainedInformation = {}

function TestTrainedInformation:test_training_tightens_the_balance_and_raises_the_rate()
  local folder = shell.scratch()
  local result = shell.script("trained_information", "--out", folder, "--quick", "--stimuli", "1, 2", "--neurons", 40,
    "--measurements", 4, "--epochs", 8000, "--time", 200)
  lu.assertEquals(result.status, 0, result.err)
  lu.assertNotNil(shell.read(folder .. "/trained_information.pdf"))
  lu.assertNotNil(shell.read(folder .. "/trained_information.png"))
  local read = shell.python([[
with h5py.File(sys.argv[1]) as f:
    one, two = f['stimuli_1'], f['stimuli_2']
    print(list(one['epoch']))
    for group in (one, two):
        rate, error, balance = (group[name][:] for name in ('rate', 'error', 'balance'))
        print(rate[-1] > 2 * rate[0], (error < .1 * rate).all(), balance[-1] > 2 * balance[0] > 1.5)
        df = group['frequency'][1]
        print(abs(df * group['density'][:].sum() / rate[-1] - 1) < .1)
    print(two['rate'][0] < one['rate'][0])
]], folder .. "/trained_information.h5")
  lu.assertEquals(read, "[0.0, 1.0, 20.0, 400.0, 8000.0]\n" .. ("True True True\nTrue\n"):rep(2) .. "True\n")
  shell.remove(folder)
end

os.exit(lu.LuaUnit.run())
