/* Contours of a function in the plane. */
#ifndef PL_MARKS_CONTOUR_H
#define PL_MARKS_CONTOUR_H

#include "plots/color/norm.h"
#include "plots/marks/mark.h"

typedef struct {
    pl_mark_options mark;
    pl_color color;       // of all lines; automatic: by the colour map
    const char *colormap; // NULL: viridis
    pl_norm_options norm;
    const double *levels; // level_count of them; NULL: about as many round ones
    size_t level_count;   // 0 without levels: about eight
    double width;         // points; NaN for the theme's
    pl_dash dash;
    bool filled;       // areas between levels by the colour map; lines only where `color` is given
    bool labels;       // each line has its level written into it
    double label_size; // points; NaN: nine tenths of the theme's tick size
} pl_contour_options;

pl_contour_options pl_contour_options_default(void);

enum {
    PL_MOST_LEVELS = 40,        // of those that are chosen
    PL_MOST_GIVEN_LEVELS = 1000 // of all
};

/* Contours of a function given at (x[column], y[row]), row by row; x, y NULL count from 1. Errors: BN_EINVAL
   for an unknown colour map, colour limits as pl_norm_fit, more levels than are drawn, and a function with
   finite values that no level crosses; BN_ENOMEM. */
bn_status pl_marks_add_contour(pl_marks *marks, const double *x, const double *y, const double *values,
                               size_t rows, size_t columns, const pl_contour_options *options);

#endif
