-- `balnet --rerun FIGURE`, as a user sees it: its messages, its exit status, and that it leaves other files alone.
local lu = require "luaunit"
local source = os.getenv "BALNET_SOURCE"
local shell = dofile(source .. "/tests/shell.lua")
local balnet = require "balnet"
local command_line = require "balnet.parameters.command_line"
local process = require "balnet.native.process"
local recipe = require "balnet.program.recipe"
local system = require "balnet.native.system"
local program = shell.quote(os.getenv "BALNET")

local drawing = [[
local plot = require "balnet.plot"
local last = tonumber(arg[1])
for _, extension in ipairs { "png", "pdf", "svg", "eps" } do
  local figure = plot.figure { size = { 60, 40 } }
  figure:panel():line { 1, 2, last }
  figure:save("figure." .. extension)
end
]]

local function here(line) return shell.line(line, TestRerun.folder) end
local function rerun(words) return here(program .. " --rerun " .. words) end
local function draw(words) return here(program .. " draw.lua " .. words) end
local function assert_ended(result, status, said)
  lu.assertEquals(result.status, status, result.err)
  lu.assertStrContains(result.out .. result.err, said)
end

TestRerun = {}

function TestRerun:setUp()
  TestRerun.folder = shell.scratch()
  shell.write(TestRerun.folder .. "/draw.lua", drawing)
end

function TestRerun:tearDown() shell.remove(TestRerun.folder) end

function TestRerun:test_a_figure_of_any_format_comes_out_the_same()
  draw "3 'an argument'"
  local before = here("cat figure.*; ls").out
  for _, extension in ipairs { "png", "pdf", "svg", "eps" } do
    assert_ended(rerun("figure." .. extension), 0, "came out the same, byte for byte")
  end
  lu.assertEquals(here("cat figure.*; ls").out, before)
end

function TestRerun:test_a_figure_may_have_another_name_and_place()
  draw "3"
  here "mkdir sub; mv figure.png sub/other.PNG; rm figure.*"
  assert_ended(rerun "sub/other.PNG", 0, "byte for byte")
  lu.assertEquals(here("ls").out, "draw.lua\nsub\n")
end

function TestRerun:test_another_date_is_no_other_figure()
  draw "3"
  assert_ended(here("SOURCE_DATE_EPOCH=1 " .. program .. " --rerun figure.pdf"), 0, "it has another date")
end

function TestRerun:test_a_script_that_has_changed_is_run_only_when_that_is_wanted()
  draw "3"
  shell.write(TestRerun.folder .. "/draw.lua", "-- the same in other words\n" .. drawing)
  assert_ended(rerun "figure.png", 1, "'draw.lua' has changed since 'figure.png' was drawn")
  assert_ended(rerun "figure.png --changed", 0, "its recipe differs in script_checksum")
  shell.write(TestRerun.folder .. "/draw.lua", (drawing:gsub("1, 2", "1, 2.5")))
  local result = here("TMPDIR=. " .. program .. " --rerun --changed figure.svg")
  assert_ended(result, 1, "figure.svg came out differently; the new one is ./balnet-")
  local new = result.out:match "new one is (.*)\n"
  lu.assertNotEquals(shell.read(TestRerun.folder .. "/" .. new), shell.read(TestRerun.folder .. "/figure.svg"))
  lu.assertEquals(here("ls balnet-*").out, "figure.svg\n")
end

function TestRerun:test_a_figure_that_cannot_be_drawn_again_is_refused_with_the_reason()
  draw "3"
  here "mkdir sub; printf hello >hello.png"
  assert_ended(shell.line(program .. " --rerun ../figure.png", TestRerun.folder .. "/sub"), 1, "'draw.lua' is not here")
  assert_ended(rerun "nothing.png", 1, "nothing.png': No such file")
  assert_ended(rerun "hello.png", 1, "hello.png is no PNG, PDF, SVG, EPS, GIF, MP4 or WebM file")
  assert_ended(rerun "draw.lua", 1, "draw.lua is no PNG")
  local line = "local p = require 'balnet.plot' local f = p.figure() f:panel() f:save('e.png', { recipe = %s })"
  here(program .. " -e " .. shell.quote(line:format "nil"))
  assert_ended(rerun "e.png", 1, "was not drawn by a script")
  here(program .. " -e " .. shell.quote(line:format "false"))
  assert_ended(rerun "e.png", 1, "'e.png' carries no recipe")
  shell.write(TestRerun.folder .. "/draw.lua", "error 'no more'")
  assert_ended(rerun "figure.png --changed", 1, " draw.lua 3' ended with status 1")
