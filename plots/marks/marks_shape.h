/* Shapes: markers, strokes and polygons, each with a colour of its own, drawn one after the other as they are given. */
#ifndef PL_MARKS_SHAPE_H
#define PL_MARKS_SHAPE_H

#include "plots/color/norm.h"
#include "plots/marks/hatch.h"
#include "plots/marks/mark.h"

typedef struct {
    pl_mark_options mark;
    pl_color color;       // of all, where neither colors nor values are given
    const double *colors; // shapes x 4: red, green, blue, alpha, from 0 to 1; NULL for none
    const double *values; // one a shape, coloured by norm and map; NULL for none
    const char *colormap; // NULL: viridis
    pl_norm_options norm;
    double size;         // diameter of markers, points; NaN for the theme's
    double width;        // of strokes, points; NaN for the theme's
    const double *sizes; // one a shape, in place of both; NULL for none
    pl_color edge;       // of markers and polygons; automatic: the theme's ink
    double room[4];      // points that stay free around all data: left, right, below, above
    pl_hatch hatch;      // of polygons, in the theme's ink
    double edge_width;   // points; NaN: a hair in the colour of each, which hides the seam between neighbours
} pl_shape_options;

pl_shape_options pl_shape_options_default(void);

/* How many shapes points make: stretches of points that are finite. */
size_t pl_shapes_in(const double *x, const double *y, size_t count);

/* Shapes, parted by points that are not finite: one point is a round marker, two are a stroke, more a filled polygon.
   One that an axis can't show, or whose value or size is not finite, is left out. Errors: BN_EINVAL for an unknown
   colour map or colour limits as pl_norm_fit, BN_ENOMEM. */
bn_status pl_marks_add_shapes(pl_marks *marks, const double *x, const double *y, size_t count,
                              const pl_shape_options *options);

#endif
