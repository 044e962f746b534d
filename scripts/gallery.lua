-- One sheet for every kind of mark and feature of balnet.plot.
--   balnet scripts/gallery.lua [FOLDER] [FORMAT]        (default: out/gallery png)
local balnet = require "balnet"
local plot = balnet.plot

if (arg[1] or ""):find "^%-" then
  io.stderr:write "gallery: its arguments are [FOLDER] [FORMAT], out/gallery and png by default\n"
  os.exit(2)
end
local folder, format = arg[1] or "out/gallery", arg[2] or "png"
balnet.system.make_folder(folder)

local random = 1 -- a generator of its own (Park and Miller 1988), so that sheets never change
local function uniform()
  random = random * 48271 % 2147483647
  return random / 2147483647
end
local function normal() return math.sqrt(-2 * math.log(uniform())) * math.cos(2 * math.pi * uniform()) end

local function each(n, f)
  local t = {}
  for i = 1, n do t[i] = f(i) end
  return t
end

local function matrix(rows, columns, f)
  return each(rows, function(r) return each(columns, function(c) return f(r, c) end) end)
end

local function sheet(name, draw, options)
  options = options or { size = { 66, 50 } }
  random = 1
  local fig <close> = plot.figure(options)
  draw(options.rows and fig or fig:panel(1, 1), fig)
  fig:save(("%s/%s.%s"):format(folder, name, format), { dpi = 120 })
end

