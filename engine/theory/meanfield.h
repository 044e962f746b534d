/* Mean field: the time-resolved theory of a balanced rate network, one Euler step at a time.

       tau dh_i/dt = -h_i + sum_j J_ij phi(h_j) + b I(t) + x_i(t) + xi_i(t)
       J_ij of mean -b J0/N and variance g^2/N

   I is common to all units, x_i independent Gaussian input of covariance q(t, s), xi_i white noise of
   strength sigma. Time is in units of tau. h = m(t) + a Gaussian process of covariance c(t, s), with a
   response r(t, s) (R. Engelken and S. Goedeke, NeurIPS 2022; R. Engelken et al., PLOS Comput. Biol. 2022).
   With a = 1 - dt, v_n = c_nn, E_mn = E[phi_m phi_n]:

       v_{n+1}   = a^2 v_n + 2 a dt r_nn + dt^2 (g^2 E_nn + q_nn) + sigma^2 dt
       m_{n+1}   = m_n + dt (-m_n - b J0 nu_n + b I_n)
       c_{m,n+1} = a c_mn + dt r_mn
       r_{m+1,n+1} = a r_{m,n+1} + dt (g^2 E_{m,n+1} + q_{m,n+1}),   r = 0 at the oldest time kept

   which are the exact second moments of the Euler network for N -> infinity. Two infinitesimally different
   states with the same input and noise differ by k_nn, which obeys the same equations with
   P_mn = E[phi'_m phi'_n] k_mn in the place of E_mn and no q, no noise; the difference of the common mean is
   left out.

   With a delay of the recurrent input of D steps g^2 E is that of both times less D, and so is P, and nu_n that of
   n - D: the recurrent input of a unit has the covariance g^2 E[phi(t - d) phi(s - d)], where all connections have the
   one delay d. With a gamma distributed one it is g^2 E[y(t) y(s)], y being phi behind the leaks of
   engine/network/delay.h, which are linear, so that E[phi(t) phi(s)] passes them along either time. Before the start
   the rates were those of the start, and before the oldest time kept those of that time: a band is long against the
   delay.

   Only lags of 0 ... band steps are kept: what is left out decays as exp(-band dt), for k more slowly when
   lambda1 < 0. 32 tau suffice for chaotic states, 64 tau for suppressed ones. */
#ifndef BN_MEANFIELD_H
#define BN_MEANFIELD_H

#include "common/memory.h"
#include "common/status.h"
#include "engine/network/delay.h"
#include "engine/theory/finite_size.h"
#include "engine/theory/gaussian_series.h"
#include "engine/theory/stationary.h"

#include <stdbool.h>
#include <stdint.h>

enum { BN_MEANFIELD_MOST_BAND = 1 << 20, BN_MEANFIELD_MOST_STEPS = 1 << 30 };

/* How m takes a step. The mean mode decays at the rate 1 + b J0 E[phi'], by far the largest. */
typedef enum {
    BN_MEAN_STIFF, // nu(m) at the variance of the step, by exponential Rosenbrock-Euler steps short against
                   // the rate; with a delay, which leaves it no fast mode, an Euler step, too
    BN_MEAN_EULER, // as an Euler network does: to be compared with one; needs dt < 2/(1 + b J0 E[phi'])
} bn_mean_step;

extern const bn_word bn_mean_step_words[];

typedef struct {
    bn_activation activation;
    double activation_power;
    const bn_tensor *activation_table; // of BN_ACTIVATION_TABLE, read when the theory is laid out
    double gain;                       // g
    double balance;                    // b
    double coupling;                   // J0
    double noise;                      // sigma
    double dt;                         // in tau, above 0 and below 1
    bn_delay delay;                    // of the recurrent input
    int64_t band;                      // lags kept, in steps, 2 to BN_MEANFIELD_MOST_BAND
    bn_mean_step mean_step;
    bool lyapunov;   // k is computed, too
    int64_t terms;   // of the series, for an activation other than relu: 2 to BN_SERIES_MOST_TERMS
    int64_t neurons; // N of the finite-size fluctuation; 0 for none
    uint64_t seed;   // of that fluctuation
} bn_meanfield_def;

extern const bn_field bn_meanfield_fields[]; // all but the seed

/* The defaults of the fields, and the seed 1. */
bn_meanfield_def bn_meanfield_def_default(void);

/* The same network, its definition for the stationary theory, at a constant input. */
bn_stationary_def bn_meanfield_stationary(const bn_meanfield_def *def, double input);

/* BN_EINVAL with the sentence that says which number is out of range; BN_NO_SOLUTION for b <= b_c. */
bn_status bn_meanfield_check(const bn_meanfield_def *def);

