-- A rank of a sweep that dies without a message: after half a minute its run goes to another rank. mpirun ends all
-- ranks when one dies, unless it is told otherwise.
local lu = require "luaunit"
local tests = os.getenv "BALNET_SOURCE" .. "/tests"
local shell = dofile(tests .. "/shell.lua")
local mpi = dofile(tests .. "/mpi.lua")

TestLostRank = {}

function TestLostRank:test_its_run_is_handed_out_again()
  mpi.skip_without()
  local folder = shell.scratch()
  -- the parent of the shell that kills is the run, whose parent is the rank
  shell.write(folder .. "/tiny.lua", ([[
    local tried = %q .. "/tried"
    if table.concat(arg, " "):find "--seed 2" and not io.open(tried) then
      io.open(tried, "w"):close()
      os.execute "kill -9 $(awk '/^PPid/ { print $2 }' /proc/$PPID/status); sleep 10"
    end
    dofile(%q)]]):format(folder, tests .. "/tiny.lua"))
  local result = mpi.sweep(3, "--enable-recovery", folder .. "/tiny.lua", "--seed", "1..3", "--out", folder .. "/out")
  lu.assertStrContains(result.err, "seed=2 is handed out again: rank")
  lu.assertStrContains(result.err, "3 of 3 runs done")
  lu.assertNotNil(shell.read(folder .. "/out/tiny_sweep.h5"))
  shell.remove(folder)
end

os.exit(lu.LuaUnit.run())
