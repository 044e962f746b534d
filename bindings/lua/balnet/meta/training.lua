---@meta balnet.meta.training
-- luacheck: ignore 212 241

--- Trainers: a network and all that trains it, an epoch a call.

---@class balnet
local balnet = {}

---A task gives the batch of an epoch. The stream belongs to seed_stimulus and the epoch. input: steps x stimuli x batch;
---target: steps x readouts x batch; mask: what an error costs, steps x readouts x batch, steps x batch or steps.
---Input enters the network as W_in u / S, with S the number of inputs. Without a mask the first fifth of a trial costs
---nothing and each other step 1.
---The epoch is nil for test and validation trials.
---@alias balnet.trial_maker fun(random: balnet.stream, batch: integer, parameters?: any, epoch?: integer): balnet.tensor, balnet.tensor, balnet.tensor?

---@class balnet.trainer.definition
---@field cell? "rate"|"gru" what a unit is; fixed points and Lyapunov exponents of gru are those of the map of a step (rate)
---@field neurons? integer units of the network (100)
---@field stimuli? integer inputs u of the network, S of them; they enter it as W_in u / S (1)
---@field readouts? integer outputs of the network; 0: as many as stimuli (0)
---@field activation? "relu"|"tanh"|"softplus"|"threshold_power"|"linear"|"sigmoid"|"erf"|"asymmetric_tanh"|"table" rate of a unit (relu)
---@field activation_power? number exponent of threshold_power (2)
---@field activation_table? balnet.tensor n x 3: x, φ and φ' in each row, x evenly spaced; see balnet.activation_table
---@field structure? "random"|"excitatory_inhibitory" populations (random)
---@field gain? number std of the random part of J is gain/√neurons (0.032)
---@field balance? number initial mean of J is -balance/neurons; the input scales with it (1)
---@field w_in_mean? number mean of the initial input weights (1)
---@field w_in_std? number their std (0.01)
---@field w_out_mean? number mean of the initial readout weights (1)
---@field w_out_std? number their std (0.2)
---@field batch? integer trials of an epoch (10 trials)
---@field steps? integer of a trial; the first fifth of a trial costs nothing, unless a task has a mask (50)
---@field dt? number length of a step (0.2 τ)
---@field noise? number Gaussian noise on every unit (1)
---@field recurrent_delay? number of what units receive of each other, a whole number of steps; with `recurrent_delay_order` its mean (0 τ)
---@field recurrent_delay_order? integer n: that delay is gamma distributed, by n leaks of recurrent_delay/n; 0: a fixed delay (0)
---@field activity_penalty? number weight of the squared state in the loss (0.0001)
---@field l1_rates? number weight of the absolute rate in the loss (0)
---@field l2_rates? number weight of the squared rate in the loss (0)
---@field smoothness_penalty? number weight of the squared change of the state per τ in the loss (0)
---@field loss? "squared"|"absolute"|"cross_entropy"|"hinge" what an output that is not the target costs (squared)
---@field backend? "auto"|"openblas" what runs the matrix products (auto)
---@field input_mean? number mean of a stimulus, times balance (1)
---@field input_std? number its strength, times balance (0.1)
---@field stimulus_tau? number correlation time of the stimuli; 0: white (0.1 τ)
---@field start? "mean"|"stationary" where a stimulus begins (mean)
---@field initial_state? "relaxed"|"zero" where a trial begins: at 0, as with a task by default, or where the network goes by itself (relaxed)
---@field optimiser? "adam"|"sgd"|"rmsprop" how the gradient changes the weights (adam)
---@field learning_rate? number|fun(epoch: integer): number of the optimiser (0.001)
---@field beta1? number decay of Adam's first moment (0.9)
---@field beta2? number decay of its second moment (0.999)
---@field epsilon? number keeps the steps of Adam and RMSProp finite (1e-08)
---@field momentum? number of sgd (0.9)
---@field decay? number of RMSProp's mean square (0.9)
---@field gradient_clip? number largest norm of the gradient; 0: no limit (0)
---@field weight_decay? number by which weights shrink, times the learning rate, before a step (Loshchilov and Hutter 2019) (0)
---@field schedule? "constant"|"cosine"|"function" of the learning rate over the epochs (constant)
---@field warmup? integer during which the learning rate rises linearly (0 epochs)
---@field schedule_end? integer the epoch at which a cosine ends (0)
---@field final_rate? number share of the learning rate that a cosine ends at (0)
---@field zero_diagonal? boolean no weight of a unit onto itself (true)
---@field train_J? boolean train the recurrent weights (true)
---@field train_w_in? boolean train the input weights (true)
---@field train_w_out? boolean train the readout weights (true)
---@field train_bias? boolean train the bias, which begins at 0 (false)
---@field readout_bias? boolean add a bias to each readout, which begins at 0 and is trained (false)
---@field rank? integer of what is trained of J = J_0 + m n^T / N, with J_0 as drawn (Dubreuil et al. 2022); 0: J itself is trained (0)
---@field rank_std? number std of the first m and n, N x rank (1)
---@field train_initial_state? boolean train one state, of 0 at first, at which every trial begins (false)
---@field train_time_constants? boolean train the time constants of the units, which stay at least dt (false)
---@field l1_weights? number weight of the absolute weights in the loss (0)
---@field l2_weights? number weight of the squared weights in the loss (0)
---@field input_noise? number Gaussian noise on every input (0)
---@field threads? integer the results do not depend on it; 0: as many as processors (0)
---@field connections? balnet.tensor N x N, 0 or 1: whether there is one onto unit i from unit j
---@field signs? balnet.tensor N: the outgoing weights of a unit are 1 excitatory, -1 inhibitory, 0 free
---@field mask_J? balnet.tensor N x N, 1 or 0: which recurrent weights are trained
---@field mask_w_in? balnet.tensor N x S, likewise of the input weights
---@field mask_w_out? balnet.tensor R x N, likewise of the readout weights
---@field mask_bias? balnet.tensor N, likewise of the bias
---@field time_constants? balnet.tensor N: of the units, at least dt, in τ; all 1 where not given
---@field seed? integer everything random follows from it (1)
---@field seed_network? integer initial weights (seed)
---@field seed_stimulus? integer stimuli (seed)
---@field seed_noise? integer noise (seed)
---@field seed_state? integer initial states (seed)
---@field task? balnet.trial_maker the function that makes the trials, instead of tracking the stimuli
---@field task_parameters? any what the task gets as its third argument
---@field world? balnet.native.mpi.world the processes that share every batch

