/* MP4 files, read back for their recipe. */
#ifndef PL_MP4_READ_H
#define PL_MP4_READ_H

#include "plots/base/bytes.h"
#include "plots/output/recipe.h"

/* Whether a file begins as an MP4 file does. */
bool pl_mp4_is(const pl_bytes *file);

/* Separates the comment of an MP4 file from its frames: fills the text of a copy from the comment when that is a
   recipe in JSON, and the picture with the frames as they are compressed and the times at which they are
   shown. Errors: BN_EFORMAT, with path, when the file is cut or has no frames. */
bn_status pl_mp4_separate(const char *path, const pl_bytes *file, pl_recipe_copy *copy);

#endif
