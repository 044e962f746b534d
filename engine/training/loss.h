/* Loss: what a step of trials costs, and its slope in the outputs r for back-propagation. With target y and
   weight w, both given for every readout:

       squared         sum_r w (r - y)^2                      over B T R
       absolute        sum_r w |r - y|                        over B T R
       cross_entropy   -sum_r w y ln p_r, p = softmax(r)      over B T; y are probabilities, 1 and 0 for a label
       hinge           sum_r w max(0, 1 - y r)                over B T R; y is 1 or -1 */
#ifndef BN_LOSS_H
#define BN_LOSS_H

#include "common/word.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    BN_LOSS_SQUARED,
    BN_LOSS_ABSOLUTE,
    BN_LOSS_CROSS_ENTROPY,
    BN_LOSS_HINGE,
} bn_loss;

extern const bn_word bn_loss_words[];

/* R for the cross-entropy, which has one cost a step and not one a readout, else 1: costs are divided by B T R over
   this. */
double bn_loss_scale(bn_loss loss, int64_t readouts);

typedef struct {
    bn_loss loss;
    int64_t readouts, trials;
    int64_t ld;     // from trial to trial of sums and slopes
    float per_unit; // r = per_unit times the sum
    float share;    // of a cost in L, times per_unit
} bn_loss_step;

/* Whether the loss of many steps is better taken at once, which the exponentials of the softmax are. */
bool bn_loss_waits(bn_loss loss);

/* output = r alone. */
void bn_loss_put_outputs(const bn_loss_step *step, const float *sum, float *output);

/* output = r; slope = dL/d(sum). sum, slope: readouts x trials, ld apart; target, weight, output: readouts x
   trials. Returns the sum of the costs. sum: NULL where the outputs have been put. */
double bn_loss_take(const bn_loss_step *step, const float *sum, const float *target, const float *weight,
                    float *output, float *slope);

#endif
