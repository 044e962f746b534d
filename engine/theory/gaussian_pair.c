/* Gaussian pairs: a row is a kernel; a single pair is a row of one. */
#include "engine/theory/gaussian_pair.h"

#include "engine/kernels/kernels.h"

void bn_relu_row(size_t count, const double *mean, const double *variance, const double *covariance,
                 double mean2, double variance2, double *product, double *slopes)
{
    bn_kernels_now()->relu_row(count, mean, variance, covariance, mean2, variance2, product, slopes);
}

void bn_relu_pair(double mean1, double variance1, double mean2, double variance2, double covariance,
                  double *product, double *slopes)
{
    bn_relu_row(1, &mean1, &variance1, &covariance, mean2, variance2, product, slopes);
}

double bn_normal_cdf2(double h, double k, double rho)
{
    return bn_kernels_now()->normal_cdf2(h, k, rho);
}
