/* Guides: marks at given places of the axes: lines across, spans, circles, texts and arrows. Errors of all:
   BN_ENOMEM. */
#ifndef PL_MARKS_GUIDE_H
#define PL_MARKS_GUIDE_H

#include "plots/axes/axis.h"
#include "plots/marks/arrow.h"
#include "plots/marks/mark.h"

typedef struct {
    pl_mark_options mark;
    pl_color color; // automatic: the theme's ink
    double width;   // points; NaN: 0.7 of the theme's line
    pl_dash dash;
    pl_color fill;        // of a circle; automatic: none
    double from, to;      // of a line across: the part of the panel it covers, 0 to 1
    pl_arrow_style arrow; // of an arrow, but for colour, width and dash
} pl_guide_options;

pl_guide_options pl_guide_options_default(void);

/* A line across the panel at y = value (PL_Y) or x = value (PL_X). Only the limits of that axis include
   it. Errors: BN_ENOMEM. */
bn_status pl_marks_add_line_at(pl_marks *marks, pl_direction direction, double value,
                               const pl_guide_options *options);

/* The area between two values of x (PL_X) or y (PL_Y), across the panel; filled with `color` (alpha 0.15 by
   default). Errors: BN_ENOMEM. */
pl_guide_options pl_span_options_default(void);
bn_status pl_marks_add_span(pl_marks *marks, pl_direction direction, double from, double to,
                            const pl_guide_options *options);

/* The circle of a radius in data around (x, y); an ellipse where the axes' units differ. Errors: BN_ENOMEM. */
bn_status pl_marks_add_circle(pl_marks *marks, double x, double y, double radius,
                              const pl_guide_options *options);

typedef struct {
    pl_mark_options mark; // unclipped by default
    pl_color color;       // automatic: the theme's ink
    double size;          // points; NaN for the theme's tick size
    pl_face face;
    pl_text_anchor anchor;
    bool in_panel;   // x and y are parts of the panel, from its lower left corner, instead of data
    pl_color ground; // behind the text; automatic: none
    pl_point offset; // points to the right of the place and above it
    bool pointing;   // a line with a head from the text to its place
} pl_label_options;

pl_label_options pl_label_options_default(void);

/* A text at (x, y). It does not change limits. Errors: BN_ENOMEM. */
bn_status pl_marks_add_text(pl_marks *marks, double x, double y, const char *text,
                            const pl_label_options *options);

/* An arrow from (x0, y0) to (x1, y1) in data. Errors: BN_ENOMEM. */
bn_status pl_marks_add_arrow(pl_marks *marks, double x0, double y0, double x1, double y1,
                             const pl_guide_options *options);

#endif
