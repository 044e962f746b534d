/* Stimulus: Ornstein-Uhlenbeck processes, sampled with the exact transition density (Gillespie 1996), so that
   dt may be large against tau:

       s_1 = mean,  u_1 = 0,  u_t = a u_{t-1} + c xi_t,  s_t = mean + u_t
       a = exp(-dt / tau),  c = std sqrt((1 - exp(-2 dt / tau)) / (2 tau))

   The stationary variance is std^2 / (2 tau), the two-sided power spectrum std^2 / (1 + (2 pi f tau)^2). With
   tau = 0 the process is white: u_t = std xi_t, and u_1 is drawn like the rest. */
#ifndef BN_STIMULUS_H
#define BN_STIMULUS_H

#include "common/field.h"
#include "common/status.h"
#include "engine/random/random.h"
#include "engine/tensor/tensor.h"

typedef enum {
    BN_START_MEAN,       // u_1 = 0
    BN_START_STATIONARY, // u_1 from the stationary distribution
} bn_start;

extern const bn_word bn_start_words[];

/* One field, for configurations that hold a bn_start. */
extern const bn_field bn_start_field[];

typedef struct {
    int64_t steps;    // T
    int64_t channels; // S, independent of each other
    double dt;        // in units of the membrane time constant, like tau
    double tau;
    double mean, std; // in units of the input
    bn_start start;
} bn_stimulus_config;

extern const bn_field bn_stimulus_fields[]; // the field `stimuli` is `channels`

/* BN_EINVAL with the sentence that says which number is out of range. */
bn_status bn_stimulus_config_check(const bn_stimulus_config *config);

/* Trials first … first + count - 1; a trial does not depend on first and count. out: count x steps x
   channels, row-major. For a sound config; allocates nothing. */
void bn_stimulus_trials(const bn_stimulus_config *config, const bn_random_stream *stream, int64_t first,
                        int64_t count, float *out);

/* Many trials. out: steps x channels x batch, f32, contiguous; trial b of it is bn_stimulus_trials' trial b.
   Errors: those of the check; BN_EINVAL for a tensor of another shape or kind; BN_ENOMEM. */
bn_status bn_stimulus_fill(const bn_stimulus_config *config, bn_random_stream stream, bn_tensor *out);

#endif
