/* Exponentials of doubles: the steps of bn_exp of base/elementary.c, which says why they are these, without
   branches. What is out of range is brought to its ends first; NaN is put back last. */
#include "engine/kernels/level/doubles.h"
#include "engine/kernels/level/level.h"

#include <string.h>

typedef struct {
    bn_doubles high, low;
} pair;

BN_INLINE pair sum_of(bn_doubles a, bn_doubles b)
{
    const bn_doubles sum = a + b, added = sum - a;
    return (pair){sum, (a - (sum - added)) + (b - added)};
}

/* Several vectors are taken through each step together, since the steps of one depend on each other. */
enum { ABREAST = 4 };

typedef struct {
    bn_integers n[ABREAST];
    pair q[ABREAST];
} reduced;

/* p = p x + c[0], then p x + c[1], … of each vector. */
BN_INLINE void polynomial(int count, size_t terms, const double *c, const bn_doubles *x, bn_doubles *p)
{
#pragma GCC unroll 16
    for (size_t k = 0; k < terms; k++)
#pragma GCC unroll 4
        for (int i = 0; i < count; i++) p[i] = c[k] + x[i] * p[i];
}

/* e^x = 2^n (1 + q), |q| < 0.42, for |x| < 746 */
BN_INLINE void reduce(int count, const bn_doubles *x, reduced *e)
{
    static const double c[] = {1.0 / 6227020800.0, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800,
                               1.0 / 362880,       1.0 / 40320,     1.0 / 5040,     1.0 / 720,
                               1.0 / 120,          1.0 / 24,        1.0 / 6,        1.0 / 2};
    const bn_doubles rounder = bn_doubles_all(0x1.8p52);
    bn_doubles first[ABREAST], rest[ABREAST], r[ABREAST], sum[ABREAST];
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        const bn_doubles shifted = x[i] * 1.44269504088896340736 + rounder, n = shifted - rounder;
        e->n[i] = (bn_integers)shifted - (bn_integers)rounder;
        first[i] = x[i] - n * 0x1.62e42fee00000p-1;
        rest[i] = 0.0 - n * 0x1.a39ef35793c76p-33;
        r[i] = first[i] + rest[i];
        sum[i] = bn_doubles_all(1.0 / 87178291200.0);
    }
    polynomial(count, sizeof c / sizeof *c, c, r, sum);
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) e->q[i] = sum_of(first[i], rest[i] + r[i] * r[i] * sum[i]);
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

BN_INLINE void exponential(int count, const double *from, double *to)
{
    bn_doubles x[ABREAST], within[ABREAST];
    reduced e;
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        x[i] = *(const bn_doubles *)(from + i * BN_DOUBLES);
        within[i] = bounded(x[i], -746.0, 710.0);
    }
    reduce(count, within, &e);
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        const bn_integers half = (bn_integers)(((bn_naturals)e.n[i] + 2048) >> 1) - 1024;
        const bn_doubles most = 1.0 + e.q[i].high;
        const bn_doubles value = (most + ((1.0 - most) + e.q[i].high + e.q[i].low)) * power_of_two(half) *
                                 power_of_two(e.n[i] - half);
        *(bn_doubles *)(to + i * BN_DOUBLES) = bn_doubles_choice(x[i] != x[i], x[i], value);
    }
}

void BN_KERNEL(exponentials)(int64_t n, const double *x, double *y)
{
    int64_t i = 0;
    for (; i + ABREAST * BN_DOUBLES <= n; i += ABREAST * BN_DOUBLES) exponential(ABREAST, x + i, y + i);
    for (; i + BN_DOUBLES <= n; i += BN_DOUBLES) exponential(1, x + i, y + i);
    if (i == n) return;
    double some[BN_DOUBLES] = {0.0};
    memcpy(some, x + i, (size_t)(n - i) * sizeof *some);
    exponential(1, some, some);
    memcpy(y + i, some, (size_t)(n - i) * sizeof *some);
}
