/* Theory kernels: loops of the mean-field theory and of Lyapunov spectra, in double precision and without
   fused operations. Output arrays must not overlap other arrays. */
#ifndef BN_THEORY_KERNELS_H
#define BN_THEORY_KERNELS_H

#include <stddef.h>
#include <stdint.h>

enum { BN_POWER_LANES = 16 }; // of two_powers

/* relu_row: as bn_relu_row of gaussian_pair.h.
   normal_cdf2: as bn_normal_cdf2 of gaussian_pair.h.
   hermite_step: he_(n+1) = (z he_n - sqrt(n) he_(n-1)) / sqrt(n+1), on `count` products with he_n and
   he_(n-1) in `now` and `before`, a multiple of 8; returns the sum of the new products.
   rate_moments: the sums of mass times phi, phi^2, phi' and phi'^2 over `count` nodes, a multiple of 8.
   series_row: as bn_gaussian_series_row of gaussian_series.h.
   two_powers: sum_n a_n x^n and sum_n b_n x^n over `terms` terms, a multiple of BN_POWER_LANES.
   two_powers_row: the same at `count` numbers x, for any number of terms.
   bell_row: y = exp(-z^2/2), relative error < 4e-16.
   softplus_row: value = ln(1 + e^y), relative error < 1e-15, and its slope 1/(1 + e^-y); NaN for NaN.
   add_columns_f64: sum += four columns of `rows` numbers times their factors.
   tangent_row: to = a_0 from_0 + a_1 from_1 + ..., n terms of m numbers, element by element and added in this
   order; a_j starts at a[j m], from_j at from[j row].
   add_two: y = (x + factor_0 a_0) + factor_1 a_1; y may be x. */
#define BN_THEORY_KERNELS(X)                                                                                 \
    X(void, relu_row,                                                                                        \
      (size_t count, const double *mean, const double *variance, const double *covariance, double mean2,     \
       double variance2, double *product, double *slopes))                                                   \
    X(double, normal_cdf2, (double h, double k, double rho))                                                 \
    X(double, hermite_step,                                                                                  \
      (size_t n, size_t count, const double *restrict z, double *restrict now, double *restrict before))     \
    X(void, rate_moments,                                                                                    \
      (size_t count, const double *restrict mass, const double *restrict rate, const double *restrict slope, \
       double *mean, double *square, double *mean_slope, double *slope_square))                              \
    X(void, two_powers,                                                                                      \
      (size_t terms, const double *restrict a, const double *restrict b, double x, double *sum_a,            \
       double *sum_b))                                                                                       \
    X(void, two_powers_row,                                                                                  \
      (size_t terms, const double *restrict a, const double *restrict b, size_t count,                       \
       const double *restrict x, double *restrict sum_a, double *restrict sum_b))                            \
    X(void, series_row,                                                                                      \
      (size_t used, size_t count, size_t stride, const double *restrict value, const double *restrict slope, \
       const double *restrict value2, const double *restrict slope2, const double *restrict rho,             \
       double *restrict product, double *restrict slopes, double *restrict power))                           \
    X(void, bell_row, (size_t count, const double *restrict z, double *restrict y))                          \
    X(void, softplus_row,                                                                                    \
      (size_t count, const double *restrict y, double *restrict value, double *restrict slope))              \
    X(void, add_columns_f64,                                                                                 \
      (int64_t rows, const double *const column[4], const double factor[4], double *sum))                    \
    X(void, tangent_row,                                                                                     \
      (int64_t n, int64_t m, int64_t row, const double *restrict a, const double *restrict from,             \
       double *restrict to))                                                                                 \
    X(void, add_two,                                                                                         \
      (int64_t count, const double *x, const double factor[2], const double *const a[2], double *y))

#endif
