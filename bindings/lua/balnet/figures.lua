--- The figures of a tracking run: the eight panels and the weights. Each function draws a run, live or
-- loaded, and returns a drawing that `run:save` writes under the run's name.

local number = require "balnet.parameters.number"
local arguments = require "balnet.parameters.arguments"
local measurement = require "balnet.run.measurement"
local plot = require "balnet.plot"
local progress = require "balnet.run.progress"
local balnet = require "balnet"
local world = require "balnet.program.world"

local figures = {}

-- The colours of Okabe and Ito, which colour-blind readers can distinguish.
local blue, vermilion, green, purple, orange, sky = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"
local ink, faint = "black", "#999999"
local stimulus_colors = { blue, vermilion, green, purple, orange, sky }

---@class balnet.drawing
---@field suffix string behind the run's name, as "_weights"
---@field formats string[] suffixes of the files
---@field write fun(paths: string[], recipe: table, shown: balnet.work) writes them
---@field figure? table the figure of balnet.plot, when the drawing is a single one
local drawing = {}
drawing.__index = drawing

--- Writes the drawing as files of the run, each with the run's recipe.
--
--     local run = balnet.experiment { name = "drawn", neurons = 20, epochs = 3 }
--     local figure = balnet.plot.figure {}
--     figure:panel(1, 1):image(run.trainer:J(), { centre = 0 })
--     balnet.figures.drawing(figure, "_J"):save(run)
--     balnet.system.exists(run:path "_J.pdf")  --> true
---@param run balnet.run
function drawing:save(run)
  if world.is_following() then return end
  local paths = {}
  for i, format in ipairs(self.formats) do paths[i] = run:path(self.suffix .. format) end
  if #paths == 0 then return end
  local files = run:path(self.suffix) .. table.concat(self.formats, ", ")
  local shown <close> = progress.work(("%s: draws %s"):format(run.name, files))
  shown:at()
  self.write(paths, run:recipe(), shown)
end

arguments.class("a drawing", drawing, { "figure" })

--- Names the axes of a panel for eigenvalues at the fixed points of a run, and draws where stability ends: on the imaginary axis;
-- of gated units, whose eigenvalues are the multipliers of the map, on the unit circle.
--
--     local run = balnet.experiment { name = "border", neurons = 5, epochs = 3 }
--     local panel = balnet.plot.figure({}):panel(1, 1)
--     local found = balnet.fixed_points(run, { starts = balnet.zeros(1, 5), slow = 1 })
--     balnet.figures.stability(panel, run):scatter(found.real:flatten(), found.imag:flatten()) == panel  --> true
---@param panel table
---@param run balnet.run
---@return table panel
function figures.stability(panel, run)
  if run.parameters.cell == "gru" then
    return panel:circle(0, 0, 1, { color = faint }):set { xlabel = "$\\mathrm{Re}(\\mu_i)$",
      ylabel = "$\\mathrm{Im}(\\mu_i)$", aspect = "equal" }
  end
  return panel:vline(0, { color = faint })
    :set { xlabel = "$\\mathrm{Re}(\\lambda_i)\\,\\tau$", ylabel = "$\\mathrm{Im}(\\lambda_i)\\,\\tau$" }
end

