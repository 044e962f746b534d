-- The experiment with two populations in small, read back by h5py. Expected: block means as van Vreeswijk and Sompolinsky
-- (1996) begin with, 1, 1, -2, -1.8 over N/2, after the one step of Adam, 1e-3 at most, before the first measurement.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

TestExcitatoryInhibitory = {}

function TestExcitatoryInhibitory:test_it_starts_from_two_populations_and_records_their_blocks()
  local folder = shell.scratch()
  local result = shell.script("excitatory_inhibitory", "--out", folder, "--epochs", 21, "--measure_every", 10, "--neurons",
    40, "--gain", 0)
  lu.assertEquals(result.status, 0, result.err)
  for _, suffix in ipairs { ".pdf", ".png", "_populations.pdf", "_populations.png", "_weights.pdf", ".gif" } do
    lu.assertNotNil(shell.read(folder .. "/excitatory_inhibitory" .. suffix), suffix)
  end
  local read = shell.python([[
with h5py.File(sys.argv[1]) as f:
    J, history = f['initial/J'][:], f['history']
    for block, rows, columns, mean in (('EE', 0, 0, 1), ('IE', 20, 0, 1), ('EI', 0, 20, -2), ('II', 20, 20, -1.8)):
        part = np.s_[rows:rows + 20, columns:columns + 20]
        print(np.allclose(J[part], mean / 20), np.allclose(history['J_' + block][-1], f['weights/J'][part].mean(), atol=1e-7),
            abs(history['J_' + block][0] - mean / 20 * (.95 if block in ('EE', 'II') else 1)) < 1.01e-3)
    print(f['parameters'].attrs['structure'], f['weights/w_in'].shape)
]], folder .. "/excitatory_inhibitory.h5")
  lu.assertEquals(read, ("True True True\n"):rep(4) .. "excitatory_inhibitory (40, 2)\n")
  shell.remove(folder)
end

os.exit(lu.LuaUnit.run())
