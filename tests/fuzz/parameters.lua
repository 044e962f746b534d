-- Command lines: any words give accepted values, all of them in range, or a sentence. One word a line of the input.
local balnet_parameters = require "balnet.parameters.parameters"
local command_line = require "balnet.parameters.command_line"

local set = assert(balnet_parameters.set {
  { name = "neurons", kind = "integer", default = 100, least = 1, most = 20000 },
  { name = "dt", kind = "number", default = 0.2, above = 0, below = 2 },
  { name = "noise", kind = "number", default = 1, least = 0 },
  { name = "zero_diagonal", kind = "boolean", default = true },
  { name = "activation", kind = "choice", default = "relu", choices = { "relu", "tanh", "true" } },
  { name = "note", kind = "text" },
  { name = "seed", kind = "integer", default = 1 },
})

local function words_of(text)
  local words = {}
  for word in text:gmatch "[^\n]+" do words[#words + 1] = word end
  return words
end

local function check(values)
  for name, value in pairs(values) do
    local again, fault = set:accept(name, value)
    assert(again == value, fault)
    assert(type(value) ~= "number" or value == value and math.abs(value) ~= math.huge, name)
  end
  local resolved = set:resolve(values)
  assert(math.type(resolved.neurons) == "integer" and resolved.neurons >= 1 and resolved.neurons <= 20000)
  assert(resolved.dt > 0 and resolved.dt < 2 and resolved.noise >= 0)
end

return function(text)
  local words = words_of(text)
  local values, fault = command_line.read(set, words)
  if values then check(values) else assert(type(fault) == "string" and #fault > 0) end
  local line = { [0] = "script" }
  for i, word in ipairs(words) do line[i] = word end
  local again = command_line.words(command_line.text(line)) -- what is written into recipes is read back
  assert(#again == #words + 1)
  for i, word in ipairs(words) do assert(again[i + 1] == word, word) end
end
