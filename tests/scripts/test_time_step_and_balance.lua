-- The study of the plateau of balance in small, read back by h5py. Expected: an Euler step that forgets the mean mode at
-- once, 1 - dt (1 + |λ|) = 0, which networks of 100 units met within a quarter.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

TestTimeStepAndBalance = {}

function TestTimeStepAndBalance:test_the_outlier_ends_where_the_time_step_lets_it()
  local folder = shell.scratch()
  local result = shell.script("time_step_and_balance", "--out", folder, "--quick", "--time_steps", "0.25, 0.4",
    "--neurons", 40, "--epochs", 6000, "--measurements", 8)
  lu.assertEquals(result.status, 0, result.err)
  lu.assertNotNil(shell.read(folder .. "/time_step_and_balance.pdf"))
  lu.assertNotNil(shell.read(folder .. "/time_step_and_balance.png"))
  local read = shell.python([[
with h5py.File(sys.argv[1]) as f:
    dt, outlier, balance = f['dt'][:], f['outlier'][:], f['balance'][:]
    print(outlier.shape, balance.shape, list(f['epoch'])[-1])
    late = f['plateau/outlier'][:].mean(axis=1)
    print(np.allclose(late, outlier[:, :, -2:].mean(axis=(1, 2))), (abs(-late / (1 / dt - 1) - 1) < .25).all())
    print(balance[0].mean() > balance[1].mean())
]], folder .. "/time_step_and_balance.h5")
  lu.assertEquals(read, "(2, 1, 8) (2, 1, 8) 6000.0\nTrue True\nTrue\n")
  shell.remove(folder)
end

os.exit(lu.LuaUnit.run())
