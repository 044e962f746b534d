-- Sweeps under mpirun: rank 0 hands out the runs, and a run that a rank could not finish is handed out again.
local lu = require "luaunit"
local tests = os.getenv "BALNET_SOURCE" .. "/tests"
local shell = dofile(tests .. "/shell.lua")
local mpi = dofile(tests .. "/mpi.lua")
local swept = dofile(tests .. "/swept.lua")

local folder

TestSweepByMpi = {}

function TestSweepByMpi:setUp()
  mpi.skip_without()
  folder = shell.scratch()
end

function TestSweepByMpi:tearDown() if folder then shell.remove(folder) end end

function TestSweepByMpi:test_the_results_are_those_of_an_ordinary_sweep()
  local result = mpi.sweep(2, "", tests .. "/tiny.lua", "--seed", "1..3", "--out", folder .. "/two")
  lu.assertEquals(result.status, 0, result.err)
  lu.assertStrContains(result.err, "3 of 3 runs done")
  lu.assertEquals(shell.program("sweep", tests .. "/tiny.lua", "--seed", "1..3", "--out", folder .. "/one").status, 0)
  lu.assertEquals(shell.python([[
with h5py.File(sys.argv[1]) as a, h5py.File(sys.argv[2]) as b:
    print(all(np.array_equal(a['history'][k], b['history'][k], equal_nan=True) for k in b['history']))
]], folder .. "/two/tiny_sweep.h5", folder .. "/one/tiny_sweep.h5"), "True\n")
end

function TestSweepByMpi:test_a_run_that_is_killed_is_handed_out_again()
  shell.write(folder .. "/tiny.lua", ([[
    local tried = %q .. "/tried"
    local seed_two = table.concat(arg, " "):find "--seed 2"
    if seed_two and not io.open(tried) then
      io.open(tried, "w"):close()
      os.execute "kill -9 $PPID"
    end
    dofile(%q)]]):format(folder, tests .. "/tiny.lua"))
  local result = mpi.sweep(2, "", folder .. "/tiny.lua", "--seed", "1..3", "--out", folder .. "/out")
  lu.assertEquals(result.status, 0, result.err)
  lu.assertStrContains(result.err, "seed=2 is handed out again: it was killed on rank 1")
  lu.assertStrContains(result.err, "3 of 3 runs done")
end

function TestSweepByMpi:test_a_failed_run_is_told_and_the_others_go_on()
  local result = mpi.sweep(2, "", tests .. "/tiny.lua", "--trouble", "0,11", "--seed", 1, "--out", folder .. "/out")
  lu.assertEquals(result.status, 1)
  lu.assertStrContains(result.err, "trouble=11 failed: exit status 1")
  lu.assertStrContains(result.err, "1 of 2 runs done, 1 failed")
end

-- The runs of an ordinary sweep don't begin to train until the ranks have said that they wait for one.
function TestSweepByMpi:test_a_run_in_the_hands_of_another_process_is_waited_for()
  local script, out, said = folder .. "/tiny.lua", folder .. "/out", folder .. "/said"
  local waiting = "runs elsewhere; it is waited for"
  shell.write(script, swept.gated(said, waiting))
  local alone <close> = shell.start({ os.getenv "BALNET", "sweep", script, "--out", out, "--seed", "1..3", "--jobs", "3" },
    folder .. "/alone")
  swept.wait_for_runs(out, 3, "log.txt")
  local ranks = shell.line(mpi.command(2, "", script, "--out", out, "--seed", "1..3") .. " 2>" .. said)
  lu.assertEquals(ranks.status, 0, shell.read(said))
  lu.assertEquals({ shell.end_of(alone) }, { "exit", 0 }, shell.read(folder .. "/alone"))
  lu.assertStrContains(shell.read(said), waiting)
  lu.assertStrContains(shell.read(said), "3 of 3 runs done")
  for seed = 1, 3 do
    local _, begun = shell.read(("%s/runs/seed=%d/log.txt"):format(out, seed)):gsub("epoch 1/21", "")
    lu.assertEquals(begun, 1)
  end
end

os.exit(lu.LuaUnit.run())
