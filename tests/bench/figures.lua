-- How fast figures are drawn, beside matplotlib.
--   balnet tests/bench/figures.lua [SECONDS_PER_POINT] [FOLDER]
-- Eight panels as of a training figure, from synthetic data, to PDF and PNG at 200 dpi; a movie of 101 frames; 10^6 points to
-- PNG, alike, and with colours and diameters of their own; all on one core, in processor seconds. Ends with status 1 when a
-- bound is missed.
local here = arg[0]:match "^(.*)/[^/]*$" or "."
package.path = here .. "/?.lua;" .. package.path
local balnet = require "balnet"
local report = require "report"
local plot = balnet.plot

local seconds, folder = report.arguments()
local python = os.getenv "BALNET_PYTHON" or "/usr/bin/python3"

math.randomseed(3)
local function normal()
  return math.sqrt(-2 * math.log(1 - math.random())) * math.cos(2 * math.pi * math.random())
end

local function filled(n, f)
  local t = {}
  for i = 1, n do t[i] = f(i) end
  return t
end

local N, K, T = 100, 101, 50

local function weights(k)
  local J = balnet.zeros(N, N)
  for i = 1, N do
    for j = 1, N do J[{ i, j }] = ((i <= N / 2) == (j <= N / 2) and -0.09 or -0.016) * k / K + 0.03 * normal() end
  end
  return J
end

local function disc(radius)
  local re, im = {}, {}
  for i = 1, N do
    local r, angle = radius * math.sqrt(math.random()), 2 * math.pi * math.random()
    re[i], im[i] = r * math.cos(angle), r * math.sin(angle)
  end
  return { re = re, im = im }
end

local data = {
  epoch = filled(K, function(k) return 1000 * (k - 1) + 1 end),
  error = filled(K, function(k) return 0.008 + 0.17 * math.exp(-k / 6) * (1 + 0.05 * normal()) end),
  time = filled(T, function(t) return 0.2 * t end),
  target = filled(T, function() return 1 + 0.3 * normal() end),
  x = filled(5, function() return filled(T, normal) end),
  J = weights(K),
  initial = disc(0.05), trained = disc(0.35),
  w_in = filled(N, normal),
}
data.output = filled(T, function(t) return data.target[t] + 0.05 * normal() end)
data.w_out = filled(N, function(i) return data.w_in[i] + 0.1 * normal() end)
data.other = filled(N, function(i) return -data.w_in[i] + 0.1 * normal() end)
data.rise = filled(K, function(k) return 1 - math.exp(-k / 10) end)

