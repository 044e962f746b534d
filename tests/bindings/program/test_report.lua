-- `balnet report`: a page with texts, code, output and figures of a script.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local place = shell.scratch()

local script = [==[
#!/usr/bin/env balnet
--[[
# A *line*

<script>alert(1)</script>
]]
local balnet = require "balnet"
print("first", #arg, ...)
local text = [[
--[[ part of a string
]]
--[=[ ## Drawn ]=]
io.write("second <", #text, ">\n")
io.stdout:write "third\n"
local figure = balnet.plot.figure { size = { 60, 40 } }
figure:panel(1, 1):line { 1, 4, 9 }
figure:save "line.svg"
figure:save("line.png", { recipe = { seed = 3 } })
]==]

local function report(text, words)
  shell.write(place .. "/mine.lua", text)
  local run = shell.line(shell.program_command() .. " report " .. (words or "mine.lua"), place)
  local file <close> = io.open(place .. "/mine.html")
  return run, file and file:read "a"
end

-- Where each of the texts begins in the page, in the order given.
local function assert_in_order(page, texts)
  local at = 1
  for _, text in ipairs(texts) do
    local from, to = page:find(text, at, true)
    lu.assertNotNil(from, text)
    at = to
  end
end

TestReport = {}

function TestReport:test_texts_code_output_and_figures_stand_in_their_order()
  local run, page = report(script, "mine.lua one 'two words'")
  lu.assertEquals(run.status, 0, run.err)
  lu.assertEquals(run.out, "first\t2\tone\ttwo words\nsecond <22>\nthird\n")
  assert_in_order(page, { "<title>A *line*", "<h1>A <em>line</em></h1>", "local balnet", "<pre class=\"output\">first\t2\tone\ttwo words",
    "<h2>Drawn</h2>", "figure:panel", "<pre class=\"output\">second &lt;22&gt;\nthird\n", "<figure>",
    "balnet report mine.lua one 'two words'" })
  lu.assertNil(page:find("alert(1)", 1, true))
end

function TestReport:test_a_figure_is_shown_once_and_its_picture_carries_the_recipe()
  local _, page = report(script)
  local _, count = page:gsub("<img ", "")
  lu.assertEquals(count, 1)
  assert_in_order(page, { "<summary>line.svg, line.png</summary>", "mine.lua" })
  shell.write(place .. "/picture.base64", page:match 'base64,([^"]+)')
  lu.assertEquals(shell.line("base64 -d picture.base64 >picture.png", place).status, 0)
  local read = [[-e 'local r = require("balnet").plot.recipe "picture.png" print(r.script, r.seed)']]
  lu.assertEquals(shell.line(shell.program_command() .. " " .. read, place).out, "mine.lua\t3\n")
end

function TestReport:test_a_script_that_fails_leaves_the_page_as_far_as_it_came()
  local run, page = report "print 'before'\n--[[ text ]]\nprint 'after' error 'no more'\n"
  lu.assertEquals(run.status, 1)
  lu.assertStrContains(run.err, "mine.lua:3: no more")
  assert_in_order(page, { "<pre class=\"output\">before", "<p>text</p>", "after\n", "<pre class=\"fault\">mine.lua:3: no more" })
end

function TestReport:test_a_script_that_ends_by_os_exit_leaves_its_page()
  for code, status in pairs { ["os.exit(3)"] = 3, ["os.exit()"] = 0, ["os.exit(true)"] = 0, ["os.exit(false)"] = 1 } do
    os.remove(place .. "/mine.html")
    local run, page = report("print 'before'\n" .. code .. "\nprint 'behind'\n")
    lu.assertEquals({ run.status, run.out }, { status, "before\n" }, code)
    lu.assertStrContains(page, "<pre class=\"output\">before")
    lu.assertEquals(page:find("ended with the exit status " .. status, 1, true) ~= nil, status ~= 0, code)
  end
end

function TestReport:test_bytecode_is_refused()
  local run = report(string.dump(load "print(1)"))
  lu.assertEquals(run.status, 2)
  lu.assertStrContains(run.err, "mine.lua is bytecode; a script as text was needed")
end

function TestReport:test_a_text_within_a_statement_is_an_error_at_its_line()
  local run = report "local x = {\n1\n--[[ inside ]]\n}\n"
  lu.assertEquals(run.status, 1)
  lu.assertStrContains(run.err, "mine.lua:3:")
  lu.assertStrContains(run.err, "a text stands within a statement")
end

function TestReport:test_wrong_words_are_errors()
  for words, sentence in pairs { [""] = "a script was needed", ["absent.lua"] = "cannot read absent.lua",
    ["--htm x mine.lua"] = "unknown option '--htm'" } do
    local run = shell.line(shell.program_command() .. " report " .. words, place)
    lu.assertEquals(run.status, 2, words)
    lu.assertStrContains(run.err, sentence)
  end
end

local failures = lu.LuaUnit.run()
shell.remove(place)
os.exit(failures)
