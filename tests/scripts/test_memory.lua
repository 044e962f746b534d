-- The study of memory in small, read back by h5py. Expected values: a capacity that grows with the gain up to its edge, and at most
-- the number of units; information of theory that grows with the mean rate.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

TestMemoryStudy = {}

function TestMemoryStudy:test_it_leaves_memories_capacities_and_costs()
  local folder = shell.scratch()
  local result = shell.script("memory", "--out", folder, "--quick", "--neurons", 30, "--gains", "0.3,0.9", "--noises",
    "0.05", "--steps", 3000,
    "--lags", 60, "--rate_neurons", 200, "--time", 72)
  lu.assertEquals(result.status, 0, result.err)
  lu.assertNotNil(shell.read(folder .. "/memory.pdf"))
  local read = shell.python([[
with h5py.File(sys.argv[1]) as f:
    c = f['capacity_1/capacity'][:].mean(axis=1)
    print(c[0] < c[1] < 30, abs(f['memory_1/memory'][:] - f['memory_1/linear'][:]).max() < .1)
    R, nu = f['cost_1/theory'][:], f['cost_1/theory_mean_rate'][:]
    print((np.diff(nu) > 0).all(), R[-1] > R[0])
]], folder .. "/memory.h5")
  lu.assertEquals(read, "True True\nTrue True\n")
  shell.remove(folder)
end

os.exit(lu.LuaUnit.run())
