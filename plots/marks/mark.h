/* Marks: what is drawn in a panel. This file has what all of them share; each kind has its own marks_*.h.

   A function that adds a mark copies the data it is given (arrays of doubles), so these may go at once.
   Values that are not finite, or that an axis can't show, are left out: they break a line and do not change
   limits. */
#ifndef PL_MARK_H
#define PL_MARK_H

#include "common/status.h"
#include "common/word.h"
#include "plots/canvas/canvas.h"
#include "plots/color/color.h"

#include <stdbool.h>
#include <stddef.h>

/* The marks of one panel (pl_panel_marks). */
typedef struct pl_marks pl_marks;

typedef struct {
    const char *label; // in the legend; NULL for none
    double alpha;      // 0 to 1, multiplied into all colours
    int order;         // marks with a higher order are drawn over those with a lower one; 0
    bool rasterized;   // as pixels, even in a vector file
    bool vector;       // as vectors in a vector file, however many there are
    bool unclipped;    // may reach out of the panel
} pl_mark_options;

/* No label, opaque, order 0, vector, clipped. */
pl_mark_options pl_mark_options_default(void);

/* A colour that is taken from the panel's palette, the next one for every mark. */
pl_color pl_color_automatic(void);
bool pl_color_is_automatic(pl_color color);

typedef enum {
    PL_MARKER_NONE,
    PL_MARKER_CIRCLE,
    PL_MARKER_POINT,
    PL_MARKER_SQUARE,
    PL_MARKER_DIAMOND,
    PL_MARKER_UP,
    PL_MARKER_DOWN,
    PL_MARKER_PLUS,
    PL_MARKER_CROSS,
    PL_MARKER_BAR,
} pl_marker;

extern const bn_word pl_marker_words[];

#endif
