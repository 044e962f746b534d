/* What the parts of the stationary theory of populations share. */
#ifndef BN_POPULATIONS_INTERNAL_H
#define BN_POPULATIONS_INTERNAL_H

#include "engine/theory/populations.h"

enum { BN_POPULATIONS_WIDEST = 2 * BN_POPULATIONS_MOST, BN_POPULATIONS_SIDES = 1 + BN_POPULATIONS_WIDEST };

/* The moments of the rate of one population, and their derivatives by its mean and its variance. */
typedef struct {
    double rate, square;
    double rate_by_mean, rate_by_variance;
    double square_by_mean, square_by_variance;
    double slope_square;
} bn_population_law;

bn_population_law bn_population_law_at(bn_populations *theory, double mean, double variance);

/* E[phi phi], E[phi' phi'] and the derivatives of the first by mean and variance, at the covariances of one
   population, into the arrays of the theory; returns its law. */
bn_population_law bn_population_integrate(bn_populations *theory, int64_t population, double mean);

/* Solves A X = B for `sides` right-hand sides by elimination with pivots; A: size x size with rows `stride_a`
   apart, B: size x sides with rows `stride_b` apart, both overwritten, B by X. False for a singular A. */
bool bn_populations_eliminate(int64_t size, int64_t sides, double *a, int64_t stride_a, double *b,
                              int64_t stride_b);

/* Intervals behind a grid of `points`, over which psi decays when it does so more slowly than c. */
static inline int64_t bn_populations_tail(int64_t points)
{
    return points - points / 8;
}

/* The largest lambda of the header's equation, with slopes: P rows `stride` apart of points + 1 numbers; a
   single point stands for slopes that do not change with T. */
double bn_populations_exponent(bn_populations *theory, int64_t points, const double *slopes, int64_t stride);

/* The slowest rate at which c(T) approaches its frozen part; 0 where that is no minimum. */
double bn_populations_decay(const bn_populations *theory, const double *slopes, int64_t stride);

#endif
