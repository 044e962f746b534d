--- The results file: every number of a run as one tree of groups, datasets and attributes.

local archive = require "balnet.archive"
local saved_state = require "balnet.run.saved_state"
local recipe = require "balnet.program.recipe"
local scales = require "balnet.run.scales"
local storable = require "balnet.run.storable"
local system = require "balnet.native.system"
local balnet = require "balnet"

local results = {}

local function read_text(path)
  local file <close> = path and io.open(path, "rb")
  return file and file:read "a" or ""
end

-- At the prompt the program itself stands in the script's place; its text is nobody's.
local function read_script(path)
  local text = read_text(path)
  return text:sub(1, 4) == "\127ELF" and "" or text
end

--- How a run was made, as it is written into its results file and its figures.
---@param run balnet.run|balnet.study
---@return table<string, string|integer>
function results.recipe(run)
  local entries = recipe.of_call(run.arguments)
  local made = run.made_by
  if made then entries.script, entries.command_line, entries.script_checksum = made.script, made.command_line, nil end
  entries.seed = run.parameters.seed
  return entries
end

--- The attributes of a results file. In place of a script text that can't be stored there is the reason.
---@param run balnet.run|balnet.study
---@return table<string, string|integer>
function results.attributes(run)
  local attributes = results.recipe(run)
  attributes.script_text = run.made_by and run.made_by.script_text or read_script(run.arguments[0])
  local fault = storable.fault_of_script(attributes.script_text)
  if fault then attributes.script_text, attributes.script_text_left_out = nil, fault end
  attributes.script_checksum = nil
  attributes.created = os.date "!%Y-%m-%dT%H:%M:%SZ"
  attributes.instructions = balnet.system.instructions()
  attributes.finished = run.finished and 1 or 0
  return attributes
end

--- The parameters that a results file records: all but those of one call.
---@param run balnet.run|balnet.study
---@return table<string, any>
function results.parameters(run)
  local recorded = {}
  for _, declaration in ipairs(run.set.list) do
    if declaration.scope ~= "call" then recorded[declaration.name] = run.parameters[declaration.name] end
  end
  return recorded
end

--- The parameters as a group of a results file: as attributes, which this library reads, and as arrays of one value each.
---@param run balnet.run|balnet.study
---@return table
function results.parameter_group(run)
  local group = { attributes = results.parameters(run) }
  for name, value in pairs(group.attributes) do
    local possible, stored = pcall(archive.value, value)
    if possible then group[name] = stored end
  end
  return group
end

-- A list of vectors of N numbers as a matrix with a row each.
local function rows_of(list, N)
  return #list > 0 and balnet.stack(list) or balnet.zeros(0, N)
end

local function spectrum_rows(spectra, part, N)
  local list = {}
  for k, spectrum in ipairs(spectra) do list[k] = spectrum[part] end
  return rows_of(list, N)
end