local function scaled(values, factor) return filled(#values, function(i) return factor * values[i] end) end

local function eight_panels()
  local fig = plot.figure { size = "double column", height = 80, rows = 2, columns = 4 }
  fig:panel(1, 1):line(data.epoch, data.error):set { yscale = "log", xlabel = "epoch", ylabel = "test error" }
  fig:panel(1, 2):line(data.time, data.target, { label = "target", color = "black", width = 1.6 })
    :line(data.time, data.output, { label = "output" }):set { xlabel = "time ($\\tau$)", ylabel = "signal" }:legend()
  fig:panel(1, 3):eigenvalues(data.initial.re, data.initial.im, { label = "initial", circle = 0 })
    :eigenvalues(data.trained.re, data.trained.im, { label = "trained" }):legend()
  fig:panel(1, 4):scatter(data.w_in, data.w_out, { label = "matching" }):scatter(data.w_in, data.other, { label = "other" })
    :set { xlabel = "$w_{\\mathrm{in}}$", ylabel = "$w_{\\mathrm{out}}$" }:legend()
  local traces = fig:panel(2, 1):set { xlabel = "time ($\\tau$)", ylabel = "$x_i$" }
  for _, x in ipairs(data.x) do traces:line(data.time, x, { width = 0.8 }) end
  fig:panel(2, 2):image(data.J, { centre = 0, colorbar = "$J_{ij}$" })
    :set { xlabel = "presynaptic $j$", ylabel = "postsynaptic $i$" }
  fig:panel(2, 3):line(data.epoch, scaled(data.rise, -0.09), { label = "$\\bar J_{ij}^{\\mathrm{same}}$" })
    :line(data.epoch, scaled(data.rise, -0.016), { label = "$\\bar J_{ij}^{\\mathrm{different}}$" })
    :line(data.epoch, scaled(data.rise, -0.054), { label = "$\\bar J_{ij}$" })
    :set { xlabel = "epoch", ylabel = "mean weight" }:legend()
  fig:panel(2, 4):line(data.epoch, scaled(data.rise, 5.4)):set { xlabel = "epoch", ylabel = "balance" }
  return fig:letters()
end

local pdf, png = folder .. "/figures.pdf", folder .. "/figures.png"
local function draw_figure()
  local fig <close> = eight_panels()
  fig:save(pdf, png)
end

local frames = filled(K, function(k) return { J = weights(k), eigenvalues = disc(0.35 * k / K) } end)
local function draw_movie()
  local movie = plot.movie(folder .. "/figures.gif")
  for k, frame in ipairs(frames) do
    local fig <close> = plot.figure { size = { 150, 55 }, columns = 3 }
    fig:panel(1, 1):image(frame.J, { centre = 0, limits = { -0.2, 0.2 }, colorbar = "$J_{ij}$" })
    fig:panel(1, 2):eigenvalues(frame.eigenvalues.re, frame.eigenvalues.im):set { xlim = { -1.2, 1.2 }, ylim = { -1.2, 1.2 } }
    fig:panel(1, 3):line(data.epoch, data.error, { color = "lightgrey" }):vline(data.epoch[k])
      :set { yscale = "log", xlabel = "epoch", ylabel = "test error" }
    movie:add(fig)
  end
  movie:finish()
end

local million = balnet.random(3)
local points = { x = million:normal(1000000), y = million:normal(1000000), values = million:uniform(1000000) }
points.sizes = points.values * 3 + 1
local function draw_scatter(options)
  local fig <close> = plot.figure { size = "double column", height = 110 }
  fig:panel(1, 1):scatter(points.x, points.y, options)
  fig:save(folder .. "/scatter.png")
end
local function alike() draw_scatter {} end
local function different() draw_scatter { values = points.values, sizes = points.sizes } end

local function size_of(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:seek "end"
end

local function matplotlib()
  local pipe = io.popen(("OPENBLAS_NUM_THREADS=1 %s %s/peers/figures.py %s %g 2>/dev/null"):format(python, here, folder, seconds))
  local times = {}
  for line in pipe:lines() do times[#times + 1] = tonumber(line) end
  pipe:close()
  return { figure = times[1], alike = times[2], different = times[3] }
end

local found = { alike = report.best(alike, seconds, os.clock), different = report.best(different, seconds, os.clock),
  figure = report.best(draw_figure, seconds, os.clock), movie = report.best(draw_movie, 0, os.clock),
                pdf = size_of(pdf), gif = size_of(folder .. "/figures.gif"), matplotlib = matplotlib() }

local missed = false
local function bound(what, value, unit, most)
  local within = value <= most
  missed = missed or not within
  print(("%-34s %8.1f %-3s (at most %g)%s"):format(what, value, unit, most, within and "" or "  MISSED"))
end
bound("eight panels to PDF and PNG", 1e3 * found.figure, "ms", 250)
bound("movie of 101 frames", found.movie, "s", 3)
bound("size of the PDF", found.pdf / 1e3, "kB", 400)
bound("size of the movie", found.gif / 1e6, "MB", 6)
local function beside(what, ours, theirs, least)
  local within = theirs / ours >= least
  missed = missed or not within
  print(("%-34s %8.1f ms, by matplotlib %.1f ms, %.1f times ours (at least %g)%s"):format(what, 1e3 * ours, 1e3 * theirs,
    theirs / ours, least, within and "" or "  MISSED"))
end
if found.matplotlib.different then
  beside("eight panels", found.figure, found.matplotlib.figure, 5)
  beside("10^6 points", found.alike, found.matplotlib.alike, 2)
  beside("10^6 points, colours and diameters", found.different, found.matplotlib.different, 2)
else
  print "matplotlib: skipped, python3-matplotlib is not installed"
end
report.json(folder .. "/figures.json", found)
os.exit(not missed)
