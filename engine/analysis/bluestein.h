/* Bluestein's algorithm: the discrete Fourier transform of any length without a library, in O(n log n).

   It stands in for FFTW where the build is to be free of the GPL, and checks it in
   the tests where it is not. */
#ifndef BN_BLUESTEIN_H
#define BN_BLUESTEIN_H

#include "common/status.h"

#include <complex.h>
#include <stdint.h>

enum { BN_BLUESTEIN_MAX_LENGTH = 1 << 28 };

typedef struct {
    int64_t length;          // n
    int64_t padded;          // m, a power of two, at least 2n - 1
    double _Complex *chirp;  // n: exp(-i pi k^2 / n)
    double _Complex *filter; // m: transform of the conjugate chirp, over m
    double _Complex *roots;  // m/2: exp(-2 pi i k / m)
    double _Complex *work;   // m
    void *block;             // the one allocation behind them
} bn_bluestein;

/* Prepares a transform of `length` points; close it with bn_bluestein_close.
   Errors: BN_EINVAL unless 1 <= length <= BN_BLUESTEIN_MAX_LENGTH, BN_ENOMEM. */
bn_status bn_bluestein_open(int64_t length, bn_bluestein *transform);
void bn_bluestein_close(bn_bluestein *transform);

/* x <- X, X_k = sum_j x_j exp(-2 pi i j k / n), k = 0 ... n-1, in place (Bluestein 1970). */
void bn_bluestein_forward(bn_bluestein *transform, double _Complex *x);

#endif
