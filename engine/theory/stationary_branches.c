/* Several stationary states: changes of sign are sought over variances that grow by factors of 4, which finds states
   that lie further apart than that. Below: the reasons why there may be no state. */
#include "engine/theory/stationary_internal.h"

#include <math.h>
#include <stdio.h>

#define LEAST_VARIANCE 1e-12

enum { VARIANCES = 60 }; // 1e-12 times 4 as often is BN_STATIONARY_MOST_VARIANCE

bool bn_grows_as_relu(const bn_stationary_def *def)
{
    return def->activation == BN_ACTIVATION_SOFTPLUS || bn_is_relu(def->activation, def->activation_power);
}

bool bn_stationary_grows(const bn_stationary_def *def)
{
    double critical;
    if (def->activation == BN_ACTIVATION_LINEAR) return def->gain >= 1.0;
    if (!bn_grows_as_relu(def) || def->gain * def->gain <= 2.0) return false;
    if (!(def->coupling > 0.0)) return true;
    return bn_stationary_critical_balance(def, &critical).code == BN_OK && def->balance <= critical;
}

void bn_stationary_growth_text(const bn_stationary_def *def, char *text, size_t size)
{
    double critical = 0.0;
    *text = '\0';
    if (def->activation == BN_ACTIVATION_LINEAR && def->gain >= 1.0)
        snprintf(text, size, "; a linear network does for g >= 1, g is %g", def->gain);
    if (def->activation == BN_ACTIVATION_THRESHOLD_POWER && def->activation_power > 1.0)
        snprintf(text, size, "; with a power above 1 (%g) it does from a large enough state, whatever b is",
                 def->activation_power);
    if (!bn_grows_as_relu(def) || bn_stationary_critical_balance(def, &critical).code != BN_OK) return;
    if (def->balance > critical) return; // it does not
    snprintf(text, size, "; %s does for b <= b_c = %.4g at g = %g, b is %g",
             bn_is_relu(def->activation, def->activation_power)
                 ? "relu"
                 : "softplus, which is relu at large activity,",
             critical, def->gain, def->balance);
}

double bn_most_variance(const bn_stationary_def *def)
{
    const bool bounded = def->activation == BN_ACTIVATION_TANH || def->activation == BN_ACTIVATION_SIGMOID ||
                         def->activation == BN_ACTIVATION_ERF ||
                         def->activation == BN_ACTIVATION_ASYMMETRIC_TANH;
    const double rest = 0.5 * def->noise * def->noise + def->input_spread * def->input_spread;
    return bounded ? def->gain * def->gain + rest : BN_STATIONARY_MOST_VARIANCE;
}

bn_crossings bn_find_crossings(bn_function f, void *context, double most)
{
    bn_crossings found = {.last_falls = INFINITY};
    bool above = false;
    double v = LEAST_VARIANCE;
    for (int i = 0; i < VARIANCES && (i == 0 || v < 4.0 * most); i++, v *= 4.0) {
        const double value = f(context, v);
        if (value > 0.0 && !above) {
            if (found.states++ == 0) {
                found.high = v;
                found.low = v > LEAST_VARIANCE ? 0.25 * v : 1e-12 * v;
            }
            found.last_falls = INFINITY;
        }
        if (!(value > 0.0) && above) found.last_falls = v;
        above = value > 0.0;
    }
    if (isfinite(found.last_falls))
        found.last_falls = bn_root(f, context, 0.25 * found.last_falls, found.last_falls);
    return found;
}
