/* What cairo's SVG files need beside cairo. */
#ifndef PL_SVG_H
#define PL_SVG_H

#include "plots/base/bytes.h"
#include "plots/output/recipe.h"

/* Appends to *out a copy of an SVG file of cairo's in which the numbers of surfaces, which cairo counts
   through the life of the process, count from 1, every id begins with a check sum of the drawing, and a metadata
   element holds the recipe. Errors: BN_EFORMAT when the file is not as cairo writes it, BN_ENOMEM. */
bn_status pl_svg_finish(const pl_bytes *file, const pl_recipe *recipe, pl_bytes *out);

/* Whether a file begins as an SVG file does. */
bool pl_svg_is(const pl_bytes *file);

/* Separates the recipe that pl_svg_finish has added from the rest: fills the text and the picture of a copy.
   Errors: BN_EFORMAT, with path, when the recipe is damaged. */
bn_status pl_svg_separate(const char *path, const pl_bytes *file, pl_recipe_copy *copy);

#endif
