/* Peak: the best of some repeats of a kernel; the bandwidth is that of a sum over a large array. */
#include "engine/kernels/peak.h"

#include "common/memory.h"
#include "engine/base/stopwatch.h"
#include "engine/kernels/kernels.h"

#include <stddef.h>

enum { ROUNDS = 1 << 17, SLOW_ROUNDS = 1 << 13 };

static volatile float sink; // results are stored here, so that the compiler keeps the measurement

double bn_peak_flops(int repeats)
{
    const bn_kernels *kernels = bn_kernels_now();
    const int64_t rounds = kernels->level == BN_LEVEL_BASELINE ? SLOW_ROUNDS : ROUNDS;
    double best = 0.0;
    for (int i = 0; i < repeats; i++) {
        const double start = bn_seconds();
        double operations;
        sink = kernels->multiply_add(rounds, &operations);
        const double rate = operations / (bn_seconds() - start);
        if (rate > best) best = rate;
    }
    return best;
}

double bn_peak_bandwidth(int repeats)
{
    const int64_t count = (int64_t)1 << 26;
    float *values = bn_memory_allocate((size_t)count, sizeof *values);
    if (values == NULL) return 0.0;
    double best = 0.0;
    for (int i = 0; i < repeats; i++) {
        const double start = bn_seconds();
        sink = bn_kernels_now()->read_all(count, values);
        const double rate = (double)count * sizeof *values / (bn_seconds() - start);
        if (rate > best) best = rate;
    }
    bn_memory_free(values);
    return best;
}
