/* Stationary, the law of a unit: closed forms for relu, and for erf with a mean of 0; a series of Hermite
   polynomials else, a sum of powers of the correlation. The mean that balances is found by Newton's steps between
   bounds: the excess of m over b I0 - b J0 nu grows with m at least as fast as m itself. */
#include "engine/kernels/kernels.h"
#include "engine/theory/gaussian_erf.h"
#include "engine/theory/gaussian_pair.h"
#include "engine/theory/stationary_internal.h"

#include <math.h>

enum { MOST_NEWTON = 100, ROW = 64 };

bool bn_law_is_closed(const bn_stationary *theory)
{
    return bn_is_relu(theory->def.activation, theory->def.activation_power);
}

// Whether the pairs of erf are an arcsine: with a mean of 0, as without balance.
static bool is_arcsine(const bn_stationary *theory, double mean)
{
    return theory->def.activation == BN_ACTIVATION_ERF && mean == 0.0;
}

bn_rate_moments bn_unit_moments(bn_stationary *theory, double mean, double variance)
{
    if (bn_law_is_closed(theory)) return bn_relu_moments(mean, variance);
    if (is_arcsine(theory, mean)) return bn_erf_moments(mean, variance);
    return bn_gaussian_series_moments(&theory->series, mean, variance);
}

double bn_quenched(const bn_stationary *theory, double rate)
{
    const bn_stationary_def *def = &theory->def;
    return def->input_spread * def->input_spread - def->fixed_in_degree * def->gain * def->gain * rate * rate;
}

static void set_moments(bn_unit_law *law, bn_rate_moments moments)
{
    law->moments = moments;
    law->quenched = bn_quenched(law->theory, moments.mean);
}

bn_unit_law bn_unit_law_at(bn_stationary *theory, double mean, double variance)
{
    bn_unit_law law = {.theory = theory, .mean = mean, .variance = variance};
    if (bn_law_is_closed(theory)) {
        set_moments(&law, bn_relu_moments(mean, variance));
        return law;
    }
    if (is_arcsine(theory, mean)) {
        set_moments(&law, bn_erf_moments(mean, variance));
        return law;
    }
    const bn_gaussian_expansion expansion =
        bn_gaussian_series_expand(&theory->series, mean, variance, 1, theory->value, theory->slope);
    set_moments(&law, expansion.moments);
    law.rest = expansion.rest;
    for (size_t n = 0; n < expansion.used; n++) {
        theory->value[n] *= theory->value[n];
        theory->slope[n] *= theory->slope[n];
    }
    // the terms beyond, as if they were all the next one: exact at rho = 1, too large by less than themselves
    // below
    theory->value[expansion.used] = expansion.rest;
    theory->slope[expansion.used] = expansion.slope_rest;
    law.terms = expansion.used + 1;
    for (; law.terms % BN_POWER_LANES != 0; law.terms++)
        theory->value[law.terms] = theory->slope[law.terms] = 0.0;
    return law;
}

// The pair of an activation with a closed form; false where there is none.
static bool closed_pair(const bn_unit_law *law, double u, double *product, double *slopes)
{
    if (bn_law_is_closed(law->theory)) {
        bn_relu_pair(law->mean, law->variance, law->mean, law->variance, u, product, slopes);
        return true;
    }
    if (!is_arcsine(law->theory, law->mean)) return false;
    *product = bn_erf_product(law->variance, law->variance, u);
    *slopes = bn_erf_slopes(0.0, law->variance, 0.0, law->variance, u);
    return true;
}

void bn_unit_pair(const bn_unit_law *law, double u, double *product, double *slopes)
{
    if (closed_pair(law, u, product, slopes)) return;
    bn_kernels_now()->two_powers(law->terms, law->theory->value, law->theory->slope, u / law->variance,
                                 product, slopes);
}

void bn_unit_pairs(const bn_unit_law *law, size_t count, const double *u, double *product, double *slopes)
{
    double rho[ROW];
    for (size_t first = 0; first < count; first += ROW) {
        const size_t have = count - first < ROW ? count - first : ROW;
        bool closed = true;
        for (size_t i = 0; i < have && closed; i++)
            closed = closed_pair(law, u[first + i], &product[first + i], &slopes[first + i]);
        if (closed) continue;
        for (size_t i = 0; i < have; i++) rho[i] = u[first + i] / law->variance;
        bn_kernels_now()->two_powers_row(law->terms, law->theory->value, law->theory->slope, have, rho,
                                         product + first, slopes + first);
    }
}

double bn_unit_force(const bn_unit_law *law, double u, double *potential)
{
    const double gain = law->theory->def.gain;
    double product, slopes;
    bn_unit_pair(law, u, &product, &slopes);
    *potential = 1.0 - gain * gain * slopes;
    return u - gain * gain * product - law->quenched;
}

// --- the mean that balances ---

typedef struct {
    double excess, slope; // of m over b I0 - b J0 nu(m, variance)
} imbalance;

static imbalance imbalance_at(bn_stationary *theory, double mean, double variance)
{
    const bn_stationary_def *def = &theory->def;
    const bn_rate_moments moments =
        def->activation == BN_ACTIVATION_ERF // of which E[phi^2] alone needs nodes
            ? bn_erf_moments(mean, variance)
            : bn_unit_moments(theory, mean, variance);
    return (imbalance){mean - def->balance * (def->input_mean - def->coupling * moments.mean),
                       1.0 + def->balance * def->coupling * moments.slope};
}

double bn_balanced_mean(bn_stationary *theory, double variance)
{
    double mean = theory->near_mean;
    imbalance at = imbalance_at(theory, mean, variance);
    double low = at.excess > 0.0 ? mean - at.excess : mean, high = at.excess > 0.0 ? mean : mean - at.excess;
    // the error left is as the square of the last step; a closed form costs little to the last digit
    const double enough = bn_law_is_closed(theory) ? 0.0 : 1e-10 * sqrt(variance);
    if (!isfinite(at.excess)) return mean;
    for (int i = 0; i < MOST_NEWTON && at.excess != 0.0; i++) {
        const double before = mean;
        mean -= at.excess / at.slope;
        if (!(mean > low && mean < high)) mean = 0.5 * (low + high);
        if (fabs(mean - before) <= fmax(1e-16 * fabs(mean), enough)) break;
        at = imbalance_at(theory, mean, variance);
        if (at.excess > 0.0)
            high = mean;
        else
            low = mean;
    }
    theory->near_mean = mean;
    return mean;
}
