/* Lyapunov exponents of a rate network under any input, with or without noise.

       h' = (1 - dt) h + dt (J phi(h) + bias + w I) + sigma sqrt(dt) xi
       Q' = (1 - dt) Q + dt J diag(phi'(h)) Q        (phi' at the old state)

   (an Euler map), or for a network without noise a Runge-Kutta step of the flow dh/dt = -h + J phi(h) +
   bias + w I, the input held, and of its variational equation, in double precision. Two copies of the
   network see the same input and the same noise, so neither enters the tangent map. One product with J
   serves state and tangent vectors, so the state adds almost no cost. With a delay of the recurrent input the
   state has F more blocks of N variables, the past rates or the leaks on their way (network/delay.h),

       y_1' = y_1 + s (phi(h) - y_1),  y_k' = y_k + s (y_{k-1} - y_k),  J y_F in the place of J phi(h),

   F = d/dt and s = 1 for a fixed delay, F = n and s = n dt/d for a gamma distribution. Source: Engelken, Wolf
   and Abbott, Lyapunov spectra of chaotic recurrent neural networks (2020). */
#ifndef BN_LYAPUNOV_NETWORK_H
#define BN_LYAPUNOV_NETWORK_H

#include "common/word.h"
#include "engine/analysis/lyapunov.h"
#include "engine/network/activation_table.h"
#include "engine/network/delay.h"
#include "engine/random/random.h"
#include "engine/tensor/tensor.h"

typedef enum {
    BN_STEP_EULER, // the map of an Euler network, whose exponents differ from the flow's by some dt / 2
    BN_STEP_RK4,   // the flow, by the classical Runge-Kutta method; without noise
} bn_network_step;

extern const bn_word bn_network_step_words[];

typedef struct {
    bn_lyapunov_def tangent; // its dimension is N bn_lyapunov_network_blocks, its dt the Euler step
    bn_activation activation;
    double power;                      // of a threshold power
    const bn_tensor *activation_table; // of BN_ACTIVATION_TABLE, read when the network is laid out
    double noise;                      // sigma
    bn_delay delay;                    // of an Euler step alone
    bn_network_step step;
    const bn_tensor *time_constants; // N, above dt/2; NULL: all 1
    uint64_t seed;
} bn_lyapunov_network_def;

typedef struct {
    bn_lyapunov_network_def def;
    bn_phi phi;
    bn_lyapunov tangent;
    int64_t neurons, delays; // N, F
    double share;            // s
    double *past;            // N x F: y_1 ... y_F
    double *J;               // N x N, column by column
    double *h;               // N
    double *weight;          // N: w, ones at first
    double *bias;            // N
    double *xi;              // N
    double *speed;           // N: 1/tau_i
    double *start, *stage;   // N: h before a Runge-Kutta step, and at a stage of it
    double trace; // sum of that of the flow's Jacobian, sum_i (J_ii phi'(h_i) - 1)/tau_i, over counted steps
    int64_t traced;  // the number of these steps
    double *columns; // N x (k + 1), column by column: phi(h), diag(phi'(h)) Q
    double *product; // N x (k + 1): J columns
    int64_t *active; // N: the units whose row of `columns` is not zero
    int64_t step;    // since the start, with those of the state alone
} bn_lyapunov_network;

/* The drive of a stretch of steps: one constant (columns = 0) or one value for each step (columns = 1), times
   w; or one for each step and unit (columns = N), without w. */
typedef struct {
    int64_t columns;
    const double *values; // 1, or steps x columns
} bn_lyapunov_input;

/* All but the seed and what is between two orthonormalisations. */
extern const bn_field bn_lyapunov_network_fields[];

/* F + 1. */
int64_t bn_lyapunov_network_blocks(const bn_lyapunov_network_def *def);

/* BN_EINVAL with the sentence that says which number is out of range, also for noise or a delay in a smooth flow. */
bn_status bn_lyapunov_network_check(const bn_lyapunov_network_def *def);

/* The network over `arena`, for a sound definition. */
bn_lyapunov_network bn_lyapunov_network_lay_out(bn_arena *arena, const bn_lyapunov_network_def *def);

/* Copies J (N x N, J(i, j) the weight onto unit i from unit j); h ~ N(0, std^2), w = 1, bias = 0, fresh
   tangent vectors. Errors: BN_EINVAL for a J of another shape, BN_NOT_FINITE for
   one with a NaN or infinity. */
bn_status bn_lyapunov_network_start(bn_lyapunov_network *network, const bn_tensor *J, double std);

/* `steps` steps of the state alone; then of state and tangent vectors.
   Errors: BN_NOT_FINITE when the state diverges, with the time, and those of bn_lyapunov_map. */
bn_status bn_lyapunov_network_advance(bn_lyapunov_network *network, int64_t steps,
                                      const bn_lyapunov_input *input);
bn_status bn_lyapunov_network_run(bn_lyapunov_network *network, int64_t steps,
                                  const bn_lyapunov_input *input);

/* The mean trace of the flow's Jacobian over the counted steps, per tau: what all N exponents of the flow add
   up to. NaN before there are any, and with a delay. */
double bn_lyapunov_network_trace(const bn_lyapunov_network *network);

#endif
