--- The results of a sweep in one archive: every history and curve of its runs as one tensor whose first dimensions are
-- the swept parameters and whose last counts the entries; NaN where a run failed or is shorter than others.

local archive = require "balnet.archive"
local arguments = require "balnet.parameters.arguments"
local grid = require "balnet.sweep.grid"
local load_run = require "balnet.load"
local number = require "balnet.parameters.number"
local options = require "balnet.parameters.options"
local recipe = require "balnet.program.recipe"
local results = require "balnet.run.results"
local scales = require "balnet.run.scales"
local storable = require "balnet.run.storable"
local system = require "balnet.native.system"
local vectors = require "balnet.sweep.vectors"
local balnet = require "balnet"

local gather = {}

local averaged = 20 -- measurements at most, and
local averaged_part = 5 -- at most the last fifth of all; a final value is their mean

---@class balnet.swept
---@field name string
---@field folder string
---@field dimensions balnet.dimension[] as the tensors have them
---@field history table<string, balnet.tensor> dimensions x measurements
---@field final table<string, balnet.tensor> dimensions; means of the last fifth of the measurements, at most 20
---@field finished balnet.tensor dimensions; 1 where the run is done, 0 where it failed
---@field failed balnet.sweep_run[] and those that are missing
---@field poorer? string what an earlier file has that this one would not have; that file stays
local swept = {}
swept.__index = swept

--- The path of a file of this sweep.
--
--     local file <close> = assert(io.open("placed.lua", "w"))
--     file:write [[require "balnet".study({ name = "placed" }):save { one = require "balnet".ones(1) }]]
--     file:flush()
--     local swept = balnet.sweep { script = "placed.lua", parameters = { seed = { 1 } } }
--     swept:path ".h5"  --> "out/placed_sweep/placed_sweep.h5"
---@type fun(self: balnet.swept, suffix: string): string # as ".h5"
swept.path = results.file

--- How it was made, as it is written into its figures.
---@return table<string, string>
function swept.recipe()
  return recipe.of_call(arg or {})
end

--- Loads one of the runs. An error when it has left no results.
--
--     local file <close> = assert(io.open("asked.lua", "w"))
--     file:write [[
--       local run = require "balnet".experiment { name = "asked", neurons = 10, epochs = 3 }
--       for _, measured in run:train() do run:record(measured) end
--       run:save()
--     ]]
--     file:flush()
--     local swept = balnet.sweep { script = "asked.lua", parameters = { seed = { 7 } } }
--     swept:run({ seed = 7 }).parameters.seed  --> 7
---@param values table<string, any> its value in each dimension
---@return balnet.run
function swept:run(values)
  for _, dimension in ipairs(self.dimensions) do
    if values[dimension.name] == nil then error(("a run is named by its %s too"):format(dimension.name), 2) end
  end
  local path = ("%s/runs/%s/%s.h5"):format(self.folder, grid.folder(grid.name(self.dimensions, values)), self.script_name)
  return options.call(1, load_run, path)
end

arguments.class("a sweep", swept, { "failed", "finished", "history", "lock", "made_by", "poorer" })

