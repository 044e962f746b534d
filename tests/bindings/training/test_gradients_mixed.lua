-- Gradients of networks of random sizes with options mixed at random, against an independent loss in double precision with the
-- noise that was drawn. SEEDS in the environment: how many networks, 100 by default.
local lu = require "luaunit"
local balnet = require "balnet"
local reference = dofile(os.getenv "BALNET_SOURCE" .. "/tests/bindings/training/reference.lua")

local random = balnet.random { seed = 11 }
local function number(low, high) return low + (high - low) * random:uniform(1)[1] end
local function integer(low, high) return math.floor(number(low, high + 1 - 1e-9)) end
local function one_of(list) return list[integer(1, #list)] end
local function perhaps(value) return number(0, 1) < 0.4 and value or nil end

-- Targets away from where a cost has a kink.
local function target_of(loss, T, R, B)
  local target = random:normal(T, R, B)
  if loss == "hinge" then return target:sign() end
  if loss == "absolute" then return target * 3 end
  if loss ~= "cross_entropy" then return target end
  target = target:exp()
  return target / target:sum(2, true)
end

local delays = { { 0 }, { 0.3 }, { 0.6 }, { 1.2 }, { 0.3, 1 }, { 0.9, 1 }, { 0.6, 2 }, { 1.1, 3 } }

local function mask(...) return random:uniform(...):lt(0.6) end

-- Options of rate units beside those of all cells; masks by the names of their parameters.
local function add_options_of_rates(d, N, S, R)
  local delay = one_of(delays)
  d.recurrent_delay, d.recurrent_delay_order = delay[1], delay[2]
  d.activation, d.rank, d.train_time_constants = one_of { "tanh", "softplus" }, perhaps(2), perhaps(true)
  d.time_constants = perhaps(0.35 + random:uniform(N) * 2)
  if d.rank then
    d.rank_std, d.l1_weights = 2, nil -- whose kinks factors may meet
  else
    d.mask_J = perhaps(mask(N, N))
  end
  d.mask_w_in, d.mask_w_out, d.mask_bias = perhaps(mask(N, S)), perhaps(mask(R, N)), perhaps(mask(N))
  return { J = d.mask_J, w_in = d.mask_w_in, w_out = d.mask_w_out, bias = d.mask_bias }
end

local function random_definition(T, S, R, B, N)
  local loss = one_of { "squared", "absolute", "hinge", R > 1 and "cross_entropy" or "squared" }
  local d = { neurons = N, stimuli = S, readouts = R, batch = B, steps = T, threads = 1, dt = 0.3, gain = 0.9, w_in_std = 1, w_out_std = 20,
    zero_diagonal = false, train_bias = true, learning_rate = 1e-3, activity_penalty = one_of { 0, 0.02 }, loss = loss,
    noise = one_of { 0, 0.5 }, l1_rates = perhaps(0.1), l2_rates = perhaps(0.3), smoothness_penalty = perhaps(0.1),
    l1_weights = perhaps(0.003), l2_weights = perhaps(0.01), readout_bias = perhaps(true), train_initial_state = perhaps(true),
    cell = one_of { "rate", "rate", "rate", "gru" } }
  local masks = d.cell == "rate" and add_options_of_rates(d, N, S, R) or {}
  return d, masks
end

local function names_of(d)
  local names = { "w_in", "w_out", "bias" }
  for _, name in ipairs(d.rank and { "m", "n" } or { "J" }) do names[#names + 1] = name end
  if d.readout_bias then names[#names + 1] = "readout_bias" end
  if d.train_initial_state then names[#names + 1] = "x_0" end
  if d.train_time_constants then names[#names + 1] = "time_constants" end
  return names
end

local function text_of(d)
  local words = {}
  for name, value in pairs(d) do words[#words + 1] = ("%s = %s"):format(name, type(value) == "userdata" and "…" or tostring(value)) end
  table.sort(words)
  return table.concat(words, ", ")
end

local function check(T, S, R, B, N)
  local d, masks = random_definition(T, S, R, B, N)
  local batch = { input = random:normal(T, S, B), target = target_of(d.loss, T, R, B), mask = random:uniform(T, R, B) * 2 }
  d.task = function() return batch.input, batch.target, batch.mask end
  local trainer = balnet.trainer(d)
  local state = trainer:state()
  if not d.train_initial_state then state.initial_state = random:normal(N, B):to "f32" end
  if state.x_0 then state.x_0 = random:normal(N):to "f32" end
  trainer:restore(state)
  local p = reference.parameters(trainer)
  local _, states = trainer:forward(batch.input)
  batch.noise = reference.noise(p, d, batch.input, states)
  lu.assertTrue(batch.noise:abs():max() < (d.noise > 0 and 5 or 2e-5), "noise")
  lu.assertAlmostEquals(trainer:step() / reference.loss(p, d, batch), 1, 1e-5)
  reference.check(trainer:gradients(), p, d, batch, names_of(d), masks)
  return text_of(d)
end

TestMixed = {}

function TestMixed:test_gradients_of_options_mixed_at_random()
  for k = 1, tonumber(os.getenv "SEEDS" or 100) do
    random = balnet.random { seed = 11, epoch = k }
    local before = text_of((random_definition(integer(5, 12), integer(1, 3), integer(1, 3), integer(1, 14), integer(4, 50))))
    random = balnet.random { seed = 11, epoch = k }
    local fine, fault = pcall(check, integer(5, 12), integer(1, 3), integer(1, 3), integer(1, 14), integer(4, 50))
    if not fine then lu.fail(("network %d: %s: %s"):format(k, before, type(fault) == "table" and fault.msg or tostring(fault))) end
  end
end

os.exit(lu.LuaUnit.run())