--- A drawing of a figure made with balnet.plot.
--
--     local figure = balnet.plot.figure {}
--     figure:panel(1, 1):line { 1, 4, 9 }
--     balnet.figures.drawing(figure, "_squares").suffix  --> "_squares"
---@param figure table
---@param suffix? string behind the run's name, as "_speed"
---@return balnet.drawing
function figures.drawing(figure, suffix)
  local function write(paths, recipe)
    local given = table.move(paths, 1, #paths, 1, {})
    given[#given + 1] = { recipe = recipe }
    figure:save(table.unpack(given))
  end
  return setmetatable({ suffix = suffix or "", formats = { ".pdf", ".png" }, write = write, figure = figure }, drawing)
end

local function stimulus_color(s) return stimulus_colors[(s - 1) % #stimulus_colors + 1] end

-- Axes of long runs show thousands of epochs.
local function epoch_axis(ax, run)
  local thousands = run.parameters.epochs > 5000
  local function format(epoch) return number.format("%g", epoch / 1000) end
  ax:set { xlabel = thousands and "epoch ($10^3$)" or "epoch", xlim = { 0, run.parameters.epochs } }
  if thousands then ax:set { xformat = format } end
end

local function draw_error(ax, run, color)
  local numbers = run.history.numbers
  ax:line(numbers.epoch, numbers.test_error, { color = color or ink })
  ax:set { yscale = "log", ylabel = "test error" }
  epoch_axis(ax, run)
end

local function times(run)
  return balnet.arange(run.parameters.steps) * run.parameters.dt
end

local function draw_tracking(ax, run)
  local example, t = run.measured.tracking, times(run)
  local _, readouts = example.target:shape()
  for s = 1, readouts do
    ax:line(t, example.target[{ true, s }], { color = faint, width = 1.6, label = s == 1 and "target" or nil })
  end
  for s = 1, readouts do
    ax:line(t, example.output[{ true, s }], { color = stimulus_color(s), label = s == 1 and "output" or nil })
  end
  ax:set { xlabel = "time ($\\tau$)", ylabel = "signal", xlim = { 0, run.parameters.steps * run.parameters.dt } }
  ax:legend()
end

local plane = { xlabel = "$\\mathrm{Re}(\\lambda_i)$", ylabel = "$\\mathrm{Im}(\\lambda_i)$", aspect = "equal" }

local function draw_eigenvalues(ax, run)
  local spectra = run.history.eigenvalues
  local initial, trained = spectra[1], spectra[#spectra]
  ax:circle(0, 0, 1, { color = faint, width = 0.6 })
  ax:scatter(trained.real, trained.imag, { color = blue, size = 2.5, label = "trained" })
  ax:scatter(initial.real, initial.imag, { color = orange, size = 2.5, label = "initial" })
  ax:set(plane):legend()
end

-- The pairs of weights (input of stimulus s, readout r) with s = r, or with s and r different.
local function pairs_of(run, equal)
  local final, w_in, w_out = measurement.of_candidate(run.final), {}, {}
  for s = 1, run.parameters.stimuli do
    for r = 1, #run.final.w_out do
      if (s == r) == equal then
        w_in[#w_in + 1], w_out[#w_out + 1] = final.w_in[{ true, s }], final.w_out[r]
      end
    end
  end
  return balnet.concatenate(w_in), balnet.concatenate(w_out)
end

local function draw_weights(ax, run)
  local several = run.parameters.stimuli > 1 or #run.final.w_out > 1
  if several then
    local w_in, w_out = pairs_of(run, false)
    ax:scatter(w_in, w_out, { color = vermilion, size = 2.5, label = "different" })
  end
  local w_in, w_out = pairs_of(run, true)
  ax:scatter(w_in, w_out, { color = blue, size = 2.5, label = several and "same" or nil })
  ax:set { xlabel = "$W^{\\mathrm{in}}$", ylabel = "$W^{\\mathrm{out}}$" }
  if several then ax:legend() end
end

local function draw_units(ax, run)
  local state, t = run.measured.tracking.state, times(run)
  local _, units = state:shape()
  for unit = 1, units do
    ax:line(t, state[{ true, unit }], { color = stimulus_color(unit), width = 0.8 })
  end
  ax:set { xlabel = "time ($\\tau$)", ylabel = "$x_i$", xlim = { 0, run.parameters.steps * run.parameters.dt } }
end

-- The units in the order of their clusters.
local function by_cluster(run)
  return run.measured.labels:argsort()
end

local function sorted_J(J, order)
  return J:take(1, order):take(2, order)
end

local function unit_axes(ax, run)
  local N = run.parameters.neurons
  local ticks = balnet.array.unique(balnet.tensor { 1, math.ceil(N / 2), N })
  ax:set { xlabel = "unit $j$", ylabel = "unit $i$", xticks = ticks, yticks = ticks, aspect = "equal" }
end

local function draw_J(ax, run)
  local J = sorted_J(measurement.of_candidate(run.final).J, by_cluster(run))
  ax:image(J, { colormap = "RdBu_r", centre = 0, colorbar = true }):title "$J_{ij}$"
  unit_axes(ax, run)
end

local function draw_J_means(ax, run)
  local numbers = run.history.numbers
  ax:line(numbers.epoch, numbers.J_same, { color = blue, label = "$\\bar J_{\\mathrm{same}}$" })
  if run.parameters.stimuli > 1 then
    ax:line(numbers.epoch, numbers.J_different, { color = vermilion, label = "$\\bar J_{\\mathrm{different}}$" })
  end
  ax:line(numbers.epoch, numbers.J_mean, { color = ink, style = "--", label = "$\\bar J$" })
  ax:set { ylabel = "mean weight" }
  epoch_axis(ax, run)
  ax:legend "direct"
end

local function draw_balance(ax, run)
  local numbers = run.history.numbers
  ax:line(numbers.epoch, numbers.relative_balance, { color = ink })
  ax:set { ylabel = "relative balance" }
  epoch_axis(ax, run)
end

local eight = {
  { draw_error, draw_tracking, draw_eigenvalues, draw_weights },
  { draw_units, draw_J, draw_J_means, draw_balance },
}

--- The figure of the training: test error, a tracking example, eigenvalues, input over readout weights, five
-- units, J sorted by cluster, its means, the balance.
--
--     local run = balnet.experiment { name = "panels", neurons = 20, epochs = 3 }
--     for _, measured in run:train() do run:record(measured) end
--     run:save(balnet.figures.training(run))
--     balnet.system.exists(run:path ".pdf")  --> true
---@param run balnet.run with at least one measurement
---@param suffix? string behind the run's name
---@return balnet.drawing
function figures.training(run, suffix)
  local figure = plot.figure { size = "double column", height = 76, rows = #eight, columns = #eight[1] }
  for row, panels in ipairs(eight) do
    for column, draw in ipairs(panels) do draw(figure:panel(row, column), run) end
  end
  figure:letters()
  return figures.drawing(figure, suffix)
end

-- The weights of one kind before and after training, unit by unit in the order of the clusters.
local function draw_profile(ax, label, before, after, run)
  local order = by_cluster(run)
  local unit = balnet.arange(run.parameters.neurons)
  for s = 1, #after do
    local first = s == 1
    ax:line(unit, before[s]:take(1, order), { color = faint, width = 0.6, label = first and "before" or nil })
    ax:line(unit, after[s]:take(1, order), { color = stimulus_color(s), width = 0.8, label = first and "after" or nil })
  end
  ax:set { xlabel = "unit, by cluster", ylabel = label, xlim = { 0.5, run.parameters.neurons + 0.5 } }
  ax:legend()
end

local bins = 40

local function draw_histogram(ax, label, before, after)
  local range = { math.min(before:min(), after:min()), math.max(before:max(), after:max()) }
  ax:histogram(before:flatten(), { color = faint, bins = bins, range = range, label = "before" })
  ax:histogram(after:flatten(), { color = blue, bins = bins, range = range, style = "outline", label = "after" })
  ax:set { xlabel = label, ylabel = "count", yscale = "log", ylim = { 0.6, nil } } -- so that a count of 1 is visible
  ax:legend()
end

local function draw_states(ax, run)
  ax:histogram(run.measured.state, { color = blue })
  ax:set { xlabel = "$x_i$", ylabel = "count" }
end

local input, readout, outgoing = "$W^{\\mathrm{in}}_i$", "$W^{\\mathrm{out}}_i$", "$\\sum_k J_{ki} / N$"

-- The mean outgoing weight of each unit, as a matrix of one row.
local function outgoing_means(J)
  return J:mean(1):unsqueeze(1)
end

--- The figure of the weights: input, readout and mean outgoing weight of every unit before and after
-- training, the distributions of all weights, and that of the states.
--
--     local run = balnet.experiment { name = "weights", neurons = 20, epochs = 3 }
--     for _, measured in run:train() do run:record(measured) end
--     balnet.figures.weights(run).suffix  --> "_weights"
---@param run balnet.run with at least one measurement
---@return balnet.drawing
function figures.weights(run)
  local figure = plot.figure { size = "double column", height = 84, rows = 2, columns = 12 }
  local before, after = measurement.of_candidate(run.initial), measurement.of_candidate(run.final)
  draw_profile(figure:panel(1, { 1, 4 }), input, before.w_in:t(), after.w_in:t(), run)
  draw_profile(figure:panel(1, { 5, 8 }), readout, before.w_out, after.w_out, run)
  draw_profile(figure:panel(1, { 9, 12 }), outgoing, outgoing_means(before.J), outgoing_means(after.J), run)
  draw_histogram(figure:panel(2, { 1, 3 }), input, before.w_in, after.w_in)
  draw_histogram(figure:panel(2, { 4, 6 }), readout, before.w_out, after.w_out)
  draw_histogram(figure:panel(2, { 7, 9 }), "$J_{ij}$", before.J, after.J)
  draw_states(figure:panel(2, { 10, 12 }), run)
  figure:letters()
  return figures.drawing(figure, "_weights")
end

-- The limits that hold all vectors of a list.
local function limits_of(vectors)
  local low, high = math.huge, -math.huge
  for _, vector in ipairs(vectors) do low, high = math.min(low, vector:min()), math.max(high, vector:max()) end
  return low, high
end

-- The limits that all frames share, so that nothing flickers.
local function movie_scales(run)
  local history, parts = run.history, { real = {}, imag = {} }
  for k, spectrum in ipairs(history.eigenvalues) do
    parts.real[k], parts.imag[k] = spectrum.real, spectrum.imag
  end
  local low, high = limits_of(parts.real)
  local _, above = limits_of(parts.imag)
  local lowest, highest = limits_of(history.J)
  local strongest = math.max(-lowest, highest)
  low, high = math.min(low, -1) - 0.2, math.max(high, 1) + 0.2
  local side = math.max(high - low, 2 * above + 0.4) -- of a square, so that the plane fills its panel
  return {
    real = { 0.5 * (low + high - side), 0.5 * (low + high + side) }, imag = 0.5 * side,
    J = strongest > 0 and strongest or 1, -- a single unit has no connection
    order = by_cluster(run),
  }
end

local function draw_frame(run, k, scales)
  local numbers, spectrum = run.history.numbers, run.history.eigenvalues[k]
  local figure = plot.figure { size = { 178, 55 }, rows = 1, columns = 3 }
  local J = figure:panel(1, 1)
  J:image(sorted_J(run.history.J[k], scales.order),
    { colormap = "RdBu_r", limits = { -scales.J, scales.J }, colorbar = "$J_{ij}$" })
  J:title(("epoch %d"):format(numbers.epoch[k]))
  unit_axes(J, run)
  local spectra = figure:panel(1, 2)
  spectra:circle(0, 0, 1, { color = faint, width = 0.6 })
  spectra:scatter(spectrum.real, spectrum.imag, { color = blue, size = 2.5 })
  spectra:set(plane):set { xlim = scales.real, ylim = { -scales.imag, scales.imag } }
  local course = figure:panel(1, 3)
  draw_error(course, run, faint)
  course:line(table.move(numbers.epoch, 1, k, 1, {}), table.move(numbers.test_error, 1, k, 1, {}), { color = ink })
  course:scatter({ numbers.epoch[k] }, { numbers.test_error[k] }, { color = vermilion, size = 5, clip = false })
  return figure
end

local most_frames = 200

-- The measurements that have a frame: evenly spread, the first and the last among them.
local function frames_of(count)
  local frames = {}
  local last = math.min(count, most_frames)
  for i = 1, last do frames[i] = last == 1 and 1 or 1 + ((i - 1) * (count - 1) + (last - 1) // 2) // (last - 1) end
  return frames
end

local function write_frames(run, film, shown)
  local scales = movie_scales(run)
  local frames = frames_of(run.history:count())
  for i, k in ipairs(frames) do
    shown:at(("frame %d of %d"):format(i, #frames))
    film:add(draw_frame(run, k, scales))
  end
  film:finish()
end

local by_ffmpeg = { [".mp4"] = true, [".webm"] = true }

local function without_ffmpeg(paths)
  local left = {}
  for _, path in ipairs(paths) do
    if not by_ffmpeg[path:match "%.%w+$"] then left[#left + 1] = path end
  end
  return left
end

-- What needs ffmpeg is left out where that is not installed.
local function write_movie(run, paths, recipe, shown)
  if #paths == 0 then return end
  local given = table.move(paths, 1, #paths, 1, {})
  given[#given + 1] = { seconds = 0.1, recipe = recipe }
  local film <close> = plot.movie(table.unpack(given))
  local written, fault = pcall(write_frames, run, film, shown)
  if written then return end
  if not film:lacks_program() then error(fault, 0) end
  write_movie(run, without_ffmpeg(paths), recipe, shown)
end

--- The movie of the training, one frame a measurement, or 200 of them where there are more: J sorted by the
-- final clusters, the eigenvalues, the error. A GIF, and an MP4 where ffmpeg is installed; nothing where the
-- weights of the measurements were not kept.
--
--     local run = balnet.experiment { name = "moving", neurons = 20, epochs = 3 }
--     for _, measured in run:train() do run:record(measured) end
--     balnet.figures.movie(run).formats[1]  --> ".gif"
---@param run balnet.run
---@return balnet.drawing
function figures.movie(run)
  local function write(paths, recipe, shown)
    write_movie(run, paths, recipe, shown)
  end
  local formats = #run.history.J > 0 and { ".gif", ".mp4" } or {}
  return setmetatable({ suffix = "", formats = formats, write = write }, drawing)
end

return figures
