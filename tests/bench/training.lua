-- How fast training is, at every level of instructions the processor has, beside what it can do there and beside PyTorch
-- and NumPy.
--   balnet tests/bench/training.lua [SECONDS_PER_POINT] [FOLDER]
local here = arg[0]:match "^(.*)/[^/]*$" or "."
package.path = here .. "/?.lua;" .. package.path
local balnet = require "balnet"
local report = require "report"

local seconds, folder = report.arguments()
local clock = balnet.system.seconds
local python = os.getenv "BALNET_PYTHON" or "/usr/bin/python3"

local function definition(N, B, T, S, more)
  local d = { neurons = N, batch = B, steps = T, stimuli = S, threads = 1, learning_rate = 1e-5 }
  for name, value in pairs(more or {}) do d[name] = value end
  return d
end

-- The shares are those of one more run, in which phases are timed.
local function shares(trainer, epochs)
  trainer:profile(true)
  trainer:step(epochs)
  local phases, sum = trainer:profile(false), 0
  for _, time in pairs(phases) do sum = sum + time end
  for name, time in pairs(phases) do phases[name] = time / sum end
  return phases
end

-- Seconds of f() and the peak, each the best of turns taken one after the other, since a processor's clock wanders.
local function beside_peak(f)
  local time, peak, begin = math.huge, 0, clock()
  repeat
    peak = math.max(peak, balnet.system.flops(100))
    time = math.min(time, report.best(f, 0.05, clock))
  until clock() - begin > seconds
  return time, peak
end

local function measure(N, B, T, S, more)
  local trainer <close> = balnet.trainer(definition(N, B, T, S, more))
  local time, peak = beside_peak(function() trainer:step() end)
  local floor = 6 * N * N * B * T / peak
  return { N = N, B = B, T = T, S = S, epoch = time, floor = floor, ratio = time / floor, peak = peak,
           shares = shares(trainer, math.max(1, math.ceil(0.2 / time))) }
end

local function peak_memory()
  for line in io.lines "/proc/self/status" do
    local kilobytes = line:match "^VmHWM:%s+(%d+)"
    if kilobytes then return kilobytes * 1024 end
  end
end

local function percent(x) return ("%.0f%%"):format(100 * x) end

local function print_sizes(results)
  local rows = { { "N", "B", "T", "S", "epoch/us", "floor/us", "ratio", "noise", "forward", "backward", "outer", "Adam" } }
  for _, r in ipairs(results) do
    local p = r.shares
    rows[#rows + 1] = { r.N, r.B, r.T, r.S, ("%.1f"):format(r.epoch * 1e6), ("%.1f"):format(r.floor * 1e6),
                        ("%.2f"):format(r.ratio), percent(p.stimulus), percent(p.forward), percent(p.backward),
                        percent(p.gradient), percent(p.adam) }
  end
  report.table(rows)
end

-- The seconds of an epoch by a script of peers/, and the kernels of its BLAS; nothing when it does not run.
local function peer(script, N, B, T, S)
  local command = ("%s %s/peers/%s %d %d %d %d %g 2>/dev/null"):format(python, here, script, N, B, T, S, seconds)
  local pipe = io.popen(command)
  local time, kernels = tonumber(pipe:read "l" or ""), pipe:read "l"
  pipe:close()
  return time, kernels
end

-- Slope of log y over log x by least squares.
local function slope(x, y)
  local n, sx, sy, sxx, sxy = #x, 0, 0, 0, 0
  for i = 1, n do
    local u, v = math.log(x[i]), math.log(y[i])
    sx, sy, sxx, sxy = sx + u, sy + v, sxx + u * u, sxy + u * v
  end
  return (n * sxy - sx * sy) / (n * sxx - sx * sx)
end

local function scan(values, point)
  local result = { x = {}, epoch = {}, floor = {} }
  for i, value in ipairs(values) do
    local r = point(value)
    result.x[i], result.epoch[i], result.floor[i] = value, r.epoch, r.floor
  end
  return result
end

local default = { 100, 10, 50, 2 }
local sizes = { default, { 100, 10, 50, 1 }, { 100, 10, 50, 3 }, { 200, 20, 50, 2 }, { 400, 32, 50, 2 }, { 1000, 32, 50, 2 },
                { 4000, 64, 10, 2 } }

