--- The runs of a sweep as processes of this machine, a fixed number at a time.

local progress = require "balnet.sweep.progress"
local exit = require "balnet.program.exit"
local process = require "balnet.native.process"
local signals = require "balnet.native.signals"
local system = require "balnet.native.system"

local workers = {}

---@class balnet.sweep_run
---@field number integer its place in the grid
---@field name string of the grid's point, as "noise=0.5,seed=3"
---@field command string[] the program and its arguments
---@field folder string of the results
---@field log string a file
---@field state "waiting"|"running"|"elsewhere"|"done"|"failed" elsewhere: a process of another sweep runs it
---@field fault? string why it failed
---@field seconds? number it took
---@field not_before? number by the clock of the system, when one that runs elsewhere is tried again

local look_around_every = 0.2 -- seconds
local try_again_every = 1 -- seconds, a run that another process has in hand
local patience = 10 -- seconds that a run has to save its state after a signal

--- Starts a run. One that can't be started has failed, unless it runs elsewhere.
---@param run balnet.sweep_run
---@return balnet.native.process.child|nil # nil when it can't be started
function workers.start(run)
  run.state, run.began = "running", system.seconds()
  local made, fault = system.make_folder(run.folder)
  local child, busy
  if made then child, fault, busy = process.start(run.command, run.log) end
  if child then return child end
  run.state, run.fault = busy and "elsewhere" or "failed", not busy and fault or nil
end

--- Records how a run has ended.
---@param run balnet.sweep_run
---@param how "exit"|"signal"
---@param number integer the exit status or the signal
function workers.finish(run, how, number)
  run.seconds = system.seconds() - run.began
  run.state = how ~= "exit" and "failed" or number == 0 and "done" or number == exit.busy and "elsewhere" or "failed"
  if run.state ~= "failed" then return end
  local line = progress.error_line(run.log, run.command[1])
  run.fault = ("%s %d%s"):format(how == "exit" and "exit status" or "killed by signal", number,
    line ~= "" and ": " .. line or "")
end

--- Puts a run that another process executes behind the waiting runs, to be tried again a little later.
---@param run balnet.sweep_run
---@param waiting balnet.sweep_run[]
function workers.put_off(run, waiting)
  run.not_before = system.seconds() + try_again_every
  waiting[#waiting + 1] = run
end

-- Waits a little, then records which children have ended.
local function look_around(running, waiting, shown)
  local children = {}
  for child in pairs(running) do children[#children + 1] = child end
  process.wait(children, look_around_every)
  for _, child in ipairs(children) do
    local how, number = child:ended()
    if how then
      local run = running[child]
      running[child] = nil
      workers.finish(run, how, number)
      shown:ended(run)
      if run.state == "elsewhere" then workers.put_off(run, waiting) end
    end
  end
  shown:update()
end

--- Makes runs save their state and end, and waits for it; those that don't in time are killed. They get SIGTERM, since
-- Ctrl-C is sent to them by the terminal already, and a second one would end them before they have saved.
---@param children table<balnet.native.process.child, any> as keys
function workers.stop(children)
  local deadline = system.seconds() + patience
  for child in pairs(children) do child:signal "SIGTERM" end
  for child in pairs(children) do
    while not child:ended() and system.seconds() < deadline do process.wait({ child }, look_around_every) end
    child:signal "SIGKILL"
  end
end

--- Takes the first run that may be tried now.
---@param waiting balnet.sweep_run[]
---@return balnet.sweep_run|nil
function workers.take(waiting)
  local now = system.seconds()
  for i, run in ipairs(waiting) do
    if now >= (run.not_before or 0) then return table.remove(waiting, i) end
  end
end

local function fill(running, waiting, jobs, shown)
  local count = 0
  for _ in pairs(running) do count = count + 1 end
  while count < jobs do
    local run = workers.take(waiting)
    if not run then return end
    local child = workers.start(run)
    if child then running[child], count = run, count + 1 else shown:ended(run) end
    if run.state == "elsewhere" then workers.put_off(run, waiting) end
  end
end

local function close_all(running)
  for child in pairs(running) do child:close() end
end

--- Executes the waiting runs. A run that fails is shown and does not stop the others. SIGINT, SIGTERM and SIGUSR1 are
-- passed on.
---@param runs balnet.sweep_run[]
---@param jobs integer how many run at a time
---@param shown balnet.sweep_progress
---@return string|nil signal that has stopped it
---@return integer|nil exit_status that goes with it
function workers.run_all(runs, jobs, shown)
  local running, waiting = {}, {}
  local watch <close> = signals.watch()
  local _ <close> = setmetatable(running, { __close = close_all })
  for _, run in ipairs(runs) do
    if run.state == "waiting" then waiting[#waiting + 1] = run end
  end
  repeat
    fill(running, waiting, jobs, shown)
    look_around(running, waiting, shown)
    local signal, exit_status = watch:caught()
    if signal then
      workers.stop(running)
      return signal, exit_status
    end
    if watch:asked_to_save() then
      for child in pairs(running) do child:signal "SIGUSR1" end
    end
  until #waiting == 0 and not next(running)
end

return workers
