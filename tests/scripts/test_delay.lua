-- The study of delays in small, read back by h5py. Expected values: the bounds of theory at the networks' own steps, within the
-- search; above the bound the error is many times that below; after a step of the input the rates of theory.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

TestDelayStudy = {}

function TestDelayStudy:test_it_leaves_bounds_information_and_errors()
  local folder = shell.scratch()
  local result = shell.script("delay", "--out", folder, "--quick", "--neurons", 200, "--delays", "0,0.5", "--balances",
    3, "--most_balance", 8,
    "--dt", 0.0625, "--time", 72, "--trials", 2)
  lu.assertEquals(result.status, 0, result.err)
  lu.assertNotNil(shell.read(folder .. "/delay.pdf"))
  local read = shell.python([[
with h5py.File(sys.argv[1]) as f:
    d, K = f['simulated_bound_0/delay'][:], f['simulated_bound_0/feedback'][:]
    root = np.sqrt(K ** 2 - 1)
    print((abs(np.arccos(-1 / K) / root / d - 1) < .1).all())
    error = f['delay_2/networks/error'][:]
    print(error[-1] > 20 * error[0], abs(f['delay_2/rate'][0] / f['delay_1/rate'][0] - 1) < 1e-6)
    print(f['step_3/rate'].shape == f['step_3/time'].shape, 'theory' in f['step_3'])
    for i in 1, 2, 4:
        nu, theory = f['step_%d/rate' % i][:], f['step_%d/theory' % i][:]
        print(abs(nu - theory).max() < .1 * (theory.max() - theory.min()))
]], folder .. "/delay.h5")
  lu.assertEquals(read, "True\nTrue True\nTrue False\nTrue\nTrue\nTrue\n")
  shell.remove(folder)
end

os.exit(lu.LuaUnit.run())
