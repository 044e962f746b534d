/* Small QR: the factorisation of a few short vectors, where calls of LAPACK take longer than their arithmetic. */
#ifndef BN_SMALL_QR_H
#define BN_SMALL_QR_H

#include <stdbool.h>

enum { BN_SMALL_QR_MOST = 8 };

/* A: n x k column by column, k <= n <= BN_SMALL_QR_MOST, is replaced by its orthonormal factor; diagonal: k numbers,
   that of R, of either sign; *condition: the condition number of R in the 1-norm, infinite for a zero on the diagonal.
   False, with A untouched, when n is larger or squares of its elements could leave the range of double. By Householder
   reflections (Golub and Van Loan 2013, 5.2), as LAPACK. */
bool bn_small_qr(int n, int k, double *A, double *diagonal, double *condition);

#endif
