-- The study of structure in small, read back by h5py. Expected values: theory over the networks of the same run, and half axes of
-- the ellipse.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

TestStructureStudy = {}

function TestStructureStudy:test_it_leaves_spectra_overlaps_and_variances()
  local folder = shell.scratch()
  local result = shell.script("structure", "--out", folder, "--quick", "--neurons", 200, "--overlaps", "0.6,2", "--symmetries", 0.5,
    "--sparse_neurons", 1000, "--inputs", 100, "--couplings", 8, "--time", 10)
  lu.assertEquals(result.status, 0, result.err)
  lu.assertNotNil(shell.read(folder .. "/structure.pdf"))
  local read = shell.python([[
with h5py.File(sys.argv[1]) as f:
    overlap = f['overlap/networks'][:].mean(axis=1)
    print(abs(overlap[0]) < .1, abs(overlap[1] / 1.2116 - 1) < .15)
    print(abs(f['spectrum/re'][:].max() / 2 - 1) < .05, abs(f['symmetry_1/re'][:].max() / 1.5 - 1) < .1)
    for name in ('fixed', 'random'):
        g = f['sparse_' + name]
        expected = np.interp(8, g['theory_coupling'][:], g['theory'][:])
        print(abs(g['networks'][:].mean() / expected - 1) < .1)
]], folder .. "/structure.h5")
  lu.assertEquals(read, "True True\nTrue True\nTrue\nTrue\n")
  shell.remove(folder)
end

os.exit(lu.LuaUnit.run())
