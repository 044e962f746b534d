/* Stationary, the law of a unit: closed forms for relu, and for erf with a mean of 0; a series of Hermite
   polynomials else, read in lanes. The mean that balances is found by Newton's steps between bounds: the
   excess of m over b I0 - b J0 nu grows with m at least as fast as m itself. */
#include "engine/theory/gaussian_erf.h"
#include "engine/theory/gaussian_pair.h"
#include "engine/theory/stationary_internal.h"

#include <math.h>

enum { MOST_NEWTON = 100, LANES = 4 };

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
    law.used = expansion.used;
    law.rest = expansion.rest;
    law.slope_rest = expansion.slope_rest;
    for (size_t n = 0; n < law.used; n++) {
        theory->value[n] *= theory->value[n];
        theory->slope[n] *= theory->slope[n];
    }
    return law;
}

void bn_unit_pair(const bn_unit_law *law, double u, double *product, double *slopes)
{
    if (bn_law_is_closed(law->theory)) {
        bn_relu_pair(law->mean, law->variance, law->mean, law->variance, u, product, slopes);
        return;
    }
    if (is_arcsine(law->theory, law->mean)) {
        *product = bn_erf_product(law->variance, law->variance, u);
        *slopes = bn_erf_slopes(0.0, law->variance, 0.0, law->variance, u);
        return;
    }
    const double rho = u / law->variance;
    double power[LANES] = {1.0, rho, rho * rho, rho * rho * rho}, next = power[2] * power[2];
    double value[LANES] = {0.0}, slope[LANES] = {0.0};
    for (size_t n = 0; n < law->used; n += LANES) // terms that are not used are 0
        for (size_t j = 0; j < LANES; j++) {
            value[j] += law->theory->value[n + j] * power[j];
            slope[j] += law->theory->slope[n + j] * power[j];
            power[j] *= next;
        }
    // the terms beyond, as if they were all the next one: exact at rho = 1, too large by less than themselves
    // below
    *product = (value[0] + value[1]) + (value[2] + value[3]) + law->rest * power[0];
    *slopes = (slope[0] + slope[1]) + (slope[2] + slope[3]) + law->slope_rest * power[0];
}

// --- the mean that balances ---

typedef struct {
    double excess, slope; // of m over b I0 - b J0 nu(m, variance)
} imbalance;

static imbalance imbalance_at(bn_stationary *theory, double mean, double variance)
{
    const bn_stationary_def *def = &theory->def;
    const bn_rate_moments moments = def->activation == BN_ACTIVATION_ERF // of which E[phi^2] alone needs nodes
                                        ? bn_erf_moments(mean, variance)
                                        : bn_unit_moments(theory, mean, variance);
    return (imbalance){mean - def->balance * (def->input_mean - def->coupling * moments.mean),
                       1.0 + def->balance * def->coupling * moments.slope};
}

double bn_balanced_mean(bn_stationary *theory, double variance)
{
    double mean = theory->def.balance * theory->def.input_mean;
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
    return mean;
}
