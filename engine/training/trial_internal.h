/* The matrix products of a trial, for its own files. */
#ifndef BN_TRIAL_INTERNAL_H
#define BN_TRIAL_INTERNAL_H

#include "engine/training/trial.h"

/* Whether the outer product of this network is worth packing the course for. */
bool bn_trial_packs_course(const bn_network *network);

void bn_trial_plan_products(bn_trial *trial);

/* shard->product = the first `rows` rows of W z, for z of the shard's trials at one step. */
void bn_trial_multiply(const bn_trial *trial, const bn_shard *shard, int64_t rows, const float *z);

/* shard->back_product = the last N rows of W^T times [e; l] of the shard's trials at one step; only the first
   `rows` rows of [e; l] are not zero. */
void bn_trial_multiply_back(const bn_trial *trial, const bn_shard *shard, int64_t rows, const float *e_l);

/* What the gradient needs of the shard once its course is complete: its own gradient when by_shard. */
void bn_trial_multiply_outer(const bn_trial *trial, const bn_shard *shard);

#endif
