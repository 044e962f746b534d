/* Optimiser kernels: one fused pass over `count` parameters. The arrays must not overlap. */
#ifndef BN_OPTIMISER_KERNELS_H
#define BN_OPTIMISER_KERNELS_H

#include <stdint.h>

typedef struct {
    float keep1, keep2; // beta1, beta2
    float take1, take2; // 1 - beta1, 1 - beta2
    float rate, scale, epsilon;
} bn_adam_factors;

typedef struct {
    float keep, take; // decay, 1 - decay
    float rate, epsilon;
} bn_rmsprop_factors;

/* adam_update: m = keep1 m + take1 g; v = keep2 v + take2 g^2; w -= rate m / (sqrt(scale v) + epsilon).
   rmsprop_update: v = keep v + take g^2; w -= rate g / (sqrt(v) + epsilon).
   sgd_update: u = momentum u - rate g; w += u. */
#define BN_OPTIMISER_KERNELS(X)                                                                              \
    X(void, adam_update,                                                                                     \
      (const bn_adam_factors *factors, float *restrict w, const float *restrict g, float *restrict m,        \
       float *restrict v, int64_t count))                                                                    \
    X(void, rmsprop_update,                                                                                  \
      (const bn_rmsprop_factors *factors, float *restrict w, const float *restrict g, float *restrict v,     \
       int64_t count))                                                                                       \
    X(void, sgd_update,                                                                                      \
      (float momentum, float rate, float *restrict w, const float *restrict g, float *restrict u,            \
       int64_t count))

#endif
