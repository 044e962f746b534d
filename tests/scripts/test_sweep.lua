-- Sweeps: every run in its folder, once; what fails is told; the gathered numbers are those of the runs, by h5py.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")
local swept = dofile(os.getenv "BALNET_SOURCE" .. "/tests/swept.lua")

local out, sweep, gathered, text = swept.out, swept.sweep, swept.gathered, swept.text
local folder, script

TestSweep = {}

function TestSweep:setUp() folder, script = swept.begin() end

function TestSweep:tearDown() shell.remove(folder) end

function TestSweep:test_every_run_has_its_folder_and_its_place_in_the_results()
  local result = sweep("--seed", "1..3", "--noise", "0.5,2", "--jobs", 2)
  lu.assertEquals(result.status, 0, result.err)
  lu.assertEquals(gathered(
    "f['history/test_error'].shape, labels('history/test_error')",
    "list(f['dimensions/noise']), list(f['dimensions/seed'])",
    "(f['history/J_mean'][1, 2] == run('noise=2,seed=3', 'history/J_mean')).all()",
    "f['final/balance'][0, 1] == run('noise=0.5,seed=2', 'history/balance')[-1]",
    "len(np.unique(f['final/test_error'])), f['runs/finished'][()].min()",
    "[d[0][()].tolist() for d in f['history/test_error'].dims]"), -- the scales of netCDF and xarray
    "((2, 3, 3), ['noise', 'seed', 'entry'])\n([0.5, 2.0], [1, 2, 3])\nTrue\nTrue\n(6, 1)\n"
    .. "[[0.5, 2.0], [1, 2, 3], [1, 11, 21]]\n")
  lu.assertEquals(shell.read(out() .. "/tiny_sweep.pdf"):sub(1, 5), "%PDF-")
end

-- As doubles both seeds are 2^53.
function TestSweep:test_seeds_are_whole_numbers_of_64_bits()
  local result = sweep("--seed", "9007199254740992,9007199254740993,9223372036854775807")
  lu.assertEquals(result.status, 0, result.err)
  lu.assertEquals(gathered(
    "[int(s) for s in f['dimensions/seed']], labels('dimensions/seed'), f['dimensions/seed'].dtype",
    "h5py.File(sys.argv[2] + '/runs/seed=9007199254740993/tiny.h5')['parameters'].attrs['seed']",
    "(f['history/J_mean'][1] == run('seed=9007199254740993', 'history/J_mean')).all()"),
    "([9007199254740992, 9007199254740993, 9223372036854775807], ['seed'], dtype('int64'))\n9007199254740993\nTrue\n")
  local read = shell.lua(("print(table.concat(require('balnet').archive.read(%q).dimensions.seed, ' '))")
    :format(out() .. "/tiny_sweep.h5"))
  lu.assertEquals(read.out, "9007199254740992 9007199254740993 9223372036854775807\n", read.err)
end

function TestSweep:test_a_second_call_runs_only_what_is_missing()
  lu.assertEquals(sweep("--seed", "1,2").status, 0)
  local untouched = shell.read(out() .. "/runs/seed=1/tiny.h5")
  shell.write(out() .. "/runs/seed=1/log.txt", "not written again")
  os.remove(out() .. "/runs/seed=2/tiny.h5")
  local result = sweep("--seed", "1..3")
  lu.assertEquals(result.status, 0, result.err)
  lu.assertStrContains(result.err, "1 of 3 runs were done before")
  lu.assertEquals(shell.read(out() .. "/runs/seed=1/log.txt"), "not written again")
  lu.assertTrue(shell.read(out() .. "/runs/seed=1/tiny.h5") == untouched)
  lu.assertEquals(gathered "f['history/epoch'].shape", "(3, 3)\n")
  lu.assertEquals(sweep("--seed", "1..3", "--force").status, 0)
  lu.assertNotEquals(shell.read(out() .. "/runs/seed=1/log.txt"), "not written again")
end