-- What a level does: the sizes, OpenBLAS over them, and the other activations at the default size. Where fused
-- multiply-adds are emulated, only the default size is measured.
local function measure_level(level)
  balnet.system.instructions(level)
  local result = { level = level, sizes = {}, openblas = {}, activations = {} }
  for i, size in ipairs(level == "baseline" and { default } or sizes) do
    local r = measure(table.unpack(size))
    result.sizes[i] = r
    result.openblas[i] = measure(r.N, r.B, r.T, r.S, { backend = "openblas" }).epoch / r.epoch
  end
  for _, activation in ipairs { "tanh", "softplus" } do
    local r = measure(100, 10, 50, 2, { activation = activation })
    result.activations[activation] = r.epoch / result.sizes[1].epoch
  end
  return result
end

local function print_level(result)
  print(("\n%s, one thread; peak %.0f Gflop/s; floor = 6 N^2 B T flop at peak"):format(result.level,
    result.sizes[1].peak / 1e9))
  print_sizes(result.sizes)
  print "  the same step with every product by OpenBLAS, over ours"
  for i, r in ipairs(result.sizes) do print(("    N = %d, B = %d: %.2f"):format(r.N, r.B, result.openblas[i])) end
  for name, ratio in pairs(result.activations) do print(("  a %s epoch over one of relu: %.2f"):format(name, ratio)) end
end

local found = { seconds_per_point = seconds, blas = balnet.system.corename(), levels = {} }
local best = balnet.system.instructions()
do
  local trainer <close> = balnet.trainer(definition(table.unpack(default)))
  trainer:step(10)
  found.memory_default = peak_memory() -- before anything larger is made
end
found.bandwidth = balnet.system.bandwidth()
print(("%.1f GB/s, OpenBLAS %s; peak memory of the default experiment: %.0f MB"):format(found.bandwidth / 1e9, found.blas,
  found.memory_default / 1e6))
for _, level in ipairs(balnet.system.levels()) do
  found.levels[#found.levels + 1] = measure_level(level)
  print_level(found.levels[#found.levels])
  if level == best then found.sizes = found.levels[#found.levels].sizes end
end
balnet.system.instructions(best)

print "\ntwo threads over one, default size"
local two = measure(100, 10, 50, 2, { threads = 2 })
found.two_threads = found.sizes[1].epoch / two.epoch
print(("  %.2f times as fast"):format(found.two_threads))

print "\nscaling with N (B = 10) and with B (N = 100)"
found.by_N = scan({ 50, 100, 200, 400, 800, 1600, 4000 }, function(N) return measure(N, 10, N > 1000 and 10 or 50, 2) end)
for i, N in ipairs(found.by_N.x) do -- per step, so that trials of different length stand on one curve
  local steps = N > 1000 and 10 or 50
  found.by_N.epoch[i], found.by_N.floor[i] = found.by_N.epoch[i] / steps, found.by_N.floor[i] / steps
end
found.by_B = scan({ 5, 10, 20, 40, 80, 160 }, function(B) return measure(100, B, 50, 2) end)
found.slope_N, found.slope_B = slope(found.by_N.x, found.by_N.epoch), slope(found.by_B.x, found.by_B.epoch)
print(("  time grows as N^%.2f and as B^%.2f"):format(found.slope_N, found.slope_B))

for name, script in pairs { ["PyTorch, eager"] = "training.py", ["back-propagation by hand in NumPy"] = "training_numpy.py" } do
  local time, kernels = peer(script, table.unpack(default))
  print(("\n%s, one thread, over ours"):format(name))
  if time then
    found[script] = { seconds = time, ratio = time / found.sizes[1].epoch, kernels = kernels }
    print(("  default size: %.2f ms (OpenBLAS %s) against %.3f ms: %.1f times"):format(time * 1e3, kernels,
      found.sizes[1].epoch * 1e3, found[script].ratio))
  else
    print "  skipped: it is not installed"
  end
end

report.json(folder .. "/training.json", found)

local plot = balnet.plot
local figure = plot.figure { size = "double column", height = 60, rows = 1, columns = 2 }
for i, s in ipairs { { found.by_N, "$N$", "time per step (s)" }, { found.by_B, "$B$", "time per epoch (s)" } } do
  local panel = figure:panel(1, i)
  panel:set { xscale = "log", yscale = "log", xlabel = s[2], ylabel = s[3] }
  panel:line(s[1].x, s[1].epoch, { marker = "o", label = "balnet" })
  panel:line(s[1].x, s[1].floor, { style = "--", label = "floor" })
  panel:legend()
end
figure:save(folder .. "/training.pdf")
figure:save(folder .. "/training.png")
print(("\nwritten: %s/training.json, .pdf, .png"):format(folder))
