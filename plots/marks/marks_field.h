/* Arrows of a vector field in the plane. */
#ifndef PL_MARKS_FIELD_H
#define PL_MARKS_FIELD_H

#include "plots/marks/mark.h"

typedef struct {
    pl_mark_options mark;
    pl_color color;
    double scale; // points per unit of length; NaN: the longest arrow is as long as neighbours are apart
    double width; // points; NaN: 0.7 of the theme's
    bool middle;  // arrows are centred on their points instead of beginning there
} pl_quiver_options;

pl_quiver_options pl_quiver_options_default(void);

/* Arrows (u[i], v[i]) at (x[i], y[i]); v points up the page. */
typedef struct {
    const double *x, *y, *u, *v;
    size_t count;
} pl_arrows;

/* Errors: BN_ENOMEM. */
bn_status pl_marks_add_quiver(pl_marks *marks, const pl_arrows *arrows, const pl_quiver_options *options);

#endif
