/* Exponential and hyperbolic tangent of tensors. e^x = 2^n t (1 + q) with t = 2^(j/16) of a table and |q| < 0.022,
   n + j/16 being x / ln 2 rounded (Tang 1989); q is a minimax polynomial whose error is below 2e-20, of floats 6e-12.
   Nothing is fused. Where all numbers of a group of vectors are in range, 2^n goes into the bits; else by products. */
#include "engine/kernels/level/doubles.h"
#include "engine/kernels/level/level.h"

#include <math.h>
#include <string.h>

enum { TABLE = 16, ABREAST = 4 };

/* 2^(j/16), and what the true value is more, relative to it. */
static const double powers[TABLE] = {
    0x1.0000000000000p+0, 0x1.0b5586cf9890fp+0, 0x1.172b83c7d517bp+0, 0x1.2387a6e756238p+0,
    0x1.306fe0a31b715p+0, 0x1.3dea64c123422p+0, 0x1.4bfdad5362a27p+0, 0x1.5ab07dd485429p+0,
    0x1.6a09e667f3bcdp+0, 0x1.7a11473eb0187p+0, 0x1.8ace5422aa0dbp+0, 0x1.9c49182a3f090p+0,
    0x1.ae89f995ad3adp+0, 0x1.c199bdd85529cp+0, 0x1.d5818dcfba487p+0, 0x1.ea4afa2a490dap+0};
static const double powers_rest[TABLE] = {0.0,
                                          0x1.79aa65d837b6dp-54,
                                          -0x1.01b15eaa59348p-55,
                                          0x1.68efde3a8a894p-54,
                                          0x1.34d754db0abb6p-55,
                                          0x1.59f48a72a4c6dp-55,
                                          0x1.690cebb7aafb0p-56,
                                          0x1.063e1e21c5409p-54,
                                          -0x1.3b3efbf5e2228p-54,
                                          -0x1.b32dcb94da51dp-56,
                                          0x1.db72fc1f0eab4p-55,
                                          0x1.1affc2b91ce27p-56,
                                          0x1.c1a7792cb3387p-55,
                                          0x1.36eae30af0cb3p-56,
                                          0x1.4a385a63d07a7p-56,
                                          -0x1.ff7128fd391f0p-55};
static const float powers_f32[TABLE] = {0x1.000000p+0f, 0x1.0b5586p+0f, 0x1.172b84p+0f, 0x1.2387a6p+0f,
                                        0x1.306fe0p+0f, 0x1.3dea64p+0f, 0x1.4bfdaep+0f, 0x1.5ab07ep+0f,
                                        0x1.6a09e6p+0f, 0x1.7a1148p+0f, 0x1.8ace54p+0f, 0x1.9c4918p+0f,
                                        0x1.ae89fap+0f, 0x1.c199bep+0f, 0x1.d5818ep+0f, 0x1.ea4afap+0f};
static const float powers_rest_f32[TABLE] = {0.0f,
                                             0x1.8d96d4p-25f,
                                             -0x1.9c0c22p-27f,
                                             0x1.964904p-25f,
                                             0x1.125002p-25f,
                                             0x1.370be4p-25f,
                                             -0x1.0a3550p-25f,
                                             -0x1.00d8acp-27f,
                                             0x1.26055cp-26f,
                                             -0x1.05cb44p-25f,
                                             0x1.67a1cap-28f,
                                             0x1.a3b5e4p-28f,
                                             -0x1.f9c304p-27f,
                                             -0x1.6961b4p-28f,
                                             -0x1.a5217cp-28f,
                                             0x1.61428ep-28f};

#define SIXTEEN_OF_LN2 0x1.71547652b82fep+4 // 16 / ln 2
// ln 2 / 16 in two parts; whole numbers below 2^20 times the first are exact
#define LN2_HIGH 0x1.62e42fee00000p-5
#define LN2_LOW  0x1.a39ef35793c76p-37

