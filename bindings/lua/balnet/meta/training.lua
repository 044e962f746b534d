---@meta balnet.meta.training
-- luacheck: ignore 212 241
-- What editors need to know of the functions in C that make networks, stimuli and trainers.

---@class balnet.network.definition
---@field neurons? integer units of the network (100)
---@field stimuli? integer inputs u of the network, S of them; they enter it as W_in u / S (1)
---@field readouts? integer outputs of the network; 0: as many as stimuli (0)
---@field activation? "relu"|"tanh"|"softplus"|"threshold_power"|"linear"|"sigmoid"|"erf" rate of a unit (relu)
---@field activation_power? number exponent of threshold_power (2)
---@field structure? "random"|"excitatory_inhibitory" populations (random)
---@field gain? number std of the random part of J is gain/√neurons (0.032)
---@field balance? number initial mean of J is -balance/neurons; the input scales with it (1)
---@field w_in_mean? number mean of the initial input weights (1)
---@field w_in_std? number their std (0.01)
---@field w_out_mean? number mean of the initial readout weights (1)
---@field w_out_std? number their std (0.2)
---@field seed? integer of the initial weights (1)

---@class balnet.network
local network = {}

---The recurrent weights, N x N, f32: J[i][j] is the weight onto unit i from unit j. A view: writing changes the network.
---@return balnet.tensor
function network:J() end

---The input weights, N x S, f32. A view.
---@return balnet.tensor
function network:w_in() end

---The readout weights, R x N, f32. A view.
---@return balnet.tensor
function network:w_out() end

---The bias, N, f32. A view.
---@return balnet.tensor
function network:bias() end

---The definition with every field filled in.
---@return balnet.network.definition
function network:parameters() end

---A task gives the batch of an epoch. The stream belongs to seed_stimulus and the epoch. input: steps x stimuli x batch;
---target: steps x readouts x batch; mask: what an error costs, steps x readouts x batch, steps x batch or steps.
---Input enters the network as W_in u / S, with S the number of inputs. Without a mask the first fifth of a trial costs
---nothing and each other step 1.
---@alias balnet.task fun(random: balnet.stream, batch: integer, parameters?: any): balnet.tensor, balnet.tensor, balnet.tensor?

---@class balnet.trainer.definition
---@field neurons? integer units of the network (100)
---@field stimuli? integer inputs u of the network, S of them; they enter it as W_in u / S (1)
---@field readouts? integer outputs of the network; 0: as many as stimuli (0)
---@field activation? "relu"|"tanh"|"softplus"|"threshold_power"|"linear"|"sigmoid"|"erf" rate of a unit (relu)
---@field activation_power? number exponent of threshold_power (2)
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
---@field activity_penalty? number weight of the squared state in the loss (0.0001)
---@field backend? "auto"|"openblas" what runs the matrix products (auto)
---@field input_mean? number mean of a stimulus, times balance (1)
---@field input_std? number its strength, times balance (0.1)
---@field stimulus_tau? number correlation time of the stimuli; 0: white (0.1 τ)
---@field start? "mean"|"stationary" where a stimulus begins (mean)
---@field initial_state? "relaxed"|"zero" where a trial begins: at 0, as with a task by default, or where the network goes by itself (relaxed)
---@field optimiser? "adam"|"sgd"|"rmsprop" how the gradient changes the weights (adam)
---@field learning_rate? number of the optimiser (0.001)
---@field beta1? number decay of Adam's first moment (0.9)
---@field beta2? number decay of its second moment (0.999)
---@field epsilon? number keeps the steps of Adam and RMSProp finite (1e-08)
---@field momentum? number of sgd (0.9)
---@field decay? number of RMSProp's mean square (0.9)
---@field gradient_clip? number largest norm of the gradient; 0: no limit (0)
---@field zero_diagonal? boolean no weight of a unit onto itself (true)
---@field train_J? boolean train the recurrent weights (true)
---@field train_w_in? boolean train the input weights (true)
---@field train_w_out? boolean train the readout weights (true)
---@field train_bias? boolean train the bias, which begins at 0 (false)
---@field threads? integer the results do not depend on it; 0: as many as processors (0)
---@field connections? balnet.tensor N x N, 0 or 1: whether there is one onto unit i from unit j
---@field signs? balnet.tensor N: the outgoing weights of a unit are 1 excitatory, -1 inhibitory, 0 free
---@field seed? integer everything random follows from it (1)
---@field seed_network? integer initial weights (seed)
---@field seed_stimulus? integer stimuli (seed)
---@field seed_noise? integer noise (seed)
---@field seed_state? integer initial states (seed)
---@field task? balnet.task the function that makes the trials, instead of tracking the stimuli
---@field task_parameters? any what the task gets as its third argument

