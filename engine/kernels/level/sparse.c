/* Sparse kernels: the rows of a slice are the lanes of a vector. Its numbers are loaded one by one, which takes less
   time than an instruction that gathers them. Weights that are all 1 are left out by a constant, so that each loop
   exists in both forms. */
#include "engine/kernels/level/level.h"

#include <stddef.h>
#include <string.h>

enum { SLICE = BN_SPARSE_SLICE, PARTS = SLICE / BN_LANES };

typedef float four __attribute__((vector_size(4 * sizeof(float))));

BN_INLINE four gather_four(const float *z, const uint16_t *from)
{
    return (four){z[from[0]], z[from[1]], z[from[2]], z[from[3]]};
}

BN_INLINE bn_lanes gather(const float *z, const uint16_t *from)
{
#if BN_LANES == 4
    return gather_four(z, from);
#else
    const four a = gather_four(z, from), b = gather_four(z, from + 4);
#if BN_LANES == 8
    return __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7);
#else
    const four c = gather_four(z, from + 8), d = gather_four(z, from + 12);
    return __builtin_shufflevector(__builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7),
                                   __builtin_shufflevector(c, d, 0, 1, 2, 3, 4, 5, 6, 7), 0, 1, 2, 3, 4, 5, 6,
                                   7, 8, 9, 10, 11, 12, 13, 14, 15);
#endif
#endif
}

BN_INLINE void sum_slices(bool weighted, int64_t slices, const uint16_t *length, const uint16_t *from,
                          const float *weight, const float *z, float *restrict sum)
{
    for (int64_t s = 0; s < slices; s++) {
        bn_lanes chain[PARTS] = {{0.0f}};
        for (const uint16_t *end = from + (int64_t)length[s] * SLICE; from < end; from += SLICE) {
            for (int p = 0; p < PARTS; p++) {
                const bn_lanes value = gather(z, from + p * BN_LANES);
                chain[p] = weighted ? bn_lanes_fused(bn_lanes_load(weight + p * BN_LANES), value, chain[p])
                                    : chain[p] + value;
            }
            if (weighted) weight += SLICE;
        }
        for (int p = 0; p < PARTS; p++) bn_lanes_store(sum + s * SLICE + p * BN_LANES, chain[p]);
    }
}

void BN_KERNEL(sparse_sum)(int64_t slices, const uint16_t *length, const uint16_t *from, const float *weight,
                           const float *z, float *restrict sum)
{
    if (weight != NULL)
        sum_slices(true, slices, length, from, weight, z, sum);
    else
        sum_slices(false, slices, length, from, NULL, z, sum);
}

// The numbers of `trials` trials, or of as many as a vector holds; 0 in the lanes past them.
BN_INLINE bn_lanes load_trials(int trials, const float *from)
{
#if BN_LANES == 16
    if (trials == 4) return (bn_lanes)_mm512_zextps128_ps512(_mm_loadu_ps(from));
    if (trials == 8) return (bn_lanes)_mm512_zextps256_ps512(_mm256_loadu_ps(from));
#elif BN_LANES == 8
    if (trials == 4) return (bn_lanes)_mm256_zextps128_ps256(_mm_loadu_ps(from));
#endif
    (void)trials;
    return bn_lanes_load(from);
}

// Several rows at a time: their chains hide the latency of an addition.
BN_INLINE void sum_trials(bool weighted, int trials, int64_t slices, const uint16_t *length,
                          const uint16_t *from, const float *weight, const float *z, float *restrict sums)
{
    const int parts = trials > BN_LANES ? trials / BN_LANES : 1, rows = parts > 2 ? 2 : 4;
    const size_t part = (size_t)(trials < BN_LANES ? trials : BN_LANES);
    for (int64_t s = 0; s < slices; s++) {
        for (int row = 0; row < SLICE; row += rows) {
            bn_lanes chain[4][4] = {{{0.0f}}};
            for (int64_t k = row; k < (int64_t)length[s] * SLICE; k += SLICE)
#pragma GCC unroll 4
                for (int r = 0; r < rows; r++)
#pragma GCC unroll 4
                    for (int p = 0; p < parts; p++) {
                        const bn_lanes value =
                            load_trials(trials, z + (int64_t)from[k + r] * trials + p * BN_LANES);
                        chain[r][p] = weighted
                                          ? bn_lanes_fused(bn_lanes_all(weight[k + r]), value, chain[r][p])
                                          : chain[r][p] + value;
                    }
#pragma GCC unroll 4
            for (int r = 0; r < rows; r++)
#pragma GCC unroll 4
                for (int p = 0; p < parts; p++)
                    memcpy(sums + (s * SLICE + row + r) * trials + p * BN_LANES, &chain[r][p],
                           part * sizeof *sums);
        }
        from += (int64_t)length[s] * SLICE;
        if (weighted) weight += (int64_t)length[s] * SLICE;
    }
}

void BN_KERNEL(sparse_sums)(int64_t slices, const uint16_t *length, const uint16_t *from, const float *weight,
                            int64_t trials, const float *z, float *restrict sums)
{
    const bool weighted = weight != NULL;
    if (weighted && trials == 4) sum_trials(true, 4, slices, length, from, weight, z, sums);
    if (weighted && trials == 8) sum_trials(true, 8, slices, length, from, weight, z, sums);
    if (weighted && trials == 16) sum_trials(true, 16, slices, length, from, weight, z, sums);
    if (!weighted && trials == 4) sum_trials(false, 4, slices, length, from, NULL, z, sums);
    if (!weighted && trials == 8) sum_trials(false, 8, slices, length, from, NULL, z, sums);
    if (!weighted && trials == 16) sum_trials(false, 16, slices, length, from, NULL, z, sums);
}
