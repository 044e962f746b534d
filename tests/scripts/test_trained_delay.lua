-- The study of trained networks under a delay, in small and read back by h5py. Expected values: the bound 2/dt - 1 and the best
-- feedback 1/dt - 1 without a delay; least errors by numpy from the roots of the stable loop; feedback in training grows less with a
-- delay and stays below the bound.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

TestTrainedDelay = {}

function TestTrainedDelay:test_networks_learn_less_feedback_under_a_delay()
  local folder = shell.scratch()
  local result = shell.script("trained_delay", "--out", folder, "--quick", "--neurons", 50, "--delays", "0, 0.8", "--epochs", 4000,
    "--measurements", 3)
  lu.assertEquals(result.status, 0, result.err)
  lu.assertNotNil(shell.read(folder .. "/trained_delay.pdf"))
  local read = shell.python([[
with h5py.File(sys.argv[1]) as f:
    theory, trained = f['theory'], f['trained']
    bound, best = theory['bound'][:], theory['feedback'][:]
    print(abs(bound[0] - 19) < 1e-9, abs(best[0] - 9) < 1e-2, (best < .6 * bound).all())
    dt, D, K = .1, 8, best[8]
    h = np.zeros(4000) # the answer of m to a pulse, and the signal's covariance: an independent least error
    for t in range(4000):
        h[t] = dt * (t == 0) + (1 - dt) * (h[t - 1] if t else 0) - dt * K * (h[t - 1 - D] if t > D else 0)
    c = np.exp(-dt / .1 * np.arange(4000))
    cross = h @ c
    power = h @ np.array([(h * c[abs(np.arange(4000) - t)]).sum() for t in range(4000)])
    print(abs(1 - cross ** 2 / power - theory['error'][8]) < 1e-3)
    K, error = trained['feedback'][:], trained['error'][:]
    print(K[0] > 1.5 * K[1], K[1] < .6 * bound[8], error[0] < error[1], (error > theory['error'][::8]).all())
]], folder .. "/trained_delay.h5")
  lu.assertEquals(read, "True True True\nTrue\nTrue True True True\n")
  shell.remove(folder)
end

os.exit(lu.LuaUnit.run())
