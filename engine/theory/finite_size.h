/* Finite size: the fluctuation of the mean rate of N units about its limit.

   (1/N) sum_i phi(h_i) = nu + zeta, zeta Gaussian of covariance C(t, s)/N, C the covariance of the rate of
   one unit less its frozen part; covariances between units average out over the random coupling. zeta is
   drawn step by step, each value given the last BN_FINITE_LAGS ones: its covariance is exact up to that lag;
   at larger lags it is that of the autoregressive process of order BN_FINITE_LAGS. */
#ifndef BN_FINITE_SIZE_H
#define BN_FINITE_SIZE_H

#include "common/memory.h"
#include "engine/random/random.h"

#include <stdint.h>

enum { BN_FINITE_LAGS = 32 };

typedef struct {
    int64_t neurons; // N
    bn_random_stream stream;
    int64_t drawn; // values so far
    double *past;  // the last values of zeta sqrt(N), newest first
    double *rows; // row i: covariances of the value i steps ago with those before it, BN_FINITE_LAGS + 1 lags
                  // each
    double *factor; // Cholesky factor of the covariance of the past
    double *weight; // of each past value in the conditional mean
} bn_finite_size;

bn_finite_size bn_finite_size_lay_out(bn_arena *arena, int64_t neurons, uint64_t seed);

void bn_finite_size_start(bn_finite_size *finite);

/* The next value of zeta. covariance: `lags` >= 1 numbers, those of the rate of one unit between now and 0,
   1, ... steps ago, the frozen part included; missing lags up to BN_FINITE_LAGS are taken to be the frozen
   part. */
double bn_finite_size_draw(bn_finite_size *finite, int64_t lags, const double *covariance, double frozen);

/* Copies what bn_finite_size_draw changes. */
void bn_finite_size_copy(const bn_finite_size *from, bn_finite_size *to);

#endif
