/* Contours: the lines along which a gridded function takes a value. Pure arithmetic. */
#ifndef PL_CONTOUR_H
#define PL_CONTOUR_H

#include "plots/base/arena.h"
#include "plots/base/geometry.h"

#include <stddef.h>

/* Traces where the function given at the points (column, row) of a grid, row by row, crosses `level`, linear
   along the grid's edges (marching squares: Lorensen and Cline 1987; a saddle is decided by the mean of its
   corners). Cells with a corner that is not finite have no contour. *points is in the arena: lines in units
   of columns and rows from 0, each followed by a point that is NaN; a closed line ends where it began.
   Returns how many points; SIZE_MAX without memory. */
size_t pl_contour_trace(const double *values, size_t rows, size_t columns, double level, pl_arena *arena,
                        pl_point **points);

/* Where a function that is linear between two values is the level, as a share of the way to the second. */
double pl_contour_share(double from, double to, double level);

/* The function in the middle of a cell with these corners, which decides a saddle. */
double pl_contour_middle(const double corners[4]);

#endif
