/* The matrix product. */
#ifndef BN_TENSOR_PRODUCT_H
#define BN_TENSOR_PRODUCT_H

#include "common/status.h"
#include "engine/tensor/tensor.h"

#include <stdint.h>

/* The shape of a·b: n x m times m x k is n x k; n x m times m is n; m times m x k is k; m times m is a
   scalar. More than two dimensions are stacks of matrices, whose leading dimensions broadcast. Errors:
   BN_EINVAL for a scalar operand and for inner extents that differ. */
bn_status bn_tensor_matmul_shape(const bn_tensor *a, const bn_tensor *b, int *dims, int64_t *shape);

/* out = a·b, in the common dtype of a and b and then converted to that of out, which has the shape above and
   may overlap the operands. Products are OpenBLAS's, on one thread; operands that lie row by row or column by
   column, with any distance between, are handed to it as they are, others are copied. Sums of m products are
   made in the common dtype: in single they are off by at most about m 2^-24 times the sum of the products'
   sizes (Higham 2002, section 3.5). Errors also: BN_EINVAL for an out of another shape, for an out that is a
   broadcast view, and for an extent above 2^31 - 1; BN_ENOMEM. */
bn_status bn_tensor_matmul(const bn_tensor *a, const bn_tensor *b, bn_tensor *out);

#endif
