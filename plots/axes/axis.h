/* One axis: its scale and limits. Panels may share one. */
#ifndef PL_AXIS_H
#define PL_AXIS_H

#include "common/status.h"
#include "plots/axes/scale.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum { PL_X, PL_Y } pl_direction;

/* The range of data, of finite values only. least > most where there are none. */
typedef struct {
    double least, most;
    double positive; // the least value above zero; infinite when there is none
} pl_extent;

pl_extent pl_extent_none(void);
pl_extent pl_extent_of(const double *values, size_t count);
pl_extent pl_extent_joined(pl_extent a, pl_extent b);

typedef struct {
    pl_scale scale;
    double low, high;   // as given; NaN where they come from the data
    double margin;      // as a part of the axis; NaN for the theme's
    bool inverted;      // as given; limits in falling order invert, too
    double first, last; // as drawn: first > last on an inverted axis
    // the data of all panels that share the axis
    pl_extent data;
    bool pin_low, pin_high; // no margin at that end
    double overhang;        // of marks over their data, as a part of the axis
    double room[2];         // for marks before and behind all data, as parts of the axis
    double headroom;        // left free above the data for a legend, as a part of what they take
} pl_axis;

/* Linear, with limits from the data. */
pl_axis pl_axis_default(void);

/* Settings of an axis; NaN and -1 leave a setting as it is. */
typedef struct {
    int scale;     // pl_scale_kind
    double linear; // of the symmetric logarithm, > 0
    double low, high;
    double margin;
    int inverted; // 0 or 1
} pl_axis_settings;

pl_axis_settings pl_axis_settings_default(void);

/* Applies settings. Errors, with the axis left as it was: BN_EINVAL for limits that are equal, less than
   PL_SMALLEST_SPAN apart or beyond +-PL_LARGEST, limits of a logarithmic axis below 1e-300, a linear range
   that is not 1e-300 to 1e300. `name` is "x" or "y", for the message. */
bn_status pl_axis_set(pl_axis *axis, const char *name, const pl_axis_settings *settings);

/* Sets first and last from the limits that were given and from the data. */
void pl_axis_choose_limits(pl_axis *axis, double theme_margin);

/* The map onto page positions [from, to]. */
pl_map pl_axis_map(const pl_axis *axis, double from, double to);

#endif
