/* Reductions of neighbouring lines abreast, a lane of a vector each; private to the tensor_* files. */
#ifndef BN_TENSOR_ABREAST_INTERNAL_H
#define BN_TENSOR_ABREAST_INTERNAL_H

#include "engine/kernels/array_kernels.h"
#include "engine/tensor/tensor_lines_internal.h"
#include "engine/tensor/tensor_reduce.h"

#include <stdbool.h>

enum { BN_ABREAST_GROUPS = BN_COLUMNS / BN_SUMS };

/* Writes the results of lines, at most BN_COLUMNS of them, to the bits of one line after the other. is_done[g] says of
   lines g BN_SUMS … g BN_SUMS + BN_SUMS - 1 whether that was possible; the others are not written: of too few lines, of
   other reductions, where a sum is not finite, and where NaN or the sign of a zero has to be looked at. */
void bn_reduce_abreast(bn_reduction op, const bn_lines *lines, bool is_done[BN_ABREAST_GROUPS]);

#endif
