/* A map is the scale's function followed by a linear map. The linear map halves its operands first, so that
   limits near the largest numbers do not overflow, and clamps positions to a range in which later arithmetic
   is safe. Symmetric logarithm: linear up to a threshold, one decade a unit beyond it. */
#include "plots/axes/scale.h"

#include <float.h>
#include <math.h>

const bn_word pl_scale_words[] = {
    {PL_LINEAR, "linear", "as the values are"},
    {PL_LOG, "log", "by their logarithms"},
    {PL_SYMLOG, "symlog", "by logarithms on both sides of zero, linearly around it"},
    {0},
};

// log10 of |value| / linear, whose quotient or product may be beyond the largest number.
static double decades_beyond(pl_scale scale, double value)
{
    const double ratio = fabs(value) / scale.linear;
    return isinf(ratio) ? log10(fabs(value)) - log10(scale.linear) : log10(ratio);
}

static double value_beyond(pl_scale scale, double decades)
{
    const double ratio = pow(10.0, decades);
    return isinf(ratio) ? pow(10.0, decades + log10(scale.linear)) : scale.linear * ratio;
}

double pl_scale_transform(pl_scale scale, double value)
{
    if (!isfinite(value)) return NAN;
    switch (scale.kind) {
    case PL_LINEAR:
        return value;
    case PL_LOG:
        return value > 0.0 ? log10(value) : NAN;
    case PL_SYMLOG:
        if (fabs(value) <= scale.linear) return value / scale.linear;
        return copysign(1.0 + decades_beyond(scale, value), value);
    }
    return NAN;
}

double pl_scale_invert(pl_scale scale, double transformed)
{
    switch (scale.kind) {
    case PL_LINEAR:
        return transformed;
    case PL_LOG:
        return pow(10.0, transformed);
    case PL_SYMLOG:
        if (fabs(transformed) <= 1.0) return transformed * scale.linear;
        return copysign(value_beyond(scale, fabs(transformed) - 1.0), transformed);
    }
    return NAN;
}

double pl_scale_within(pl_scale scale, double value)
{
    return fmax(scale.kind == PL_LOG ? 1.0 / PL_LARGEST : -DBL_MAX, fmin(DBL_MAX, value));
}

pl_map pl_map_make(pl_scale scale, double low, double high, double from, double to)
{
    return (pl_map){.scale = scale,
                    .low = low,
                    .high = high,
                    .from = from,
                    .to = to,
                    .bent_low = pl_scale_transform(scale, low),
                    .bent_high = pl_scale_transform(scale, high)};
}

// Where the value stands between the limits: 0 at low, 1 at high.
static double fraction(const pl_map *map, double value)
{
    const double half_span = 0.5 * map->bent_high - 0.5 * map->bent_low;
    return (0.5 * pl_scale_transform(map->scale, value) - 0.5 * map->bent_low) / half_span;
}

double pl_map_page(const pl_map *map, double value)
{
    const double page = map->from + fraction(map, value) * (map->to - map->from);
    if (isnan(page)) return NAN;
    return fmax(-PL_FAR_AWAY, fmin(PL_FAR_AWAY, page));
}

// Below the axis in its own direction, one length of it away, where what reaches there is cut by the box.
static double beyond(const pl_map *map, bool low)
{
    const bool at_from = (map->bent_low < map->bent_high) == low;
    return at_from ? map->from + (map->from - map->to) : map->to + (map->to - map->from);
}

double pl_map_reach(const pl_map *map, double value)
{
    if (isnan(value)) return NAN;
    if (isinf(value) || (map->scale.kind == PL_LOG && value <= 0.0)) return beyond(map, value <= 0.0);
    return pl_map_page(map, value);
}

double pl_map_value(const pl_map *map, double page)
{
    const double part = (page - map->from) / (map->to - map->from);
    return pl_scale_invert(map->scale, (1.0 - part) * map->bent_low + part * map->bent_high);
}

bool pl_map_shows(const pl_map *map, double value)
{
    const double part = fraction(map, value);
    return part >= -1e-9 && part <= 1.0 + 1e-9;
}

// Room around data that are all the same value, in transformed units.
static void widen(pl_scale scale, double *bent_least, double *bent_most)
{
    const double middle = 0.5 * *bent_least + 0.5 * *bent_most;
    double room = 0.5;
    if (scale.kind == PL_LINEAR && middle != 0.0) room = fmax(0.05 * fabs(middle), PL_SMALLEST_SPAN);
    *bent_least = middle - room;
    *bent_most = middle + room;
}

// The smallest span of limits, in units of the axis.
static double smallest_span(pl_scale scale)
{
    if (scale.kind == PL_LINEAR) return PL_SMALLEST_SPAN;
    return scale.kind == PL_SYMLOG ? PL_SMALLEST_SPAN / scale.linear : 0.0;
}

void pl_scale_limits(pl_scale scale, double least, double most, double margin, bool pin_low, bool pin_high,
                     double *low, double *high)
{
    if (!(least <= most)) {
        *low = scale.kind == PL_LOG ? 1.0 : 0.0;
        *high = scale.kind == PL_LOG ? 10.0 : 1.0;
        return;
    }
    double bent_least = pl_scale_transform(scale, pl_scale_within(scale, least));
    double bent_most = pl_scale_transform(scale, pl_scale_within(scale, most));
    const double size = fmax(fabs(bent_least), fabs(bent_most));
    if (bent_most - bent_least <= fmax(1e-12 * size, smallest_span(scale)))
        widen(scale, &bent_least, &bent_most);
    const double room = margin * (bent_most - bent_least);
    *low = pin_low ? least : pl_scale_within(scale, pl_scale_invert(scale, bent_least - room));
    *high = pin_high ? most : pl_scale_within(scale, pl_scale_invert(scale, bent_most + room));
    if (!(*low < *high)) { // both ends pinned on one value
        *low = pl_scale_invert(scale, bent_least);
        *high = pl_scale_invert(scale, bent_most);
    }
}
