/* Peak kernels: twelve chains of multiply-adds, enough to hide the latency of two pipelines and few enough
   for the registers. Each is a variable, since a compiler would keep an array of chains in memory. Each
   starts at another value, since a compiler would compute equal chains once. */
#include "engine/kernels/level/level.h"

float BN_KERNEL(multiply_add)(int64_t rounds, double *operations)
{
    const bn_lanes x = bn_lanes_all(0.999f), y = bn_lanes_all(1e-4f);
    bn_lanes a = y, b = 2.0f * y, c = 3.0f * y, d = 4.0f * y, e = 5.0f * y, f = 6.0f * y;
    bn_lanes g = 7.0f * y, h = 8.0f * y, i = 9.0f * y, j = 10.0f * y, k = 11.0f * y, l = 12.0f * y;
    for (int64_t r = 0; r < rounds; r++) {
        a = bn_lanes_fused(a, x, y), b = bn_lanes_fused(b, x, y), c = bn_lanes_fused(c, x, y);
        d = bn_lanes_fused(d, x, y), e = bn_lanes_fused(e, x, y), f = bn_lanes_fused(f, x, y);
        g = bn_lanes_fused(g, x, y), h = bn_lanes_fused(h, x, y), i = bn_lanes_fused(i, x, y);
        j = bn_lanes_fused(j, x, y), k = bn_lanes_fused(k, x, y), l = bn_lanes_fused(l, x, y);
    }
    *operations = 2.0 * BN_LANES * 12.0 * (double)rounds;
    const bn_lanes all = (a + b + c + d) + (e + f + g + h) + (i + j + k + l);
    return all[0];
}

float BN_KERNEL(read_all)(int64_t count, const float *values)
{
    enum { AT_ONCE = 64 };
    bn_lanes sum[AT_ONCE / BN_LANES] = {{0}};
    for (int64_t i = 0; i < count; i += AT_ONCE)
#pragma GCC unroll 16
        for (int k = 0; k < AT_ONCE / BN_LANES; k++) sum[k] += bn_lanes_load(values + i + k * BN_LANES);
    for (int k = 1; k < AT_ONCE / BN_LANES; k++) sum[0] += sum[k];
    float all = 0.0f;
    for (int k = 0; k < BN_LANES; k++) all += sum[0][k];
    return all;
}
