-- Experiments with a task of their own: archives, going on, and what a wrong task leaves. Read back by h5py.
local balnet = require "balnet"
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local folder

TestOwnTask = {}

function TestOwnTask:setUp() folder = shell.scratch() end

function TestOwnTask:tearDown() shell.remove(folder) end

local own = [[
local balnet = require "balnet"
local function task(random, batch, p)
  local input = random:normal(p.steps, 1, batch)
  return input, p.wrong and input[1] or input
end
local run = balnet.experiment { name = "own", neurons = 10, epochs = 20, measure_every = 10, task = task,
  parameters = { { name = "wrong", kind = "boolean", default = false, help = "" } },
  connections = arg[1] == "--connected" and table.remove(arg, 1) and function(random, p)
    local signs = balnet.ones(p.neurons + (p.seed == 2 and 1 or 0))
    return random:uniform(p.neurons, p.neurons):lt(0.5), signs
  end or nil }
for _, measured in run:train() do run:record(measured) end
run:save()
]]

-- Every bit of a finished run, as text.
local function digest()
  local tree, list = balnet.archive.read(folder .. "/own.h5"), {}
  lu.assertEquals(tree.attributes.finished, 1)
  for _, group in ipairs { "weights", "history", "state", "test" } do
    local names = {}
    for name, value in pairs(tree[group]) do names[#names + 1] = type(value) == "userdata" and name or nil end
    table.sort(names)
    for _, name in ipairs(names) do
      list[#list + 1] = name
      for _, number in ipairs(tree[group][name]:flatten():totable()) do list[#list + 1] = ("%a"):format(number) end
    end
  end
  return table.concat(list, " ")
end

local function run_own(...)
  local result = shell.lua(own, "--out", folder, "--neurons", 30, "--structure", "excitatory_inhibitory", "--dale",
    "--connectivity", 0.3, "--gradient_clip", 0.1, ...)
  lu.assertEquals(result.status, 0, result.err)
end

function TestOwnTask:test_a_stopped_run_of_every_optimiser_ends_in_the_same_bytes()
  for _, optimiser in ipairs { "adam", "sgd", "rmsprop" } do
    run_own("--force", "--optimiser", optimiser, "--epochs", 31, "--threads", 1)
    local whole = digest()
    for threads = 1, 2 do
      run_own("--force", "--optimiser", optimiser, "--epochs", 11, "--threads", threads, "--batch", 10)
      run_own("--resume", "--optimiser", optimiser, "--epochs", 31, "--threads", threads)
      lu.assertTrue(digest() == whole, optimiser)
    end
  end
  lu.assertEquals(shell.python([[
with h5py.File(sys.argv[1]) as f:
    p = f['parameters'].attrs
    J, connections, signs = f['weights/J'][()], f['state/connections'][()], f['state/signs'][()]
    print(p['optimiser'], p['connectivity'], p['dale'], p['momentum'], p['decay'], p['train_bias'])
    print(sorted(set(signs)), (signs[:15] == 1).all(), (J * signs >= 0).all(), (J[connections == 0] == 0).all())
    print(abs(connections.mean() - 0.3) < 0.05, (J != 0).mean() > 0.1, 'first_moment' in f['state'])
]], folder .. "/own.h5"), "rmsprop 0.3 1 0.9 0.9 0\n[-1.0, 1.0] True True True\nTrue True False\n")
end

function TestOwnTask:test_a_script_gives_connections_of_its_own()
  local result = shell.lua(own, "--connected", "--out", folder)
  lu.assertEquals(result.status, 0, result.err)
  lu.assertEquals(shell.python([[
with h5py.File(sys.argv[1]) as f:
    J, connections = f['weights/J'][()], f['state/connections'][()]
    print((J >= 0).all(), (J[connections == 0] == 0).all(), 0.3 < connections.mean() < 0.7)
]], folder .. "/own.h5"), "True True True\n")
  result = shell.lua(own, "--connected", "--out", folder, "--force", "--seed", 2)
  lu.assertEquals(result.status, 1)
  lu.assertStrContains(result.err, ":8: signs is 11; 10 was needed, 1, -1 or 0 for each unit")
end

function TestOwnTask:test_a_wrong_task_is_told_at_its_line_and_overwrites_nothing()
  lu.assertEquals(shell.lua(own, "--out", folder).status, 0)
  local before = shell.read(folder .. "/own.h5")
  local result = shell.lua(own, "--out", folder, "--force", "--wrong")
  lu.assertEquals(result.status, 1)
  lu.assertStrContains(result.err, ":2: the task's target is 1 x 10; 50 x 1 x 10 was needed (steps x readouts x batch)")
  lu.assertTrue(shell.read(folder .. "/own.h5") == before)
end

function TestOwnTask:test_a_loaded_run_goes_on_when_its_task_is_given()
  run_own("--epochs", 31)
  local whole = digest()
  run_own("--force", "--epochs", 11)
  local path = folder .. "/own.h5"
  local run = balnet.load(path)
  lu.assertEquals({ run.trainer:respond(balnet.zeros(50, 1, 10)):shape() }, { 50, 1, 10 })
  lu.assertEquals({ run.trainer:state().signs:shape() }, { 30 })
  lu.assertErrorMsgContains("the task of this run is not in its file", run.trainer.step, run.trainer)
  local function task(random, batch)
    local input = random:normal(50, 1, batch)
    return input, input
  end
  run = balnet.load(path, { task = task, epochs = 31 })
  for _, measured in run:train() do run:record(measured) end
  run:save()
  lu.assertTrue(digest() == whole)
end

function TestOwnTask:test_nonsensical_definitions_are_refused()
  local result = shell.lua [[require("balnet").experiment { name = "own", task = 3 }]]
  lu.assertEquals(result.status, 1)
  lu.assertStrContains(result.err, ":1: the task of an experiment is a function; a number was given")
  result = shell.script("delayed_copy", "--out", folder, "--stimulus_tau", 1)
  lu.assertEquals(result.status, 2)
  lu.assertStrContains(result.err, "there is no parameter --stimulus_tau")
  result = shell.script("delayed_copy", "--out", folder, "--dale")
  lu.assertEquals(result.status, 2)
  lu.assertStrContains(result.err, "Dale's law needs the populations of --structure excitatory_inhibitory")
end

os.exit(lu.LuaUnit.run())
