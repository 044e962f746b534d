/* Lyapunov: the leading k exponents of a dynamical system of n variables, from its tangent maps.

   k orthonormal vectors Q are carried along by the tangent maps of a trajectory and made orthonormal again
   every few steps; the logarithms of the stretching, averaged over time, are the exponents (Benettin et al.
   1980, with the QR factorisation of Eckmann and Ruelle 1985). The trajectory is the caller's: at each step
   the caller gives the tangent map at the old state. Exponents are in nats per unit of time. */
#ifndef BN_LYAPUNOV_H
#define BN_LYAPUNOV_H

#include "common/field.h"
#include "common/memory.h"
#include "common/status.h"

#include <stdbool.h>
#include <stdint.h>

enum { BN_LYAPUNOV_MOST = 20000, BN_LYAPUNOV_BLOCKS = 32 };

typedef struct {
    int64_t dimension; // n
    int64_t exponents; // k, 1 to n
    double dt;         // time of one step
    int64_t every;     // steps between two orthonormalisations
    // Steps at the start whose stretching is not counted, while Q turns into its directions.
    int64_t transient;
    uint64_t seed;  // of the vectors at the start
    int64_t phases; // of a drive: variables that only turn, whose exponents are 0 and not computed
} bn_lyapunov_def;

typedef struct {
    bn_lyapunov_def def;
    double *Q;             // n x k, column by column, orthonormal right after an orthonormalisation
    double *next;          // n x k, the other side of Q
    double *stage, *slope; // n x k, of a Runge-Kutta step
    double *reflectors;    // k, and
    double *lapack;        // the workspace of the factorisation
    double *condition_work;
    int *condition_index;  // those of the condition number
    double *stretch;       // k: ln R_ii of the last interval
    double *sum;           // k: of all counted intervals
    double *participation; // k: sums of 1 / sum_j q_j^4
    double *block_sum;     // BN_LYAPUNOV_BLOCKS x k: sums of ln R_ii over blocks of intervals
    int64_t steps;         // all so far
    int64_t counted;       // steps whose stretching was counted
    int64_t pending;       // steps since the last orthonormalisation
    int64_t intervals;     // counted
    int64_t per_block;     // intervals in one block
    double worst_condition;
    bool by_differences; // the caller carries Q along by differences, to half of the digits
} bn_lyapunov;

extern const bn_field bn_lyapunov_fields[];       // dimension, exponents, dt and phases
extern const bn_field bn_lyapunov_phases_field[]; // the last alone

/* BN_EINVAL with the sentence that says which number is out of range. */
bn_status bn_lyapunov_check(const bn_lyapunov_def *def);

/* The tracker over `arena`, for a sound definition; bn_lyapunov_start makes it ready. */
bn_lyapunov bn_lyapunov_lay_out(bn_arena *arena, const bn_lyapunov_def *def);

/* Random orthonormal Q from the seed; all sums zero. */
void bn_lyapunov_start(bn_lyapunov *lyapunov);

/* One step with the tangent map M, n x n row by row: Q <- M Q. Errors: BN_NOT_FINITE when Q overflows, with
   the step; use a smaller `every`. */
bn_status bn_lyapunov_map(bn_lyapunov *lyapunov, const double *map);

/* One step of length dt along a flow: the variational equation dQ/dt = J Q by the classical Runge-Kutta
   method. jacobians: 4 x n x n, J at the four stages of the same method for the state. Errors as above. */
bn_status bn_lyapunov_flow(bn_lyapunov *lyapunov, const double *jacobians);

/* After how many more steps the next orthonormalisation comes, at least 1: only there need Q be up to date in
   bn_lyapunov_stepped. Fewer steps than these may be counted at once. */
int64_t bn_lyapunov_until_due(const bn_lyapunov *lyapunov);
void bn_lyapunov_pass(bn_lyapunov *lyapunov, int64_t count);

/* One step that the caller has carried out on lyapunov->Q. Errors as above. */
bn_status bn_lyapunov_stepped(bn_lyapunov *lyapunov);

typedef struct {
    double time;           // counted
    int64_t intervals;     // between orthonormalisations, counted
    double sum;            // of the k exponents
    double kaplan_yorke;   // dimension, phases included; NaN when more than k exponents are needed to know it
    double entropy;        // sum of the positive exponents, an upper bound of the entropy rate (Pesin 1977)
    bool reaches_negative; // false when all k exponents are positive and k < n: the entropy is too small
    double condition;      // the largest condition number (1-norm) of Q before an orthonormalisation
    bool too_long;         // it is so large because of the interval: vectors had time to become parallel
    bool singular; // it is so large because of the tangent map, which sends a vector to (nearly) nothing
} bn_lyapunov_summary;

/* The condition number from which digits are missing, of vectors carried by Jacobians and by differences. */
#define BN_LYAPUNOV_MOST_CONDITION                1e12
#define BN_LYAPUNOV_MOST_CONDITION_BY_DIFFERENCES 1e6

/* What was found so far. exponents: k, descending; standard_error: k, from the spread of blocks of intervals
   (16 to 32 of them; NaN with fewer than four); participation: k, the mean of 1 / sum_j q_j^4, 1 for a vector
   on one variable and n for one on all alike. Errors: BN_EINVAL when nothing was counted yet. */
bn_status bn_lyapunov_summarise(const bn_lyapunov *lyapunov, double *exponents, double *standard_error,
                                double *participation, bn_lyapunov_summary *summary);

/* Kaplan and Yorke (1979): j + (l_1 + ... + l_j) / |l_{j+1}| with the largest j whose sum is not negative.
   exponents: k, descending, of n; NaN when the sum of all k is not negative and k < n; n when k = n. */
double bn_lyapunov_kaplan_yorke(int64_t n, int64_t k, const double *exponents);

#endif
