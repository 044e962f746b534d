/* The steps and the matrix products of a trial, for files that run one. */
#ifndef BN_TRIAL_INTERNAL_H
#define BN_TRIAL_INTERNAL_H

#include "engine/kernels/step_kernels.h"
#include "engine/training/trial.h"

/* A step of the network's dynamics, over states, rates and drives as the trial lays them out. */
bn_step bn_trial_step(const bn_trial *trial, bool noisy);

/* Whether the outer product of this network is worth packing the course for. */
bool bn_trial_packs_course(const bn_network *network);

void bn_trial_plan_products(bn_trial *trial);

/* microbatch->product = the first `rows` rows of W z, for z of the microbatch's trials at one step. */
void bn_trial_multiply(const bn_trial *trial, const bn_microbatch *microbatch, int64_t rows, const float *z);

/* microbatch->back_product = the last N rows of W^T times [e; l] of the microbatch's trials at one step;
   only the first `rows` rows of [e; l] are not zero. */
void bn_trial_multiply_back(const bn_trial *trial, const bn_microbatch *microbatch, int64_t rows,
                            const float *e_l);

/* Packs the complete course of a microbatch when packs_course, and computes its own gradient when
   per_microbatch. */
void bn_trial_multiply_outer(const bn_trial *trial, const bn_microbatch *microbatch);

#endif
