/* Areas between contours. Pure arithmetic. */
#ifndef PL_CONTOUR_AREA_H
#define PL_CONTOUR_AREA_H

#include "plots/base/geometry.h"

#include <stddef.h>

enum { PL_AREA_POINTS = 13 }; // of a run of whole cells and the cell behind it, at most

/* The part of the cells between the grid's rows `row` and `row` + 1 where the function is at or above `level`,
   linear along the grid's edges; a saddle is decided as by pl_contour_trace, whose lines are its border. Cells
   with a corner that is not finite have no area. points: room for PL_AREA_POINTS a column, filled with polygons
   in units of columns and rows from 0, each followed by a point that is NaN. Returns how many points. */
size_t pl_contour_area(const double *values, size_t row, size_t columns, double level, pl_point *points);

#endif