end

-- A figure from somebody else must not be able to bring code.
function TestRerun:test_a_figure_brings_no_code()
  here(program .. " -e 'io.open([[reached]], [[w]]):close()' draw.lua 3; rm reached")
  assert_ended(rerun "figure.png", 1, "no options before the script are followed")
  lu.assertNil(shell.read(TestRerun.folder .. "/reached"))
end

function TestRerun:test_it_needs_a_place_for_temporary_files_and_no_stderr()
  shell.write(TestRerun.folder .. "/draw.lua", drawing .. "print 'drawn'")
  draw "3"
  local nowhere = here(("env TMPDIR=/nowhere %s --rerun figure.png"):format(program))
  assert_ended(nowhere, 1, "balnet: cannot create the folder '/nowhere/balnet-XXXXXX': No such file or directory\n")
  lu.assertNotStrContains(nowhere.err, "traceback")
  lu.assertEquals(here(program .. " --rerun figure.png 2>&-").status, 0)
end

function TestRerun:test_a_wrong_command_line_ends_with_2()
  assert_ended(rerun "", 2, "--rerun needs a figure")
  assert_ended(rerun "a.png --figure", 2, "--figure needs the number or the name")
  assert_ended(rerun "a.png b.png", 2, "takes one figure")
  assert_ended(rerun "a.png --slow", 2, "'--slow' is not an option")
end

-- The script says that it runs by a file, and never ends.
function TestRerun:test_a_signal_ends_the_script_and_leaves_nothing()
  draw "3"
  shell.write(TestRerun.folder .. "/draw.lua", "io.open('" .. TestRerun.folder .. "/runs', 'w'):close() while true do end")
  here "mkdir temporary"
  local child <close> = assert(process.start({ "env", "-C", TestRerun.folder, "TMPDIR=temporary", os.getenv "BALNET",
    "--rerun", "--changed", "figure.png" }, TestRerun.folder .. "/log"))
  shell.wait_until(function() return system.exists(TestRerun.folder .. "/runs") end, "a script at work")
  child:signal "SIGINT"
  lu.assertEquals({ shell.end_of(child) }, { "exit", 130 }, shell.read(TestRerun.folder .. "/log"))
  lu.assertEquals(here("ls temporary").out, "")
end

function TestRerun:test_an_experiment_is_trained_again_and_leaves_its_folder_alone()
  local run = program .. " " .. shell.quote(source .. "/scripts/two_stimuli.lua")
    .. " --epochs 21 --measure_every 10 --neurons 8 --out out"
  assert_ended(here(run), 0, "")
  local before = here("cat out/*; ls out").out
  assert_ended(rerun "out/two_stimuli.png", 0, "byte for byte")
  assert_ended(rerun "out/two_stimuli_weights.pdf", 0, "byte for byte")
  lu.assertEquals(here("cat out/*; ls out").out, before)
end

