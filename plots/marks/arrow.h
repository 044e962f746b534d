/* Arrows on the page: straight or bent, with one of several heads. */
#ifndef PL_ARROW_H
#define PL_ARROW_H

#include "common/word.h"
#include "plots/canvas/canvas.h"

/* What stands at the end. */
typedef enum { PL_HEAD_ARROW, PL_HEAD_BAR, PL_HEAD_DOT, PL_HEAD_NONE } pl_head;

extern const bn_word pl_head_words[];

typedef struct {
    pl_color color;
    double width;
    pl_dash dash;
    pl_head head;
    double head_size;          // points; NaN: by the width
    double start_gap, end_gap; // points that it keeps from the places it joins
    double bend;               // how far its middle stands left of the straight way, as a part of that
} pl_arrow_style;

/* Draws an arrow between two points of the page, which are finite; nothing where the gaps leave none. */
void pl_arrow_draw(pl_canvas *canvas, const pl_arrow_style *style, pl_point from, pl_point to);

#endif
