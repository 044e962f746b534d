--- The recurrent connections of a run and the signs of its units, from its parameters or from the script, and the script's
-- masks and first weights.

local balnet = require "balnet"
local kinds = require "balnet.parameters.kinds"
local tensors = require "balnet.parameters.tensors"

local connections = {}

-- The purpose of a stream that only the library uses: scripts number their purposes from 0.
local purpose = 0x7fffffff

-- Dale's law: the first half of the units excites, the second inhibits.
local function signs_of(values)
  if not values.dale then return nil end
  local N = values.neurons
  local signs = balnet.ones(N)
  signs[{ { N // 2 + 1, N } }] = -1
  return signs
end

-- Each connection exists with the same probability, independently of the others.
local function sparse(values, random)
  if values.connectivity == 1 then return nil end
  return random:uniform(values.neurons, values.neurons):lt(values.connectivity)
end

-- The script's connections and signs, or those of the parameters.
local function constraint_of(values, given)
  local random = balnet.random { seed = values.seed_network, purpose = purpose }
  if given then return given(random, values) end
  return sparse(values, random), signs_of(values)
end

local masks = { J = "mask_J", w_in = "mask_w_in", w_out = "mask_w_out", bias = "mask_bias" }

--- Raises a fault at the line of the function of the script that made what is at fault.
---@param maker function
---@param fault string
function connections.raise_at(maker, fault)
  local where = debug.getinfo(maker, "S")
  error(("%s:%d: %s"):format(where.short_src, where.linedefined, fault), 0)
end

-- Puts the script's masks into a definition.
local function add_masks(definition, values, trainable)
  local given = trainable(balnet.random { seed = values.seed_network, purpose = purpose - 1 }, values)
  if type(given) ~= "table" then connections.raise_at(trainable, ("trainable gave a %s; a table of masks was needed"):format(type(given))) end
  for name, mask in pairs(given) do
    if not masks[name] then
      connections.raise_at(trainable, ("there is no mask of '%s'; it must be one of J, w_in, w_out, bias"):format(tostring(name)))
    end
    definition[masks[name]] = mask
  end
end

--- The constraint on J and the masks, for the definition of a trainer.
---@param values table<string, any> parameters of the run
---@param script balnet.experiment_definition
---@return table<string, balnet.tensor> # connections, signs, time_constants, activation_table, mask_J and so on; those there are
function connections.of(values, script)
  local definition = { activation_table = script.activation_table }
  definition.connections, definition.signs = constraint_of(values, script.connections)
  if script.time_constants then
    definition.time_constants = script.time_constants(balnet.random { seed = values.seed_network, purpose = purpose - 2 }, values)
  end
  if script.trainable then add_masks(definition, values, script.trainable) end
  return definition
end

-- The first J as connections and signs allow it: other weights are 0, as they would be after a step.
local function allowed(J, given)
  if given.connections then J = J * given.connections end
  if given.signs then J = J * (J * given.signs):ge(0) end
  return J
end

local function put_weight(trainer, name, value, raise)
  local parts = { J = trainer.J, w_in = trainer.w_in, w_out = trainer.w_out, bias = trainer.bias }
  if not parts[name] then raise(("there are no weights '%s'; they are J, w_in, w_out and bias"):format(tostring(name))) end
  local to, given = parts[name](trainer), kinds.read("numbers", value)
  local needed = tensors.shape(to)
  local shape = given and tensors.shape(given) or kinds.shown(value)
  if shape ~= needed then raise(("the first %s is %s; %s was needed"):format(name, shape, needed)) end
  if not given:is_finite():all() then raise(("the first %s is not finite everywhere"):format(name)) end
  to:copy(given)
end

--- Puts the first weights that the script makes into a trainer in which nothing was trained.
---@param trainer balnet.trainer
---@param values table<string, any> parameters of the run
---@param maker fun(random: balnet.stream, parameters: table): table<string, balnet.tensor>
---@param given table<string, balnet.tensor> as of connections.of
function connections.put_weights(trainer, values, maker, given)
  local function raise(fault) connections.raise_at(maker, fault) end
  local first = maker(balnet.random { seed = values.seed_network, purpose = purpose - 3 }, values)
  if type(first) ~= "table" then raise(("weights gave %s; a table of them was needed"):format(kinds.shown(first))) end
  if first.J and values.rank > 0 then raise(("rank is %d, so J is J_0 + m n^T/N, which can't be given"):format(values.rank)) end
  for name, value in pairs(first) do put_weight(trainer, name, value, raise) end
  if first.J then trainer:J():copy(allowed(trainer:J():clone(), given)) end
  if trainer:parameters().initial_state == "relaxed" then trainer:measure() end -- trials begin where these weights lead
end

-- What each function of a script makes.
local makers = {
  { name = "trainable", makes = { "mask_J", "mask_w_in", "mask_w_out", "mask_bias" } },
  { name = "time_constants", makes = { "time_constants" } },
  { name = "connections", makes = { "connections", "signs" } },
}

--- The function of a script that made what is at fault in a definition: the one without whose tensors `try` does not raise the
--- same fault. Nothing if there is none.
---@param script balnet.experiment_definition
---@param given table<string, any> as of connections.of
---@param fault string what `try` raises of `given`
---@param try fun(given: table)
---@return function? maker
function connections.maker_at_fault(script, given, fault, try)
  for _, maker in ipairs(makers) do
    local made_by_script, rest = script[maker.name], {}
    for name, value in pairs(given) do rest[name] = value end
    for _, name in ipairs(maker.makes) do rest[name] = nil end
    if made_by_script then
      local sound, other = pcall(try, rest)
      if sound or other ~= fault then return made_by_script end
    end
  end
end

return connections
