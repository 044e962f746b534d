/* Trainer: the composition. An epoch is one fresh batch of stimuli and noise, one gradient, one step of the
   optimiser. A measurement relaxes the initial state with the present weights, unless trials begin at 0, and
   runs the test batch. The batches are those of the tracking experiment, which the trainer draws, or those
   of a task, which the caller puts.

   All random numbers follow from four seeds, and the draws of an epoch are addressed by its number. So a
   trainer whose state was restored goes on exactly like the one whose state was saved. Results do not depend
   on the number of threads.

   With an exchange every rank makes the same trainer and makes the same calls in the same order; then it has the
   same numbers as a trainer without one. Each call that opens a trainer, steps, measures, validates or runs a pass
   in parts returns BN_EIO with the exchange's sentence when a rank is lost; a step has then changed no
   weight, and the epoch is that before it. */
#ifndef BN_TRAINER_H
#define BN_TRAINER_H

#include "common/status.h"
#include "engine/base/exchange.h"
#include "engine/base/parallel.h"
#include "engine/base/stopwatch.h"
#include "engine/network/constraint.h"
#include "engine/network/network.h"
#include "engine/network/stimulus.h"
#include "engine/tensor/tensor.h"
#include "engine/training/batch.h"
#include "engine/training/masks.h"
#include "engine/training/optimiser.h"
#include "engine/training/parameter.h"
#include "engine/training/response.h"
#include "engine/training/trial.h"

typedef enum {
    BN_INITIAL_RELAXED, // where the network goes by itself, under the constant mean input
    BN_INITIAL_ZERO,
} bn_initial;

extern const bn_word bn_initial_words[];

typedef struct {
    bn_network_config network; // its seed is seed_network
    bn_trial_config trial;
    bn_optimiser_config optimiser;
    double input_mean, input_std; // I_0 and I_1; multiplied by the balance before use
    double stimulus_tau;
    int start;         // bn_start
    int initial_state; // bn_initial: where every trial begins
    bool zero_diagonal;
    bool train_J, train_w_in, train_w_out, train_bias;
    bool readout_bias;             // r = W_out phi(x) / N + c, c trained
    double l1_weights, l2_weights; // L grows by l1 sum |w| + l2 sum w^2 over J, W_in and W_out
    double input_noise;            // standard deviation of what is added to every input
    bn_masks_config masks;
    int64_t rank; // r > 0: J = J_0 + m n^T / N, with J_0 as drawn and m, n, N x r, in its place for training
    double rank_std;                 // of the first m and n
    bool train_initial_state;        // every trial begins at x_0, N
    const bn_tensor *time_constants; // N, at least dt, in membrane time constants; NULL: all 1
    bool train_time_constants;
    bool task;                    // batches are put by bn_trainer_put_batch
    const bn_tensor *connections; // N x N, see constraint.h; NULL: all. Read by size and open alone
    const bn_tensor *signs;       // N, likewise
    uint64_t seed_stimulus, seed_noise, seed_state;
    int64_t threads; // 0: one a processor, at most one a microbatch
    const bn_exchange
        *exchange; // with the ranks that share every batch, valid as long as the trainer; NULL: none
} bn_trainer_config;

/* Those of the network, of the trial and of the optimiser, and its own; all but the seeds. */
extern const bn_field bn_trainer_fields[];

/* The defaults of the fields, and every seed 1: the tracking experiment of the NeurIPS 2022 paper with one
   stimulus. */
bn_trainer_config bn_trainer_config_default(void);

/* BN_EINVAL with the sentence that says which number is out of range. */
bn_status bn_trainer_config_check(const bn_trainer_config *config);

/* The stimuli of the tracking experiment under this config. */
bn_stimulus_config bn_trainer_stimulus(const bn_trainer_config *config);

enum { BN_MOST_PARAMETERS = 5, BN_MOST_RANK = 100 };

/* How far a step in parts has come. */
typedef enum { BN_STAGE_NONE, BN_STAGE_FORWARD, BN_STAGE_BACKWARD } bn_stage;

typedef struct {
    bn_trainer_config config; // threads filled in
    bn_network network;
    bn_trial trial;
    bn_optimiser optimiser;
    bn_constraint constraint;
    bn_masks masks;
    bn_parameter parameter[BN_MOST_PARAMETERS]; // those beside the network's matrix
    int parameters;
    bn_parameter *readout_bias, *m, *n, *x_0, *time_constants; // those there are, in `parameter`
    float *fixed_J;                                            // J_0, N x N, column by column
    float *columns_of_m; // N x r, column by column, while J is put together
    double rate;         // the learning rate of the step
    bn_stimulus_config stimulus;
    float *drawn; // the stimuli of each trial; scaled to the targets in the tracking experiment
    bool given;   // the caller has put the stimuli and targets of the next pass
    bn_stage stage;
    bn_pool *pool;
    bn_stopwatch exchange_watch;
    int64_t epoch;   // epochs done
    int64_t relaxed; // the epoch after which the initial state was last relaxed
    float clip;      // the factor of the gradient of a step where its norm is limited
    double loss;     // of the last epoch
} bn_trainer;

