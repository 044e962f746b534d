-- The library of tasks: trials, chance and ideal levels, parameters. What networks learn of them: test_tasks_slow.lua.
local lu = require "luaunit"
local balnet = require "balnet"
local source = os.getenv "BALNET_SOURCE"
local annotations = dofile(source .. "/tests/annotations.lua")
local refused = dofile(source .. "/tests/refused.lua")
local shell = dofile(source .. "/tests/shell.lua")
local parameters = require "balnet.parameters.parameters"

local tasks, B = balnet.tasks, 400

-- The rules of the battery, each with its answer in degrees from the first stimulus; nil where it depends on the trial.
local rules = { go = 0, rt_go = 0, dly_go = 0, anti = 180, rt_anti = 180, dly_anti = 180 }
for _, name in ipairs { "dm_1", "dm_2", "ctx_dm_1", "ctx_dm_2", "multsen_dm", "dly_dm_1", "dly_dm_2", "ctx_dly_dm_1",
  "ctx_dly_dm_2", "multsen_dly_dm", "dms", "dnms", "dmc", "dnmc" } do rules[name] = false end

local function stream(epoch) return balnet.random { seed = 5, epoch = epoch or 0 } end

-- Every task with its defaults, in the order of their names; and one whose parameters choose another way.
local all = { tasks.perceptual_decision { streams = 3 } }
for name, make in pairs(tasks) do
  if type(make) == "function" then
    local task = make()
    assert(task.name == name)
    all[#all + 1] = task
  end
end
table.sort(all, function(a, b) return a.name < b.name end)

local function tested(task, output_of)
  local input, target, mask, conditions = task:trials(stream(), B)
  local output = output_of and output_of(target, input, conditions) or target
  return task:performance { input = input, target = target, mask = mask, output = output }
end

TestTasks = {}

function TestTasks:test_trials_have_the_shapes_that_the_suggested_network_needs()
  lu.assertTrue(#all >= 11)
  for _, task in ipairs(all) do
    local p = task.suggested
    local input, target, mask = task.task(stream(), 7)
    lu.assertEquals({ input:shape() }, { p.steps, p.stimuli, 7 }, task.name)
    lu.assertEquals({ target:shape() }, { p.steps, p.readouts, 7 }, task.name)
    lu.assertTrue(mask:min() >= 0 and mask:max() > 0 and mask:shape(1) == p.steps, task.name)
  end
end

function TestTasks:test_a_network_is_trained_and_measured_on_each()
  for _, task in ipairs(all) do
    local definition = { neurons = 60, task = task.task, threads = 1, batch = 4 }
    for _, name in ipairs { "stimuli", "readouts", "steps", "activation" } do definition[name] = task.suggested[name] end
    local trainer = balnet.trainer(definition)
    trainer:step(2)
    local reached = task:performance(trainer:measure().test)
    lu.assertTrue(reached <= 1, task.name)
  end
end

function TestTasks:test_a_seed_and_an_epoch_give_the_same_trials()
  for _, task in ipairs(all) do
    local one, first = task.task(stream(3), 20)
    local other, second = task.task(stream(3), 20)
    local another, third = task.task(stream(4), 20)
    lu.assertTrue(one == other and first == second, task.name)
    lu.assertFalse(one == another and first == third, task.name)
  end
end

-- Right answers: the target itself.
function TestTasks:test_the_target_has_the_performance_of_one()
  for _, task in ipairs(all) do lu.assertEquals(tested(task), 1, task.name) end
end

-- The share of n answers that are right is within four standard deviations of its mean.
local function assert_share(share, mean, n, message)
  lu.assertAlmostEquals(share, mean, 4 * (mean * (1 - mean) / n) ^ 0.5, message)
end

-- Decisions: a random sign. Signals: nothing, which leaves all of the target's mean square.
function TestTasks:test_what_knows_nothing_is_at_chance()
  for _, task in ipairs(all) do
    if task.chance == 0.5 then
      local share = tested(task, function(target)
        return target * 0 + (stream(9):uniform(target:shape(2), target:shape(3)):lt(0.5) * 2 - 1)
      end)
      assert_share(share, task.chance, B, task.name)
    elseif task.name ~= "interval" and task.name ~= "cued" then
      lu.assertEquals(tested(task, function(target) return target * 0 end), task.chance, task.name)
    end
  end
end

-- The best of all constants leaves the variance of the intervals.
function TestTasks:test_one_interval_for_all_explains_none_of_their_variance()
  local share = tested(tasks.interval(), function(target, _, of)
    return balnet.arange(target:shape(1)):reshape(target:shape(1), 1, 1):ge(of.set + 1 + 12.5 // 1)
  end)
  lu.assertTrue(share <= 0 and share > -0.05, share)
end

-- The observer who sums the evidence of the cued stream (Green and Swets 1966).
function TestTasks:test_an_ideal_observer_of_noisy_evidence_has_the_ideal_level()
  for _, task in ipairs { tasks.perceptual_decision(), tasks.perceptual_decision { streams = 3, levels = 2 },
    tasks.context_integration() } do
    local n = 4000
    local input, target, mask, of = task:trials(stream(), n)
    local streams = of.strengths:shape(1)
    local sums = input[{ true, { 1, streams } }]:sum(1) * balnet.arange(streams):unsqueeze(2):eq(of.cue)
    local output = target * 0 + sums:sum(1):sign()
    assert_share(task:performance { input = input, target = target, mask = mask, output = output }, task.ideal, n, task.name)
  end
  lu.assertEquals(tasks.context_integration { evidence_noise = 0 }.ideal, 1)
end

-- The answer from the inputs alone, step by step.
function TestTasks:test_a_flip_flop_keeps_the_sign_of_the_last_pulse()
  local flip_flop = tasks.flip_flop { bits = 2, steps = 40, probability = 0.1, settle = 3 }
  local input, target, mask = flip_flop:trials(stream(), 3)
  for bit = 1, 2 do
    for trial = 1, 3 do
      local state, age
      for step = 1, 40 do
        local pulse = input[{ step, bit, trial }]
        if pulse ~= 0 then state, age = pulse, 0 else age = age + 1 end
        lu.assertEquals(target[{ step, bit, trial }], state)
        lu.assertEquals(mask[{ step, bit, trial }], age >= 3 and 1 or 0)
      end
    end
  end
  lu.assertAlmostEquals(input[{ { 2, 40 } }]:abs():mean(), 0.1, 4 * (0.09 / (39 * 6)) ^ 0.5)
end

function TestTasks:test_what_is_to_be_remembered_is_in_the_input_before()
  local input, target, _, of = tasks.pulse_memory { stimulus = 2, onset = 4 }:trials(stream(), B)
  lu.assertTrue((input:sum(1)[1] - of.amplitude * 2):abs():max() < 1e-12)
  lu.assertTrue(target[{ 5, 1 }] == of.amplitude)
  lu.assertEquals({ of.onset:min(), of.onset:max() }, { 1, 4 })
  input, target, _, of = tasks.delayed_match { items = 3, stimulus = 2, delay = 4, steps = 10 }:trials(stream(), B)
  lu.assertEquals(input[{ { 3, 6 } }]:abs():max(), 0)
  lu.assertTrue((input[1] * input[7]):sum(1) == of.match)
  lu.assertTrue(target[{ 9, 1 }] == of.match * 2 - 1)
  assert_share(of.match:mean(), 0.5, B)
  input, target = tasks.delayed_discrimination { difference = 0.5 }:trials(stream(), B)
  lu.assertTrue((input[1] - input[21]):sign() == target[40])
  lu.assertTrue(((input[1] - input[21]):abs() - 1):abs():max() < 1e-12) -- a half of the range, from -1 to 1
  lu.assertTrue(input:abs():max() <= 1)
end

function TestTasks:test_a_ramp_ends_when_the_interval_has_passed_again()
  local input, target, _, of = tasks.interval():trials(stream(), B)
  lu.assertTrue(input[{ true, 2 }]:argmax(1) - input[{ true, 1 }]:argmax(1) == of.interval)
  lu.assertTrue(target[{ true, 1 }]:ge(1):argmax(1) - input[{ true, 2 }]:argmax(1) == of.interval)
  lu.assertEquals({ of.interval:min(), of.interval:max() }, { 8, 20 })
end

function TestTasks:test_a_sine_comes_back_after_its_period()
  local _, target, _, of = tasks.sine { frequencies = 2, shortest = 10, longest = 25 }:trials(stream(), B)
  local slow = of.frequency:lt(0.05)
  lu.assertTrue(((target[35] - target[10]) * slow):abs():max() < 1e-12)
  lu.assertTrue(((target[35] - target[25]) * (1 - slow)):abs():max() < 1e-12)
end

-- Lorenz's equations for x alone: with y = x + x'/10 and z = 28 - (y + y')/x is z' = xy - 8z/3. Central differences
-- have an error of h^2 times a third derivative, of order 10^4 here.
function TestTasks:test_lorenz_signals_solve_lorenz_s_equations()
  local h = 0.001
  local lorenz = tasks.lorenz { time_step = h, steps = 200, ahead = 7 }
  local input, target = lorenz:trials(stream(), 20)
  lu.assertTrue(target[{ { 1, 193 } }] == input[{ { 8, 200 } }])
  local x = input[{ true, 1 }] * 8
  local function slope(v) return (v[{ { 3, -1 } }] - v[{ { 1, -3 } }]) / (2 * h) end
  local function inner(v, k) return v[{ { k + 1, -1 - k } }] end
  local y = inner(x, 1) + slope(x) / 10
  local z = 28 - (inner(y, 1) + slope(y)) / inner(x, 2)
  local rest = slope(z) - inner(x, 3) * inner(y, 2) + inner(z, 1) * 8 / 3
  local away = inner(x, 3):abs():gt(4) -- z is a quotient by x
  lu.assertTrue(away:mean() > 0.5)
  lu.assertTrue((rest * away):abs():max() < 0.01 * slope(z):abs():max())
end

-- x of the attractor stays between -20 and 20, and no wing is preferred. Signs are alike in a trial, so that trials count.
function TestTasks:test_lorenz_trials_are_on_the_attractor()
  local input = tasks.lorenz { steps = 20 }:trials(stream(), 2000) * 8
  lu.assertTrue(input:abs():max() < 20 and input:abs():max() > 15)
  lu.assertTrue(math.abs(input:mean()) < 4 * input:std() / 2000 ^ 0.5)
end

-- Between two directions, in units of a ring of 64.
local function apart(a, b) return ((a - b + 32):mod(64) - 32):abs() end

function TestTasks:test_every_rule_of_the_battery_is_answered_from_its_inputs()
  for rule, turn in pairs(rules) do
    local cued = tasks.cued { rule = rule, units = 64 }
    local input, target, _, of = cued:trials(stream(), B)
    local fixation, answer, last = target[{ -1, 1 }], target[{ -1, { 2, 65 } }]:argmax(1) - 1, 45
    lu.assertEquals((input[{ true, { 130, 149 } }]:mean(1) - balnet.arange(20):unsqueeze(2):eq(of.rule)):abs():max(), 0)
    lu.assertTrue(fixation:lt(0.5) == of.answers)
    lu.assertTrue(target[{ 4, 1 }]:min() > 0.5 and input[{ 4, { 2, 129 } }]:abs():max() == 0)
    local drive = input[{ true, { 2, 65 } }]:sum(1) + input[{ true, { 66, 129 } }]:sum(1)
    if turn then
      lu.assertTrue(apart(drive:argmax(1) - 1 + turn / 360 * 64, answer):max() <= 1, rule)
      lu.assertEquals(input[{ last, { 2, 129 } }]:max() > 0.5, not rule:find "^dly")
      lu.assertEquals(input[{ last, 1 }]:min(), rule:find "^rt" and 1 or 0)
    elseif rule:find "dm_?%d?$" then
      local ring = rule:match "%d$"
      local counts = ring and input[{ true, ring == "1" and { 2, 65 } or { 66, 129 } }]:sum(1) or drive
      lu.assertTrue(apart(counts:argmax(1) - 1, answer):max() <= 1, rule) -- the strongest stimulus of those that count
      lu.assertEquals(of.answers:min(), 1)
    else
      local first, second = (of.first / math.pi):floor(), (of.second / math.pi):floor()
      local same = rule:find "c$" and first:eq(second) or (of.first - of.second):abs():lt(1e-9)
      lu.assertTrue(of.answers == (rule:find "^dn" and 1 - same or same), rule)
      assert_share(of.answers:mean(), 0.5, B, rule)
    end
  end
end

-- Who knows when to answer, points in a random direction and answers in no match task.
function TestTasks:test_knowing_when_but_not_what_to_answer_is_at_chance_in_the_battery()
  for rule in pairs(rules) do
    local n, cued = 400, tasks.cued { rule = rule }
    local input, target, mask = cued:trials(stream(), n)
    local output = target * 0
    output[-1] = balnet.arange(17):unsqueeze(2):eq(stream(8):integers(2, 17, n)) + 0
    if cued.chance == 0.5 then output[{ -1, 1 }] = 1 end
    -- Of 16 directions three or four are within 36 degrees; on average a fifth.
    assert_share(cued:performance { input = input, target = target, mask = mask, output = output }, cued.chance, n, rule)
  end
  lu.assertAlmostEquals(tasks.cued().chance, (16 * 0.2 + 4 * 0.5) / 20, 1e-12)
end

function TestTasks:test_parameters_that_cannot_be_are_refused_at_the_script_s_line()
  local cases = {
    { "there is no parameter bit; did you mean bits?", tasks.flip_flop, { bit = 3 } },
    { "bits is 0; it must be an integer from 1 to 64", tasks.flip_flop, { bits = 0 } },
    { "settle is 60; less than the 60 steps of a trial were needed", tasks.flip_flop, { settle = 60 } },
    { "probability is 'often'; it must be a number above 0 and of at most 1", tasks.flip_flop, { probability = "often" } },
    { "delay is 30; less than half of the 60 steps of a trial was needed", tasks.delayed_copy, { delay = 30 } },
    { "steps is 25; 2 stimulus + delay + 1 = 26 were needed", tasks.delayed_match, { steps = 25 } },
    { "steps is 9; onset + stimulus + settle = 23 were needed", tasks.pulse_memory, { steps = 9 } },
    { "shortest is 20; less than longest (20) was needed", tasks.interval, { shortest = 20 } },
    { "steps is 49; onset + 2 longest = 50 were needed", tasks.interval, { steps = 49 } },
    { "shortest is 31; at most longest (30) was needed", tasks.sine, { shortest = 31 } },
    { "settle is 80; less than the 80 steps of a trial were needed", tasks.lorenz, { settle = 80 } },
    { "response is 60; less than the 60 steps of a trial were needed", tasks.context_integration, { response = 60 } },
    { "rule is 'goo'; it must be one of all, go, rt_go", tasks.cued, { rule = "goo" } },
    { "steps is 35; 2 fixation + 2 stimulus + delay + grace + 1 = 36 were needed", tasks.cued, { steps = 35 } },
    { "bad argument #1 to 'flip_flop' (a table of options was needed; 3 was given)", tasks.flip_flop, 3 },
  }
  for _, case in ipairs(cases) do refused.assert_refused(case[1], function() tasks.none = case[2](case[3]) end) end
end

function TestTasks:test_a_test_that_does_not_fit_is_refused()
  local task = tasks.sine()
  local input, target, mask = task:trials(stream(), 4)
  local function performance(test) return function() task.none = task:performance(test) end end
  refused.assert_refused("the test has no tensor 'output'; the `test` of a measurement was needed",
    performance { input = input, target = target, mask = mask })
  refused.assert_refused("the output is 60 x 4 and the target 60 x 1 x 4; one shape, steps x readouts x batch, was needed",
    performance { input = input, target = target, mask = mask, output = target[{ true, 1 }] })
  refused.assert_refused("batch is 0; an integer of at least 1 was needed", function() task.none = task:trials(stream(), 0) end)
end

-- A run's command line wins over the task's own parameters, and the trials follow it.
function TestTasks:test_parameters_of_a_task_are_some_of_the_command_line()
  local copy, folder = tasks.delayed_copy { delay = 3, steps = 20 }, shell.scratch()
  local run = balnet.experiment(copy:experiment { name = "tasks_copy", neurons = 10, epochs = 3,
    parameters = { { name = "own", kind = "integer", default = 4, help = "of the script" } },
    arguments = { "--delay", "6", "--steps", "30", "--out", folder } })
  shell.remove(folder)
  local p = run.parameters
  lu.assertEquals({ p.delay, p.steps, p.own, p.neurons, p.activation }, { 6, 30, 4, 10, "tanh" })
  local input, target = copy.task(stream(), 5, p)
  lu.assertTrue(target[{ { 7, 30 } }] == input[{ { 1, 24 } }])
  lu.assertEquals(copy:with(p).parameters, { delay = 6, steps = 30 })
  lu.assertEquals(copy.parameters, { delay = 3, steps = 20 })
  refused.assert_refused("delay is 15; less than half of the 30 steps", function() copy.none = copy:with { delay = 15, steps = 30 } end)
end

-- As those of trainers, with the range behind the default.
local function annotation_of(declaration)
  local value, kind = declaration.default, declaration.kind
  local text = math.type(value) == "float" and ("%.14g"):format(value) or tostring(value)
  if declaration.choices then
    kind = annotations.union(declaration.choices)
  else
    local range = parameters.expected(declaration):gsub("^an? %a+", "")
    text = text .. (declaration.unit and " " .. declaration.unit or "") .. (range ~= "" and "," .. range or "")
  end
  return ("---@field %s? %s %s (%s)"):format(declaration.name, kind, declaration.help, text)
end

function TestTasks:test_the_annotations_of_every_task_are_its_parameters()
  local texts = annotations.files()
  for _, task in ipairs(all) do
    local lines = {}
    for i, declaration in ipairs(task:experiment().parameters) do lines[i] = annotation_of(declaration) end
    if task.name ~= "perceptual_decision" then
      lines[#lines + 1] = ("---@field steps? integer of a trial (%d, of at least 1)"):format(task.suggested.steps)
      lu.assertEquals(annotations.found(texts, "balnet.tasks." .. task.name .. ".options"), table.concat(lines, "\n"), task.name)
    end
  end
end

function TestTasks:test_channels_that_do_not_fit_the_run_are_told_with_the_options()
  local task = tasks.flip_flop { bits = 3 }
  local fine, message = pcall(task.task, balnet.random(1), 2, { bits = 2, stimuli = 3, readouts = 3 })
  lu.assertFalse(fine)
  lu.assertStrContains(message, "--stimuli 2 --readouts 2 are needed")
end

-- The parameters of a run of flip-flops with words of the command line.
local function parameters_of(changes, ...)
  local folder = shell.scratch()
  local words = { [0] = "script", "--out", folder, ... }
  local definition = { neurons = 10, epochs = 1, arguments = words }
  for name, value in pairs(changes) do definition[name] = value end
  local run = balnet.experiment(tasks.flip_flop({ bits = 3 }):experiment(definition))
  run.trainer:close()
  shell.remove(folder)
  return run.parameters
end

function TestTasks:test_a_run_has_as_many_channels_as_the_task_of_its_command_line()
  local p = parameters_of({}, "--bits", "2")
  lu.assertEquals({ p.bits, p.stimuli, p.readouts }, { 2, 2, 2 })
  p = parameters_of({}, "--seed", "2")
  lu.assertEquals({ p.bits, p.stimuli, p.readouts }, { 3, 3, 3 })
  p = parameters_of({}, "--bits", "2", "--readouts", "5") -- which its first batch refuses
  lu.assertEquals({ p.stimuli, p.readouts }, { 2, 5 })
  p = parameters_of({ stimuli = 4 }, "--bits", "2")
  lu.assertEquals({ p.stimuli, p.readouts }, { 4, 3 })
end

function TestTasks:test_gated_units_learn_a_task_that_suggests_an_activation_of_rate_units()
  local folder = shell.scratch()
  local run = balnet.experiment(balnet.tasks.flip_flop { bits = 2, steps = 10 }:experiment {
    cell = "gru", neurons = 8, batch = 2, epochs = 3, out = folder, arguments = { [0] = arg[0] } })
  for _, measured in run:train() do run:record(measured) end
  lu.assertEquals({ run.trainer:parameters().cell, run.trainer:epoch() }, { "gru", 3 })
  shell.remove(folder)
end

function TestTasks:test_outputs_that_are_nan_have_no_performance()
  local task = tasks.perceptual_decision {}
  local input, target, mask = task:trials(balnet.random(1), 4)
  local performance = task:performance { input = input, target = target, mask = mask, output = target * (0 / 0) }
  lu.assertTrue(performance ~= performance)
end

function TestTasks:test_trials_need_a_stream()
  lu.assertStrContains(refused.message_of(function() tasks.flip_flop():trials(7, 2) end), "random is 7; a stream")
end

os.exit(lu.LuaUnit.run())
