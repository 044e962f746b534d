-- A power cut at any moment: what a run and a figure do to the disk is recorded and replayed by a model of a disk that
-- keeps only what was flushed, and of the rest any part in the order it was done. Every file under a final name on such
-- a disk can be opened, and what a finished save has written is there.
local failing = require "failing"
local lu = require "luaunit"
local balnet = require "balnet"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local folder

-- --- the model -----------------------------------------------------------------------------------

local disk = {}
disk.__index = disk

-- A file is { live = what was written, kept = what was flushed }; names say which file stands under a path.
local function new_disk() return setmetatable({ open = {}, kept_names = {}, names = {}, pending = {} }, disk) end

local apply = {}

function apply.create(names, change) names[change.path] = change.file end
function apply.unlink(names, change) names[change.path] = nil end
function apply.rename(names, change) names[change.to], names[change.path] = names[change.path], nil end

function disk:change(change)
  self.pending[#self.pending + 1] = change
  apply[change.verb](self.names, change)
end

local done = {}

function done.create(self, step)
  local file = { live = "", kept = "" }
  self.open[step.file] = file
  self:change { verb = "create", path = step.first, file = file }
end

function done.open(self, step) self.open[step.file] = self.names[step.first] or "folder" end
function done.close(self, step) self.open[step.file] = nil end
function done.unlink(self, step) self:change { verb = "unlink", path = step.first } end
function done.rename(self, step) self:change { verb = "rename", path = step.first, to = step.second } end
function done.write(self, step) self.open[step.file].live = self.open[step.file].live .. step.first end

function done.fsync(self, step)
  local file = self.open[step.file]
  if file ~= "folder" then
    file.kept = file.live
    return
  end
  for _, change in ipairs(self.pending) do apply[change.verb](self.kept_names, change) end
  self.pending = {}
end

local function copy_of(names)
  local copied = {}
  for path, file in pairs(names) do copied[path] = file end
  return copied
end

-- Calls see(content) for every content that may stand under a path after a cut now; nil for no file.
function disk:each_content(path, see)
  local names = copy_of(self.kept_names)
  for i = 0, #self.pending do
    if i > 0 then apply[self.pending[i].verb](names, self.pending[i]) end
    local file = names[path]
    see(file and file.kept)
    if file and file.live ~= file.kept then
      see(file.live:sub(1, #file.live // 2))
      see(file.live)
    end
  end
end

-- --- what is cut ---------------------------------------------------------------------------------

-- Cuts after every step. Returns how many cuts there were, and the first content that does not open.
local function cut_everywhere(steps, path, opens)
  local model, cuts, seen, broken = new_disk(), 0, {}, nil
  local function see(content)
    cuts = cuts + 1
    if not content or seen[content] then return end
    seen[content] = true
    if not opens(content) then broken = broken or content end
  end
  for _, step in ipairs(steps) do
    done[step.verb](model, step)
    model:each_content(path, see)
  end
  local file = model.kept_names[path]
  return cuts, broken, file and file.kept
end

local function without_flushes(steps)
  local rest = {}
  for _, step in ipairs(steps) do
    if step.verb ~= "fsync" then rest[#rest + 1] = step end
  end
  return rest
end

local function check(name, path, opens, work)
  local steps = failing.recorded(work)
  local cuts, broken, kept = cut_everywhere(steps, path, opens)
  lu.assertNil(broken, name)
  lu.assertEquals(kept, shell.read(path), name .. ": what was saved is not all on the disk")
  print(("%-12s %4d steps, %5d states of the disk after a cut"):format(name, #steps, cuts))
  local _, broken_now = cut_everywhere(without_flushes(steps), path, opens)
  lu.assertNotNil(broken_now, name .. ": the model can't tell")
end

TestPowerCut = {}

function TestPowerCut:setUp() folder = shell.scratch() end

function TestPowerCut:tearDown() shell.remove(folder) end

local function opens_as(read)
  local path = folder .. "/cut"
  return function(content)
    shell.write(path, content)
    return (pcall(read, path))
  end
end

function TestPowerCut:test_checkpoints_and_results_open_after_any_cut()
  local path = folder .. "/short.h5"
  check("checkpoints", path, opens_as(balnet.archive.read), function()
    local run = balnet.experiment { name = "short", neurons = 4, steps = 5, batch = 2, epochs = 5, measure_every = 1,
      checkpoint_every = 1, out = folder, arguments = { [0] = "short" } }
    for _, measured in run:train() do run:record(measured) end
    run:save()
  end)
end

function TestPowerCut:test_archives_open_after_any_cut()
  local path = folder .. "/a.h5"
  check("archives", path, opens_as(balnet.archive.read), function()
    for value = 1, 3 do balnet.archive.write(path, { x = balnet.ones(100) * value }) end
  end)
end

function TestPowerCut:test_figures_open_after_any_cut()
  for _, extension in ipairs { "png", "pdf" } do
    local path = folder .. "/f." .. extension
    check("figure." .. extension, path, opens_as(function(cut)
      os.rename(cut, cut .. "." .. extension)
      lu.assertNotNil(next((balnet.plot.recipe(cut .. "." .. extension))))
    end), function()
      for value = 1, 2 do
        local figure = balnet.plot.figure {}
        figure:panel(1, 1):line { 1, value }
        figure:save(path, { recipe = { value = value } })
      end
    end)
  end
end

os.exit(lu.LuaUnit.run(), true)