function TestSweep:test_runs_of_other_parameters_are_not_taken_for_done()
  lu.assertEquals(sweep("--seed", "1,2").status, 0)
  local before = shell.read(out() .. "/tiny_sweep.h5")
  os.remove(out() .. "/sweep.txt")
  local result = sweep("--seed", "1,2", "--noise", 3)
  lu.assertEquals(result.status, 1)
  lu.assertStrContains(result.err, "no run has left results")
  lu.assertTrue(shell.read(out() .. "/tiny_sweep.h5") == before)
  lu.assertStrContains(result.err, "holds another run: noise is 1 there and 3 now")
end

function TestSweep:test_another_sweep_in_the_folder_is_refused_and_its_results_stay()
  lu.assertEquals(sweep("--seed", "1,2").status, 0)
  local before = shell.read(out() .. "/tiny_sweep.h5")
  for difference, words in pairs {
    ["it is over seed, this one over noise"] = { "--noise", "1,2" },
    ["it is over seed, this one over noise, seed"] = { "--noise", "1,2", "--seed", "1,2" },
    ["noise is 1 there and 3 now"] = { "--seed", "1,2", "--noise", 3 },
    ["it has seed 1, which this one has not"] = { "--seed", "2,3" },
  } do
    local result = sweep(table.unpack(words))
    lu.assertEquals(result.status, 2, result.err)
    lu.assertStrContains(result.err, ("tiny_sweep: '%s' holds another sweep: %s; --out names another folder, --force runs anew")
      :format(out(), difference))
    lu.assertTrue(shell.read(out() .. "/tiny_sweep.h5") == before)
  end
  lu.assertEquals(sweep("--noise", "1,2", "--force").status, 0)
end

