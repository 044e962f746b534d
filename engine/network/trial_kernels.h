/* Trial kernels: the element-wise work of one step on a shard's columns, fused. For trial and
   simulation alone.

   Rows are processed in whole vectors of 16; leading dimensions are padded for it, and the amplitude is 0 on
   rows past N, so what is computed there stays 0. */
#ifndef BN_TRIAL_KERNELS_H
#define BN_TRIAL_KERNELS_H

#include "engine/network/activation.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    float keep; // 1 - dt
    float dt;
    const float *amplitude; // rows: sigma sqrt(dt), 0 past N
    bool noisy;
    int64_t rows;               // N, rounded up to 16
    int64_t units;              // N
    int64_t ldx, lde, ldz, ldn; // from column to column of states; of drives and errors; of rates; of noise
    bn_activation activation;
    double power;
} bn_step;

/* next = keep x + dt drive + amplitude noise; rate = phi(next), over `columns` columns. x, next: ldx; drive:
   lde; noise: ldn, not read unless noisy; rate: ldz. Returns the sum of next^2. */
double bn_step_forward(const bn_step *step, int64_t columns, const float *x, const float *drive,
                       const float *noise, float *next, float *rate);

/* l_before = keep l + dt (phi'(x) back + cost x). x, back and the scratch slope: ldx; l, l_before: lde. */
void bn_step_backward(const bn_step *step, int64_t columns, const float *x, const float *back, const float *l,
                      float cost, float *slope, float *l_before);

#endif