-- The parts of a tree are made one by one, so that a part which a script has damaged does not prevent the
-- others.
---@return table members
---@return string[] left_out of those that could not be made, each with the reason
local function made(makers)
  local members, left_out = {}, {}
  for name, make in pairs(makers) do
    local done, result = pcall(make)
    if done then members[name] = result else left_out[#left_out + 1] = ("/%s (%s)"):format(name, tostring(result)) end
  end
  return members, left_out
end

-- The tensor, if it has a row for each measurement, without which the file could not be read again.
local function whole(history, tensor)
  local rows, count = tensor:shape(1), history:count()
  if rows ~= count then error(("it has %d rows for %d measurements"):format(rows, count), 0) end
  return tensor
end

local function with_spectra(makers, history, N)
  for _, name in ipairs { "eigenvalues", "J_eigenvalues" } do
    for suffix, part in pairs { _real = "real", _imag = "imag" } do
      makers["history/" .. name .. suffix] = function() return whole(history, spectrum_rows(history[name], part, N)) end
    end
  end
end

-- A column as it is stored: as doubles, to which an integer that a script has measured is rounded.
local function stored_column(history, column)
  local floats = {}
  for i, value in ipairs(column) do floats[i] = value + 0.0 end
  return whole(history, balnet.tensor(floats))
end

local function history_makers(run)
  local history, makers = run.history, {}
  for name, column in pairs(history.numbers) do
    makers["history/" .. tostring(name)] = function() return stored_column(history, column) end
  end
  makers["history/epoch"] = function() return archive.int64(balnet.tensor(history.numbers.epoch)) end
  with_spectra(makers, history, run.parameters.neurons)
  if #history.J > 0 then
    makers["history/J"] = function()
      local J = whole(history, balnet.stack(history.J))
      return run.finished and archive.compressed(J) or J -- a checkpoint is soon replaced and not worth compressing
    end
  end
  return makers
end

local function weights_of(weights)
  return { J = weights.J, w_in = weights.w_in, w_out = weights.w_out, bias = weights.bias }
end

local function tracking_of(measured)
  local example = measured.tracking
  return {
    stimulus = example.stimulus, target = example.target, output = example.output, state = example.state,
    final_state = measured.state,
  }
end

local function makers_of(run)
  local makers, measured = history_makers(run), run.measured
  makers.attributes = function() return results.attributes(run) end
  makers.parameters = function() return results.parameter_group(run) end
  makers.weights = function() return weights_of(run.final) end
  makers.initial = function() return weights_of(run.initial) end
  if run.best then makers.best = function() return saved_state.best(run) end end
  if run.before_early_end and not run.diverged then
    makers.state_before = function() return saved_state.before_early_end(run) end
  end
  if not run.diverged then makers.state = function() return saved_state.state(run) end end
  if measured then
    makers.clusters = function() return { labels = archive.int64(measured.labels) } end
    makers.tracking = function() return tracking_of(measured) end
    makers.test = function() return measured.test end
  end
  return makers
end

-- Everything that a file holds, as one nested table, and a list of the parts that can't be stored.
local function tree_of(run)
  local members, unmade = made(makers_of(run))
  local tree = { attributes = {}, history = {} }
  for name, member in pairs(members) do
    local column = name:match "^history/(.*)$"
    if column then tree.history[column] = member else tree[name] = member end
  end
  scales.add(tree, run)
  local kept, left_out = storable.tree(tree)
  table.move(unmade, 1, #unmade, #left_out + 1, left_out)
  table.sort(left_out)
  return kept, left_out
end

--- The path of a file of a run, a study or a sweep: their method `path`.
---@param self { folder: string, name: string }
---@param suffix string as ".h5" or "_weights.pdf"
---@return string
function results.file(self, suffix)
  return ("%s/%s%s"):format(self.folder, self.name, suffix)
end

--- The path of a run's results file.
---@param run balnet.run
---@return string
function results.path(run)
  return run:path ".h5"
end

--- The parts of a run that can't be stored.
---@param run balnet.run
---@return string[] # each with the reason
function results.left_out(run)
  local tree, left_out = tree_of(run)
  local fault = tree.attributes.script_text_left_out
  if fault then table.insert(left_out, 1, ("the text of the script (%s)"):format(fault)) end
  return left_out
end

--- Writes a run's results file, replacing the one before. An error leaves the earlier file as it was. What
-- can't be stored is left out, and named in the file.
---@param run balnet.run
---@return boolean written
---@return string|nil fault
---@return string[] left_out each with the reason
function results.write(run)
  local tree, left_out = tree_of(run)
  if #left_out > 0 then tree.attributes.left_out = storable.text(table.concat(left_out, "\n")) end
  local written, fault = pcall(archive.write, results.path(run), tree)
  return written, fault, left_out
end

--- Writes results into a temporary folder, when they can't be written into their own.
---@param owner { name: string, folder: string } a run or a study
---@param fault string the reason why the own folder can't be written
---@param write fun(owner): boolean, string?, string[]? writes into the owner's folder
---@return string|nil # that, and where the results are; nil when they can't be written there either
function results.write_elsewhere(owner, fault, write)
  local belongs, elsewhere = owner.folder, system.temporary_folder()
  if not elsewhere then return nil end
  owner.folder = elsewhere
  local written, path = write(owner), results.path(owner)
  owner.folder = belongs
  if written then return ("%s; the results are in %s"):format(fault, path) end
  os.remove(elsewhere)
end

local needed_groups = { "attributes", "parameters", "history", "weights", "initial" }
local other_groups = { "best", "state", "state_before", "clusters", "tracking", "test" }

-- Whether a group has a row for every measurement, or none: a small file can claim any number of rows without
-- elements.
local function is_history(group)
  local epoch = group.epoch
  if type(epoch) ~= "userdata" or epoch:dims() ~= 1 then return false end
  for name, values in pairs(group) do
    if name ~= "attributes" then
      local rows = type(values) == "userdata" and values:dims() > 0 and values:shape(1)
      if rows ~= #epoch and rows ~= 0 then return false end
    end
  end
  return true
end

-- Whether everything in an archive is of the kind that it is in a results file; the values are checked where
-- they are used.
local function is_of_run(tree)
  for _, name in ipairs(needed_groups) do
    if type(tree[name]) ~= "table" then return false end
  end
  for _, name in ipairs(other_groups) do
    if tree[name] ~= nil and type(tree[name]) ~= "table" then return false end
  end
  local state = tree.state
  return tree.parameters.attributes and is_history(tree.history)
    and (not state or state.attributes and math.type(state.attributes.epoch) == "integer")
    and (not tree.best or tree.best.attributes and math.type(tree.best.attributes.epoch) == "integer"
      and type(tree.best.attributes.error) == "number")
    and (not tree.clusters or tree.tracking and type(tree.clusters.labels) == "userdata")
end

--- What is said of a file that another program has changed and that holds all that was written.
---@param path string
---@param changed string as archive.read says it
---@return string
function results.changed_text(path, changed)
  return ("'%s' was changed by another program since: %s"):format(path, changed)
end

-- Before it was refused, an order without a delay had no effect.
local function without_idle_order(parameters)
  if parameters.recurrent_delay == 0 then parameters.recurrent_delay_order = 0 end
end

--- Reads a results file. That another program has changed it is said on stderr.
---@param path string
---@return table|nil tree as archive.read gives it
---@return string|nil fault
function results.read(path)
  local read, tree, changed = pcall(archive.read, path)
  if not read then return nil, tree end
  if changed then io.stderr:write(results.changed_text(path, changed), "\n") end
  if not is_of_run(tree) then
    return nil, ("'%s' is not a results file of a run"):format(path)
  end
  if tree.state and tree.state.attributes.format ~= saved_state.format then
    return nil, ("'%s' was written by another version, %s; its state can't be used")
      :format(path, tostring(tree.attributes.balnet_version))
  end
  without_idle_order(tree.parameters.attributes)
  return tree
end

return results
