-- How fast the theory is, on one thread: the time-resolved equations, their integrals beside adaptive quadrature, stationary
-- states beside NumPy, and the large simulations they are held against.
--   balnet tests/bench/theory.lua [SECONDS_PER_POINT] [FOLDER]
-- The program bench_quadrature is looked for in $BALNET_BUILD/tests, else beside the interpreter.
local here = arg[0]:match "^(.*)/[^/]*$" or "."
package.path = here .. "/?.lua;" .. package.path
local balnet = require "balnet"
local report = require "report"
local simulated = require "simulated"

local seconds, folder = report.arguments()
local clock = balnet.system.seconds
local build = os.getenv "BALNET_BUILD" or arg[-1]:match "^(.*)/[^/]*$" or "."

-- --- the time-resolved theory: the example of Engelken et al. (PLOS Comput. Biol. 2022) at other sizes

local function evolve(steps, band, given)
  given.input = (balnet.arange(steps) * (2 * math.pi / 16)):sin() * 0.8 + 1
  given.gain, given.balance, given.band, given.lyapunov = 1.6, math.sqrt(5000), band, true
  local time = report.best(function() balnet.meanfield.evolve(given) end, seconds, clock)
  return { steps = steps, band = band, seconds = time, pairs = steps * band, nanoseconds_a_pair = time / (steps * band) * 1e9 }
end

local found = { seconds_per_point = seconds, evolution = {}, quadrature = {} }
local rows = { { "phi", "steps", "band", "seconds", "ns a pair", "at most" } }
for _, case in ipairs { { "relu", 2 ^ 13, 2 ^ 9, 1.5 }, { "relu", 2 ^ 13, 2 ^ 10 }, { "tanh", 2 ^ 11, 2 ^ 9 } } do
  local phi, steps, band, most = table.unpack(case)
  local r = evolve(math.tointeger(steps), math.tointeger(band), { activation = phi, terms = phi == "tanh" and 64 or nil })
  found.evolution[#found.evolution + 1] = r
  rows[#rows + 1] = { phi, r.steps, r.band, ("%.3f"):format(r.seconds), ("%.1f"):format(r.nanoseconds_a_pair), most or "" }
end
print "time-resolved theory: E[phi phi], E[phi' phi'] and the Lyapunov exponent"
report.table(rows)

-- --- both integrals of relu, closed form against adaptive quadrature in C

local function quadrature(tolerance)
  local pipe = assert(io.popen(("'%s/tests/bench_quadrature' %g"):format(build, tolerance)))
  local count, closed, adaptive, product, slopes = pipe:read("n", "n", "n", "n", "n")
  assert(pipe:close() and slopes, "bench_quadrature failed")
  return { tolerance = tolerance, points = count, closed = closed, adaptive = adaptive, ratio = adaptive / closed,
           difference = math.max(product, slopes) }
end

rows = { { "tolerance", "closed/ns", "quadrature/ns", "ratio", "largest difference" } }
for _, tolerance in ipairs { 1e-2, 1e-4, 1e-8, 1e-10, 1e-12 } do
  local r = quadrature(tolerance)
  found.quadrature[#found.quadrature + 1] = r
  rows[#rows + 1] = { ("%g"):format(tolerance), ("%.1f"):format(r.closed * 1e9), ("%.0f"):format(r.adaptive * 1e9),
                      ("%.0f"):format(r.ratio), ("%.0e"):format(r.difference) }
end
print(("both integrals of relu at %d points: closed form (exact to 1e-14), adaptive Gauss-Kronrod in C"):format(
  found.quadrature[1].points))
report.table(rows)

-- --- λ₁ over a plane, beside the same steps in NumPy

local function numpy(points)
  local python = os.getenv "BALNET_PYTHON" or "/usr/bin/python3"
  local pipe = assert(io.popen(("OPENBLAS_NUM_THREADS=1 '%s' '%s/peers/stationary_numpy.py' 1 %s"):format(python, here,
    table.concat(points, " "))))
  local times = {}
  for i = 1, #points do times[i] = { assert(pipe:read("n")), assert(pipe:read("n")) } end
  assert(pipe:close(), "the peer failed")
  return times
end

local points = { "0.5:0.1", "1.5:0.1", "2.5:0.1", "0.5:0.8", "1.5:0.8", "2.5:0.8" } -- gain and noise
found.stationary = { points = {} }
rows = { { "gain:noise", "ms", "NumPy/ms", "ratio", "difference" } }
local own, peer = 0, 0
for i, other in ipairs(numpy(points)) do
  local gain, noise = points[i]:match "(.*):(.*)"
  local given, state = { activation = "tanh", balance = 1, gain = tonumber(gain), noise = tonumber(noise) }, nil
  local time = report.best(function() state = balnet.meanfield.stationary(given) end, 0.1, clock)
  own, peer = own + time, peer + other[1]
  found.stationary.points[i] = { point = points[i], seconds = time, numpy = other[1], difference = state.lyapunov - other[2] }
  rows[#rows + 1] = { points[i], ("%.1f"):format(time * 1e3), ("%.0f"):format(other[1] * 1e3), ("%.0f"):format(other[1] / time),
                      ("%.0e"):format(state.lyapunov - other[2]) }
end
local begin = clock()
balnet.meanfield.diagram { activation = "tanh", balance = 1, x = { "gain", 0.5, 2.5 }, y = { "noise", 0.1, 0.8 } }
found.stationary.ratio, found.stationary.diagram = peer / own, clock() - begin
print(("λ₁ of tanh units with noise: %.0f times as fast as NumPy (at least 30); 50 x 50 states: %.1f s (at most 60)"):format(
  peer / own, found.stationary.diagram))
report.table(rows)

-- --- simulation

found.simulation = {}
rows = { { "N", "B", "step/us", "floor/us", "ratio", "limited by" } }
for _, batch in ipairs { 1, 16 } do
  local r = simulated.measure(4000, batch, seconds)
  found.simulation[#found.simulation + 1] = r
  rows[#rows + 1] = { r.N, r.B, ("%.0f"):format(r.step * 1e6), ("%.0f"):format(r.floor * 1e6), ("%.2f"):format(r.ratio), r.limit }
end
print "simulation of chaotic networks over what arithmetic and memory allow; at most 1.5"
report.table(rows)
report.json(folder .. "/theory.json", found)
