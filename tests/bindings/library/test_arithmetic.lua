-- Numbers at their limits, and what results must not depend on: the locale, the order in which modules are loaded, the
-- names of folders. Expected values are those of a run under usual conditions.
local lu = require "luaunit"
local balnet = require "balnet"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")
local assert_refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua").assert_refused

local folder

local function set_up() folder = shell.scratch() end
local function tear_down() shell.remove(folder) end

TestLimits = {}

function TestLimits:test_sizes_whose_product_overflows_are_refused()
  for _, make in ipairs { balnet.zeros, balnet.ones } do
    lu.assertErrorMsgContains("2^48", make, 2 ^ 40, 2 ^ 40)
    lu.assertError(make, 2 ^ 32, 2 ^ 32)
    lu.assertError(make, math.maxinteger, 2)
  end
  lu.assertErrorMsgContains("neurons", balnet.trainer, { neurons = 2 ^ 40 })
  lu.assertErrorMsgContains("steps", balnet.stimulus, { steps = 2 ^ 40, batch = 2 ^ 40 })
  lu.assertErrorMsgContains("batch", balnet.trainer, { batch = 2 ^ 62 })
end

-- The processor time of epochs whose input has the given scale, the least of some tries.
local function seconds_at(scale)
  local trainer <close> = balnet.trainer { noise = 0, activity_penalty = 0, input_mean = scale, input_std = scale / 10,
    activation = "tanh", learning_rate = 0, threads = 1 }
  local least = math.huge
  for _ = 1, 6 do
    local start = os.clock()
    trainer:step(40)
    least = math.min(least, os.clock() - start)
  end
  return least
end

function TestLimits:test_numbers_too_small_to_be_normal_slow_nothing_down()
  lu.skipIf(os.getenv "BALNET_SANITIZE" ~= "", "times mean nothing here")
  lu.assertTrue(seconds_at(1e-40) < 3 * seconds_at(1))
end

function TestLimits:test_a_weight_that_is_nan_or_infinite_is_noticed_by_the_next_measurement()
  for _, bad in ipairs { 0 / 0, math.huge } do
    local trainer <close> = balnet.trainer { neurons = 10, threads = 1 }
    trainer:J()[{ 2, 3 }] = bad
    local loss = trainer:step()
    lu.assertTrue(loss ~= loss or loss == math.huge, tostring(loss))
    local measured = trainer:measure().test_error
    lu.assertTrue(measured ~= measured or measured == math.huge, tostring(measured))
  end
end

-- A run in which a weight becomes NaN or infinite after the measurement at epoch 11.
local bad_run = [[
local balnet = require "balnet"
local bad = %s
local run = balnet.experiment { name = "bad", neurons = 10, batch = 4, steps = 10, epochs = 60, measure_every = 10, %s }
for epoch, measured in run:train() do
  run:record(measured)
  if epoch == 11 then %s end
end
]]

function TestLimits:test_a_run_with_a_nan_says_so_and_keeps_its_earlier_results()
  folder = shell.scratch()
  local weight = "the loss became nan at epoch 12"
  for _, case in ipairs { { "0 / 0", "", "run.trainer:J()[{ 2, 3 }] = bad", weight },
    { "1 / 0", "", "run.trainer:bias()[2] = bad", weight },
    { "1e10", "learning_rate = bad", "", "the test error became %a+ at epoch 1;" },
    { "0 / 0", "task = function() return balnet.ones(10, 1, 4) * bad, balnet.ones(10, 1, 4) end", "", "input is nan at step 1" } } do
    local result = shell.lua(bad_run:format(case[1], case[2], case[3]), "--out", folder, "--force")
    lu.assertEquals(result.status, 1)
    lu.assertStrMatches(result.err, ".*" .. case[4] .. ".*")
    if case[4] == weight then lu.assertEquals(balnet.archive.read(folder .. "/bad.h5").history.epoch:totable(), { 1, 11 }) end
  end
  shell.remove(folder)
end

