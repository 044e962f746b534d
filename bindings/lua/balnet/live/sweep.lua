--- The live page of a sweep: a table of its runs, their curves, and failures with their reasons.

local archive = require "balnet.archive"
local channel = require "balnet.live.channel"
local progress = require "balnet.run.progress"
local system = require "balnet.native.system"

local live_sweep = {}

local most_entries, most_runs = 200, 500 -- of a curve, of the table
local most_kept = 2 * most_entries - 1 -- of a curve in training; odd, so that halving keeps the last entry

-- Of a run that is done: the numbers of its archive.
local function curve_of_archive(plan, run)
  local path = ("%s/%s.h5"):format(run.folder, plan.declared.name)
  local read, tree = pcall(archive.read, path, "/history")
  if not (read and tree.epoch and tree.test_error) then return nil end
  local epoch, error_value = tree.epoch:totable(), tree.test_error:totable()
  local curve, every = { epoch = {}, error = {} }, math.max(1, #epoch // most_entries)
  for k = (#epoch - 1) % every + 1, #epoch, every do
    curve.epoch[#curve.epoch + 1], curve.error[#curve.error + 1] = epoch[k], error_value[k]
  end
  return curve
end

-- Adds an entry. The last entry is always kept; a full curve keeps every second one, and from then on every second
-- of those that come.
local function add_entry(curve, epoch, error_value)
  local count = #curve.epoch
  if count > 0 and (curve.seen - 1) % curve.every ~= 0 then count = count - 1 end -- the last was only kept as the last
  curve.epoch[count + 1], curve.error[count + 1] = epoch, error_value
  curve.seen = curve.seen + 1
  if count + 1 < most_kept then return end
  local kept = 0
  for k = 1, count + 1, 2 do
    kept = kept + 1
    curve.epoch[kept], curve.error[kept] = curve.epoch[k], curve.error[k]
  end
  for k = count + 1, kept + 1, -1 do curve.epoch[k], curve.error[k] = nil, nil end
  curve.every = 2 * curve.every
end

-- Of a run in training: what its log has said since it was read last.
local function read_log(run, curve)
  local file <close> = io.open(run.log, "rb")
  if not file then return end
  file:seek("set", curve.read)
  for line in file:lines "L" do
    if line:sub(-1) ~= "\n" then break end
    curve.read = curve.read + #line
    local epoch, error_value = line:match "^epoch (%d+)/%d+  test error (%S+)"
    if epoch then add_entry(curve, math.tointeger(epoch), tonumber(error_value)) end
  end
end

local function curve_of(page, run)
  local curve = page.curves[run]
  if not curve or not curve.whole and curve.began ~= run.log_began then -- it was started since
    curve = { epoch = {}, error = {}, read = run.log_began, began = run.log_began, seen = 0, every = 1 }
    page.curves[run] = curve
  end
  if curve.read and run.state ~= "done" then read_log(run, curve) end
  if run.state == "done" and not curve.whole then
    curve = curve_of_archive(page.plan, run) or curve
    curve.whole, page.curves[run] = true, curve
  end
  return curve
end

local function runs_of(page)
  local rows = {}
  for i = 1, math.min(#page.plan.mine, most_runs) do
    local run = page.plan.mine[i]
    local curve = curve_of(page, run)
    local seconds = run.seconds or run.state == "running" and system.seconds() - run.began or nil
    rows[i] = { name = run.name, state = run.state, fault = run.fault, seconds = seconds, epoch = curve.epoch, error = curve.error }
  end
  return rows
end

local function progress_of(page)
  local runs, ended, failed = page.plan.mine, 0, 0
  for _, run in ipairs(runs) do
    if run.state == "done" or run.state == "failed" then ended = ended + 1 end
    if run.state == "failed" then failed = failed + 1 end
  end
  local told = { done = ended, all = math.max(1, #runs), status = page.status, ended = page.ended, failed = page.failed,
    so_far = ("%d of %d runs have ended, %d of them failed"):format(ended, #runs, failed) }
  if ended > page.ended_before and ended < #runs and not page.ended then
    local seconds = (system.seconds() - page.began) / (ended - page.ended_before) * (#runs - ended)
    told.rate = progress.duration(seconds) .. " left"
  end
  if #runs > most_runs then told.so_far = ("%s; the first %d are shown"):format(told.so_far, most_runs) end
  return told
end

---@class balnet.live.sweep: balnet.live.channel
---@field plan balnet.sweep_plan
---@field curves table<table, table> of the runs
---@field ended_before integer runs that had ended when the page began

--- Serves the live page of a sweep.
---@param plan balnet.sweep_plan
---@param port integer 0 for any that is free
---@return balnet.live.sweep|nil
---@return string|nil fault
function live_sweep.open(plan, port)
  local page, fault
  page, fault = channel.open(port, "It is running.", {
    { name = "state", every = math.huge, make = function() return { name = plan.name } end },
    { name = "runs", every = 1, moves = true, make = function() return runs_of(page) end },
    { name = "progress", every = 0.5, moves = true, make = function() return progress_of(page) end },
  })
  if not page then return nil, fault end
  page.plan, page.curves, page.ended_before = plan, {}, 0
  for _, run in ipairs(plan.mine) do
    if run.state == "done" or run.state == "failed" then page.ended_before = page.ended_before + 1 end
  end
  return page
end

return live_sweep