function TestRerun:test_archives_are_written_elsewhere_and_read_back()
  shell.write(TestRerun.folder .. "/draw.lua", [[
    local balnet = require "balnet"
    local archive = balnet.archive
    local before = archive.read("before.h5").x
    archive.write("x.h5", { x = balnet.ones(4) * #arg })
    local figure = balnet.plot.figure()
    figure:panel():line(archive.read("x.h5").x):line(before)
    figure:save "figure.png"]])
  balnet.archive.write(TestRerun.folder .. "/before.h5", { x = balnet.zeros(4) })
  draw "1 2 3"
  balnet.archive.write(TestRerun.folder .. "/x.h5", { x = balnet.zeros(4) })
  assert_ended(rerun "figure.png", 0, "byte for byte")
  lu.assertEquals(balnet.archive.read(TestRerun.folder .. "/x.h5").x:max(), 0)
end

-- Files that other programs have written: tests/data/figures/make.sh says which.
TestOtherHands = {}

local stored = source .. "/tests/data/figures"
local reads_pdf = shell.read(os.getenv "BALNET_BUILD" .. "/balnet_pdf.so") ~= nil

function TestOtherHands:setUp()
  TestRerun.folder = shell.scratch()
  here("cp " .. shell.quote(stored) .. "/* .")
end

function TestOtherHands:tearDown() shell.remove(TestRerun.folder) end

local figure_file = require "balnet.program.figure_file"
local function first(name) return assert(figure_file.read(stored .. "/" .. name))[1] end

-- The command line that make.sh gives.
local function assert_recipe(figure, name)
  lu.assertEquals(figure.entries.command_line, "balnet draw.lua 4 'a ; b'", name)
  lu.assertEquals(figure.entries.script, "draw.lua", name)
  lu.assertEquals(figure.entries.script_checksum, recipe.checksum(shell.read(stored .. "/draw.lua")), name)
end

function TestOtherHands:test_every_format_carries_its_recipe()
  for _, name in ipairs { "figure.png", "figure.pdf", "movie.gif", "movie.mp4" } do assert_recipe(first(name), name) end
end

function TestOtherHands:test_a_webm_carries_its_recipe()
  local film = first "movie.webm"
  lu.assertEquals(film.entries.command_line, "balnet film.lua")
  lu.assertEquals(film.entries.script_checksum, recipe.checksum(shell.read(stored .. "/film.lua")))
  lu.assertTrue(#film.picture > 1000)
  lu.assertStrContains(here(program .. " info movie.webm").out, "command line      balnet film.lua")
  -- Another tag changes the recipe alone.
  local whole = shell.read(stored .. "/movie.webm")
  shell.write(TestRerun.folder .. "/other.webm", (whole:gsub("balnet film", "balnut film")))
  local other = assert(figure_file.read(TestRerun.folder .. "/other.webm"))[1]
  lu.assertEquals(other.entries.command_line, "balnut film.lua")
  lu.assertEquals(other.picture, film.picture)
end

function TestOtherHands:test_a_recompressed_png_has_the_same_pixels()
  assert_recipe(first "optipng.png", "optipng.png")
  lu.assertEquals(first("optipng.png").picture, first("figure.png").picture)
  lu.assertTrue(#shell.read(stored .. "/optipng.png") < #shell.read(stored .. "/figure.png"))
  assert_ended(rerun "optipng.png", 0, "the same pixels, recompressed")
end

function TestOtherHands:test_a_pdf_is_read_however_it_is_stored()
  lu.skipIf(not reads_pdf, "balnet was built without qpdf")
  for _, name in ipairs { "linearized.pdf", "object_streams.pdf", "title.pdf" } do
    assert_recipe(first(name), name)
    lu.assertEquals(first(name).picture, first("figure.pdf").picture, name)
  end
  lu.assertEquals(first("title.pdf").properties.Title, "Mine")
  local again = "SOURCE_DATE_EPOCH=%d " .. program .. " --rerun %s"
  assert_ended(here(again:format(0, "linearized.pdf")), 0, "the same; another program wrote it anew")
  assert_ended(here(again:format(0, "title.pdf")), 0, "the same; it has another title")
  assert_ended(here(again:format(1, "title.pdf")), 0, "the same; it has another date and another title")
  assert_ended(here(again:format(1, "object_streams.pdf")), 0, "the same; it has another date\n")
end

-- Ghostscript keeps Keywords alone, and draws in its own words.
function TestOtherHands:test_a_pdf_of_ghostscript_is_followed_and_not_compared()
  lu.skipIf(not reads_pdf, "balnet was built without qpdf")
  assert_recipe(first "ghostscript.pdf", "ghostscript.pdf")
  assert_ended(here("TMPDIR=. " .. program .. " --rerun ghostscript.pdf"), 1,
    "was written anew by GPL Ghostscript 10.00.0, so that drawings can't be compared; the new one is ./balnet-")
end

-- A page that draws nothing, with these properties among its resources.
local function pdf_of(properties)
  local text, places = "%PDF-1.4\n", {}
  for i, object in ipairs { "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Properties << "
      .. "/A << /B 1 >> " .. properties .. " >> >> >>",
    "<< /Length 2 >>\nstream\nq\n\nendstream" } do
    places[i] = ("%010d 00000 n \n"):format(#text)
    text = text .. ("%d 0 obj\n%s\nendobj\n"):format(i, object)
  end
  return ("%sxref\n0 5\n0000000000 65535 f \n%strailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"):format(
    text, table.concat(places), #text)
end

-- The same, with so many long names.
local function pdf_of_names(count, last)
  local names = {}
  for i = 1, count do names[i] = ("/%s%05d %d"):format(("n"):rep(100), i, i < count and i or last) end
  return pdf_of(table.concat(names, " "))
end

function TestOtherHands:test_names_count_in_a_drawing_however_many_they_are()
  lu.skipIf(not reads_pdf, "balnet was built without qpdf")
  local function picture(count, last)
    local path = TestRerun.folder .. "/names.pdf"
    shell.write(path, pdf_of_names(count, last))
    return assert(figure_file.read(path))[1].picture
  end
  for _, count in ipairs { 2, 38, 2000 } do
    lu.assertTrue(picture(count, 7) == picture(count, 7), count)
    lu.assertTrue(picture(count, 7) ~= picture(count, 8), count)
    local _, found = picture(count, 7):gsub("/n+%d", "")
    lu.assertEquals(found, count)
  end
end

function TestOtherHands:test_what_is_too_deep_or_too_large_to_be_compared_is_said()
  lu.skipIf(not reads_pdf, "balnet was built without qpdf")
  local function fault_of(bytes)
    shell.write(TestRerun.folder .. "/odd.pdf", bytes)
    return select(2, figure_file.read(TestRerun.folder .. "/odd.pdf"))
  end
  local function nested(depth) return pdf_of("/C " .. ("["):rep(depth) .. ("]"):rep(depth)) end
  lu.assertNil(fault_of(nested(50)))
  lu.assertStrContains(fault_of(nested(150)), "odd.pdf has objects nested deeper than 100, which are not compared")
  local many = nested(1):gsub("trailer", "9000000 1\n0000000009 00000 n \ntrailer"):gsub("/Size 5", "/Size 9000001")
  lu.assertStrContains(fault_of(many), "odd.pdf states no /Size, or one beyond 8388608 objects")
  lu.assertStrContains(fault_of((nested(1):gsub("/Size 5", "/Size -5"))), "odd.pdf is a damaged PDF file")
end

function TestOtherHands:test_the_figures_of_a_paper_are_listed_and_chosen()
  lu.skipIf(not reads_pdf, "balnet was built without qpdf")
  local figures = assert(figure_file.read(stored .. "/paper.pdf"))
  lu.assertEquals(#figures, 3)
  for i = 2, 3 do assert_recipe(figures[i], figures[i].name) end
  lu.assertNotEquals(figures[2].picture, figures[3].picture)
  assert_ended(rerun "paper.pdf", 2, "holds 2 recipes; --figure chooses by a number or a name:\n  1  ./")
  assert_ended(rerun "paper.pdf --figure 3", 2, "holds no figure '3' among its 2 recipes")
  assert_ended(rerun "paper.pdf --figure figure.pdf", 0, "./figure.pdf in paper.pdf came out the same; it is the same drawing")
  local list = here(program .. " info paper.pdf").out
  lu.assertStrContains(list, "paper.pdf\n  ./")
  lu.assertStrContains(list, "command line      balnet draw.lua 4 'a ; b'")
  assert_ended(rerun "paper.pdf --figure 1 --changed", 0, "in paper.pdf came out the same")
end

function TestOtherHands:test_movies_are_drawn_again()
  here(program .. " draw.lua 4")
  assert_ended(rerun "movie.gif", 0, "movie.gif came out the same, byte for byte")
  lu.skipIf(here("ffmpeg -version").status ~= 0, "there is no ffmpeg")
  assert_ended(rerun "movie.mp4", 0, "movie.mp4 came out the same")
  assert_ended(rerun "movie.webm", 0, "movie.webm came out the same, byte for byte")
end

-- A movie of several files is written by one call.
function TestOtherHands:test_a_movie_of_two_files_leaves_the_first_ones_alone()
  shell.write(TestRerun.folder .. "/two.lua", [[
    local plot = require("balnet").plot
    local movie <close> = plot.movie("one.gif", "two.gif", { dpi = 40, seconds = 0.5 })
    for height = 2, 3 do
      local figure = plot.figure { size = { 60, 40 } }
      figure:panel():line { 1, height, 2 }
      movie:add(figure)
    end
    movie:finish()]])
  here(program .. " two.lua; cp two.gif kept.gif; printf x >two.gif")
  assert_ended(rerun "kept.gif", 0, "kept.gif came out the same, byte for byte")
  lu.assertEquals(shell.read(TestRerun.folder .. "/two.gif"), "x")
end

-- Each file with one byte changed, in many places, and cut: a sentence or a recipe, and nothing worse.
function TestOtherHands:test_damage_is_a_sentence()
  local place = TestRerun.folder .. "/damaged"
  for _, name in ipairs { "optipng.png", "linearized.pdf", "object_streams.pdf", "paper.pdf", "movie.gif", "movie.mp4",
    "movie.webm" } do
    local whole, refused = shell.read(stored .. "/" .. name), 0
    for k = 1, 60 do
      local at = (k * 7919) % #whole + 1
      local byte = string.char(whole:byte(at) ~ (1 << k % 8))
      shell.write(place, k % 3 == 0 and whole:sub(1, at) or whole:sub(1, at - 1) .. byte .. whole:sub(at + 1))
      local figures, fault = figure_file.read(place)
      lu.assertEquals(type(figures or fault), figures and "table" or "string")
      if not figures then refused = refused + 1 end
    end
    lu.assertTrue(refused > 10, name)
  end
end

TestRecipe = {}

function TestRecipe:test_words_of_a_command_line_come_back()
  for _, words in ipairs { { "balnet", "a b", "it's", "", "'", "\\", "$x", "\n", "ü" }, { "x" } } do
    local text = command_line.text { [0] = words[1], table.unpack(words, 2) }
    lu.assertEquals(command_line.words(text), words)
  end
end

-- The sums of "" and "foobar" that the authors of FNV publish.
function TestRecipe:test_checksums_are_those_of_fnv_1a()
  lu.assertEquals(recipe.checksum "", "cbf29ce484222325")
  lu.assertEquals(recipe.checksum "foobar", "85944171f73967e8")
end

function TestRecipe:test_a_figure_carries_how_it_was_drawn_and_what_the_script_adds()
  local folder = shell.scratch()
  shell.write(folder .. "/a.lua",
    "local f = require('balnet.plot').figure() f:panel() f:save('a.pdf', { recipe = { seed = 3 } })")
  shell.line(program .. " a.lua 'x y'", folder)
  local entries = balnet.plot.recipe(folder .. "/a.pdf")
  shell.remove(folder)
  lu.assertEquals(entries.seed, "3")
  lu.assertEquals(entries.script, "a.lua")
  lu.assertEquals(entries.balnet_version, balnet.version)
  lu.assertEquals(entries.command_line, os.getenv "BALNET" .. " a.lua 'x y'")
  lu.assertEquals(#entries.script_checksum, 16)
end

os.exit(lu.LuaUnit.run())
