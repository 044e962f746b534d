/* Sparse kernels: eight chains hide the latency of an addition. Weights that are all 1 are left out by a constant, so
   that each loop exists in both forms. */
#include "engine/kernels/level/level.h"

#include <stddef.h>

enum { CHAINS = 8 };

BN_INLINE float chained(bool weighted, const float *weight, int64_t k, float value, float sum)
{
    return weighted ? bn_fused(weight[k], value, sum) : sum + value;
}

BN_INLINE void sum_rows(bool weighted, int64_t rows, const uint16_t *length, const uint16_t *from,
                        const float *weight, const float *z, float *restrict sum)
{
    for (int64_t i = 0; i < rows; i++) {
        const int64_t count = length[i];
        float chain[CHAINS] = {0.0f};
        int64_t k = 0;
        for (; k + CHAINS <= count; k += CHAINS)
            for (int c = 0; c < CHAINS; c++)
                chain[c] = chained(weighted, weight, k + c, z[from[k + c]], chain[c]);
        for (int c = 0; k < count; k++, c++) chain[c] = chained(weighted, weight, k, z[from[k]], chain[c]);
        sum[i] +=
            ((chain[0] + chain[1]) + (chain[2] + chain[3])) + ((chain[4] + chain[5]) + (chain[6] + chain[7]));
        from += count;
        if (weighted) weight += count;
    }
}

void BN_KERNEL(sparse_sum)(int64_t rows, const uint16_t *length, const uint16_t *from, const float *weight,
                           const float *z, float *restrict sum)
{
    if (weight != NULL)
        sum_rows(true, rows, length, from, weight, z, sum);
    else
        sum_rows(false, rows, length, from, NULL, z, sum);
}

BN_INLINE void sum_trials(bool weighted, int trials, int64_t rows, const uint16_t *length,
                          const uint16_t *from, const float *weight, const float *z, float *restrict sums)
{
    for (int64_t i = 0; i < rows; i++) {
        const int64_t count = length[i];
        float chain[16];
        for (int b = 0; b < trials; b++) chain[b] = sums[i * trials + b];
        for (int64_t k = 0; k < count; k++) {
            const float *values = z + (int64_t)from[k] * trials;
            for (int b = 0; b < trials; b++) chain[b] = chained(weighted, weight, k, values[b], chain[b]);
        }
        for (int b = 0; b < trials; b++) sums[i * trials + b] = chain[b];
        from += count;
        if (weighted) weight += count;
    }
}

void BN_KERNEL(sparse_sums)(int64_t rows, const uint16_t *length, const uint16_t *from, const float *weight,
                            int64_t trials, const float *z, float *restrict sums)
{
    const bool weighted = weight != NULL;
    if (weighted && trials == 4) sum_trials(true, 4, rows, length, from, weight, z, sums);
    if (weighted && trials == 8) sum_trials(true, 8, rows, length, from, weight, z, sums);
    if (weighted && trials == 12) sum_trials(true, 12, rows, length, from, weight, z, sums);
    if (weighted && trials == 16) sum_trials(true, 16, rows, length, from, weight, z, sums);
    if (!weighted && trials == 4) sum_trials(false, 4, rows, length, from, NULL, z, sums);
    if (!weighted && trials == 8) sum_trials(false, 8, rows, length, from, NULL, z, sums);
    if (!weighted && trials == 12) sum_trials(false, 12, rows, length, from, NULL, z, sums);
    if (!weighted && trials == 16) sum_trials(false, 16, rows, length, from, NULL, z, sums);
}
