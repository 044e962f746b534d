/* Distributions: each element draws uniform numbers from its own blocks until it is accepted. The number of
   tries is bounded. The probability that 120 tries in a row are rejected is below 10^-60 for every
   parameter; then the last proposal is the result. */
#include "engine/random/distributions.h"

#include "engine/base/elementary.h"

#include <math.h>

enum { MOST_TRIES = 120 };

static const double unit = 0x1p-53;

// Two numbers uniform in [0, 1) from the block of a try.
static void uniforms(const bn_random_stream *stream, uint64_t block, int part, double u[2])
{
    bn_random_uniform_f64(stream, block + ((uint64_t)part << 56), 2, u);
}

// --- whole numbers -----------------------------------------------------------------------------------

static uint64_t word64(const bn_random_stream *stream, uint64_t block, int part)
{
    uint32_t words[4];
    bn_random_block(stream, block + ((uint64_t)part << 56), words);
    return (uint64_t)words[0] << 32 | words[1];
}

// The upper half of a product of 64 bits each; *low is the lower one.
static uint64_t high_product(uint64_t a, uint64_t b, uint64_t *low)
{
    const uint64_t a0 = (uint32_t)a, a1 = a >> 32, b0 = (uint32_t)b, b1 = b >> 32;
    const uint64_t middle = a1 * b0 + (a0 * b0 >> 32), other = a0 * b1 + (uint32_t)middle;
    *low = a * b;
    return a1 * b1 + (middle >> 32) + (other >> 32);
}

// A random whole number below `extent` >= 1.
static uint64_t below(const bn_random_stream *stream, uint64_t block, uint64_t extent)
{
    const uint64_t least =
        (0 - extent) % extent; // products whose lower half is below it are rejected, to be without bias
    uint64_t low = 0, value = 0;
    for (int part = 0; part < MOST_TRIES; part++) {
        value = high_product(word64(stream, block, part), extent, &low);
        if (low >= least) break;
    }
    return value;
}

bn_status bn_random_integers(const bn_random_stream *stream, uint64_t first, int64_t low, int64_t high,
                             size_t count, double *out)
{
    const int64_t most = INT64_C(1) << 53;
    if (low > high || low < -most || high > most)
        return bn_fault(BN_EINVAL, "integers from %lld to %lld; a range within -2^53 to 2^53 was needed",
                        (long long)low, (long long)high);
    const uint64_t extent = (uint64_t)(high - low) + 1;
    for (size_t i = 0; i < count; i++) out[i] = (double)(low + (int64_t)below(stream, first + i, extent));
    return bn_ok();
}

bn_status bn_random_bernoulli(const bn_random_stream *stream, uint64_t first, double p, size_t count,
                              double *out)
{
    if (!(p >= 0.0 && p <= 1.0)) return bn_fault(BN_EINVAL, "p is %g; a probability was needed", p);
    for (size_t i = 0; i < count; i++) {
        double u[2];
        uniforms(stream, first + i, 0, u);
        out[i] = u[0] < p ? 1.0 : 0.0;
    }
    return bn_ok();
}

// --- waiting times -----------------------------------------------------------------------------------

bn_status bn_random_exponential(const bn_random_stream *stream, uint64_t first, double scale, size_t count,
                                double *out)
{
    if (!(scale >= 0.0 && scale < INFINITY))
        return bn_fault(BN_EINVAL, "scale is %g; a finite number of at least 0 was needed", scale);
    for (size_t i = 0; i < count; i++) {
        double u[2];
        uniforms(stream, first + i, 0, u);
        out[i] = -scale * bn_log(1.0 - u[0]);
    }
    return bn_ok();
}

static double normal_of(const double u[2])
{
    double c, s;
    bn_turn(u[1], &c, &s);
    return sqrt(-2.0 * bn_log(1.0 - u[0])) * c;
}

