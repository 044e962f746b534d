-- The arguments that make each script of the project small, by its name. The studies take theirs beside --quick.
local experiment = "--neurons 16 --steps 30 --batch 2 --epochs 21 --measure_every 10"

return {
  context_integration = experiment,
  controls = "--quick --neurons 16 --epochs 100 --measurements 4 --time 10",
  delay = "--quick --neurons 60 --delays 0,0.5 --balances 3 --most_balance 8 --dt 0.0625 --time 72 --trials 2",
  delayed_copy = experiment,
  excitatory_inhibitory = experiment,
  flip_flop = experiment,
  flossing = "--quick --neurons 10 --exponents 4 --floss_epochs 3 --delays 4 --epochs 20 --refresh_every 10 --refresh_epochs 2",
  force = "--quick --neurons 30 --networks 1 --period 10 --periods 2",
  information_vs_balance = "--quick --balances 1,2 --neurons 20 --dt 0.0625 --chaos_balances 4,8 --chaos_neurons 20"
    .. " --chaos_dt 0.0625 --time 72",
  interval = experiment .. " --shortest 5 --longest 10",
  lyapunov_spectrum = "--quick --neurons 10 --large_neurons 20 --gains 2,3 --time 20",
  mean_field = "--quick --neurons 30 --common 10,80 --independent 1,5 --driven_neurons 20 --time 20",
  memory = "--quick --neurons 12 --gains 0.5,0.9 --noises 0.1 --steps 1000 --lags 20 --inputs 0.5,1 --rate_neurons 20 --time 72",
  one_stimulus = experiment .. " --watch",
  perceptual_decision = experiment,
  populations = "--quick --neurons 60 --K 25,100 --gains 0.7,1.5 --time 8 --exponent_neurons 20",
  robustness = "--quick --dt 0.2,0.5 --neurons 10 --batch 2 --epochs 21 --seeds 1 --jobs 1",
  structure = "--quick --neurons 40 --overlaps 0.6,1.5 --symmetries 0.5 --sparse_neurons 200 --inputs 20 --couplings 4 --time 4",
  three_stimuli = experiment,
  time_step_and_balance = "--quick --time_steps 0.25,0.4 --neurons 10 --epochs 100 --measurements 4",
  trained_delay = "--quick --delays 0,0.2 --neurons 12 --steps 20 --epochs 20 --measurements 3",
  trained_information = "--quick --stimuli 1,2 --neurons 10 --epochs 20 --measurements 3 --time 100",
  two_stimuli = experiment,
}
