--- The runs of a sweep over the processes of mpirun: rank 0 hands out runs, every other rank asks for the next one,
-- runs it as a process of its own and tells how it ended. A run whose rank fails, or is not heard of for half a minute,
-- is handed out again.
--
-- The ranks share a file system and the command line, so a run is known by its number. Messages to rank 0 are "ready",
-- "alive", "ended NUMBER HOW STATUS", "left NUMBER STATE" and "broken"; those from rank 0 are "run NUMBER TOKEN" and "stop".

local exit = require "balnet.program.exit"
local process = require "balnet.native.process"
local run_state = require "balnet.sweep.run_state"
local signals = require "balnet.native.signals"
local system = require "balnet.native.system"
local workers = require "balnet.sweep.workers"

local ranks = {}

local look_around_every = 0.2 -- seconds
local patience = 30 -- seconds without a word after which a rank is given up
local dismissal_timeout = 3 -- seconds to answer the last message
local most_tries = 3 -- of a run whose rank fails
local killed = 9 -- the signal that ends a run where memory ends: the fault of the machine, not of the run

-- --- rank 0 --------------------------------------------------------------------------------------

local function requeue(self, rank, why)
  local run = self.busy[rank]
  self.busy[rank] = nil
  if not run then return end
  if run.tries < most_tries then
    run.state = "waiting"
    table.insert(self.waiting, 1, run)
    self.shown:say(("%s is handed out again: %s"):format(run.name, why))
  else
    run.state, run.fault = "failed", ("%s, %d times"):format(why, run.tries)
    self.shown:ended(run)
  end
end

local hear = {}

