/* Batch: what a user's task gives for one epoch, checked and put into a trial.

       input    T x S x B      what the network sees; enters as W_in input / S
       target   T x R x B      what the readouts should give; for the cross-entropy probabilities, or labels
                               from 1 to R: T x B, or B
       mask     T x R x B, T x B or T      what an error costs, at least 0; without one the first fifth of a
                                           trial costs nothing and every other step 1

   f32 or f64, of any strides. Step 1 of the input drives the state of step 1, at which the output of step 1
   is read. */
#ifndef BN_BATCH_H
#define BN_BATCH_H

#include "engine/tensor/tensor.h"
#include "engine/training/trial.h"

typedef struct {
    const bn_tensor *input, *target;
    const bn_tensor *mask; // NULL: none
} bn_batch;

/* BN_EINVAL with the sentence that says which tensor has which shape and which was needed, or where a number
   is not finite in single precision or a mask negative. */
bn_status bn_batch_check_input(const bn_trial *trial, const bn_tensor *input);
bn_status bn_batch_check(const bn_trial *trial, const bn_batch *batch);

/* The same for the slope of a loss of the caller's own, dL/dr, T x R x B. Errors: BN_EINVAL likewise. */
bn_status bn_batch_check_slope(const bn_trial *trial, const bn_tensor *slope);

/* Puts a slope that passed the check where the backward pass begins from it. */
void bn_batch_put_slope(bn_trial *trial, const bn_tensor *slope);

/* The number of a tensor of three dimensions at step t, row k, trial b, in single precision. */
float bn_batch_number(const bn_tensor *tensor, int64_t t, int64_t k, int64_t b);

/* BN_EINVAL with the place of the first number of a tensor of three dimensions that is not finite in single
   precision or below `least`. `row` says what the second dimension counts. */
bn_status bn_batch_check_numbers(const char *name, const char *row, const bn_tensor *whole, float least);

/* Copies an input that passed the check to inputs, B x T x S, trial by trial as bn_trial_set_stimuli takes
   them. */
void bn_batch_copy_input(const bn_trial *trial, const bn_tensor *input, float *inputs);

/* Writes the target and the mask of a batch that passed the check into the trial. */
void bn_batch_put(bn_trial *trial, const bn_batch *batch);

#endif