-- printf shows the sign of a NaN, which is set in 0/0 on many processors.
function TestLimits:test_a_nan_has_no_sign_in_sentences()
  local nan = 0 / 0
  local set = assert(require("balnet.parameters.parameters").set { { name = "a", kind = "number", default = 1, help = "a" } })
  lu.assertEquals(select(2, set:accept("a", nan)), "a is nan; it must be a number")
  lu.assertErrorMsgContains("dt is nan;", balnet.trainer, { dt = nan })
  lu.assertErrorMsgContains("'neurons' is nan;", balnet.trainer, { neurons = nan })
  lu.assertErrorMsgContains("; nan and inf were given", balnet.zeros(2).clamp, balnet.zeros(2), nan, 1 / 0)
  lu.assertErrorMsgContains("'width' is nan;", balnet.plot.figure, { width = nan })
  lu.assertEquals(tostring(balnet.tensor(nan)), "tensor scalar, f64: nan")
  lu.assertEquals(require("balnet.sweep.grid").text(nan), "nan")
end

TestIntegers = { setUp = set_up, tearDown = tear_down }

-- 2^53 + 1 lies between two doubles; Lua compares it with both and finds it equal to none.
function TestIntegers:test_an_integer_that_no_double_holds_is_no_other_number()
  local between = (1 << 53) + 1
  local words = "9007199254740993 is an integer that no double holds"
  local x = balnet.tensor { 2.0 ^ 53, 2.0 ^ 53 + 2 }
  for _, f in ipairs { function() balnet.tensor { between } end, function() balnet.tensor(between) end, function() x[1] = between end,
    function() x:fill(between) end, function() balnet.full({ 2 }, between) end, function() return x + between end,
    function() return x:eq(between) end, function() x:put(1, { 1 }, between) end, function() x:clamp(0, between) end,
    function() balnet.trainer { neurons = 4, input_mean = between } end } do
    assert_refused(words, f)
  end
  lu.assertEquals(x:eq(1 << 53):totable(), { 1, 0 }) -- every other integer up to 2^54 is a double
  lu.assertEquals((balnet.tensor { between + 1 })[1], 2.0 ^ 53 + 2)
  assert_refused("integer that no double holds", balnet.tensor, { math.maxinteger })
  lu.assertEquals(balnet.tensor({ math.mininteger })[1], -2.0 ^ 63)
end