/* The entries of a table of 16 that the lower four bits of each number name. */
BN_INLINE bn_doubles of_table(const double *table, bn_integers at)
{
#if defined(__AVX512F__)
    return (bn_doubles)_mm512_permutex2var_pd(_mm512_loadu_pd(table), (__m512i)at,
                                              _mm512_loadu_pd(table + 8));
#elif defined(__AVX2__)
    const __m256i place = _mm256_and_si256((__m256i)at, _mm256_set1_epi64x(TABLE - 1));
    return (bn_doubles)_mm256_i64gather_pd(table, place, sizeof *table);
#else
    bn_doubles found;
    for (int i = 0; i < BN_DOUBLES; i++) found[i] = table[at[i] & (TABLE - 1)];
    return found;
#endif
}

BN_INLINE bn_lanes of_table_f32(const float *table, bn_lanes_i32 at)
{
#if defined(__AVX512F__)
    return (bn_lanes)_mm512_permutexvar_ps((__m512i)at, _mm512_loadu_ps(table));
#elif defined(__AVX2__)
    const __m256 low = _mm256_permutevar8x32_ps(_mm256_loadu_ps(table), (__m256i)at);
    const __m256 high = _mm256_permutevar8x32_ps(_mm256_loadu_ps(table + 8), (__m256i)at);
    return (bn_lanes)_mm256_blendv_ps(low, high, _mm256_castsi256_ps(_mm256_slli_epi32((__m256i)at, 28)));
#else
    bn_lanes found;
    for (int i = 0; i < BN_LANES; i++) found[i] = table[at[i] & (TABLE - 1)];
    return found;
#endif
}

typedef struct {
    bn_doubles scale[ABREAST], rest[ABREAST]; // e^x = scale (1 + rest) 2^n
    bn_integers n[ABREAST];
} factors;

/* For |x| <= 746; c is (q - r) / r^2 in powers of r. */
BN_INLINE factors factors_of(int count, const bn_doubles *x)
{
    static const double c[] = {0x1.0000000000004p-1, 0x1.555555555555ap-3,  0x1.55555554801a9p-5,
                               0x1.111111107cf60p-7, 0x1.6c1840fd879ecp-10, 0x1.a01b9f3f96c4fp-13};
    enum { TERMS = sizeof c / sizeof *c };
    const bn_doubles rounder = bn_doubles_all(0x1.8p52); // adding and subtracting it rounds to a whole number
    bn_doubles first[ABREAST], rest[ABREAST], r[ABREAST], sum[ABREAST];
    factors f;
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        const bn_doubles shifted = x[i] * SIXTEEN_OF_LN2 + rounder, n = shifted - rounder;
        f.n[i] = (bn_integers)shifted; // its lower bits are those of n
        first[i] = x[i] - n * LN2_HIGH;
        rest[i] = n * LN2_LOW;
        r[i] = first[i] - rest[i];
        sum[i] = bn_doubles_all(c[TERMS - 1]);
    }
#pragma GCC unroll 8
    for (int k = TERMS - 1; k > 0; k--)
#pragma GCC unroll 4
        for (int i = 0; i < count; i++) sum[i] = c[k - 1] + r[i] * sum[i];
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        const bn_doubles missing = of_table(powers_rest, f.n[i]) - rest[i];
        f.scale[i] = of_table(powers, f.n[i]);
        f.rest[i] = first[i] + (missing + r[i] * r[i] * sum[i]);
        f.n[i] >>= 4;
    }
    return f;
}

/* x 2^n, both normal numbers; of n the lower bits count. */
BN_INLINE bn_doubles scaled(bn_doubles x, bn_integers n)
{
    return (bn_doubles)((bn_integers)x + (bn_integers)((bn_naturals)n << 52));
}

/* x 2^n for |n| < 1100 */
BN_INLINE bn_doubles scaled_anywhere(bn_doubles x, bn_integers n)
{
    const bn_integers whole = (bn_integers)((bn_naturals)n << 52) >> 52, half = whole >> 1;
    return x * scaled(bn_doubles_all(1.0), half) * scaled(bn_doubles_all(1.0), whole - half);
}

BN_INLINE bn_doubles bounded(bn_doubles x, double low, double high)
{
    const bn_doubles least = bn_doubles_all(low), most = bn_doubles_all(high);
    const bn_doubles above = bn_doubles_choice(x > least, x, least);
    return bn_doubles_choice(above < most, above, most);
}

