/* Populations, the law of a unit: the integrals of the theory with one population, relu in closed form and any
   other activation by its series. Derivatives by mean and variance are differences of integrals, which
   Newton's steps need to a few digits alone. */
#include "engine/kernels/kernels.h"
#include "engine/theory/gaussian_pair.h"
#include "engine/theory/populations_internal.h"

#include <math.h>

#define DIFFERENCE 1e-6 // of a mean in deviations, of a variance as a share of itself

static bool is_closed(const bn_populations *theory)
{
    return bn_is_relu(theory->def.activation, theory->def.activation_power);
}

static bn_rate_moments moments_at(bn_populations *theory, double mean, double variance)
{
    if (is_closed(theory)) return bn_relu_moments(mean, variance);
    return bn_gaussian_series_moments(&theory->series, mean, variance);
}

bn_population_law bn_population_law_at(bn_populations *theory, double mean, double variance)
{
    const double by = variance > 0.0 ? DIFFERENCE * sqrt(variance) : DIFFERENCE * (1.0 + fabs(mean));
    const double more = variance > 0.0 ? DIFFERENCE * variance : DIFFERENCE * DIFFERENCE;
    const bn_rate_moments at = moments_at(theory, mean, variance);
    const bn_rate_moments beside = moments_at(theory, mean + by, variance);
    const bn_rate_moments above = moments_at(theory, mean, variance + more);
    return (bn_population_law){.rate = at.mean,
                               .square = at.square,
                               .rate_by_mean = at.slope,
                               .rate_by_variance = (above.mean - at.mean) / more,
                               .square_by_mean = (beside.square - at.square) / by,
                               .square_by_variance = (above.square - at.square) / more,
                               .slope_square = at.slope_square};
}

// --- rows ---

static double at_most_one(double rho)
{
    const double low = rho < -1.0 ? -1.0 : rho;
    return low > 1.0 ? 1.0 : low;
}

// Both integrals at `count` covariances, each times `scale`.
static bn_rate_moments integrate_row(bn_populations *theory, double mean, double variance, double scale,
                                     const double *covariance, double *product, double *slopes)
{
    const size_t count = (size_t)theory->points + 1;
    double *const means = theory->row, *const variances = means + count, *const scaled = variances + count;
    if (is_closed(theory)) {
        for (size_t i = 0; i < count; i++) {
            means[i] = mean;
            variances[i] = variance;
            scaled[i] = scale * covariance[i];
        }
        bn_relu_row(count, means, variances, scaled, mean, variance, product, slopes);
        return bn_relu_moments(mean, variance);
    }
    const bn_gaussian_expansion expansion =
        bn_gaussian_series_expand(&theory->series, mean, variance, 1, theory->value, theory->slope);
    for (size_t n = 0; n < expansion.used; n++) {
        theory->value[n] *= theory->value[n];
        theory->slope[n] *= theory->slope[n];
    }
    theory->value[expansion.used] = expansion.rest; // what remains, as if it belonged to the next power
    theory->slope[expansion.used] = expansion.slope_rest;
    for (size_t i = 0; i < count; i++) scaled[i] = at_most_one(scale * covariance[i] / variance);
    bn_kernels_now()->two_powers_row(expansion.used + 1, theory->value, theory->slope, count, scaled, product,
                                     slopes);
    return expansion.moments;
}

bn_population_law bn_population_integrate(bn_populations *theory, int64_t population, double mean)
{
    const int64_t count = theory->points + 1;
    const int64_t first = population * (BN_POPULATIONS_POINTS + 1);
    const double *c = theory->covariance + first;
    double *product = theory->product + first, *slopes = theory->slopes + first;
    double *by_mean = theory->by_mean + first, *by_variance = theory->by_variance + first;
    double *unused = theory->row + 3 * count;
    const double variance = c[0], by = DIFFERENCE * sqrt(variance), more = DIFFERENCE * variance;
    integrate_row(theory, mean + by, variance, 1.0, c, by_mean, unused);
    // at the same correlation: at the same covariance the derivative is singular at T = 0
    const bn_rate_moments above =
        integrate_row(theory, mean, variance + more, 1.0 + DIFFERENCE, c, by_variance, unused);
    const bn_rate_moments at = integrate_row(theory, mean, variance, 1.0, c, product, slopes);
    for (int64_t i = 0; i < count; i++) {
        by_mean[i] = (by_mean[i] - product[i]) / by;
        by_variance[i] = (by_variance[i] - product[i]) / more - c[i] / variance * slopes[i];
    }
    return (bn_population_law){.rate = at.mean,
                               .square = at.square,
                               .rate_by_mean = at.slope,
                               .rate_by_variance = (above.mean - at.mean) / more,
                               .slope_square = at.slope_square};
}
