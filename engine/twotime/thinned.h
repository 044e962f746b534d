/* A thinned past: the equations of two_time.h with C(t, s) and R(t, s) kept in rows, one a time t, at the shares s/t of
   past_grid.h. Rows lie ever further apart, as evenly as the error allows in ln t; between four of them C and R are
   cubic in ln t at constant s/t. Each row is the root of implicit equations,

       dC(t, share t)/d ln t = share dC/dshare + t (right-hand side of dC(t, s)/dt),

   the left-hand side by the cubic through this row and the three before (a backward difference of order 3 with steps
   of any length), the share's derivative by collocation, found by Newton's method. No time constant limits the steps,
   which grow with t as long as C and R change with ln t; memory grows with the number of rows, the logarithm of time
   (the idea of a past at fixed shares: J. Lang, S. Sachdev and S. Diehl, Phys. Rev. Lett. 135, 247101, 2025, who take
   explicit steps).

   The error of a step is a quarter of the way from what the four rows before foretell to the row; a step whose error
   is above 1.5 times the tolerance is repeated with a shorter one. States that relax forget the errors of their past.
   On a sphere without noise they add up over the run: a run with ten times the tolerance beside it shows them. */
#ifndef BN_THINNED_H
#define BN_THINNED_H

#include "common/memory.h"
#include "engine/twotime/past_tables.h"
#include "engine/twotime/two_time.h"

enum { BN_THINNED_ORDER = 3, BN_THINNED_STENCIL = BN_THINNED_ORDER + 1 };

typedef struct {
    bn_two_time_def model;
    double tolerance; // of a step
    int64_t rows;     // the most that may be kept
} bn_thinned_def;

extern const bn_field bn_thinned_fields[]; // those of the model, too

/* BN_EINVAL with the sentence that says which number is out of range. */
bn_status bn_thinned_check(const bn_thinned_def *def);

/* What stands in the equations of one node, beside the row itself. */
typedef struct {
    double correlation, response; // the integrals in dC/dt and dR/dt, over t
    double power;                 // int_0^s Q(C(t, u)) R(s, u) du over t
} bn_thinned_integrals;

/* Derivatives of the integrals by what is in the row, count numbers each: Sigma = Q'(C) R, Q(C), C and R. */
typedef struct {
    double *correlation_by_kernel, *response_by_kernel, *correlation_by_force, *correlation_by_response;
    double *by_itself; // of both, by C and by R, through rows between the last one and this
    double *correlation_by_correlation;
} bn_thinned_slopes;

typedef struct {
    bn_thinned_def def;
    bn_past_grid grid;
    bn_past_tables tables;
    int64_t rows;              // kept so far
    double *log_time;          // rows: ln t
    double *divisor;           // rows x 4: of Lagrange's polynomials in ln t that begin at a row
    double *row;               // rows x (2 count + 1): C at every node, R at every node, mu
    double *power;             // rows: int_0^t Q(C) R du
    double log_step;           // the next one that will be tried
    double error;              // the largest of an accepted step
    int64_t refused, factored; // steps that were repeated; matrices that were factored
    // of the step:
    double *known;          // pairs x 2: C and R by the rows before
    double *newest;         // pairs: the share of this row in them
    double *known_within;   // count x count x 2
    double *newest_within;  // count
    double *before;         // 2 count: the rows before in the derivative by ln t
    double derivative;      // this row in it
    double *foretold;       // 2 count + 1
    double *kernel, *force; // count: Q'(C) R and Q(C) at the nodes of this row
    double *kernel_slope;   // count x 2: of the kernel by C and by R
    bn_thinned_slopes slopes;
    double *residual, *matrix; // of Newton's method: 2 count + 1, and its square
    int *pivots;
} bn_thinned;

/* The memory of a run over `arena`, for a sound definition. */
bn_thinned bn_thinned_lay_out(bn_arena *arena, const bn_thinned_def *def);

/* The first rows, at times so short that C and R are linear in them. */
void bn_thinned_start(bn_thinned *thinned);

/* Takes up to `rows` steps; *left says whether the end is yet to come. Errors: BN_NOT_CONVERGED where no step is short
   enough, BN_NOT_FINITE where C(t, t) grows by a factor of 1e6, BN_EINVAL where there is no room for more rows, all
   with the time. */
bn_status bn_thinned_advance(bn_thinned *thinned, int64_t rows, bool *left);

/* The time of a row, and its C, R (count numbers each) and mu. */
double bn_thinned_time(const bn_thinned *thinned, int64_t row);
const double *bn_thinned_row(const bn_thinned *thinned, int64_t row);

/* C(t, s) and R(t, s), 0 <= s <= t, t up to the last row. */
bn_two_time_value bn_thinned_at(const bn_thinned *thinned, double t, double s);

#endif
