-- Sweeps in several processes, and in several calls: every run is run once, failures keep their reasons, and what is
-- gathered never gets less.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")
local swept = dofile(os.getenv "BALNET_SOURCE" .. "/tests/swept.lua")

local out, sweep, gathered, text = swept.out, swept.sweep, swept.gathered, swept.text
local folder, script

TestShared = {}

function TestShared:setUp() folder, script = swept.begin() end

function TestShared:tearDown() shell.remove(folder) end

-- The runs of the first sweep don't begin to train until the second one has said that it waits for them.
function TestShared:test_the_same_sweep_twice_at_once_runs_every_run_once()
  local waiting = "runs elsewhere; it is waited for"
  shell.write(script, swept.gated(folder .. "/second", waiting))
  local words = { os.getenv "BALNET", "sweep", script, "--out", out(), "--seed", "1..3", "--jobs", "3" }
  local first <close> = shell.start(words, folder .. "/first")
  swept.wait_for_runs(out(), 3, "log.txt")
  local second <close> = shell.start(words, folder .. "/second")
  for name, child in pairs { first = first, second = second } do
    lu.assertEquals({ shell.end_of(child) }, { "exit", 0 })
    lu.assertNotStrContains(shell.read(folder .. "/" .. name), "failed")
  end
  lu.assertStrContains(shell.read(folder .. "/second"), waiting)
  lu.assertEquals(gathered "f['runs/finished'][()].tolist()", "[1, 1, 1]\n")
  for seed = 1, 3 do
    local log = shell.read(("%s/runs/seed=%d/log.txt"):format(out(), seed))
    local _, epochs = log:gsub("epoch 1/21", "")
    lu.assertTrue(epochs == 1 or log:find "finished before" ~= nil, log)
  end
end

-- Starts a sweep in several processes at once, each with variables of its own; returns their statuses and what they said.
local function at_once(environments, ...)
  local lines, command = {}, shell.program_command("sweep", script, "--out", out(), ...)
  for i, environment in ipairs(environments) do
    lines[i] = ("(env %s %s 2>%s/said%d; echo $? >%s/status%d) &"):format(environment, command, folder, i, folder, i)
  end
  shell.line(table.concat(lines, "\n") .. "\nwait")
  local statuses, said = {}, {}
  for i = 1, #environments do
    statuses[i] = tonumber(shell.read(("%s/status%d"):format(folder, i)))
    said[i] = shell.read(("%s/said%d"):format(folder, i))
  end
  return statuses, said
end

-- How often the runs have begun, by the lines that the script adds to a file.
local function counting()
  shell.write(script, ("io.open(%q, 'a'):write(table.concat(arg, ' '), '\\n'):close()\n"):format(folder .. "/begun") .. text)
end

local function begun()
  local count = 0
  for line in shell.read(folder .. "/begun"):gmatch "[^\n]+" do
    if line:find "--seed" then count = count + 1 end -- without it the sweep itself has asked for the parameters
  end
  return count
end

-- As --array=5,9,17 and --array=2-8:2,1, whose ids are no range, and as srun, whose processes have no ids but their own.
function TestShared:test_any_processes_share_the_runs()
  counting()
  local jobs = { { "SLURM_ARRAY_TASK_ID=5", "SLURM_ARRAY_TASK_ID=9", "SLURM_ARRAY_TASK_ID=17" },
    { "SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_STEP=2", "SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_STEP=2" },
    { "SLURM_PROCID=0 SLURM_NTASKS=2", "SLURM_PROCID=1 SLURM_NTASKS=2" } }
  for k, environments in ipairs(jobs) do
    shell.remove(out())
    local statuses, said = at_once(environments, "--seed", "1..6", "--jobs", 1)
    for i, status in ipairs(statuses) do lu.assertEquals(status, 0, said[i]) end
    lu.assertEquals(begun(), 6 * k)
    lu.assertEquals(gathered "f['runs/finished'][()].tolist()", "[1, 1, 1, 1, 1, 1]\n", table.concat(said))
  end
end

function TestShared:test_one_task_of_an_array_that_is_queued_again_does_the_rest()
  shell.write(script, text .. "\nif run.parameters.seed == 2 then os.execute('kill -9 $PPID') end")
  lu.assertEquals(sweep("--seed", "1..3").status, 1)
  shell.write(script, text)
  local statuses, said = at_once({ "SLURM_ARRAY_TASK_ID=17" }, "--seed", "1..3")
  lu.assertEquals(statuses, { 0 }, said[1])
  lu.assertEquals(gathered "f['runs/finished'][()].tolist()", "[1, 1, 1]\n")
