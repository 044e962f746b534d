/* Settings are applied to a copy, which is kept only when it is sound. Limits that were given are kept; the
   others come from the data, with the margin added. Data that a scale can't show are ignored. */
#include "plots/axes/axis.h"

#include <math.h>

pl_extent pl_extent_none(void)
{
    return (pl_extent){INFINITY, -INFINITY, INFINITY};
}

pl_extent pl_extent_of(const double *values, size_t count)
{
    pl_extent extent = pl_extent_none();
    for (size_t i = 0; i < count; i++) {
        const double value = values[i];
        if (!isfinite(value)) continue;
        if (value < extent.least) extent.least = value;
        if (value > extent.most) extent.most = value;
        if (value > 0.0 && value < extent.positive) extent.positive = value;
    }
    return extent;
}

pl_extent pl_extent_joined(pl_extent a, pl_extent b)
{
    return (pl_extent){fmin(a.least, b.least), fmax(a.most, b.most), fmin(a.positive, b.positive)};
}

pl_axis pl_axis_default(void)
{
    return (pl_axis){.scale = {.linear = 1.0},
                     .low = NAN,
                     .high = NAN,
                     .margin = NAN,
                     .first = 0.0,
                     .last = 1.0,
                     .data = pl_extent_none()};
}

pl_axis_settings pl_axis_settings_default(void)
{
    return (pl_axis_settings){
        .scale = -1, .linear = NAN, .low = NAN, .high = NAN, .margin = NAN, .inverted = -1};
}

static bn_status check(const pl_axis *axis, const char *name)
{
    if (fabs(axis->low) > PL_LARGEST || fabs(axis->high) > PL_LARGEST)
        return bn_fault(BN_EINVAL, "limits of the %s axis are %g to %g; they must lie within +-1e300", name,
                        axis->low, axis->high);
    if (axis->scale.kind != PL_LOG && axis->low != axis->high &&
        fabs(axis->low - axis->high) < PL_SMALLEST_SPAN)
        return bn_fault(BN_EINVAL, "limits of the %s axis are %g to %g; they must be %g apart", name,
                        axis->low, axis->high, PL_SMALLEST_SPAN);
    if (axis->low == axis->high)
        return bn_fault(BN_EINVAL, "both limits of the %s axis are %g; they must differ", name, axis->low);
    if (axis->scale.kind == PL_LOG && (axis->low <= 0.0 || axis->high <= 0.0))
        return bn_fault(BN_EINVAL,
                        "limits of the %s axis are %g to %g; a logarithmic axis needs them above 0", name,
                        axis->low, axis->high);
    if (axis->scale.kind == PL_LOG && (axis->low < 1.0 / PL_LARGEST || axis->high < 1.0 / PL_LARGEST))
        return bn_fault(BN_EINVAL, "limits of the %s axis are %g to %g; a logarithmic axis begins at 1e-300",
                        name, axis->low, axis->high);
    if (!(axis->scale.linear >= 1.0 / PL_LARGEST) || axis->scale.linear > PL_LARGEST)
        return bn_fault(BN_EINVAL, "the linear range of the %s axis is %g; it must be 1e-300 to 1e300", name,
                        axis->scale.linear);
    return bn_ok();
}

bn_status pl_axis_set(pl_axis *axis, const char *name, const pl_axis_settings *settings)
{
    pl_axis changed = *axis;
    if (settings->scale >= 0) changed.scale.kind = (pl_scale_kind)settings->scale;
    if (!isnan(settings->linear)) changed.scale.linear = settings->linear;
    if (!isnan(settings->low)) changed.low = settings->low;
    if (!isnan(settings->high)) changed.high = settings->high;
    if (!isnan(settings->margin)) changed.margin = settings->margin;
    if (settings->inverted >= 0) changed.inverted = settings->inverted > 0;
    BN_TRY(check(&changed, name));
    *axis = changed;
    return bn_ok();
}

