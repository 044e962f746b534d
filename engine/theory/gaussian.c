/* Gaussian: the functions of kernels/normal, one number at a time. The moments of a rectified variable are
   written with the factor exp(-x^2/2) taken out below zero, where the two terms of each formula nearly
   cancel: the remaining difference is then accurate to rounding. */
#include "engine/theory/gaussian.h"

#include "engine/kernels/normal.h"

#include <math.h>

double bn_normal_pdf(double x)
{
    return BN_INVERSE_SQRT_2PI * bn_kernel_bell(x);
}

double bn_normal_cdf(double x)
{
    return bn_kernel_cdf(x);
}

double bn_relu_first(double x)
{
    if (x < -BN_FAR) return 0.0;
    if (x > BN_FAR) return x;
    const double bell = bn_kernel_bell(x);
    const double tail = bn_kernel_scaled_tail(fabs(x));
    const double below = bell * (BN_INVERSE_SQRT_2PI - fabs(x) * tail);
    return x > 0.0 ? x + below : below; // R1(x) = x + R1(-x)
}

double bn_relu_second(double x)
{
    if (x < -BN_FAR) return 0.0;
    if (x > BN_FAR) return 1.0 + x * x;
    const double bell = bn_kernel_bell(x);
    const double tail = bn_kernel_scaled_tail(fabs(x));
    const double below = bell * ((1.0 + x * x) * tail - fabs(x) * BN_INVERSE_SQRT_2PI);
    return x > 0.0 ? (1.0 + x * x) - below : below; // R2(x) = 1 + x^2 - R2(-x)
}

bn_rate_moments bn_relu_moments(double mean, double variance)
{
    const double deviation = sqrt(variance);
    if (deviation == 0.0) {
        const double rate = mean < 0.0 ? 0.0 : mean;
        const double slope = mean > 0.0 ? 1.0 : mean - mean; // 0 or NaN
        return (bn_rate_moments){rate, rate * rate, slope, slope};
    }
    const double x = mean / deviation;
    if (x > BN_FAR) return (bn_rate_moments){mean, mean * mean + variance, 1.0, 1.0};
    const double slope = bn_normal_cdf(x);
    return (bn_rate_moments){deviation * bn_relu_first(x), variance * bn_relu_second(x), slope, slope};
}