BN_INLINE bn_doubles magnitude(bn_doubles x)
{
    return (bn_doubles)((bn_integers)x & INT64_MAX);
}

BN_INLINE bool all_of(bn_integers mask)
{
#if defined(__AVX512F__)
    return _mm512_cmpneq_epi64_mask((__m512i)mask, _mm512_set1_epi64(-1)) == 0;
#elif defined(__AVX2__)
    return _mm256_testc_si256((__m256i)mask, _mm256_set1_epi64x(-1)) != 0;
#else
    int64_t all = -1;
    for (int i = 0; i < BN_DOUBLES; i++) all &= mask[i];
    return all == -1;
#endif
}

BN_INLINE void exponential(int count, const double *from, double *to)
{
    bn_doubles x[ABREAST], within[ABREAST];
    bn_integers usual = ~(bn_integers){0};
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        x[i] = within[i] = *(const bn_doubles *)(from + i * BN_DOUBLES);
        usual &= magnitude(x[i]) <= 708.0;
    }
    const bool all_usual = all_of(usual);
    for (int i = 0; i < count && !all_usual; i++) within[i] = bounded(x[i], -746.0, 710.0);
    const factors f = factors_of(count, within);
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        const bn_doubles power = f.scale[i] + f.scale[i] * f.rest[i];
        bn_doubles value = scaled(power, f.n[i]);
        if (!all_usual) value = bn_doubles_choice(x[i] != x[i], x[i], scaled_anywhere(power, f.n[i]));
        *(bn_doubles *)(to + i * BN_DOUBLES) = value;
    }
}

/* tanh a = -t / (t + 2) with t = e^(-2 a) - 1, for a = |x|; 1 from 22 on. */
BN_INLINE void hyperbolic_tangent(int count, const double *from, double *to)
{
    bn_doubles x[ABREAST], within[ABREAST];
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        x[i] = *(const bn_doubles *)(from + i * BN_DOUBLES);
        const bn_doubles a = magnitude(x[i]);
        within[i] = -2.0 * bn_doubles_choice(a < 22.0, a, bn_doubles_all(22.0));
    }
    const factors f = factors_of(count, within);
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        const bn_doubles scale = scaled(f.scale[i], f.n[i]), less = scale - 1.0, lost = scale - (less + 1.0);
        const bn_doubles t = less + (scale * f.rest[i] + lost);
        const bn_integers value = (bn_integers)magnitude(t / (t + 2.0)) | ((bn_integers)x[i] & INT64_MIN);
        *(bn_doubles *)(to + i * BN_DOUBLES) = bn_doubles_choice(x[i] != x[i], x[i], (bn_doubles)value);
    }
}

// --- of floats --------------------------------------------------------------------------------------------

typedef struct {
    bn_lanes scale[ABREAST], rest[ABREAST]; // e^x = scale (1 + rest) 2^n
    bn_lanes_i32 n[ABREAST];
} factors_f32;

/* For |x| <= 110. Of the three parts of ln 2 / 16, n times the first two is exact. */
BN_INLINE factors_f32 factors_of_f32(int count, const bn_lanes *x)
{
    const bn_lanes rounder = bn_lanes_all(0x1.8p23f);
    bn_lanes first[ABREAST], rest[ABREAST];
    factors_f32 f;
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        const bn_lanes shifted = x[i] * (float)SIXTEEN_OF_LN2 + rounder, n = shifted - rounder;
        f.n[i] = (bn_lanes_i32)shifted;
        first[i] = (x[i] - n * 0x1.62ep-5f) - n * 0x1.0cp-19f;
        rest[i] = n * -0x1.05c610p-33f;
    }
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        const bn_lanes sum = (0x1.555770p-5f * first[i] + 0x1.55571ep-3f) * first[i] + 0.5f;
        const bn_lanes missing = of_table_f32(powers_rest_f32, f.n[i]) - rest[i];
        f.scale[i] = of_table_f32(powers_f32, f.n[i]);
        f.rest[i] = first[i] + (missing + first[i] * first[i] * sum);
        f.n[i] >>= 4;
    }
    return f;
}

