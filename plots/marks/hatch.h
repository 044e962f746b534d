/* Patterns over areas, for print without colours: strokes and dots that are in line over all areas of a page. */
#ifndef PL_HATCH_H
#define PL_HATCH_H

#include "common/word.h"
#include "plots/canvas/canvas.h"
#include "plots/color/color.h"

typedef enum {
    PL_HATCH_NONE,
    PL_HATCH_RISING,
    PL_HATCH_CROSSED,
    PL_HATCH_ACROSS,
    PL_HATCH_UPRIGHT,
    PL_HATCH_GRID,
    PL_HATCH_DOTS,
} pl_hatch;

extern const bn_word pl_hatch_words[];

/* Fills the inside of the pen's path with the pen's colour and draws the pattern over it in another one. Path and pen
   stay as they are. */
void pl_hatch_fill(pl_canvas *canvas, pl_hatch hatch, pl_color color);

/* The sample of an area in a legend: filled with the pen's colour, then hatched. */
void pl_hatch_key(pl_canvas *canvas, pl_rect box, pl_hatch hatch, pl_color color);

#endif
