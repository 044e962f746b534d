/* Element-wise mathematics on tensors of any strides in f32 and f64. Inputs are broadcast to the shape of
   `out`, which the caller gives and which may be, or overlap, an input: the result is as if every input had
   been read before.

   Two f32 operands are added, subtracted, multiplied and divided in f32, and exp and tanh of an f32 are taken in f32,
   within 1 and 2.5 units in the last place; everything else is computed in f64 and rounded to the dtype of out
   once. NaN goes through every function but the comparisons, is_nan and
   is_finite, which give 1 or 0.

   Errors of all: BN_EINVAL for an input that does not broadcast to out and for an `out` that is a broadcast
   view, BN_ENOMEM when there is no memory for a scratch copy. */
#ifndef BN_TENSOR_MATH_H
#define BN_TENSOR_MATH_H

#include "common/status.h"
#include "engine/tensor/tensor.h"

#include <stdbool.h>

typedef enum {
    BN_ABS,
    BN_NEGATE,
    BN_SIGN,
    BN_RECIPROCAL,
    BN_FLOOR,
    BN_CEIL,
    BN_ROUND, // halves away from zero
    BN_TRUNC,
    BN_SQRT,
    BN_SQUARE,
    BN_EXP,
    BN_EXPM1,
    BN_LOG,
    BN_LOG1P,
    BN_LOG2,
    BN_LOG10,
    BN_SIN,
    BN_COS,
    BN_TAN,
    BN_ASIN,
    BN_ACOS,
    BN_ATAN,
    BN_SINH,
    BN_COSH,
    BN_TANH,
    BN_ERF,
    BN_ERFC,
    BN_RELU,
    BN_SIGMOID,
    BN_SOFTPLUS, // log(1 + exp(x))
    BN_IS_NAN,
    BN_IS_FINITE,
    BN_UNARY_COUNT,
} bn_unary;

typedef enum {
    BN_ADD,
    BN_SUB,
    BN_MUL,
    BN_DIV,
    BN_POW,
    BN_IDIV, // the floor of the quotient
    BN_MOD,  // the remainder that has the sign of the divisor, as Lua's %
    BN_MINIMUM,
    BN_MAXIMUM,
    BN_ATAN2,
    BN_HYPOT,
    BN_EQ,
    BN_NE,
    BN_LT,
    BN_LE,
    BN_GT,
    BN_GE,
    BN_BINARY_COUNT,
} bn_binary;

/* The name of a function, "log1p". */
const char *bn_unary_name(bn_unary op);
const char *bn_binary_name(bn_binary op);

/* out = op(in). Errors: as of all. */
bn_status bn_tensor_unary(bn_unary op, const bn_tensor *in, bn_tensor *out);

/* out = a op b. Errors: as of all. */
bn_status bn_tensor_binary(bn_binary op, const bn_tensor *a, const bn_tensor *b, bn_tensor *out);

/* out = a where the condition is not 0 (NaN counts as not 0), else b. Errors: as of all. */
bn_status bn_tensor_where(const bn_tensor *condition, const bn_tensor *a, const bn_tensor *b, bn_tensor *out);

/* True when both have one shape and every element of a equals that of b; NaN equals nothing. */
bool bn_tensor_equal(const bn_tensor *a, const bn_tensor *b);

#endif
