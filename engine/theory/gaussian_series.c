/* Gaussian series: quadrature over z. Where phi is analytic in a strip around the real axis and not steep, by evenly
   spaced nodes, whose error falls exponentially with their number (Trefethen and Weideman 2014). Else over
   [-13, 13], cut where phi's argument is 0 and mapped by a fourth power on either side, so that neither a kink nor a
   steep slope there needs more nodes: three times as many change a stationary state by 1e-13. Below a threshold power
   of 1 the map is steeper, so that with its width the squared slope stays as smooth. Hermite polynomials by their
   recurrence, carried on the products with the rates. */
#include "engine/theory/gaussian_series.h"

#include "engine/base/elementary.h"
#include "engine/base/legendre.h"
#include "engine/kernels/kernels.h"
#include "engine/kernels/normal.h"
#include "engine/theory/gaussian_erf.h"

enum { NODES = 320, EVEN_RULES = 2 };

#define REACH          13.0  // standard deviations beyond which the density counts as 0
#define SMALLEST_SHARE 1e-12 // of a second moment: smaller remainders are neglected

/* Evenly spaced nodes, and the standard deviation s up to which they are used. The error of the n-th coefficient is as
   exp(-(2 pi/step - sqrt(n)) pi/(2 s)) where phi is analytic within pi/2 of the real axis, as tanh is: below 5e-14 of
   the root of the second moment for the terms that are kept. */
static const struct {
    size_t count;
    double step, most_deviation;
} even_rules[EVEN_RULES] = {{128, 0.2, 0.9}, {256, 0.1, 2.2}};

const bn_field bn_series_power_field[] = {
    {"activation_power", BN_FIELD_REAL, 0, .fallback = 2.0, .least = 0.55, .most = 8.0,
     .why = "E[φ'²] of a power is infinite up to 1/2", .help = "exponent of threshold_power"},
    {0},
};

bn_status bn_series_check_pairs(bn_activation activation, double power)
{
    if (!bn_is_steep(activation, power)) return bn_ok();
    return bn_fault(
        BN_EINVAL,
        "activation_power is %g; the series of E[φ'φ'] needs at least 1, or a stationary state with noise",
        power);
}

static bn_gaussian_nodes lay_out_nodes(bn_arena *arena, size_t count)
{
    return (bn_gaussian_nodes){.count = count,
                               .z = bn_arena_take(arena, count, sizeof(double)),
                               .mass = bn_arena_take(arena, count, sizeof(double))};
}

bn_gaussian_series bn_gaussian_series_lay_out(bn_arena *arena, bn_activation activation, double power,
                                              const bn_tensor *table, size_t terms)
{
    bn_gaussian_series series = {.phi = bn_phi_lay_out(arena, activation, power, table), .terms = terms};
    if (activation == BN_ACTIVATION_TABLE) series.table = bn_arena_take(arena, 1, sizeof *series.table);
    if (series.table != NULL) *series.table = bn_phi_table(&series.phi);
    double **const halves[] = {&series.at, &series.weight};
    double **const wholes[] = {&series.rate, &series.slope, &series.now, &series.before};
    for (int i = 0; i < 2; i++) *halves[i] = bn_arena_take(arena, NODES, sizeof(double));
    for (int i = 0; i < 4; i++) *wholes[i] = bn_arena_take(arena, 2 * NODES, sizeof(double));
    for (int i = 0; i < EVEN_RULES; i++) series.even[i] = lay_out_nodes(arena, even_rules[i].count);
    series.dense = lay_out_nodes(arena, 2 * NODES);
    return series;
}

void bn_gaussian_series_fill(bn_gaussian_series *series)
{
    series->has_rule = false;
    for (int rule = 0; rule < EVEN_RULES; rule++) {
        const bn_gaussian_nodes nodes = series->even[rule];
        const double step = even_rules[rule].step, share = step * BN_INVERSE_SQRT_2PI;
        for (size_t i = 0; i < nodes.count; i++)
            nodes.z[i] = step * ((double)i - 0.5 * (double)(nodes.count - 1));
        bn_kernels_now()->bell_row(nodes.count, nodes.z, nodes.mass);
        for (size_t i = 0; i < nodes.count; i++) nodes.mass[i] *= share;
    }
}

