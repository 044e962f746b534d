-- The study of controls in small, read back by h5py. Expected values: the outlier -(1/dt - 1) of a network that follows its input
-- within one step, here of networks halfway there; growth by the eigenvalues of J, and of rectified units none; weights of one
-- stimulus against those of the other as in the published run, where training has only begun to part them.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

TestControls = {}

function TestControls:test_units_noise_and_penalties_end_as_they_should()
  local folder = shell.scratch()
  local result = shell.script("controls", "--out", folder, "--quick", "--neurons", 50, "--epochs", 6000, "--measurements", 12)
  lu.assertEquals(result.status, 0, result.err)
  lu.assertNotNil(shell.read(folder .. "/controls.pdf"))
  local read = shell.python([[
with h5py.File(sys.argv[1]) as f:
    def last(case, name): return f[case]['last'][name][0]
    for case in ['relu', 'sigmoid', 'quadratic', 'linear', 'noise_03', 'noise_2', 'activity', 'weights_6']:
        b, error = f[case]["balance"][:], f[case]["error"][:]
        print(case, b[-1] > b[1] + 1, error[-1] < error[1] < error[0], last(case, 'outlier') < -1, f[case]['opposite'][:].min() < -.5)
    print(last('weights_5', 'balance') < .6 * last('relu', 'balance'), last('weights_5', 'outlier') > .6 * last('relu', 'outlier'))
    print(last('sigmoid', 'balance') > 1.5 * last('relu', 'balance') > 1.5 * last('quadratic', 'balance'))
    print(last('noise_03', 'error') < last('relu', 'error') < last('noise_2', 'error'))
    print(abs(f['growth/found'][0] / f['growth/expected'][0] - 1) < .02)
    sizes = [f['activity_' + unit][:] for unit in ('relu', 'sigmoid', 'linear', 'quadratic')]
    print(sizes[0].max() < 100, sizes[1].max() < 100, sizes[2][-1] > 1e4, sizes[3][-1] > 1e4)
]], folder .. "/controls.h5")
  lu.assertEquals(read, ("relu sigmoid quadratic linear noise_03 noise_2 activity weights_6 "):gsub(" ", " True True True True\n")
    .. "True True\nTrue\nTrue\nTrue\nTrue True True True\n")
  shell.remove(folder)
end

os.exit(lu.LuaUnit.run())
