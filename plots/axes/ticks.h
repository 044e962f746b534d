/* Ticks: which values of an axis are marked. Pure arithmetic.

   Values are products of small integers and powers of ten, computed so that they are the doubles nearest to
   the decimal that is meant (0.3, not 0.30000000000000004). */
#ifndef PL_TICKS_H
#define PL_TICKS_H

#include "plots/axes/scale.h"

enum { PL_MOST_TICKS = 64, PL_MOST_MINOR_TICKS = 400 };

typedef struct {
    double major[PL_MOST_TICKS]; // ascending
    int majors;
    double minor[PL_MOST_MINOR_TICKS]; // ascending, none of them a major tick
    int minors;
    double step; // between major ticks; 0 where they are not evenly spaced
    bool powers; // the major ticks are powers of ten (and zero, under PL_SYMLOG), to be labelled as such
} pl_ticks;

/* *ticks = nice ticks within [low, high] (low < high), at most `most` (at least 2) major ones, and minor
   ones. Logarithmic axes have their majors at powers of ten; when fewer than two of them show, at 1, 2, 5
   times them, and when even these are too few, at evenly spaced values. */
void pl_ticks_make(pl_scale scale, double low, double high, int most, pl_ticks *ticks);

#endif