function hear.ready(self, rank) self.idle[#self.idle + 1] = rank end

function hear.alive() end

-- The run of a rank, which is idle then; nil for one that was handed out again since.
local function taken_back(self, rank, number)
  local run = self.busy[rank]
  if not run or run.number ~= tonumber(number) then return nil end
  self.busy[rank] = nil
  return run
end

function hear.ended(self, rank, number, how, status)
  if how == "signal" and tonumber(status) == killed and (self.busy[rank] or {}).number == tonumber(number) then
    return requeue(self, rank, ("it was killed on rank %d"):format(rank))
  end
  local run = taken_back(self, rank, number)
  if not run then return end
  run.seconds = system.seconds() - run.began
  run.state = how == "exit" and status == "0" and "done" or "failed"
  run.fault = run.state == "failed" and (run_state.reason(run) or ("%s %s"):format(how, status)) or nil
  self.shown:ended(run)
end

-- A run that the rank found in another process's hands, or ended by one.
function hear.left(self, rank, number, state)
  local run = taken_back(self, rank, number)
  if not run then return end
  run.state, run.fault = state, state == "failed" and run_state.reason(run) or nil
  self.shown:ended(run)
  if state == "elsewhere" then workers.put_off(run, self.waiting) end
end

function hear.broken(self, rank)
  requeue(self, rank, ("rank %d can't run it"):format(rank))
  self.lost[rank] = true
end

local function listen(self)
  local text, rank = self.world:receive(look_around_every)
  while text do
    self.heard[rank] = system.seconds()
    local word, rest = text:match "^(%a+) ?(.*)$"
    local words = {}
    for part in rest:gmatch "%S+" do words[#words + 1] = part end
    hear[word](self, rank, table.unpack(words))
    text, rank = self.world:receive(0)
  end
end

local function look_for_lost(self)
  for rank in pairs(self.busy) do
    if system.seconds() - self.heard[rank] > patience then
      self.lost[rank] = true
      requeue(self, rank, ("rank %d has not been heard of for %d s"):format(rank, patience))
    end
  end
end

local function assign_runs(self)
  while #self.idle > 0 do
    local run = workers.take(self.waiting)
    if not run then return end
    local rank = table.remove(self.idle, 1)
    run.state, run.began, run.tries = "running", system.seconds(), (run.tries or 0) + 1
    self.busy[rank], self.heard[rank] = run, system.seconds()
    if not self.world:send(rank, ("run %d %s"):format(run.number, self.plan.token)) then
      self.lost[rank] = true
      requeue(self, rank, ("rank %d can't be reached"):format(rank))
    end
  end
end

local function all_lost(self)
  local lost = 0
  for _ in pairs(self.lost) do lost = lost + 1 end
  return lost >= self.world:size() - 1
end

local function fail_the_rest(self)
  for _, run in ipairs(self.waiting) do
    if run.state ~= "elsewhere" then run.state, run.fault = "failed", "no rank is left to run it" end
    self.shown:ended(run)
  end
end

-- Whether the rest is in the hands of other processes, which are not waited for.
local function only_elsewhere(self)
  for _, run in ipairs(self.waiting) do
    if self.plan.wait or run.state ~= "elsewhere" then return false end
  end
  return true
end

-- Ranks pass no request to save on; their checkpoints go on.
local function is_stopped_on_page(page)
  if not page then return false end
  local save, stop = page:poll()
  if save then page:say "Runs of mpirun are saved at their checkpoints only." end
  return stop
end

local function lead(self)
  local watch <close> = signals.watch()
  repeat
    assign_runs(self)
    listen(self)
    look_for_lost(self)
    self.shown:update()
    local signal, exit_status = watch:caught()
    if signal then return signal, exit_status end
    if is_stopped_on_page(self.plan.page) then return "the live page", exit.stopped end
  until only_elsewhere(self) and not next(self.busy) or all_lost(self)
  fail_the_rest(self)
end

--- The work of rank 0: as workers.run_all, with the other ranks.
---@param world balnet.native.mpi.world
---@return fun(plan: balnet.sweep_plan, shown: balnet.sweep_progress): string?, integer?
function ranks.leader(world)
  return function(plan, shown)
    return lead { world = world, plan = plan, shown = shown, waiting = workers.waiting(plan), idle = {}, busy = {},
      heard = {}, lost = {} }
  end
end

--- Ends the other ranks and leaves the world. When a rank does not answer, all are ended at once, this one included.
---@param world balnet.native.mpi.world
---@param exit_status integer
function ranks.dismiss(world, exit_status)
  local silent = world:size() - 1
  for rank = 1, world:size() - 1 do world:send(rank, "stop") end
  local deadline = system.seconds() + dismissal_timeout
  while silent > 0 and system.seconds() < deadline do
    if world:receive(look_around_every) == "stopped" then silent = silent - 1 end
  end
  if silent > 0 then world:abandon(exit_status) end
  world:close()
end

-- --- the other ranks -----------------------------------------------------------------------------

-- Executes a run until its end, or until the first signal, which is passed on. Then asks for the next run.
local function work(world, watch, plan, run)
  local child <close> = workers.start(plan, run)
  if not child and run.broken then return world:send(0, "broken") end
  if not child then
    world:send(0, ("left %d %s"):format(run.number, run.state))
    return world:send(0, "ready")
  end
  repeat
    process.wait({ child }, look_around_every)
    world:send(0, "alive")
    if watch:caught() then return workers.stop { [child] = true } end
    if watch:asked_to_save() then child:signal "SIGUSR1" end
  until child:ended()
  workers.finish(plan, run, child:ended())
  local elsewhere = run.state == "elsewhere"
  world:send(0, elsewhere and ("left %d elsewhere"):format(run.number) or ("ended %d %s %d"):format(run.number, child:ended()))
  world:send(0, "ready")
end

--- The work of every other rank: asks for runs until it is told to stop.
---@param world balnet.native.mpi.world
---@param plan balnet.sweep_plan
---@return integer exit status
function ranks.serve(world, plan)
  local watch <close> = signals.watch()
  world:send(0, "ready")
  while true do
    local text = world:receive(look_around_every)
    local number, token = (text or ""):match "^run (%d+) (%S+)$"
    if number then
      plan.token = token
      work(world, watch, plan, plan.runs[tonumber(number)])
    elseif text == "stop" then
      world:send(0, "stopped")
      world:close()
      return 0
    end
    local _, exit_status = watch:caught()
    if exit_status then return exit_status end
  end
end

return ranks