---@class balnet.trainer.measurement
---@field test_error number the loss on the test batch
---@field tracking_error number the part of it without the activity penalty
---@field state balnet.tensor N, the final x of the first test trial
---@field slope balnet.tensor N, phi' there
---@field tracking { stimulus: balnet.tensor, target: balnet.tensor, output: balnet.tensor, state: balnet.tensor } of
--- the first test trial, T x S, T x R, T x R and T x 5
---@field test? { input: balnet.tensor, target: balnet.tensor, mask: balnet.tensor, output: balnet.tensor } of a task,
--- all test trials, T x S x B and T x R x B

---@class balnet.trainer.state
---@field epoch integer
---@field adam_step integer steps of Adam, 0 for another optimiser
---@field weights balnet.tensor R + N x S + 1 + N, f32, as all
---@field first_moment? balnet.tensor of Adam; of sgd the velocity
---@field second_moment? balnet.tensor of Adam and RMSProp
---@field initial_state balnet.tensor N x B
---@field connections? balnet.tensor N x N
---@field signs? balnet.tensor N
---@field mask_J? balnet.tensor and the other masks that the definition has
---@field readout_bias? balnet.tensor R, and its moments, `readout_bias_first_moment` and so on; so are
---@field m? balnet.tensor N x rank
---@field n? balnet.tensor N x rank
---@field x_0? balnet.tensor N, the trained initial state
---@field time_constants? balnet.tensor N

