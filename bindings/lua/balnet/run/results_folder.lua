--- The folder of the results of a run or a study: made, found writable, and locked against other processes.

local exit = require "balnet.program.exit"
local signals = require "balnet.native.signals"
local system = require "balnet.native.system"
local world = require "balnet.program.world"

local results_folder = {}

-- Locks a folder, which is made when it is missing. Returns the lock, or nil and the reason.
---@return userdata|nil
---@return string|nil fault
---@return boolean|nil busy whether another process holds it
local function lock_of(folder)
  local made, fault = system.make_folder(folder)
  if made then made, fault = system.check_writable(folder) end
  if not made then return nil, fault .. "; --out names another" end
  local lock
  lock, fault = system.lock_folder(folder)
  if not lock and not fault then
    collectgarbage() -- the run that holds it may be one of this process that an error has ended
    lock, fault = system.lock_folder(folder)
  end
  if lock then lock:remove_leftovers() end
  local busy = not lock and not fault
  return lock, fault or ("another run is writing into '%s'; --out names another folder"):format(folder), busy
end

--- Makes the folder of the results and locks it for this process, which SIGINT and SIGTERM end from now on. A
-- folder that was removed since is made and locked again.
---@param owner { name: string, folder: string, lock: userdata? } a run or a study, which gets the lock
---@return string|nil fault
---@return boolean|nil remade whether it had been removed
---@return boolean|nil busy whether another process holds it
function results_folder.hold(owner)
  signals.end_program()
  if world.is_following() then return nil end
  if owner.lock and owner.lock:is_of(owner.folder) then return nil end
  local before, fault, busy = owner.lock, nil, nil
  owner.lock, fault, busy = lock_of(owner.folder)
  if not owner.lock then return fault, nil, busy end
  return nil, before ~= nil
end

--- Makes and locks the folder as `hold`, and ends the program with status 74 when the folder can't be written,
-- with 75 when another run writes into it.
---@param owner { name: string, folder: string, lock: userdata? }
function results_folder.take(owner)
  local fault, _, busy = results_folder.hold(owner)
  if fault then exit.stop(busy and exit.busy or exit.unwritten, ("%s: %s"):format(owner.name, fault)) end
end

return results_folder
