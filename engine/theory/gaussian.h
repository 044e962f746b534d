/* Gaussian: the normal distribution and the moments of a rectified normal variable, in closed form.

   All functions return NaN for NaN and take infinities. Values below 1e-307 are given as 0. */
#ifndef BN_GAUSSIAN_H
#define BN_GAUSSIAN_H

/* The normal density; relative error < 5e-16. */
double bn_normal_pdf(double x);

/* The normal distribution function Phi; relative error < 1e-15, the lower tail included. */
double bn_normal_cdf(double x);

/* R1(x) = E[relu(x + z)] = x Phi(x) + pdf(x), z standard normal. Relative error <
   2e-15 (1 + x^2) for x < 0. */
double bn_relu_first(double x);

/* R2(x) = E[relu(x + z)^2] = (1 + x^2) Phi(x) + x pdf(x). Relative error < 2e-15 (1 + x^4) for x < 0. */
double bn_relu_second(double x);

/* The moments of a rate phi(y), y normal: E[phi], E[phi^2], E[phi'] and E[phi'^2]. */
typedef struct {
    double mean, square, slope, slope_square;
} bn_rate_moments;

/* Those of relu at the given mean and variance: sqrt(v) R1, v R2 and Phi at m / sqrt(v), and their limits for
   v = 0, where the slope at m = 0 is 0. A negative variance gives NaN. */
bn_rate_moments bn_relu_moments(double mean, double variance);

#endif
