/* Spectrum limits: quantiles of the distributions of averages of independent segments. */
#include "engine/analysis/spectrum_limits.h"

#include "engine/analysis/distribution.h"

#include <math.h>

static double quantile(bn_distribution_kind kind, double a, double b, double below)
{
    return bn_distribution_quantile(kind, a, b, (bn_tails){below, 1.0 - below});
}

bn_limits bn_density_limits(double confidence, double segments, bool real)
{
    const double degrees = real ? segments : 2.0 * segments, beyond = 0.5 * (1.0 - confidence);
    return (bn_limits){degrees / quantile(BN_CHI_SQUARED, degrees, 0.0, 1.0 - beyond),
                       degrees / quantile(BN_CHI_SQUARED, degrees, 0.0, beyond)};
}

bn_limits bn_coherence_limits(double confidence, double segments, double coherence)
{
    const double width = quantile(BN_NORMAL, 0.0, 0.0, 0.5 * (1.0 + confidence)) / sqrt(2.0 * segments);
    const double middle = atanh(sqrt(coherence));
    const double low = tanh(fmax(0.0, middle - width)), high = tanh(middle + width);
    return isnan(coherence) ? (bn_limits){NAN, NAN} : (bn_limits){low * low, high * high};
}

double bn_coherence_threshold(double confidence, double segments)
{
    return -expm1(log1p(-confidence) / (segments - 1.0));
}

double bn_gain_error(double confidence, double segments, double coherence)
{
    const double degrees = 2.0 * segments - 2.0;
    const double most = quantile(BN_FISHER, 2.0, degrees, confidence);
    return sqrt(2.0 / degrees * most * (1.0 - coherence) / coherence);
}
