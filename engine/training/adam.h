/* Adam (Kingma and Ba 2015), with bias correction:

       m = beta1 m + (1 - beta1) g,   v = beta2 v + (1 - beta2) g^2
       w = w - rate (m / (1 - beta1^k)) / (sqrt(v / (1 - beta2^k)) + epsilon)      at step k = 1, 2, … */
#ifndef BN_ADAM_H
#define BN_ADAM_H

#include "common/memory.h"

#include <stdint.h>

/* learning_rate >= 0, 0 <= beta < 1, epsilon > 0: checked by the caller. */
typedef struct {
    double learning_rate, beta1, beta2, epsilon;
} bn_adam_config;

typedef struct {
    bn_adam_config config;
    int64_t step;      // steps begun
    float rate, scale; // of this step: learning_rate / (1 - beta1^k), 1 / (1 - beta2^k)
    int64_t count;     // parameters
    float *m, *v;      // count each
} bn_adam;

/* The optimiser of `count` parameters over `arena`, its moments zero. */
bn_adam bn_adam_lay_out(bn_arena *arena, const bn_adam_config *config, int64_t count);

/* Begins the next step; every parameter may then be updated once. */
void bn_adam_begin(bn_adam *adam);

/* Updates parameters first … first + count - 1. weights and gradient are whole arrays, like the moments. */
void bn_adam_update(bn_adam *adam, float *weights, const float *gradient, int64_t first, int64_t count);

#endif
