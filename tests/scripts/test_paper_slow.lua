-- The whole paper in its reduced version: every page there, every number beside the one expected. Expected values: those
-- the paper itself prints, to what reduced networks and short training allow.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

TestPaper = {}

function TestPaper:test_the_quick_paper_has_every_figure_and_numbers_near_those_expected()
  local folder = shell.scratch()
  local result = shell.script("paper", "--quick", "--out", folder)
  lu.assertEquals(result.status, 0, result.err)
  local text = shell.line("pdftotext -layout '" .. folder .. "/paper.pdf' -").out
  for figure = 1, 14 do lu.assertStrContains(text, ("Figure %d. "):format(figure)) end
  local _, sheets = text:gsub("\f", "")
  lu.assertEquals(sheets, 10)
  local read = shell.python([[
with h5py.File(sys.argv[1]) as f:
    found, expected = f['found'][:], f['expected'][:]
    print(np.isfinite(found).all(), len(found) == len(expected) > 40)
    close = abs(found / expected - 1)
    print((close[:9] < .08).all(), np.median(close) < .2)  # rates, their exponents, correlations; all
]], folder .. "/paper.h5")
  lu.assertEquals(read, "True True\nTrue True\n")
  lu.assertEquals(shell.python([[
with h5py.File(sys.argv[1]) as f:
    for unit in ('relu', 'sigmoid', 'quadratic', 'linear'):
        print(f[unit]['balance'][-1] > f[unit]['balance'][1] + 1, f[unit]['last']['opposite'][0] < -.7, f[unit]['last']['outlier'][0] < -1)
    print(abs(f['growth/found'][0] / f['growth/expected'][0] - 1) < .02, f['activity_linear'][-1] > 1e6 > 1e2 > f['activity_relu'][:].max())
]], folder .. "/paper_controls/controls.h5"), ("True True True\n"):rep(4) .. "True True\n")
  for _, what in ipairs { "inhibitory rate", "largest feedback", "overlap kappa", "growth of linear units" } do
    lu.assertStrContains(result.out, what)
  end
  lu.assertStrContains(result.out, "correlation of nu(t), g = 1.2")
  shell.remove(folder)
end

os.exit(lu.LuaUnit.run())
