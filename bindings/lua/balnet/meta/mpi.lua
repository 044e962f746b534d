---@meta balnet.meta.mpi
-- luacheck: ignore 212 241

--- The processes that mpirun has started, messages between them, and the exchange of a trainer that they share: the
--- module of its own that `balnet.program.world` opens. Ranks count from 0, as everywhere in MPI.

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

---Gives every rank the texts of all, of at most 255 bytes each. Every rank calls it as often.
---@param text string
---@return string[]|nil texts that of rank 0 first; nil when a rank is lost
---@return string|nil fault which
function world:share(text) end

---Why a rank is lost; no exchange is possible any more.
---@return string|nil # nil while all is well
function world:fault() end

---Rank 0 does not wait for others any longer when a signal has come, from here on.
---@param flag userdata of the module of signals
function world:heed(flag) end

---Leaves the world, when all processes do.
function world:close() end

---Ends all processes, of which some no longer answer, and this one.
---@param exit_status integer
function world:abandon(exit_status) end
