/* Long lines reduced to what can be seen. Pure arithmetic. */
#ifndef PL_DECIMATE_H
#define PL_DECIMATE_H

#include "plots/base/geometry.h"

#include <stdbool.h>

#include <stddef.h>

/* Reduces a line of page points to at most four per column of the page and visit: where it enters, its lowest
   and highest point, and where it leaves (M4: Jugel, Jerzak, Hackenbroich and Markl 2014). `columns` is how
   many columns there are to a point; when they are a fraction of a pixel, the picture is the same. Points
   that are NaN break the line and are kept, one for a run of them. Works in place; returns how many points
   are left. */
size_t pl_decimate(pl_point *points, size_t count, double columns);

#endif
