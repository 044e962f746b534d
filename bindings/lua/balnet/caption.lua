--- Words as figures, to stand between figures on the sheets of `balnet.plot.document`: paragraphs and tables.
--
--     local caption = balnet.caption
--     balnet.plot.document("paper.pdf", { { figure, caption.paragraph "Figure 1: what it shows.", caption.table(rows) } })

local arguments = require "balnet.parameters.arguments"
local number = require "balnet.parameters.number"
local options_reader = require "balnet.parameters.options"
local plot = require "balnet.plot"

local caption = {}

local width = 178 -- mm, the room between the margins of a sheet
local points_a_mm = 72 / 25.4
local margin = 3 -- points around the lines
local letter_width = 0.58 -- of the size, on average over a line

-- A figure of a number of lines of one height. draw(panel, y_of) writes them; y_of(i) is the y coordinate of
-- line i.
local function block(lines, line_height, draw)
  local height = (lines * line_height + 2 * margin) / points_a_mm
  local figure = plot.figure { size = { width, height }, theme = { margin = margin } }
  local panel = figure:panel(1, 1):set { axes = false, xlim = { 0, 1 }, ylim = { 0, 1 } }
  draw(panel, function(i) return 1 - (i - 0.5) / lines end)
  return figure
end

-- Lines of at most `most` letters, broken between words. A formula counts as one word.
local function wrapped(text, most)
  local lines, line = {}, nil
  for word in text:gsub("%$[^$]*%$", function(formula) return (formula:gsub(" ", "\0")) end):gmatch "[^ \n]+" do
    word = word:gsub("\0", " ")
    if line and utf8.len(line) + 1 + utf8.len(word) > most then
      lines[#lines + 1], line = line, nil
    end
    line = line and line .. " " .. word or word
  end
  lines[#lines + 1] = line
  return lines
end

--- A paragraph of text, wrapped, as wide as a double column.
--
--     local paragraph = balnet.caption.paragraph "The rate $\\nu$ over the balance $b$."
--     tostring(paragraph):match "178 mm"  --> "178 mm"
---@param text string may hold mathematics between dollar signs
---@param options? { size?: number, face?: string } points (7.5) and "regular", "bold" or "italic"
---@return balnet.Figure
caption.paragraph = arguments.typed("paragraph", function(text, options)
  local chosen = options_reader.over(options,
    { size = { "positive", 7.5 }, face = { "text", "regular", words = { "regular", "bold", "italic" } } })
  local size, face = chosen.size, chosen.face
  local lines = wrapped(text, math.floor(width * points_a_mm / (letter_width * size)))
  return block(#lines, 1.35 * size, function(panel, y_of)
    for i, line in ipairs(lines) do
      panel:text(0, y_of(i), line, { size = size, face = face, valign = "middle", coordinates = "panel" })
    end
  end)
end, "text", "options?")

local function check_rows(rows)
  for i, row in ipairs(rows) do
    if type(row) ~= "table" then error(("row %d is a %s; an array of cells was needed"):format(i, type(row)), 3) end
  end
  if #rows == 0 then error("the table has no rows; at least 1 was needed", 3) end
end

--- A table: the first column flush left, the others flush right, the first row bold over a line.
--
--     local numbers = balnet.caption.table { { "", "found", "expected" }, { "slope", 0.99, 1 } }
--     balnet.plot.document("numbers.pdf", { { numbers } })
--     balnet.system.exists "numbers.pdf"  --> true
---@param rows (string|number)[][] all as long as the first
---@param options? { size?: number, widths?: number[] } points (7); where columns end, as parts of the width
---@return balnet.Figure
caption.table = arguments.typed("table", function(rows, options)
  check_rows(rows)
  local chosen = options_reader.over(options, { size = { "positive", 7 }, widths = { "table" } })
  local size, columns, ends = chosen.size, #rows[1], chosen.widths or {}
  return block(#rows, 1.5 * size, function(panel, y_of)
    for i, row in ipairs(rows) do
      for k = 1, columns do
        local x = k == 1 and 0 or (ends[k] or k / columns) -- the first column is flush left, the others flush right
        panel:text(x, y_of(i), number.shown(row[k]), { size = size, face = i == 1 and "bold" or "regular", valign = "middle",
          align = k == 1 and "left" or "right", coordinates = "panel" })
      end
    end
    panel:hline(1 - 1 / #rows, { width = 0.5 })
  end)
end, "table", "options?")

return caption
