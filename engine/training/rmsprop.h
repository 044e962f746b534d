/* RMSProp (Tieleman and Hinton 2012, lecture 6e of "Neural networks for machine learning"):

       v = decay v + (1 - decay) g^2,   w = w - learning_rate g / (sqrt(v) + epsilon) */
#ifndef BN_RMSPROP_H
#define BN_RMSPROP_H

#include "common/memory.h"

#include <stdint.h>

/* learning_rate >= 0, 0 <= decay < 1, epsilon > 0: checked by the caller. */
typedef struct {
    double learning_rate, decay, epsilon;
} bn_rmsprop_config;

typedef struct {
    bn_rmsprop_config config;
    float *v; // the mean square of each gradient
} bn_rmsprop;

/* The optimiser of `count` parameters over `arena`, its mean squares zero. */
bn_rmsprop bn_rmsprop_lay_out(bn_arena *arena, const bn_rmsprop_config *config, int64_t count);

/* Updates parameters first … first + count - 1. weights and gradient are whole arrays, like the mean
   squares. */
void bn_rmsprop_update(bn_rmsprop *rmsprop, float *weights, const float *gradient, int64_t first,
                       int64_t count);

#endif
