/* Bluestein's algorithm: with j k = (j^2 + k^2 - (k - j)^2) / 2 the transform is a convolution with a chirp,
   which transforms of a power of two carry out. Those are radix-2, decimation in frequency forwards and in
   time backwards, so that no bit reversal is needed between the two. */
#include "engine/analysis/bluestein.h"

#include "common/memory.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

static double _Complex turn(double angle)
{
    return cos(angle) + I * sin(angle);
}

// In natural order, out in bit-reversed order.
static void scatter(int64_t m, const double _Complex *roots, double _Complex *x)
{
    for (int64_t half = m / 2, stride = 1; half >= 1; half /= 2, stride *= 2)
        for (int64_t start = 0; start < m; start += 2 * half)
            for (int64_t k = 0; k < half; k++) {
                const double _Complex a = x[start + k], b = x[start + k + half];
                x[start + k] = a + b;
                x[start + k + half] = (a - b) * roots[k * stride];
            }
}

// In bit-reversed order, out in natural order; the inverse of scatter without the factor 1/m.
static void gather(int64_t m, const double _Complex *roots, double _Complex *x)
{
    for (int64_t half = 1, stride = m / 2; half < m; half *= 2, stride /= 2)
        for (int64_t start = 0; start < m; start += 2 * half)
            for (int64_t k = 0; k < half; k++) {
                const double _Complex a = x[start + k], b = x[start + k + half] * conj(roots[k * stride]);
                x[start + k] = a + b;
                x[start + k + half] = a - b;
            }
}

static void lay_out(bn_arena *arena, bn_chirp *chirp)
{
    const size_t n = (size_t)chirp->length, m = (size_t)chirp->padded;
    chirp->chirp = bn_arena_take(arena, n, sizeof(double _Complex));
    chirp->filter = bn_arena_take(arena, m, sizeof(double _Complex));
    chirp->roots = bn_arena_take(arena, m / 2 + 1, sizeof(double _Complex));
    chirp->work = bn_arena_take(arena, m, sizeof(double _Complex));
}

static void fill(bn_chirp *chirp)
{
    const int64_t n = chirp->length, m = chirp->padded;
    // k^2 is taken modulo 2n as an integer: as a floating-point angle it would lose digits.
    for (int64_t k = 0; k < n; k++) chirp->chirp[k] = turn(-pi * (double)(k * k % (2 * n)) / (double)n);
    for (int64_t k = 0; k < m / 2; k++) chirp->roots[k] = turn(-2.0 * pi * (double)k / (double)m);
    for (int64_t k = 0; k < n; k++) {
        const double _Complex tap = conj(chirp->chirp[k]) / (double)m;
        chirp->filter[k] = tap;
        if (k > 0) chirp->filter[m - k] = tap;
    }
    scatter(m, chirp->roots, chirp->filter);
}

bn_status bn_chirp_open(int64_t length, bn_chirp *chirp)
{
    *chirp = (bn_chirp){.length = length, .padded = 1};
    if (length < 1 || length > BN_CHIRP_MAX_LENGTH)
        return bn_fault(BN_EINVAL, "a transform of %lld points; 1 to %d were needed", (long long)length,
                        BN_CHIRP_MAX_LENGTH);
    while (chirp->padded < 2 * length - 1) chirp->padded *= 2;
    bn_arena ruler = bn_arena_measure();
    lay_out(&ruler, chirp);
    chirp->block = bn_memory_allocate(ruler.used, 1);
    if (chirp->block == NULL)
        return bn_fault(BN_ENOMEM, "no memory for a transform of %lld points", (long long)length);
    bn_arena arena = bn_arena_over(chirp->block);
    lay_out(&arena, chirp);
    fill(chirp);
    return bn_ok();
}

void bn_chirp_close(bn_chirp *chirp)
{
    bn_memory_free(chirp->block);
    *chirp = (bn_chirp){0};
}

void bn_chirp_forward(bn_chirp *chirp, double _Complex *x)
{
    const int64_t n = chirp->length, m = chirp->padded;
    double _Complex *work = chirp->work;
    for (int64_t k = 0; k < m; k++) work[k] = k < n ? x[k] * chirp->chirp[k] : 0.0;
    scatter(m, chirp->roots, work);
    for (int64_t k = 0; k < m; k++) work[k] *= chirp->filter[k];
    gather(m, chirp->roots, work);
    for (int64_t k = 0; k < n; k++) x[k] = work[k] * chirp->chirp[k];
}
