/* What the two halves of the layout share: the context of a measurement, and how they call each other.
   math_layout.c measures leaves and lists, math_parts.c nodes built of parts. */
#ifndef PL_MATH_MEASURE_H
#define PL_MATH_MEASURE_H

#include "plots/text/math_tree.h"

enum { PL_LEVELS = 3 }; // text, scripts, scripts of scripts

#define PL_SCRIPT_RAISE 0.40 // of a superscript at a letter, in ems of the letter

typedef struct {
    const pl_fonts *fonts;
    const pl_tree *tree;
    pl_node *nodes; // the tree's
    double size;    // of an em in level 0
    pl_font_heights heights;
} pl_layout;

/* Measures a node whose surroundings are at a level. */
void pl_measure(const pl_layout *lay, uint32_t node, int level);

/* Measures a node of several parts, whose size is set already. */
void pl_measure_parts(const pl_layout *lay, pl_node *node, int level);

/* By how much a variable's ink leans out over its advance, which is counted into its width. */
double pl_overhang(const pl_layout *lay, const pl_node *node);

#endif
