--- The text of `--help`: every parameter with its default and unit and its line, in columns.

local parameters = require "balnet.parameters.parameters"

local help = {}

local function default_text(declaration, scripted)
  local default = scripted[declaration.name]
  if default == nil and declaration.like then return declaration.like end
  if default == nil then default = declaration.default end
  if default == nil then return "none" end
  local text = parameters.text(default)
  return declaration.unit and text .. " " .. declaration.unit or text
end

local function width(text)
  return utf8.len(text) or #text
end

local function padded(text, columns)
  return text .. (" "):rep(columns - width(text))
end

local function wrapped(text, columns)
  local lines, line = {}, ""
  for word in text:gmatch "%S+" do
    if line ~= "" and width(line) + 1 + width(word) > columns then
      lines[#lines + 1], line = line, word
    else
      line = line == "" and word or line .. " " .. word
    end
  end
  lines[#lines + 1] = line
  return lines
end

local function row_of(declaration, scripted)
  local line = declaration.help
  if declaration.choices then line = line .. " (" .. table.concat(declaration.choices, ", ") .. ")" end
  return { "--" .. declaration.name, default_text(declaration, scripted), line }
end

local function column_widths(rows)
  local widest = { 0, 0 }
  for _, row in ipairs(rows) do
    for column = 1, 2 do widest[column] = math.max(widest[column], width(row[column])) end
  end
  return widest
end

local gap, least_help = 2, 20

local function row_lines(row, widths, columns)
  local start = gap
  for column = 1, 2 do start = start + widths[column] + gap end
  local lines = wrapped(row[3], math.max(columns - start, least_help))
  local head = (" "):rep(gap)
  for column = 1, 2 do head = head .. padded(row[column], widths[column] + gap) end
  lines[1] = head .. lines[1]
  for i = 2, #lines do lines[i] = (" "):rep(start) .. lines[i] end
  return lines
end

--- The help text.
---@param set balnet.parameter_set
---@param scripted table<string, any> what the script gives, shown instead of the default
---@param usage string the first line
---@param columns integer the width to fit into, as far as the columns allow
---@return string # without a final newline
function help.text(set, scripted, usage, columns)
  local rows = {}
  for i, declaration in ipairs(set.list) do rows[i] = row_of(declaration, scripted) end
  local widths = column_widths(rows)
  local lines, group = { usage }, nil
  for i, declaration in ipairs(set.list) do
    if declaration.group ~= group or i == 1 then
      group = declaration.group
      lines[#lines + 1] = ""
      lines[#lines + 1] = (group or "of this script") .. ":"
    end
    for _, line in ipairs(row_lines(rows[i], widths, columns)) do lines[#lines + 1] = line end
  end
  return table.concat(lines, "\n")
end

return help
