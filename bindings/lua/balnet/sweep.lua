--- A sweep: the runs of one script over a grid of parameters, each in a folder and a process of its own.
--
--     local swept = balnet.sweep { script = "scripts/two_stimuli.lua", jobs = 2,
--       parameters = { noise = { 0.5, 1, 2 }, seed = { 1, 2, 3 }, epochs = 2001 } }
--     print(swept.final.test_error:shape())      -- 3  3: the dimensions are noise, seed
--
-- A second call runs only what is missing; several at once, in any number of processes, share the runs. The results of
-- all runs stand in one archive, whose dimensions are named by the parameters.

local exit = require "balnet.program.exit"
local options = require "balnet.parameters.options"
local sweep = require "balnet.sweep.sweep"
local sweep_plan = require "balnet.sweep.plan"
local workers = require "balnet.sweep.workers"

---@class balnet.sweep_definition
---@field script string path of a script that makes an experiment or a study
---@field parameters table<string, any|any[]> values by name; a list makes a dimension of the grid
---@field jobs? integer runs at a time; as many as processors that the process may use
---@field out? string folder of the results; "out/NAME_sweep"
---@field shard? string "3/16": only the third of sixteen equal shares
---@field force? boolean run again what is done
---@field retry_failed? boolean run again what has failed before
---@field live? boolean serve a page at 127.0.0.1 that shows the runs and their curves, and can save and stop them; its address
--- is printed on stderr
---@field live_port? integer of that page; any that is free
---@field wait? boolean wait for runs of other processes; true but in a task of a job array

local fields = { "script", "parameters", "jobs", "out", "shard", "force", "retry_failed", "wait", "live", "live_port" }

--- Sweeps. Ends the program with status 130 or 143 when a signal has stopped it.
--
--     local file <close> = assert(io.open("small.lua", "w"))
--     file:write [[
--       local run = require "balnet".experiment { name = "small", neurons = 10, epochs = 3 }
--       for _, measured in run:train() do run:record(measured) end
--       run:save()
--     ]]
--     file:flush()
--     local swept = balnet.sweep { script = "small.lua", jobs = 2,
--       parameters = { noise = { 0.5, 1 }, seed = { 1, 2, 3 } } }
--     swept.final.test_error:shape()  --> 2, 3
---@param definition balnet.sweep_definition
---@return balnet.swept|nil # nil while runs are missing, of other shares or in other processes
return function(definition)
  options.split(definition, fields)
  local plan, fault = sweep_plan.new(definition)
  if plan then fault = sweep.fault_of_folder(plan) or sweep.claim(plan) end
  if fault then error(fault, 2) end
  local swept, signal, exit_status = sweep.run(plan, workers.run_all)
  if signal then exit.stop(exit_status, ("%s: stopped by %s"):format(plan.name, signal)) end
  return swept
end
