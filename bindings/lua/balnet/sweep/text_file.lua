--- Small texts that several processes read, replaced whole.

local system = require "balnet.native.system"

local text_file = {}

--- Replaces a file. Readers find the old text or the new one.
---@param path string
---@param text string
---@return string|nil fault
function text_file.replace(path, text)
  local on_its_way = ("%s.tmp.%d"):format(path, system.process())
  local file, fault = io.open(on_its_way, "wb")
  if not file then return fault end
  local written
  written, fault = file:write(text)
  local closed, fault_of_close = file:close()
  if written and closed then written, fault = os.rename(on_its_way, path) end
  if written and closed then return nil end
  os.remove(on_its_way)
  return ("cannot write '%s': %s"):format(path, fault or fault_of_close)
end

return text_file
