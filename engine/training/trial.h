/* Trial: a batch of trials through the network, forward and back, in one workspace.

   With z_t = [s_{t+1}/S; 1; phi(x_t)] and the network's one matrix W, the product W z_t gives N r_t in its
   first R rows and the drive of step t+1 below them:

       x_{t+1} = (1 - dt) x_t + dt (W z_t)_drive + sigma sqrt(dt) xi_{t+1}           t = 0 … T-1
       L = 1/(B T R) sum_{t, b} ( sum_r weight (r_t - target_t)^2 + alpha |x_t|^2 [t >= floor(T/5)] )

   or with another loss in the place of the squared error (loss.h), and beta_1 |phi(x_t)|_1 + beta_2
   |phi(x_t)|^2 + gamma |x_t - x_{t-1}|^2/dt^2 beside the last term.

   Backward, with e_t = dL/d(N r_t) and l_t = dt dL/dx_t:

       l_t = (1 - dt) l_{t+1} + dt ( phi'(x_t) * (W^T [e_t; l_{t+1}])_phi + 2 alpha x_t / (B T R) )
       dL/dW = sum_{t = 0 … T} [e_t; l_{t+1}] z_t^T,  e_0 = 0, l_{T+1} = 0

   With a delay the drive of step t+1 has h_t in the place of phi(x_t): phi(x_{t-d}), or that of the delay's
   distribution, and phi(x_0) for what went before the trial; the outputs are of phi(x_t) as before. h is linear in
   the rates, so that the same line of delays, run backward in time over l_{t+1}, gives what comes back to phi(x_t),
   lambda_t = sum_s D(s) l_{t+1+s}, and it stands in the place of l_{t+1} in [e_t; l_{t+1}] but for the inputs and
   the bias. What is left on the line at t = 0 came from phi(x_0), too.

   The state x_0 is given; dL/dx_0 is computed where initial_slope asks for it. The batch is cut into microbatches of
   neighbouring trials; how many there are depends on the sizes alone. The numbers of a microbatch lie together, far
   from those of the others, so that two threads never write into one cache line. */
#ifndef BN_TRIAL_H
#define BN_TRIAL_H

#include "common/memory.h"
#include "common/status.h"
#include "common/word.h"
#include "engine/base/stopwatch.h"
#include "engine/kernels/product.h"
#include "engine/network/delay_line.h"
#include "engine/network/network.h"
#include "engine/random/random.h"
#include "engine/training/loss.h"

enum { BN_MOST_BATCH = 100000, BN_MOST_STEPS = 1000000 };

typedef enum {
    BN_BACKEND_AUTO,     // the kernels of the level of instructions in use
    BN_BACKEND_OPENBLAS, // for comparison
} bn_backend;

extern const bn_word bn_backend_words[];

typedef struct {
    int64_t batch;             // B
    int64_t steps;             // T, at least 5
    double dt;                 // Euler step, in membrane time constants, 0 < dt < 2
    double noise;              // sigma
    bn_delay delay;            // of the recurrent input
    double activity_penalty;   // alpha
    double l1_rates, l2_rates; // beta_1, beta_2
    double smoothness_penalty; // gamma
    bn_loss loss;
    bool by_unit;       // units have time constants, in unit_dt; this and what follows is no field
    bool unit_slope;    // the backward pass gives dL/dalpha of the units
    bool initial_slope; // and dL/dx_0
    int64_t rank;       // r > 0: the gradient of the factors of J (trial_factors.h) in the place of J's
    bn_backend backend; // of the matrix products
} bn_trial_config;

extern const bn_field bn_trial_fields[];

bn_trial_config bn_trial_config_default(void);

/* BN_EINVAL with the sentence that says which number is out of range, also when the workspace of this batch,
   these steps and that network would be larger than 2^40 bytes. */
bn_status bn_trial_config_check(const bn_trial_config *config, const bn_network_config *network);