// Shape d + 1/3 >= 1 (Marsaglia and Tsang 2000).
static double gamma_from_one(const bn_random_stream *stream, uint64_t block, double shape)
{
    const double d = shape - 1.0 / 3.0, c = 1.0 / sqrt(9.0 * d);
    double value = d;
    for (int try = 0; try + 1 < MOST_TRIES; try += 2) {
        double u[2], v[2];
        uniforms(stream, block, try, u);
        uniforms(stream, block, try + 1, v);
        const double x = normal_of(u), root = 1.0 + c * x;
        if (root <= 0.0) continue;
        const double cube = root * root * root;
        value = d * cube;
        if (bn_log(1.0 - v[0]) < 0.5 * x * x + d - value + d * bn_log(cube)) break;
    }
    return value;
}

bn_status bn_random_gamma(const bn_random_stream *stream, uint64_t first, double shape, double scale,
                          size_t count, double *out)
{
    if (!(shape > 0.0 && shape <= 1e12))
        return bn_fault(BN_EINVAL, "shape is %g; more than 0, at most 1e12 was needed", shape);
    if (!(scale >= 0.0 && scale < INFINITY))
        return bn_fault(BN_EINVAL, "scale is %g; a finite number of at least 0 was needed", scale);
    for (size_t i = 0; i < count; i++) {
        const double value = gamma_from_one(stream, first + i, shape < 1.0 ? shape + 1.0 : shape);
        double u[2] = {0};
        if (shape < 1.0) uniforms(stream, first + i, MOST_TRIES, u);
        out[i] = scale * (shape < 1.0 ? value * bn_exp(bn_log(1.0 - u[0]) / shape) : value);
    }
    return bn_ok();
}

// --- counts ------------------------------------------------------------------------------------------

// ln k!, from 10 on by Stirling's series, with a relative error below 1e-12.
static double log_factorial(double k)
{
    static const double small[] = {0.0,
                                   0.0,
                                   0.69314718055994531,
                                   1.7917594692280550,
                                   3.1780538303479458,
                                   4.7874917427820458,
                                   6.5792512120101012,
                                   8.5251613610654147,
                                   10.604602902745251,
                                   12.801827480081469};
    if (k < 10.0) return small[(int)k];
    const double x = k + 1.0, square = 1.0 / (x * x);
    return (k + 0.5) * bn_log(x) - x + 0.91893853320467274 +
           (1.0 / 12.0 - (1.0 / 360.0 - square / 1260.0) * square) / x;
}

// Inversion: adds up probabilities. Their sum passes every u < 1 - 2^-53 long before the bound.
static double poisson_small(const bn_random_stream *stream, uint64_t block, double mean)
{
    enum { MOST = 200 };
    double u[2], probability = bn_exp(-mean), sum = probability;
    int k = 0;
    uniforms(stream, block, 0, u);
    while (u[0] >= sum && k < MOST) {
        probability *= mean / ++k;
        sum += probability;
    }
    return k;
}

// Transformed rejection with squeeze (Hörmann 1993, algorithm PTRS).
static double poisson_large(const bn_random_stream *stream, uint64_t block, double mean)
{
    const double root = sqrt(mean), b = 0.931 + 2.53 * root, a = -0.059 + 0.02483 * b;
    const double inverse = 1.1239 + 1.1328 / (b - 3.4), squeeze = 0.9277 - 3.6224 / (b - 2.0);
    double k = floor(mean);
    for (int try = 0; try < MOST_TRIES; try++) {
        double draw[2];
        uniforms(stream, block, try, draw);
        const double u = draw[0] - 0.5, v = 1.0 - draw[1], us = 0.5 - fabs(u) + unit;
        const double proposed = floor((2.0 * a / us + b) * u + mean + 0.43);
        if (proposed < 0.0 || (us < 0.013 && v > us)) continue;
        k = proposed;
        if (us >= 0.07 && v <= squeeze) break;
        if (bn_log(v) + bn_log(inverse) - bn_log(a / (us * us) + b) <=
            -mean + k * bn_log(mean) - log_factorial(k))
            break;
    }
    return k;
}

bn_status bn_random_poisson(const bn_random_stream *stream, uint64_t first, double mean, size_t count,
                            double *out)
{
    if (!(mean >= 0.0 && mean <= 1e12)) return bn_fault(BN_EINVAL, "mean is %g; 0 to 1e12 was needed", mean);
    for (size_t i = 0; i < count; i++)
        out[i] =
            mean < 10.0 ? poisson_small(stream, first + i, mean) : poisson_large(stream, first + i, mean);
    return bn_ok();
}
