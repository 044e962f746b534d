/* Gaussian integrals of the error function, as they stand in the header. */
#include "engine/theory/gaussian_erf.h"

#include "engine/kernels/activation.h"

#include <math.h>

static const double half_pi = 1.57079632679489661923;

double bn_erf_product(double variance1, double variance2, double covariance)
{
    const double scale = sqrt((1.0 + half_pi * variance1) * (1.0 + half_pi * variance2));
    return asin(half_pi * covariance / scale) / half_pi;
}

double bn_erf_slopes(double mean1, double variance1, double mean2, double variance2, double covariance)
{
    const double A1 = 1.0 + half_pi * variance1, A2 = 1.0 + half_pi * variance2, R = half_pi * covariance;
    // A1 A2 - R^2, with nothing lost where the correlation is 1 and the variances are large
    const double D = 1.0 + half_pi * (variance1 + variance2) +
                     half_pi * half_pi * (variance1 * variance2 - covariance * covariance);
    const double distance = A2 * mean1 * mean1 - 2.0 * R * mean1 * mean2 + A1 * mean2 * mean2;
    return exp(-0.5 * half_pi * distance / D) / sqrt(D);
}

bn_rate_moments bn_erf_moments(double mean, double variance)
{
    const double A = 1.0 + half_pi * variance;
    return (bn_rate_moments){
        .mean = bn_activation_value(BN_ACTIVATION_ERF, 1.0, mean / sqrt(A)),
        .square = mean == 0.0 ? bn_erf_product(variance, variance, variance) : (double)NAN,
        .slope = exp(-0.5 * half_pi * mean * mean / A) / sqrt(A),
        .slope_square = bn_erf_slopes(mean, variance, mean, variance, variance),
    };
}
