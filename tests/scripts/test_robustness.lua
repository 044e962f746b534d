-- The study of robustness, reduced: it sweeps, and its numbers are those of its runs.
local lu = require "luaunit"
local balnet = require "balnet"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

TestRobustness = {}

function TestRobustness:test_it_tells_balance_and_outlier_of_every_value()
  local folder = shell.scratch()
  local result = shell.script("robustness", "--quick", "--dt", "0.2,0.5", "--neurons", 10, "--batch", 2, "--epochs", 501,
    "--out", folder)
  lu.assertEquals(result.status, 0, result.err)
  lu.assertStrContains(result.err, "robustness: dt = 0.5: tracking error")
  local tree = balnet.archive.read(folder .. "/robustness.h5")
  lu.assertEquals(tree.dt.dt:totable(), { 0.2, 0.5 })
  lu.assertEquals({ tree.dt.outlier:shape() }, { 2, 2 })
  lu.assertTrue((tree.dt.outlier:lt(0)):all() and tree.dt.balance:is_finite():all())
  local run = balnet.load(folder .. "/dt=0.5/runs/seed=2/one_stimulus.h5")
  lu.assertEquals(run.parameters.steps, 20) -- a trial lasts 10 tau
  lu.assertEquals(tree.dt.balance[{ 2, 2 }], run.history.numbers.balance[2])
  lu.assertEquals(shell.read(folder .. "/robustness.pdf"):sub(1, 5), "%PDF-")
  shell.remove(folder)
end

os.exit(lu.LuaUnit.run())
