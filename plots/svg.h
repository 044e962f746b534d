/* What cairo's SVG files need beside cairo. */
#ifndef PL_SVG_H
#define PL_SVG_H

#include "bytes.h"
#include "recipe.h"

/* Appends to *out a copy of an SVG file of cairo's in which the numbers of surfaces, which cairo counts
   through the life of the process, count from 1, and a metadata element holds the recipe. Errors: PL_EFORMAT
   when the file is not as cairo writes it, PL_ENOMEM. */
pl_status pl_svg_finish(const pl_bytes *file, const pl_recipe *recipe, pl_bytes *out);

#endif
