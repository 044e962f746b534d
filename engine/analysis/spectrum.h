/* Spectrum: eigenvalues and singular values of real matrices, by LAPACK.

   Everything is computed in double, also for f32 matrices: an outlier of J is of order N/100 and the cloud
   around the origin of order 0.1, and single precision would leave the smallest values of the cloud with few
   digits. The cost is 2.3 ms against 1.5 ms at N = 100.

   Common to all functions here: the input may have any strides and is not changed; outputs are f64 or f32,
   owned by the caller, with the shapes stated. Scratch memory is allocated and freed inside. Errors:
   BN_EINVAL for a wrong shape or an extent above BN_SPECTRUM_MOST, BN_NOT_FINITE for a NaN or infinity in the
   input, with its place, BN_ENOMEM, BN_NOT_CONVERGED when LAPACK's iteration gives up. */
#ifndef BN_SPECTRUM_H
#define BN_SPECTRUM_H

#include "engine/tensor/tensor.h"

enum { BN_SPECTRUM_MOST = 32768 };

/* The eigenvalues of a general matrix (N x N) into real and imag (N each): ascending real part, so that the
   negative outliers of a balanced network come first; equal real parts by ascending imaginary part. A
   conjugate pair has bit-equal real parts and stands side by side, the negative imaginary part first. Source:
   QR algorithm, dgeev of LAPACK (Anderson et al. 1999). */
bn_status bn_spectrum_eigenvalues(const bn_tensor *matrix, bn_tensor *real, bn_tensor *imag);

/* As above, and the right eigenvectors: column k of vectors_real + i vectors_imag (N x N each) belongs to
   eigenvalue k, has Euclidean length 1 and its largest component real. */
bn_status bn_spectrum_eigenvectors(const bn_tensor *matrix, bn_tensor *real, bn_tensor *imag,
                                   bn_tensor *vectors_real, bn_tensor *vectors_imag);

/* The eigenvalues of a symmetric matrix (N x N), ascending, into values (N). Errors also: BN_EINVAL when two
   mirrored elements differ by more than 1e-6 of the largest element; below that the lower triangle counts. */
bn_status bn_spectrum_symmetric(const bn_tensor *matrix, bn_tensor *values);

/* The singular values of a matrix (M x N), descending, into values (min(M, N)). */
bn_status bn_spectrum_singular(const bn_tensor *matrix, bn_tensor *values);

#endif
