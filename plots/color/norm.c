/* Limits that are not given come from the finite data; a centred norm reaches from its centre to the farther
   end on both sides. The position is linear in the value or in its logarithm. */
#include "plots/color/norm.h"

#include <float.h>
#include <math.h>

pl_norm_options pl_norm_options_default(void)
{
    return (pl_norm_options){.low = NAN, .high = NAN, .centre = NAN};
}

static bool counts(double value, bool logarithmic)
{
    return isfinite(value) && (!logarithmic || value > 0.0);
}

static void extremes(const double *values, size_t count, bool logarithmic, double *least, double *most)
{
    *least = INFINITY;
    *most = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        if (!counts(values[i], logarithmic)) continue;
        if (values[i] < *least) *least = values[i];
        if (values[i] > *most) *most = values[i];
    }
}

static bn_status check(const pl_norm_options *options)
{
    if (options->logarithmic && (options->low <= 0.0 || options->high <= 0.0))
        return bn_fault(BN_EINVAL, "colour limits are %g to %g; a logarithmic norm needs them above 0",
                        options->low, options->high);
    if (options->logarithmic && !isnan(options->centre))
        return bn_fault(BN_EINVAL, "a logarithmic norm has no centre; %g was given", options->centre);
    if (options->low >= options->high)
        return bn_fault(BN_EINVAL, "colour limits are %g to %g; the first must be below the second",
                        options->low, options->high);
    return bn_ok();
}

// What is computed from limits must neither overflow nor be subnormal. A bar's smallest power of ten is the last whose
// inverse is a number.
static const double smallest_power = 1e-307, smallest_span = 1e-305;

static double within(double value, bool logarithmic)
{
    return fmax(logarithmic ? smallest_power : -DBL_MAX, fmin(DBL_MAX, value));
}

// Limits that coincide, or nearly, are moved apart.
static void part_limits(pl_norm *norm)
{
    norm->low = within(norm->low, norm->logarithmic);
    norm->high = within(norm->high, norm->logarithmic);
    if (norm->high - norm->low > (norm->logarithmic ? 0.0 : smallest_span)) return;
    const double room = norm->low == 0.0 ? 1.0 : fmax(0.05 * fabs(norm->low), smallest_span);
    const double low = norm->logarithmic ? 0.5 * norm->low : norm->low - room;
    const double high = norm->logarithmic ? 2.0 * norm->high : norm->high + room;
    norm->low = within(low, norm->logarithmic);
    norm->high = within(high, norm->logarithmic);
}

bn_status pl_norm_fit(const pl_norm_options *options, const double *values, size_t count, pl_norm *norm)
{
    BN_TRY(check(options));
    double least, most;
    extremes(values, count, options->logarithmic, &least, &most);
    if (least > most) least = most = 1.0;
    *norm = (pl_norm){.low = isnan(options->low) ? least : options->low,
                      .high = isnan(options->high) ? most : options->high,
                      .logarithmic = options->logarithmic};
    if (!isnan(options->centre)) {
        const double reach = fmax(fabs(norm->low - options->centre), fabs(norm->high - options->centre));
        norm->low = options->centre - reach;
        norm->high = options->centre + reach;
    }
    part_limits(norm);
    return bn_ok();
}

double pl_norm_at(const pl_norm *norm, double value)
{
    if (isnan(value)) return NAN;
    if (!norm->logarithmic) return (0.5 * value - 0.5 * norm->low) / (0.5 * norm->high - 0.5 * norm->low);
    if (value <= 0.0) return NAN;
    return (log(value) - log(norm->low)) / (log(norm->high) - log(norm->low));
}
