/* Fourier: the discrete transform of real signals, both ways. The only file of the engine that knows FFTW;
   built without it (CMake option BALNET_WITH_FFTW) it falls back on bluestein.h, with the same results to
   rounding. */
#ifndef BN_FOURIER_H
#define BN_FOURIER_H

#include "common/status.h"

#include <complex.h>
#include <stdint.h>

enum { BN_FOURIER_MAX_LENGTH = 1 << 28 };

typedef struct bn_fourier_plan bn_fourier_plan;

typedef struct {
    int64_t length;            // n points of the signal
    int64_t bins;              // n/2 + 1 of the spectrum, frequencies k / (n dt)
    double *signal;            // n, owned by the transform
    double _Complex *spectrum; // bins, owned by the transform
    bn_fourier_plan *plan;
} bn_fourier;

/* Prepares transforms of `length` points; close with bn_fourier_close, which may be given a zeroed struct.
   The planner of FFTW is not reentrant: open and close from one thread at a time.
   Errors: BN_EINVAL unless 2 <= length <= BN_FOURIER_MAX_LENGTH, BN_ENOMEM. */
bn_status bn_fourier_open(int64_t length, bn_fourier *fourier);
void bn_fourier_close(bn_fourier *fourier);

/* spectrum_k = sum_j signal_j exp(-2 pi i j k / n); leaves the signal alone. */
void bn_fourier_forward(bn_fourier *fourier);

/* The same of n points elsewhere; signal_j is not touched. */
void bn_fourier_forward_of(bn_fourier *fourier, const double *signal);

/* The inverse of forward, with its factor 1/n: signal from spectrum, which is destroyed. */
void bn_fourier_inverse(bn_fourier *fourier);

/* The name and version of the library, as "fftw-3.3.10-sse2-avx", or "built in"; to
   be recorded with results. */
const char *bn_fourier_library(void);

/* y_t = sum_{s=0}^{taps-1} kernel_s x_{t-s} for t = 0 ... count-1, with x_t = x_0 for t < 0 (a filter that
   has rested at the first value). x and y may be the same array. Errors: BN_EINVAL, BN_ENOMEM. */
bn_status bn_fourier_convolve(int64_t count, const double *x, int64_t taps, const double *kernel, double *y);

/* The response of a filter at the frequencies k / (n dt), k = 0 ... n/2: sum_s kernel_s exp(-2 pi i s k / n).
   kernel: taps <= n; response: n/2 + 1. Errors: BN_EINVAL, BN_ENOMEM. */
bn_status bn_fourier_response(int64_t taps, const double *kernel, int64_t n, double _Complex *response);

#endif
