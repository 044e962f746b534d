/* Simulation: a large network run forward for any number of steps, a block of trials at a time. What is
   recorded is chosen beforehand, so that no whole course is stored.

       x_t = x_{t-1} + dt (-x_{t-1} + J phi(x_{t-1}) - (feedback / N) sum_j phi(x_j) + bias + W_in s_t / S)
             + sigma sqrt(dt) xi_t

   The step is that of training (step_kernels, product), in single precision, with the same addresses of the
   noise. The mean of J is given apart as `feedback` (b J0 in a balanced network): it costs a single sum, in
   double precision, instead of N^2 products. With a delay phi(x_{t-1}) of both is that of d earlier, or of the
   delay's distribution; before the start, and before a state that is set, it was that of this state. Units may have
   time constants tau_i and noises sigma_i of their own, dt/tau_i in the place of dt. A network whose J is zero needs no
   N^2 work at all, and one whose J is sparse only that of its connections. The weights are those of the network when a
   stretch begins; they are packed then if a step multiplies them with several trials. */
#ifndef BN_SIMULATION_H
#define BN_SIMULATION_H

#include "common/memory.h"
#include "common/status.h"
#include "engine/base/parallel.h"
#include "engine/kernels/product.h"
#include "engine/network/delay_line.h"
#include "engine/network/network.h"
#include "engine/random/random.h"
#include "engine/simulation/sparse_matrix.h"

enum { BN_SIMULATION_MOST_LAGS = 100000 };

typedef struct {
    int64_t batch;                   // B, trials
    double dt;                       // Euler step
    double noise;                    // sigma
    double feedback;                 // of the mean rate onto every unit
    bn_delay delay;                  // of the recurrent input
    double state_std;                // of the normal state at the start
    int64_t sampled;                 // the states of units 0 ... sampled-1 are recorded
    int64_t lags;                    // of the covariances; 0 for none
    int64_t lag_steps;               // steps between two lags, and between two times at which they are taken
    const bn_tensor *time_constants; // N, above dt/2; NULL: all 1
    const bn_tensor *unit_noise;     // N, sigma of each unit in the place of `noise`; NULL: all alike
    const bn_sparse *sparse; // J, where the network has none; NULL else. It must outlive the simulation
    uint64_t seed;           // of state and noise
} bn_simulation_config;

extern const bn_field bn_simulation_fields[]; // all but the seed and the sparse J

/* The defaults of the fields, and the seed 1. */
bn_simulation_config bn_simulation_config_default(void);

/* BN_EINVAL with the sentence that says which number is out of range, also when more units than there are
   would be recorded, when the past of the covariances would be larger than 2^38 bytes, or when a unit has a
   time constant or a noise out of range. */
bn_status bn_simulation_config_check(const bn_simulation_config *config, const bn_network_config *network);

/* Neighbouring trials, which run on one thread. */
typedef struct {
    int64_t first, count;
    float *noise;         // ldn x count, and room for the last vector of a column
    bn_status status;     // of the last run
    double fastest;       // the largest rate of the mean in the last stretch, where dt may be too long for it
    int64_t fastest_step; // the step of that rate
} bn_simulation_microbatch;

typedef struct {
    bn_simulation_config config;
    const bn_network *network;
    bool has_J;                 // false when J is zero throughout
    bn_packing packing;         // of W: all its columns or, without J, those of the inputs
    float *packed;              // where a microbatch has more than one trial or there is no J
    bn_packing readout_packing; // of W's first R rows
    float *packed_readout;
    int64_t ldx, ldz, ldp, ldo, ldn; // leading dimensions
    int64_t microbatches;
    bn_simulation_microbatch *microbatch;
    float *x, *next; // ldx x B each
    float *z;        // ldz x B: s / S, 1, phi(x)
    bn_delay_line line;
    float *sparse_values; // of each microbatch, bn_sparse_scratch numbers for each of both
    float *sparse_sums;
    int64_t sparse_scratch;        // of one of them
    float *product;                // ldp x B: W z, whose first R rows are not used
    float *noise;                  // of all microbatches
    float *amplitude;              // ldx
    float *inverse_tau;            // ldx: 1/tau_i
    bool by_unit, noisy;           // time constants differ from 1; an amplitude is above 0
    float *output;                 // ldo x B, R rows
    double *rate;                  // B: mean of phi(x)
    double *mean;                  // B: mean of x
    float *past_state, *past_rate; // lags x B x N: a ring of frames, trial by trial
    double *past_means;            // lags x B x 2: mean state and mean rate of those frames
    double *covariance_sum;        // lags x B x 2: of x and of phi
    int64_t frames;                // recorded into the ring so far
    int64_t step;                  // since the start
} bn_simulation;

/* The simulation over `arena`, for a sound config; bn_simulation_start makes it ready. */
bn_simulation bn_simulation_lay_out(bn_arena *arena, const bn_simulation_config *config,
                                    const bn_network *network);

/* Plans the products, draws the state and clears the record. */
void bn_simulation_start(bn_simulation *simulation);

/* Computes the rates of states that the caller has written. */
void bn_simulation_put_state(bn_simulation *simulation);

/* The input of a stretch of T steps: element (t, s, b) of `values` lies at t * stride[0] + s * stride[1] + b
   * stride[2]; a stride of 0 repeats the same values. */
typedef struct {
    int64_t steps;
    int64_t stride[3];
    const float *values;
} bn_simulation_input;

/* The record of a stretch of T steps; any pointer may be NULL. Values at t are those of x_t, the state that
   the input at t drives. */
typedef struct {
    double *rate;     // B x T: nu, the mean of phi(x_t)
    double *mean;     // B x T: the mean of x_t
    double *variance; // B x T: the variance of x_t over units
    float *output;    // R x B x T: W_out phi(x_t) / N
    float *state;     // sampled x B x T
} bn_simulation_record;

/* Runs a stretch of input->steps steps. Microbatches, or the receivers of the sparse products of a single one, are
   spread over `pool`, which may be NULL; the result
   does not depend on it. Errors: BN_NOT_FINITE when a trial diverges or its input is NaN or infinite, with
   the trial and the time; the state is then lost. BN_NOT_CONVERGED when a mean was too stiff for dt. */
bn_status bn_simulation_run(bn_simulation *simulation, const bn_simulation_input *input,
                            const bn_simulation_record *record, bn_pool *pool);

/* The covariances so far, over times, trials and units, at lags 0, lag_steps dt, ..., each with the mean over
   units of its own time subtracted: state[l] = < (1/N) sum_i x_i(t) x_i(t - l) - m(t) m(t - l) >, rate[l] the
   same of phi(x). A lag longer than all steps so far is NaN. state, rate: lags. */
void bn_simulation_covariances(const bn_simulation *simulation, double *state, double *rate);

#endif
