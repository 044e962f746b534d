/* The layout: sizes and places for a parsed tree, out of the fonts' metrics. No ink. */
#ifndef PL_MATH_LAYOUT_H
#define PL_MATH_LAYOUT_H

#include "plots/text/math_tree.h"

/* Measures a line and all under it: width, ascent, descent of each node, x and y relative to its parent's
   origin. `size` is that of an em. Scripts are smaller by 0.7, scripts of scripts by 0.55. */
void pl_math_measure(const pl_fonts *fonts, pl_tree *tree, uint32_t line, double size);

/* Makes x and y of all under a measured line absolute, with the line's origin at
   (x, y). To be called once. */
void pl_math_place(pl_tree *tree, uint32_t line, double x, double y);

/* The height of the line of a root sign and its sign's width, for an em of `size`. */
double pl_math_rule_height(double size);
double pl_math_root_width(double size);

#endif
