-- Options of runs: schedules, masks, early stopping, and what of them the results file holds.
local lu = require "luaunit"
local balnet = require "balnet"
local source = os.getenv "BALNET_SOURCE"
local refused = dofile(source .. "/tests/refused.lua")
local shell = dofile(source .. "/tests/shell.lua")

local folder

local function run_of(more)
  local definition = { name = "small", neurons = 12, stimuli = 2, batch = 4, steps = 10, epochs = 21, measure_every = 2, seed = 3,
    out = folder, arguments = { [0] = arg[0] } }
  for name, value in pairs(more or {}) do definition[name] = value end
  return balnet.experiment(definition)
end

local function train(run, stop_at)
  for epoch, measured in run:train() do
    run:record(measured)
    if epoch == stop_at then break end
  end
  return run
end

local function weights(run) return { run.trainer:J():totable(), run.trainer:w_in():totable(), run.trainer:w_out():totable() } end

TestRunOptions = {}

function TestRunOptions:setUp() folder = shell.scratch() end
function TestRunOptions:tearDown() shell.remove(folder) end

function TestRunOptions:test_a_run_learns_at_the_rate_of_a_function_and_is_given_back_with_one()
  local function rate(epoch) return 1e-3 / epoch end
  local whole = train(run_of { learning_rate = rate })
  local before = weights(whole)
  whole:save()
  lu.assertEquals(whole.parameters.schedule, "function")
  local path = folder .. "/small.h5"
  local other = folder .. "/other"
  local again = balnet.load(path, { learning_rate = rate, epochs = 25, out = other })
  lu.assertEquals(weights(again), before)
  train(again)
  local at_once = train(run_of { learning_rate = rate, epochs = 25, out = folder .. "/whole" })
  lu.assertEquals(weights(again), weights(at_once))
  local without = balnet.load(path, { epochs = 25, out = other .. 2 })
  local trained, message = pcall(train, without)
  lu.assertFalse(trained)
  lu.assertStrContains(message, "the learning rate of this run is a function, which is not in its file")
  lu.assertEquals(balnet.load(path, { learning_rate = 0.01, epochs = 25 }).trainer:parameters().schedule, "constant")
end

-- Checkpoints may be far from each other; an error of the script loses none of the epochs before.
function TestRunOptions:test_an_error_of_the_script_in_training_saves_the_state_and_names_the_file()
  local function rate(last) return function(epoch) return epoch <= last and 1e-3 or error "no rate" end end
  local function noise(random, batch, p)
    local input = random:normal(p.steps, 2, batch)
    return input, input
  end
  local definition = { checkpoint_every = 1000, learning_rate = rate(13) }
  local trained, message = pcall(train, run_of(definition))
  lu.assertFalse(trained)
  lu.assertStrContains(message, "no rate")
  local path = folder .. "/small.h5"
  lu.assertStrContains(message, "the state after epoch 13 is in " .. path)
  local again = balnet.load(path, { learning_rate = rate(21), out = folder .. "/other" })
  lu.assertEquals(again.trainer:epoch(), 13)
  lu.assertEquals(weights(train(again)), weights(train(run_of { learning_rate = rate(21), out = folder .. "/whole" })))
  local calls = 0
  local run = run_of { checkpoint_every = 1000, out = folder .. "/task", task = function(random, batch, p)
    calls = calls + 1
    if calls > 8 then error "no task" end
    return noise(random, batch, p)
  end }
  trained, message = pcall(train, run)
  lu.assertFalse(trained)
  lu.assertStrContains(message, "no task")
  lu.assertTrue(run.trainer:epoch() > 0)
  lu.assertStrContains(message, ("the state after epoch %d is in "):format(run.trainer:epoch()))
end

-- Nothing was trained that could be lost, and nothing is written.
function TestRunOptions:test_an_error_of_the_script_before_the_first_epoch_is_as_it_is()
  local trained, message = pcall(train, run_of { learning_rate = function() error("no rate", 0) end })
  lu.assertFalse(trained)
  lu.assertNotStrContains(message, "the state after")
end

function TestRunOptions:test_a_number_on_the_command_line_replaces_a_function()
  local run = run_of { learning_rate = function() return 0 end, arguments = { [0] = arg[0], "--learning_rate", "0.02" } }
  lu.assertEquals({ run.parameters.learning_rate, run.parameters.schedule }, { 0.02, "constant" })
  train(run)
  lu.assertNotEquals(weights(run)[3], run.initial.w_out:totable())
