/* Labels in lines: where a text finds a straight stretch, and the gap that it needs. Pure arithmetic on points of the
   page; NaN parts lines. */
#ifndef PL_CONTOUR_LABEL_H
#define PL_CONTOUR_LABEL_H

#include "plots/base/geometry.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    pl_point at;
    double angle; // radians, counter-clockwise on paper, -pi/2 to pi/2: never upside down
} pl_label_place;

/* Finds the place of a text of a width on one line, within `box` and a width away from the `taken` places. False
   for a line shorter than three widths, or without such a place. */
bool pl_label_find(const pl_point *line, size_t count, double width, pl_rect box, const pl_label_place *taken,
                   size_t taken_count, pl_label_place *place);

/* Copies lines to `out`, which has room for 4 * count points, without what lies within `radius` of a point; returns how
   many points it wrote. */
size_t pl_label_cut(const pl_point *points, size_t count, pl_point around, double radius, pl_point *out);

#endif
