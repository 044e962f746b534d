--- The recipe of a figure: how the program was called that drew it. Every figure and movie carries it, and
-- `balnet --rerun FIGURE` follows it.

local command_line = require "balnet.parameters.command_line"
local system = require "balnet.native.system"

local recipe = {}

--- A check sum of a text (Fowler, Noll and Vo's FNV-1a of 64 bits), as 16 hexadecimal digits.
---@param text string
---@return string
function recipe.checksum(text)
  local sum = 0xcbf29ce484222325
  for i = 1, #text do sum = (sum ~ text:byte(i)) * 0x100000001b3 end
  return ("%016x"):format(sum)
end

local checksums = {}

-- Each script is read once: the program runs the text that the file had when it was loaded.
local function checksum_of(path)
  if checksums[path] == nil then
    local file <close> = io.open(path, "rb")
    checksums[path] = file and recipe.checksum(file:read "a") or ""
  end
  return checksums[path]
end

-- The command that draws figures; its name takes the place of a script in `arg`.
local command = "sweep"

--- How a script was called. Without a script (at the prompt, in the code of -e, by `balnet sweep`) its name and check sum
-- are empty.
---@param arguments table<integer, string> as Lua's `arg`
---@return { balnet_version: string, script: string, script_checksum: string, command_line: string }
function recipe.of_call(arguments)
  local script = arguments[-1] and arguments[0] ~= command and arguments[0] or ""
  return {
    balnet_version = system.version,
    script = script,
    script_checksum = checksum_of(script),
    command_line = command_line.text(arguments),
  }
end

--- The entries that a file carries: how the program was called, with those that the script adds or replaces.
---@param own? table<string, any>|false false for nothing at all
---@return table<string, any>|nil
function recipe.complete(own)
  if own == false then return nil end
  local entries = recipe.of_call(arg or {})
  for name, value in pairs(own or {}) do entries[name] = value end
  return entries
end

return recipe
