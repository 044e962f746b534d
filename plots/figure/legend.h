/* Legend: samples of marks beside their labels, where they cover the data least. */
#ifndef PL_LEGEND_H
#define PL_LEGEND_H

#include "common/word.h"
#include "plots/canvas/canvas.h"
#include "plots/marks/mark.h"

typedef enum {
    PL_LEGEND_BEST, // the emptiest place
    PL_LEGEND_UPPER_RIGHT,
    PL_LEGEND_UPPER_LEFT,
    PL_LEGEND_LOWER_RIGHT,
    PL_LEGEND_LOWER_LEFT,
    PL_LEGEND_UPPER_CENTRE,
    PL_LEGEND_LOWER_CENTRE,
    PL_LEGEND_CENTRE_RIGHT,
    PL_LEGEND_CENTRE_LEFT,
    PL_LEGEND_CENTRE,
    PL_LEGEND_OUTSIDE, // to the right of the panel
    PL_LEGEND_DIRECT,  // labels at the ends of lines, in their colours
} pl_legend_place;

extern const bn_word pl_legend_words[];

typedef struct {
    pl_legend_place place;
    int columns; // 0: as few as find a place
    bool frame;
    bool over_data;    // may cover data
    const char *title; // above the entries; NULL for none
} pl_legend_options;

/* The emptiest place, as few columns as find one, no frame, not over data, no title. */
pl_legend_options pl_legend_options_default(void);

#endif
