/* Stimulus: the normals of several trials are drawn together from blocks numbered by trial and step; then
   each channel runs through its recursion in place. The first normal of a channel is drawn even where the
   start does not use it, so that another start leaves the other normals as they are. */
#include "engine/network/stimulus.h"

#include "common/memory.h"
#include "engine/base/elementary.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

const bn_word bn_start_words[] = {
    {BN_START_MEAN, "mean", "at its mean"},
    {BN_START_STATIONARY, "stationary", "drawn from its stationary distribution"},
    {0},
};

const bn_field bn_start_field[] = {
    {"start", BN_FIELD_WORD, 0, .words = bn_start_words, .help = "where a stimulus begins"},
    {0},
};

#define AT(member) offsetof(bn_stimulus_config, member)

const bn_field bn_stimulus_fields[] = {
    {"steps", BN_FIELD_INTEGER, AT(steps), .fallback = 50, .least = 1, .most = INT32_MAX,
     .help = "of a trial"},
    {"stimuli", BN_FIELD_INTEGER, AT(channels), .fallback = 1, .least = 1, .most = INT32_MAX,
     .help = "independent ones"},
    {"dt", BN_FIELD_REAL, AT(dt), .fallback = 0.2, .above = true, .most = 1e6, .unit = "τ",
     .help = "length of a step"},
    {"tau", BN_FIELD_REAL, AT(tau), .fallback = 0.1, .most = 1e6, .unit = "τ", .zero = "white",
     .help = "correlation time"},
    {"mean", BN_FIELD_REAL, AT(mean), .fallback = 1.0, .least = -1e12, .most = 1e12, .help = "of a stimulus"},
    {"std", BN_FIELD_REAL, AT(std), .fallback = 0.1, .most = 1e12,
     .help = "its strength: the stationary variance is std²/(2 tau)"},
    {.part = bn_start_field, .offset = AT(start)},
    {0},
};

bn_status bn_stimulus_config_check(const bn_stimulus_config *config)
{
    return bn_fields_check(bn_stimulus_fields, config);
}

typedef struct {
    float decay;  // a
    float kick;   // c
    float spread; // the standard deviation of u_1
} transition;

static transition transition_of(const bn_stimulus_config *config)
{
    const double tau = config->tau;
    if (tau == 0.0) return (transition){.kick = (float)config->std, .spread = (float)config->std};
    return (transition){
        .decay = (float)bn_exp(-config->dt / tau),
        .kick = (float)(config->std * sqrt(-bn_expm1(-2.0 * config->dt / tau) / (2.0 * tau))),
        .spread = config->start == BN_START_STATIONARY ? (float)(config->std / sqrt(2.0 * tau)) : 0.0f,
    };
}

// values: steps x channels standard normals before, the process after.
static void run_recursion(const bn_stimulus_config *config, const transition *p, float *values)
{
    const float mean = (float)config->mean;
    for (int64_t k = 0; k < config->channels; k++) {
        float u = p->spread * values[k];
        values[k] = mean + u;
        for (int64_t t = 1; t < config->steps; t++) {
            float *value = values + t * config->channels + k;
            u = p->decay * u + p->kick * *value;
            *value = mean + u;
        }
    }
}

// The normals of a trial whose size is not a multiple of a block's four.
static void draw_unevenly(const bn_random_stream *stream, int64_t trial, int64_t size, float *out)
{
    const int64_t whole = size / 4;
    const uint64_t first = (uint64_t)(trial * (whole + 1));
    float rest[4];
    bn_random_normal_f32(stream, first, (size_t)whole, out);
    bn_random_normal_f32(stream, first + (uint64_t)whole, 1, rest);
    memcpy(out + 4 * whole, rest, (size_t)(size - 4 * whole) * sizeof *out);
}

void bn_stimulus_trials(const bn_stimulus_config *config, const bn_random_stream *stream, int64_t first,
                        int64_t count, float *out)
{
    const int64_t size = config->steps * config->channels;
    const transition p = transition_of(config);
    if (size % 4 == 0)
        bn_random_normal_f32(stream, (uint64_t)(first * size / 4), (size_t)(count * size / 4), out);
    else
        for (int64_t b = 0; b < count; b++) draw_unevenly(stream, first + b, size, out + b * size);
    for (int64_t b = 0; b < count; b++) run_recursion(config, &p, out + b * size);
}

bn_status bn_stimulus_fill(const bn_stimulus_config *config, bn_random_stream stream, bn_tensor *out)
{
    BN_TRY(bn_stimulus_config_check(config));
    if (out->dtype != BN_F32 || out->dims != 3 || out->shape[0] != config->steps ||
        out->shape[1] != config->channels || !bn_tensor_is_contiguous(out))
        return bn_fault(BN_EINVAL, "a contiguous f32 tensor of %lld x %lld x batch was needed",
                        (long long)config->steps, (long long)config->channels);
    const int64_t count = config->steps * config->channels;
    const int64_t batch = out->shape[2];
    float *trial = bn_memory_allocate((size_t)count, sizeof *trial);
    if (trial == NULL) return bn_fault(BN_ENOMEM, "no memory for a trial of %lld numbers", (long long)count);
    for (int64_t b = 0; b < batch; b++) {
        bn_stimulus_trials(config, &stream, b, 1, trial);
        for (int64_t i = 0; i < count; i++) ((float *)out->data)[i * batch + b] = trial[i];
    }
    bn_memory_free(trial);
    return bn_ok();
}
