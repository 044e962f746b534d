-- Limits of the machine: memory, files, streams, environment and columns. A run ends well or says in a sentence why it
-- does not.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local folder
local tiny = os.getenv "BALNET_SOURCE" .. "/tests/tiny.lua"

TestLimits = {}

function TestLimits:setUp() folder = shell.scratch() end

function TestLimits:tearDown() shell.remove(folder) end

-- Runs the program in the folder behind some words of shell.
local function under(before, after, ...)
  return shell.line(("%s %s %s"):format(before, shell.program_command(...), after or ""), folder)
end

local function assert_trained(result)
  lu.assertEquals(result.status, 0, result.err)
  lu.assertNotNil(shell.read(folder .. "/out/tiny.h5"))
end

-- The sanitizers reserve terabytes of addresses.
function TestLimits:test_200_megabytes_of_addresses_train_a_small_network_and_refuse_a_large_one()
  if os.getenv "BALNET_SANITIZE" ~= "" then lu.skip "sanitizers need more" end
  local limit = "ulimit -v 200000;"
  assert_trained(under(limit, nil, tiny, "--out", "out"))
  local refused = under(limit, nil, tiny, "--out", "large", "--neurons", "3000")
  lu.assertEquals(refused.status, 1, refused.err)
  lu.assertStrContains(refused.err, "tiny: not enough memory")
end

function TestLimits:test_64_open_files_are_enough_for_a_sweep()
  local result = under("ulimit -n 64;", nil, "sweep", tiny, "--seed", "1..6", "--jobs", "6", "--out", "swept")
  lu.assertEquals(result.status, 0, result.err)
  lu.assertNotNil(shell.read(folder .. "/swept/tiny_sweep.h5"))
end

function TestLimits:test_few_open_files_end_in_a_sentence_before_training_or_with_the_results_kept()
  local drawn = "sed 's/^run:save()/run:save(balnet.figures.training(run), balnet.figures.movie(run))/' " .. tiny .. " >drawn.lua;"
  for limit = 5, 9 do
    local result = under(drawn .. ("bash -c 'ulimit -n %d; exec \"$@\"' bash"):format(limit), "2>log", "drawn.lua",
      "--out", "out", "--force")
    local said = shell.read(folder .. "/log") or ""
    lu.assertTrue(result.status <= 1 or result.status == 74, said)
    lu.assertNotStrContains(said, "stack traceback")
    if result.status ~= 0 then lu.assertStrContains(said, "Too many open files") end
    lu.assertEquals(said:find "epoch" ~= nil, shell.read(folder .. "/out/tiny.h5") ~= nil, said)
    shell.remove(folder .. "/out")
  end
end

-- As a container has it. Where no namespace can be had there is nothing to try.
function TestLimits:test_without_proc_the_module_is_found_by_the_name_of_the_program()
  local function without_proc(line) return shell.line(("unshare -rm sh -c 'mount -t tmpfs none /proc && %s'"):format(line), folder) end
  if without_proc("true").status ~= 0 then lu.skip "no namespaces here" end
  local line = [==[ -e "print(#require [[balnet]].version > 0)"]==]
  local program = os.getenv "BALNET"
  lu.assertEquals(without_proc(program .. line).out, "true\n")
  lu.assertEquals(without_proc(("PATH=%s:$PATH balnet"):format(program:match "^(.*)/") .. line).out, "true\n")
  shell.line(("ln -s %s linked"):format(program), folder)
  lu.assertEquals(without_proc("./linked" .. line).out, "true\n")
end

function TestLimits:test_a_full_stdout_is_told_and_costs_no_results()
  local result = under("", "> /dev/full", tiny, "--help")
  lu.assertEquals(result.status, 1)
  lu.assertStrContains(result.err, "output to stdout was lost")
  assert_trained(under("", "> /dev/full", tiny, "--out", "out"))
end

function TestLimits:test_a_sweep_with_nowhere_to_speak_gathers_its_results()
  local result = under("", "> /dev/full 2>&-", "sweep", tiny, "--seed", "1,2", "--out", "swept")
  lu.assertEquals(result.status, 0)
  lu.assertNotNil(shell.read(folder .. "/swept/tiny_sweep.h5"))
end

function TestLimits:test_a_closed_stderr_does_not_stop_a_run()
  assert_trained(under("", "2>&-", tiny, "--out", "out"))
end

function TestLimits:test_an_empty_environment_does()
  assert_trained(under("env -i", nil, tiny, "--out", "out"))
  lu.assertStrContains(shell.line(("echo '1 + 1' | env -i %s"):format(shell.program_command "-i")).out, "\n2\n")
end

-- What the program shows on a terminal of 20 columns, that of the interactive tests, beside some steps of those.
local function on_a_small_terminal(status, steps, ...)
  shell.write(folder .. "/steps", table.concat(steps, "\n"))
  local helper = os.getenv "BALNET_SOURCE" .. "/tests/bindings/program/terminal.py"
  local result = shell.line(("%s %s 20 %s < steps"):format(os.getenv "BALNET_PYTHON", shell.quote(helper),
    shell.program_command(...)), folder)
  lu.assertEquals(result.err, "")
  lu.assertStrContains(result.out, ("[exit %d, terminal restored]"):format(status))
  return result.out
end

function TestLimits:test_twenty_columns_are_enough()
  on_a_small_terminal(0, {}, tiny, "--help")
  on_a_small_terminal(0, {}, tiny, "--out", "out")
  on_a_small_terminal(2, {}, tiny, "--neurons", "none")
end

-- The values are words of which a letter has several bytes, and the rows are cut in front of what the log says. A run ends
-- when its row has been seen.
function TestLimits:test_twenty_columns_are_enough_for_the_table_of_a_sweep()
  shell.write(folder .. "/words.lua", [[
    local balnet = require "balnet"
    local study = balnet.study { name = "words", parameters = { { name = "word", kind = "choice", default = "b",
      choices = { "b", "ääääääääääää" }, help = "a word" } } }
    io.stderr:write "at work\n"
    while not io.open(study.parameters.word) do os.execute "sleep 0.05" end
    study:save { x = balnet.ones(1) }]])
  local long = ("ä"):rep(12)
  local steps = { "wait   word=" .. long, "make " .. long, "wait   word=b  at work", "make b" }
  local seen = on_a_small_terminal(0, steps, "sweep", "words.lua", "--word", "ääääääääääää,b", "--jobs", "1", "--out", "swept")
  local whole = { ["  word=" .. long] = true, ["  word=b  "] = true, ["  word=b  at work"] = true } -- the second before it has begun
  for line in seen:gsub("\27%[%d*%a", ""):gmatch "[^\r\n]+" do
    lu.assertTrue(whole[line] or not line:find "^  word=", line)
  end
end

os.exit(lu.LuaUnit.run())
