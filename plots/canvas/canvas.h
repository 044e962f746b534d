/* Canvas: what drawing a figure needs: the pen, the fonts, the theme, and the texts that were measured.

   The first error is kept in `status`. All functions may still be called after it. */
#ifndef PL_CANVAS_H
#define PL_CANVAS_H

#include "common/word.h"
#include "plots/base/geometry.h"
#include "plots/canvas/placed.h"
#include "plots/canvas/theme.h"
#include "plots/text/text.h"

#include <cairo.h>

typedef struct pl_text_entry pl_text_entry;

/* Texts measured so far. Texts repeat from layout to drawing and from page to page, so each is kept. */
enum { PL_TEXT_BUCKETS = 256 };
typedef struct {
    pl_text_entry *buckets[PL_TEXT_BUCKETS];
} pl_text_cache;

typedef struct {
    cairo_t *pen; // NULL while the layout is made
    const pl_fonts *fonts;
    const pl_theme *theme;
    pl_text_cache *texts;
    double pixels;           // device pixels per point; in a vector file, the finest that print resolves
    double raster;           // pixels per point of what a vector file holds as pixels
    bool vector;             // the pen draws into a vector file
    pl_rect page;            // on which every text must lie; empty where that does not matter
    pl_placed_texts *placed; // where what is written is noted; NULL for nowhere
    bn_status status;
} pl_canvas;

/* Frees all texts; the cache is empty. An empty cache is one set to zero. */
void pl_text_cache_empty(pl_text_cache *cache);

/* The measured text; NULL when it cannot be read (status says why) or is empty.
   Lives as long as the cache. */
const pl_text *pl_canvas_text(pl_canvas *canvas, const char *string, double size, pl_face face);

/* Its width, by the pen's advance, and height (ascent + lines + descent); 0 without a text. */
double pl_canvas_width(pl_canvas *canvas, const char *string, double size, pl_face face);
double pl_canvas_height(pl_canvas *canvas, const char *string, double size, pl_face face);

/* Draws a text in a colour at an anchor; nothing for an empty one. One that does not lie on the page is an
   error, BN_EINVAL with the text. Where texts are noted there is no such error. */
void pl_canvas_write(pl_canvas *canvas, const char *string, double size, pl_face face, pl_color color,
                     pl_point at, pl_text_anchor anchor);

/* The box that pl_canvas_write covers. */
pl_rect pl_canvas_text_box(pl_canvas *canvas, const char *string, double size, pl_face face, pl_point at,
                           pl_text_anchor anchor);

/* Sets the pen's colour, and its line width and dashes. Dashes scale with the width. */
void pl_canvas_color(pl_canvas *canvas, pl_color color);

typedef enum { PL_SOLID, PL_DASHED, PL_DOTTED, PL_DASH_DOT } pl_dash;

extern const bn_word pl_dash_words[];
enum { PL_MOST_DASHES = 4 }; // lengths of a pattern
void pl_canvas_stroke_style(pl_canvas *canvas, double width, pl_dash dash);

/* As that, for a solid stroke that is no line: the seam between two areas. */
void pl_canvas_seam_style(pl_canvas *canvas, double width);

/* Keeps the status unless an earlier error is kept already. */
void pl_canvas_note(pl_canvas *canvas, bn_status status);

#endif
