--- The reference as text: `balnet.help "svd"`. At the prompt `help` prints it.

local answer = require "balnet.reference.answer"
local system = require "balnet.native.system"

--- What the reference says of a name, or of a value: a module, a function, or an object such as a trainer. Without one, the
--- list of subjects. A name may be that of a subject ("linalg"), of a function ("svd", "linalg.svd", "tensor:sum") or of
--- an option ("learning_rate"). A word that is no name, as "spikes", lists
--- what has it in its description. An error, with the nearest name, for what is found nowhere, and for a value of which the
--- reference says nothing.
---
---     local text = balnet.help "svd"
---     text:match "[^\n]*"  --> "balnet.linalg.svd(a, options?) -> u, s, vt"
---@param subject? string|function|table|userdata
---@return string
local function help(subject)
  local text, fault = answer(subject, system.terminal_width(io.stdout) or 80)
  if not text then error(fault, 2) end
  return text
end

return help
