/* Normal: elementary functions of the normal distribution in double precision, without branches, tables and
   calls, so that a compiler can vectorise them.

   All of them are computed from exp and the scaled tail G(z) = Phi(-z) exp(z^2/2), z >= 0, and give NaN for
   NaN. */
#ifndef BN_NORMAL_H
#define BN_NORMAL_H

#include "engine/base/inline.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define BN_SQRT_2PI         2.50662827463100050242
#define BN_INVERSE_SQRT_2PI 0.398942280401432677940
#define BN_INVERSE_PI       0.318309886183790671538
#define BN_SQRT_HALF_PI     1.25331413731550025121

/* Beyond this many standard deviations the density is 0 and the distribution 0 or 1 in double precision. */
#define BN_FAR 40.0

BN_INLINE double bn_kernel_clamp(double x, double bound)
{
    x = x > bound ? bound : x;
    return x < -bound ? -bound : x;
}

/* exp(high + low) for |low| < 1e-3 and high <= 700; 0 below -708. Relative error < 3e-16. The Taylor series
   on |r| <= ln(2)/2, degree 13 (remainder 4e-18). */
BN_INLINE double bn_kernel_exp(double high, double low)
{
    const double rounder = 6755399441055744.0; // 1.5 * 2^52: adding and subtracting it rounds to an integer
    const double x = high < -708.0 ? -708.0 : high;
    const double shifted = x * 1.44269504088896340736 + rounder;
    const double n = shifted - rounder;
    // ln 2 in two parts; n times the first is exact
    const double r = (x - n * 6.93147180369123816490e-01) - (n * 1.90821492927058770002e-10 - low);
    double p = 1.0 / 6227020800.0;
    p = p * r + 1.0 / 479001600.0;
    p = p * r + 1.0 / 39916800.0;
    p = p * r + 1.0 / 3628800.0;
    p = p * r + 1.0 / 362880.0;
    p = p * r + 1.0 / 40320.0;
    p = p * r + 1.0 / 5040.0;
    p = p * r + 1.0 / 720.0;
    p = p * r + 1.0 / 120.0;
    p = p * r + 1.0 / 24.0;
    p = p * r + 1.0 / 6.0;
    p = p * r + 0.5;
    p = p * r * r + r + 1.0;
    uint64_t bits;
    uint64_t exponent;
    memcpy(&bits, &p, sizeof bits);
    memcpy(&exponent, &shifted, sizeof exponent);
    bits += exponent << 52;
    double value;
    memcpy(&value, &bits, sizeof value);
    value = high < -708.0 ? 0.0 : value;
    return high != high ? high : value;
}

/* exp(-x^2/2). x^2 is split, so that its rounding error does not grow in the tail: relative error < 4e-16. */
BN_INLINE double bn_kernel_bell(double x)
{
    const double bounded = bn_kernel_clamp(x, BN_FAR);
    const double coarse = (double)(float)bounded; // its square is exact
    return bn_kernel_exp(-0.5 * coarse * coarse, -0.5 * (bounded - coarse) * (bounded + coarse));
}

/* G(z) = Phi(-z) exp(z^2/2) for finite z >= 0, relative error < 5e-16: (1 + sqrt(pi/2) z) G(z) is nearly
   constant; its Chebyshev series in y = (z-5)/(z+5), cut at degree 23 (remainder 3e-17), in powers of y. */
BN_INLINE double bn_kernel_scaled_tail(double z)
{
    const double y = (z - 5.0) / (z + 5.0);
    double p = -4.9397628932993862e-10;
    p = p * y - 3.2182559524363197e-10;
    p = p * y + 5.7142401900676209e-09;
    p = p * y + 4.1885769287753291e-09;
    p = p * y - 4.0313193399205441e-08;
    p = p * y - 3.0340126431426153e-08;
    p = p * y + 2.5598544761246232e-07;
    p = p * y + 1.4091848316587171e-07;
    p = p * y - 1.7003198490531098e-06;
    p = p * y + 8.2727901402259953e-08;
    p = p * y + 1.1676544640723854e-05;
    p = p * y - 1.4085998546740753e-05;
    p = p * y - 6.7430653527221417e-05;
    p = p * y + 0.00024382908494219354;
    p = p * y - 2.4248903395004293e-05;
    p = p * y - 0.0021562604681583798;
    p = p * y + 0.0087767105465376138;
    p = p * y - 0.021290937367442007;
    p = p * y + 0.036683594923322793;
    p = p * y - 0.045211237669330849;
    p = p * y + 0.033025119242714708;
    p = p * y + 0.0094889284822306085;
    p = p * y - 0.078403942272962684;
    p = p * y + 0.5589395667632957;
    return p / (1.0 + BN_SQRT_HALF_PI * z);
}

/* Phi(x). */
BN_INLINE double bn_kernel_cdf(double x)
{
    const double tail = bn_kernel_bell(x) * bn_kernel_scaled_tail(fabs(bn_kernel_clamp(x, BN_FAR)));
    return x > 0.0 ? 1.0 - tail : tail;
}

#endif
