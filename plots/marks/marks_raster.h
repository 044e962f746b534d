/* Raster: a short upright stroke for every event, at its time and its unit's row. */
#ifndef PL_MARKS_RASTER_H
#define PL_MARKS_RASTER_H

#include "plots/marks/mark.h"

typedef struct {
    pl_mark_options mark;
    pl_color color;
    double height; // of a stroke, in rows; 0.8
    double width;  // points; NaN: 0.6 of the theme's line
} pl_raster_options;

pl_raster_options pl_raster_options_default(void);

/* Events at times[i] of units[i]. Errors: BN_ENOMEM. */
bn_status pl_marks_add_raster(pl_marks *marks, const double *times, const double *units, size_t count,
                              const pl_raster_options *options);

#endif
