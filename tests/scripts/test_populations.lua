-- The study of two populations in small, read back by h5py. Expected values: the theory over the networks of the same run, within
-- what networks of 200 units may differ by; the exponent changes its sign within the gains that are swept.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

TestPopulationsStudy = {}

function TestPopulationsStudy:test_it_leaves_rates_covariances_a_step_and_exponents()
  local folder = shell.scratch()
  local result = shell.script("populations", "--out", folder, "--quick", "--neurons", 400, "--K", "25,100", "--gains", "0.7,1.5",
    "--time", 16, "--exponent_neurons", 100)
  lu.assertEquals(result.status, 0, result.err)
  lu.assertNotNil(shell.read(folder .. "/populations.pdf"))
  local read = shell.python([[
with h5py.File(sys.argv[1]) as f:
    rates, theory = f['rates/network'][:], f['rates/theory'][:]
    print(rates.shape, theory.shape, abs(rates.mean(axis=2) / theory - 1).max() < .3)
    print(f['covariance_inhibitory/network'].shape,
          abs(f['covariance_excitatory/network'][:, 0].mean() / f['covariance_excitatory/theory'][0] - 1) < .6)
    step = f['step/theory'][:]
    print(step.shape, f['step/network'].shape, (step[:, -1] > 1.5 * step[:, 0]).all())
    exponents = f['exponent/theory'][:]
    print(exponents[0] < 0 < exponents[-1], (np.diff(exponents) > 0).all())
]], folder .. "/populations.h5")
  lu.assertEquals(read, "(2, 2, 2) (2, 2) True\n(2, 32) True\n(2, 512) (2, 512) True\nTrue True\n")
  shell.remove(folder)
end

os.exit(lu.LuaUnit.run())
