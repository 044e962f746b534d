-- The study of information against balance in small, read back by h5py. Expected values: its own theory, which other
-- tests compare with independent numbers, and the linear law.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

TestInformationVsBalance = {}

function TestInformationVsBalance:test_simulations_follow_theory_and_the_rate_grows_with_balance()
  local folder = shell.scratch()
  local result = shell.script("information_vs_balance", "--out", folder, "--quick", "--balances", "1, 4",
    "--chaos_balances", "8, 16", "--dt", 2 ^ -7)
  lu.assertEquals(result.status, 0, result.err)
  lu.assertNotNil(shell.read(folder .. "/information_vs_balance.pdf"))
  lu.assertNotNil(shell.read(folder .. "/information_vs_balance.png"))
  local read = shell.python([[
with h5py.File(sys.argv[1]) as f:
    for case in ('noise', 'chaos'):
        rates = f[case + '/rates']
        rate, error, theory = (rates[name][:] for name in ('rate', 'error', 'theory'))
        print((abs(rate - theory) < np.maximum(4 * error, 0.06 * theory)).all(), rate.shape == rates['balance'].shape)
        factor = np.log(rates['balance'][1] / rates['balance'][0])
        slope, expected = (np.log(r[1] / r[0]) / factor for r in (rate, theory))
        print(abs(slope - expected) < 4 * np.hypot(*(error / rate)) / factor, 0.9 < expected < 1.15)
    spectra = f['noise/spectra/b=4']
    print(np.median(abs(spectra['gain'][3:60] / np.interp(spectra['frequency'][3:60], spectra['theory/frequency'][:],
        spectra['theory/gain'][:]) - 1)) < 0.1)
]], folder .. "/information_vs_balance.h5")
  lu.assertEquals(read, "True True\nTrue True\nTrue True\nTrue True\nTrue\n")
  shell.remove(folder)
end

function TestInformationVsBalance:test_a_balance_without_a_stationary_state_ends_it_with_the_reason()
  local folder = shell.scratch()
  local result = shell.script("information_vs_balance", "--out", folder, "--quick", "--balances", "1, 2",
    "--chaos_balances", "1")
  lu.assertEquals(result.status, 1)
  lu.assertStrContains(result.err, "b_c = 1.692")
  shell.remove(folder)
end

os.exit(lu.LuaUnit.run())
