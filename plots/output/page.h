/* A page: a drawing of a given size that can be played to a file of any format, or into pixels.

   The drawing is played anew onto each surface instead of being recorded once, because letters are drawn in
   two ways (text.h): as selectable glyphs in vector files, as outlines in pixels. */
#ifndef PL_PAGE_H
#define PL_PAGE_H

#include "common/status.h"
#include "plots/output/pixels.h"
#include "plots/output/recipe.h"

#include <cairo.h>

/* Draws `drawn` with pen, in points, y downward from the page's upper left corner; must draw the same each
 * time. */
typedef bn_status (*pl_drawing)(const void *drawn, cairo_t *pen);

typedef struct {
    double width, height; // points
    pl_drawing draw;
    const void *drawn;
} pl_page;

typedef struct {
    double dpi;       // of a PNG, and of what a vector file must hold as pixels, there at least 300
    pl_recipe recipe; // carried by the file
    long long date;   // seconds since 1970 that the file says it was made; negative for none
} pl_page_output;

/* 200 dpi, no recipe, the date from the environment's SOURCE_DATE_EPOCH or none. */
pl_page_output pl_page_output_default(void);

/* Writes a page as the ending of path says: .pdf, .svg, .eps, .png, in small or capital letters. The file
   appears whole under its name or not at all, and its bytes depend only on the drawing and the output.
   Errors: BN_EINVAL for another ending, a size that is not positive, or more than 32767 pixels a side; BN_EIO
   with the path and the system's reason; what the drawing returns. */
bn_status pl_page_save(const pl_page *page, const char *path, const pl_page_output *output);

/* Writes pages, each of its own size, to one PDF file. Errors: as pl_page_save, and BN_EINVAL for another
   ending or no page. */
bn_status pl_pages_save(const pl_page *pages, size_t count, const char *path, const pl_page_output *output);

/* Draws a page into pixels, scaled to fill them; they are cleared to transparent first. Errors: BN_EINVAL
   when the sides are not 1 to 32767, BN_ENOMEM, what the drawing returns. */
bn_status pl_page_paint(const pl_page *page, const pl_pixels *pixels);

#endif