function TestSweep:test_names_that_are_too_long_for_a_folder_are_check_sums_with_a_table()
  local words = {}
  for i = 1, 10 do words[i] = ("{ name = 'a_parameter_with_a_long_name_%d', kind = 'number', default = 1, help = '' }"):format(i) end
  shell.write(script, text:gsub("parameters = {", "parameters = { " .. table.concat(words, ", ") .. ","))
  local arguments, values = { "--seed", "1,2" }, { "0.125,0.25", "1,2" }
  for i = 1, 10 do
    arguments[#arguments + 1] = "--a_parameter_with_a_long_name_" .. i
    arguments[#arguments + 1] = values[i] or "1"
  end
  local result = sweep(table.unpack(arguments))
  lu.assertEquals(result.status, 0, result.err)
  arguments[#arguments] = "1,0.123456789012345"
  for i = 3, 9 do arguments[2 * i + 2] = "1,0.123456789012345" end
  result = sweep("--force", "--shard", "1/200", table.unpack(arguments))
  lu.assertEquals(result.status, 0, result.err)
  local rows = 0
  for hashed, name in shell.read(out() .. "/sweep.txt"):gmatch "run\t(run_%x+)\t([^\n]*)" do
    rows = rows + 1
    lu.assertTrue(#hashed == 20 and #name > 200)
  end
  lu.assertEquals(rows, 2048)
  lu.assertEquals(sweep("--seed", "1,2", "--out", ("long/"):rep(840)).status, 2)
end

function TestSweep:test_longer_runs_go_on_from_shorter_ones()
  lu.assertEquals(sweep("--seed", "1,2").status, 0)
  lu.assertEquals(sweep("--seed", "1,2", "--epochs", 31).status, 0)
  lu.assertStrContains(shell.read(out() .. "/runs/seed=2/log.txt"), "epoch 31/31")
  lu.assertNotStrContains(shell.read(out() .. "/runs/seed=2/log.txt"), "epoch 11/31")
end

function TestSweep:test_a_failed_run_is_told_and_the_others_go_on()
  local result = sweep("--trouble", "0,11,1", "--seed", "1,2", "--jobs", 2)
  lu.assertEquals(result.status, 1)
  lu.assertStrContains(result.err, "trouble=11,seed=1 failed: exit status 1: " .. script .. ":6: trouble was asked for")
  lu.assertStrContains(result.err, "2 of 6 runs done, 4 failed")
  lu.assertEquals(gathered(
    "f['runs/finished'][()].tolist()",
    "np.isfinite(f['final/test_error'][()]).sum(axis=1).tolist()",
    "f['runs'].attrs['trouble=1,seed=2'].endswith('trouble was asked for')"),
    "[[1, 1], [0, 0], [0, 0]]\n[2, 0, 0]\nTrue\n")
end

function TestSweep:test_a_killed_run_is_told_by_its_signal()
  shell.write(script, text .. "\nif run.parameters.seed == 2 then os.execute('kill -9 $PPID') end")
  local result = sweep("--seed", "1,2")
  lu.assertEquals(result.status, 1)
  lu.assertStrContains(result.err, "seed=2 failed: killed by signal 9")
end

function TestSweep:test_shares_together_are_the_whole()
  for part = 1, 2 do
    local result = sweep("--seed", "1..3", "--shard", part .. "/3")
    lu.assertEquals(result.status, 0, result.err)
    lu.assertStrContains(result.err, "1 of 1 runs done")
    lu.assertStrContains(result.err, "gathered when all runs have ended")
    lu.assertNil(shell.read(out() .. "/tiny_sweep.h5"))
  end
  lu.assertEquals(sweep("--seed", "1..3", "--shard", "3/3").status, 0)
  lu.assertEquals(gathered "f['history/epoch'].shape", "(3, 3)\n")
end

-- Interrupts a sweep of two runs without an end as soon as both have results. Returns its status and what it said.
local function interrupted(signal)
  local child <close> = shell.start({ os.getenv "BALNET", "sweep", script, "--out", out(), "--seed", "1,2", "--epochs", "1000000000",
    "--measure_every", "100000", "--checkpoint_every", "1000", "--jobs", "2" }, folder .. "/log")
  swept.wait_for_runs(out(), 2, "tiny.h5")
  child:signal(signal)
  local how, status = shell.end_of(child)
  lu.assertEquals(how, "exit")
  return status, shell.read(folder .. "/log")
end

function TestSweep:test_signals_are_passed_on_and_the_runs_save()
  local status, said = interrupted "SIGTERM"
  lu.assertEquals(status, 143, said)
  lu.assertStrContains(said, "0 of 2 runs done\n")
  lu.assertStrContains(said, "stopped by SIGTERM; the same command goes on")
  for seed = 1, 2 do
    lu.assertStrContains(shell.read(("%s/runs/seed=%d/log.txt"):format(out(), seed)), "stopped by SIGTERM after epoch")
  end
  shell.remove(out())
  lu.assertEquals(interrupted "SIGINT", 130)
end

function TestSweep:test_studies_are_swept_too()
  shell.write(script, [[
    local balnet = require "balnet"
    local study = balnet.study { name = "tiny", parameters = {
      { name = "gain", kind = "number", default = 1, help = "" } }, quick = { gain = 0.25 } }
    study:save { curve = { y = balnet.arange(3) * study.parameters.gain * study.parameters.seed } }]])
  lu.assertEquals(sweep("--gain", "2,4", "--seed", "1..2").status, 0)
  lu.assertEquals(gathered "f['curve/y'][()].tolist()",
    "[[[2.0, 4.0, 6.0], [4.0, 8.0, 12.0]], [[4.0, 8.0, 12.0], [8.0, 16.0, 24.0]]]\n")
  lu.assertStrContains(sweep("--gain", "2,4", "--seed", "1..2").err, "4 of 4 runs were done before")
end

function TestSweep:test_vectors_that_a_study_saves_in_no_group_are_gathered_too()
  shell.write(script, [[
    local balnet = require "balnet"
    local study = balnet.study { name = "tiny" }
    study:save { squares = balnet.arange(3) * study.parameters.seed }]])
  local numbers = "[[1.0, 2.0, 3.0], [2.0, 4.0, 6.0]]\n"
  lu.assertStrContains(sweep("--seed", "1,2").err, "results in ")
  lu.assertEquals(gathered "f['results/squares'][()].tolist()", numbers)
  os.remove(out() .. "/tiny_sweep.h5")
  lu.assertEquals(sweep("--seed", "1,2", "--gather").status, 0)
  lu.assertEquals(gathered "f['results/squares'][()].tolist()", numbers)
end

function TestSweep:test_a_sweep_that_leaves_no_vectors_says_what_is_finished()
  shell.write(script, [[
    local balnet = require "balnet"
    balnet.study({ name = "tiny" }):save { matrix = balnet.ones(2, 2) }]])
  lu.assertEquals(sweep("--seed", "1,2").status, 0)
  lu.assertEquals(gathered "f['runs/finished'][()].tolist()", "[1, 1]\n")
end

function TestSweep:test_a_script_sweeps_and_gets_the_numbers()
  local result = shell.lua([[
    local balnet = require "balnet"
    local swept = balnet.sweep { script = arg[1], out = arg[2], jobs = 2, parameters = { seed = { 1, 2 }, noise = 0.5 } }
    print(swept:run({ seed = 2 }).parameters.seed, pcall(swept.run, swept, { sead = 2 }))
    print(swept.final.test_error:shape(), swept.history.epoch[{ 1, 3 }], swept.dimensions[1].name, #swept.failed)
    local fine, fault = pcall(balnet.sweep, { script = arg[1], parameters = { seed = 1 } })
    print(fault)
    fine, fault = pcall(balnet.sweep, { script = arg[1], parameters = { sead = { 1, 2 } } })
    print(fault)]], script, out())
  lu.assertEquals(result.out, "2\tfalse\ta run is named by its seed too\n2\t21.0\tseed\t0\n"
    .. "there is nothing to sweep over; a parameter needs a list of values\n"
    .. "there is no parameter sead; did you mean seed?\n")
end

function TestSweep:test_a_wrong_command_line_runs_nothing()
  for _, words in ipairs { { "--seed", "3..1" }, { "--sead", "1,2" }, { "--seed", "1" }, { "--seed", "1,2", "--jobs", -1 },
    { "--seed", "1,2", "--shard", "3/2" }, { "--seed", "1,1" } } do
    local result = sweep(table.unpack(words))
    lu.assertEquals(result.status, 2)
    lu.assertStrContains(result.err, "sweep: ")
    lu.assertNil(shell.read(out() .. "/tiny_sweep.h5"))
  end
  local unwritable = shell.program("sweep", script, "--seed", "1,2", "--out", "/proc/none")
  lu.assertEquals(unwritable.status, 74)
  lu.assertStrContains(unwritable.err, "tiny_sweep: cannot create the folder '/proc/none'")
  lu.assertStrContains(unwritable.err, "--out names another")
  lu.assertEquals(shell.program("sweep", folder .. "/none.lua", "--seed", "1,2").status, 1)
  shell.write(script, "print 'nothing'")
  lu.assertStrContains(sweep("--seed", "1,2").err, "makes neither an experiment nor a study")
  shell.write(script, "local x = nil + 1")
  lu.assertStrContains(sweep("--seed", "1,2").err, script .. ":1: attempt to perform arithmetic")
end

function TestSweep:test_a_script_that_waits_before_its_experiment_is_told()
  local said = "has not made its experiment or study yet"
  shell.write(script, swept.gate(folder .. "/log", said) .. text)
  local child <close> = shell.start({ os.getenv "BALNET", "sweep", script, "--help" }, folder .. "/log")
  lu.assertEquals({ shell.end_of(child) }, { "exit", 0 })
  local log = shell.read(folder .. "/log")
  lu.assertStrContains(log, said)
  lu.assertStrContains(log, "--noise")
end

function TestSweep:test_help_names_its_options_and_the_parameters()
  local help = sweep("--help").out
  for _, word in ipairs { "--jobs", "--shard", "--noise", "--trouble", "1..20" } do lu.assertStrContains(help, word) end
  help = shell.program("sweep", "--help").out
  for _, word in ipairs { "--jobs", "--shard", "SCRIPT --help" } do lu.assertStrContains(help, word) end
end

os.exit(lu.LuaUnit.run())
