/* GIF files, read back for their recipe. */
#ifndef PL_GIF_READ_H
#define PL_GIF_READ_H

#include "plots/base/bytes.h"
#include "plots/output/recipe.h"

/* Whether a file begins as a GIF file does. */
bool pl_gif_is(const pl_bytes *file);

/* Separates the comments of a GIF file from all else: fills the text of a copy from a comment that is a recipe
   in JSON, and the picture with sizes, colours, frames (as they are compressed) and their times. Errors:
   BN_EFORMAT, with path, when the file is cut or damaged. */
bn_status pl_gif_separate(const char *path, const pl_bytes *file, pl_recipe_copy *copy);

#endif
