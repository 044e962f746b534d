/* Vecmath: elementary functions in single precision that a compiler can vectorise: no branches, no tables, no
   calls.

   Each is a polynomial fitted in the least-maximum sense over its reduced range (the ranges and the fitted
   errors stand at the coefficients); with rounding, relative errors stay below 2.5e-7. Only finite arguments
   of the stated range give meaningful results. For use inside loops of functions marked BN_MULTIVERSION. */
#ifndef BN_VECMATH_H
#define BN_VECMATH_H

#include <math.h>
#include <stdint.h>
#include <string.h>

/* A function so marked is compiled for several instruction sets, and the processor's best is taken at load
   time. A product and sum is fused where it is written fmaf and nowhere else, and sums are written lane by
   lane, so all versions give the same bits. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) &&     \
    !defined(__SANITIZE_THREAD__)
#define BN_MULTIVERSION __attribute__((target_clones("avx512f", "arch=x86-64-v3", "default")))
#else
#define BN_MULTIVERSION
#endif

#define BN_INLINE static inline __attribute__((always_inline))

BN_INLINE float bn_float_of_bits(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

BN_INLINE uint32_t bn_bits_of_float(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* ln(x) for normal x > 0. x = m 2^e with m in [sqrt(1/2), sqrt(2)); ln(1+t)/t of degree 8, error 2.6e-8. */
BN_INLINE float bn_vec_log(float x)
{
    const uint32_t bits = bn_bits_of_float(x) - 0x3f3504f3u; // the bits of sqrt(1/2)
    const int32_t exponent = (int32_t)bits >> 23;
    const float t = bn_float_of_bits((bits & 0x007fffffu) + 0x3f3504f3u) - 1.0f;
    float p = 0.08722317963838577f;
    p = fmaf(p, t, -0.1436682492494583f);
    p = fmaf(p, t, 0.14952272176742554f);
    p = fmaf(p, t, -0.1656239628791809f);
    p = fmaf(p, t, 0.19956833124160767f);
    p = fmaf(p, t, -0.25002074241638184f);
    p = fmaf(p, t, 0.3333418667316437f);
    p = fmaf(p, t, -0.49999988079071045f);
    const float e = (float)exponent;
    // ln 2 in two parts, so that e ln 2 + ln(1+t) loses nothing near 1
    return fmaf(e, 0.693359375f, fmaf(p * t, t, fmaf(e, -2.12194440e-4f, t)));
}

/* exp(x) for |x| <= 87; beyond it x is clamped there. 2^f on |f| <= 1/2 of degree 6, error 1.9e-9. */
BN_INLINE float bn_vec_exp(float x)
{
    x = x < -87.0f ? -87.0f : x;
    x = x > 87.0f ? 87.0f : x;
    const float rounder = 12582912.0f; // 1.5 * 2^23: adding and subtracting it rounds to an integer
    const float n = fmaf(x, 1.44269504f, rounder) - rounder;
    const float f = fmaf(n, 2.12194440e-4f, fmaf(n, -0.693359375f, x));
    const float y = f * 1.44269504f;
    float p = 0.00015345810970757157f;
    p = fmaf(p, y, 0.0013399930903688073f);
    p = fmaf(p, y, 0.009618489071726799f);
    p = fmaf(p, y, 0.05550328642129898f);
    p = fmaf(p, y, 0.24022646248340607f);
    p = fmaf(p, y, 0.6931471824645996f);
    p = fmaf(p, y, 1.0f);
    return p * bn_float_of_bits((uint32_t)((int32_t)n + 127) << 23);
}

/* tanh(x) for every finite x. Small |x| by its odd polynomial, so that the
   relative error stays small at 0. */
BN_INLINE float bn_vec_tanh(float x)
{
    const float a = fabsf(x);
    const float e = bn_vec_exp(-2.0f * a);
    const float large = (1.0f - e) / (1.0f + e);
    const float q = x * x;
    const float small =
        a + a * q * (-0.33333333f + q * (0.13333334f + q * (-0.053968254f + q * 0.021869488f)));
    return copysignf(a < 0.2f ? small : large, x);
}

/* ln(1 + exp(x)) for every finite x: max(x, 0) + ln(1 + exp(-|x|)). */
BN_INLINE float bn_vec_softplus(float x)
{
    const float e = bn_vec_exp(-fabsf(x));
    // ln(1+e), corrected for what 1 + e rounds away
    const float one_plus = 1.0f + e;
    const float log_part = bn_vec_log(one_plus) + (e - (one_plus - 1.0f)) / one_plus;
    return (x > 0.0f ? x : 0.0f) + log_part;
}

/* A point (a, b) of the circle of radius sqrt(2), uniform if w is. The upper two bits of w are its signs, the
   rest is the angle within its quadrant, from the middle: y quarter turns, |y| <= 1/2. There |a| and |b| are
   the difference and the sum of cosine and sine: sine of degree 7 (error 4.8e-9), cosine of degree 6
   (2.8e-8). */
BN_INLINE void bn_vec_circle(uint32_t w, float *a, float *b)
{
    const float y = (float)(int32_t)(w << 2) * 2.3283064365386962890625e-10f; // 2^-32
    const float q = y * y;
    float s = fmaf(q, -0.004602169152349234f, 0.07968022674322128f);
    s = y * fmaf(q, fmaf(q, s, -0.6459634900093079f), 1.5707963705062866f);
    float c = fmaf(q, -0.020408308133482933f, 0.2535986304283142f);
    c = fmaf(q, fmaf(q, c, -1.2336970567703247f), 1.0f);
    *a = bn_float_of_bits(bn_bits_of_float(c - s) ^ (w & 0x80000000u));
    *b = bn_float_of_bits(bn_bits_of_float(c + s) ^ (w << 1 & 0x80000000u));
}

#endif
