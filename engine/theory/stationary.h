/* Stationary: the stationary dynamic mean-field theory of a balanced rate network of infinite size,

       tau dh_i/dt = -h_i + sum_j J_ij phi(h_j) + b I0 + xi_i,   J_ij of mean -b J0/N and variance g^2/N,

   xi_i independent white noise of strength sigma. Time is in units of tau. h = m + a Gaussian process of
   autocovariance c(T):
       m = b I0 - b J0 nu,   nu = E[phi(h)],   c'' = c - g^2 E[phi(h(t)) phi(h(t+T))] - q,   c'(0+) = -sigma^2/2,
   q = s^2 - f g^2 nu^2: s is the deviation over units of a constant input, and f the part of g^2 that comes from
   which units a unit is connected with where all have equally many inputs, for the mean of those inputs then does
   not differ between units (a sum over K of N units without replacement; f = 0 for independent weights). c tends to
   c_inf, the variance that is frozen (Sompolinsky, Crisanti and Sommers 1988; Kadmon and Sompolinsky 2015; with noise
   Schuecker, Goedeke and Helias 2018). The largest Lyapunov exponent is -1 + sqrt(1 - E0), E0 the ground state of
   -d^2/dT^2 + 1 - g^2 E[phi' phi'](c(T)). */
#ifndef BN_STATIONARY_H
#define BN_STATIONARY_H

#include "common/memory.h"
#include "common/status.h"
#include "engine/kernels/activation.h"
#include "engine/theory/gaussian_series.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bounds of every theory of this kind. */
#define BN_MEANFIELD_MOST_GAIN    1e3
#define BN_MEANFIELD_MOST_BALANCE 1e6

typedef struct {
    bn_activation activation;
    double activation_power;
    const bn_tensor *activation_table; // of BN_ACTIVATION_TABLE, read when the theory is laid out
    double gain;                       // g, 0 to BN_MEANFIELD_MOST_GAIN
    double balance;                    // b, 0 to BN_MEANFIELD_MOST_BALANCE
    double coupling;                   // J0 >= 0
    double input_mean;                 // I0
    double noise;                      // sigma >= 0
    double input_spread;               // s >= 0
    double fixed_in_degree;            // f, 0 to 1
} bn_stationary_def;

/* The fields of the network: the first members of bn_stationary_def, up to the coupling, and then its noise,
   a field by itself. bn_meanfield_def begins with the same members. */
extern const bn_field bn_theory_network_fields[];
extern const bn_field bn_theory_noise_field[];

extern const bn_field bn_stationary_fields[];

bn_stationary_def bn_stationary_def_default(void);

typedef enum {
    BN_BRANCH_STATIC,  // every unit is at a fixed point: c(T) = c0
    BN_BRANCH_CHAOTIC, // the network fluctuates without noise
    BN_BRANCH_NOISY,   // sigma > 0
} bn_branch;

extern const bn_word bn_branch_words[];

typedef struct {
    bn_branch branch;
    double mean;             // m
    double variance;         // c0 = c(0)
    double frozen;           // c_inf
    double rate;             // nu
    double square;           // E[phi^2]
    double active;           // p = E[phi']; the mean mode decays at the rate 1 + b J0 p
    double slope_square;     // E[phi'^2]: g times its root is the radius of the spectrum of J diag(phi')
    double lyapunov;         // lambda1, per tau
    double half_width;       // T at which c - c_inf has fallen to half of c0 - c_inf; 0 on the static branch
    double critical_balance; // b_c, of relu and of softplus, which is relu at large activity; 0 where every b
                             // is sufficient, or where none is known
    int64_t branches;        // states of this kind that were found; the result is that of the least variance
    double growth_above;     // the variance above which activity grows without bound; INFINITY for none
    double critical_gain;    // g at which the static state loses stability, for this b and no noise
    double error;            // bound on the relative error of E[phi phi] at T = 0+: 0 for relu
} bn_stationary_result;

enum { BN_STATIONARY_POINTS = 4096, BN_STATIONARY_NODES = 40 };

typedef struct {
    bn_stationary_def def;
    bn_stationary_result result;
    double node[BN_STATIONARY_NODES], weight[BN_STATIONARY_NODES]; // of Gauss-Legendre in (0, 1)
    bn_gaussian_series series;                                     // unused for relu
    double near_mean;                // the last m that was found, from which the next is sought
    double *value, *slope;           // squares of the coefficients of the series
    double *covariance, *derivative; // c and c' at T = (i step)^2, i = 0 ... BN_STATIONARY_POINTS
    double *potential;               // 1 - g^2 E[phi' phi'] there
    double step;                     // in sqrt(tau); 0 on the static branch
    double decay;                    // kappa: c - c_inf falls as exp(-kappa T) in the end
} bn_stationary;

/* BN_EINVAL with the sentence that says which number is out of range, and for a threshold power below 1 without noise;
   BN_NO_SOLUTION for relu when the balance
   is not above its critical value ("activity has no stationary state: b_c = 1.692 at g = 2"). */
bn_status bn_stationary_check(const bn_stationary_def *def);

/* The arrays of a sound definition over `arena`: 0.1 MB for relu, 0.3 MB else. */
bn_stationary bn_stationary_lay_out(bn_arena *arena, const bn_stationary_def *def);

/* Solves the theory and sets stationary->result. Activations other than relu may have several states; they
   are looked for where the variance grows by a factor of 4, from 1e-12 to 1e24 or, where phi is bounded by M, to
   g^2 M^2 + sigma^2/2, which no state exceeds. Errors: those of bn_stationary_check, and
   BN_NO_SOLUTION when no variance is consistent, with what is known of why. */
bn_status bn_stationary_solve(bn_stationary *stationary);

/* Of the same result the branch, m, c0, c_inf, nu, the other moments and the error, and of a static state
   lambda1: what a search over other parameters needs, in a fraction of the time. Errors: as bn_stationary_solve. */
bn_status bn_stationary_settle(bn_stationary *stationary);

/* m and c0 of a state to start from, noise apart: that in which every unit rests, stable or not, or else the
   stationary one. Sets no result. Errors: as bn_stationary_solve. */
bn_status bn_stationary_rest(bn_stationary *stationary, double *mean, double *variance);

/* c(T) of a solved theory, at a lag T of either sign; interpolated, error < 1e-9 c0. */
double bn_stationary_covariance(const bn_stationary *stationary, double lag);

/* Whether activity grows without bound from any state that is large enough, whatever the input: b <= b_c, or
   a linear network with g >= 1. A power above 1 does so too, from a state that is not known here. */
bool bn_stationary_grows(const bn_stationary_def *def);

/* What is known of why activity grows without bound, as the end of a sentence; "" where nothing is. */
void bn_stationary_growth_text(const bn_stationary_def *def, char *text, size_t size);

/* The least balance above which activity has a stationary state, for relu: -x/(J0 R1(x)), x = m/sqrt(c0) of
   the chaotic state; 0 for g <= sqrt(2). Errors: BN_EINVAL unless 0 <= gain <= BN_MEANFIELD_MOST_GAIN and
   coupling > 0. */
bn_status bn_critical_balance(double gain, double coupling, double *balance);

/* The same of a definition, whose own balance does not count. A spread of the inputs does not change it. Errors: as
   bn_critical_balance. */
bn_status bn_stationary_critical_balance(const bn_stationary_def *def, double *balance);

#endif
