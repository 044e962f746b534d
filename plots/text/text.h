/* Text: labels with mathematics between dollar signs, measured and drawn.

   A string is UTF-8. Between dollar signs it is read as a LaTeX-like subset (math_parse.h says which);
   outside them it is taken as it stands, but for \$ and \\ and the like (a backslash before one of $ % # & _
   { } \ is dropped).
   "\n" begins a new line. A hyphen outside dollars stays a hyphen; between dollars it is a minus sign
   (U+2212).

   Lengths are in the pen's user units (points, in a figure); y grows downward, as in cairo. The measured
   object owns one block of memory and doesn't point into the string. */
#ifndef PL_TEXT_H
#define PL_TEXT_H

#include "common/word.h"
#include "plots/text/font.h"

#include <stdbool.h>

typedef enum { PL_LEFT, PL_CENTRE, PL_RIGHT } pl_halign;

extern const bn_word pl_halign_words[];

/* Which height of the text lies at the given y. PL_MIDDLE is half way between the height of a capital in the
   first line and the baseline of the last, whatever the letters are, so that rows of tick labels stand in
   line. */
typedef enum { PL_BASELINE, PL_TOP, PL_MIDDLE, PL_BOTTOM } pl_valign;

extern const bn_word pl_valign_words[];

typedef struct {
    pl_face face;        // of what stands outside dollars, and of \text
    double size;         // height of an em
    pl_halign align;     // of the lines among each other
    double line_spacing; // from baseline to baseline, in ems; lines with tall formulas move further apart
    bool plain;          // dollars and backslashes mean themselves
} pl_text_style;

/* Regular face, 8 units high, lines to the left and 1.25 em apart. */
pl_text_style pl_text_style_default(void);

typedef struct {
    double left, top, right, bottom; // y downward
} pl_text_box;

/* What a text needs, with the origin on the first line's baseline at the left of the widest line. */
typedef struct {
    double width;           // of the widest line, by its advance
    double ascent, descent; // above and below the baselines of the first line and of the last: at least those
                            // of an ordinary line (d, p), more where a formula is taller
    double below;           // from the first baseline down to the last, 0 for one line
    pl_text_box ink;        // the box of the ink; all zero without any
} pl_text_extent;

/* Where a text is put: the point of it that lies at (x, y), and its turn about that point. */
typedef struct {
    pl_halign h;
    pl_valign v;
    double angle; // radians, counter-clockwise as seen on paper
} pl_text_anchor;

typedef struct pl_text pl_text;

/* Whether a string can be read. Errors: BN_EFORMAT, BN_EINVAL and BN_ENOMEM as of pl_text_create. */
bn_status pl_text_check(const pl_fonts *fonts, const char *string);

/* Parses and measures a string; *text is owned by the caller, fonts must live as long as it. Errors:
   BN_EFORMAT with what is wrong and its position (1-based, in characters); BN_EINVAL for a size that is not
   positive and finite or a string over 65536 bytes; BN_ENOMEM. */
bn_status pl_text_create(const pl_fonts *fonts, const char *string, const pl_text_style *style,
                         pl_text **text);

/* Frees a text; NULL is allowed. */
void pl_text_free(pl_text *text);

/* The measures of a text. */
pl_text_extent pl_text_measures(const pl_text *text);

/* The box around the lines (advance widths, ascent and descent), and around the ink, of a text anchored at
   the origin, turned as the anchor says. */
pl_text_box pl_text_bounds(const pl_text *text, pl_text_anchor anchor);
pl_text_box pl_text_ink(const pl_text *text, pl_text_anchor anchor);

/* Draws a text with the pen's source and leaves the pen as found (but for the current path, which is
   emptied). On vector surfaces the letters are glyphs (selectable, fonts embedded), on image surfaces filled
   outlines, for cairo 1.16 moves glyphs there to whole pixels. A position that is not finite or farther than
   1e6 draws nothing. */
void pl_text_draw(const pl_text *text, cairo_t *pen, double x, double y, pl_text_anchor anchor);

/* Creates, draws and frees a text. Errors: as pl_text_create. */
bn_status pl_text_show(const pl_fonts *fonts, const char *string, const pl_text_style *style, cairo_t *pen,
                       double x, double y, pl_text_anchor anchor);

/* Creates, measures and frees a text. Errors: as pl_text_create. */
bn_status pl_text_measure(const pl_fonts *fonts, const char *string, const pl_text_style *style,
                          pl_text_extent *extent);

#endif
