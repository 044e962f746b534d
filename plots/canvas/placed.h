/* Placed texts: what was written where on a page, for checks that nothing covers another; and how wide lines are. */
#ifndef PL_PLACED_H
#define PL_PLACED_H

#include "common/status.h"
#include "plots/base/arena.h"
#include "plots/base/geometry.h"
#include "plots/text/text.h"

typedef struct {
    const char *string;  // as it was written
    const void *owner;   // the panel; NULL for texts of the page
    bool cut;            // by the box of its panel
    double size;         // of its letters, points
    pl_point corners[4]; // of the ink, around it
    pl_rect around;      // the smallest upright rectangle that holds it
} pl_placed_text;

typedef struct {
    double width;      // points, as it was asked for
    const void *owner; // as that of a text
} pl_placed_line;

typedef struct {
    pl_placed_text *texts;
    size_t count;
    size_t room; // capacity; grows
    bool has_lines;
    pl_placed_line thinnest; // with has_lines
    const void *owner;       // of what is written and drawn next
    pl_arena arena;          // of the texts
} pl_placed_texts;

/* Adds a text that is written at a point of the page. Errors: BN_ENOMEM. */
bn_status pl_placed_add(pl_placed_texts *placed, const char *string, const pl_text *text, double size,
                        pl_point at, pl_text_anchor anchor, bool cut);

/* Notes that lines of a width are drawn; none of width 0. */
void pl_placed_stroke(pl_placed_texts *placed, double width);

/* How far, in points, one would have to be moved for the two not to touch; 0 where they don't. Separating axes:
   Gottschalk, Lin and Manocha 1996. */
double pl_placed_overlap(const pl_placed_text *a, const pl_placed_text *b);

/* An upright rectangle as something placed. */
pl_placed_text pl_placed_rect(pl_rect rect);

#endif
