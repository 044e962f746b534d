-- The study of mean-field theory in small, read back by h5py. Expected values: networks of 600 units, whose rate and
-- covariance theory must follow; and that theory's exponents without a drive and under a strong one, solved
-- independently: 0.0960 and less than -0.2.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

TestMeanField = {}

function TestMeanField:test_networks_follow_the_theory_and_common_input_must_be_stronger()
  local folder = shell.scratch()
  local result = shell.script("mean_field", "--out", folder, "--quick", "--common", "1, 30", "--independent", "0.1, 7",
    "--driven_neurons", 200)
  lu.assertEquals(result.status, 0, result.err)
  lu.assertNotNil(shell.read(folder .. "/mean_field.pdf"))
  lu.assertNotNil(shell.read(folder .. "/mean_field.png"))
  local read = shell.python([[
with h5py.File(sys.argv[1]) as f:
    for case, least in (('network_1', .998), ('network_2', .99)):
        group = f[case]
        r = np.corrcoef(group['rate_of_theory'], group['rate_of_network'])[0, 1]
        print(least < r < 1, abs(r - group['correlation'][0]) < 1e-9)
        theory, network = group['covariance_of_theory'][:], group['covariance_of_network'][:]
        print((theory == theory.T).all(), np.corrcoef(theory.ravel(), network.ravel())[0, 1] > .9,
            abs(np.log(network.mean() / theory.mean())) < .3)
    for kind in ('common', 'independent'):
        exponent = f[kind + '/theory'][:]
        print(abs(exponent[0] - .0960) < .003, exponent[-1] < -.1, f[kind + '/network'][1, 0] < -.05)
    def zero(kind): return np.interp(0, -f[kind + '/theory'][:], f[kind + '/amplitude'][:])
    print(zero('common') > 2.5 * zero('independent'))
]], folder .. "/mean_field.h5")
  lu.assertEquals(read, ("True True\nTrue True True\n"):rep(2) .. ("True True True\n"):rep(2) .. "True\n")
  shell.remove(folder)
end

os.exit(lu.LuaUnit.run())
