/* Marks that follow a line: line, step and error bars. */
#ifndef PL_MARKS_LINE_H
#define PL_MARKS_LINE_H

#include "common/word.h"
#include "plots/color/norm.h"
#include "plots/marks/mark.h"

typedef enum {
    PL_STEP_NONE,
    PL_STEP_BEFORE, // the value of a point holds before it
    PL_STEP_AFTER,  // after it
    PL_STEP_MIDDLE, // half way to its neighbours
} pl_step_kind;

extern const bn_word pl_step_words[];

typedef struct {
    pl_mark_options mark;
    pl_color color;
    double width; // points; NaN for the theme's
    pl_dash dash;
    pl_marker marker;
    double marker_size; // points; NaN for the theme's
    pl_step_kind step;
    double value;         // by which the line has its colour; NaN: by `color`
    const char *colormap; // of the value, NULL: viridis
    pl_norm_options norm; // whose limits are given
} pl_line_options;

pl_line_options pl_line_options_default(void);

/* A line through (x[i], y[i]); x NULL counts from 1. Errors: BN_ENOMEM; of one with a value, BN_EINVAL for an unknown
   colour map and colour limits as pl_norm_fit. */
bn_status pl_marks_add_line(pl_marks *marks, const double *x, const double *y, size_t count,
                            const pl_line_options *options);

/* Bars from y - below to y + above, and from x - left to x + right; either pair may be NULL. The options'
   line joins the points where its width is above 0 (0 by default), the marker stands on them. */
typedef struct {
    const double *below, *above;
    const double *left, *right;
} pl_errors;
pl_line_options pl_errorbar_options_default(void);

/* Errors: BN_ENOMEM. */
bn_status pl_marks_add_errorbar(pl_marks *marks, const double *x, const double *y, size_t count,
                                const pl_errors *errors, const pl_line_options *options);

#endif
