/* The colours of a movie, each with a number and how often it was drawn. */
#ifndef PL_COLOR_HISTOGRAM_H
#define PL_COLOR_HISTOGRAM_H

#include "common/status.h"

#include <stdint.h>

enum { PL_MOST_COLOURS = 53248 }; // numbers fit 16 bits

typedef struct {
    uint32_t colour; // 0xRRGGBB
    uint32_t count;  // stops at UINT32_MAX
} pl_color_histogram_entry;

typedef struct {
    pl_color_histogram_entry *entries; // owned; PL_MOST_COLOURS have room
    uint32_t count;
    uint32_t *slots; // owned; number + 1 by hash of the colour
    uint32_t last, last_number;
} pl_color_histogram;

/* An empty histogram. Errors: BN_ENOMEM. */
bn_status pl_color_histogram_create(pl_color_histogram *histogram);
void pl_color_histogram_release(pl_color_histogram *histogram);

/* Counts a colour and returns its number, from 0 in order of first appearance. When 49152 colours are known,
   new ones are rounded to 4 bits a channel, so that the numbers never run out. */
uint16_t pl_color_histogram_add(pl_color_histogram *histogram, uint32_t colour);

#endif