function TestIntegers:test_a_range_has_no_element_twice()
  assert_refused("the step 1.0 is lost at 9.007199254741e+15", balnet.arange, 2.0 ^ 53, 2.0 ^ 53 + 4)
  lu.assertEquals(#balnet.arange(2.0 ^ 53, 2.0 ^ 53 + 8, 2), 5)
end

function TestIntegers:test_integers_of_a_column_are_written_whole()
  local path = folder .. "/seeds.csv"
  balnet.csv.write(path, { seed = { math.maxinteger, (1 << 53) + 1 }, x = balnet.tensor { 0.5, 1 } }, { names = { "seed", "x" } })
  lu.assertEquals(shell.read(path), "seed,x\n9223372036854775807,0.5\n9007199254740993,1\n")
  assert_refused("column 'seed' has true at 2; a number or a text was needed", balnet.csv.write, path,
    { seed = { 1, true } }, { names = { "seed" } })
end

TestIndependence = { setUp = set_up, tearDown = tear_down }

-- Writes an archive and figures; the environment says under which locale.
local script = [[
local locale = os.getenv "TRIED_LOCALE"
if locale then assert(os.setlocale(locale)) assert(("%.1f"):format(0.5) == "0,5") end
local balnet = require "balnet"
balnet.archive.write("a.h5", { attributes = { dt = 0.25, note = "x" }, x = balnet.tensor { 0.5, 1e-3 } })
local figure = balnet.plot.figure { width = "120.5 mm", height = "4.6 in", rows = 3, columns = 2 }
figure:panel(1, 1):line({ 0.001, 0.25, 0.5 }, { 1.5, 2.25, 1000000.5 })
  :set { xformat = "x, y = %.2f", title = require("balnet.parameters.number").format("%.3g", 2.5) }
figure:panel(2, 1):table { { "a", 0.5 }, { "b", 1.25 } }
figure:panel(2, 2):line({ 1, 2 }):set { xticks = { 1, 2 }, xticklabels = { 1.5, "2" } }
figure:panel(3, 1):space(balnet.plot.space():line({ 0, 0.5 }, { 0, 0.5 }, { 0, 0.5 }))
figure:panel(3, 2):polar(balnet.plot.polar { spokes = 16 }:line({ 0, 1 }, { 0, 0.5 }))
figure:save("f.svg", "f.pdf", "f.eps", "f.png", { recipe = { share = 0.5 } })
local movie = balnet.plot.movie("m.gif", { seconds = 0.25 })
movie:add(figure)
movie:finish()
local set = require("balnet.parameters.parameters").set({ { name = "dt", kind = "number", default = 0.25, help = "a step" } })
local read = require "balnet.sweep.grid".read
local words = {}
for _, text in ipairs { "0.1..0.3..0.05", "1.5e-3" } do
  for _, value in ipairs(read(set, "dt", text)) do
    words[#words + 1] = require("balnet.sweep.grid").name({ { name = "dt" } }, { dt = value })
  end
end
words[#words + 1] = tostring(set:read("dt", "0,5"))
local given = require("balnet.parameters.file").read "p.lua"
words[#words + 1] = tostring(given.dt == 0.125)
io.open("words.txt", "w"):write(table.concat(words, "\n")):close()
]]

local files = { "a.h5", "f.svg", "f.pdf", "f.eps", "f.png", "m.gif", "words.txt" }

local function written(environment)
  shell.write(folder .. "/draw.lua", script)
  shell.write(folder .. "/p.lua", "return { dt = 0.125 }")
  local run = shell.line(("SOURCE_DATE_EPOCH=0 %s %s"):format(environment, shell.program_command "draw.lua"), folder)
  lu.assertEquals(run.status, 0, run.err)
  local texts = {}
  for i, name in ipairs(files) do texts[i] = shell.read(folder .. "/" .. name) end
  return texts
end

function TestIndependence:test_files_are_the_same_under_a_comma_locale()
  local made = shell.line("localedef -i de_DE -f UTF-8 " .. folder .. "/de_DE.UTF-8 && test -d " .. folder .. "/de_DE.UTF-8")
  lu.skipIf(made.status ~= 0, "there is no localedef with the sources of locales")
  local usual = written ""
  -- the C library keeps the locale that it has read from LOCPATH
  local comma = written("ASAN_OPTIONS=detect_leaks=0 TRIED_LOCALE=de_DE.UTF-8 LC_ALL=de_DE.UTF-8 LOCPATH=" .. folder)
  for i, name in ipairs(files) do lu.assertTrue(usual[i] == comma[i], name) end
end

function TestIndependence:test_sweeps_name_and_call_their_runs_in_any_locale()
  local made = shell.line("localedef -i de_DE -f UTF-8 " .. folder .. "/de_DE.UTF-8 && test -d " .. folder .. "/de_DE.UTF-8")
  lu.skipIf(made.status ~= 0, "there is no localedef with the sources of locales")
  shell.write(folder .. "/sweep.lua", [[
    assert(os.setlocale "de_DE.UTF-8")
    local swept = require("balnet").sweep { script = arg[1], out = "swept", parameters = { noise = { 0.5, 1.25 } } }
    for _, noise in ipairs { 0.5, 1.25 } do print(swept:run({ noise = noise }).parameters.noise == noise) end
  ]])
  local run = shell.line(("LOCPATH=%s LC_ALL=de_DE.UTF-8 %s"):format(folder,
    shell.program_command("sweep.lua", os.getenv "BALNET_SOURCE" .. "/tests/tiny.lua")), folder)
  lu.assertEquals(run.out, "true\ntrue\n", run.err)
  lu.assertNotNil(shell.read(folder .. "/swept/runs/noise=1.25/tiny.h5"))
end

local function digest_of(out) return shell.digest(out .. "/tiny.h5") end

local function train(out, before)
  local run = shell.lua((before or "") .. ("\ndofile %q"):format(os.getenv "BALNET_SOURCE" .. "/tests/tiny.lua"), "--out", out)
  lu.assertEquals(run.status, 0, run.err)
  return digest_of(out)
end

function TestIndependence:test_results_do_not_depend_on_the_order_in_which_modules_are_loaded()
  local usual = train(folder .. "/usual")
  local backwards = train(folder .. "/backwards", [[
    require "balnet"
    local names = {}
    for name in pairs(package.preload) do
      if name:find "^balnet%." and not name:find "%.meta" and not name:find "%.command" then names[#names + 1] = name end
    end
    table.sort(names, function(a, b) return a > b end)
    for _, name in ipairs(names) do require(name) end
  ]])
  lu.assertEquals(backwards, usual)
end

function TestIndependence:test_folders_may_have_spaces_and_any_letters()
  local usual = train(folder .. "/usual")
  for _, name in ipairs { "a b  c", "größe – µ", "it's", '"quoted"', "$HOME", "a;b" } do
    lu.assertEquals(train(folder .. "/" .. name .. "/deep er"), usual, name)
    lu.assertEquals(balnet.load(folder .. "/" .. name .. "/deep er/tiny.h5").trainer:epoch(), 21)
  end
end

TestSecurity = { setUp = set_up, tearDown = tear_down }

local function tiny(...) return shell.program(os.getenv "BALNET_SOURCE" .. "/tests/tiny.lua", "--out", folder .. "/out", ...) end

function TestSecurity:test_a_parameter_file_can_reach_nothing()
  for _, text in ipairs { "os.execute 'touch reached'", "return { seed = os.execute 'touch reached' }",
    "return { seed = (function() return 1 end)() }", "return { seed = io }", "return setmetatable({}, {})", "\27Lua" } do
    shell.write(folder .. "/given.lua", text)
    local run = shell.line(("cd %s && %s"):format(shell.quote(folder), shell.program_command(os.getenv "BALNET_SOURCE" .. "/tests/tiny.lua",
      "--out", "out", "--params", "given.lua")))
    lu.assertEquals(run.status, 2, text)
    lu.assertNil(shell.read(folder .. "/reached"))
  end
end

function TestSecurity:test_names_of_files_are_words_for_no_shell()
  local name = folder .. "/x'; touch reached; $(touch reached) `touch reached`"
  lu.assertEquals(tiny("--out", name).status, 0)
  lu.assertEquals(shell.program("info", name .. "/tiny.h5").status, 0)
  lu.assertEquals(shell.line("find . " .. shell.quote(folder) .. " -name reached").out, "")
end

-- What a run leaves has the rights that the umask leaves, and no temporary file stays.
function TestSecurity:test_files_have_the_rights_that_the_umask_leaves()
  local run = shell.line("umask 027 && " .. shell.program_command(os.getenv "BALNET_SOURCE" .. "/tests/tiny.lua", "--out", "out"), folder)
  lu.assertEquals(run.status, 0, run.err)
  local listed = shell.line(
    "find out -type f -printf '%m\\n' | sort -u; find out -type d -printf '%m\\n' | sort -u; find . -name '*.tmp*'",
    folder)
  lu.assertEquals(listed.out, "640\n750\n")
end

function TestSecurity:test_a_link_planted_in_a_temporary_files_place_is_not_followed()
  shell.write(folder .. "/precious", "precious")
  local script_text = [[
    local balnet = require "balnet"
    local number = require("balnet.native.system").process()
    assert(os.execute("ln -s precious x.h5.tmp." .. number))
    balnet.archive.write("x.h5", { x = balnet.zeros(3) })
  ]]
  shell.write(folder .. "/plant.lua", script_text)
  local run = shell.line(shell.program_command "plant.lua", folder)
  lu.assertEquals(run.status, 0, run.err)
  lu.assertEquals(shell.read(folder .. "/precious"), "precious")
end

os.exit(lu.LuaUnit.run())
