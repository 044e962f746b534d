/* Swarms: the values of a sample as markers beside each other, so that none covers another. */
#ifndef PL_MARKS_SWARM_H
#define PL_MARKS_SWARM_H

#include "plots/marks/mark.h"
#include "plots/marks/marks_box.h"

typedef struct {
    pl_mark_options mark;
    pl_color color;
    double size;  // diameter, points; NaN for six tenths of the theme's
    double width; // within which a swarm stands, in units of x; what finds no place there stands over others
    pl_marker marker;
} pl_swarm_options;

pl_swarm_options pl_swarm_options_default(void);

/* The values of a sample at x. Errors: BN_ENOMEM. */
bn_status pl_marks_add_swarm(pl_marks *marks, double x, const pl_sample *sample,
                             const pl_swarm_options *options);

#endif
