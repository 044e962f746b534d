--- What objects are, by the class that the reference calls them by: what the prompt and `print` show of them.

local facts = {}

local function size_of_network(object)
  local p = object:parameters()
  local readouts = p.readouts > 0 and p.readouts or p.stimuli
  local unit = p.cell == "gru" and "gru" or p.activation
  return ("%d units (%s), stimuli: %d, readouts: %d"):format(p.neurons, unit, p.stimuli, readouts)
end

function facts.trainer(object) return ("trainer of %s; epochs done: %d"):format(size_of_network(object), object:epoch()) end

function facts.network(object) return "network of " .. size_of_network(object) end

function facts.force(object)
  local p = object:parameters()
  return ("FORCE network of %d units (%s), inputs: %d, outputs: %d"):format(p.neurons, p.activation, p.inputs, p.outputs)
end

function facts.simulation(object)
  local trials, units = object:state():shape()
  return ("simulation of %d units, trials: %d"):format(units, trials)
end

function facts.connections(object) return ("connections of %d units: %d"):format(object:in_degrees():size(), object:count()) end

function facts.task(object) return ("task '%s', from chance (%g) to ideal (%g)"):format(object.name, object.chance, object.ideal) end

function facts.stream(object) return ("stream of random numbers, at block %d"):format(object:position()) end

facts.random = facts.stream -- by the name that its module gives it

function facts.panel(object)
  local left, right = object:xlim()
  local low, high = object:ylim()
  if not (left and right and low and high) then return "empty panel" end
  return ("panel, x from %g to %g, y from %g to %g"):format(left, right, low, high)
end

function facts.run(object)
  local text = ("run '%s' of %d epochs, in %s"):format(object.name, object.parameters.epochs, object.folder)
  return object.history:count() > 0 and text .. "\n" .. object:summary() or text
end

function facts.history(object)
  local names = {}
  for name in next, object.numbers do names[#names + 1] = name end
  table.sort(names)
  return ("history of %d measurements, numbers: %s"):format(object:count(), table.concat(names, ", "))
end

function facts.swept(object) return ("sweep '%s' of %d runs, in %s"):format(object.name, object.finished:size(), object.folder) end

function facts.study(object) return ("study '%s', in %s"):format(object.name, object.folder) end

--- What is known of an object; of one that can't tell, as a trainer that is closed, its class.
---@param class string
---@param object any
---@return string
function facts.line(class, object)
  local known, text = pcall(facts[class], object)
  return known and text or class
end

return facts