static void fill_rule(bn_gaussian_series *series)
{
    if (series->has_rule) return;
    series->has_rule = true;
    const bool steep = bn_is_steep(series->phi.activation, series->phi.power);
    const double map = steep ? 4.0 / (2.0 * series->phi.power - 1.0) : 4.0;
    bn_legendre_rule(NODES, series->at, series->weight);
    for (size_t i = 0; i < NODES; i++) {
        const double at = bn_power(series->at[i], map);
        series->weight[i] *= map * at / series->at[i];
        series->at[i] = at;
    }
}

// phi and phi' of `count` arguments.
static void fill_rates(const bn_phi *phi, size_t count, const double *y, double *rate, double *slope)
{
    const bn_kernels *kernels = bn_kernels_now();
    if (phi->activation == BN_ACTIVATION_SOFTPLUS) {
        kernels->softplus_row(count, y, rate, slope);
        return;
    }
    if (phi->activation == BN_ACTIVATION_TANH) {
        kernels->hyperbolic_tangents((int64_t)count, y, rate);
        for (size_t i = 0; i < count; i++) slope[i] = 1.0 - rate[i] * rate[i];
        return;
    }
    const bool is_power = phi->activation == BN_ACTIVATION_THRESHOLD_POWER; // whose slope is power rate / y
    for (size_t i = 0; i < count; i++) {
        rate[i] = bn_phi_value(phi, y[i]);
        slope[i] = is_power && rate[i] > 0.0 ? phi->power * rate[i] / y[i] : bn_phi_slope(phi, y[i]);
    }
}

// Nodes from `edge` over `length` (of either sign), dense at the edge, where phi's argument is `from`.
static void place_side(bn_gaussian_series *series, double edge, double length, double from, double deviation,
                       size_t first)
{
    const double share = fabs(length) * BN_INVERSE_SQRT_2PI;
    double *z = series->dense.z + first, *y = series->now + first, *mass = series->dense.mass + first;
    for (size_t i = 0; i < NODES; i++) {
        z[i] = edge + length * series->at[i];
        y[i] = from + deviation * length * series->at[i];
    }
    bn_kernels_now()->bell_row(NODES, z, mass);
    for (size_t i = 0; i < NODES; i++) mass[i] *= share * series->weight[i];
    fill_rates(&series->phi, NODES, y, series->rate + first, series->slope + first);
}

// Whether phi is analytic within pi/2 of the real axis.
static bool is_analytic(bn_activation activation)
{
    return activation == BN_ACTIVATION_TANH || activation == BN_ACTIVATION_SIGMOID ||
           activation == BN_ACTIVATION_ERF || activation == BN_ACTIVATION_SOFTPLUS ||
           activation == BN_ACTIVATION_LINEAR;
}

// Evenly, where that is accurate: false where it is not.
static bool place_evenly(bn_gaussian_series *series, double mean, double deviation)
{
    int rule = 0;
    if (!is_analytic(series->phi.activation)) return false;
    while (rule < EVEN_RULES && deviation > even_rules[rule].most_deviation) rule++;
    if (rule == EVEN_RULES) return false;
    series->nodes = series->even[rule];
    for (size_t i = 0; i < series->nodes.count; i++) series->now[i] = mean + deviation * series->nodes.z[i];
    fill_rates(&series->phi, series->nodes.count, series->now, series->rate, series->slope);
    return true;
}

static void place_nodes(bn_gaussian_series *series, double mean, double deviation)
{
    if (place_evenly(series, mean, deviation)) return;
    const double edge = bn_kernel_clamp(-mean / deviation, REACH);
    const double from = fabs(edge) < REACH ? 0.0 : mean + deviation * edge; // without the error of a sum
    fill_rule(series);
    series->nodes = series->dense;
    place_side(series, edge, REACH - edge, from, deviation, 0);
    place_side(series, edge, -REACH - edge, from, deviation, NODES);
}

