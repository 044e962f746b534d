/* Whether a matrix is symmetric. Private to this folder. */
#ifndef BN_SYMMETRIC_INTERNAL_H
#define BN_SYMMETRIC_INTERNAL_H

#include "common/status.h"

#include <stdbool.h>

/* BN_EINVAL, with the pair, when two mirrored elements of the matrix (n x n, by rows or by columns) differ by more than
   1e-6 of the largest element. */
bn_status bn_check_symmetric(int n, const double *matrix, bool by_rows);

#endif
