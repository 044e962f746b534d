-- The published remark that results do not depend strongly on the time step dt, the number of units N and the batch B
-- (R. Engelken and S. Goedeke, NeurIPS 2022), tested with one stimulus and several seeds. B makes no difference. N
-- makes a moderate one: from 50 to 400 units the balance goes from 4.9 to 8.1 (and the test error, not shown, doubles,
-- since its activity term sums over units). dt decides how tight the balance becomes: 2.2, 5.9, 14 and 30 for steps of
-- 0.4 down to 0.05. Euler's method multiplies the mean mode by 1 - dt (1 + |λ|) a step, so a network that follows its
-- input within one step has an outlier at -(1/dt - 1), and training goes there (at 0.05 it has not arrived). The remark
-- holds for the kind of change that training makes, not for its size.
local balnet = require "balnet"

local study = balnet.study {
  name = "robustness",
  description = "How error and balance of trained networks depend on time step, size and batch.",
  parameters = {
    { name = "dt", kind = "text", default = "0.05, 0.1, 0.2, 0.4", help = "time steps, in τ; a trial lasts 10 τ" },
    { name = "neurons", kind = "text", default = "50, 100, 200, 400", help = "numbers of units" },
    { name = "batch", kind = "text", default = "5, 10, 20, 40", help = "numbers of trials" },
    { name = "seeds", kind = "integer", default = 3, least = 1, most = 100, help = "runs of each" },
    { name = "epochs", kind = "integer", default = 30001, least = 1, help = "of each run" },
    { name = "jobs", kind = "integer", default = 2, least = 1, most = 1000, help = "runs at a time" },
  },
  quick = { dt = "0.2, 0.4", neurons = "50, 100", batch = "5, 10", seeds = 2, epochs = 5001 },
}
local p = study.parameters

local function sweep(name, value)
  local parameters = { neurons = 100, batch = 10, dt = 0.2, epochs = p.epochs, measure_every = 500, seed = {} }
  parameters[name] = value
  parameters.steps = math.max(5, math.floor(10 / parameters.dt + 0.5))
  for k = 1, p.seeds do parameters.seed[k] = p.seed + k - 1 end
  return balnet.sweep { script = arg[0]:match "^(.-)[^/]*$" .. "one_stimulus.lua", jobs = p.jobs,
    parameters = parameters, out = ("%s/%s=%g"):format(p.out, name, value) }
end

-- The most negative eigenvalue of J diag(φ'(x)), as the mean over the last fifth of the measurements.
local function outlier(run)
  local spectra, list = run.history.eigenvalues, {}
  for k = #spectra - #spectra // 5, #spectra do list[#list + 1] = spectra[k].real:min() end
  return balnet.tensor(list):mean()
end

local function measure(name, value)
  local swept, outliers = sweep(name, value), balnet.zeros(p.seeds)
  assert(#swept.failed == 0, "a run has failed")
  for k, seed in ipairs(swept.dimensions[1].values) do outliers[k] = outlier(swept:run { seed = seed }) end
  local found = { test_error = swept.final.test_error, tracking_error = swept.final.tracking_error,
    balance = swept.final.balance, outlier = outliers }
  study:note("%s = %g: tracking error %.4f, balance %.2f, outlier %.2f", name, value, found.tracking_error:median(),
    found.balance:median(), found.outlier:median())
  return found
end

local rows = { { "tracking_error", "tracking error" }, { "balance", "balance $-N\\bar J$" },
  { "outlier", "outlier of $J\\phi'$" } }
local columns = { { "dt", "time step ($\\tau$)" }, { "neurons", "units $N$" }, { "batch", "trials $B$" } }
local figure = balnet.plot.figure { size = "double column", height = 130, rows = #rows, columns = #columns }

local function draw(panel, at, found, row, column)
  local quantity = found[row[1]]
  panel:band(at, quantity:quantile(0.25, 2), quantity:quantile(0.75, 2), { color = "C0", alpha = 0.25 })
  panel:line(at, quantity:median(2), { color = "C0", marker = "o", label = "trained" })
  panel:set { xscale = "log", xlabel = column[2], ylabel = row[2], xticks = at, xformat = "%g" }
  if row[1] ~= "outlier" then return panel:ylim(0, 1.1 * quantity:max()) end
  panel:ylim(math.min(1.1 * quantity:min(), column[1] == "dt" and -20 or -6), 0)
  local dt = column[1] == "dt" and balnet.tensor(at) or balnet.full({ #at }, 0.2)
  panel:line(at, 1 - 1 / dt, { color = "black", style = "--", label = "$-(1/dt - 1)$" }):legend()
end

local tree = {}
for c, column in ipairs(columns) do
  local at, lists = study:numbers(column[1]), { test_error = {}, tracking_error = {}, balance = {}, outlier = {} }
  for i, value in ipairs(at) do
    for name, values in pairs(measure(column[1], value)) do lists[name][i] = values end
  end
  local found = { [column[1]] = balnet.tensor(at) }
  for name, list in pairs(lists) do found[name] = balnet.stack(list) end -- values x seeds
  for r, row in ipairs(rows) do draw(figure:panel(r, c), at, found, row, column) end
  tree[column[1]] = found
end
study:save(tree, figure:letters())
