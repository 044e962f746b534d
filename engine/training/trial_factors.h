/* Trial factors: the gradient of J = J_0 + m n^T / N in m and n, without that of J, which takes N r numbers where J
   has N N (Dubreuil et al. 2022 train such networks). With G = sum l_{t+1} phi(x_t)^T over steps and trials,

       dL/dm = G n / N = sum l (n^T phi)^T / N,  dL/dn = G^T m / N = sum phi (m^T l)^T / N

   and where J has no diagonal, G has none: sum l_i phi_i is taken off. The rest of W has few columns or few rows, so
   its sums are as cheap; the columns of J in the gradient are 0. */
#ifndef BN_TRIAL_FACTORS_H
#define BN_TRIAL_FACTORS_H

#include "engine/training/trial.h"

/* Whether this way has fewer products than by the gradient of J. */
bool bn_trial_has_few_factors(int64_t neurons, int64_t rank);

/* The sums of a microbatch of `count` trials, and what they need, over `arena`. */
bn_factor_sums bn_trial_take_factors(bn_arena *arena, const bn_trial *trial, int64_t count);

/* Computes the sums of a microbatch after its backward pass. */
void bn_trial_sum_factors(const bn_trial *trial, const bn_microbatch *microbatch);

/* The columns of a range of the gradient, added over microbatches in their order. */
void bn_trial_add_factors(bn_trial *trial, const bn_column_range *range);

/* dL/dm and dL/dn, N x r, row by row, from the sums of all microbatches; `whole`: J has its diagonal. */
void bn_trial_factor_gradients(const bn_trial *trial, bool whole, float *of_m, float *of_n);

#endif
