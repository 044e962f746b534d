/* The table of a level. A kernel that is missing at a level is an error of the linker. */
#include "engine/kernels/level/level.h"

extern const bn_kernels BN_KERNEL(kernels);

const bn_kernels BN_KERNEL(kernels) = {.level = BN_LEVEL_NUMBER,
#define BN_KERNEL_ENTRY(result, name, parameters) .name = BN_KERNEL(name),
                                       BN_KERNEL_LIST(BN_KERNEL_ENTRY)
#undef BN_KERNEL_ENTRY
};