/* The course of some neighbouring trials: step by step, at each step trial by trial. */
typedef struct {
    float *x;      // ldx x T trials, t = 1 … T
    float *gates;  // BN_GRU_BLOCKS ldx x T trials, likewise; of a GRU
    float *z;      // ldz x (T + 1) trials, t = 0 … T
    float *e_l;    // lde x (T + 1) trials: [e_t; l_{t+1}], with a delay [e_t; lambda_t]
    float *l;      // with a delay [e_t; l_{t+1}], else e_l itself
    float *target; // R x T trials, t = 1 … T
    float *weight; // R x T trials: the cost of each step, trial and readout
    float *output; // R x T trials
} bn_course;

/* W as the products of a pass read it. */
typedef struct {
    float *forward;  // W, packed
    float *backward; // W^T, its last N rows, packed
    float *input;    // of a GRU, see bn_trial
} bn_packed_weights;

/* With a rank, of the trials of a microbatch: what their gradients are made of, in one block of sums; the rest is
   workspace. Sums run over steps and trials. */
typedef struct {
    float *factor;             // ldx x r: n or m, 0 past N
    float *n_rates, *m_slopes; // r x (T + 1) trials: n^T phi(x_t), and m^T l_{t+1}
    float *from_slopes;        // lde x (S + 1 + r): [e; l] by [s; 1; n^T phi]
    float *from_rates;         // ldx x (R + r): phi by [e; m^T l]
    float *diagonal;           // ldx: l phi of each unit
    int64_t count;             // from the first of from_slopes to the last of diagonal
} bn_factor_sums;

/* What a forward pass has cost, each in a sum over trials and steps. */
typedef struct {
    double error, activity; // of weight (r - target)^2, or what the loss is; and of x^2
    double penalty;         // of beta_1 |phi| + beta_2 phi^2 + gamma |change of x|^2/dt^2
} bn_trial_costs;

/* Neighbouring trials, and the workspace of a step. */
typedef struct {
    _Alignas(BN_ALIGNMENT) int64_t first; // trial; aligned, since other threads write their own microbatches
    int64_t count;
    bn_course course;          // when per_microbatch its own, otherwise a part of the trial's
    bn_packed_weights weights; // when per_microbatch
    float *gradient;           // when per_microbatch; laid out like the network's weights
    bn_packing outer;          // of e_l, when packs_course
    float *packed_e_l;         // when packs_course, filled after the backward pass
    float *packed_z;           // likewise, range by range
    float *product;            // lde x count: W z
    float *back_product;       // ldx x count: W^T [e; l]
    float *carry;              // ldx x count: dL/dx_t by x_{t+1} itself, of a GRU
    bn_delay_line line;        // of its trials
    float *heard;              // ldz x count: z with the rates that arrive, with a delay, else NULL
    int64_t noise_blocks;      // drawn at every step: those of its trials, rounded up to whole strips
    float *noise;              // ldn x count of noise_blocks
    float *slopes;             // N, when by_unit: phi' of a trial
    bn_factor_sums factors;    // with a rank
    float *unit_slope;         // N: dL/dalpha of its trials, and
    float *initial_slope;      // dL/dx_0, when asked for
    bn_random_stream noise_of; // the stream of the last forward pass
    bn_trial_costs costs;      // of that pass
    bn_stopwatch watch;
} bn_microbatch;

/* Neighbouring columns of W: one share of the gradient and of the update of the weights. */
typedef struct {
    _Alignas(BN_ALIGNMENT) int64_t first;
    int64_t count;
    double squares; // of its gradient, where the norm is asked for
    double penalty; // on its weights, where there is one
    bn_stopwatch watch;
} bn_column_range;

