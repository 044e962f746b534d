/* Scatter: a marker at each point, its size and colour the same for all or given by data. */
#ifndef PL_MARKS_SCATTER_H
#define PL_MARKS_SCATTER_H

#include "plots/color/norm.h"
#include "plots/marks/mark.h"

typedef struct {
    pl_mark_options mark;
    pl_color color;       // where no values are given
    const double *values; // one a point, coloured by norm and map; NULL for none
    const char *colormap; // NULL: viridis
    pl_norm_options norm;
    double size;         // diameter, points; NaN for the theme's
    const double *sizes; // one a point; NULL for none
    pl_marker marker;
    pl_color edge;
    double edge_width; // 0 for no edge
} pl_scatter_options;

pl_scatter_options pl_scatter_options_default(void);

/* Markers at (x[i], y[i]); a point whose colour value or size is not finite is left out. Errors: BN_EINVAL
   for an unknown colour map or colour limits as pl_norm_fit, BN_ENOMEM. */
bn_status pl_marks_add_scatter(pl_marks *marks, const double *x, const double *y, size_t count,
                               const pl_scatter_options *options);

#endif
