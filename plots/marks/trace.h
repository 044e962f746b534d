/* Tracing: page points into cairo paths, clipped in double precision so that no coordinate is beyond what
   cairo can hold. */
#ifndef PL_TRACE_H
#define PL_TRACE_H

#include "plots/canvas/canvas.h"
#include "plots/marks/mark.h"

#include <stddef.h>

/* The least size of anything drawn, in points: what is thinner, shorter or smaller is drawn with this size, so
   that it can be seen. */
#define PL_LEAST_SEEN 0.4

/* Strokes a line through points with the pen's colour, width and dashes, and round corners. NaN breaks the
   line. Long lines are reduced to what the canvas can show. `box` is the visible part of the page. The points
   are changed. */
void pl_trace_line(pl_canvas *canvas, pl_rect box, pl_point *points, size_t count);

/* Reduces a long line of page points, in place, to what the canvas can show; returns how many are left. */
size_t pl_trace_thin(const pl_canvas *canvas, pl_point *points, size_t count);

/* Adds a closed polygon to the path; its points must be finite. scratch as in pl_clip_polygon. */
void pl_trace_polygon(pl_canvas *canvas, pl_rect box, const pl_point *points, size_t count, pl_point *scratch,
                      pl_point *clipped);

/* Draws a marker of a diameter around a point: filled, and edged where edge_width > 0; those that have no
   inside (plus, cross, bar) are stroked with the fill colour. */
typedef struct {
    pl_marker shape;
    pl_color fill, edge;
    double edge_width;
} pl_marker_style;

void pl_trace_marker(pl_canvas *canvas, const pl_marker_style *style, pl_point at, double diameter);

/* Draws an arrow from one point to another, its head `size` long, with the pen's line width. */
void pl_trace_arrow(pl_canvas *canvas, pl_color color, double width, pl_point from, pl_point to, double size);

/* A legend's sample of a line, stroked, and of an area, filled, with the pen as it is; the area added to the path. */
void pl_trace_key_line(pl_canvas *canvas, pl_rect box);
void pl_trace_key_area(pl_canvas *canvas, pl_rect box);
void pl_trace_key_outline(pl_canvas *canvas, pl_rect box);

#endif
