/* Gated recurrent unit kernels (Cho et al. 2014, eq. 5-8, in the form of cuDNN and of torch.nn.GRU, where the reset
   gate multiplies the state's part of the candidate): the element-wise work of one step forward and back.

       r = sigmoid(a_r),  u = sigmoid(a_u),  n = tanh(a_i + r a_h),  h' = (1 - u) n + u h + amplitude noise

   Drives and their slopes are four blocks of N rows: a_r, a_u, a_h (from the state) and a_i (from the input). */
#ifndef BN_GRU_KERNELS_H
#define BN_GRU_KERNELS_H

#include "engine/kernels/step_kernels.h"

enum { BN_GRU_BLOCKS = 4 };

/* gru_forward: next and rate = h', 0 past N, over `columns` columns; gates, BN_GRU_BLOCKS times ldx a column, keeps r,
   u, n and a_h for the way back, NULL for no way back. Returns the sum of next^2.
   gru_backward: from dL/dh' = back + carry + cost next: `slope`, dL/d(drives), and carry = u dL/dh', ldx apart, which
   belongs to h. x is h.
   x, next, back: ldx; drive, slope: lde; noise: ldn, read only when noisy; rate: ldz. Drives may be read, and nothing
   is written, up to 15 rows past the last. */
#define BN_GRU_KERNELS(X)                                                                                    \
    X(double, gru_forward,                                                                                   \
      (const bn_step *step, int64_t columns, const float *x, const float *drive, const float *noise,         \
       float *next, float *rate, float *gates))                                                              \
    X(void, gru_backward,                                                                                    \
      (const bn_step *step, int64_t columns, const float *x, const float *next, const float *gates,          \
       const float *back, float cost, float *carry, float *slope))

#endif
