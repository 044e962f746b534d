-- One run over the processes of mpirun: the numbers of one process whatever their number, and one process that writes.
local lu = require "luaunit"
local tests = os.getenv "BALNET_SOURCE" .. "/tests"
local shell = dofile(tests .. "/shell.lua")
local mpi = dofile(tests .. "/mpi.lua")

local folder

TestRanksByMpi = {}

function TestRanksByMpi:setUp()
  mpi.skip_without()
  folder = shell.scratch()
end

function TestRanksByMpi:tearDown() if folder then shell.remove(folder) end end

-- Checks that two files hold the same bytes in every dataset and attribute but those that name the call. Without times and
-- paths the whole files would be the same.
local function assert_same_results(one, other)
  lu.assertEquals(shell.python([[
apart = {'command_line', 'created', 'out', 'threads'}
def content(f):
    found = {}
    def look(name, item):
        if isinstance(item, h5py.Dataset) and not name.startswith('parameters/') and name != 'balnet_seal':
            found[name] = item[()].tobytes() if item.dtype != object else str(item[()])
        for k, v in item.attrs.items():
            if k not in apart and k not in ('DIMENSION_LIST', 'REFERENCE_LIST'): found[name + '@' + k] = str(v)
    f.visititems(look)
    return found
with h5py.File(sys.argv[1]) as a, h5py.File(sys.argv[2]) as b:
    x, y = content(a), content(b)
    assert len(x) > 20 and 'state/weights' in x and a.attrs['finished'] == 1
    print([k for k in sorted(set(x) | set(y)) if x.get(k) != y.get(k)])
]], one, other), "[]\n")
end

-- Several experiments one after the other, each with other options.
local experiments = [[
  local balnet = require "balnet"
  local function run(name, definition)
    definition.name, definition.out, definition.arguments = name, arg[1] .. "/" .. name, { [0] = name }
    definition.epochs, definition.measure_every, definition.steps = 21, 10, 10
    local made = balnet.experiment(definition)
    for _, measured in made:train() do
      made:record(measured)
      if name == "stopped" and measured.epoch == 11 then made:stop() end
    end
    made:save()
  end
  run("plain", { neurons = 40, batch = 23, stimuli = 2 })
  run("threads", { neurons = 40, batch = 23, stimuli = 2, threads = 2 })
  run("adamw", { neurons = 40, batch = 23, weight_decay = 0.01, gradient_clip = 0.1, l1_weights = 1e-4, schedule = "cosine",
    schedule_end = 20 })
  run("low_rank", { neurons = 40, batch = 23, rank = 2 })
  run("gru", { neurons = 30, batch = 23, cell = "gru" })
  run("time_constants", { neurons = 30, batch = 23, train_time_constants = true })
  run("patience", { neurons = 40, batch = 23, patience = 1, learning_rate = 0.05 })
  run("stopped", { neurons = 40, batch = 23 })
  run("masked", { neurons = 40, batch = 23, trainable = function(random, p)
    return { J = random:bernoulli(0.5, p.neurons, p.neurons) }
  end, connectivity = 0.5 })
  run("task", { neurons = 40, batch = 23, stimuli = 2, readouts = 1, train_initial_state = true,
    learning_rate = function(epoch) return 0.01 / epoch end,
    task = function(random, batch, p)
      local input = random:normal(p.steps, 2, batch)
      return input, input[{ {}, { 1, 1 } }] * 0.1, input[{ {}, 1, 1 }]:abs()
    end })
  run("alone", { neurons = 20, batch = 3 })
]]
local names = { "plain", "threads", "adamw", "low_rank", "gru", "time_constants", "patience", "stopped", "masked", "task", "alone" }

function TestRanksByMpi:test_two_and_three_ranks_write_what_one_process_does_with_every_option()
  shell.write(folder .. "/all.lua", experiments)
  local alone = shell.program(folder .. "/all.lua", folder .. "/1")
  lu.assertEquals(alone.status, 0, alone.err)
  for ranks = 2, 3 do
    local result = mpi.run(ranks, folder .. "/all.lua", folder .. "/" .. ranks)
    lu.assertEquals(result.status, 0, result.err)
    for _, name in ipairs(names) do
      assert_same_results(("%s/1/%s/%s.h5"):format(folder, name, name), ("%s/%d/%s/%s.h5"):format(folder, ranks, name, name))
    end
  end
end

-- A script of one experiment; `body` stands in its loop.
local function script(body)
  local path = folder .. "/run.lua"
  shell.write(path, ([[
    local balnet = require "balnet"
    local run = balnet.experiment { name = "run", neurons = 30, batch = 23, steps = 10, epochs = 41, measure_every = 10 }
    for epoch, measured in run:train() do
      run:record(measured)
      %s
    end
    run:save(balnet.figures.training(run))
    print "the end"]]):format(body or ""))
  return path
end

function TestRanksByMpi:test_rank_0_alone_writes_and_speaks()
  local exchanged = [[
    if epoch == 1 then run.trainer:profile(true) end
    if epoch == 41 then assert(run.trainer:profile().exchange > 0) end]]
  local result = mpi.run(3, script(exchanged), "--out", folder .. "/out")
  lu.assertEquals(result.status, 0, result.err)
  lu.assertEquals(result.out, "the end\n")
  local _, lines = result.err:gsub("test error", "")
  lu.assertEquals(lines, 5)
  lu.assertEquals(shell.line("ls -A " .. folder .. "/out").out, "run.h5\nrun.pdf\nrun.png\n")