---@class balnet.measurement
---@field test_error number the loss on the test batch
---@field tracking_error number the part of it without the activity penalty
---@field state balnet.tensor N, the final x of the first test trial
---@field slope balnet.tensor N, phi' there
---@field tracking { stimulus: balnet.tensor, target: balnet.tensor, output: balnet.tensor, state: balnet.tensor } of the first test trial, T x S, T x R, T x R and T x 5
---@field test? { input: balnet.tensor, target: balnet.tensor, mask: balnet.tensor, output: balnet.tensor } of a task, all test trials, T x S x B and T x R x B

---@class balnet.trainer.state
---@field epoch integer
---@field adam_step integer
---@field weights balnet.tensor
---@field first_moment? balnet.tensor of adam and sgd
---@field second_moment? balnet.tensor of adam and rmsprop
---@field initial_state balnet.tensor N x B
---@field connections? balnet.tensor N x N
---@field signs? balnet.tensor N

---@class balnet.trainer: balnet.network
local trainer = {}

---Trains for one or more epochs; a loss that is NaN or infinite ends them early and is returned as it is.
---@param epochs? integer 1 where not given
---@return number loss on the batch of the last epoch, before its step
function trainer:step(epochs) end

---Epochs done.
---@return integer
function trainer:epoch() end

---Relaxes the initial state with the weights of this moment and runs the test batch.
---@return balnet.measurement
function trainer:measure() end

---Runs inputs of one's own through the network as it is.
---@param input balnet.tensor steps x stimuli x batch
---@param number? integer of the noise, 0 where not given
---@return balnet.tensor output steps x readouts x batch, f32
---@return balnet.tensor x steps x neurons x batch, f32
function trainer:respond(input, number) end

---Everything that training goes on from, copied.
---@return balnet.trainer.state
function trainer:state() end

---Puts a state back; changes nothing and raises an error where it does not fit.
---@param state balnet.trainer.state
function trainer:restore(state) end

---Seconds spent in each phase since profile(true), summed over threads.
---@param on? boolean starts from zero, or ends
---@return { stimulus: number, forward: number, backward: number, gradient: number, adam: number }
function trainer:profile(on) end

---Ends the trainer's threads; it can't be used afterwards.
function trainer:close() end

---@class balnet.stream
local stream = {}

---Standard normals, f64.
---@param ... integer shape
---@return balnet.tensor
function stream:normal(...) end

---Numbers uniform in [0, 1), f64.
---@param ... integer shape
---@return balnet.tensor
function stream:uniform(...) end

---The four 32-bit words of the next block.
---@return integer, integer, integer, integer
function stream:block() end

---The number of the next block.
---@return integer
function stream:position() end

---@class balnet.random.definition
---@field seed? integer of the address (1)
---@field purpose? integer of the address (0)
---@field epoch? integer of the address (0)
---@field position? integer number of the next block (0)

---@class balnet.stimulus.definition
---@field steps? integer of a trial (50)
---@field stimuli? integer independent ones (1)
---@field dt? number length of a step (0.2 τ)
---@field tau? number correlation time; 0: white (0.1 τ)
---@field mean? number of a stimulus (1)
---@field std? number its strength: the stationary variance is std²/(2 tau) (0.1)
---@field start? "mean"|"stationary" where a stimulus begins (mean)
---@field batch? integer trials (1)
---@field seed? integer everything random follows from it and the epoch (1)
---@field epoch? integer of a training whose stimuli these are (1)

---@class balnet
---@field network fun(definition?: balnet.network.definition): balnet.network
---@field trainer fun(definition?: balnet.trainer.definition): balnet.trainer
---@field stimulus fun(definition?: balnet.stimulus.definition): balnet.tensor steps x stimuli x batch, f32
---@field random fun(definition?: balnet.random.definition): balnet.stream
---@field peak { flops: (fun(repeats?: integer): number), bandwidth: (fun(repeats?: integer): number), corename: (fun(): string), instructions: (fun(level?: string): string), levels: (fun(): string[]) }
