-- A disk that fails: every call by which the library opens, writes, flushes, closes and renames files fails in turn
-- with each error. Each time the file is the old one or the new one, whole, no other is left, and an error names it.
local failing = require "failing"
local lu = require "luaunit"
local balnet = require "balnet"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local errors = { ENOSPC = "No space left on device", EIO = "Input/output error", EACCES = "Permission denied" }
local folder

-- The contents that a file may have afterwards.
local function check_file(what, path, contents)
  local found = shell.read(path)
  for _, content in ipairs(contents) do
    if found == content then return end
  end
  lu.fail(("%s: %s is neither the old file nor the new one"):format(what, path))
end

local function check_folder(what, name)
  lu.assertEquals(failing.files(folder), { name }, what)
end

-- Fails every call of work(path), which replaces the file of that name; returns how many there were.
local function fail_each(name, file, work, error_name)
  local path = folder .. "/" .. file
  work(path, 2)
  local new = shell.read(path)
  work(path, 1)
  local old = shell.read(path)
  lu.assertNotEquals(old, new)
  local point = 0
  repeat
    point = point + 1
    shell.write(path, old)
    local failed, returned, result = failing.call_disk(point, error_name, function() work(path, 2) end)
    local what = ("%s, call %d, %s: %s"):format(name, point, error_name, tostring(result))
    check_file(what, path, returned and { new } or { old, new })
    check_folder(what, file)
    if not returned then lu.assertStrContains(tostring(result), errors[error_name]) end
    if error_name == "short" then lu.assertTrue(returned, what) end
  until not failed
  os.remove(path)
  return point - 1
end

local function fail_all(name, file, work)
  local counts = {}
  for _, error_name in ipairs { "ENOSPC", "EIO", "EACCES", "short" } do
    counts[#counts + 1] = ("%s %d"):format(error_name, fail_each(name, file, work, error_name))
  end
  print(("%-14s calls failed: %s"):format(name, table.concat(counts, ", ")))
end

TestInputOutput = {}

function TestInputOutput:setUp() folder = shell.scratch() end

function TestInputOutput:tearDown() shell.remove(folder) end

function TestInputOutput:test_archives_stay_whole()
  fail_all("archive", "a.h5", function(path, value)
    balnet.archive.write(path, { attributes = { value = value }, x = balnet.ones(300) * value })
  end)
end

local function drawing(value)
  local figure = balnet.plot.figure {}
  figure:panel(1, 1):line { 1, value, 3 * value }
  return figure
end

function TestInputOutput:test_figures_stay_whole()
  for _, extension in ipairs { "pdf", "svg", "png", "eps" } do
    fail_all("figure." .. extension, "f." .. extension, function(path, value) drawing(value):save(path) end)
  end
end

function TestInputOutput:test_movies_stay_whole()
  fail_all("movie.gif", "m.gif", function(path, value)
    local movie <close> = balnet.plot.movie(path, { dpi = 30 })
    for k = 1, 2 do movie:add(drawing(k * value)) end
    movie:finish()
  end)
end

-- Fails every call of read(path) in turn: the error names the file and the reason, a short read changes nothing.
local function fail_reading(name, path, read)
  local counts = {}
  for _, error_name in ipairs { "EIO", "EACCES", "short" } do
    local point = 0
    repeat
      point = point + 1
      local failed, returned, result = failing.call_disk(point, error_name, function() return read(path) end)
      if returned then
        lu.assertTrue(not failed or error_name == "short" or result, name) -- closing may fail without harm
      else
        lu.assertStrContains(tostring(result), path)
        lu.assertStrContains(tostring(result), errors[error_name])
      end
    until not failed
    lu.assertTrue(point > 2, name .. " reads nothing")
    counts[#counts + 1] = ("%s %d"):format(error_name, point - 1)
  end
  print(("%-14s calls failed: %s"):format(name, table.concat(counts, ", ")))
end

function TestInputOutput:test_archives_and_figures_are_read_whole_or_refused()
  local archive, figure = folder .. "/a.h5", folder .. "/f.png"
  balnet.archive.write(archive, { x = balnet.arange(1000) })
  drawing(2):save(figure, { recipe = { note = "whole" } })
  fail_reading("archive, read", archive, function(path)
    lu.assertEquals(balnet.archive.read(path).x[1000], balnet.arange(1000)[1000])
    return true
  end)
  fail_reading("figure, read", figure, function(path)
    lu.assertEquals(balnet.plot.recipe(path).note, "whole")
    return true
  end)
end

local function train(epochs)
  local run = balnet.experiment { name = "short", neurons = 4, steps = 5, batch = 2, epochs = epochs, measure_every = 1,
    checkpoint_every = 1, out = folder, force = true, arguments = { [0] = "short" } }
  for _, measured in run:train() do run:record(measured) end
  run:save()
end

function TestInputOutput:test_runs_are_loaded_whole_or_refused()
  train(3)
  fail_reading("run, loaded", folder .. "/short.h5", function(path) return balnet.load(path).history:count() == 3 end)
end

-- Address 0 of /proc/self/mem is not mapped: the file can be opened, and reading it is the error EIO.
function TestInputOutput:test_a_parameter_file_that_cannot_be_read_is_reported()
  local values, fault = require("balnet.parameters.file").read "/proc/self/mem"
  lu.assertNil(values)
  lu.assertEquals(fault, "/proc/self/mem: Input/output error")
end

-- Where the results were written instead.
local function remove_elsewhere(fault)
  local elsewhere = tostring(fault):match "; the results are in (/.*)/short.h5$"
  if not elsewhere then return end
  lu.assertEquals(balnet.archive.read(elsewhere .. "/short.h5").history.epoch:totable(), { 1, 2, 3 })
  shell.remove(elsewhere)
end

-- A checkpoint that can't be written is reported and does not end the training; the old one stays until the next.
function TestInputOutput:test_checkpoints_stay_whole_and_training_goes_on()
  for error_name in pairs(errors) do
    local point, ended = 0, 0
    repeat
      point = point + 1
      local failed, returned, result = failing.call_disk(point, error_name, function() train(3) end)
      ended = ended + (returned and 0 or 1)
      local left = failing.files(folder)
      lu.assertTrue(#left <= 1, table.concat(left, ", "))
      if returned then lu.assertEquals(left, { "short.h5" }) end
      if left[1] then balnet.archive.read(folder .. "/" .. left[1]) end
      if not returned then remove_elsewhere(result) end
      shell.remove(folder)
      os.execute("mkdir " .. folder)
    until not failed
    print(("checkpoints    calls failed: %s %d, of which %d ended the run"):format(error_name, point - 1, ended))
    lu.assertTrue(point > 15 and ended < point - 1)
  end
end

os.exit(lu.LuaUnit.run(), true)
