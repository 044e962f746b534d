-- How fast a step is when ranks share its batch, and what share of it they exchange and wait.
--   [mpirun -n R] balnet tests/bench/ranks.lua [SECONDS_PER_POINT] [N,B,T …]
local balnet = require "balnet"
local mpi_world = require "balnet.program.world"

local seconds = tonumber(arg[1]) or 5
local clock = balnet.system.seconds
local world = mpi_world.open()
local ranks = world and world:size() or 1

-- Every rank takes as many steps, for rank 0 says how many.
local function agreed(number)
  return world and math.tointeger(tonumber(assert(world:share(("%d"):format(number)))[1])) or number
end

local function time_steps(trainer, epochs)
  agreed(0)
  local began = clock()
  trainer:step(epochs)
  return (clock() - began) / epochs
end

local function measure(N, B, T)
  local trainer <close> = balnet.trainer { neurons = N, batch = B, steps = T, stimuli = 2, threads = 1, learning_rate = 1e-5,
    initial_state = "zero", world = world }
  local epochs = agreed(math.max(1, math.ceil(0.05 / time_steps(trainer, 1))))
  local best, began = math.huge, clock()
  repeat
    best = math.min(best, time_steps(trainer, epochs))
  until agreed(clock() - began > seconds and 1 or 0) == 1
  trainer:profile(true)
  local profiled = time_steps(trainer, epochs) * epochs
  return best, trainer:profile(false).exchange / profiled
end

local sizes = {}
for i = 2, #arg do
  local N, B, T = arg[i]:match "^(%d+),(%d+),(%d+)$"
  sizes[#sizes + 1] = { math.tointeger(tonumber(N)), math.tointeger(tonumber(B)), math.tointeger(tonumber(T)) }
end
if #sizes == 0 then sizes = { { 100, 10, 50 }, { 1000, 64, 50 }, { 1000, 640, 50 }, { 4000, 64, 10 } } end
for _, size in ipairs(sizes) do
  local epoch, share = measure(table.unpack(size))
  if not world or world:rank() == 0 then
    print(("N = %d, B = %d, T = %d, %d ranks of one thread: %.2f ms an epoch, %.1f %% of it exchange and waiting"):format(
      size[1], size[2], size[3], ranks, 1e3 * epoch, 100 * share))
  end
end
