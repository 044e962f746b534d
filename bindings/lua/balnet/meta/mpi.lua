---@meta balnet.meta.mpi
-- luacheck: ignore 212 241

--- Messages between the processes that mpirun has started: the module of its own that `balnet.sweep.ranks`
--- opens. Ranks count from 0, as everywhere in MPI.

---@class balnet.native.mpi
local mpi = {}

---@class balnet.native.mpi.world
local world = {}

---Joins the processes that mpirun has started; once in a process.
---@return balnet.native.mpi.world|nil # nil when that is not possible
---@return string|nil fault
function mpi.open() end

---The number of this process, from 0.
---@return integer
function world:rank() end

---How many processes there are.
---@return integer
function world:size() end

---Sends a text of at most 256 bytes.
---@param rank integer
---@param text string
---@return true|nil # nil when it can't be sent
---@return string|nil fault
function world:send(rank, text) end

---Waits for a message of any process.
---@param seconds number
---@return string|nil text nil when none came in that time
---@return integer|nil rank of the sender
function world:receive(seconds) end

---Leaves the world, when all processes do.
function world:close() end

---Ends all processes, of which some no longer answer, and this one.
---@param exit_status integer
function world:abandon(exit_status) end