/* The bytes a trainer's block needs; 0 when the config is not sound or the size overflows. */
size_t bn_trainer_size(const bn_trainer_config *config);

/* A trainer over `block` of bn_trainer_size bytes, aligned to BN_ALIGNMENT and zeroed, with initial weights
   which keep the constraint, and its initial state, its threads started. The trainer itself must not move
   afterwards. Allocates nothing but the pool. Errors: those of the check and of bn_pool_start; then nothing
   is to be closed. */
bn_status bn_trainer_open(bn_trainer *trainer, const bn_trainer_config *config, void *block);

/* Ends the threads. The block stays the caller's. */
void bn_trainer_close(bn_trainer *trainer);

/* Takes over the batch of the next step or measurement of a trainer that has a task.
   Errors: those of bn_batch_check, BN_EINVAL for a trainer without a task; then nothing has changed. */
bn_status bn_trainer_put_batch(bn_trainer *trainer, const bn_batch *batch);

/* One epoch. *loss, which may be NULL, is L on the batch before the step. A task's batch is used up by it.
   Errors: BN_NOT_FINITE with the epoch when the loss is NaN or infinite; the weights are those after the
   step. BN_EINVAL when a task has put no batch; then nothing has changed. */
bn_status bn_trainer_step(bn_trainer *trainer, double *loss);

typedef struct {
    double test_error;     // L on the test batch, without penalties on weights
    double tracking_error; // the part of it without the activity penalty
} bn_measurement;

/* *error = L on the validation batch, without penalties on weights, from the initial state as it is: its stimuli
   are the same at every validation, those of no epoch and not of the test; for a task the batch that was put,
   which it uses up. Errors: as those of bn_trainer_measure. */
bn_status bn_trainer_validate(bn_trainer *trainer, double *error);

/* Zeroes the diagonal, relaxes the initial state where it is a relaxed one, and runs the test batch, whose
   stimuli are the same at every measurement and never seen in training; for a task the batch that was put,
   which it uses up. Leaves its states, outputs and targets in trainer->trial. Errors: BN_NOT_FINITE with the
   epoch when the test error is NaN or infinite, BN_EINVAL when a task has put no batch. */
bn_status bn_trainer_measure(bn_trainer *trainer, bn_measurement *measurement);

/* A step in parts, for a loss of the caller's own. Forward runs a batch of inputs, T x S x B, with the noise of
   the next epoch and leaves states and outputs in trainer->trial. Backward takes dL/dr, T x R x B, to the
   gradient; penalties of the definition are added to it. Update takes the step of the optimiser, and the epoch
   is done. A step, a measurement or a state that is put in between ends what has begun.
   Errors: BN_EINVAL for tensors of other shapes or with numbers that are not finite, for a backward pass
   without a forward one, and for an update without both; then nothing has changed. */
bn_status bn_trainer_forward(bn_trainer *trainer, const bn_tensor *input);
bn_status bn_trainer_backward(bn_trainer *trainer, const bn_tensor *slope);
bn_status bn_trainer_update(bn_trainer *trainer);

/* Sets the learning rate of the next steps, which the schedule multiplies. Errors: BN_EINVAL with the epoch of
   the next step unless it is from 0 to 1e12. */
bn_status bn_trainer_set_learning_rate(bn_trainer *trainer, double learning_rate);

/* The gradient of the last step or backward pass, seen as a network: bn_network_J of it is dL/dJ. It is 0
   where nothing is trained, and scaled where its norm was limited. */
bn_network bn_trainer_gradient(const bn_trainer *trainer);

/* A response of the network as it is, with the definition's noise of the given number, 0 to 2^31 - 1. Input,
   and what differs, are the caller's to set; then see response.h. */
bn_response bn_trainer_response(const bn_trainer *trainer, int64_t number);

/* Starts the measuring of phases from zero, or ends it; the seconds spent in each, summed over threads. */
void bn_trainer_set_profile(bn_trainer *trainer, bool on);
void bn_trainer_profile(const bn_trainer *trainer, double seconds[BN_PHASES]);

/* The initial state x_0, N x B, f32, a view of the trainer's memory. After writing to it call
   bn_trainer_put_state. */
bn_tensor bn_trainer_initial_state(const bn_trainer *trainer);

/* Steps of Adam done, from which its next one goes on; nothing for another optimiser. */
void bn_trainer_set_steps(bn_trainer *trainer, int64_t steps);

/* Takes up an initial state, and parameters beside the network's matrix, that were written through views. */
void bn_trainer_put_state(bn_trainer *trainer);

#endif
