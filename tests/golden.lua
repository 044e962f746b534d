-- What a seed gives: small runs, a line for each, with hashes of their weights and of the columns of their history that
-- follow from training alone. They are the same for every processor, level of instructions, number of threads and
-- compiler. `balnet tests/golden.lua > tests/data/golden.txt` writes anew what tests/bindings/training/test_golden.lua holds
-- them against.
--     balnet tests/golden.lua [--threads N] [--check], which only says which lines differ from tests/data/golden.txt
local balnet = require "balnet"

local here = arg[0]:match "^(.*)/[^/]*$" or "."
local threads, check = 1, false
for i, word in ipairs(arg) do
  if word == "--threads" then threads = math.tointeger(arg[i + 1]) end
  check = check or word == "--check"
end

-- Holds its last input back by three steps; of the first three nothing is asked, and later steps count more.
local function task(random, batch, parameters)
  local T = parameters.steps
  local input = random:normal(T, 2, batch)
  local target = balnet.zeros(T, 2, batch)
  target[{ { 4, T } }] = input[{ { 1, T - 3 } }]
  local mask = balnet.ones(T)
  mask[{ { 1, 3 } }] = 0
  mask[{ { 10, T } }] = 1.7
  return input, target, mask
end

local cases = {
  { "relu" },
  { "tanh", activation = "tanh", gain = 0.9, w_in_std = 1 },
  { "softplus", activation = "softplus" },
  { "threshold_power", activation = "threshold_power", activation_power = 1.3 },
  { "linear", activation = "linear" },
  { "sigmoid", activation = "sigmoid" },
  { "erf", activation = "erf", gain = 0.9, w_in_std = 1 },
  { "asymmetric_tanh", activation = "asymmetric_tanh", gain = 0.9, w_in_std = 1 },
  { "table", activation = "table", gain = 0.9, w_in_std = 1, activation_table = balnet.activation_table(
    function(x) return x / (x:abs() + 1) end, { points = 129, slope = function(x) return 1 / (x:abs() + 1) ^ 2 end }) },
  { "gru", cell = "gru", gain = 0.9, w_in_std = 1, noise = 0.1 },
  { "sgd", optimiser = "sgd", learning_rate = 0.5 },
  { "rmsprop", optimiser = "rmsprop", gradient_clip = 0.01 },
  { "excitatory_inhibitory", structure = "excitatory_inhibitory", connectivity = 0.4, dale = true },
  { "stationary", stimuli = 1, start = "stationary", stimulus_tau = 0.7, steps = 13, batch = 3 },
  { "large", neurons = 150, stimuli = 3, batch = 17 },
  { "task", task = task, activation = "tanh", gain = 0.9, w_in_std = 1, readouts = 2 },
}

-- Fowler, Noll and Vo's hash (FNV-1a, 64 bits) of numbers as float or double, byte by byte.
local function hash(list, format)
  local value = -3750763034362895579
  for _, number in ipairs(list) do
    for _, byte in ipairs { string.byte(string.pack(format, number), 1, -1) } do value = (value ~ byte) * 1099511628211 end
  end
  return ("%016x"):format(value)
end

local columns = { "epoch", "test_error", "tracking_error", "J_mean", "J_same", "J_different", "balance", "relative_balance" }

local function history_of(run)
  local list = {}
  for _, name in ipairs(columns) do
    for _, number in ipairs(run.history.numbers[name] or {}) do
      list[#list + 1] = number == number and number + 0.0 or 1e300 -- the bits of a NaN are not defined
    end
  end
  return hash(list, "<d")
end

local function weights_of(trainer)
  local list = {}
  for _, name in ipairs { "J", "w_in", "w_out" } do
    for _, number in ipairs(trainer[name](trainer):reshape(-1):totable()) do list[#list + 1] = number end
  end
  return hash(list, "<f")
end

local function line_of(case)
  local definition = { name = "golden", neurons = 37, batch = 5, steps = 20, stimuli = 2, epochs = 7, measure_every = 3,
    seed = 11, threads = threads, out = os.tmpname(), arguments = { [0] = arg[0] } }
  os.remove(definition.out)
  for name, value in pairs(case) do
    if name ~= 1 then definition[name] = value end
  end
  local run = balnet.experiment(definition)
  for _, measured in run:train() do run:record(measured) end
  local line = ("%-22s weights %s history %s"):format(case[1], weights_of(run.trainer), history_of(run))
  os.execute("rm -rf '" .. definition.out .. "'")
  return line
end

local expected = {}
for line in check and io.lines(here .. "/data/golden.txt") or function() end do expected[line:match "^%S+"] = line end
local output = io.stdout
io.output(io.stderr)
for _, case in ipairs(cases) do
  local line = line_of(case)
  if not check then
    output:write(line, "\n")
  elseif line ~= expected[case[1]] then
    output:write(line, "\n    ", tostring(expected[case[1]]), " was expected\n")
  end
end
