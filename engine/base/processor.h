/* Processor: the one place that knows what instructions the processor has.

   The engine's hot loops are built once for each level that a family of processors has, and one level is
   taken for a whole process. Every level gives the same bits. */
#ifndef BN_PROCESSOR_H
#define BN_PROCESSOR_H

#include "common/status.h"

#include <stdbool.h>

/* The levels by name, in the order in which they are preferred. */
#define BN_LEVEL_LIST(X)                                                                                     \
    X(BN_LEVEL_BASELINE, "baseline") /* what every processor of the family has, and no fused multiply-add */ \
    X(BN_LEVEL_NEON, "neon")         /* aarch64 */                                                           \
    X(BN_LEVEL_AVX2, "avx2")         /* x86-64 with AVX2 and FMA */                                          \
    X(BN_LEVEL_AVX512, "avx512")     /* x86-64 with AVX-512 F, VL, DQ and BW, AVX2 and FMA */

typedef enum {
#define BN_LEVEL_ENUM(level, name) level,
    BN_LEVEL_LIST(BN_LEVEL_ENUM)
#undef BN_LEVEL_ENUM
        BN_LEVELS
} bn_level;

/* The level's name, as "avx2". */
const char *bn_level_name(bn_level level);

/* Whether this processor, under this system, runs the instructions of a level. */
bool bn_processor_has(bn_level level);

/* *level = the one of that name, or the best that the processor has where name is NULL or empty. Errors:
   BN_EINVAL with the levels that the processor has, where it has none of that name. */
bn_status bn_processor_level(const char *name, bn_level *level);

#endif
