-- All experiments and all theory, and one PDF of them: every figure with its caption and with the numbers that were found
-- beside those that theory, or the published run, expects (R. Engelken and S. Goedeke, NeurIPS 2022).
local balnet = require "balnet"

local study = balnet.study {
  name = "paper",
  description = "Runs all experiments and studies and lays their figures into one PDF, with the numbers expected.",
  parameters = { { name = "epochs", kind = "integer", default = 100001, least = 1001, help = "of each experiment" } },
  quick = { epochs = 6001 },
}
local paper = balnet.paper(study, "Tight balance, information and chaos in recurrent networks")

local tree, figure = paper:compute "information_vs_balance"
local rows = {}
for _, case in ipairs { { "noise", "$g = 0$" }, { "chaos", "$g = 2$" } } do
  local r = tree[case[1]].rates
  for i = 1, #r.balance do
    rows[#rows + 1] = { ("$R$ (bit/$\\tau$) at %s, $b = %g$"):format(case[2], r.balance[i]), r.rate[i], r.theory[i] }
  end
  local part = { { 1, math.min(4, #r.balance) } }
  rows[#rows + 1] = { ("exponent of $R$ over the first %d of $b$, %s"):format(part[1][2], case[2]),
    (balnet.fit.power_law(r.balance[part], r.rate[part])), (balnet.fit.power_law(r.balance[part], r.theory[part])) }
end
paper:show("same sheet", figure, [[Information about a common input, by theory (lines, expected) and simulation (points): noise alone
  ($g = 0$) and chaos with noise ($g = 2$). The rate grows linearly with the balance $b$ up to the band limit; under chaos the
  simulated density is below theory at the lowest frequencies.]], rows)

tree, figure = paper:compute "mean_field"
local function zero_of(drive) -- the amplitude at which the exponent of theory passes zero
  local k = math.tointeger(drive.theory:gt(0):sum())
  local share = drive.theory[k] / (drive.theory[k] - drive.theory[k + 1])
  return drive.amplitude[k] + share * (drive.amplitude[k + 1] - drive.amplitude[k])
end
local b = math.sqrt(tree.parameters.attributes.driven_neurons)
paper:show("new sheet", figure, [[Time-resolved theory over networks: the mean rate under an Ornstein-Uhlenbeck input, the covariance,
  and the input that suppresses chaos, which must be far stronger when it is common to all units.]], {
  { "correlation of $\\nu(t)$, $g = 1.2$", tree.network_1.correlation[1], 1 },
  { "correlation of $\\nu(t)$, $g = 2$", tree.network_2.correlation[1], 1 },
  { ("common amplitude over $b$ where $\\lambda_1 = 0$, $b = %.3g$; about, at $b = 71$"):format(b), zero_of(tree.common) / b, 0.83 },
  { ("independent amplitude where $\\lambda_1 = 0$, $b = %.3g$; about, at $b = 71$"):format(b), zero_of(tree.independent), 3.7 } })

tree, figure = paper:compute "lyapunov_spectrum"
rows = {}
for i = 1, #tree.gain do
  rows[i] = { ("$\\lambda_1$ at $g = %g$, $N = %d$; $N \\to \\infty$"):format(tree.gain[i],
    tree.parameters.attributes.large_neurons), tree.largest_of_large[i]:mean(),
    balnet.meanfield.stationary({ activation = "tanh", gain = tree.gain[i], balance = 0 }).lyapunov }
end
paper:show("new sheet", figure, "Lyapunov spectra of chaotic networks (tanh), the largest exponent, dimension and entropy rate.", rows)

tree, figure = paper:compute "time_step_and_balance"
rows = {}
for i = 1, #tree.dt do
  rows[i] = { ("outlier at $dt = %g$; $1 - 1/dt$"):format(tree.dt[i]), tree.plateau.outlier[i]:mean(), 1 - 1 / tree.dt[i] }
end
paper:show("same sheet", figure, "The plateau of the balance of trained networks is set by the time step.", rows)

local published = { one_stimulus = { balance = 5.92 },
  two_stimuli = { balance = 5.363, test_error = 0.00810, J_same = -0.0906, J_different = -0.0165 }, three_stimuli = {} }
for i, name in ipairs { "one_stimulus", "two_stimuli", "three_stimuli" } do
  local history, drawn = paper:train(name, study.parameters.epochs)
  rows = {}
  for field, value in pairs(published[name]) do
    rows[#rows + 1] = { field:gsub("_", " ") .. ", mean of the last 20 of 100 measurements; published run",
      history:mean_of_last(field, 20), value }
  end
  table.sort(rows, function(row, other) return row[1] < other[1] end)
  paper:show(i == 2 and "same sheet" or "new sheet", drawn, "Training on " .. name:gsub("_", " ") .. ".", rows[1] and rows)
end

tree, figure = paper:compute "trained_information"
paper:show("same sheet", figure, "Information of trained readouts about one, two and three stimuli, beside the balance.")

tree, figure = paper:compute("controls", "--epochs", "16000")
rows = {}
local cases = { { "relu", "rectified units" }, { "sigmoid", "sigmoid units" }, { "quadratic", "threshold-quadratic units" },
  { "linear", "linear units" }, { "noise_03", "$\\sigma = 0.3$" }, { "noise_2", "$\\sigma = 2$" },
  { "activity", "penalty $10^{-3} x^2$" }, { "weights_6", "penalty $10^{-6} w^2$" } }
for i, case in ipairs(cases) do
  rows[i] = { ("outlier, %s; $1 - 1/dt$"):format(case[2]), tree[case[1]].last.outlier[1], 1 - 1 / tree.parameters.attributes.dt }
end
for i = 1, 4 do
  rows[#rows + 1] = { ("$W_{in}$ with $W_{out}$ of the other stimulus, %s; published, rectified: less than"):format(cases[i][2]),
    tree[cases[i][1]].last.opposite[1], -0.98 }
end
rows[#rows + 1] = { "growth of linear units before training at $g = \\sqrt{2}$; of eigenvalues", tree.growth.found[1], tree.growth.expected[1] }
paper:show("new sheet", figure, [[Controls of training on two stimuli; the lowest row has the colours of the first panel. With sigmoid,
  threshold-quadratic and linear units, and with other noise, the network ends in balance and in two clusters too; a strong
  penalty on weights loosens both. At $g = \sqrt{2}$ linear units fail, and quadratic ones with them: they grow without bound
  before any training.]], rows)

local _, second
_, figure, second = paper:train("excitatory_inhibitory", study.parameters.epochs)
paper:show("new sheet", figure, "A network of excitatory and inhibitory units trained on two stimuli.")
paper:show("same sheet", second, [[Its populations: the mean weights of the blocks, which training draws below zero, since Dale's law is not
  asked for; $J$; weights by population; clusters.]])

-- --- what is new here

-- A curve of theory between its points.
local function curve_at(place, x, y) return balnet.signal.interp({ place }, x, y)[1] end

tree, figure = paper:compute("populations", "--neurons", "2000", "--exponent_neurons", "800", "--time", "30")
rows = {}
local K, gain = tree.rates.K, tree.exponent.factor_of_network
for a, name in ipairs { "excitatory", "inhibitory" } do
  rows[a] = { ("%s rate at $K = %g$"):format(name, K[-1]), tree.rates.network[{ a, -1 }]:mean(), tree.rates.theory[{ a, -1 }] }
end
rows[3] = { ("$\\lambda_1$ with gains times %g"):format(gain[-1]), tree.exponent.network[-1]:mean(),
  curve_at(gain[-1], tree.exponent.factor, tree.exponent.theory) }
paper:show("new sheet", figure, [[Beside the paper: an excitatory and an inhibitory population in the balanced scaling, theory over
  networks.]], rows)

tree, figure = paper:compute("delay", "--balances", "6", "--time", "264")
rows = {}
local bound = tree.simulated_bound_0
for i = 1, #bound.delay do
  rows[i] = { ("largest feedback $b J_0 p$ at the delay $%g\\,\\tau$"):format(bound.delay[i]), bound.feedback[i],
    (balnet.information.feedback_bound { delay = bound.delay[i] }) }
end
paper:show("new sheet", figure, "Beside the paper: a delay of the recurrent input bounds the balance, above which the mean oscillates.", rows)

tree, figure = paper:compute("structure", "--neurons", "1000", "--networks", "3", "--sparse_neurons", "3000", "--inputs", "200", "--time", "20")
local overlap, sparse, strongest = tree.overlap, tree.sparse_random, tree.overlap.covariance[-1]
paper:show("new sheet", figure, [[Beside the paper: weights of rank one and random ones, partly symmetric weights, and sparse connections,
  theory over networks.]], {
  { ("outlier of $J$ of rank one, $\\langle mn\\rangle = %g$"):format(strongest), tree.spectrum.re:max(), strongest },
  { ("overlap $\\kappa$ at $\\langle mn\\rangle = %g$"):format(strongest), overlap.networks[-1]:mean(),
    curve_at(strongest, overlap.theory_covariance, overlap.theory) },
  { ("variance of sparse networks, random in-degree, $K|w| = %g$"):format(sparse.coupling[-1]), sparse.networks[-1]:mean(),
    curve_at(sparse.coupling[-1], sparse.theory_coupling, sparse.theory) } })

paper:save()
