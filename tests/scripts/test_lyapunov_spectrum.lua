-- The study of Lyapunov spectra in small, read back by h5py. Expected values: the sum rule of a network without
-- autapses, ln(1 - dt)/dt for each unit, and mean-field theory at g = 2 and 3 as solved independently.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

TestLyapunovSpectrum = {}

function TestLyapunovSpectrum:test_it_leaves_spectra_theory_and_figures()
  local folder = shell.scratch()
  local result = shell.script("lyapunov_spectrum", "--out", folder, "--quick", "--gains", "2, 3", "--networks", 2,
    "--neurons", 40, "--time", 40)
  lu.assertEquals(result.status, 0, result.err)
  lu.assertNotNil(shell.read(folder .. "/lyapunov_spectrum.pdf"))
  lu.assertNotNil(shell.read(folder .. "/lyapunov_spectrum.png"))
  local read = shell.python([[
with h5py.File(sys.argv[1]) as f:
    exponents = f['exponents'][:]
    dt = f['parameters'].attrs['dt']
    print(exponents.shape, f['largest_of_large'].shape, f['dimension'].shape)
    print(abs(exponents.mean(axis=2) - np.log(1 - dt) / dt).max() < 0.03, (np.diff(exponents, axis=2) <= 0).all())
    theory = np.interp([2, 3], f['theory/gain'][:], f['theory/exponent'][:])
    print(abs(theory - [.1126, .2355]).max() < .001)
]], folder .. "/lyapunov_spectrum.h5")
  lu.assertEquals(read, "(2, 2, 40) (2, 2) (2, 2)\nTrue True\nTrue\n")
  shell.remove(folder)
end

os.exit(lu.LuaUnit.run())
