--- What a sweep gathers of a run: the vectors of its results file.

local vectors = {}

-- Groups that are not gathered: the state for resuming.
local left_out = { state = true, state_before = true }

local root = "results" -- the group in which vectors are gathered that a study has saved in none

local function is_vector(member) return type(member) == "userdata" and member:dims() == 1 end

-- Of a run of training the vectors in no group are scales of dimensions.
local function add_of_root(groups, tree)
  for name, member in pairs(tree.history and {} or tree) do
    if is_vector(member) then
      groups[root] = groups[root] or {}
      groups[root][name] = groups[root][name] or member
    end
  end
end

--- The vectors of one run by group and name.
---@param tree table as archive.read gives it
---@return table<string, table<string, balnet.tensor>>
function vectors.of(tree)
  local groups = {}
  for name, group in pairs(tree) do
    if type(group) == "table" and name ~= "attributes" and not left_out[name] then
      for member, tensor in pairs(group) do
        if is_vector(tensor) then
          groups[name] = groups[name] or {}
          groups[name][member] = tensor
        end
      end
    end
  end
  add_of_root(groups, tree)
  return groups
end

return vectors
