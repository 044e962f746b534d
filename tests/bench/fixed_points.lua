-- How fast fixed points are found from 1000 states of a network of 100 units, beside PyTorch, and whether both find the same.
--   balnet tests/bench/fixed_points.lua [SECONDS_PER_POINT] [FOLDER]
local here = arg[0]:match "^(.*)/[^/]*$" or "."
package.path = here .. "/?.lua;" .. package.path
local balnet = require "balnet"
local report = require "report"

local seconds, folder = report.arguments()
local clock = balnet.system.seconds
local python = os.getenv "BALNET_PYTHON" or "/usr/bin/python3"
local N, starts = 100, 1000

-- Two patterns and a random part, as of a network that was trained.
local stream = balnet.random { seed = 1 }
local p, q = stream:normal(N):sign(), stream:normal(N):sign()
local J = (p:outer(p) + q:outer(q)) * (2 / N) + stream:normal(N, N) * (0.5 / N ^ 0.5)

-- States of 50 trials from anywhere, 20 of each: every half time constant.
local states = {}
do
  local x = stream:normal(50, N) * 2
  for step = 1, 100 do
    x = x + 0.1 * (x:tanh():matmul(J:t()) - x)
    if step % 5 == 0 then states[#states + 1] = x end
  end
end
states = balnet.concatenate(states, 1)

local found
local function search() found = balnet.fixed_points({ J = J }, { starts = states, threads = 1, slow = 0 }) end
local time = report.best(search, seconds, clock)
print(("N = %d, %d starts, one thread, eigenvalues included: %.3f s"):format(N, starts, time))
print(found)

local path = os.tmpname()
do
  local file <close> = assert(io.open(path, "w"))
  for _, row in ipairs(balnet.concatenate({ J, states }, 1):totable()) do
    for i, value in ipairs(row) do row[i] = ("%.17g"):format(value) end
    file:write(table.concat(row, " "), "\n")
  end
end
local pipe <close> = io.popen(("%s %s/peers/fixed_points.py %s 2>/dev/null"):format(python, here, path))
local theirs, reached = tonumber(pipe:read "l" or ""), tonumber(pipe:read "l" or "")
local count, ours_too = 0, 0
for line in pipe:lines() do
  local x = {}
  for word in line:gmatch "%S+" do x[#x + 1] = tonumber(word) end
  count = count + 1
  if (found.x - balnet.tensor(x)):norm(2):min() < 1e-3 then ours_too = ours_too + 1 end
end
os.remove(path)
if theirs then
  print((
    "PyTorch, Adam on all starts at once: %.1f s, %.0f times; %d of its starts reached q <= 1e-12, %d points, of which %d are ours too")
    :format(theirs, theirs / time, reached, count, ours_too))
end
report.json(folder .. "/fixed_points.json", { seconds = time, points = #found.q, pytorch = theirs, ratio = theirs and theirs / time,
  pytorch_points = count, both = ours_too })
