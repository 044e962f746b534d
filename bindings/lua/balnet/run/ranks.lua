--- One run by the processes of mpirun: each runs the same script and trains with the same trainer, which shares the trials
-- of every batch among them. What they must do alike they agree on here. The files, the lock, the terminal and the page
-- are those of rank 0.

local parameters = require "balnet.parameters.parameters"
local saving = require "balnet.run.saving"
local signals = require "balnet.native.signals"
local system = require "balnet.system"
local world = require "balnet.program.world"

local ranks = {}

--- Joins the processes that mpirun has started, before anything is said or written. Ends the program with status 1 when
-- that is not possible.
---@param name string of the experiment
function ranks.begin(name)
  local joined, fault = world.open()
  if fault then
    saving.give_up({ name = name }, 1, ("several processes were started, and can't share a run without MPI (%s); "
      .. "with BALNET_ALONE=1 each makes a run of its own"):format(fault))
  end
  if not joined then return end
  if joined:rank() > 0 then world.follow() end
  joined:heed(signals.flag())
end

-- The texts of all ranks. Ends the program when one is lost before there is anything to save.
local function share(run, text)
  local texts, fault = run.world:share(text:sub(1, 255))
  if not texts then saving.give_up(run, 1, fault) end
  return texts
end

-- Ends the program when ranks differ in something.
local function need_the_same(run, text, why)
  local texts = share(run, text)
  for rank = 2, #texts do
    if texts[rank] ~= texts[1] then
      saving.give_up(run, 1, ("'%s' on rank 0 and '%s' on rank %d; %s"):format(texts[1], texts[rank], rank - 1, why))
    end
  end
end

--- Makes a run that of all ranks, and finds out whether they were given the same one. Without mpirun nothing happens.
---@param run balnet.run
function ranks.join(run)
  run.world = world.open()
  if not run.world then return end
  local why = "one run by several processes needs the same of all (with BALNET_ALONE=1 each makes a run of its own)"
  need_the_same(run, ("%s, %d parameters"):format(run.name, #run.set.list), why)
  for _, declaration in ipairs(run.set.list) do
    local name = declaration.name
    if name ~= "threads" then need_the_same(run, ("%s %s"):format(name, parameters.text(run.parameters[name])), why) end
  end
  need_the_same(run, "instructions " .. system.instructions(), "BALNET_INSTRUCTIONS chooses those that all have")
end

--- Finds out whether the ranks go on from the same state.
---@param run balnet.run
function ranks.compare_state(run)
  if not run.world then return end
  need_the_same(run, ("epoch %d, measured at %d"):format(run.trainer:epoch(), run.measured_at),
    ("they don't see the same files in %s"):format(run.folder))
end

--- What rank 0 has of an integer.
---@param run balnet.run
---@param number integer
---@return integer|nil # nil when a rank is lost
---@return string|nil fault
function ranks.of_first(run, number)
  if not run.world then return number end
  local texts, fault = run.world:share(("%d"):format(number))
  if not texts then return nil, fault end
  return math.tointeger(tonumber(texts[1]))
end

--- The signal that some rank has caught, and its exit status; nil and nil when none has.
---@param run balnet.run
---@return string|nil signal
---@return integer|nil exit_status
---@return string|nil fault when a rank is lost
function ranks.caught(run)
  local signal, exit_status = run.watch:caught()
  if not run.world then return signal, exit_status end
  local texts, fault = run.world:share(signal and ("%s %d"):format(signal, exit_status) or "")
  if not texts then return nil, nil, fault end
  for _, text in ipairs(texts) do
    local name, number = text:match "^(%S+) (%d+)$"
    if name then return name, math.tointeger(tonumber(number)) end
  end
end

--- Calls a function of the trainer.
---@param run balnet.run
---@param f function
---@param ... any
---@return boolean whether no rank was lost; other errors are raised
---@return any ... what it returned, or why a rank is lost
function ranks.call(run, f, ...)
  if not run.world then return true, f(...) end
  local done = table.pack(pcall(f, ...))
  if done[1] then return table.unpack(done, 1, done.n) end
  local fault = run.world:fault()
  if not fault then error(done[2], 0) end
  return false, fault
end

return ranks
