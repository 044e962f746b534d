/* Gaussian integrals of the error function: phi(y) = erf(sqrt(pi)/2 y), whose slope is exp(-pi y^2/4).

   With A = 1 + pi v/2 (Williams 1998, by integrals of a product of normal distribution functions):
       E[phi] = erf(sqrt(pi)/2 m / sqrt(A)),   E[phi'] = exp(-pi m^2/(4 A)) / sqrt(A)
       E[phi'^2] = exp(-pi m^2/(2 (1 + pi v))) / sqrt(1 + pi v)
   and for two variables of covariance c with R = pi c/2 and D = A1 A2 - R^2
       E[phi1' phi2'] = exp(-pi (A2 m1^2 - 2 R m1 m2 + A1 m2^2)/(4 D)) / sqrt(D)
       E[phi1 phi2] = 2/pi asin(R/sqrt(A1 A2)), for means of 0 alone. */
#ifndef BN_GAUSSIAN_ERF_H
#define BN_GAUSSIAN_ERF_H

#include "engine/theory/gaussian.h"

/* The moments at a variance of at least 0, but for E[phi^2], which is NaN unless the mean is 0. */
bn_rate_moments bn_erf_moments(double mean, double variance);

/* E[phi1' phi2'], for |c| <= sqrt(v1 v2). */
double bn_erf_slopes(double mean1, double variance1, double mean2, double variance2, double covariance);

/* E[phi1 phi2] for means of 0, likewise. */
double bn_erf_product(double variance1, double variance2, double covariance);

#endif