end

function TestRunOptions:test_masks_of_the_script_are_kept_in_the_file()
  local function trainable(random, parameters)
    return { J = random:uniform(parameters.neurons, parameters.neurons):lt(0.5), w_in = balnet.zeros(parameters.neurons, 2) }
  end
  local run = train(run_of { trainable = trainable, zero_diagonal = false })
  run:save()
  local changed = run.trainer:J():ne(run.initial.J)
  lu.assertEquals(run.trainer:w_in():totable(), run.initial.w_in:totable())
  lu.assertTrue(changed:mean() > 0.3 and changed:mean() < 0.7)
  local longer = train(balnet.load(folder .. "/small.h5", { epochs = 31, out = folder .. "/longer" }))
  lu.assertEquals((longer.trainer:J():ne(run.initial.J) * (1 - changed)):max(), 0)
  lu.assertEquals(longer.trainer:epoch(), 31)
end

function TestRunOptions:test_first_weights_of_the_script_are_where_training_begins()
  local function first(random, parameters)
    local N = parameters.neurons
    return { J = random:normal(N, N) * 0.1, w_in = balnet.full({ N, 2 }, 0.5) }
  end
  local function there(random, parameters) return random:uniform(parameters.neurons, parameters.neurons):lt(0.5) end
  local run = run_of { weights = first, connections = there, neurons = 40 }
  local J, is_there = run.initial.J, run.trainer:state().connections
  lu.assertEquals(run.initial.w_in:totable(), balnet.full({ 40, 2 }, 0.5):totable())
  lu.assertEquals((J:ne(0) * is_there:eq(0)):max(), 0)
  lu.assertAlmostEquals(J:pow(2):sum() / is_there:sum(), 0.01, 1e-3)
  lu.assertEquals(run_of({ weights = first, connections = there, neurons = 40, out = folder .. "/again" }).initial.J:totable(), J:totable())
end

-- The script is the same where a run goes on, but its first weights are those of the beginning.
function TestRunOptions:test_a_run_with_first_weights_of_its_own_goes_on_as_if_it_had_not_ended()
  local script = [[
local balnet = require "balnet"
local run = balnet.experiment { name = "begun", neurons = 12, epochs = 21, measure_every = 5,
  weights = function(random, p) return { J = random:normal(p.neurons, p.neurons) * 0.1 } end }
for _, measured in run:train() do run:record(measured) end
run:save()
print(run.trainer:epoch(), table.concat(run.trainer:J():flatten():totable(), " "))
]]
  local whole = shell.lua(script, "--out", folder .. "/whole")
  local part = shell.lua(script, "--out", folder, "--epochs", "11")
  local rest = shell.lua(script, "--out", folder, "--resume", "true")
  lu.assertEquals({ whole.status, part.status, rest.status }, { 0, 0, 0 }, rest.err)
  lu.assertEquals(rest.out, whole.out)
  lu.assertNotEquals(part.out, whole.out)
end

function TestRunOptions:test_first_weights_that_do_not_fit_are_an_error_at_their_line()
  for _, case in ipairs { { { J = balnet.ones(3, 3) }, "the first J is 3 x 3; 12 x 12 was needed" },
    { { m = 1 }, "there are no weights 'm'; they are J, w_in, w_out and bias" }, { 1, "weights gave 1; a table" },
    { { bias = balnet.ones(12) / 0 }, "the first bias is not finite" } } do
    local line = refused.here() + 1
    local function first() return case[1] end
    local message = refused.message_of(run_of, { weights = first })
    lu.assertStrContains(message, (":%d: %s"):format(line, case[2]))
  end
  lu.assertStrContains(refused.message_of(run_of, { rank = 2, weights = function() return { J = balnet.zeros(12, 12) } end }),
    "rank is 2, so J is J_0 + m n^T/N, which can't be given")
end