local x = each(80, function(i) return i / 10 end)
local function of_x(f) return each(#x, function(i) return f(x[i]) end) end

sheet("line", function(ax)
  ax:line(x, of_x(math.sin), { label = "solid" })
  ax:line(x, of_x(function(t) return math.sin(t - 1) end), { label = "dashed", style = "--" })
  ax:line(x, of_x(function(t) return math.sin(t - 2) end), { label = "dotted", style = ":", width = 2 })
  ax:set { xlabel = "time ($\\tau$)", ylabel = "$x_i$" }:legend()
end)

sheet("step", function(ax)
  local y = each(12, function(i) return i * i % 7 end)
  ax:step(y, { label = "after" }):step(each(12, function(i) return y[i] + 8 end), { step = "middle", marker = "o", label = "middle" })
  ax:legend()
end)

sheet("scatter", function(ax)
  local n = 120
  ax:scatter(each(n, normal), each(n, normal), { values = each(n, function(i) return i end),
    sizes = each(n, function(i) return 1.5 + i / 20 end),
    edge = "white", edge_width = 0.4, colorbar = "trial", colormap = "cividis" })
end)

sheet("markers", function(ax)
  for i, marker in ipairs { "o", ".", "s", "D", "^", "v", "+", "x", "|" } do
    ax:scatter({ i }, { 1 }, { marker = marker, size = 7 }):line({ i - 0.4, i + 0.4 }, { 0.5, 0.5 }, { marker = marker })
    ax:text(i, 1.3, marker, { align = "centre" })
  end
  ax:set { ylim = { 0, 1.6 }, axes = false }
end)

sheet("errorbar", function(ax)
  local t = each(8, function(i) return i end)
  ax:errorbar(t, each(8, function(i) return i + 0.5 * normal() end),
    { yerror = each(8, function(i) return 0.3 + i / 12 end), label = "mean and s.d." })
  ax:errorbar(t, each(8, function(i) return 9 - i end),
    { xerror = 0.3, yerror = { each(8, function() return 0.3 end), each(8, function() return 1 end) },
      marker = "s", label = "asymmetric" })
  ax:legend()
end)

sheet("band", function(ax)
  local low, high = of_x(function(t) return math.sin(t) - 0.3 - t / 20 end), of_x(function(t) return math.sin(t) + 0.3 end)
  ax:band(x, low, high, { color = "C0", label = "range" }):line(x, of_x(math.sin), { color = "C0", label = "mean" }):legend()
end)

sheet("bar", function(ax)
  ax:bar({ "relu", "tanh", "softplus", "linear" }, { 3, 5, -2, 4 }, { color = "C2" }):hline(0):ylabel "change (%)"
end)

sheet("box", function(ax)
  ax:box(each(4, function(group) return each(60, function() return group + (0.3 + group / 4) * normal() end) end),
    { x = { "relu", "tanh", "softplus", "linear" }, color = "C5" }):ylabel "rate"
end)

sheet("histogram", function(ax)
  ax:histogram(each(3000, normal), { density = true, alpha = 0.5, label = "before" })
  ax:histogram(each(3000, function() return 1 + 0.6 * normal() end), { density = true, style = "outline", label = "after" })
  ax:set { xlabel = "$J_{ij}$", ylabel = "density" }:legend()
end)

sheet("image", function(ax)
  local J = matrix(30, 30, function(r, c) return (r <= 15) == (c <= 15) and -1 + 0.4 * normal() or 0.4 * normal() end)
  ax:image(J, { centre = 0, colorbar = "$J_{ij}$" }):set { xlabel = "presynaptic $j$", ylabel = "postsynaptic $i$" }
end)

sheet("image_smooth", function(ax)
  local Z = matrix(12, 18, function(r, c) return math.exp(3 * math.sin(r / 3) * math.cos(c / 4)) end)
  ax:image(Z, { interpolation = "smooth", norm = "log", colormap = "magma", origin = "lower", x = { 0, 3 }, y = { 0, 2 }, colorbar = true })
end)

sheet("heatmap", function(ax)
  local confusion = { { 0.94, 0.05, 0.01, 0 }, { 0.21, 0.7, 0.07, 0.02 }, { 0.02, 0.12, 0.55, 0.31 }, { 0, 0.03, 0.09, 0.88 } }
  ax:heatmap(confusion, { format = "%.2f", limits = { 0, 1 }, colorbar = "share" })
  local names, places = { "up", "right", "down", "left" }, { 1, 2, 3, 4 }
  ax:set { xlabel = "decoded", ylabel = "shown", xticks = places, xticklabels = names, yticks = places, yticklabels = names }
end)

sheet("contour", function(ax)
  local Z = matrix(40, 60, function(r, c) return math.sin(r / 7) * math.cos(c / 8) end)
  ax:contour(Z, { centre = 0, colormap = "vik", colorbar = "$f(x, y)$" })
end)

sheet("guides", function(ax)
  ax:line(x, of_x(function(t) return math.exp(-t / 3) end), { color = "black" })
  ax:hline(math.exp(-1), { style = "--" }):vline(3, { style = "--" }):vspan(5, 6.5):hspan(0.9, 1.0, { color = "C1" })
  ax:arrow(4.6, 0.7, 3.1, 0.4):text(4.6, 0.72, "$t = \\tau$, $e^{-1}$")
    :text(0.02, 0.05, "in the panel", { coordinates = "panel", face = "italic" })
  ax:text(5.75, 0.3, "turned", { angle = 90, align = "centre", valign = "middle", background = "white" })
end)

sheet("circle", function(ax)
  ax:circle(0, 0, 1):circle(1.5, 0.5, 0.5, { fill = "C5", color = "C0", width = 1.5 }):set { aspect = "equal" }
end)

sheet("quiver", function(ax)
  local px, py, u, v = {}, {}, {}, {}
  for i = -4, 4 do
    for j = -3, 3 do px[#px + 1], py[#py + 1], u[#u + 1], v[#v + 1] = i, j, -j - 0.2 * i, i - 0.2 * j end
  end
  ax:quiver(px, py, u, v, { pivot = "middle" }):set { aspect = "equal" }
end)

local function disc(radius, n)
  local re, im = {}, {}
  for i = 1, n do
    local r, angle = radius * math.sqrt(uniform()), 2 * math.pi * uniform()
    re[i], im[i] = r * math.cos(angle), r * math.sin(angle)
  end
  return re, im
end

sheet("eigenvalues", function(ax)
  local re, im = disc(0.35, 100)
  re[1], re[2], im[1], im[2] = -4.1, -4, 0, 0
  local re0, im0 = disc(0.05, 100)
  ax:eigenvalues(re0, im0, { label = "initial", circle = 0, color = "#999999" }):eigenvalues(re, im, { label = "trained" }):legend()
end)

sheet("raster", function(ax)
  local times, units = {}, {}
  for unit = 1, 20 do
    local t = -math.log(uniform())
    while t < 10 do
      times[#times + 1], units[#units + 1] = t, unit
      t = t - 0.6 * math.log(uniform())
    end
  end
  ax:raster(times, units, { color = "black" }):set { xlabel = "time (s)", ylabel = "unit", xlim = { 0, 10 } }
end)

sheet("log", function(ax)
  local k = each(60, function(i) return 10 ^ (i / 12) end)
  ax:line(k, each(60, function(i) return 0.008 + 0.2 / k[i] end)):set { xscale = "log", yscale = "log",
    xlabel = "epoch", ylabel = "test error", grid = true }
end)

sheet("symlog", function(ax)
  ax:line(each(201, function(i) return (i - 101) ^ 3 end)):set { yscale = "symlog", ylinear = 100 }
end)

sheet("ticks", function(fig)
  fig:panel(1, 1):line({ 0, 1e5 }, { 0, 0.004 }):set { xlabel = "epoch", ylabel = "factors" }
  fig:panel(1, 2):line({ 0, 1 }, { 1e6, 1e6 + 3 }):set { xlim = { 1, 0 }, xlabel = "inverted", ylabel = "offset" }
  fig:panel(2, 1):line({ 0, 180 }, { -0.06, 0.03 }):set { xformat = function(v) return ("%.0f°"):format(v) end,
    yformat = "%+.3f", xlabel = "formats" }
  fig:panel(2, 2):line({ 0, 2 * math.pi }, { 0, 1 }):set { xticks = { 0, math.pi, 2 * math.pi }, xticklabels = { "0", "$\\pi$", "$2\\pi$" },
    yticks = {}, top = true, right = true, xlabel = "chosen" }
end, { size = { 100, 80 }, rows = 2, columns = 2 })

sheet("twin", function(ax)
  ax:line(x, of_x(function(t) return t * t end), { label = "left" }):set { xlabel = "$t$", ylabel = "left" }
  ax:twin():line(x, of_x(math.cos), { label = "right" }):set { ylabel = "right" }
  ax:legend()
end)

sheet("inset", function(ax)
  local y = of_x(function(t) return math.exp(-t) end)
  ax:line(x, y)
  ax:inset { x = 0.4, y = 0.35, width = 0.6, height = 0.65 }:line(x, y):set { yscale = "log" }
end)

sheet("grid", function(fig)
  local wide = fig:panel { row = 1, column = { 1, 2 } }:line(x, of_x(math.sin)):set { title = "over two columns" }
  wide:set { ylabel = "signal" }
  fig:panel { row = { 1, 2 }, column = 3 }:line(of_x(math.cos), x):set { title = "over two rows" }
  fig:panel(2, 1):scatter(each(40, normal), each(40, normal)):set { xlabel = "$a$", ylabel = "$b$" }
  fig:panel(2, 2):image(matrix(8, 8, function(r, c) return r * c end), { colorbar = "$rc$" })
  fig:letters()
end, { size = { 140, 80 }, rows = 2, columns = 3, title = "A grid with spans" })

sheet("shared", function(fig)
  for r = 1, 2 do
    for c = 1, 3 do fig:panel(r, c):line(x, of_x(function(t) return r * math.sin(c * t) end)):set { xlabel = "time", ylabel = "signal" } end
  end
end, { size = { 120, 70 }, rows = 2, columns = 3, share_x = "columns", share_y = "rows" })

sheet("legend", function(fig)
  local function crowd(ax)
    for i, style in ipairs { "-", "--", ":", "-." } do
      ax:line(x, of_x(function(t) return math.sin(t + i) end), { label = "line " .. i, style = style })
    end
    return ax
  end
  crowd(fig:panel(1, 1)):legend():title "made room"
  crowd(fig:panel(1, 2)):legend "outside":title "outside"
  crowd(fig:panel(1, 3)):legend { place = "lower right", columns = 2, frame = true }:set { title = "framed", ylim = { -2, 1.2 } }
end, { size = { 178, 45 }, rows = 1, columns = 3 })

sheet("colormaps", function(fig)
  for i, name in ipairs { "viridis", "magma", "cividis", "grey", "RdBu", "vik", "twilight", "viridis_r" } do
    fig:panel((i - 1) // 2 + 1, (i - 1) % 2 + 1):image(matrix(1, 256, function(_, c) return c end), { colormap = name })
      :set { aspect = "auto", title = name, axes = false }
  end
end, { size = { 120, 60 }, rows = 4, columns = 2 })

sheet("mathematics", function(ax)
  for i, text in ipairs {
    "$\\bar J_{ij}^{\\mathrm{same}} = \\frac{1}{N^2}\\sum_{i,j} J_{ij}$",
    "$\\dot x_i = -x_i + \\sum_j J_{ij}\\,\\phi(x_j) + \\sigma\\xi_i$",
    "$\\hat r = \\sqrt{\\frac{a^2 + b^2}{1 + \\tilde\\lambda}}$, $\\mathrm{Re}(\\lambda_i) \\leq 1$",
    "$\\mathbf{x} \\in \\mathbb{R}^N$, $\\langle x^2 \\rangle \\neq 0$, $10^{-3} \\times \\tau_S$",
  } do
    ax:text(0.02, -i, text, { size = 9, valign = "middle" })
  end
  ax:set { xlim = { 0, 1 }, ylim = { -4.7, -0.3 }, axes = false }
end)

sheet("gaps", function(ax)
  local y = of_x(math.sin)
  for i = 20, 30 do y[i] = 0 / 0 end
  y[50], y[65], y[67] = 1 / 0, false, false
  ax:line(x, y):band(x, of_x(function() return -1.5 end), y)
end)

sheet("long_line", function(ax)
  local value, walk = 0, {}
  for i = 1, 200000 do
    value = 0.9995 * value + 0.02 * normal()
    walk[i] = value + 0.2 * normal()
  end
  ax:line(walk, { width = 0.5 }):set { xlabel = "step", ylabel = "$x$" }
end)

sheet("rasterized", function(ax)
  ax:scatter(each(5000, normal), each(5000, normal), { alpha = 0.2, size = 2, rasterized = true }):set { aspect = "equal" }
end)

sheet("screen", function(ax)
  for i = 1, 3 do ax:line(x, of_x(function(t) return math.sin(t - i) end), { label = "$i = " .. i .. "$" }) end
  ax:set { xlabel = "time ($\\tau$)", ylabel = "$x_i$", title = "theme screen" }:legend()
end, { size = { 110, 75 }, theme = "screen" })

sheet("samples", function(fig)
  local groups = each(3, function(group) return each(50, function() return group + (0.3 + group / 5) * normal() end) end)
  groups[4] = each(3, function() return 2 end)
  fig:panel(1, 1):violin(groups, { color = "C5" }):bracket(1, 2, "*"):bracket(1, 3, "***", { tier = 1 }):set { ylabel = "violin" }
  fig:panel(1, 2):swarm(groups, { color = "C0" }):bracket(1, 3, "n.s."):set { ylabel = "swarm" }
  fig:panel(1, 3):strip(groups, { color = "C2", alpha = 0.6 }):set { ylabel = "strip" }
  local counts, more = { { 3, 4, 2 }, { 1, 5, 3 }, { 2, -2, 4 } }, { names = { "relu", "tanh", "erf" }, labels = { "a", "b", "c" } }
  fig:panel(2, 1):bars(counts, more):legend():ylabel "grouped"
  more.stacked = true
  fig:panel(2, 2):bars(counts, more):ylabel "stacked"
  fig:panel(2, 3):stem(each(12, function() return normal() end)):ylabel "stem"
end, { size = { 150, 90 }, rows = 2, columns = 3 })

sheet("annotations", function(fig)
  local spiral = each(300, function(i) return i / 300 end)
  fig:panel(1, 1):line(each(300, function(i) return spiral[i] * math.cos(20 * spiral[i]) end),
    each(300, function(i) return spiral[i] * math.sin(20 * spiral[i]) end),
    { values = spiral, colorbar = "time", width = 1.5 }):set { aspect = "equal" }
  local ax = fig:panel(1, 2):line(x, matrix(#x, 3, function(r, c) return math.exp(-x[r] / c) end),
    { labels = { "$\\tau = 1$", "$\\tau = 2$", "$\\tau = 3$" } })
  ax:text(x[10], math.exp(-x[10] / 3), "slow", { offset = { 18, 8 }, arrow = true }):legend()
  local Z = matrix(40, 60, function(r, c) return math.sin(r / 7) * math.cos(c / 8) end)
  fig:panel(2, 1):contour(Z, { color = "black", levels = 5, labels = true, width = 0.6 })
  ax = fig:panel(2, 2):band_along_y({ 0, 1, 2, 3 }, { 0, 0.3, 0, 0.2 }, { 0.5, 1, 0.6, 0.8 }, { color = "C2" })
  ax:shapes({ 1.4, 2.2, 2.6, 1.8, 0 / 0, 2.6, 0 / 0, 1.2, 2.9 }, { 1.2, 1, 1.8, 2.4, 0 / 0, 2.8, 0 / 0, 2.9, 2.9 },
    { colors = { { 0.8, 0.4, 0, 1 }, { 0, 0.4, 0.7, 1 }, { 0, 0, 0, 1 } }, size = 8 })
  for i, head in ipairs { "arrow", "bar", "dot", "none" } do
    ax:arrow(2.9 + i / 3, 2.8, 3.2 + i / 3, 1.2, { head = head, bend = -0.12 * (i - 1), width = 1 })
  end
  ax:scalebar { x = 1, xlabel = "100 ms", y = 0.5, ylabel = "5 mV", corner = "lower right" }
end, { size = { 140, 90 }, rows = 2, columns = 2 })

sheet("space", function(fig)
  local t = each(300, function(i) return i / 15 end)
  local function on_spiral(f) return each(#t, function(i) return t[i] / 20 * f(t[i]) end) end
  local states = plot.space { xlabel = "$x_1$", ylabel = "$x_2$", zlabel = "$x_3$" }
  states:line(on_spiral(math.cos), on_spiral(math.sin), t, { values = t, colorbar = "time" })
  states:scatter(each(25, normal), each(25, normal), each(25, function() return 20 * uniform() end),
    { color = "C1", size = 2.5 }):text(0, 0, 0, "start", { align = "right" })
  fig:panel(1, 1):space(states)
  local y = each(21, function(i) return i / 5 - 2.2 end)
  local height = matrix(21, 21, function(r, c) return y[c] * math.exp(-y[r] ^ 2 - y[c] ^ 2) end)
  local hill = plot.space { azimuth = -50, elevation = 30, distance = 4, xlabel = "$x$", ylabel = "$y$", zlabel = "$V(x, y)$" }
  fig:panel(1, 2):space(hill:surface(height, { x = y, y = y, colormap = "vik", centre = 0 }))
end, { size = { 140, 60 }, rows = 1, columns = 2 })

sheet("planes", function(fig)
  local a, b = each(3000, normal), each(3000, normal)
  fig:panel(1, 1):histogram2d(a, b, { bins = 24, least = 1, colorbar = "count" })
  fig:panel(1, 2):hexbin(a, b, { bins = 20, colormap = "magma_r", norm = "log", colorbar = "count" })
  local u, v = matrix(20, 30, function(r) return math.sin(r / 4) end), matrix(20, 30, function(_, c) return math.cos(c / 5) end)
  fig:panel(1, 3):streamlines(u, v, { density = 0.8 })
end, { size = { 178, 50 }, rows = 1, columns = 3 })

sheet("graphs", function(fig)
  local J = { { 0, -1, 0, 0.5 }, { 0.8, -0.6, 0, 0 }, { 0, 0.5, 0, -1 }, { 0.3, 0, 0.7, 0 } }
  fig:panel(1, 1):network(J, { labels = { "E", "I", "A", "B" } })
  fig:panel(1, 2):dendrogram(each(9, function(i) return { i % 3 * 4 + normal(), normal() } end), { method = "ward" })
  local tuning = plot.polar { zero = "N", clockwise = true }
  tuning:bar(each(8, function(i) return i * math.pi / 4 end), { 3, 1, 2, 5, 4, 2, 1, 2 }, { color = "C5" })
  local angle = each(100, function(i) return i * 2 * math.pi / 100 end)
  fig:panel(2, 1):polar(tuning:line(angle, each(100, function(i) return 3.5 - 2 * math.cos(angle[i]) end), { color = "C1" }))
  fig:panel(2, 2):table({ { "test error", 0.0081 }, { "mean of $J$", -0.0536 }, { "$-N\\bar J$", 5.36 } },
    { header = { "", "seed 1" }, width = 0.9 })
end, { size = { 120, 100 }, rows = 2, columns = 2 })

sheet("composition", function(fig)
  local times, units = {}, {}
  for i = 1, 400 do times[i], units[i] = 10 * uniform() ^ 0.8, i % 20 + 1 end
  fig:panel(1, 1):raster_histogram(times, units, { trials = 20, range = { 0, 10 }, xlabel = "time (s)" })
  local a = each(300, normal)
  fig:panel(1, 2):joint(a, each(300, function(i) return 0.5 * a[i] + normal() end), { xlabel = "$a$", ylabel = "$b$" })
  fig:panel(2, 1):title "a break":broken({ { 0, 2 }, { 6, 8 } }, function(part)
    part:line(x, of_x(function(t) return math.exp(-t) end), { label = "$e^{-t}$" })
      :line(x, of_x(function(t) return math.sin(4 * t) / 4 end), { label = "$\\sin(4t)/4$" })
  end)
  local grid = fig:panel(2, 2):grid { columns = 2, share_y = "rows", gap = 2 }
  grid:panel(1, 1):image(matrix(12, 8, normal))
  grid:panel(1, 2):image(matrix(12, 8, function() return 2 * normal() end))
  fig:letters():legend "bottom":colorbar "$J_{ij}$":text(0.99, 0.01, "a text on the page", { align = "right", color = "grey" })
end, { size = { 140, 105 }, rows = 2, columns = 2 })

-- What print without colours takes, and areas between levels.
sheet("print", function(fig)
  local names = { "relu", "tanh", "erf" }
  fig:panel(1, 1):bar(names, { 3, 5, 4 }, { color = "white", edge_width = 0.8, hatch = "/", error = { 0.4, 0.6, 0.3 } }):ylabel "bar"
  fig:panel(1, 2):bars({ { 3, 4, 2 }, { 1, 5, 3 } }, { x = { "before", "after" }, labels = { "a", "b", "c" }, hatches = { "x", ".", "-" } })
    :legend():ylabel "bars"
  fig:panel(1, 3):band(x, 0, of_x(math.sin), { hatch = "|", label = "area" }):line(x, of_x(math.sin)):ylabel "band"
  local Z = matrix(40, 60, function(r, c) return math.sin(r / 7) * math.cos(c / 8) end)
  fig:panel(2, 1):contour(Z, { filled = true, color = "black", width = 0.4, levels = 6, colorbar = "level" })
  local groups = each(2, function(group) return each(50, function() return group + 0.4 * normal() end) end)
  fig:panel(2, 2):violin(groups, { x = { "left", "right" }, side = "left", color = "C5" })
    :violin({ groups[2], groups[1] }, { side = "right", color = "C1" }):ylabel "violin"
  fig:panel(2, 3):histogram(each(500, normal), { hatch = "+", color = "C5", bins = 15 }):ylabel "histogram"
end, { size = { 160, 90 }, rows = 2, columns = 3 })

sheet("distributions", function(fig)
  local values = each(120, normal)
  fig:panel(1, 1):histogram(values, { cumulative = true, density = true, style = "outline", label = "bins" })
    :ecdf(values, { label = "values" }):legend():set { xlabel = "$x$", ylabel = "share" }
  fig:panel(1, 2):histogram(values, { horizontal = true, color = "C5" }):set { xlabel = "count", ylabel = "$x$" }
end, { size = { 110, 50 }, rows = 1, columns = 2 })
