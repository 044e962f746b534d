--- The processes that mpirun has started, of which this is one.

local system = require "balnet.native.system"

local world = {}

-- Open MPI's mpirun, MPICH's and SLURM's PMI, and PMIx, which does not tell the size: srun --mpi=pmix. What a process of
-- this program has started itself inherits their words, and is alone.
local function started_by_mpi()
  if os.getenv "BALNET_ALONE" then return false end
  local size = os.getenv "OMPI_COMM_WORLD_SIZE" or os.getenv "PMI_SIZE"
  if size then return (tonumber(size) or 1) > 1 end
  return os.getenv "PMIX_RANK" ~= nil and (tonumber(os.getenv "SLURM_NTASKS") or 2) > 1
end

local opened -- MPI can be joined once in a process

--- The processes that mpirun or srun --mpi has started. A second call gives the same world.
---@return balnet.native.mpi.world|nil # nil when there are not several, or they can't talk to each other
---@return string|nil fault why they can't
function world.open()
  if opened then return opened end
  if not started_by_mpi() then return nil end
  local open, fault = package.loadlib(system.library_folder() .. "/balnet_mpi.so", "luaopen_balnet_mpi")
  if not open then return nil, fault end
  local joined
  joined, fault = open().open()
  if not joined then return nil, fault end
  if joined:size() == 1 then return joined:close() end
  opened = joined
  return joined
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