/* The columns of the present time n; entry i belongs to time n - length + 1 + i, the last to n itself. */
typedef enum {
    BN_COLUMN_MEAN,       // m at that time
    BN_COLUMN_VARIANCE,   // v at that time
    BN_COLUMN_RATE,       // nu at that time
    BN_COLUMN_REST,       // E[phi^2] less its series, at that time
    BN_COLUMN_COVARIANCE, // c
    BN_COLUMN_RESPONSE,   // r
    BN_COLUMN_PRODUCT,    // E[phi phi]
    BN_COLUMN_SLOPES,     // E[phi' phi']
    BN_COLUMN_SEPARATION, // k
    BN_COLUMN_SEPARATION_RESPONSE,
    BN_COLUMN_CORRELATION, // c over the deviations
    BN_COLUMN_POWER,       // the correlation to the power of the terms used
    BN_COLUMNS,
} bn_meanfield_column;

/* What is on its way with a delay: frames, columns of band + 1, of what the last D + 1 times have as drives, or of the
   n leaks of a distributed delay, between phi itself and what is heard. */
typedef struct {
    int64_t frames;  // D + 1, or n + 2; 0 without a delay
    int64_t order;   // n; 0 of a fixed delay
    double share;    // of a leak in a step
    int64_t dropped; // 1 where the oldest time has left the columns in this step, else 0
    double *rate;    // frames: nu
    double *product; // frames x (band + 1): E[phi phi]
    double *parting; // likewise E[phi' phi'] k, when lyapunov
    double *column;  // band + 1: of it at the present, when lyapunov
    double *leak;    // 2 n: scratch
} bn_meanfield_delay;

typedef struct {
    bn_meanfield_def def;
    int64_t step;     // n
    int64_t first;    // where the oldest time kept stands in each column
    int64_t length;   // times kept, at most band + 1
    int64_t capacity; // of each column
    double *column[BN_COLUMNS];
    double independent;      // q_nn
    bn_rate_moments moments; // at n
    bn_meanfield_delay delay;
    bool separating;  // k has been set
    double log_scale; // ln k_nn is this plus the logarithm of its entry
    bool grows;       // see bn_stationary_grows
    double scale;     // the largest variance that input, noise and start explain so far
    double error; // the largest bound so far on the relative error of E[phi phi] by its series; 0 for relu
    // for an activation other than relu:
    bn_gaussian_series series;
    double *value, *slope;         // terms x capacity: coefficients of every time kept
    double *value_now, *slope_now; // terms: of the present
    // for a finite network:
    bn_finite_size finite;
    double fluctuation; // zeta_n
} bn_meanfield;

/* The theory over `arena`, for a sound definition. It takes 12 columns of 2 (band + 1) doubles, 2 terms more
   of them for an activation other than relu, with a delay D + 1 columns of band + 1, or n + 2 of a distributed one,
   twice as many with lyapunov, and nothing that grows with the number of steps. */
bn_meanfield bn_meanfield_lay_out(bn_arena *arena, const bn_meanfield_def *def);

/* n = 0: the given mean and variance, and a response of zero, which kicks a static state off its place.
   independent: q_00. Errors: BN_EINVAL unless both are finite and the variance is not negative. */
bn_status bn_meanfield_start(bn_meanfield *theory, double mean, double variance, double independent);

/* From n to n + 1. input: the common input as a polynomial of the elapsed share x of the step, I = sum_i
   input[i] x^i; an Euler step knows input[0] alone. independent[lag] = q at (n+1, n+1-lag), lag = 0 ...
   band, or NULL for none. Allocates nothing. Errors: BN_NOT_FINITE when a quantity is NaN, a variance
   is negative or activity grows without bound, saying which and at which time, and b_c where it is known;
   BN_EINVAL when the mean mode is too stiff for dt (BN_MEAN_EULER), saying which dt would do. */
bn_status bn_meanfield_step(bn_meanfield *theory, const double input[4], const double *independent);

/* Sets k_nn = 1 and all else of k to zero: two states part from here. */
void bn_meanfield_separate(bn_meanfield *theory);

/* Half of ln k_nn, the logarithm of the distance of both states; its slope in time is lambda1. NaN before
   they part. */
double bn_meanfield_log_distance(const bn_meanfield *theory);

/* What a network shows as its mean rate: nu, and for a finite one nu + zeta. */
double bn_meanfield_rate(const bn_meanfield *theory);

/* A column, oldest time first; `length` numbers. */
const double *bn_meanfield_column_of(const bn_meanfield *theory, bn_meanfield_column column);

/* covariance and rate_covariance: band + 1 numbers, c and E[phi phi] - nu nu between n and n - lag; zero at
   lags that are not kept yet. Either may be NULL. */
void bn_meanfield_covariances(const bn_meanfield *theory, double *covariance, double *rate_covariance);

/* Makes `to`, laid out with the same definition, a copy of `from`. */
void bn_meanfield_copy(const bn_meanfield *from, bn_meanfield *to);

#endif
