/* Colours: names, hexadecimal notation and the palette. */
#ifndef PL_COLOR_H
#define PL_COLOR_H

#include "common/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    double red, green, blue, alpha; // 0 to 1, alpha not multiplied in
} pl_color;

/* The colour of 0xRRGGBB, opaque. */
pl_color pl_color_rgb(uint32_t rgb);

/* `color` with its alpha multiplied by `alpha`. */
pl_color pl_color_faded(pl_color color, double alpha);

/* The i-th colour (from 0, cyclically) of the palette of Okabe and Ito 2008, told apart by all common kinds
   of colour vision. The first three, blue, orange and green, also differ in lightness; black is last. */
enum { PL_PALETTE_SIZE = 8 };
pl_color pl_color_palette(size_t i);

/* Reads "#rgb", "#rrggbb", "#rrggbbaa", a name of CSS Color Level 4 ("steelblue"), one of "k", "w", "r", "g",
   "b", "c", "m", "y", a place in the palette "C0" to "C7", a name of the palette's ("vermillion", "sky blue",
   "bluish green", "reddish purple") or "none" (wholly transparent). Capitals do not matter, but for "C0".
   Errors: BN_EINVAL naming what was given. */
bn_status pl_color_parse(const char *text, pl_color *color);

/* The i-th name that pl_color_parse knows, for suggestions; NULL past the last. */
const char *pl_color_name(size_t i);

#endif
