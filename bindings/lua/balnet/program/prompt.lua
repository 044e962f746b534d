--- What a session at a terminal has beside the language: the library as `balnet`, `help`, and results that can be read.

local balnet = require "balnet"
local arguments = require "balnet.parameters.arguments"
local system = require "balnet.native.system"

local function columns() return system.terminal_width(io.stdout) or 80 end

-- `help "svd"` prints, also the sentence about a name that means nothing; `help` alone is shown as the list of subjects.
local function answer(_, subject)
  local text, fault = require "balnet.reference.answer"(subject, columns())
  print(text or fault)
end

local help = setmetatable({}, {
  __call = arguments.counted("help", answer, { object = 1 }),
  __tostring = function() return (require "balnet.reference.answer"(nil, columns())) end,
})

if rawget(_G, "balnet") == nil then _G.balnet = balnet end
if rawget(_G, "help") == nil then _G.help = help end

--- The text of a result.
---@param value any
---@return string
return function(value) return require "balnet.program.show"(value, columns()) end
