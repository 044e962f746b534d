/* PNG files, with text chunks. */
#ifndef PL_PNG_H
#define PL_PNG_H

#include "plots/base/bytes.h"
#include "plots/output/pixels.h"
#include "plots/output/recipe.h"

/* Appends a PNG file of the pixels to *out: 8 bits a channel, with an alpha channel only if a pixel is not
   opaque, the resolution in pHYs, one tEXt (ASCII) or iTXt chunk an entry of the
   recipe. Errors: BN_ENOMEM. */
bn_status pl_png_encode(const pl_pixels *pixels, double dpi, const pl_recipe *recipe, pl_bytes *out);

/* Whether a file begins as a PNG file does. */
bool pl_png_is(const pl_bytes *file);

/* Separates the texts of a PNG file from its pixels: fills the text of a copy with the text chunks of all
   kinds, and the picture with width, height and pixels (cairo's ARGB32), which are the same however the file was
   compressed. Errors: BN_EFORMAT, with path, for a chunk that is cut or has a wrong check sum, and for
   pixels or a text that can't be decoded; BN_ENOMEM. */
bn_status pl_png_separate(const char *path, const pl_bytes *file, pl_recipe_copy *copy);

#endif
