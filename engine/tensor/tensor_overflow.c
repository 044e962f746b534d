/* The power is 2^64: no tensor has so many numbers that their sum over it leaves the range, and what becomes subnormal
   is less than the rounding of a sum that overflows. */
#include "engine/tensor/tensor_overflow_internal.h"

#include <math.h>

enum { EXPONENT = 64 };

bool bn_sum_has_overflown(bn_reduction op, double result)
{
    return !isfinite(result) && (op == BN_SUM || op == BN_MEAN || op == BN_NORM_1);
}

bn_scaled_sum bn_scaled_sum_start(void)
{
    return (bn_scaled_sum){.state = bn_reduction_start(BN_SUM), .finite = true};
}

bool bn_scaled_sum_take(bn_scaled_sum *sum, bn_reduction op, int64_t n, const double *x)
{
    for (int64_t i = 0; i < n && sum->finite; i++) {
        const double scaled = ldexp(x[i], -EXPONENT);
        bn_reduction_add_one(&sum->state, op == BN_NORM_1 ? fabs(scaled) : scaled);
        sum->finite = isfinite(scaled);
    }
    sum->state.count += n;
    return sum->finite;
}

double bn_scaled_sum_result(const bn_scaled_sum *sum, bn_reduction op)
{
    const double scaled = sum->state.value + sum->state.correction;
    return ldexp(op == BN_MEAN ? scaled / (double)sum->state.count : scaled, EXPONENT);
}