end

function TestShared:test_a_task_of_an_array_does_not_wait_for_what_runs_elsewhere()
  os.execute("mkdir -p " .. out() .. "/runs/seed=2")
  local command = shell.program_command("sweep", script, "--out", out(), "--seed", "1..3")
  local result = shell.line(("flock %s/runs/seed=2/log.txt env SLURM_ARRAY_TASK_ID=4 %s"):format(out(), command))
  lu.assertEquals(result.status, 0, result.err)
  lu.assertStrContains(result.err, "2 of 3 runs done, 1 running elsewhere")
  lu.assertStrContains(result.err, "tiny_sweep: 1 of 3 runs are running elsewhere: seed=2\n")
  lu.assertStrContains(result.err, "--gather gathers what is there")
  lu.assertNil(shell.read(out() .. "/tiny_sweep.h5"))
  lu.assertEquals(sweep("--seed", "1..3").status, 0)
end

function TestShared:test_gathering_by_itself_says_what_is_missing()
  lu.assertEquals(sweep("--seed", "1..3", "--trouble", "0,11", "--shard", "1/3").status, 1)
  local result = sweep("--seed", "1..3", "--trouble", "0,11", "--gather")
  lu.assertEquals(result.status, 75, result.err)
  lu.assertStrContains(result.err, "4 of 6 runs are missing: trouble=0,seed=2 trouble=0,seed=3 trouble=11,seed=2 trouble=11,seed=3\n")
  lu.assertStrContains(result.err, "trouble=11,seed=1 failed: exit status 1")
  lu.assertEquals(gathered("f['runs/finished'][()].tolist()", "f['runs'].attrs['trouble=0,seed=2']"),
    "[[1, 0, 0], [0, 0, 0]]\nnot run yet\n")
end

function TestShared:test_a_failure_keeps_its_first_reason_and_is_not_repeated_unasked()
  counting()
  local words = { "--seed", "1,2", "--trouble", "0,11" }
  lu.assertEquals(sweep(table.unpack(words)).status, 1)
  lu.assertEquals(begun(), 4)
  os.remove(out() .. "/tiny_sweep.h5")
  local again = sweep(table.unpack(words))
  lu.assertEquals(again.status, 1)
  lu.assertEquals(begun(), 4)
  lu.assertStrContains(again.err, "trouble=11,seed=1 failed before: exit status 1: " .. script .. ":7: trouble was asked for")
  lu.assertStrContains(again.err, "not run again; --retry_failed does")
  lu.assertEquals(sweep("--gather", table.unpack(words)).status, 0)
  lu.assertEquals(gathered("f['runs/finished'][()].tolist()", "'trouble was asked for' in f['runs'].attrs['trouble=11,seed=1']"),
    "[[1, 1], [0, 0]]\nTrue\n")
  lu.assertEquals(sweep("--retry-failed", table.unpack(words)).status, 1)
  lu.assertEquals(begun(), 6)
  shell.write(script, (shell.read(script):gsub("if run.parameters.trouble == epoch", "if false")))
  lu.assertEquals(sweep(table.unpack(words)).status, 0) -- another script is another attempt
  lu.assertEquals(begun(), 8)
end

-- The first call began before the second, which has more values, and gathers after it.
function TestShared:test_a_call_with_fewer_values_does_not_replace_what_one_with_more_has_gathered()
  lu.assertEquals(sweep("--seed", "1,2").status, 0)
  local manifest = shell.read(out() .. "/sweep.txt")
  lu.assertEquals(sweep("--seed", "1..3").status, 0)
  shell.write(out() .. "/sweep.txt", manifest)
  local result = sweep("--seed", "1,2")
  lu.assertEquals(result.status, 0)
  lu.assertStrContains(result.err, "tiny_sweep.h5' stays: it has 1 runs more, as seed=3; --force replaces it")
  lu.assertEquals(gathered "f['seed'][()].tolist()", "[1, 2, 3]\n")
end

