/* Trial: a batch of trials through the network, forward and back, in one workspace.

   With z_t = [s_{t+1}/S; 1; phi(x_t)] and the network's one matrix W, the product W z_t gives N r_t in its
   first R rows and the drive of step t+1 below them:

       x_{t+1} = (1 - dt) x_t + dt (W z_t)_drive + sigma sqrt(dt) xi_{t+1}           t = 0 … T-1
       L = 1/(B T R) sum_{t, b} ( sum_r weight (r_t - target_t)^2 + alpha |x_t|^2 [t >= floor(T/5)] )

   Backward, with e_t = dL/d(N r_t) and l_t = dt dL/dx_t:

       l_t = (1 - dt) l_{t+1} + dt ( phi'(x_t) * (W^T [e_t; l_{t+1}])_phi + 2 alpha x_t / (B T R) )
       dL/dW = sum_{t = 0 … T} [e_t; l_{t+1}] z_t^T,  e_0 = 0, l_{T+1} = 0

   The state x_0 is constant; no gradient flows into it. The batch is cut into shards of neighbouring trials
   whose number depends on the sizes alone; a shard touches only its own columns, so shards run on any thread.
 */
#ifndef BN_TRIAL_H
#define BN_TRIAL_H

#include "gemm.h"
#include "memory.h"
#include "network.h"
#include "random.h"
#include "status.h"
#include "stopwatch.h"

enum { BN_MOST_BATCH = 100000, BN_MOST_STEPS = 1000000 };

typedef struct {
    int64_t batch;           // B
    int64_t steps;           // T, at least 5
    double dt;               // Euler step, in membrane time constants, 0 < dt < 2
    double noise;            // sigma
    double activity_penalty; // alpha
    bn_backend backend;      // of the matrix products
} bn_trial_config;

bn_trial_config bn_trial_config_default(void);

/* BN_EINVAL with the sentence that says which number is out of range, also when the workspace of this batch,
   these steps and that network would be larger than 2^40 bytes. */
bn_status bn_trial_config_check(const bn_trial_config *config, const bn_network_config *network);

typedef struct {
    int64_t first, count;       // trials
    bn_gemm drive, readout;     // W z; its first R rows alone
    bn_gemm back, back_readout; // W^T [e; l]; W_out^T e alone
    double error, activity;     // sums of weight (r - target)^2 and of x^2, after a forward pass
    bn_stopwatch watch;
} bn_shard;

// Neighbouring columns of W: a share of the gradient and of whatever else is done to the weights.
typedef struct {
    int64_t first, count;
    bn_gemm outer;
    bn_stopwatch watch;
} bn_panel;

/* Column t B + b of x, z and e_l is trial b at step t = 0 … T; column (t - 1) B + b of target, weight and
   output is trial b at step t = 1 … T. */
typedef struct {
    bn_trial_config config;
    const bn_network *network;
    int64_t N, S, R;
    int64_t burn_in;            // floor(T / 5); steps before it cost nothing
    int64_t ldx, ldz, lde, ldt; // leading dimensions
    int64_t ldn;                // of noise: N rounded up to whole blocks
    int shards, panels;
    bn_shard *shard;
    bn_panel *panel;
    float *x;          // ldx x (T+1)B; rows past N are 0
    float *z;          // ldz x (T+1)B
    float *e_l;        // lde x (T+1)B
    float *target;     // R x TB
    float *weight;     // R x TB: cost of each step, trial and readout
    float *output;     // R x TB
    float *transposed; // ldt x (R+N): W^T, its last N rows
    float *product;    // lde x B: W z
    float *back;       // ldx x B: W^T [e; l]
    float *slope;      // ldx x B
    float *noise;      // ldn x B
    float *amplitude;  // ldx: sigma sqrt(dt) per unit, 0 past N
} bn_trial;

/* The workspace over `arena`, for sound configs; every product is planned by bn_trial_plan afterwards. */
bn_trial bn_trial_lay_out(bn_arena *arena, const bn_trial_config *config, const bn_network *network);

/* Plans the products, sets the constant rows, and gives every step from the burn-in on the weight 1.
   Errors: those of bn_gemm_plan. */
bn_status bn_trial_plan(bn_trial *trial);

/* Where the inputs go. stimuli: T x S, row-major, in units of the input, for trial b; target: T x R. */
void bn_trial_set_stimuli(bn_trial *trial, int64_t b, const float *stimuli);
void bn_trial_set_target(bn_trial *trial, int64_t b, const float *target);

/* Draws x_0 ~ N(0, 1) from `stream` and lets it relax for round(100 / dt) noise-free steps at the constant
   input `level` on all channels. Overwrites the stimuli of step 1. */
void bn_trial_relax(bn_trial *trial, bn_random_stream stream, double level, int shard);

/* Computes phi(x_0) of trial b; for an x_0 that was written from outside. */
void bn_trial_put_rates(bn_trial *trial, int64_t b);

/* The forward pass of a shard: fills x, z, output, and the errors that backward starts from; `noise`
   addresses the noise by (step, trial, unit). */
void bn_trial_forward(bn_trial *trial, int shard, bn_random_stream noise);

/* Back-propagation of a shard; forward must have run, and `transposed` must be fresh. */
void bn_trial_backward(bn_trial *trial, int shard);

/* Refreshes the share of `transposed` that comes from a panel of W. */
void bn_trial_transpose(bn_trial *trial, int panel);

/* dL/dW for the columns of a panel, exact. gradient: laid out like the network's weights (same leading
   dimension, all columns). Backward must have run for every shard. */
void bn_trial_gradient(bn_trial *trial, int panel, float *gradient);

/* L of the last forward pass, summed over shards in their order; tracking, which may be NULL, is the part of
   it without alpha. */
double bn_trial_loss(const bn_trial *trial, double *tracking);

#endif
