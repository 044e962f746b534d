/* Vecmath: elementary functions of lanes in single precision, without branches, tables and calls.

   Each is a minimax polynomial over its reduced range; ranges and errors of the fits are given at each
   function. With rounding, relative errors stay below 2.5e-7. Results are meaningful for finite arguments of
   the stated range alone.

   A function takes `count` vectors, a constant of at most BN_ABREAST in every call, through each step
   together, since the steps of one vector depend on each other. */
#ifndef BN_VECMATH_LANES_H
#define BN_VECMATH_LANES_H

#include "engine/kernels/lanes.h"

enum { BN_ABREAST = 4 };

/* Without the instruction a call, of which these functions have hundreds: in the place of each the compiler
   would take ten times as long. */
#if BN_HAS_FMA
BN_INLINE
#else
static __attribute__((noinline, unused))
#endif
bn_lanes bn_vecmath_fused(bn_lanes a, bn_lanes b, bn_lanes c)
{
    return bn_lanes_fused(a, b, c);
}

/* p = p x + c[0], then p x + c[1], … of each vector. */
BN_INLINE void bn_lanes_polynomial(int count, int terms, const float *c, const bn_lanes *x, bn_lanes *p)
{
#pragma GCC unroll 16
    for (int k = 0; k < terms; k++)
#pragma GCC unroll 4
        for (int i = 0; i < count; i++) p[i] = bn_vecmath_fused(p[i], x[i], bn_lanes_all(c[k]));
}

/* x = ln(x) for normal x > 0. x = m 2^e with m in [sqrt(1/2), sqrt(2)); ln(1+t)/t of degree 8, error
   2.6e-8. */
BN_INLINE void bn_lanes_log(int count, bn_lanes *x)
{
    static const float c[] = {-0.1436682492494583f, 0.14952272176742554f,  -0.1656239628791809f,
                              0.19956833124160767f, -0.25002074241638184f, 0.3333418667316437f,
                              -0.49999988079071045f};
    const uint32_t root = 0x3f3504f3u; // the bits of sqrt(1/2)
    bn_lanes e[BN_ABREAST], t[BN_ABREAST], p[BN_ABREAST];
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        const bn_lanes_u32 bits = (bn_lanes_u32)x[i] - root;
        e[i] = __builtin_convertvector((bn_lanes_i32)bits >> 23, bn_lanes);
        t[i] = (bn_lanes)((bits & 0x007fffffu) + root) - 1.0f;
        p[i] = bn_lanes_all(0.08722317963838577f);
    }
    bn_lanes_polynomial(count, sizeof c / sizeof *c, c, t, p);
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        // ln 2 in two parts, so that e ln 2 + ln(1+t) is accurate near 1
        const bn_lanes low = bn_vecmath_fused(e[i], bn_lanes_all(-2.12194440e-4f), t[i]);
        x[i] = bn_vecmath_fused(e[i], bn_lanes_all(0.693359375f), bn_vecmath_fused(p[i] * t[i], t[i], low));
    }
}

/* x = exp(x) for |x| <= 87; beyond it x is clamped there. 2^f on |f| <= 1/2 of degree 6, error 1.9e-9. */
BN_INLINE void bn_lanes_exp(int count, bn_lanes *x)
{
    static const float c[] = {0.0013399930903688073f, 0.009618489071726799f, 0.05550328642129898f,
                              0.24022646248340607f,   0.6931471824645996f,   1.0f};
    const float rounder = 12582912.0f; // 1.5 * 2^23: adding and subtracting it rounds to an integer
    bn_lanes n[BN_ABREAST], y[BN_ABREAST], p[BN_ABREAST];
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        const bn_lanes bounded = bn_lanes_at_most(87.0f, bn_lanes_at_least(-87.0f, x[i]));
        n[i] = bn_vecmath_fused(bounded, bn_lanes_all(1.44269504f), bn_lanes_all(rounder)) - rounder;
        const bn_lanes high = bn_vecmath_fused(n[i], bn_lanes_all(-0.693359375f), bounded);
        y[i] = bn_vecmath_fused(n[i], bn_lanes_all(2.12194440e-4f), high) * 1.44269504f;
        p[i] = bn_lanes_all(0.00015345810970757157f);
    }
    bn_lanes_polynomial(count, sizeof c / sizeof *c, c, y, p);
#pragma GCC unroll 4
    for (int i = 0; i < count; i++)
        x[i] = p[i] * (bn_lanes)((__builtin_convertvector(n[i], bn_lanes_i32) + 127) << 23);
}

#define BN_SIGN ((int32_t)0x80000000u)

BN_INLINE bn_lanes bn_lanes_magnitude(bn_lanes x)
{
    return (bn_lanes)((bn_lanes_i32)x & ~BN_SIGN);
}

/* x = tanh(x) for every finite x. Small |x| by an odd polynomial, whose relative error stays small near 0. */
BN_INLINE void bn_lanes_tanh(int count, bn_lanes *x)
{
    bn_lanes e[BN_ABREAST];
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) e[i] = -2.0f * bn_lanes_magnitude(x[i]);
    bn_lanes_exp(count, e);
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        const bn_lanes a = bn_lanes_magnitude(x[i]), q = x[i] * x[i];
        const bn_lanes large = (1.0f - e[i]) / (1.0f + e[i]);
        bn_lanes p = bn_vecmath_fused(q, bn_lanes_all(0.021869488f), bn_lanes_all(-0.053968254f));
        p = bn_vecmath_fused(q, p, bn_lanes_all(0.13333334f));
        p = bn_vecmath_fused(q, p, bn_lanes_all(-0.33333333f));
        const bn_lanes small = bn_vecmath_fused(a * q, p, a);
        const bn_lanes_i32 value = (bn_lanes_i32)bn_lanes_choice(a < 0.2f, small, large);
        x[i] = (bn_lanes)(value | ((bn_lanes_i32)x[i] & BN_SIGN));
    }
}

