--- Numbers as texts that programs read again: names, command lines, labels in files. Always with a decimal point,
-- whatever locale a script has set.

local number = {}

--- NaN without a sign. 0 / 0 has one on some processors, and Lua prints it.
number.nan = string.unpack("<d", "\0\0\0\0\0\0\xf8\x7f")

--- As string.format, for a format with one number in it.
---@param format string as "%.4g"
---@param value number
---@return string
function number.format(format, value)
  local text, point = format:format(value), ("%.1f"):format(0.5):sub(2, -2)
  if point == "." then return text end
  return (text:gsub("(%d)" .. point:gsub("%p", "%%%0"), "%1.", 1))
end

--- The shortest text that reads back as the same number. NaN is "nan", whatever sign it has.
---@param value number
---@return string
function number.text(value)
  if value ~= value then return "nan" end
  if math.type(value) == "integer" then return tostring(value) end
  for digits = 6, 16 do
    local text = number.format("%." .. digits .. "g", value)
    if number.read(text) == value then return text end
  end
  return number.format("%.17g", value)
end

--- Any value as a text to be shown: a float with at most 14 digits, everything else as by tostring.
---@param value any
---@return string
function number.shown(value)
  if value ~= value then return "nan" end -- printf would show a sign
  return math.type(value) == "float" and number.format("%.14g", value) or tostring(value)
end

--- The number that a text is, as tonumber reads it, but with no other decimal point than ".".
---@param text string
---@return number|nil
function number.read(text)
  if text:find "[^%w.+%s-]" then return nil end
  return tonumber(text)
end

return number
