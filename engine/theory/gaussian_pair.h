/* Gaussian pairs: the bivariate normal distribution, and what relu makes of two correlated normal variables,
   in closed form and over a row of pairs at once.

   With h = m1/sqrt(v1), k = m2/sqrt(v2), rho = c/sqrt(v1 v2), s = sqrt(1 - rho^2), P = Phi2(h, k; rho):

       E[step step] = P
       E[relu relu] = (m1 m2 + c) P
                    + m2 sqrt(v1) pdf(h) Phi((k - rho h)/s) + m1 sqrt(v2) pdf(k) Phi((h - rho k)/s)
                    + sqrt(v1 v2) s/(2 pi) exp(-(h^2 - 2 rho h k + k^2)/(2 s^2))

   (Rosenbaum 1961; Cho and Saul 2009 for m = 0). The derivative of the second by c is the first (Price 1958).

   Absolute error of P < 1e-15, of E[relu relu] < 1e-14 (sqrt(v1) + |m1|) (sqrt(v2) + |m2|), at every h, k and
   rho in [-1, 1]. |rho| > 1 counts as 1; a variance of 0 is its limit; NaN in any number, or a negative
   variance, gives NaN. */
#ifndef BN_GAUSSIAN_PAIR_H
#define BN_GAUSSIAN_PAIR_H

#include <stddef.h>

/* Phi2(h, k; rho) = Prob(x < h, y < k) for standard normal x, y of correlation rho. */
double bn_normal_cdf2(double h, double k, double rho);

/* E[relu(y1) relu(y2)] into *product and E[step(y1) step(y2)] into *slopes. */
void bn_relu_pair(double mean1, double variance1, double mean2, double variance2, double covariance,
                  double *product, double *slopes);

/* The same for `count` first variables against one second. mean, variance, covariance: count, in;
   product, slopes: count, out; no array may overlap another. */
void bn_relu_row(size_t count, const double *mean, const double *variance, const double *covariance,
                 double mean2, double variance2, double *product, double *slopes);

#endif
