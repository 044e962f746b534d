-- How fast training on a task is with options of papers, beside PyTorch; and how near the peak trials run forward alone.
--   balnet tests/bench/options.lua [SECONDS_PER_POINT] [FOLDER]
local here = arg[0]:match "^(.*)/[^/]*$" or "."
package.path = here .. "/?.lua;" .. package.path
local balnet = require "balnet"
local report = require "report"

local seconds, folder = report.arguments()
local clock = balnet.system.seconds
local python = os.getenv "BALNET_PYTHON" or "/usr/bin/python3"
local N, B, T, S, R = 100, 32, 100, 2, 4
local found = {}

local random = balnet.random { seed = 1 }
local input, target = random:normal(T, S, B), random:normal(T, R, B)
local labels, mask = (random:uniform(T, B) * R):floor() + 1, balnet.ones(T)

local function epoch_of(more)
  local d = { neurons = N, batch = B, steps = T, stimuli = S, readouts = R, threads = 1, activation = "tanh", noise = 0.1,
    gain = 0.9, balance = 1e-6, w_in_mean = 0, w_in_std = 1, w_out_mean = 0, w_out_std = 1, learning_rate = 1e-5,
    activity_penalty = 0, task = function() return input, more.loss and labels or target, mask end }
  for name, value in pairs(more) do d[name] = value end
  local trainer <close> = balnet.trainer(d)
  return report.best(function() trainer:step() end, seconds, clock)
end

local function peer(kind)
  local command = ("%s %s/peers/training_options.py %d %d %d %s %g 2>/dev/null"):format(python, here, N, B, T, kind, seconds)
  local pipe <close> = io.popen(command)
  return tonumber(pipe:read "l" or "")
end

print(("N = %d, B = %d, T = %d, one thread"):format(N, B, T))
local gru = { cell = "gru", activation = "relu", train_bias = true, noise = 0 }
for kind, more in pairs { low_rank = { rank = 2 }, cross_entropy = { loss = "cross_entropy" }, gru = gru } do
  local ours, theirs = epoch_of(more), peer(kind)
  found[kind] = { seconds = ours, pytorch = theirs, ratio = theirs and theirs / ours }
  print(("  %-14s %.2f ms%s"):format(kind, ours * 1e3, theirs and (", PyTorch %.1f ms: %.1f times"):format(theirs * 1e3,
    theirs / ours) or ""))
end

-- 1000 trials of 500 steps: the best of as many as fit, over the multiply-adds of J alone at the peak measured beside.
local trainer <close> = balnet.trainer { neurons = 200, stimuli = 2, threads = 1 }
local trials = balnet.ones(500, 2, 1000)
for _, states in ipairs { true, false } do
  local time, peak, begin = math.huge, 0, clock()
  repeat
    peak = math.max(peak, balnet.system.flops(100))
    collectgarbage() -- frees the 400 MB of states of the previous response
    local start = clock()
    trainer:respond(trials, { noise = 0, states = states })
    time = math.min(time, clock() - start)
  until clock() - begin > seconds
  local share = 2 * 200 ^ 2 * 1000 * 500 / time / peak
  found[states and "respond" or "respond_outputs"] = { seconds = time, share = share }
  print(("  1000 trials of 500 steps, N = 200, %s: %.2f s, %.2f of the peak"):format(states and "states and outputs"
    or "outputs", time, share))
end
report.json(folder .. "/options.json", found)
