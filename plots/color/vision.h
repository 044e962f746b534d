/* How colours look to the colour-blind and in print without colours, and how far two are apart. */
#ifndef PL_VISION_H
#define PL_VISION_H

#include "plots/color/color.h"

typedef enum {
    PL_VISION_USUAL,
    PL_VISION_PROTANOPIA,
    PL_VISION_DEUTERANOPIA,
    PL_VISION_GREY,
    PL_VISIONS
} pl_vision;

/* CIELAB (CIE 1976), under the white of sRGB (IEC 61966-2-1). */
typedef struct {
    double lightness, a, b; // lightness 0 to 100
} pl_lab;

/* An opaque colour as it is seen; alpha is left out. */
pl_lab pl_vision_lab(pl_color color, pl_vision vision);

/* The colour difference of CIE 1976; neighbours that can just be told apart differ by about 2.3 (Mahy, Van Eycken and
   Oosterlinck 1994). */
double pl_lab_distance(pl_lab x, pl_lab y);

#endif
