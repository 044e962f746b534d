--- The names of the dimensions of a results file, and the scales that hold their values, which HDF5, netCDF and xarray show.

local archive = require "balnet.archive"
local balnet = require "balnet"

local scales = {}

-- J(i, j) is the weight onto unit i from unit j; xarray can't calculate with a matrix whose two dimensions have one name.
local neuron, from_neuron, entry = "neuron", "from_neuron", "entry"

-- Nor does it open a group with an array of two dimensions that bears the name of one of them, as tracking/stimulus would.
local signal = "signal"

-- The dimensions by the path of a tensor, as "history/J"; of a member of history that is not named here the first is the
-- entry.
local dimensions = {
  ["weights/J"] = { neuron, from_neuron }, ["weights/w_in"] = { neuron, "stimulus" }, ["weights/w_out"] = { "readout", neuron },
  ["weights/bias"] = { neuron }, ["history/J"] = { entry, neuron, from_neuron }, ["clusters/labels"] = { neuron },
  ["tracking/stimulus"] = { "step", signal }, ["tracking/target"] = { "step", "readout" },
  ["tracking/output"] = { "step", "readout" }, ["tracking/state"] = { "step", "unit" }, ["tracking/final_state"] = { neuron },
  ["test/input"] = { "step", "stimulus", "trial" }, ["test/target"] = { "step", "readout", "trial" },
  ["test/mask"] = { "step", "readout", "trial" }, ["test/output"] = { "step", "readout", "trial" },
  ["state/initial_state"] = { neuron, "trial" }, ["state/connections"] = { neuron, from_neuron }, ["state/signs"] = { neuron },
  ["state/mask_J"] = { neuron, from_neuron }, ["state/mask_w_in"] = { neuron, "stimulus" },
  ["state/mask_w_out"] = { "readout", neuron }, ["state/mask_bias"] = { neuron }, ["state/time_constants"] = { neuron },
  ["state/x_0"] = { neuron }, ["state/m"] = { neuron, "factor" }, ["state/n"] = { from_neuron, "factor" },
  ["state/activation_table"] = { "point", "value" },
}
for _, name in ipairs { "eigenvalues", "J_eigenvalues" } do
  for _, part in ipairs { "_real", "_imag" } do dimensions["history/" .. name .. part] = { entry, "eigenvalue" } end
end
-- The weights of the trainer and their moments lie in one matrix each.
for _, name in ipairs { "weights", "first_moment", "second_moment" } do dimensions["state/" .. name] = { "row", "column" } end

-- Groups whose members have the dimensions of those of another one.
local like = { ["initial/"] = "weights/", ["best/"] = "state/", ["state_before/"] = "state/" }

local function dimensions_of(path)
  path = path:gsub("^%a[%w_]*/", like):gsub("_first_moment$", ""):gsub("_second_moment$", "")
  local known = dimensions[path]
  if known then return known end
  return path:find "^history/" and { entry } or nil
end

--- The name of the only dimension of a vector in a results file; "entry" for one that is not known.
---@param path string as "history/epoch"
---@return string
function scales.of_vector(path)
  local names = dimensions_of(path)
  return names and #names == 1 and names[1] or entry
end

local function values_of(name, length, run)
  if name == "step" then return balnet.arange(length) * run.parameters.dt end
  local epochs = run.history.numbers.epoch
  if name == entry and #epochs == length then return archive.int64(balnet.tensor(epochs)) end
  return archive.int64(balnet.arange(length))
end

-- A scale of a length is at the root under the dimension's name; one of another length under that and the length.
local function name_of_scale(tree, name, length, run, lengths)
  local is_free = lengths[name] == nil or lengths[name] == length
  local chosen = is_free and name or ("%s_%d"):format(name, length)
  if lengths[chosen] == nil and tree[chosen] == nil then
    lengths[chosen] = length
    tree[chosen] = archive.labelled(values_of(name, length, run), { chosen })
  end
  return chosen
end

--- Names the dimensions of the tensors in a tree, and adds the scales at its root.
---@param tree table what is to be written
---@param run balnet.run
function scales.add(tree, run)
  local lengths, labelled = {}, {}
  for group, members in pairs(tree) do
    for member, tensor in pairs(type(members) == "table" and members or {}) do
      local names = type(tensor) == "userdata" and dimensions_of(group .. "/" .. member)
      if names then labelled[#labelled + 1] = { group = group, member = member, tensor = tensor, names = names } end
    end
  end
  table.sort(labelled, function(a, b) return a.group .. "/" .. a.member < b.group .. "/" .. b.member end)
  for _, item in ipairs(labelled) do
    local labels, shape = {}, { item.tensor:shape() }
    if #shape == #item.names then
      for d, length in ipairs(shape) do
        labels[d] = length > 0 and name_of_scale(tree, item.names[d], length, run, lengths) or item.names[d]
      end
      tree[item.group][item.member] = archive.labelled(item.tensor, labels)
    end
  end
end

return scales
