/* One palette for all frames of a movie. */
#ifndef PL_PALETTE_H
#define PL_PALETTE_H

#include "plots/color/color_histogram.h"

#include <stdbool.h>

enum { PL_PALETTE_SIZE = 255 }; // of 256; one is left for "unchanged"

typedef struct {
    uint32_t colours[PL_PALETTE_SIZE]; // 0xRRGGBB
    int count;
    bool exact; // every colour of the histogram is in it
} pl_palette;

/* Chooses at most PL_PALETTE_SIZE colours for a histogram and writes the index of the nearest into
   nearest[number], which has room for histogram->count. With as many colours or fewer the palette is the
   histogram. Errors: BN_ENOMEM. */
bn_status pl_palette_choose(const pl_color_histogram *histogram, pl_palette *palette, unsigned char *nearest);

/* For every colour of the histogram the entries of the palette whose mean comes near it, mixed[PL_DITHER_DOTS number]
   and those behind, from the darkest. */
enum { PL_DITHER_DOTS = 16 };
void pl_palette_mix(const pl_color_histogram *histogram, const pl_palette *palette, unsigned char *mixed);

/* The largest difference of two colours in a channel, 0 to 255. */
int pl_colour_distance(uint32_t a, uint32_t b);

#endif
