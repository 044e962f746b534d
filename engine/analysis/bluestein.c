/* Bluestein's algorithm: with j k = (j^2 + k^2 - (k - j)^2) / 2 the transform is a convolution with a chirp,
   which transforms of a power of two carry out. Those are radix-2, decimation in frequency forwards and in
   time backwards, so that no bit reversal is needed between the two. */
#include "engine/analysis/bluestein.h"

#include "common/memory.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

static double _Complex unit_phase(double angle)
{
    return cos(angle) + I * sin(angle);
}

// In natural order, out in bit-reversed order.
static void decimate_in_frequency(int64_t m, const double _Complex *roots, double _Complex *x)
{
    for (int64_t half = m / 2, stride = 1; half >= 1; half /= 2, stride *= 2)
        for (int64_t start = 0; start < m; start += 2 * half)
            for (int64_t k = 0; k < half; k++) {
                const double _Complex a = x[start + k], b = x[start + k + half];
                x[start + k] = a + b;
                x[start + k + half] = (a - b) * roots[k * stride];
            }
}

// In bit-reversed order, out in natural order; the inverse of decimate_in_frequency without the factor 1/m.
static void decimate_in_time(int64_t m, const double _Complex *roots, double _Complex *x)
{
    for (int64_t half = 1, stride = m / 2; half < m; half *= 2, stride /= 2)
        for (int64_t start = 0; start < m; start += 2 * half)
            for (int64_t k = 0; k < half; k++) {
                const double _Complex a = x[start + k], b = x[start + k + half] * conj(roots[k * stride]);
                x[start + k] = a + b;
                x[start + k + half] = a - b;
            }
}

static void lay_out(bn_arena *arena, bn_bluestein *transform)
{
    const size_t n = (size_t)transform->length, m = (size_t)transform->padded;
    transform->chirp = bn_arena_take(arena, n, sizeof(double _Complex));
    transform->filter = bn_arena_take(arena, m, sizeof(double _Complex));
    transform->roots = bn_arena_take(arena, m / 2 + 1, sizeof(double _Complex));
    transform->work = bn_arena_take(arena, m, sizeof(double _Complex));
}

static void fill(bn_bluestein *transform)
{
    const int64_t n = transform->length, m = transform->padded;
    // k^2 is taken modulo 2n as an integer: as a floating-point angle it would lose digits.
    for (int64_t k = 0; k < n; k++)
        transform->chirp[k] = unit_phase(-pi * (double)(k * k % (2 * n)) / (double)n);
    for (int64_t k = 0; k < m / 2; k++) transform->roots[k] = unit_phase(-2.0 * pi * (double)k / (double)m);
    for (int64_t k = 0; k < n; k++) {
        const double _Complex tap = conj(transform->chirp[k]) / (double)m;
        transform->filter[k] = tap;
        if (k > 0) transform->filter[m - k] = tap;
    }
    decimate_in_frequency(m, transform->roots, transform->filter);
}

bn_status bn_bluestein_open(int64_t length, bn_bluestein *transform)
{
    *transform = (bn_bluestein){.length = length, .padded = 1};
    if (length < 1 || length > BN_BLUESTEIN_MAX_LENGTH)
        return bn_fault(BN_EINVAL, "a transform of %lld points; 1 to %d were needed", (long long)length,
                        BN_BLUESTEIN_MAX_LENGTH);
    while (transform->padded < 2 * length - 1) transform->padded *= 2;
    bn_arena ruler = bn_arena_measure();
    lay_out(&ruler, transform);
    transform->block = bn_memory_allocate(ruler.used, 1);
    if (transform->block == NULL)
        return bn_fault(BN_ENOMEM, "no memory for a transform of %lld points", (long long)length);
    bn_arena arena = bn_arena_over(transform->block);
    lay_out(&arena, transform);
    fill(transform);
    return bn_ok();
}

void bn_bluestein_close(bn_bluestein *transform)
{
    bn_memory_free(transform->block);
    *transform = (bn_bluestein){0};
}

void bn_bluestein_forward(bn_bluestein *transform, double _Complex *x)
{
    const int64_t n = transform->length, m = transform->padded;
    double _Complex *work = transform->work;
    for (int64_t k = 0; k < m; k++) work[k] = k < n ? x[k] * transform->chirp[k] : 0.0;
    decimate_in_frequency(m, transform->roots, work);
    for (int64_t k = 0; k < m; k++) work[k] *= transform->filter[k];
    decimate_in_time(m, transform->roots, work);
    for (int64_t k = 0; k < n; k++) x[k] = work[k] * transform->chirp[k];
}
