--- The runs of a sweep over the processes of mpirun: rank 0 hands out runs, every other rank asks for the next one,
-- runs it as a process of its own and tells how it ended. A run whose rank fails, or is not heard of for half a minute,
-- is handed out again.
--
-- The ranks share a file system and the command line, so a run is known by its number. Messages to rank 0 are "ready",
-- "alive", "ended NUMBER HOW STATUS" and "broken"; those from rank 0 are "run NUMBER" and "stop".

local exit = require "balnet.program.exit"
local process = require "balnet.native.process"
local signals = require "balnet.native.signals"
local system = require "balnet.native.system"
local workers = require "balnet.sweep.workers"

local ranks = {}

local look_around_every = 0.2 -- seconds
local patience = 30 -- seconds without a word after which a rank is given up
local dismissal_timeout = 3 -- seconds to answer the last message
local most_tries = 3 -- of a run whose rank fails
local killed = 9 -- the signal that ends a run on a machine that is out of memory: the rank's fault, not the run's

local function started_by_mpirun()
  for _, name in ipairs { "OMPI_COMM_WORLD_SIZE", "PMI_SIZE" } do
    if (tonumber(os.getenv(name)) or 1) > 1 then return true end
  end
  return false
end

--- The processes that mpirun has started.
---@return balnet.native.mpi.world|nil # nil when there are not several
---@return string|nil fault when there are, but they can't talk to each other
function ranks.world()
  if not started_by_mpirun() then return nil end
  local open, fault = package.loadlib(system.library_folder() .. "/balnet_mpi.so", "luaopen_balnet_mpi")
  if not open then return nil, "mpirun has started several processes, but MPI is missing: " .. fault end
  return open().open()
end

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

function hear.ended(self, rank, number, how, status)
  local run = self.busy[rank]
  if not run or run.number ~= tonumber(number) then return end -- of a rank that was given up
  if how == "signal" and tonumber(status) == killed then
    return requeue(self, rank, ("it was killed on rank %d"):format(rank))
  end
  self.busy[rank] = nil
  workers.finish(run, how, math.tointeger(tonumber(status)))
  self.shown:ended(run)
  if run.state == "elsewhere" then workers.put_off(run, self.waiting) end
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
    if not self.world:send(rank, "run " .. run.number) then
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
    run.state, run.fault = "failed", "no rank is left to run it"
    self.shown:ended(run)
  end
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
  until #self.waiting == 0 and not next(self.busy) or all_lost(self)
  fail_the_rest(self)
end

--- The work of rank 0: as workers.run_all, with the other ranks.
---@param world balnet.native.mpi.world
---@return fun(runs: balnet.sweep_run[], jobs: integer, shown: balnet.sweep_progress): string?, integer?
function ranks.leader(world)
  return function(runs, _, shown)
    local self = { world = world, shown = shown, waiting = {}, idle = {}, busy = {}, heard = {}, lost = {} }
    for _, run in ipairs(runs) do
      if run.state == "waiting" then self.waiting[#self.waiting + 1] = run end
    end
    return lead(self)
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
local function work(world, watch, run)
  local child <close> = workers.start(run)
  if not child and run.state == "elsewhere" then
    world:send(0, ("ended %d exit %d"):format(run.number, exit.busy))
    return world:send(0, "ready")
  end
  if not child then return world:send(0, "broken") end
  repeat
    process.wait({ child }, look_around_every)
    world:send(0, "alive")
    if watch:caught() then return workers.stop { [child] = true } end
    if watch:asked_to_save() then child:signal "SIGUSR1" end
  until child:ended()
  world:send(0, ("ended %d %s %d"):format(run.number, child:ended()))
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
    local number = text and text:match "^run (%d+)$"
    if number then
      work(world, watch, plan.runs[tonumber(number)])
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
