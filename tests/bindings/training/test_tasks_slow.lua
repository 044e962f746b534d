-- A network of 100 units learns each task of the library to a stated level, in less than 20 s of the processor.
local lu = require "luaunit"
local balnet = require "balnet"

-- Epochs of training, and the share of the way from chance to the ideal level that is reached. Decisions on noisy evidence
-- are tested on 100 trials, whose own ideal level differs from the mean one by up to 0.08 (two standard deviations).
local learned = {
  flip_flop = { 1000, 0.95 }, pulse_memory = { 600, 0.92 }, delayed_copy = { 800, 0.88 }, delayed_match = { 400, 0.95 },
  delayed_discrimination = { 400, 0.9 }, sine = { 1200, 0.9 }, interval = { 1000, 0.8 },
  context_integration = { 400, 0.75 }, perceptual_decision = { 400, 0.75 }, lorenz = { 300, 0.97 },
  cued = { 1000, 0.5 }, -- all twenty rules at once
}

TestTasks = {}

for name in pairs(balnet.tasks) do
  TestTasks["test_" .. name .. "_is_learned"] = function()
    lu.assertNotNil(learned[name], name)
    local epochs, level = table.unpack(learned[name])
    local task = balnet.tasks[name]()
    local definition = { task = task.task, schedule = "cosine", schedule_end = epochs }
    for key, value in pairs(task.suggested) do
      if key ~= "epochs" and key ~= "measure_every" then definition[key] = value end
    end
    local trainer, began = balnet.trainer(definition), os.clock()
    local function reached()
      return (task:performance(trainer:measure().test) - task.chance) / (task.ideal - task.chance)
    end
    local before = reached()
    trainer:step(epochs)
    local after, seconds = reached(), os.clock() - began
    print(("%s: %.3f, after %d epochs (%.1f s) %.3f"):format(name, before, epochs, seconds, after))
    lu.assertTrue(before < level and after >= level, ("%s: %g, then %g"):format(name, before, after))
    lu.assertTrue(seconds < 20, ("%s took %g s"):format(name, seconds))
  end
end

os.exit(lu.LuaUnit.run())