-- As while another process gathers thousands of runs: who has the manifest of the folder already begins without waiting.
function TestShared:test_a_folder_that_is_held_keeps_no_run_waiting()
  lu.assertEquals(sweep("--seed", "1..3", "--shard", "1/3").status, 0)
  local command = shell.program_command("sweep", script, "--out", out(), "--seed", "1..3", "--shard", "2/3")
  local result = shell.line(("timeout 9 flock %s %s"):format(out(), command))
  lu.assertEquals(result.status, 0, result.err)
  lu.assertStrContains(result.err, "1 of 3 runs are missing: seed=3")
end

function TestShared:test_half_written_files_of_killed_sweeps_are_removed()
  os.execute("mkdir -p " .. out())
  local left = shell.line("echo $$").out:match "%d+" -- the number of a process that has ended
  for _, name in ipairs { "tiny_sweep.h5", "tiny_sweep.pdf", "sweep.txt" } do
    shell.write(("%s/%s.tmp.%s"):format(out(), name, left), "half")
  end
  lu.assertEquals(sweep("--seed", "1,2").status, 0)
  lu.assertEquals(shell.line("ls " .. out()).out, "runs\nsweep.txt\ntiny_sweep.h5\ntiny_sweep.pdf\ntiny_sweep.png\n")
end

-- A limit of the size of files stands for a full disk: logs fit, results don't.
function TestShared:test_a_run_whose_results_could_not_be_written_is_tried_again()
  local command = shell.program_command("sweep", script, "--out", out(), "--seed", "1,2")
  local result = shell.line("ulimit -f 16; " .. command)
  lu.assertEquals(result.status, 1, result.err)
  lu.assertStrContains(result.err, "seed=2 failed: exit status 74: tiny: cannot write")
  result = shell.line(command)
  lu.assertEquals(result.status, 0, result.err)
  lu.assertEquals(gathered "f['runs/finished'][()].tolist()", "[1, 1]\n")
end

-- A learning rate of 1000 makes the test error NaN; its results hold no state to go on from.
function TestShared:test_a_run_that_diverged_begins_anew_when_it_is_tried_again()
  local words = { "--learning_rate", "0.001,1000", "--seed", "1" }
  for _, option in ipairs { "--retry_failed=false", "--retry_failed", "--retry_failed=false" } do
    local result = sweep(option, table.unpack(words))
    lu.assertEquals(result.status, 1)
    lu.assertStrContains(result.err, "lower learning_rate")
  end
end

function TestShared:test_a_gathered_file_is_not_replaced_by_a_poorer_one()
  lu.assertEquals(sweep("--seed", "1..3").status, 0)
  local before = shell.read(out() .. "/tiny_sweep.h5")
  shell.remove(out() .. "/runs/seed=2")
  local result = sweep("--seed", "1..3", "--gather")
  lu.assertEquals(result.status, 75)
  lu.assertStrContains(result.err, "1 of 3 runs are missing: seed=2\n")
  lu.assertStrContains(result.err, "tiny_sweep.h5' stays: it has 1 runs that are not done now, as seed=2; --force replaces it")
  lu.assertTrue(shell.read(out() .. "/tiny_sweep.h5") == before)
end

function TestShared:test_force_runs_each_run_once_in_all_tasks_of_a_job()
  counting()
  lu.assertEquals(sweep("--seed", "1..3").status, 0)
  local statuses, said = at_once({ "SLURM_JOB_ID=8 SLURM_ARRAY_JOB_ID=8 SLURM_ARRAY_TASK_ID=1",
    "SLURM_JOB_ID=9 SLURM_ARRAY_JOB_ID=8 SLURM_ARRAY_TASK_ID=2" }, "--seed", "1..3", "--force", "--jobs", 1)
  lu.assertEquals(statuses, { 0, 0 }, table.concat(said))
  lu.assertEquals(begun(), 6, table.concat(said))
end

function TestShared:test_the_log_of_a_run_keeps_what_earlier_calls_wrote()
  lu.assertEquals(sweep("--seed", "1,2").status, 0)
  local before = shell.read(out() .. "/runs/seed=2/log.txt")
  lu.assertEquals(sweep("--seed", "1,2", "--epochs", 31).status, 0)
  local after = shell.read(out() .. "/runs/seed=2/log.txt")
  lu.assertEquals(after:sub(1, #before), before)
  lu.assertTrue(#after > #before)
end

os.exit(lu.LuaUnit.run())
