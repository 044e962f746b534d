/* Response: trials of any number and length through the network of a trial as it is, forward alone. The
   result of a trial does not depend on the trials beside it, nor on the number of threads. */
#ifndef BN_RESPONSE_H
#define BN_RESPONSE_H

#include "common/status.h"
#include "engine/base/parallel.h"
#include "engine/random/random.h"
#include "engine/tensor/tensor.h"
#include "engine/training/trial.h"

typedef struct {
    const bn_trial *trial;  // gives the network and dt; its states stay unchanged
    const bn_tensor *input; // T x S x B, any T >= 1 and B >= 1, f32 or f64, of any strides
    const bn_tensor *state; // N, where every trial begins, or N x B; NULL: x_0, its columns repeated
    double noise;           // sigma, at least 0
    bn_random_stream draws; // of the noise, addressed by (step, trial, unit)
    int64_t after;          // the noise of step 1 is that of step after + 1, to go on from a state
    float *output;          // R x B x T, the readouts of a trial and step together; T, B as in the input
    float *states;          // ldx x B x T, or NULL: not kept; aligned to BN_ALIGNMENT
} bn_response;

/* BN_EINVAL with the sentence that says which tensor has which shape and which was needed, or where a number
   is not finite in single precision, or that noise or a count is out of range. output and states are not
   looked at. */
bn_status bn_response_check(const bn_response *response);

/* Runs a response that passed the check. Errors: BN_ENOMEM when there is no memory for its scratch. */
bn_status bn_response_run(const bn_response *response, bn_pool *pool, int threads);

#endif