end

function TestRanksByMpi:test_a_run_goes_on_with_another_number_of_ranks()
  local path = script()
  lu.assertEquals(mpi.run(3, path, "--epochs", 11, "--out", folder .. "/out").status, 0)
  lu.assertEquals(mpi.run(2, path, "--epochs", 31, "--resume", "--out", folder .. "/out").status, 0)
  lu.assertEquals(shell.program(path, "--resume", "--out", folder .. "/out").status, 0)
  lu.assertEquals(shell.program(path, "--out", folder .. "/one").status, 0)
  assert_same_results(folder .. "/one/run.h5", folder .. "/out/run.h5")
  local again = mpi.run(2, path, "--out", folder .. "/out")
  lu.assertEquals(again.status, 0, again.err)
  local _, said = again.err:gsub("finished before", "")
  lu.assertEquals(said, 1)
end

local function assert_resumes_to_the_same(path)
  local resumed = mpi.run(2, path, "--epochs", 4001, "--measure_every", 1000, "--resume", "--out", folder .. "/out")
  lu.assertEquals(resumed.status, 0, resumed.err)
  lu.assertEquals(shell.program(path, "--epochs", 4001, "--measure_every", 1000, "--out", folder .. "/one").status, 0)
  assert_same_results(folder .. "/one/run.h5", folder .. "/out/run.h5")
end

function TestRanksByMpi:test_a_rank_that_is_killed_ends_the_run_with_its_state_saved()
  local path = script [[
    if epoch == 2001 and not run:leads() and not io.open(run.folder .. "/killed") then
      io.open(run.folder .. "/killed", "w"):close()
      os.execute "kill -9 $PPID"
    end]]
  local result = shell.line(mpi.run_command(2, "--mca odls_base_sigkill_timeout 4", path, "--epochs", 4001, "--measure_every",
    1000, "--out", folder .. "/out"))
  lu.assertEquals(result.status, 137, result.err)
  lu.assertStrMatches(result.err, ".*run: a signal has come, and rank 1 does not answer: it is dead or slow; after epoch 2001 it "
    .. "was saved; %-%-resume goes on from there.*")
  assert_resumes_to_the_same(path)
end

function TestRanksByMpi:test_a_rank_that_fails_ends_the_run_with_its_state_saved()
  local path = script [[
    if epoch == 2001 and not run:leads() and not io.open(run.folder .. "/failed") then
      io.open(run.folder .. "/failed", "w"):close()
      error "trouble on one rank"
    end]]
  local result = mpi.run(2, path, "--epochs", 4001, "--measure_every", 1000, "--out", folder .. "/out")
  lu.assertEquals(result.status, 1, result.err)
  lu.assertStrContains(result.err, "trouble on one rank")
  lu.assertStrContains(result.err, "run: rank 1 has ended; after epoch 2001 it was saved; --resume goes on from there")
  assert_resumes_to_the_same(path)
end

function TestRanksByMpi:test_a_signal_to_one_rank_stops_all_after_the_same_epoch()
  local path = script [[if epoch == 2001 and not run:leads() and not run.parameters.resume then os.execute "kill -USR2 $PPID" end]]
  local result = mpi.run(2, path, "--epochs", 4001, "--measure_every", 1000, "--out", folder .. "/out")
  lu.assertEquals(result.status, 140, result.err)
  local _, said = result.err:gsub("run: stopped by SIGUSR2 after epoch %d+; %-%-resume goes on from there", "")
  lu.assertEquals(said, 1)
  assert_resumes_to_the_same(path)
end

function TestRanksByMpi:test_ranks_that_were_given_different_runs_are_refused()
  local command = shell.program_command(script(), "--out", folder .. "/out")
  local result = shell.line(("mpirun --allow-run-as-root --oversubscribe -n 2 sh -c %s"):format(
    shell.quote(command .. " --seed $OMPI_COMM_WORLD_RANK")))
  lu.assertEquals(result.status, 1)
  local _, said = result.err:gsub("run: 'seed 0' on rank 0 and 'seed 1' on rank 1; one run by several processes needs the same of all", "")
  lu.assertEquals(said, 1)
end

-- As mpirun of MPICH leaves the environment of a balnet that is linked with Open MPI.
function TestRanksByMpi:test_an_mpirun_of_another_mpi_is_named()
  local path = script ""
  for _, words in ipairs { "PMI_RANK=0 PMI_SIZE=2", "PMI_RANK=1 PMI_SIZE=2" } do
    local call = shell.line(("env -u PMIX_RANK %s %s"):format(words, shell.program_command(path)))
    lu.assertEquals(call.status, 1, call.err)
    lu.assertStrContains(call.err, "can't share a run without MPI (balnet's MPI finds one process where 2 were started: mpirun")
    lu.assertStrContains(call.err, "with BALNET_ALONE=1")
  end
end

function TestRanksByMpi:test_processes_may_be_told_that_they_are_alone()
  local command = shell.program_command(script()) .. " --seed $OMPI_COMM_WORLD_RANK --out " .. folder .. "/$OMPI_COMM_WORLD_RANK"
  local result = shell.line(("BALNET_ALONE=1 mpirun --allow-run-as-root --oversubscribe -n 2 sh -c %s"):format(shell.quote(command)))
  lu.assertEquals(result.status, 0, result.err)
  lu.assertEquals(result.out, "the end\nthe end\n")
end

os.exit(lu.LuaUnit.run())