-- rows: vectors by the number of the run. The tensor has a row for each of the count runs, as long as the longest
-- vector.
local function table_of_rows(rows, count)
  local longest = 0
  for _, row in pairs(rows) do longest = math.max(longest, #row) end
  local whole = balnet.full({ count, longest }, number.nan)
  for i, row in pairs(rows) do
    if #row > 0 then whole[{ i, { 1, #row } }] = row end
  end
  return whole
end

local function extents(dimensions)
  local shape = {}
  for d, dimension in ipairs(dimensions) do shape[d] = #dimension.values end
  return shape
end

-- The mean of the last entries that are numbers; NaN where there are none.
local function final(row)
  local sum, entries = 0, 0
  for k = #row - math.max(1, math.min(averaged, #row // averaged_part)) + 1, #row do
    if row[k] == row[k] then sum, entries = sum + row[k], entries + 1 end
  end
  return entries > 0 and sum / entries or number.nan
end

-- rows: vectors by the number of the run
local function finals(rows, count)
  local means = {}
  for i = 1, count do means[i] = rows[i] and #rows[i] > 0 and final(rows[i]) or number.nan end
  return balnet.tensor(means)
end

-- The vectors that a run has left. Its file is read once: what was kept when the run was looked at is taken.
local function results_of(plan, run)
  local kept = run.results
  run.results = nil
  return kept
    or vectors.of(archive.read(("%s/%s.h5"):format(run.folder, plan.declared.name), "/", { part = "unrepeated", most_dims = 1 }))
end

-- By group and name, the vectors of all runs that are done.
local function collect(plan)
  local collected = {}
  for i, run in ipairs(plan.runs) do
    if run.state == "done" then
      for group, members in pairs(results_of(plan, run)) do
        collected[group] = collected[group] or {}
        for name, vector in pairs(members) do
          collected[group][name] = collected[group][name] or {}
          collected[group][name][i] = vector
        end
      end
    end
  end
  return collected
end

local function shaped(tensor, dimensions, ...)
  local shape = extents(dimensions)
  for _, extent in ipairs { ... } do shape[#shape + 1] = extent end
  return tensor:reshape(shape)
end

local function labels(dimensions, ...)
  local names = {}
  for d, dimension in ipairs(dimensions) do names[d] = dimension.name end
  for _, name in ipairs { ... } do names[#names + 1] = name end
  return names
end

local function numbers_of(values)
  for _, value in ipairs(values) do
    if math.type(value) ~= "integer" then return balnet.tensor(values) end
  end
  return archive.int64(values)
end

-- The values of the dimensions: numbers and integers as vectors, words as a text.
local function dimension_group(dimensions)
  local group = { attributes = {} }
  for d, dimension in ipairs(dimensions) do
    if type(dimension.values[1]) == "number" then
      group[dimension.name] = archive.labelled(numbers_of(dimension.values), { dimension.name })
    else
      local words = {}
      for i, value in ipairs(dimension.values) do words[i] = tostring(value) end
      group.attributes[dimension.name] = table.concat(words, ",")
    end
    group.attributes["dimension_" .. d] = dimension.name
  end
  return group
end

local function failures(plan)
  local failed, finished = {}, {}
  for i, run in ipairs(plan.runs) do
    finished[i] = run.state == "done" and 1 or 0
    if run.state ~= "done" then failed[#failed + 1] = run end
  end
  return failed, balnet.tensor(finished)
end

-- Why runs are not done, by the names of their folders.
local function reasons(failed)
  local sentences = {}
  for _, run in ipairs(failed) do
    sentences[run.folder:match "[^/]*$"] = run.fault or run.state == "elsewhere" and "running elsewhere" or "not run yet"
  end
  return sentences
end

-- The epochs of a run that has all the entries; nil when there is none.
local function epochs_of(history)
  if not history or not history.epoch then return nil end
  local rows = history.epoch:contiguous():reshape(-1, (select(-1, history.epoch:shape()))) -- a row for each run
  for i = 1, #rows do
    local row = rows[i]
    if #row > 0 and row[-1] == row[-1] then return archive.int64(row) end
  end
end

-- Adds the scales of the swept parameters and of what the vectors of runs count, at the root, where readers look for them.
-- lengths: of the latter, by name
local function add_scales(tree, dimensions, lengths, groups)
  for _, dimension in ipairs(dimensions) do
    local numbers = type(dimension.values[1]) == "number"
    local values = numbers and numbers_of(dimension.values) or archive.int64(balnet.arange(#dimension.values))
    tree[dimension.name] = tree[dimension.name] or archive.labelled(values, { dimension.name })
  end
  for name, length in pairs(lengths) do
    local values = name == "entry" and epochs_of(groups.history) or archive.int64(balnet.arange(length))
    tree[name] = tree[name] or archive.labelled(values, { name })
  end
end

local function write(self, plan, groups)
  local lengths = {}
  local tree = {
    attributes = { balnet_version = balnet.version, script = plan.script, command_line = swept.recipe().command_line },
    dimensions = dimension_group(self.dimensions),
    parameters = { attributes = plan.fixed },
    runs = { attributes = reasons(self.failed),
      finished = archive.labelled(archive.int64(self.finished), labels(self.dimensions)) },
    final = {},
  }
  tree.attributes.created = os.date "!%Y-%m-%dT%H:%M:%SZ"
  for name, tensor in pairs(self.final) do tree.final[name] = archive.labelled(tensor, labels(self.dimensions)) end
  for group, members in pairs(groups) do
    tree[group] = tree[group] or {}
    for name, tensor in pairs(members) do
      local counted = scales.of_vector(group .. "/" .. name)
      local length = select(-1, tensor:shape())
      if length > 0 and (counted ~= "entry" or group == "history") then lengths[counted] = length end
      tree[group][name] = archive.labelled(tensor, labels(self.dimensions, counted))
    end
  end
  add_scales(tree, self.dimensions, lengths, groups)
  archive.write(self:path ".h5", (storable.tree(tree)))
end

-- The dimensions of a gathered file, as write has written them.
local function dimensions_of(tree)
  local dimensions, attributes = {}, tree.dimensions.attributes
  while attributes["dimension_" .. #dimensions + 1] do
    local name = attributes["dimension_" .. #dimensions + 1]
    local numbers, values = tree.dimensions[name], {}
    if numbers then
      for i = 1, #numbers do values[i] = numbers[i] end
    else
      for word in attributes[name]:gmatch "[^,]+" do values[#values + 1] = word end
    end
    dimensions[#dimensions + 1] = { name = name, values = values }
  end
  return dimensions
end

-- The names of the runs that are finished in a gathered file.
local function finished_in(path)
  local names, tree = {}, archive.read(path)
  local dimensions, finished = dimensions_of(tree), tree.runs.finished:contiguous():reshape(-1)
  for i, point in ipairs(assert(grid.points(dimensions))) do
    if finished[i] == 1 then names[#names + 1] = grid.name(dimensions, point) end
  end
  return names
end

-- What an earlier file of the sweep has and this one has not; nil when that is nothing, or there is no such file.
local function loss(self, plan)
  if plan.force or not system.exists(self:path ".h5") then return nil end
  local read, names = pcall(finished_in, self:path ".h5")
  if not read then return nil end
  local done, lost, more = {}, {}, {}
  for _, run in ipairs(plan.runs) do done[run.name] = run.state == "done" end
  for _, name in ipairs(names) do
    if done[name] == nil then more[#more + 1] = name end -- of a call with more values, made since this one began
    if done[name] == false then lost[#lost + 1] = name end
  end
  if #more > 0 then return ("it has %d runs more, as %s"):format(#more, more[1]) end
  return #lost > 0 and ("it has %d runs that are not done now, as %s"):format(#lost, lost[1]) or nil
end

--- Gathers the results of the runs of a sweep. Nothing is written.
---@param plan balnet.sweep_plan
---@return balnet.swept
---@return table<string, table<string, balnet.tensor>> groups of tensors, for gather.write
function gather.gather(plan)
  local self = setmetatable({ name = plan.name, folder = plan.folder, dimensions = plan.dimensions, final = {},
    script_name = plan.declared.name }, swept)
  local groups, count = collect(plan), #plan.runs
  local failed, finished = failures(plan)
  self.failed, self.finished = failed, shaped(finished, self.dimensions)
  for name, rows in pairs(groups.history or {}) do
    self.final[name] = shaped(finals(rows, count), self.dimensions)
  end
  for _, members in pairs(groups) do
    for name, rows in pairs(members) do
      local whole = table_of_rows(rows, count)
      members[name] = shaped(whole, self.dimensions, select(2, whole:shape()))
    end
  end
  self.history = groups.history or {}
  return self, groups
end

--- Writes what was gathered to FOLDER/NAME.h5. When no run is done, or fewer than in an earlier file, that file stays. An error
-- when the file can't be written.
---@param self balnet.swept
---@param plan balnet.sweep_plan
---@param groups table<string, table<string, balnet.tensor>>
function gather.write(self, plan, groups)
  self.poorer = loss(self, plan)
  if #self.failed < #plan.runs and not self.poorer then write(self, plan, groups) end
end

return gather
