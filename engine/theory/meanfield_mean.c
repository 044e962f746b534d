/* Mean field, the mean mode: m' = -m + b (I - J0 nu(m)), one number, but by far the fastest mode of the
   network. The stiff step holds the variance, as every quantity but m is held over a step, and takes substeps
   short against the mode's time constant; for activations other than relu, nu(m) nearby comes from the
   present series. */
#include "engine/theory/meanfield_internal.h"

#include "engine/theory/gaussian.h"

#include <math.h>

enum { SUBSTEPS_PER_RATE = 16, LEAST_SUBSTEPS = 4, MOST_SUBSTEPS = 256 }; // of a step of dt

#define LARGEST_SHIFT 3.0 // deviations over which the series at one mean gives the moments at another

static double mean_rate_of_change(const bn_meanfield *theory, double mean, double rate, double input)
{
    const bn_meanfield_def *def = &theory->def;
    return -mean + def->balance * (input - def->coupling * (rate + theory->fluctuation));
}

// E[phi] and E[phi'] at another mean, from the series at the present one: E[phi(m + d + s z)] = sum a_n
// (d/s)^n / sqrt(n!).
static bn_rate_moments shifted_moments(const bn_meanfield *theory, double shift)
{
    bn_rate_moments moments = {0};
    double factor = 1.0;
    for (int64_t n = 0; n < theory->def.terms; n++) {
        moments.mean += theory->value_now[n] * factor;
        moments.slope += theory->slope_now[n] * factor;
        factor *= shift / sqrt((double)(n + 1));
        if (fabs(factor) < 1e-20) break;
    }
    return moments;
}

static bn_rate_moments moments_at(bn_meanfield *theory, double mean, double now, double variance)
{
    if (bn_is_relu(theory->def.activation, theory->def.activation_power))
        return bn_relu_moments(mean, variance);
    const double shift = (mean - now) / sqrt(variance);
    if (fabs(shift) <= LARGEST_SHIFT) return shifted_moments(theory, shift);
    return bn_gaussian_series_moments(&theory->series, mean, variance);
}

/* m' = f(m) with the variance held, by steps m += h (e^z - 1)/z f, z = -h (1 + b J0 E[phi']): exact where phi
   is linear, of second order and stable at every rate. */
static double stiff_mean(bn_meanfield *theory, double now, double variance, const double input[4])
{
    const double loop = theory->def.balance * theory->def.coupling;
    bn_rate_moments moments = theory->moments;
    double mean = now;
    const double longest = theory->def.dt / LEAST_SUBSTEPS;
    const double shortest = theory->def.dt / MOST_SUBSTEPS;
    double left = theory->def.dt;
    while (left > 0.0) {
        const double decay = 1.0 + loop * moments.slope;
        const double wanted = 1.0 / (SUBSTEPS_PER_RATE * decay);
        const double step = fmin(left, fmax(shortest, fmin(longest, wanted)));
        const double done = 1.0 - (left - 0.5 * step) / theory->def.dt; // half way through this substep
        const double input_now = input[0] + done * (input[1] + done * (input[2] + done * input[3]));
        const double change = mean_rate_of_change(theory, mean, moments.mean, input_now);
        mean += -expm1(-step * decay) / decay * change;
        left -= step;
        if (left > 0.0) moments = moments_at(theory, mean, now, variance);
    }
    return mean;
}

bn_status bn_meanfield_next_mean(bn_meanfield *theory, const double input[4], double *mean)
{
    const bn_meanfield_def *def = &theory->def;
    const int64_t newest = theory->length - 1;
    const double now = bn_meanfield_column_of(theory, BN_COLUMN_MEAN)[newest];
    *mean = now;
    if (bn_meanfield_is_delayed(theory)) {
        *mean +=
            def->dt * (-now + def->balance * (input[0] - def->coupling * bn_meanfield_heard_rate(theory)));
        return bn_ok();
    }
    if (def->mean_step == BN_MEAN_STIFF) {
        *mean = stiff_mean(theory, now, bn_meanfield_column_of(theory, BN_COLUMN_VARIANCE)[newest], input);
        return bn_ok();
    }
    const double decay = 1.0 + def->balance * def->coupling * theory->moments.slope;
    if (decay * def->dt >= 2.0)
        return bn_fault(
            BN_EINVAL,
            "the mean mode is too stiff for dt = %g at t = %.6g: it decays at the rate 1 + b J0 <phi'> "
            "= %.4g, and an Euler step needs dt < %.3g (dt <= %.3g does, or the stiff mean step)",
            def->dt, bn_meanfield_time(theory), decay, 2.0 / decay, 1.0 / decay);
    *mean += def->dt * mean_rate_of_change(theory, now, theory->moments.mean, input[0]);
    return bn_ok();
}
