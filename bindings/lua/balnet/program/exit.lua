--- Ending the program with an exit status, by an error that says so. The program `balnet` exits with `exit_status` and
-- shows `message`; the stock interpreter shows the message and exits with 1. To-be-closed variables are closed as by
-- any error, so nothing is lost.

local world = require "balnet.program.world"

local exit = {}

---@class balnet.exit
---@field exit_status integer
---@field message string what is shown on stderr; may be empty

local meta = {
  __name = "balnet.program.exit",
  __tostring = function(self) return self.message end,
}

--- Raises the error that ends the program.
---@param exit_status integer
---@param message? string one or more lines without a final newline
function exit.stop(exit_status, message)
  if world.is_following() then message = nil end
  error(setmetatable({ exit_status = exit_status, message = message or "" }, meta), 0)
end

--- The message of an error, without the position in this library.
---@param fault any
---@return string
function exit.sentence(fault)
  return (tostring(fault):gsub("^balnet/[%w_/]+%.lua:%d+: ", ""))
end

--- The exit status of a program whose results can't be written where they belong, as sysexits.h has it for input and output.
exit.unwritten = 74

--- The exit status of a run whose folder another process writes into.
exit.busy = 75

--- The exit status of a program that was asked to stop, as after SIGTERM.
exit.stopped = 143

return exit
