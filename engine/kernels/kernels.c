/* Kernels: the tables of the levels, and the choice of one for the process. The choice depends on the
   processor and the environment alone, so threads that make it at the same time make the same choice. */
#include "engine/kernels/kernels.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

extern const bn_kernels bn_kernels_baseline, bn_kernels_neon, bn_kernels_avx2, bn_kernels_avx512;

static const bn_kernels *const tables[BN_LEVELS] = {
    [BN_LEVEL_BASELINE] = &bn_kernels_baseline,
#if defined(__x86_64__)
    [BN_LEVEL_AVX2] = &bn_kernels_avx2,
    [BN_LEVEL_AVX512] = &bn_kernels_avx512,
#elif defined(__aarch64__)
    [BN_LEVEL_NEON] = &bn_kernels_neon,
#endif
};

static _Atomic(const bn_kernels *) in_use;

const bn_kernels *bn_kernels_of(bn_level level)
{
    return tables[level];
}

void bn_kernels_use(bn_level level)
{
    atomic_store_explicit(&in_use, tables[level], memory_order_release);
}

bn_status bn_kernels_check(void)
{
    bn_level level;
    return bn_processor_level(getenv("BALNET_INSTRUCTIONS"), &level);
}

static void choose(void)
{
    bn_level level = BN_LEVEL_BASELINE;
    if (bn_processor_level(getenv("BALNET_INSTRUCTIONS"), &level).code != BN_OK)
        bn_processor_level(NULL, &level);
    bn_kernels_use(level);
}

const bn_kernels *bn_kernels_now(void)
{
    const bn_kernels *kernels = atomic_load_explicit(&in_use, memory_order_acquire);
    if (kernels != NULL) return kernels;
    choose();
    return atomic_load_explicit(&in_use, memory_order_acquire);
}
