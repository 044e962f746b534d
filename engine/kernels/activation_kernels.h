/* Activation kernels: phi(x) and phi'(x) over `count` numbers. out must not overlap x. */
#ifndef BN_ACTIVATION_KERNELS_H
#define BN_ACTIVATION_KERNELS_H

#include "engine/kernels/activation.h"

#define BN_ACTIVATION_KERNELS(X)                                                                             \
    X(void, activation_values,                                                                               \
      (const bn_phi *phi, const float *restrict x, size_t count, float *restrict out))                       \
    X(void, activation_slopes,                                                                               \
      (const bn_phi *phi, const float *restrict x, size_t count, float *restrict out))

#endif
