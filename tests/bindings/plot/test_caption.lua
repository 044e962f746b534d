-- Words as figures, read back from a PDF by poppler.
local lu = require "luaunit"
local balnet = require "balnet"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local caption = balnet.caption

local function text_of(...)
  local folder = shell.scratch()
  balnet.plot.document(folder .. "/a.pdf", { { ... } })
  local text = shell.line("pdftotext -layout a.pdf -", folder).out
  shell.remove(folder)
  return text
end

local function height_of(figure) return tonumber(tostring(figure):match "x ([%d.]+) mm") end

TestCaption = {}

function TestCaption:test_a_paragraph_keeps_its_words_in_lines_no_longer_than_the_sheet()
  local words = {}
  for i = 1, 120 do words[i] = "word" .. i end
  local text, lines = text_of(caption.paragraph(table.concat(words, " "))), 0
  lu.assertEquals((text:gsub("%s+", " "):gsub("^ ", ""):gsub(" $", "")), table.concat(words, " "))
  for line in text:gmatch "[^\n\f]+" do
    lines = lines + 1
    lu.assertTrue(#line < 140, line)
  end
  lu.assertTrue(lines > 5 and lines < 12, lines)
end

function TestCaption:test_mathematics_is_not_broken()
  local formula = "$a + b + c + d + e + f$"
  local figure = caption.paragraph((formula .. " "):rep(20))
  lu.assertTrue(height_of(figure) > height_of(caption.paragraph(formula)))
  lu.assertStrContains(text_of(figure), "f a")
end

function TestCaption:test_a_table_is_as_high_as_its_rows_and_shows_every_cell()
  local rows = { { "what", "found", "expected" }, { "first", 1.5, "2" }, { "second", "three", 4 } }
  local text = text_of(caption.table(rows, { widths = { 0, 0.6, 0.9 } }))
  lu.assertStrMatches(text, ".*what +found +expected.*first +1.5 +2.*second +three +4.*")
  lu.assertAlmostEquals(height_of(caption.table(rows)), (3 * 7 * 1.5 + 2 * 3) / 72 * 25.4, 0.01) -- margins of 3 points
end

function TestCaption:test_an_unknown_option_is_refused_at_the_line_of_the_script()
  local refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")
  refused.assert_refused("unknown field 'sise'; did you mean 'size'?", caption.paragraph, "a", { sise = 3 })
  lu.assertStrMatches(refused.message_of(caption.table, { { 1, 2 } }, { widht = 1 }), ".*refused%.lua:%d+: unknown field 'widht'.*")
end

os.exit(lu.LuaUnit.run())
