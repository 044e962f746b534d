--- The recurrent connections of a run and the signs of its units, from its parameters or from the script.

local balnet = require "balnet"

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

--- The constraint on J, for the definition of a trainer.
---@param values table<string, any> parameters of the run
---@param given? fun(random: balnet.stream, parameters: table): balnet.tensor?, balnet.tensor? of the script
---@return balnet.tensor|nil connections N x N, 0 or 1; nil where all are there
---@return balnet.tensor|nil signs N: 1, -1 or 0; nil where all are free
function connections.of(values, given)
  local random = balnet.random { seed = values.seed_network, purpose = purpose }
  if given then return given(random, values) end
  return sparse(values, random), signs_of(values)
end

return connections