/* x = ln(1 + exp(x)) for every finite x: max(x, 0) + ln(1 + exp(-|x|)). */
BN_INLINE void bn_lanes_softplus(int count, bn_lanes *x)
{
    bn_lanes e[BN_ABREAST], log[BN_ABREAST];
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) e[i] = -bn_lanes_magnitude(x[i]);
    bn_lanes_exp(count, e);
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) log[i] = 1.0f + e[i];
    bn_lanes_log(count, log);
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        // ln(1+e), corrected for the rounding error of 1 + e
        const bn_lanes one_plus = 1.0f + e[i];
        const bn_lanes rest = (e[i] - (one_plus - 1.0f)) / one_plus;
        x[i] = bn_lanes_at_least(0.0f, x[i]) + (log[i] + rest);
    }
}

/* x = 1 / (1 + exp(-x)), the slope of softplus. */
BN_INLINE void bn_lanes_logistic(int count, bn_lanes *x)
{
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) x[i] = -x[i];
    bn_lanes_exp(count, x);
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) x[i] = 1.0f / (1.0f + x[i]);
}

/* x = erf(sqrt(pi)/2 x) for every finite x. |x| < 1 by an odd polynomial of degree 13 (error 2.7e-10); beyond
   by ln erfc of degree 7 (error 1.2e-9 of erfc), up to 4.75, from where on the result rounds to 1. */
BN_INLINE void bn_lanes_erf(int count, bn_lanes *x)
{
    static const float near[] = {-0.00021715769f, 0.0017555466f, -0.011533049f, 0.061684715f, -0.26179937f};
    static const float far[] = {1.9075438e-4f, -0.0021636043f, 0.015127353f, -0.074698078f,
                                -0.49813505f,  -1.0006069f,    8.0615215e-5f};
    bn_lanes a[BN_ABREAST], q[BN_ABREAST], p[BN_ABREAST], tail[BN_ABREAST];
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        a[i] = bn_lanes_at_most(4.75f, bn_lanes_magnitude(x[i]));
        q[i] = a[i] * a[i];
        p[i] = bn_lanes_all(1.7911786e-5f);
        tail[i] = bn_lanes_all(-7.6853519e-6f);
    }
    bn_lanes_polynomial(count, sizeof near / sizeof *near, near, q, p);
    bn_lanes_polynomial(count, sizeof far / sizeof *far, far, a, tail);
    bn_lanes_exp(count, tail);
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        const bn_lanes small = bn_vecmath_fused(a[i] * q[i], p[i], a[i]);
        const bn_lanes_i32 value = (bn_lanes_i32)bn_lanes_choice(a[i] < 1.0f, small, 1.0f - tail[i]);
        x[i] = (bn_lanes)(value | ((bn_lanes_i32)x[i] & BN_SIGN));
    }
}

/* x = x^power for x > 0, else 0; a positive x below the smallest normal number counts as that number. */
BN_INLINE void bn_lanes_power(int count, float power, bn_lanes *x)
{
    bn_lanes value[BN_ABREAST];
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) value[i] = bn_lanes_at_least(1.2e-38f, x[i]);
    bn_lanes_log(count, value);
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) value[i] = power * value[i];
    bn_lanes_exp(count, value);
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) x[i] = (bn_lanes)((x[i] > 0.0f) & (bn_lanes_i32)value[i]);
}

/* Points (a, b) of the circle of radius sqrt(2), uniform if the words w are. The upper two bits of a word are
   the signs, the rest is the angle from the middle of its quadrant: y quarter turns, |y| <= 1/2. There
   |a| and |b| are the difference and the sum of cosine and sine: sine of degree 7 (error 4.8e-9), cosine of
   degree 6 (2.8e-8). */
BN_INLINE void bn_lanes_circle(int count, const bn_lanes_u32 *w, bn_lanes *a, bn_lanes *b)
{
    static const float sine[] = {0.07968022674322128f, -0.6459634900093079f, 1.5707963705062866f};
    static const float cosine[] = {0.2535986304283142f, -1.2336970567703247f, 1.0f};
    bn_lanes y[BN_ABREAST], q[BN_ABREAST], s[BN_ABREAST], c[BN_ABREAST];
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        y[i] = __builtin_convertvector((bn_lanes_i32)(w[i] << 2), bn_lanes) *
               2.3283064365386962890625e-10f; // 2^-32
        q[i] = y[i] * y[i];
        s[i] = bn_lanes_all(-0.004602169152349234f);
        c[i] = bn_lanes_all(-0.020408308133482933f);
    }
    bn_lanes_polynomial(count, 3, sine, q, s);
    bn_lanes_polynomial(count, 3, cosine, q, c);
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        s[i] = y[i] * s[i];
        a[i] = (bn_lanes)((bn_lanes_u32)(c[i] - s[i]) ^ (w[i] & 0x80000000u));
        b[i] = (bn_lanes)((bn_lanes_u32)(c[i] + s[i]) ^ (w[i] << 1 & 0x80000000u));
    }
}

#endif
