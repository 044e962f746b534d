/* WebM files, read back for their recipe. */
#ifndef PL_WEBM_READ_H
#define PL_WEBM_READ_H

#include "plots/base/bytes.h"
#include "plots/output/recipe.h"

/* Whether a file begins as a WebM file does. */
bool pl_webm_is(const pl_bytes *file);

/* Separates the comment of a WebM file from its frames: fills the text of a copy from the comment when that is a
   recipe in JSON, and the picture with the frames as they are compressed, the times at which they are shown,
   and the unit of these. Errors: BN_EFORMAT, with path, when the file is cut or has no frames. */
bn_status pl_webm_separate(const char *path, const pl_bytes *file, pl_recipe_copy *copy);

#endif
