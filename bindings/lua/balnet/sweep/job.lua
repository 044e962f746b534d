--- What a process is told of the job it belongs to, by SLURM, MPI and OpenMP: the processors that it may use, and which of
-- several processes it is.

local process = require "balnet.native.process"

local job = {}

-- The variables that limit the processors; of OMP_NUM_THREADS, which may list nested levels, the first number.
local limits = { "SLURM_CPUS_PER_TASK", "SLURM_CPUS_ON_NODE", "OMP_NUM_THREADS" }

--- The processors that this process may use: the least of what the system allows and what the job was given.
---@param environment fun(name: string): string?
---@param allowed? integer by the system; by default asked for
---@return integer
function job.processors(environment, allowed)
  local least = allowed or process.processors()
  for _, name in ipairs(limits) do
    local limit = math.tointeger(tonumber((environment(name) or ""):match "^%s*(%d+)"))
    if limit and limit >= 1 then least = math.min(least, limit) end
  end
  return least
end

--- Whether this is one of the tasks of a job array, which end when there is nothing left for them.
---@param environment fun(name: string): string?
---@return boolean
function job.is_array_task(environment)
  return environment "SLURM_ARRAY_TASK_ID" ~= nil
end

-- What the processes of one job share, also after it was queued again; nil outside of jobs.
local function name_of(environment)
  local id = environment "SLURM_ARRAY_JOB_ID" or environment "SLURM_JOB_ID"
  return id and "job_" .. id
end

--- A token that the processes of one job share, and no other call has.
---@param environment fun(name: string): string?
---@return string
function job.token(environment)
  if name_of(environment) then return name_of(environment) end
  local random <close> = io.open("/dev/urandom", "rb")
  local bytes = random and random:read(8) or tostring(os.time())
  return "call_" .. bytes:gsub(".", function(byte) return ("%02x"):format(byte:byte()) end)
end

local golden_ratio = (5 ^ 0.5 - 1) / 2

--- Where in the grid a process begins to look for work, so that those of one job rarely ask for the same run.
---@param environment fun(name: string): string?
---@param count integer of runs
---@return integer # 0 … count - 1 runs are passed over at first
function job.offset(environment, count)
  local id = tonumber(environment "SLURM_ARRAY_TASK_ID" or 0) + tonumber(environment "SLURM_PROCID" or 0)
  return math.floor(id * golden_ratio % 1 * count)
end

return job
