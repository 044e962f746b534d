/* Kernels: the hot loops of the engine, each built once for every level of instructions. A level's are one
   table of functions, and who runs a hot loop calls it through the table: bn_kernels_now()->adam_update(...).

   What a kernel computes is the same at every level, bit for bit; the contracts stand in the headers of the
   groups. */
#ifndef BN_KERNELS_H
#define BN_KERNELS_H

#include "common/status.h"
#include "engine/base/processor.h"
#include "engine/kernels/activation_kernels.h"
#include "engine/kernels/optimiser_kernels.h"
#include "engine/kernels/peak_kernels.h"
#include "engine/kernels/product_kernels.h"
#include "engine/kernels/random_kernels.h"
#include "engine/kernels/step_kernels.h"
#include "engine/kernels/theory_kernels.h"

/* Every kernel: X(result, name, (parameters)). */
#define BN_KERNEL_LIST(X)                                                                                    \
    BN_ACTIVATION_KERNELS(X)                                                                                 \
    BN_OPTIMISER_KERNELS(X)                                                                                  \
    BN_PEAK_KERNELS(X)                                                                                       \
    BN_PRODUCT_KERNELS(X)                                                                                    \
    BN_RANDOM_KERNELS(X)                                                                                     \
    BN_STEP_KERNELS(X)                                                                                       \
    BN_THEORY_KERNELS(X)

typedef struct bn_kernels {
    bn_level level;
/* NOLINTNEXTLINE(bugprone-macro-parentheses): the arguments make a declaration */
#define BN_KERNEL_FIELD(result, name, parameters) result(*name) parameters;
    BN_KERNEL_LIST(BN_KERNEL_FIELD)
#undef BN_KERNEL_FIELD
} bn_kernels;

/* The kernels of a level; NULL where they are not built for this family of processors. Those of a level that
   the processor has not end the process. */
const bn_kernels *bn_kernels_of(bn_level level);

/* The kernels in use: those of the level that the environment names in BALNET_INSTRUCTIONS when they are
   first asked for, else of the best. Costs a load. */
const bn_kernels *bn_kernels_now(void);

/* BN_EINVAL with the levels there are, if BALNET_INSTRUCTIONS asks for another; the best runs then. To be
   asked before results are made. */
bn_status bn_kernels_check(void);

/* Takes the kernels of another level from now on, for programs that compare them. The processor must have it,
   and no other thread may be in a kernel. */
void bn_kernels_use(bn_level level);

#endif
