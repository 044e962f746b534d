/* Exponentials of doubles: the steps of bn_exp and bn_expm1 of base/elementary.c, which says why they are these, without
   branches. What is out of range is brought to its ends first; NaN is put back last. */
#include "engine/kernels/level/doubles.h"
#include "engine/kernels/level/level.h"

#include <string.h>

typedef struct {
    bn_doubles high, low;
} pair;

typedef struct {
    bn_integers n;
    pair q;
} reduced;

BN_INLINE pair sum_of(bn_doubles a, bn_doubles b)
{
    const bn_doubles sum = a + b, added = sum - a;
    return (pair){sum, (a - (sum - added)) + (b - added)};
}

/* e^x = 2^n (1 + q), |q| < 0.42, for |x| < 746 */
BN_INLINE reduced reduce(bn_doubles x)
{
    static const double c[] = {1.0 / 87178291200.0,
                               1.0 / 6227020800.0,
                               1.0 / 479001600,
                               1.0 / 39916800,
                               1.0 / 3628800,
                               1.0 / 362880,
                               1.0 / 40320,
                               1.0 / 5040,
                               1.0 / 720,
                               1.0 / 120,
                               1.0 / 24,
                               1.0 / 6,
                               1.0 / 2};
    const bn_doubles rounder = bn_doubles_all(0x1.8p52);
    const bn_doubles shifted = x * 1.44269504088896340736 + rounder, n = shifted - rounder;
    const bn_doubles first = x - n * 0x1.62e42fee00000p-1, rest = 0.0 - n * 0x1.a39ef35793c76p-33;
    const bn_doubles r = first + rest;
    bn_doubles sum = bn_doubles_all(c[0]);
#pragma GCC unroll 16
    for (size_t i = 1; i < sizeof c / sizeof *c; i++) sum = c[i] + r * sum;
    return (reduced){(bn_integers)shifted - (bn_integers)rounder, sum_of(first, rest + r * r * sum)};
}

/* 2^n for -1022 <= n <= 1023 */
BN_INLINE bn_doubles power_of_two(bn_integers n)
{
    return (bn_doubles)((n + 1023) << 52);
}

BN_INLINE bn_doubles bounded(bn_doubles x, double low, double high)
{
    const bn_doubles least = bn_doubles_all(low), most = bn_doubles_all(high);
    const bn_doubles above = bn_doubles_choice(x > least, x, least);
    return bn_doubles_choice(above < most, above, most);
}

BN_INLINE bn_doubles exponential(bn_doubles x)
{
    const reduced e = reduce(bounded(x, -746.0, 710.0));
    const bn_integers half = (bn_integers)(((bn_naturals)e.n + 2048) >> 1) - 1024;
    const bn_doubles most = 1.0 + e.q.high;
    const bn_doubles value =
        (most + ((1.0 - most) + e.q.high + e.q.low)) * power_of_two(half) * power_of_two(e.n - half);
    return bn_doubles_choice(x != x, x, value);
}

/* tanh a = -t / (t + 2) with t = e^(-2 a) - 1, for a = |x|; 1 from 22 on. */
BN_INLINE bn_doubles hyperbolic_tangent(bn_doubles x)
{
    const bn_integers sign = (bn_integers)x & INT64_MIN;
    const reduced e = reduce(-2.0 * bounded((bn_doubles)((bn_integers)x & INT64_MAX), 0.0, 22.0));
    const bn_doubles scale = power_of_two(e.n);
    const pair whole = sum_of(scale, bn_doubles_all(-1.0)), sum = sum_of(whole.high, scale * e.q.high);
    const bn_doubles t = sum.high + (sum.low + (scale * e.q.low + whole.low));
    const bn_integers magnitude = (bn_integers)(-t / (t + 2.0)) & INT64_MAX;
    return bn_doubles_choice(x != x, x, (bn_doubles)(magnitude | sign));
}

BN_INLINE bn_doubles load_some(int64_t count, const double *from)
{
    double some[BN_DOUBLES] = {0.0};
    memcpy(some, from, (size_t)count * sizeof *some);
    return *(const bn_doubles *)some;
}

BN_INLINE void store_some(int64_t count, bn_doubles value, double *to)
{
    memcpy(to, &value, (size_t)count * sizeof *to);
}

void BN_KERNEL(exponentials)(int64_t n, const double *x, double *y)
{
    int64_t i = 0;
    for (; i + BN_DOUBLES <= n; i += BN_DOUBLES)
        *(bn_doubles *)(y + i) = exponential(*(const bn_doubles *)(x + i));
    if (i < n) store_some(n - i, exponential(load_some(n - i, x + i)), y + i);
}

void BN_KERNEL(hyperbolic_tangents)(int64_t n, const double *x, double *y)
{
    int64_t i = 0;
    for (; i + BN_DOUBLES <= n; i += BN_DOUBLES)
        *(bn_doubles *)(y + i) = hyperbolic_tangent(*(const bn_doubles *)(x + i));
    if (i < n) store_some(n - i, hyperbolic_tangent(load_some(n - i, x + i)), y + i);
}
