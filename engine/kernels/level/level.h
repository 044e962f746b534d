/* Level: declarations for the files of this folder. They are compiled once for each level of instructions,
   with BN_LEVEL defined as its name, and call nothing but each other and memcpy. */
#ifndef BN_LEVEL_H
#define BN_LEVEL_H

#include "engine/kernels/kernels.h"
#include "engine/kernels/lanes.h"

#define BN_JOIN_(name, level) bn_##name##_##level
#define BN_JOIN(name, level)  BN_JOIN_(name, level)

/* The name of a kernel at this level: BN_KERNEL(adam_update) is bn_adam_update_avx2. */
#define BN_KERNEL(name) BN_JOIN(name, BN_LEVEL)

/* NOLINTNEXTLINE(bugprone-macro-parentheses): the arguments make a declaration */
#define BN_KERNEL_PROTOTYPE(result, name, parameters) result BN_KERNEL(name) parameters;
BN_KERNEL_LIST(BN_KERNEL_PROTOTYPE)
#undef BN_KERNEL_PROTOTYPE

#endif
