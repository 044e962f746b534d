/* Processor: the compiler's run time asks the processor for its features, and the system whether it keeps the
   wide registers. */
#include "engine/base/processor.h"

#include <stdio.h>
#include <string.h>

static const char *const names[BN_LEVELS] = {
/* NOLINTNEXTLINE(bugprone-macro-parentheses): an initialiser */
#define BN_LEVEL_NAME(level, name) [level] = name,
    BN_LEVEL_LIST(BN_LEVEL_NAME)
#undef BN_LEVEL_NAME
};

const char *bn_level_name(bn_level level)
{
    return names[level];
}

#if defined(__x86_64__)

static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static bool has_avx512(void)
{
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
}

bool bn_processor_has(bn_level level)
{
    switch (level) {
    case BN_LEVEL_BASELINE:
        return true;
    case BN_LEVEL_AVX2:
        return has_avx2();
    case BN_LEVEL_AVX512:
        return has_avx512();
    default:
        return false;
    }
}

#elif defined(__aarch64__)

bool bn_processor_has(bn_level level)
{
    return level == BN_LEVEL_BASELINE || level == BN_LEVEL_NEON; // every processor of the family has it
}

#else

bool bn_processor_has(bn_level level)
{
    return level == BN_LEVEL_BASELINE;
}

#endif

static bn_status unknown(const char *name)
{
    char available[64] = "";
    for (int i = 0; i < BN_LEVELS; i++) {
        if (!bn_processor_has((bn_level)i)) continue;
        const size_t length = strlen(available);
        snprintf(available + length, sizeof available - length, "%s%s", length > 0 ? ", " : "", names[i]);
    }
    return bn_fault(BN_EINVAL, "instructions '%.40s' were asked for; this processor has %s", name, available);
}

bn_status bn_processor_level(const char *name, bn_level *level)
{
    const bool any = name == NULL || name[0] == '\0';
    for (int i = BN_LEVELS - 1; i >= 0; i--) {
        if (!bn_processor_has((bn_level)i) || !(any || strcmp(name, names[i]) == 0)) continue;
        *level = (bn_level)i;
        return bn_ok();
    }
    return unknown(name);
}
