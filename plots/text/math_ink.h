/* The ink of a placed tree: its leaves' boxes, and their drawing. */
#ifndef PL_MATH_INK_H
#define PL_MATH_INK_H

#include "plots/text/math_tree.h"

typedef struct {
    double left, top, right, bottom; // y downward
} pl_ink_box;

/* The box of the ink of a leaf, empty (all zero) for other nodes and for spaces. */
pl_ink_box pl_math_ink(const pl_fonts *fonts, const pl_node *node);

/* Fills all leaves of a placed tree with the pen's source. Neighbouring glyphs of one face and size go
   together, so that a reader of the file finds words. The current path is emptied; the font of the pen is
   changed. */
void pl_math_draw(const pl_fonts *fonts, const pl_tree *tree, cairo_t *pen);

#endif
