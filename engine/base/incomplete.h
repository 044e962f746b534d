/* Incomplete: the incomplete gamma and beta functions, from which the tails of the distributions of statistics follow.
   NIST Digital Library of Mathematical Functions (DLMF), chapters 8.2 and 8.17.

   Parameters are more than 0 and at most BN_INCOMPLETE_MOST. Both tails come at once, since what is left of 1 beside
   a small one has lost its digits; the smaller one is within 1e-13 for parameters from 0.1 to 1e3, within 1e-9 up to
   BN_INCOMPLETE_MOST, and within 1e-14 over the parameter below 0.1. NaN gives NaN. */
#ifndef BN_INCOMPLETE_H
#define BN_INCOMPLETE_H

#define BN_INCOMPLETE_MOST 1e9

typedef struct {
    double lower, upper; // their sum is 1
} bn_tails;

/* x^a e^-x / Gamma(a), x >= 0: x times the density of a gamma distribution. */
double bn_gamma_front(double a, double x);

/* x^a y^b / B(a, b), y = 1 - x, which may be known better than x: x y times the density of a beta distribution. */
double bn_beta_front(double a, double b, double x, double y);

/* The regularised functions P(a, x) and Q(a, x), x >= 0. */
bn_tails bn_incomplete_gamma(double a, double x);

/* The regularised functions I_x(a, b) and I_y(b, a). */
bn_tails bn_incomplete_beta(double a, double b, double x, double y);

/* The same at x / y = e^logit, also where x or y is too small for a double. */
bn_tails bn_incomplete_beta_at(double a, double b, double logit);

/* The x at which P(a, x) and Q(a, x) are these tails: the smaller of them decides. */
double bn_incomplete_gamma_inverse(double a, bn_tails tails);

/* ln(x / y) where I_x(a, b) and I_y(b, a) are these tails, -infinity to infinity: x and y both follow to the last
   digits. */
double bn_incomplete_beta_inverse(double a, double b, bn_tails tails);

#endif
