/* Boxes: median, quartiles and reach of samples, side by side. */
#ifndef PL_MARKS_BOX_H
#define PL_MARKS_BOX_H

#include "plots/marks/mark.h"

typedef struct {
    const double *values;
    size_t count;
} pl_sample;

typedef struct {
    pl_mark_options mark;
    pl_color color;
    double width;   // of a box, in units of x; 0.5
    double whisker; // lines reach to the last value within so many heights of the box; 1.5; infinite: to all
    bool outliers;  // a marker at each value beyond the lines; true
    double edge_width; // points; NaN for the theme's line
} pl_box_options;

pl_box_options pl_box_options_default(void);

/* A box at x[i] for each sample (x NULL counts from 1): a line at the median of its finite values, from quartile to
   quartile (linear between order statistics: definition 7 of Hyndman and Fan 1996), lines to the reach (Tukey 1977).
   A sample without finite values has no box. Errors: BN_ENOMEM. */
bn_status pl_marks_add_boxes(pl_marks *marks, const double *x, const pl_sample *samples, size_t count,
                             const pl_box_options *options);

#endif
