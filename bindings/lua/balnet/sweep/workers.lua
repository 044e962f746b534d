--- The runs of a sweep as processes of this machine, a fixed number at a time.
--
-- Any number of processes may work on one sweep. Each takes its runs by locking their logs, which the run holds until it
-- ends; a run whose log another process has locked is tried again later.

local exit = require "balnet.program.exit"
local job = require "balnet.sweep.job"
local process = require "balnet.native.process"
local progress = require "balnet.sweep.progress"
local run_state = require "balnet.sweep.run_state"
local signals = require "balnet.native.signals"
local system = require "balnet.native.system"

local workers = {}

---@class balnet.sweep_run
---@field number integer its place in the grid
---@field name string of the grid's point, as "noise=0.5,seed=3"
---@field point table<string, any> the values of the swept parameters
---@field expected table<string, any> the values of all parameters
---@field command string[] the program and its arguments
---@field folder string of the results
---@field log string a file
---@field state "waiting"|"running"|"elsewhere"|"done"|"failed" elsewhere: another process runs it
---@field fault? string why it failed
---@field broken? boolean whether that is that this process can't start it
---@field results? table the vectors of its file, in a plan that only gathers
---@field anew? boolean whether it is to begin anew
---@field claim? balnet.native.process.log its log, locked by this process
---@field log_began? integer the length of the log when this process started it
---@field seconds? number it took
---@field not_before? number by the clock of the system, when one that runs elsewhere is tried again
---@field put_off_at? number by that clock, when it was first found to run elsewhere

local look_around_every = 0.2 -- seconds
local least_wait, most_wait = 1, 30 -- seconds until a run that another process has in hand is tried again, and
local share_of_waiting = 0.1 -- of the time that it was waited for
local patience = 600 -- seconds that a run has to end its epoch and save its state after a signal

-- The log is closed only now, so that no other process can take the run before its failure is recorded.
local function release(run)
  if run.claim then run.claim:close() end
  run.claim = nil
end

-- Locks a run for this process. A run that is not to be run (any more) gets another state than "waiting".
local function claim(plan, run)
  local made, fault = system.make_folder(run.folder)
  local log, busy
  if made then log, fault, busy = process.open_log(run.log) end
  if not log then
    run.state, run.broken = busy and "elsewhere" or "failed", not busy
    if not busy then run.fault = fault end
    return
  end
  run.claim = log
  run_state.look(plan, run)
end

