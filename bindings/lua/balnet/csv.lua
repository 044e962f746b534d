--- Tables of numbers and texts, with commas, tabs, semicolons or spaces between the fields: `balnet.csv`.

local arguments = require "balnet.parameters.arguments"
local kinds = require "balnet.parameters.kinds"
local native = require "balnet.native.csv"
local number = require "balnet.parameters.number"
local options = require "balnet.parameters.options"

---@class balnet.csv
local csv = {}

---@class balnet.csv.options
---@field header? boolean the first line has the names of the columns (false)
---@field separator? string one character between fields; " " stands for any number of spaces and tabs (a tab for a file named
--- .tsv, else a comma)
---@field missing? string|string[] fields that stand for no number, beside the empty field and "NA"
---@field texts? boolean|(string|integer)[] true: a column with a field that is no number is a list of texts; or the columns of
--- texts, by name or place (none)

local function separator_of(path, given)
  if given == nil then return path:lower():find "%.tsv$" and "\t" or "," end
  if type(given) ~= "string" or #given ~= 1 or given:find '[%w"\r\n.+-]' then
    error(("separator is '%s'; one character was needed that is not part of a number"):format(tostring(given)), 0)
  end
  return given
end

local function missing_of(given)
  local words = { "NA" }
  for _, word in ipairs(type(given) == "table" and given or { given }) do
    if type(word) ~= "string" then error(("missing has a %s; texts were needed"):format(type(word)), 0) end
    words[#words + 1] = word
  end
  return words
end

local function texts_of(given)
  if given == nil or given == false then return {} end
  if given == true then return true end
  if type(given) ~= "table" then
    error(("texts is %s; true, or a list of names or places of columns was needed"):format(kinds.shown(given)), 0)
  end
  for _, column in ipairs(given) do
    if type(column) ~= "string" and math.type(column) ~= "integer" then
      error(("texts has %s; names or places of columns were needed"):format(kinds.shown(column)), 0)
    end
  end
  return given
end

local function check_names(path, names)
  local seen = {}
  for i, name in ipairs(names) do
    if seen[name] then
      error(("'%s': columns %d and %d are both named '%s'"):format(path, seen[name], i, name), 0)
    end
    seen[name] = i
  end
end

--- Reads a table of numbers, or of columns of numbers and of texts. Every number becomes the f64 nearest to it, whatever the
-- locale; "nan", "inf" and "-inf" are numbers. Lines end by LF or CR LF, empty ones are passed over. A field in quotes may
-- hold separators, ends of lines, and quotes, each as two.
--
--     local matrix = balnet.csv.read "rates.csv"
--     local columns, names = balnet.csv.read("trials.tsv", { header = true, missing = "-999" })
--     local animals = balnet.csv.read("animals.csv", { header = true, texts = { "id", "strain" } })
--
-- `texts` is for tables that have both. Fields of texts are taken as they stand, an empty one and "NA" too.
--
-- An error, with the path, line and column, for a field that is no number in a column of numbers, for a quote that is not
-- closed, and for a row that is shorter or longer than the first; for two columns of one name.
--
--     balnet.csv.write("rates.csv", balnet.tensor { { 1, 2 }, { 3, 4 } })
--     balnet.csv.read "rates.csv"  --> { { 1, 2 }, { 3, 4 } }
--
--     balnet.csv.write("animals.csv", { id = { "007", "a, b" }, mass = { 21.5, 19 } }, { names = { "id", "mass" } })
--     local animals = balnet.csv.read("animals.csv", { header = true, texts = true })
--     animals.id[2], animals.mass[1]  --> "a, b", 21.5
---@param path string of the file
---@param how? balnet.csv.options
---@return balnet.tensor|table<string|integer, balnet.tensor|string[]> # rows x columns; with a header the columns by name, with texts
--- and no header by place; f64, missing values NaN
---@return string[]? # with a header: the names in the order of the file
csv.read = arguments.at_caller("read", function(path, how)
  if type(path) ~= "string" then error(("path is a %s; a text was needed"):format(type(path)), 0) end
  local chosen = options.split(how or {}, { "header", "missing", "separator", "texts" })
  local header = chosen.header or false
  if type(header) ~= "boolean" then error(("header is a %s; true or false was needed"):format(type(header)), 0) end
  local read, names, texts = native.read(path, separator_of(path, chosen.separator), header, missing_of(chosen.missing),
    texts_of(chosen.texts))
  if not texts then return read end
  if names then check_names(path, names) end
  local columns = {}
  for i = 1, read:shape(1) do columns[names and names[i] or i] = texts[i] or read[i] end
  return columns, names
end)

-- The values of a column, a vector or an array; integers of an array stay integers.
local function values_of(name, column)
  if type(column) == "table" then
    for i, value in ipairs(column) do
      if type(value) ~= "number" and type(value) ~= "string" then
        error(("column '%s' has %s at %d; a number or a text was needed"):format(name, kinds.shown(value), i), 0)
      end
    end
    return column
  end
  if not kinds.read("tensor", column) then error(("column '%s' is %s; a vector was needed"):format(name, kinds.shown(column)), 0) end
  if column:dims() ~= 1 then error(("column '%s' has %d dimensions; a vector was needed"):format(name, column:dims()), 0) end
  return column:totable()
end

-- The data as a list of columns, each an array of numbers and texts.
local function columns_of(data, names)
  local columns = {}
  if type(data) ~= "table" then
    if data:dims() ~= 2 then error(("data has %d dimensions; a matrix was needed"):format(data:dims()), 0) end
    for j = 1, data:shape(2) do columns[j] = data:select(2, j):totable() end
    return columns
  end
  if not names then error("names are missing; a table of columns has no order of its own", 0) end
  for j, name in ipairs(names) do
    local column = data[name]
    if column == nil then error(("data has no column '%s'"):format(tostring(name)), 0) end
    columns[j] = values_of(name, column)
  end
  return columns
end

local function check_lengths(columns, names)
  if names and #names ~= #columns then
    error(("%d names for %d columns; one for each was needed"):format(#names, #columns), 0)
  end
  for j = 2, #columns do
    if #columns[j] ~= #columns[1] then
      error(("column %d has %d values and the first %d; the same was needed"):format(j, #columns[j], #columns[1]), 0)
    end
  end
end

-- In quotes where it would not be read as it stands.
local function field_of(value, separator)
  if type(value) == "number" then return number.text(value) end
  local plain = value ~= "" and not value:find('[" \t\r\n]') and not value:find(separator, 1, true)
  return plain and value or '"' .. value:gsub('"', '""') .. '"'
end

local function header_of(names, separator)
  local fields = {}
  for j, name in ipairs(names) do
    if type(name) ~= "string" then error(("name %d is %s; a text was needed"):format(j, kinds.shown(name)), 0) end
    fields[j] = field_of(name, separator)
  end
  return table.concat(fields, separator)
end

---@class balnet.csv.writing
---@field names? string[] of the columns, the first line; needed for a table of columns, whose order they are
---@field separator? string as for `read`

--- Writes a table of numbers, each with the fewest digits (of at least six) that read back as the same number; integers of
-- an array are whole beyond 2^53, too; NaN is `nan`. Arrays may hold texts. The file gets its name only when all of it is on
-- the disk.
--
--     balnet.csv.write("rates.csv", matrix)
--     balnet.csv.write("trials.tsv", { time = t, rate = r }, { names = { "time", "rate" } })
--
-- An error for columns of different lengths, for a name without a column, and, with the path and the system's reason, where
-- the file can't be written.
--
--     local columns = { time = balnet.tensor { 0, 1 }, rate = balnet.tensor { 5, 7 } }
--     balnet.csv.write("trials.tsv", columns, { names = { "time", "rate" } })
--     balnet.csv.read("trials.tsv", { header = true }).rate  --> { 5, 7 }
---@param path string of the file
---@param data balnet.tensor|table<string, balnet.tensor|(number|string)[]> rows x columns, or columns by name
---@param how? balnet.csv.writing
csv.write = arguments.at_caller("write", function(path, data, how)
  if type(path) ~= "string" then error(("path is a %s; a text was needed"):format(type(path)), 0) end
  if type(data) ~= "table" and type(data) ~= "userdata" then
    error(("data is a %s; a tensor or a table of columns was needed"):format(type(data)), 0)
  end
  local chosen = options.split(how or {}, { "names", "separator" })
  local separator = separator_of(path, chosen.separator)
  local columns = columns_of(data, chosen.names)
  check_lengths(columns, chosen.names)
  local lines = { chosen.names and header_of(chosen.names, separator) }
  local rows = columns[1] and #columns[1] or 0
  for i = 1, rows do
    local fields = {}
    for j, column in ipairs(columns) do fields[j] = field_of(column[i], separator) end
    lines[#lines + 1] = table.concat(fields, separator)
  end
  lines[#lines + 1] = ""
  native.replace(path, table.concat(lines, "\n"))
end)

return csv