--- Makes a network and everything that trains it to track its stimuli, or on a task of one's own:
---
---     task(random, batch, task_parameters, epoch) -> input, target, mask
---
--- is called for every epoch and every measurement with a stream of random numbers (`balnet.random`) that
--- belongs to seed_stimulus and the epoch, so that the same epoch has the same batch whatever was drawn
--- before. `input` is steps x stimuli x batch and enters the network as W_in input / S; `target` is steps x
--- readouts x batch; `mask` is the weight of the error, steps x readouts x batch, steps x batch or
--- steps, at least 0. Without a mask the first fifth of a trial costs nothing and each other step 1. What
--- does not fit is an error at the task's line, and nothing has changed.
---
--- `connections` and `signs` constrain J. A weight that they don't allow is set to 0, the nearest that is
--- allowed, at the beginning and after every step; where `connections` is 0 the gradient counts as 0 too. An
--- error that names the field when one is unknown or out of range, and when there is not enough memory.
---
--- `learning_rate` may be a function of the epoch, which is asked before every step. The masks are 1 for
--- weights that are trained and 0 for those that keep their first value. With `readout_bias` r = W_out phi(x)
--- / N + c.
---
---     local trainer = balnet.trainer { neurons = 20, stimuli = 2, seed = 1 }
---     for _ = 1, 10 do trainer:step() end
---     trainer:epoch()  --> 10
---@param definition? balnet.trainer.definition
---@return balnet.trainer
function balnet.trainer(definition) end

---@class balnet.trainer.gradients
---@field J balnet.tensor N x N, f32
---@field w_in balnet.tensor N x S, f32
---@field w_out balnet.tensor R x N, f32
---@field bias balnet.tensor N, f32
---@field readout_bias? balnet.tensor R, f32
---@field m? balnet.tensor N x rank, f32
---@field n? balnet.tensor N x rank, f32
---@field x_0? balnet.tensor N, f32, of the trained initial state
---@field time_constants? balnet.tensor N, f32

---@class balnet.respond.options
---@field noise? number Gaussian noise on every unit; that of the trainer where not given
---@field number? integer of the noise: the same one gives the same noise (0)
---@field state? balnet.tensor where trials begin, N or N x B; the trainer's initial states where not given
---@field after? integer steps that went before, whose noise is passed over (0)
---@field states? boolean give the states too (true)

---@class balnet.trainer: balnet.network
local trainer = {}

--- Trains for one or more epochs: each a fresh batch, its exact gradient by back-propagation through time,
--- one step of the optimiser. A loss that is NaN or infinite ends the training early and is returned as it
--- is.
---
---     local trainer = balnet.trainer { neurons = 20, seed = 1 }
---     local first = trainer:step()
---     trainer:step(200) < first  --> true
---@param epochs? integer 1 where not given
---@return number loss on the batch of the last epoch, before its step
function trainer:step(epochs) end

--- Epochs done. `print(trainer)` shows them beside what is trained.
---
---     local trainer = balnet.trainer { neurons = 20 }
---     trainer:step(3)
---     trainer:epoch()  --> 3
---     tostring(trainer)  --> "trainer of 20 units (relu), stimuli: 1, readouts: 1; epochs done: 3"
---@return integer
function trainer:epoch() end

--- Measures: zeroes the diagonal of J, relaxes a relaxed initial state with the weights of this moment (it
--- stays the starting state until the next measurement) and runs the test batch, whose stimuli are always the
--- same and never seen in training. Errors that are NaN or infinite are returned as they are.
---
---     local measured = balnet.trainer { neurons = 20, steps = 30 }:measure()
---     measured.test_error > measured.tracking_error  --> true
---     measured.tracking.output:shape()  --> 30, 1
---@return balnet.trainer.measurement
function trainer:measure() end

--- Runs the validation batch, from the initial state of the last measurement. Its stimuli are always the
--- same, never seen in training and not those of the test. An error that is NaN or infinite is returned as it
--- is.
---
---     local trainer = balnet.trainer { neurons = 20 }
---     local before = trainer:validate()
---     trainer:step(100)
---     trainer:validate() < before  --> true
---@return number error the loss there, without penalties on weights
function trainer:validate() end

--- Runs trials of one's own, any number of them and of any length, through the network as it is. They begin
--- at the initial states of the last measurement, over again where there are more trials, or at `state`. To
--- go on from the end of a response give x[-1] as `state`, and the steps done as `after` where there is
--- noise. With a delay a trial begins as if its state had always been that, and `after` is an error.
--- An error when the input or state has another shape or holds a number that is not finite.
---
---     local trainer = balnet.trainer { neurons = 20 }
---     local output, x = trainer:respond(balnet.ones(30, 1, 4), { noise = 0 })
---     x:shape()  --> 30, 20, 4
---     local later = trainer:respond(balnet.ones(5, 1, 4), { noise = 0, state = x[-1], states = false })
---     later:shape()  --> 5, 1, 4
---@param input balnet.tensor steps x stimuli x batch
---@param options? balnet.respond.options
---@return balnet.tensor output steps x readouts x batch, f32
---@return balnet.tensor? x steps x neurons x batch, f32; nothing with `states = false`
function trainer:respond(input, options) end

