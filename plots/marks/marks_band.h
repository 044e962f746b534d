/* Band: the area between two lines. */
#ifndef PL_MARKS_BAND_H
#define PL_MARKS_BAND_H

#include "plots/marks/hatch.h"
#include "plots/marks/mark.h"

typedef struct {
    pl_mark_options mark; // alpha 0.25 by default
    pl_color color;
    pl_hatch hatch;    // in the theme's ink
    double edge_width; // of the two lines; 0 by default
} pl_band_options;

pl_band_options pl_band_options_default(void);

/* The area between low[i] and high[i] over x[i]; x NULL counts from 1. Errors: BN_ENOMEM. */
bn_status pl_marks_add_band(pl_marks *marks, const double *x, const double *low, const double *high,
                            size_t count, const pl_band_options *options);

#endif
