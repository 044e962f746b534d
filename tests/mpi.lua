-- What tests of runs and sweeps under mpirun share. Where MPI is missing they are skipped with a word.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local mpi = {}

--- Skips the test where it can't run.
function mpi.skip_without()
  lu.skipIf(not shell.read(os.getenv "BALNET_BUILD" .. "/balnet_mpi.so"), "balnet was built without MPI")
  lu.skipIf(shell.line("mpirun --version").status ~= 0, "there is no mpirun")
  lu.skipIf(os.getenv "BALNET_SANITIZE" ~= "", "MPI does not free all it has")
end

--- The command of a run by several processes; `options` of mpirun, then the words behind balnet.
function mpi.run_command(processes, options, ...)
  return ("mpirun --allow-run-as-root --oversubscribe %s -n %d %s"):format(options, processes, shell.program_command(...))
end

--- A run by several processes.
function mpi.run(processes, ...) return shell.line(mpi.run_command(processes, "", ...)) end

--- The command of a sweep by several processes; `options` of mpirun, then those of the sweep.
function mpi.command(processes, options, ...) return mpi.run_command(processes, options, "sweep", ...) end

--- A sweep by several processes.
function mpi.sweep(...) return shell.line(mpi.command(...)) end

return mpi