--- The first part of a step with a loss of one's own: runs a batch of inputs with the noise of the next
--- epoch. `backward` takes the slope of that loss in the outputs, dL/dr, to the gradients, to which it adds
--- those of the penalties in the definition; `update` takes the step of the optimiser, and the epoch is done.
--- With `zero_diagonal` the diagonal of J is set to 0 before it, as before every epoch. It needs no task, whatever the numbers of
--- stimuli and readouts.
--- A step, a measurement or a state that is put in between ends what has begun. An error when the input has
--- another shape or holds a number that is not finite.
---
---     local trainer = balnet.trainer { neurons = 20, steps = 30, batch = 4 }
---     local output = trainer:forward(balnet.ones(30, 1, 4))
---     trainer:backward((output - 0.5) * 2 / 120)       -- of the mean of (r - 0.5)^2
---     trainer:update()
---     trainer:epoch()  --> 1
---@param input balnet.tensor steps x stimuli x batch
---@return balnet.tensor output steps x readouts x batch, f32
---@return balnet.tensor x steps x neurons x batch, f32
function trainer:forward(input) end

--- The second part: back-propagation of a slope in the outputs of `forward`. An error when it has another
--- shape or holds a number that is not finite, and without a forward pass before.
---
---     local trainer = balnet.trainer { neurons = 20, steps = 30, batch = 4 }
---     local output = trainer:forward(balnet.ones(30, 1, 4))
---     trainer:backward(balnet.ones(30, 1, 4) / 120).J:shape()  --> 20, 20
---@param slope balnet.tensor dL/dr, steps x readouts x batch
---@return balnet.trainer.gradients
function trainer:backward(slope) end

--- The third part: a step of the optimiser along the gradients of `backward`, without which it is an error. An error, with the weights as
--- they were, when a gradient is not finite.
---
---     local trainer = balnet.trainer { neurons = 20, steps = 30, batch = 4 }
---     trainer:forward(balnet.ones(30, 1, 4))
---     trainer:backward(balnet.ones(30, 1, 4) / 120)
---     trainer:update()
---     trainer:epoch()  --> 1
function trainer:update() end

--- The gradients of the last step or backward pass, copied. They are 0 where nothing is trained, and scaled
--- where `gradient_clip` has limited their norm.
---
---     local trainer = balnet.trainer { neurons = 20, train_w_in = false }
---     trainer:step()
---     trainer:gradients().w_in:abs():max()  --> 0
---@return balnet.trainer.gradients
function trainer:gradients() end

--- Copies of everything that training goes on from. After `restore` of it into a trainer of the same
--- definition the further epochs have the same bits.
---
---     local trainer = balnet.trainer { neurons = 20 }
---     trainer:step(3)
---     trainer:state().epoch  --> 3
---@return balnet.trainer.state
function trainer:state() end

--- Puts a state back that `state` gave. An error, with nothing changed, when a field is missing or of another
--- shape.
---
---     local trainer = balnet.trainer { neurons = 20 }
---     local before = trainer:state()
---     local loss = trainer:step()
---     trainer:restore(before)
---     trainer:step() == loss  --> true
---@param state balnet.trainer.state
function trainer:restore(state) end

--- Where the time went since `profile(true)` was called, in seconds, summed over threads.
---
---     local trainer = balnet.trainer { neurons = 20 }
---     trainer:profile(true)
---     trainer:step()
---     trainer:profile().forward > 0  --> true
---@param on? boolean starts (from zero) or ends the measuring
---@return { stimulus: number, forward: number, backward: number, gradient: number, adam: number, exchange: number } # stimulus
--- and noise; gradient: the outer product; exchange: between ranks
function trainer:profile(on) end

--- Ends the trainer's threads; it can't be used afterwards. Called by the collector, too.
---
---     local trainer = balnet.trainer { neurons = 20 }
---     trainer:close()
---     (pcall(trainer.step, trainer))  --> false
function trainer:close() end
