/* Stochastic gradient descent with momentum, the heavy ball of Polyak (1964):

       u = momentum u - learning_rate g,   w = w + u

   Without momentum it is plain gradient descent. */
#ifndef BN_SGD_H
#define BN_SGD_H

#include "common/memory.h"

#include <stdint.h>

/* learning_rate >= 0, 0 <= momentum < 1: checked by the caller. */
typedef struct {
    double learning_rate, momentum;
} bn_sgd_config;

typedef struct {
    bn_sgd_config config;
    float *u; // the velocity of each parameter
} bn_sgd;

/* The optimiser of `count` parameters over `arena`, its velocities zero. */
bn_sgd bn_sgd_lay_out(bn_arena *arena, const bn_sgd_config *config, int64_t count);

/* Updates parameters first … first + count - 1. weights and gradient are whole arrays, like the
   velocities. */
void bn_sgd_update(bn_sgd *sgd, float *weights, const float *gradient, int64_t first, int64_t count);

#endif