function TestRunOptions:test_a_run_of_low_rank_with_time_constants_is_given_back_and_goes_on()
  local function time_constants(random, parameters) return random:uniform(parameters.neurons) + 0.5 end
  local more = { rank = 2, time_constants = time_constants, train_time_constants = true, train_initial_state = true,
    readout_bias = true, task = function(random, batch)
      local input = random:normal(10, 2, batch)
      return input, input
    end }
  local run = train(run_of(more))
  run:save()
  local longer = balnet.load(folder .. "/small.h5", { epochs = 31, out = folder .. "/longer", task = more.task })
  lu.assertEquals(weights(longer), weights(run))
  train(longer)
  more.epochs, more.out = 31, folder .. "/whole"
  lu.assertEquals(weights(longer), weights(train(run_of(more))))
end

function TestRunOptions:test_a_run_with_a_delay_is_given_back_and_goes_on()
  local more = { arguments = { [0] = arg[0], "--recurrent_delay", "0.4", "--recurrent_delay_order", "2", "--threads", "1" } }
  local run = train(run_of(more))
  run:save()
  local loaded = balnet.load(folder .. "/small.h5")
  lu.assertEquals({ loaded.parameters.recurrent_delay, loaded.parameters.recurrent_delay_order }, { 0.4, 2 })
  local input = balnet.random { seed = 5 }:normal(30, 2, 7)
  lu.assertEquals((loaded:respond(input)):totable(), (run:respond(input)):totable())
  local longer = train(balnet.load(folder .. "/small.h5", { epochs = 31, out = folder .. "/longer" }))
  more.epochs, more.out, more.arguments[#more.arguments] = 31, folder .. "/whole", "2"
  lu.assertEquals(weights(longer), weights(train(run_of(more))))
end

function TestRunOptions:test_masks_that_do_not_fit_are_an_error_at_their_line()
  for _, case in ipairs { { { J = balnet.ones(3, 3) }, "mask_J is 3 x 3; 12 x 12 was needed" },
    { { weights = 1 }, "there is no mask of 'weights'; it must be one of J, w_in, w_out, bias" }, { 1, "trainable gave a number" } } do
    local line = refused.here() + 1
    local function trainable() return case[1] end
    local message = refused.message_of(run_of, { trainable = trainable })
    lu.assertStrContains(message, (":%d: %s"):format(line, case[2]))
  end
end

-- A learning rate at which training soon gets worse again.
local restless = { learning_rate = 0.3, patience = 3, epochs = 201, activation = "tanh" }

function TestRunOptions:test_training_ends_when_the_patience_is_over_with_the_best_weights()
  local run = train(run_of(restless))
  local errors = run.history.numbers.validation_error
  local best = 1
  for k, value in ipairs(errors) do if value < errors[best] then best = k end end
  lu.assertTrue(run.finished and run.stopped)
  lu.assertEquals(#errors, best + 3)
  lu.assertEquals(run.best.epoch, run.history.numbers.epoch[best])
  lu.assertEquals(run.trainer:epoch(), run.best.epoch)
  lu.assertEquals(run.final.J:totable(), run.trainer:J():totable())
  run:save()
  local loaded = balnet.load(folder .. "/small.h5")
  lu.assertTrue(loaded.finished)
  lu.assertEquals(weights(loaded), weights(run))
  lu.assertEquals(loaded.best.error, run.best.error)
end

function TestRunOptions:test_a_run_with_patience_resumes_to_the_same_bits()
  local whole = train(run_of(restless))
  local expected = weights(whole)
  local part = { out = folder .. "/part" }
  for name, value in pairs(restless) do part[name] = value end
  local first = run_of(part)
  train(first, 3)
  first:save()
  first = nil -- luacheck: ignore
  collectgarbage()
  part.arguments = { [0] = arg[0], "--resume" }
  local rest = train(run_of(part))
  lu.assertEquals(weights(rest), expected)
  lu.assertEquals(rest.history.numbers.validation_error, whole.history.numbers.validation_error)
  lu.assertEquals(rest.best.epoch, whole.best.epoch)
end

function TestRunOptions:test_a_script_ends_training_and_the_run_is_finished()
  local run, seen = run_of(), {}
  for epoch, measured in run:train() do
    run:record(measured)
    seen[#seen + 1] = epoch
    if epoch == 5 then run:stop() end
  end
  lu.assertEquals(seen, { 1, 3, 5 })
  lu.assertTrue(run.finished)
  lu.assertEquals(run.trainer:epoch(), 5)
  run:save()
  lu.assertTrue(balnet.load(folder .. "/small.h5").finished)
end

os.exit(lu.LuaUnit.run())
