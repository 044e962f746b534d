/* Norms: how data become the number between 0 and 1 that a colour map takes. Pure arithmetic. */
#ifndef PL_NORM_H
#define PL_NORM_H

#include "common/status.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    double low, high; // the data at 0 and 1, low < high
    bool logarithmic; // low and high above zero
} pl_norm;

typedef struct {
    double low, high; // NaN: taken from the data
    // NaN, or the value that the middle of the map stands for: both sides then reach equally far.
    double centre;
    bool logarithmic;
} pl_norm_options;

/* No limits, no centre, linear. */
pl_norm_options pl_norm_options_default(void);

/* The norm for `count` values, of which those that are not finite (or not above zero, for a logarithmic one)
   are ignored. Errors: BN_EINVAL for limits in the wrong order, limits of a logarithmic norm that are not
   above zero, and a centre of a logarithmic norm. */
bn_status pl_norm_fit(const pl_norm_options *options, const double *values, size_t count, pl_norm *norm);

/* Where a value stands: 0 to 1, below or above that outside the limits; NaN for a value the norm can't
   show. */
double pl_norm_at(const pl_norm *norm, double value);

#endif
