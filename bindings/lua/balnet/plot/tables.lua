--- Tables of texts and numbers in a panel.

local method = require "balnet.plot.method"

local table_options = {
  header = { "table" }, align = { "text" }, format = { "text" }, size = { "positive" }, width = { "number", 1, least = 0.05, most = 1 },
}

local aligned = { l = "left", c = "centre", r = "right" }

-- The rows as texts, and the share of the width that each column takes, by its longest text.
local function layout(rows, own)
  local texts, shares, sum = {}, {}, 0
  for r, row in ipairs(rows) do
    texts[r] = {}
    for c = 1, #row do
      texts[r][c] = method.text_of(row[c], own.format)
      shares[c] = math.max(shares[c] or 2, (utf8.len((texts[r][c]:gsub("[%$\\{}]", ""))) or 0) + 2)
    end
  end
  for _, share in ipairs(shares) do sum = sum + share end
  for c, share in ipairs(shares) do shares[c] = own.width * share / sum end
  return texts, shares
end

local place_in_column = { left = 0.1, centre = 0.5, right = 0.9 } -- share of the column's width

local function draw_row(panel, row, at, shares, align, options)
  local left = 0
  for c, share in ipairs(shares) do
    local h = aligned[align:sub(c, c)]
    if row[c] then
      panel:text(left + place_in_column[h] * share, at, row[c],
        method.with({ align = h, valign = "middle", coordinates = "panel" }, options))
    end
    left = left + share
  end
end

return {
  table = method.of("table", function(panel, rows, options)
    local own = method.options(options, table_options)
    method.check_format(own.format)
    local all, texts = {}, own.header
    if texts then all[1] = texts end
    for _, row in ipairs(rows) do
      if type(row) ~= "table" then error("a table of rows was needed, each a table of texts or numbers", 0) end
      all[#all + 1] = row
    end
    for r, row in ipairs(all) do
      if #row ~= #all[1] then error(("row %d has %d entries and row 1 has %d; as many were needed"):format(r, #row, #all[1]), 0) end
    end
    if #all > 200 then error(("%d rows were given; at most 200 can be shown"):format(#all), 0) end
    local lines, shares = layout(all, own)
    local align = own.align or ("l" .. ("r"):rep(#shares)):sub(1, #shares)
    if #align ~= #shares or align:find "[^lcr]" then
      error(("field 'align' is '%s'; %d letters l, c or r were needed, one a column"):format(align, #shares), 0)
    end
    local height = 1 / math.max(1, #lines)
    for r, row in ipairs(lines) do
      draw_row(panel, row, 1 - (r - 0.5) * height, shares, align, { size = own.size, face = own.header and r == 1 and "bold" or nil })
    end
    panel:set { xlim = { 0, 1 }, ylim = { 0, 1 }, axes = false }
    if #lines == 0 then return end
    panel:hline(1, { to = own.width, width = 0.9 }):hline(0, { to = own.width, width = 0.9 })
    if own.header then panel:hline(1 - height, { to = own.width, width = 0.5 }) end
  end, "table", "options?"),
}