static bn_rate_moments moments_of_a_number(const bn_gaussian_series *series, double mean)
{
    const double rate = bn_phi_value(&series->phi, mean);
    const bool steep = mean == 0.0 && bn_is_steep(series->phi.activation, series->phi.power);
    const double slope = steep ? (double)INFINITY : bn_phi_slope(&series->phi, mean);
    const double nan_if_nan = mean - mean; // comparisons with thresholds would lose a NaN
    return (bn_rate_moments){rate + nan_if_nan, rate * rate + nan_if_nan, slope + nan_if_nan,
                             slope * slope + nan_if_nan};
}

bn_rate_moments bn_gaussian_series_moments(bn_gaussian_series *series, double mean, double variance)
{
    const double deviation = sqrt(variance);
    if (deviation == 0.0) return moments_of_a_number(series, mean);
    if (!isfinite(mean) || !isfinite(deviation)) return (bn_rate_moments){NAN, NAN, NAN, NAN};
    place_nodes(series, mean, deviation);
    bn_rate_moments moments;
    bn_kernels_now()->rate_moments(series->nodes.count, series->nodes.mass, series->rate, series->slope,
                                   &moments.mean, &moments.square, &moments.slope, &moments.slope_square);
    if (series->phi.activation != BN_ACTIVATION_ERF) return moments;
    bn_rate_moments closed = bn_erf_moments(mean, variance);
    if (isnan(closed.square)) closed.square = moments.square;
    return closed;
}

// Coefficients of phi' by quadrature, and from them those of phi, which is accurate for small deviations,
// too.
static size_t expand_at_nodes(bn_gaussian_series *series, double deviation, size_t stride, double *value,
                              double *slope, bn_gaussian_expansion *expansion)
{
    double rest = expansion->moments.square;
    double slope_rest = expansion->moments.slope_square;
    const double enough = SMALLEST_SHARE * rest;
    const double slope_enough = SMALLEST_SHARE * slope_rest;
    double a = expansion->moments.mean;
    double d = expansion->moments.slope;
    const bn_gaussian_nodes nodes = series->nodes;
    const bn_kernels *kernels = bn_kernels_now();
    for (size_t i = 0; i < nodes.count; i++) {
        series->now[i] = nodes.mass[i] * series->slope[i];
        series->before[i] = 0.0;
    }
    size_t n = 0;
    while (n < series->terms) {
        value[n * stride] = a;
        slope[n * stride] = d;
        rest -= a * a;
        slope_rest -= d * d;
        a = deviation * d / sqrt((double)(n + 1));
        d = kernels->hermite_step(n, nodes.count, nodes.z, series->now, series->before);
        n++;
        if (rest <= enough && slope_rest <= slope_enough) break;
    }
    expansion->rest = rest > 0.0 ? rest : 0.0;
    expansion->slope_rest = slope_rest > 0.0 ? slope_rest : 0.0;
    return n;
}

bn_gaussian_expansion bn_gaussian_series_expand(bn_gaussian_series *series, double mean, double variance,
                                                size_t stride, double *value, double *slope)
{
    bn_gaussian_expansion expansion = {.moments = bn_gaussian_series_moments(series, mean, variance),
                                       .used = 1};
    value[0] = expansion.moments.mean;
    slope[0] = expansion.moments.slope;
    if (variance > 0.0 && isfinite(expansion.moments.square))
        expansion.used = expand_at_nodes(series, sqrt(variance), stride, value, slope, &expansion);
    for (size_t n = expansion.used; n < series->terms; n++) value[n * stride] = slope[n * stride] = 0.0;
    return expansion;
}

void bn_gaussian_series_row(size_t used, size_t count, size_t stride, const double *value,
                            const double *slope, const double *value2, const double *slope2,
                            const double *rho, double *product, double *slopes, double *power)
{
    bn_kernels_now()->series_row(used, count, stride, value, slope, value2, slope2, rho, product, slopes,
                                 power);
}