local function command_of(plan, run)
  local words = run.command
  if run.anew and plan.declared.set.by_name.force then
    words[#words + 1], words[#words + 2] = "--force", "true"
  end
  return words
end

--- Takes a run and starts it, unless another process has it, or has ended it meanwhile, which its state then says. One
-- that can't be started has failed.
---@param plan balnet.sweep_plan
---@param run balnet.sweep_run
---@return balnet.native.process.child|nil # nil when it was not started
function workers.start(plan, run)
  claim(plan, run)
  if run.claim and run.state == "waiting" then
    run_state.begin(plan, run)
    run.state, run.began, run.log_began = "running", system.seconds(), run.claim:length()
    local child, fault = process.start(command_of(plan, run), run.claim)
    if child then return child end
    run.state, run.fault, run.broken = "failed", fault, true
  end
  release(run)
end

local state_of = { [0] = "done", [exit.busy] = "elsewhere" } -- of a run, by its exit status; others have failed

--- Notes how a run has ended, and records a failure in its folder.
---@param plan balnet.sweep_plan
---@param run balnet.sweep_run that this process has started
---@param how "exit"|"signal"
---@param number integer the exit status or the signal
function workers.finish(plan, run, how, number)
  run.seconds = system.seconds() - run.began
  run.state = how == "exit" and state_of[number] or "failed"
  if run.state == "failed" then
    local line = progress.error_line(run.log, run.command[1], run.log_began)
    if line == "" and how == "exit" and number == exit.unwritten then line = "its results could not be written" end -- nor its log
    run.fault = ("%s %d%s"):format(how == "exit" and "exit status" or "killed by signal", number,
      line ~= "" and ": " .. line or "")
    run_state.record_failure(plan, run, how, number)
  end
  release(run)
end

--- Puts a run that another process has in hand behind the waiting runs, to be tried again later: a tenth of the time that
-- it was waited for already.
---@param run balnet.sweep_run
---@param waiting balnet.sweep_run[]
function workers.put_off(run, waiting)
  local now = system.seconds()
  run.put_off_at = run.put_off_at or now
  run.not_before = now + math.min(most_wait, math.max(least_wait, share_of_waiting * (now - run.put_off_at)))
  waiting[#waiting + 1] = run
end

-- Waits a little, then notes which children have ended.
local function look_around(self)
  local children = {}
  for child in pairs(self.running) do children[#children + 1] = child end
  process.wait(children, look_around_every)
  for _, child in ipairs(children) do
    local how, number = child:ended()
    if how then
      local run = self.running[child]
      self.running[child] = nil
      workers.finish(self.plan, run, how, number)
      self.shown:ended(run)
      if run.state == "elsewhere" then workers.put_off(run, self.waiting) end
    end
  end
  self.shown:update()
end

--- Makes runs save their state and end, and waits for it: an epoch of a large network takes minutes. Those that don't end
-- in ten are killed.
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

--- The runs of this process that are to be run, in the order in which it tries them.
---@param plan balnet.sweep_plan
---@return balnet.sweep_run[]
function workers.waiting(plan)
  local waiting, count = {}, #plan.mine
  local offset = job.offset(os.getenv, count)
  for i = 1, count do
    local run = plan.mine[(i + offset - 1) % count + 1]
    if run.state == "waiting" then waiting[#waiting + 1] = run end
  end
  return waiting
end

local function fill(self)
  local count = 0
  for _ in pairs(self.running) do count = count + 1 end
  while count < self.plan.jobs do
    local run = workers.take(self.waiting)
    if not run then return end
    local child = workers.start(self.plan, run)
    if child then self.running[child], count = run, count + 1 else self.shown:ended(run) end
    if run.state == "elsewhere" then workers.put_off(run, self.waiting) end
  end
end

local function close_all(running)
  for child in pairs(running) do child:close() end
end

-- Whether there is something to do, or to wait for. Without waiting every run elsewhere is tried once more.
local function is_going_on(self)
  if #self.waiting == 0 or next(self.running) or self.plan.wait then return #self.waiting > 0 or next(self.running) ~= nil end
  local first_time = not self.tried_last
  self.tried_last = true
  for _, run in ipairs(self.waiting) do
    if run.state == "waiting" then return true end
    if first_time then run.not_before = 0 end
  end
  return first_time
end

-- Follows the live page; whether the sweep is to stop now.
local function obey(self, page)
  local save, stop = page:poll()
  if save then
    for child in pairs(self.running) do child:signal "SIGUSR1" end
    page:say "The runs save after their epoch."
  end
  return stop
end

--- Executes the waiting runs. A run that fails is shown and does not stop the others. SIGINT, SIGTERM and SIGUSR1 are
-- passed on. Ends when no run is left that waits, and, where the plan says so, none that runs elsewhere.
---@param plan balnet.sweep_plan
---@param shown balnet.sweep_progress
---@return string|nil signal that has stopped it
---@return integer|nil exit_status that goes with it
function workers.run_all(plan, shown)
  local self = { plan = plan, shown = shown, running = {}, waiting = workers.waiting(plan) }
  local watch <close> = signals.watch()
  local _ <close> = setmetatable(self.running, { __close = close_all })
  while is_going_on(self) do
    fill(self)
    look_around(self)
    local signal, exit_status = watch:caught()
    if signal then
      shown:stopping(self.running)
      workers.stop(self.running)
      return signal, exit_status
    end
    if plan.page and obey(self, plan.page) then
      shown:stopping(self.running)
      workers.stop(self.running)
      return "the live page", exit.stopped
    end
    if watch:asked_to_save() then
      for child in pairs(self.running) do child:signal "SIGUSR1" end
    end
  end
end

return workers
