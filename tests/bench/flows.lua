-- What the exponents of a flow of the script cost, beside C that was written for that flow alone: Lorenz, three exponents,
-- classical Runge-Kutta steps of 0.01, orthonormalised every 0.2.
--   balnet tests/bench/flows.lua [SECONDS_PER_POINT] [FOLDER]
-- The program bench_lorenz is looked for in $BALNET_BUILD/tests, else beside the interpreter.
local here = arg[0]:match "^(.*)/[^/]*$" or "."
package.path = here .. "/?.lua;" .. package.path
local balnet = require "balnet"
local report = require "report"

local seconds, folder = report.arguments()
local clock = balnet.system.seconds
local build = os.getenv "BALNET_BUILD" or arg[-1]:match "^(.*)/[^/]*$" or "."

local function in_tables(s)
  local x, y, z = s[1], s[2], s[3]
  return { 10 * (y - x), x * (28 - z) - y, x * y - 8 / 3 * z }, { { -10, 10, 0 }, { 28 - z, -1, -x }, { y, x, -8 / 3 } }
end

local function in_place(s, _, v, J)
  local x, y, z = s[1], s[2], s[3]
  v[1], v[2], v[3] = 10 * (y - x), x * (28 - z) - y, x * y - 8 / 3 * z
  local a, b, c = J[1], J[2], J[3]
  a[1], a[2], b[1], b[2], b[3], c[1], c[2], c[3] = -10, 10, 28 - z, -1, -x, y, x, -8 / 3
  return v, J
end

local function without_jacobian(s)
  local x, y, z = s[1], s[2], s[3]
  return { 10 * (y - x), x * (28 - z) - y, x * y - 8 / 3 * z }
end

local function components(x, y, z)
  return 10 * (y - x), x * (28 - z) - y, x * y - 8 / 3 * z, -10, 10, 0, 28 - z, -1, -x, y, x, -8 / 3
end

local function tensors(s, _, v)
  local x, y, z = s[1], s[2], s[3]
  v[1], v[2], v[3] = (y - x):mul_(10), (28 - z):mul_(x):sub_(y), (x * y):sub_(z * (8 / 3))
  return v
end

local function tensors_with_jacobian(s, t, v, J)
  if t == 0 then J[{ 1, 1 }], J[{ 1, 2 }], J[{ 2, 2 }], J[{ 3, 3 }] = -10, 10, -1, -8 / 3 end
  local x, y, z = s[1], s[2], s[3]
  local fall = 28 - z
  v[1], v[2], v[3] = (y - x):mul_(10), (x * fall):sub_(y), (x * y):sub_(z * (8 / 3))
  J[{ 2, 1 }], J[{ 2, 3 }], J[{ 3, 1 }], J[{ 3, 2 }] = fall, -x, y, x
  return v, J
end

local function peer()
  local pipe = assert(io.popen(("'%s/tests/bench_lorenz'"):format(build)))
  local nanoseconds = pipe:read "n"
  assert(pipe:close() and nanoseconds, "bench_lorenz failed")
  return nanoseconds
end

local start = balnet.random({ seed = 1 }):normal(3, 100) + balnet.tensor { { 1 }, { 2 }, { 20 } }
local cases = {
  { "one, components", components, { 1, 2, 20 }, 1, 15 },
  { "one, written in place", in_place, { 1, 2, 20 }, 1 },
  { "one, new tables", in_tables, { 1, 2, 20 }, 1 },
  { "one, differences", without_jacobian, { 1, 2, 20 }, 1 },
  { "100, Jacobian", tensors_with_jacobian, start, 100, 4 },
  { "100, differences", tensors, start, 100, 4 },
}

local found = { seconds_per_point = seconds, cases = {} }
local rows = { { "trajectories", "ns each a step", "C/ns", "ratio", "at most" } }
for _, case in ipairs(cases) do
  local name, f, x, count, most = table.unpack(case)
  local in_c, steps = peer(), count == 1 and 2000 or 200 -- some milliseconds, as in C
  local time = report.best(function()
    balnet.lyapunov.of_flow(f, x, { steps = steps, dt = 0.01, interval = 0.2, components = f == components })
  end, seconds, clock) / steps / count * 1e9
  in_c = math.min(in_c, peer())
  found.cases[#found.cases + 1] = { name = name, nanoseconds = time, c = in_c, ratio = time / in_c }
  rows[#rows + 1] = { name, ("%.0f"):format(time), ("%.0f"):format(in_c), ("%.1f"):format(time / in_c), most or "" }
end
print "Lyapunov exponents of a flow of the script (Lorenz)"
report.table(rows)
report.json(folder .. "/flows.json", found)
