-- A network that was trained on a flip-flop of three bits has a stable point for each of its 8 states, and saddles between them.
local lu = require "luaunit"
local balnet = require "balnet"

TestFlipFlop = {}

local function flip_flop(random, batch)
  local input = random:uniform(30, 3, batch):lt(0.1) * (random:uniform(30, 3, batch):lt(0.5) * 2 - 1)
  input[1] = random:uniform(3, batch):lt(0.5) * 2 - 1
  local target = input:clone()
  for t = 2, 30 do target[t] = balnet.where(input[t], input[t], target[t - 1]) end
  return input, target
end

local function trained()
  local trainer = balnet.trainer { neurons = 50, stimuli = 3, batch = 32, steps = 30, task = flip_flop, activation = "tanh",
    gain = 0.9, balance = 1e-6, dt = 0.5, w_in_mean = 0, w_in_std = 3, w_out_mean = 0, w_out_std = 3, noise = 0.1,
    learning_rate = 1e-2, gradient_clip = 0.5, activity_penalty = 0, seed = 2 }
  trainer:step(600)
  return trainer
end

local function bits(output)
  local word = {}
  for k = 1, 3 do word[k] = output[k] > 0 and "+" or "-" end
  return table.concat(word)
end

function TestFlipFlop:test_it_has_eight_stable_points_one_a_state_and_saddles_between_two_of_them()
  local trainer <close> = trained()
  local _, x = trainer:respond((flip_flop(balnet.random(11), 32)), { noise = 0 })
  local found = balnet.fixed_points(trainer, { starts = x[{ { 10, -1 } }], count = 300, vectors = true })
  local function settled(state)
    return trainer:respond(balnet.zeros(200, 3, 1), { noise = 0, state = state, states = false })[-1]:flatten()
  end
  local words, stable = {}, 0
  for k = 1, #found.q do
    if found.unstable[k] == 0 and found.fixed[k] == 1 then
      stable = stable + 1
      words[bits(settled(found.x[k]))] = true
    end
  end
  local count = 0
  for _ in pairs(words) do count = count + 1 end
  lu.assertEquals({ stable, count }, { 8, 8 })
  local saddles = 0
  for k = 1, #found.q do
    if found.unstable[k] == 1 and found.fixed[k] == 1 then
      saddles = saddles + 1
      local away = found.right_real[k][{ {}, -1 }] * 0.1
      lu.assertNotEquals(bits(settled(found.x[k] + away)), bits(settled(found.x[k] - away)))
    end
  end
  lu.assertTrue(saddles >= 3)
end

os.exit(lu.LuaUnit.run())
