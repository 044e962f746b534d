/* What the parts of the thinned past share. */
#ifndef BN_THINNED_INTERNAL_H
#define BN_THINNED_INTERNAL_H

#include "engine/twotime/thinned.h"

/* Numbers of a row. */
static inline int64_t bn_thinned_width(const bn_thinned *thinned)
{
    return 2 * thinned->grid.count + 1;
}

/* Interpolation in ln t: the first of four rows, and their weights. `rows` are known; row number `rows` is the one
   that is looked for, which counts for times after the last known one alone. */
typedef struct {
    int64_t first;
    double weight[BN_THINNED_STENCIL];
} bn_thinned_stencil;

bn_thinned_stencil bn_thinned_stencil_at(const bn_thinned *thinned, double log_time);

/* Readies that interpolation between the rows up to `last`, whose time is set. */
void bn_thinned_divide(bn_thinned *thinned, int64_t last);

/* What the rows before give for a step to log_time[rows]. */
void bn_thinned_prepare(bn_thinned *thinned);

/* The residual of `row` at that time, and with `with_slopes` its derivative, the matrix of Newton's method (transposed
   for LAPACK). Returns the power. */
double bn_thinned_residual(bn_thinned *thinned, const double *row, bool with_slopes);

#endif
