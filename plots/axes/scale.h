/* Scales: how a value becomes a position along an axis. Pure arithmetic.

   A scale transforms values (linear, logarithmic, symmetric logarithmic); a map takes the values between two
   limits onto a range of the page. */
#ifndef PL_SCALE_H
#define PL_SCALE_H

#include "common/word.h"

#include <stdbool.h>

typedef enum { PL_LINEAR, PL_LOG, PL_SYMLOG } pl_scale_kind;

extern const bn_word pl_scale_words[];

typedef struct {
    pl_scale_kind kind;
    // PL_SYMLOG: values up to this size stand linearly, one decade's width on each side of zero.
    double linear;
} pl_scale;

/* Page coordinates are kept within +-PL_FAR_AWAY points; limits that are given lie within +-PL_LARGEST, and above its
   inverse on a logarithmic axis. */
#define PL_FAR_AWAY 1e9
#define PL_LARGEST  1e300

/* Linear limits are at least this far apart, so that what is computed from a span is no subnormal number. */
#define PL_SMALLEST_SPAN 1e-305

/* The value as a finite number, and not below 1 / PL_LARGEST under PL_LOG. */
double pl_scale_within(pl_scale scale, double value);

/* The transformed value: v, log10(v), or v/linear within +-linear and sign(v)(1 + log10(|v|/linear)) beyond.
   NaN for what the scale cannot show (NaN, infinities, and under PL_LOG values not above zero). */
double pl_scale_transform(pl_scale scale, double value);

/* The inverse of pl_scale_transform. */
double pl_scale_invert(pl_scale scale, double transformed);

typedef struct {
    pl_scale scale;
    double low, high; // the limits, in data; low > high where the axis is inverted
    double from, to;  // the page positions of low and high, points
    double bent_low, bent_high;
} pl_map;

/* A map of [low, high] onto [from, to]. The limits must differ and be showable under the scale. */
pl_map pl_map_make(pl_scale scale, double low, double high, double from, double to);

/* The page position of a value, within +-PL_FAR_AWAY; NaN for what the scale cannot show. */
double pl_map_page(const pl_map *map, double value);

/* As pl_map_page, for an end of what reaches there: values that are not above zero lie below a logarithmic
   axis, infinite ones beyond any. NaN for NaN only. */
double pl_map_reach(const pl_map *map, double value);

/* The value at a page position. */
double pl_map_value(const pl_map *map, double page);

/* True when the value lies within the limits, with a tolerance of 1e-9 of the axis. */
bool pl_map_shows(const pl_map *map, double value);

/* Limits for data that reach from `least` to `most` (least > most: there are none), `margin` of the axis
   added on both sides; *low < *high always. `pin_low` and `pin_high` leave the margin out at that end.
   Without data: 0 to 1 (1 to 10 under PL_LOG). A single value gets room around it. */
void pl_scale_limits(pl_scale scale, double least, double most, double margin, bool pin_low, bool pin_high,
                     double *low, double *high);

#endif
