/* Labelled lines: a scale bar in place of axes, and a bracket that joins two groups. Lengths along the axes are data,
   all else is points. */
#ifndef PL_MARKS_LABELLED_H
#define PL_MARKS_LABELLED_H

#include "plots/marks/mark.h"

typedef struct {
    pl_mark_options mark; // unclipped by default
    pl_color color;       // automatic: the theme's ink
    double width;         // points; NaN: the theme's line for brackets, twice that for scale bars
    double size;          // of the text; NaN for the theme's tick size
} pl_labelled_options;

pl_labelled_options pl_labelled_options_default(void);

/* Where a scale bar stands: the corner of the panel. */
typedef enum {
    PL_CORNER_LOWER_RIGHT,
    PL_CORNER_LOWER_LEFT,
    PL_CORNER_UPPER_RIGHT,
    PL_CORNER_UPPER_LEFT
} pl_corner;

extern const bn_word pl_corner_words[];

/* A scale bar. */
typedef struct {
    double x, y;
    const char *x_text, *y_text;
    pl_corner corner;
} pl_scale_bar;

/* A horizontal line `x` long and a vertical one `y` long (0: none), joined in a corner of the panel, each with its
   text, which may be NULL. It does not change limits. Errors: BN_ENOMEM. */
bn_status pl_marks_add_scale_bar(pl_marks *marks, const pl_scale_bar *bar,
                                 const pl_labelled_options *options);

/* A bracket that joins two groups. */
typedef struct {
    double x0, x1, y;
    const char *text;
    int tier;
} pl_bracket;

/* A bracket from x0 to x1 over the value y, or over all data where that is NaN, with a text above it; the axis
   makes room for it. `tier` counts how many others it stands above, from 0. Errors: BN_ENOMEM. */
bn_status pl_marks_add_bracket(pl_marks *marks, const pl_bracket *bracket,
                               const pl_labelled_options *options);

#endif
