/* Rectangles on the page, and the clipping that keeps huge coordinates away from cairo.

   Page coordinates are points (1/72 inch) with y growing downwards, as cairo has them. */
#ifndef PL_GEOMETRY_H
#define PL_GEOMETRY_H

#include <stdbool.h>
#include <stddef.h>

#define PL_POINTS_PER_MM   (72.0 / 25.4)
#define PL_POINTS_PER_INCH 72.0

typedef struct {
    double x, y;          // upper left corner
    double width, height; // not negative
} pl_rect;

typedef struct {
    double x, y;
} pl_point;

static inline double pl_rect_right(pl_rect rect)
{
    return rect.x + rect.width;
}

static inline double pl_rect_bottom(pl_rect rect)
{
    return rect.y + rect.height;
}

/* `rect` grown by `by` on every side. */
pl_rect pl_rect_grown(pl_rect rect, double by);

/* The largest box of the given height over width, centred in `box`. */
pl_rect pl_rect_fit(pl_rect box, double height_over_width);

/* True when the two share an area; touching edges do not count. */
bool pl_rect_overlap(pl_rect a, pl_rect b);

/* True when the point lies in the rectangle or on its edge; false for NaN. */
bool pl_rect_holds(pl_rect rect, double x, double y);

/* Moves the two ends onto the part of the segment that lies in `rect`; false when no part does (then the ends
   are untouched). Ends must not be NaN. Liang and Barsky 1984. */
bool pl_clip_segment(pl_rect rect, pl_point *from, pl_point *to);

/* Clips a closed polygon to `rect` (Sutherland and Hodgman 1974). `out` and `scratch` have room for
   PL_CLIPPED_SIZE(count) points; returns how many were written to `out`. Points must be finite. */
#define PL_CLIPPED_SIZE(count) (2 * (count) + 8)
size_t pl_clip_polygon(pl_rect rect, const pl_point *points, size_t count, pl_point *scratch, pl_point *out);

#endif
