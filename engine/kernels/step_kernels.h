/* Step kernels: the fused element-wise work of one step of trials and simulations, with the sums that these
   need.

   Rows are processed in whole vectors of 16, and leading dimensions are padded to them. The amplitude is 0 on
   rows past N, so that the padding stays 0. Sums run in 16 lanes that are added in one fixed order. */
#ifndef BN_STEP_KERNELS_H
#define BN_STEP_KERNELS_H

#include "engine/kernels/activation.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    float keep; // 1 - dt
    float dt;
    const float *amplitude; // rows: sigma sqrt(dt), 0 past N
    bool noisy;
    int64_t rows;               // N, rounded up to 16
    int64_t units;              // N
    int64_t ldx, lde, ldz, ldn; // leading dimensions: of states; of drives and errors; of rates; of noise
    const bn_phi *phi;
} bn_step;

/* step_forward: next = keep x + dt drive + amplitude noise; rate = phi(next), 0 past N, over `columns`
   columns. x, next: ldx; drive: lde; noise: ldn, read only when noisy; rate: ldz. Returns the sum of next^2.
   step_backward: l_before = keep l + dt (phi'(x) back + cost x), with rate = phi(x) given. x, back: ldx;
   rate: ldz; l, l_before: lde.
   sum_f32: the sum of `count` numbers, in double precision.
   dot_f32: the sum of `count` products, which are added in single precision within each lane.
   project_f32: out_kc, `count` numbers a column, is the sum over rows of factor_ik a_ic: lda and ldf apart, with rows
   rounded up to 16, where a factor is 0. In 16 lanes, which are added by halves.
   sum_products_f32: sum_i, i < rows, the sum of a_i b_i over columns, lda and ldb apart, by four running sums of every
   fourth column. All three have room for rows rounded up to 16.
   add_columns_f32: sum += four columns of `rows` numbers times their factors. */
#define BN_STEP_KERNELS(X)                                                                                   \
    X(double, step_forward,                                                                                  \
      (const bn_step *step, int64_t columns, const float *x, const float *drive, const float *noise,         \
       float *next, float *rate))                                                                            \
    X(void, step_backward,                                                                                   \
      (const bn_step *step, int64_t columns, const float *x, const float *rate, const float *back,           \
       const float *l, float cost, float *l_before))                                                         \
    X(double, sum_f32, (int64_t count, const float *values))                                                 \
    X(double, dot_f32, (int64_t count, const float *a, const float *b))                                      \
    X(void, project_f32,                                                                                     \
      (int64_t rows, int64_t columns, const float *a, int64_t lda, const float *factor, int64_t ldf,         \
       int64_t count, float *out))                                                                           \
    X(void, sum_products_f32,                                                                                \
      (int64_t rows, int64_t columns, const float *a, int64_t lda, const float *b, int64_t ldb, float *sum)) \
    X(void, add_columns_f32,                                                                                 \
      (int64_t rows, const float *const column[4], const float factor[4], float *restrict sum))

#endif
