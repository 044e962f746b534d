/* Images: a matrix as coloured cells, sharp or smooth. */
#ifndef PL_MARKS_IMAGE_H
#define PL_MARKS_IMAGE_H

#include "plots/color/norm.h"
#include "plots/marks/mark.h"

typedef struct {
    pl_mark_options mark;
    const char *colormap; // NULL: viridis, or RdBu_r where the norm has a centre
    pl_norm_options norm;
    double left, right; // the outer edges of the first and last column; NaN: 0.5 and columns + 0.5
    double bottom, top; // of the rows at the bottom and the top; NaN: rows and 0.5 like that
    bool upward;        // the first row is at the bottom; else at the top, as a matrix is written
    bool smooth;        // values between the cells' centres are interpolated bilinearly
} pl_image_options;

pl_image_options pl_image_options_default(void);

/* A matrix of rows x columns values, row by row; cells that are not finite stay empty. Without edges the axes
   count rows and columns from 1 and a row's number grows downwards (y is inverted) unless upward. Errors:
   BN_EINVAL for more than 32767 rows or columns, edges that are equal, an unknown colour map, colour limits
   as pl_norm_fit; BN_ENOMEM. */
bn_status pl_marks_add_image(pl_marks *marks, const double *values, size_t rows, size_t columns,
                             const pl_image_options *options);

#endif
