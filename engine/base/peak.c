/* Peak: twelve chains of multiply-adds, enough to hide the latency of two pipelines and few enough for the
   registers; on x86-64 they are written as intrinsics, since a compiler would keep an array of chains in
   memory. The bandwidth is that of a sum over a large array. */
#include "engine/base/peak.h"

#include "common/memory.h"
#include "engine/base/stopwatch.h"
#include "engine/base/vecmath.h"

#include <stddef.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { CHAINS = 12, ROUNDS = 1 << 17 };

typedef double (*round_of_work)(void); // runs once, returns its operations

static volatile float sink; // what a measurement computes goes here, lest it be left out

#if defined(__x86_64__)

__attribute__((target("avx512f"))) static double multiply_add_avx512(void)
{
    const __m512 factor = _mm512_set1_ps(0.999f), term = _mm512_set1_ps(1e-4f);
    __m512 chain[CHAINS];
    for (int i = 0; i < CHAINS; i++) chain[i] = _mm512_set1_ps((float)i);
    for (int r = 0; r < ROUNDS; r++)
        for (int i = 0; i < CHAINS; i++) chain[i] = _mm512_fmadd_ps(chain[i], factor, term);
    for (int i = 1; i < CHAINS; i++) chain[0] = _mm512_add_ps(chain[0], chain[i]);
    sink = _mm512_reduce_add_ps(chain[0]);
    return 2.0 * 16 * CHAINS * ROUNDS;
}

__attribute__((target("avx2,fma"))) static double multiply_add_avx2(void)
{
    const __m256 factor = _mm256_set1_ps(0.999f), term = _mm256_set1_ps(1e-4f);
    __m256 chain[CHAINS];
    for (int i = 0; i < CHAINS; i++) chain[i] = _mm256_set1_ps((float)i);
    for (int r = 0; r < ROUNDS; r++)
        for (int i = 0; i < CHAINS; i++) chain[i] = _mm256_fmadd_ps(chain[i], factor, term);
    for (int i = 1; i < CHAINS; i++) chain[0] = _mm256_add_ps(chain[0], chain[i]);
    sink = _mm256_cvtss_f32(chain[0]);
    return 2.0 * 8 * CHAINS * ROUNDS;
}

#endif

static double multiply_add(void)
{
    enum { LANES = 4 };
    float chain[CHAINS][LANES] = {{0}};
    for (int r = 0; r < ROUNDS; r++)
        for (int i = 0; i < CHAINS; i++)
            for (int k = 0; k < LANES; k++) chain[i][k] = fmaf(chain[i][k], 0.999f, 1e-4f);
    for (int i = 1; i < CHAINS; i++) chain[0][0] += chain[i][0];
    sink = chain[0][0];
    return 2.0 * LANES * CHAINS * ROUNDS;
}

static round_of_work best_multiply_add(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) return multiply_add_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return multiply_add_avx2;
#endif
    return multiply_add;
}

double bn_peak_flops(int repeats)
{
    const round_of_work work = best_multiply_add();
    double best = 0.0;
    for (int i = 0; i < repeats; i++) {
        const double start = bn_seconds();
        const double operations = work();
        const double rate = operations / (bn_seconds() - start);
        if (rate > best) best = rate;
    }
    return best;
}

BN_MULTIVERSION
static float sum_of(const float *values, size_t count)
{
    enum { LANES = 64 };
    float sum[LANES] = {0};
    for (size_t i = 0; i < count; i += LANES)
        for (int k = 0; k < LANES; k++) sum[k] += values[i + (size_t)k];
    for (int k = 1; k < LANES; k++) sum[0] += sum[k];
    return sum[0];
}

double bn_peak_bandwidth(int repeats)
{
    const size_t count = (size_t)1 << 26;
    float *values = bn_memory_allocate(count, sizeof *values);
    if (values == NULL) return 0.0;
    double best = 0.0;
    for (int i = 0; i < repeats; i++) {
        const double start = bn_seconds();
        sink = sum_of(values, count);
        const double rate = (double)(count * sizeof *values) / (bn_seconds() - start);
        if (rate > best) best = rate;
    }
    bn_memory_free(values);
    return best;
}