BN_INLINE bn_lanes scaled_f32(bn_lanes x, bn_lanes_i32 n)
{
    return (bn_lanes)((bn_lanes_i32)x + (bn_lanes_i32)((bn_lanes_u32)n << 23));
}

BN_INLINE bn_lanes scaled_anywhere_f32(bn_lanes x, bn_lanes_i32 n)
{
    const bn_lanes_i32 whole = (bn_lanes_i32)((bn_lanes_u32)n << 23) >> 23, half = whole >> 1;
    return x * scaled_f32(bn_lanes_all(1.0f), half) * scaled_f32(bn_lanes_all(1.0f), whole - half);
}

BN_INLINE bn_lanes magnitude_f32(bn_lanes x)
{
    return (bn_lanes)((bn_lanes_i32)x & INT32_MAX);
}

BN_INLINE void exponential_f32(int count, const float *from, float *to)
{
    bn_lanes x[ABREAST], within[ABREAST];
    bn_lanes_i32 usual = ~(bn_lanes_i32){0};
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        x[i] = within[i] = bn_lanes_load(from + i * BN_LANES);
        usual &= magnitude_f32(x[i]) <= 87.0f;
    }
    const bool all_usual = all_of((bn_integers)usual);
    for (int i = 0; i < count && !all_usual; i++)
        within[i] = bn_lanes_at_least(-110.0f, bn_lanes_at_most(90.0f, x[i]));
    const factors_f32 f = factors_of_f32(count, within);
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        const bn_lanes power = f.scale[i] + f.scale[i] * f.rest[i];
        const bn_lanes value = all_usual ? scaled_f32(power, f.n[i]) : scaled_anywhere_f32(power, f.n[i]);
        bn_lanes_store(to + i * BN_LANES, all_usual ? value : bn_lanes_choice(x[i] != x[i], x[i], value));
    }
}

/* As hyperbolic_tangent, 1 from 9.1 on; the bound leaves NaN as it is, which goes through to the end. */
BN_INLINE void hyperbolic_tangent_f32(int count, const float *from, float *to)
{
    bn_lanes x[ABREAST], within[ABREAST];
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        x[i] = bn_lanes_load(from + i * BN_LANES);
        within[i] = -2.0f * bn_lanes_at_most(9.1f, magnitude_f32(x[i]));
    }
    const factors_f32 f = factors_of_f32(count, within);
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        const bn_lanes scale = scaled_f32(f.scale[i], f.n[i]), less = scale - 1.0f,
                       lost = scale - (less + 1.0f);
        const bn_lanes t = less + (scale * f.rest[i] + lost);
        const bn_lanes_i32 value =
            (bn_lanes_i32)magnitude_f32(t / (t + 2.0f)) | ((bn_lanes_i32)x[i] & INT32_MIN);
        bn_lanes_store(to + i * BN_LANES, (bn_lanes)value);
    }
}

/* Each kernel: groups of vectors, then one vector at a time, the last one filled up with zeros. */
#define OVER(function, number, width)                                                                        \
    int64_t i = 0;                                                                                           \
    for (; i + ABREAST * (width) <= n; i += ABREAST * (width)) function(ABREAST, x + i, y + i);              \
    for (; i + (width) <= n; i += (width)) function(1, x + i, y + i);                                        \
    if (i == n) return;                                                                                      \
    number some[width] = {0};                                                                                \
    memcpy(some, x + i, (size_t)(n - i) * sizeof *some);                                                     \
    function(1, some, some);                                                                                 \
    memcpy(y + i, some, (size_t)(n - i) * sizeof *some)

void BN_KERNEL(powers_of_e)(int64_t n, const double *x, double *y)
{
    OVER(exponential, double, BN_DOUBLES);
}

void BN_KERNEL(hyperbolic_tangents)(int64_t n, const double *x, double *y)
{
    OVER(hyperbolic_tangent, double, BN_DOUBLES);
}

void BN_KERNEL(powers_of_e_f32)(int64_t n, const float *x, float *y)
{
    OVER(exponential_f32, float, BN_LANES);
}

void BN_KERNEL(hyperbolic_tangents_f32)(int64_t n, const float *x, float *y)
{
    OVER(hyperbolic_tangent_f32, float, BN_LANES);
}