// Moves a limit that was not given to the right side of the one that was.
static void order(const pl_axis *axis, double *low, double *high)
{
    if (*low < *high) return;
    const double transformed = pl_scale_transform(axis->scale, isnan(axis->high) ? *low : *high);
    if (isnan(axis->high))
        *high = pl_scale_within(axis->scale,
                                pl_scale_invert(axis->scale, transformed + fmax(1.0, fabs(transformed))));
    else
        *low = pl_scale_within(axis->scale,
                               pl_scale_invert(axis->scale, transformed - fmax(1.0, fabs(transformed))));
    if (*low < *high) return;
    if (isnan(axis->high)) // the limit that was given is the outermost that there is
        *high = *low + 0.1 * fabs(*low);
    else
        *low = *high - 0.1 * fabs(*high);
}

static double raised(const pl_axis *axis, double low, double high)
{
    const double bent_low = pl_scale_transform(axis->scale, low);
    const double bent_high = pl_scale_transform(axis->scale, high);
    return pl_scale_within(axis->scale,
                           pl_scale_invert(axis->scale, bent_high + axis->headroom * (bent_high - bent_low)));
}

// Moves the limits so far apart that parts of the axis stay free at its ends; three quarters of it at most.
static void make_room(const pl_axis *axis, double *low, double *high)
{
    const double taken = axis->room[0] + axis->room[1];
    if (!(taken > 0.0)) return;
    const double fits = fmin(1.0, 0.75 / taken), span = 1.0 / (1.0 - fits * taken);
    const double bent_low = pl_scale_transform(axis->scale, *low);
    const double bent_high = pl_scale_transform(axis->scale, *high);
    const double whole = span * (bent_high - bent_low);
    *low =
        pl_scale_within(axis->scale, pl_scale_invert(axis->scale, bent_low - fits * axis->room[0] * whole));
    *high =
        pl_scale_within(axis->scale, pl_scale_invert(axis->scale, bent_high + fits * axis->room[1] * whole));
}

// Where a logarithmic axis begins on which bars stand that reach to zero: so far below the least value that its
// bar can be seen.
static double below_least(const pl_axis *axis, double least)
{
    const double decades = log10(axis->data.most / least);
    return pl_scale_within(axis->scale, least * pow(10.0, -fmax(0.3, 0.05 * decades)));
}

// The margin that was given, or one in which marks that reach over their data are whole; not more than the data take.
static double margin_of(const pl_axis *axis, double theme_margin)
{
    static const double most = 0.25;
    if (!isnan(axis->margin)) return axis->margin;
    const double part = fmin(most, axis->overhang);
    return fmax(theme_margin, part / (1.0 - 2.0 * part));
}

void pl_axis_choose_limits(pl_axis *axis, double theme_margin)
{
    const double margin = margin_of(axis, theme_margin);
    const double least = axis->scale.kind == PL_LOG ? axis->data.positive : axis->data.least;
    double low, high;
    const bool feet = axis->pin_low && axis->scale.kind == PL_LOG && axis->data.least <= 0.0 && least > 0.0 &&
                      isfinite(least);
    pl_scale_limits(axis->scale, least, axis->data.most, margin, axis->pin_low && !feet, axis->pin_high, &low,
                    &high);
    if (feet) low = fmin(low, below_least(axis, least));
    make_room(axis, &low, &high);
    if (axis->headroom > 0.0) high = raised(axis, low, high);
    if (!isnan(axis->low)) low = axis->low;
    if (!isnan(axis->high)) high = axis->high;
    const bool both = !isnan(axis->low) && !isnan(axis->high);
    if (!both) order(axis, &low, &high);
    axis->first = axis->inverted ? high : low;
    axis->last = axis->inverted ? low : high;
}

pl_map pl_axis_map(const pl_axis *axis, double from, double to)
{
    return pl_map_make(axis->scale, axis->first, axis->last, from, to);
}
