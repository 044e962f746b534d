/* Styles: the widths and the sizes of text that journals ask for. */
#ifndef PL_STYLE_H
#define PL_STYLE_H

#include "common/word.h"
#include "plots/canvas/theme.h"

typedef enum {
    PL_STYLE_NATURE,
    PL_STYLE_CELL,
    PL_STYLE_PLOS,
    PL_STYLE_NEUROSCIENCE,
    PL_STYLE_NEUROPHYSIOLOGY,
    PL_STYLE_IEEE,
} pl_style;

extern const bn_word pl_style_words[];

/* Sets the theme's sizes of text, and its lines within the journal's limits. */
void pl_style_apply(pl_style style, pl_theme *theme);

/* The width of a "single column" or a "double column" there. False for another name. */
bool pl_style_width(pl_style style, const char *name, double *width);

/* What a journal takes at most and at least, lengths in points; 0 where its guidelines, as style.c names them, state
   nothing. */
typedef struct {
    double widest, highest;       // of a figure
    double least_text, most_text; // sizes
    double least_line;            // width
    double least_dpi;             // pixels to the inch
} pl_style_limits;

pl_style_limits pl_style_limits_of(pl_style style);

#endif