typedef struct {
    bn_trial_config config;
    const bn_network *network;
    int64_t N, S, R;
    int64_t burn_in;       // floor(T / 5); steps before it cost nothing
    int64_t ldx, ldz, lde; // leading dimensions
    int64_t ldn;           // of noise: N rounded up to whole blocks
    double share;          // the cost of one x^2 or one (r - target)^2: L is the sum of them times this
    float per_unit;        // 1 / N
    bn_loss_step loss;     // a step of the loss; the number of trials is the microbatch's
    double loss_scale;     // the cost of one error of the loss in L, over `share`
    int microbatches, ranges;
    bn_microbatch *microbatch;
    bn_column_range *range;
    bn_packing forward, backward; // of W and of the last N rows of W^T
    bn_packing input;             // of a GRU: of the last block of rows, which only inputs and bias have
    bool packs_course;            // for the outer product of a large W
    bool per_microbatch; // each has a course and a gradient of its own; the gradients are summed in order
    bool own_copies;     // each packs W for itself: less travels between cores; off with one thread
    bn_course course;    // of all trials, microbatch by microbatch, when not per_microbatch
    float *x_0;          // ldx x B; rows past N are 0
    bn_packed_weights weights; // for all microbatches
    float *gradient;           // of all; like `weights` that of the first microbatch when per_microbatch
    float *readout_slope; // R: dL/dW of the readouts' rows in the column of the constant 1, with `gradient`
    const float *m, *n;   // N x r, row by row, with a rank; the caller's to set
    float *unit_dt;       // N, when by_unit, else NULL: alpha_i = dt / tau_i; the caller's to set
    float *amplitude;     // ldx: sigma sqrt(dt) per unit, 0 past N
} bn_trial;

/* The workspace over `arena`, for sound configs; bn_trial_plan must follow. */
bn_trial bn_trial_lay_out(bn_arena *arena, const bn_trial_config *config, const bn_network *network);

/* Plans the products, sets the constant rows, and sets the weight of every step to the usual one. */
void bn_trial_plan(bn_trial *trial);

/* Packs W as it is now for the products of a pass, in parts that may run at the same time: part s for
   microbatch s alone when own_copies, otherwise a share for all microbatches. A pass needs all of them. */
int bn_trial_parts(const bn_trial *trial);
void bn_trial_pack(bn_trial *trial, int part);

/* Trial b at step t: its state, N numbers, t = 0 … T; its target, the weights of its costs and its output, R
   numbers, t = 1 … T. */
float *bn_trial_state(const bn_trial *trial, int64_t t, int64_t b);
float *bn_trial_target(const bn_trial *trial, int64_t t, int64_t b);
float *bn_trial_weight(const bn_trial *trial, int64_t t, int64_t b);
float *bn_trial_output(const bn_trial *trial, int64_t t, int64_t b);

/* dL/d(N r_t) of trial b, R numbers, t = 1 … T: the loss leaves it there in the forward pass, and the backward
   pass begins from it. */
float *bn_trial_slope(const bn_trial *trial, int64_t t, int64_t b);

/* What an error costs at step t, 1 … T, where no mask says otherwise: nothing in the burn-in, then 1. */
float bn_trial_usual_weight(const bn_trial *trial, int64_t t);

/* Writes the inputs of trial b into its course. stimuli: T x S, row-major, in units of the input; target: T
   x R. */
void bn_trial_set_stimuli(bn_trial *trial, int64_t b, const float *stimuli);
void bn_trial_set_target(bn_trial *trial, int64_t b, const float *target);

/* Adds noise of a standard deviation to the stimuli of trial b, addressed by (trial, step, stimulus). */
void bn_trial_add_input_noise(bn_trial *trial, int64_t b, double std, const bn_random_stream *noise);

/* Draws x_0 ~ N(0, 1) from `stream` and lets it relax for round(100 / dt) noise-free steps at the constant
   input `level` on all channels. Overwrites the stimuli and the state of step 1. */
void bn_trial_relax(bn_trial *trial, bn_random_stream stream, double level, int microbatch);

/* Computes phi(x_0) of all trials; for an x_0 that was written from outside. */
void bn_trial_put_rates(bn_trial *trial);

/* The forward pass of a microbatch: fills states, rates and outputs, and the errors that backward starts
   from; `noise` addresses the noise by (step, trial, unit). */
void bn_trial_forward(bn_trial *trial, int microbatch, bn_random_stream noise);

/* Back-propagation of a microbatch; forward must have run. When per_microbatch, the microbatch's own
   gradient is complete afterwards. */
void bn_trial_backward(bn_trial *trial, int microbatch);

/* Completes dL/dW in the first gradient for the columns of a range: the exact derivative of L. Backward must
   have run for every microbatch. */
void bn_trial_gradient(bn_trial *trial, int range);

/* L of the last forward pass, summed over microbatches in their order; tracking, which may be NULL, is the
   part of it without alpha. */
double bn_trial_loss(const bn_trial *trial, double *tracking);

#endif
