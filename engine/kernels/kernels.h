/* Kernels: the hot loops of the engine, each built once for every level of instructions. The kernels of a
   level are one table of functions; a hot loop is called through it: bn_kernels_now()->adam_update(...).

   A kernel computes the same bits at every level. Its contract is in the header of its group. */
#ifndef BN_KERNELS_H
#define BN_KERNELS_H

#include "common/status.h"
#include "engine/base/processor.h"
#include "engine/kernels/activation_kernels.h"
#include "engine/kernels/array_kernels.h"
#include "engine/kernels/gru_kernels.h"
#include "engine/kernels/optimiser_kernels.h"
#include "engine/kernels/peak_kernels.h"
#include "engine/kernels/product_kernels.h"
#include "engine/kernels/random_kernels.h"
#include "engine/kernels/sparse_kernels.h"
#include "engine/kernels/step_kernels.h"
#include "engine/kernels/theory_kernels.h"

/* Every kernel: X(result, name, (parameters)). */
#define BN_KERNEL_LIST(X)                                                                                    \
    BN_ACTIVATION_KERNELS(X)                                                                                 \
    BN_ARRAY_KERNELS(X)                                                                                      \
    BN_GRU_KERNELS(X)                                                                                        \
    BN_OPTIMISER_KERNELS(X)                                                                                  \
    BN_PEAK_KERNELS(X)                                                                                       \
    BN_PRODUCT_KERNELS(X)                                                                                    \
    BN_RANDOM_KERNELS(X)                                                                                     \
    BN_SPARSE_KERNELS(X)                                                                                     \
    BN_STEP_KERNELS(X)                                                                                       \
    BN_THEORY_KERNELS(X)

typedef struct bn_kernels {
    bn_level level;
/* NOLINTNEXTLINE(bugprone-macro-parentheses): the arguments make a declaration */
#define BN_KERNEL_FIELD(result, name, parameters) result(*name) parameters;
    BN_KERNEL_LIST(BN_KERNEL_FIELD)
#undef BN_KERNEL_FIELD
} bn_kernels;

/* The kernels of a level; NULL where they are not built for this family of processors. Calling
   those of a level that the processor lacks ends the process by an illegal instruction. */
const bn_kernels *bn_kernels_of(bn_level level);

/* The kernels in use. The first call chooses the level that BALNET_INSTRUCTIONS names, else the best one of
   the processor; every later call is one load. */
const bn_kernels *bn_kernels_now(void);

/* BN_EINVAL with the levels of this processor when BALNET_INSTRUCTIONS names none of them; the best one is
   then in use. To be called before results are computed. */
bn_status bn_kernels_check(void);

/* Uses the kernels of another level from now on, for programs that compare levels. The processor must have
   the level, and no other thread may run a kernel. */
void bn_kernels_use(bn_level level);

#endif
