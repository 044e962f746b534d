/* A page: a drawing of a given size that can be played to a file of any format (format.h), or into pixels
   (encoder.h).

   The drawing is drawn again onto each surface instead of being recorded once, because letters are drawn in
   two ways (text.h): as selectable glyphs in vector files, as outlines in pixels. */
#ifndef PL_PAGE_H
#define PL_PAGE_H

#include "common/status.h"
#include "plots/output/recipe.h"

#include <cairo.h>
#include <stdbool.h>

/* Draws `drawn` with pen, in points, y downward from the page's upper left corner; must draw the same each
   time. */
typedef bn_status (*pl_drawing)(const void *drawn, cairo_t *pen);

typedef struct {
    double width, height; // points
    pl_drawing draw;
    const void *drawn;
} pl_page;

typedef struct {
    double dpi;       // of a PNG, and of what a vector file must hold as pixels, there at least 300
    pl_recipe recipe; // carried by the file
    bool svg_text;    // an SVG file holds texts, in the reader's fonts, instead of drawn letters
    long long date;   // seconds since 1970 that the file says it was made; negative for none
} pl_page_output;

/* 200 dpi, no recipe, the date from the environment's SOURCE_DATE_EPOCH or none. */
pl_page_output pl_page_output_default(void);

/* Errors: BN_EINVAL for a side that is not above 0 and at most 14400 points, for a dpi that is not above 0
   and at most 100000, for a key of the recipe as pl_recipe_check. */
bn_status pl_page_check(const pl_page *page, const pl_page_output *output);

#endif
