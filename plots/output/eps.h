/* What cairo's EPS files need beside cairo. */
#ifndef PL_EPS_H
#define PL_EPS_H

#include "plots/base/bytes.h"
#include "plots/output/recipe.h"

/* Appends to *out a copy of an EPS file of cairo's, of a page of width x height points, which says its exact size
   beside the whole points of BoundingBox, whose fonts have names of their own, whose creation date is `date` (seconds
   since 1970, UTC) or, when that is negative, left out, and which holds the recipe in comments after its header.
   Errors: BN_EFORMAT when the file is not as cairo writes it, BN_ENOMEM. */
bn_status pl_eps_finish(const pl_bytes *file, double width, double height, const pl_recipe *recipe,
                        long long date, pl_bytes *out);

/* Whether a file begins as an EPS file does. */
bool pl_eps_is(const pl_bytes *file);

/* Separates recipe and date, as pl_eps_finish has added them, from the rest: fills the text and the picture
   of a copy. Control characters but newlines were lost when it was written. Errors: BN_EFORMAT, with path,
   when the header is cut. */
bn_status pl_eps_separate(const char *path, const pl_bytes *file, pl_recipe_copy *copy);

#endif
