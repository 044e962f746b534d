/* Colour maps: a number between 0 and 1 becomes a colour. */
#ifndef PL_COLORMAP_H
#define PL_COLORMAP_H

#include "plots/color/color.h"

#include <stddef.h>

enum { PL_COLORMAP_LEVELS = 1024, PL_COLORMAP_MOST_STEPS = 256 };

/* A map sampled finely enough that neighbouring levels cannot be told apart. */
typedef struct {
    uint32_t levels[PL_COLORMAP_LEVELS]; // 0xRRGGBB
} pl_colormap;

/* Reads a map by name: "viridis", "magma", "cividis", "grey", "RdBu", "vik", "twilight"; "_r" after it
   reverses it, and "_N" after that keeps 2 to 256 colours, each over an equal part: "RdBu_r_9". Errors: BN_EINVAL
   naming what was given. */
bn_status pl_colormap_named(const char *name, pl_colormap *map);

/* The colour at 0 (low end) to 1 (high end); what lies beyond gets the end's colour. `at` must not be NaN. */
uint32_t pl_colormap_rgb(const pl_colormap *map, double at);

/* The i-th map's name, NULL past the last. */
const char *pl_colormap_name(size_t i);

#endif
