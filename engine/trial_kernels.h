/* Trial kernels: the element-wise work of one step on one column, fused. Private to the trial.

   Rows are processed in whole vectors of 16; leading dimensions are padded for it, and the amplitude is 0 on
   rows past N, so what is computed there stays 0. */
#ifndef BN_TRIAL_KERNELS_H
#define BN_TRIAL_KERNELS_H

#include "activation.h"

#include <stdint.h>

typedef struct {
    float keep; // 1 - dt
    float dt;
    const float *amplitude; // rows
    int64_t rows;           // N, rounded up to 16
    int64_t units;          // N
    bn_activation activation;
    double power;
} bn_step;

/* next = keep x + dt drive + amplitude noise; rate = phi(next), `units` of it. Returns the sum of next^2. */
double bn_step_forward(const bn_step *step, const float *x, const float *drive, const float *noise,
                       float *next, float *rate);

/* The same without noise. */
double bn_step_forward_quiet(const bn_step *step, const float *x, const float *drive, float *next,
                             float *rate);

/* l_before = keep l + dt (phi'(x) back + cost x); slope is scratch of `rows`. */
void bn_step_backward(const bn_step *step, const float *x, const float *back, const float *l, float cost,
                      float *slope, float *l_before);

#endif
