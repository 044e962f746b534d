--- The processes that mpirun has started, of which this is one.

local system = require "balnet.native.system"

local world = {}

-- Open MPI's mpirun, MPICH's and SLURM's PMI, and PMIx, which does not tell the size: srun --mpi=pmix. What a process of
-- this program has started itself inherits their words, and is alone.
local function started_by_mpi()
  if os.getenv "BALNET_ALONE" then return false end
  local size = os.getenv "OMPI_COMM_WORLD_SIZE" or os.getenv "PMI_SIZE" or os.getenv "PMIX_RANK" and os.getenv "SLURM_NTASKS"
  if size then return (tonumber(size) or 1) > 1, size end
  return os.getenv "PMIX_RANK" ~= nil
end

local opened, fault_of_opening -- MPI can be joined once in a process

local function join(size)
  local open, fault = package.loadlib(system.library_folder() .. "/balnet_mpi.so", "luaopen_balnet_mpi")
  if not open then return nil, fault end
  local joined
  joined, fault = open().open()
  if not joined then return nil, fault end
  if joined:size() > 1 then return joined end
  joined:close()
  if not size then return false end
  return nil, ("balnet's MPI finds one process where %s were started: mpirun, or --mpi of srun, is for another MPI"):format(size)
end

--- The processes that mpirun or srun --mpi has started. A second call gives the same answer.
---@return balnet.native.mpi.world|nil # nil when there are not several, or they can't talk to each other
---@return string|nil fault why they can't
function world.open()
  local several, size = started_by_mpi()
  if not several then return nil end
  if opened == nil and not fault_of_opening then opened, fault_of_opening = join(size) end
  return opened or nil, fault_of_opening
end

local following = false

--- From here on this process writes no files of results and says nothing: its rank is not 0.
function world.follow()
  following = true
  system.discard_output()
end

--- Whether results and sentences are another rank's to write.
---@return boolean
function world.is_following()
  return following
end

return world
