/* FFT: discrete Fourier transforms of many lines at once, complex numbers as pairs of arrays. By FFTW (Frigo
   and Johnson 2005), or by Bluestein's algorithm where the build has no FFTW.

   Lines follow one another; every array is the caller's, and outputs share no memory with inputs. Not for use
   from several threads at a time.
   Errors of all: BN_EINVAL unless every length is 1 to BN_FFT_MOST and lines is at least 0, BN_ENOMEM. */
#ifndef BN_FFT_H
#define BN_FFT_H

#include "common/status.h"
#include "engine/analysis/fourier.h"

#include <stdbool.h>
#include <stdint.h>

enum { BN_FFT_MOST = 1 << 28 };

/* A complex array; imag may be NULL for zeros where it is an input. */
typedef struct {
    double *real, *imag;
} bn_complex_lines;

/* Y_k = sum_j y_j exp(-+ 2 pi i j k / n), j, k = 0 ... n-1, of lines x n numbers; the inverse has the other
   sign and a factor 1/n. */
bn_status bn_fft_complex(int64_t lines, int64_t n, bool inverse, const bn_complex_lines *in,
                         const bn_complex_lines *out);

/* The first n/2 + 1 of the Y_k of real lines (lines x n) into out (lines x (n/2 + 1)). kept: zeroed, or what the last
   call left there; a plan takes longer than a transform, so it stays open for the next call of this length.
   Close it with bn_fourier_close. */
bn_status bn_fft_real(int64_t lines, int64_t n, const double *in, const bn_complex_lines *out,
                      bn_fourier *kept);

/* The inverse of the above: in (lines x (n/2 + 1)) to real lines (lines x n). The imaginary parts of Y_0
   and, for even n, of Y_n/2 count as 0. kept: as above. */
bn_status bn_fft_real_inverse(int64_t lines, int64_t n, const bn_complex_lines *in, double *out,
                              bn_fourier *kept);

#endif
