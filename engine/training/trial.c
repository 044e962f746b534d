/* Trial: its fields, and access to states, targets, costs and outputs by step and trial. */
#include "engine/training/trial_internal.h"

#include <math.h>

const bn_word bn_backend_words[] = {
    {BN_BACKEND_AUTO, "auto", "the kernels of the level of instructions in use"},
    {BN_BACKEND_OPENBLAS, "openblas", "OpenBLAS for every product, for comparison"},
    {0},
};

#define AT(member) offsetof(bn_trial_config, member)

const bn_field bn_trial_fields[] = {
    {"batch", BN_FIELD_INTEGER, AT(batch), .fallback = 10, .least = 1, .most = BN_MOST_BATCH,
     .unit = "trials", .help = "trials of an epoch"},
    {"steps", BN_FIELD_INTEGER, AT(steps), .fallback = 50, .least = 5, .most = BN_MOST_STEPS,
     .why = "the first fifth of a trial costs nothing, unless a task has a mask", .help = "of a trial"},
    {"dt", BN_FIELD_REAL, AT(dt), .fallback = 0.2, .above = true, .most = 2.0, .below = true, .unit = "τ",
     .help = "length of a step"},
    {"noise", BN_FIELD_REAL, AT(noise), .fallback = 1.0, .most = 1e6, .help = "Gaussian noise on every unit"},
    {"recurrent_delay", BN_FIELD_REAL, AT(delay.time), .most = 1e6, .unit = "τ",
     .help = "of what units receive of each other, a whole number of steps; with `recurrent_delay_order` its "
             "mean"},
    {"recurrent_delay_order", BN_FIELD_INTEGER, AT(delay.order), .most = BN_MOST_DELAY_ORDER,
     .zero = "a fixed delay", .help = "n: that delay is gamma distributed, by n leaks of recurrent_delay/n"},
    {"activity_penalty", BN_FIELD_REAL, AT(activity_penalty), .fallback = 1e-4, .most = 1e6,
     .help = "weight of the squared state in the loss"},
    {"l1_rates", BN_FIELD_REAL, AT(l1_rates), .most = 1e6, .help = "weight of the absolute rate in the loss"},
    {"l2_rates", BN_FIELD_REAL, AT(l2_rates), .most = 1e6, .help = "weight of the squared rate in the loss"},
    {"smoothness_penalty", BN_FIELD_REAL, AT(smoothness_penalty), .most = 1e6,
     .help = "weight of the squared change of the state per τ in the loss"},
    {"loss", BN_FIELD_WORD, AT(loss), .words = bn_loss_words,
     .help = "what an output that is not the target costs"},
    {"backend", BN_FIELD_WORD, AT(backend), .words = bn_backend_words,
     .help = "what runs the matrix products"},
    {0},
};

bn_trial_config bn_trial_config_default(void)
{
    bn_trial_config config = {0};
    bn_fields_default(bn_trial_fields, &config);
    return config;
}

static double workspace_bytes(const bn_trial_config *config, const bn_network_config *network)
{
    const double rows = (bn_delay_is_zero(&config->delay) ? 5.0 : 6.0) * // x, z, e_l; z and e_l packed; l
                        (double)(bn_network_drives(network) + network->stimuli + network->readouts + 96);
    const double line = (double)bn_delay_least(&config->delay, config->dt) * (double)network->neurons;
    return sizeof(float) * (rows * (double)(config->steps + 2) + line) * (double)config->batch;
}

bn_status bn_trial_config_check(const bn_trial_config *config, const bn_network_config *network)
{
    BN_TRY(bn_fields_check(bn_trial_fields, config));
    BN_TRY(bn_delay_check(&config->delay, config->dt));
    BN_TRY(bn_delay_check_within(&config->delay, config->dt, config->steps, "a trial"));
    const double bytes = workspace_bytes(config, network);
    if (bytes > 0x1p40)
        return bn_fault(
            BN_EINVAL, "%lld trials of %lld steps of %lld neurons would need %.3g GB; lower batch or steps",
            (long long)config->batch, (long long)config->steps, (long long)network->neurons, bytes / 1e9);
    return bn_ok();
}

static void set_constants(bn_trial *trial)
{
    const int64_t B = trial->config.batch;
    for (int s = 0; s < trial->microbatches; s++) {
        const bn_microbatch *microbatch = &trial->microbatch[s];
        float *z = microbatch->course.z;
        for (int64_t c = 0; c < (trial->config.steps + 1) * microbatch->count; c++)
            z[c * trial->ldz + trial->S] = 1.0f;
    }
    for (int64_t b = 0; b < B; b++)
        for (int64_t t = 1; t <= trial->config.steps; t++)
            for (int64_t r = 0; r < trial->R; r++)
                bn_trial_weight(trial, t, b)[r] = bn_trial_usual_weight(trial, t);
    for (int64_t i = 0; i < trial->N; i++)
        trial->amplitude[i] = (float)(trial->config.noise * sqrt(trial->config.dt));
    trial->share = 1.0 / ((double)B * (double)trial->config.steps * (double)trial->R);
    trial->per_unit = 1.0f / (float)trial->N;
    trial->loss_scale = bn_loss_scale(trial->config.loss, trial->R);
    trial->loss = (bn_loss_step){.loss = trial->config.loss,
                                 .readouts = trial->R,
                                 .ld = trial->lde,
                                 .per_unit = trial->per_unit,
                                 .share = (float)(trial->loss_scale * trial->share / (double)trial->N)};
}

static void cut_columns(bn_trial *trial)
{
    const int64_t columns = trial->network->columns;
    const int64_t width = (columns + trial->ranges - 1) / trial->ranges;
    for (int p = 0; p < trial->ranges; p++) {
        const int64_t first = p * width;
        trial->range[p].first = first;
        trial->range[p].count = columns - first < width ? columns - first : width;
    }
}

void bn_trial_plan(bn_trial *trial)
{
    cut_columns(trial);
    bn_trial_plan_products(trial);
    set_constants(trial);
}

static const bn_microbatch *microbatch_of(const bn_trial *trial, int64_t b)
{
    int s = 0;
    while (b >= trial->microbatch[s].first + trial->microbatch[s].count) s++;
    return &trial->microbatch[s];
}

float *bn_trial_state(const bn_trial *trial, int64_t t, int64_t b)
{
    const bn_microbatch *microbatch = microbatch_of(trial, b);
    if (t == 0) return trial->x_0 + b * trial->ldx;
    return microbatch->course.x + ((t - 1) * microbatch->count + b - microbatch->first) * trial->ldx;
}

// The index of trial b's R numbers of step t in an array of the course.
static int64_t output_of(const bn_trial *trial, int64_t t, int64_t b)
{
    const bn_microbatch *microbatch = microbatch_of(trial, b);
    return ((t - 1) * microbatch->count + b - microbatch->first) * trial->R;
}

float *bn_trial_target(const bn_trial *trial, int64_t t, int64_t b)
{
    return microbatch_of(trial, b)->course.target + output_of(trial, t, b);
}

float *bn_trial_weight(const bn_trial *trial, int64_t t, int64_t b)
{
    return microbatch_of(trial, b)->course.weight + output_of(trial, t, b);
}

float *bn_trial_slope(const bn_trial *trial, int64_t t, int64_t b)
{
    const bn_microbatch *microbatch = microbatch_of(trial, b);
    return microbatch->course.e_l + (t * microbatch->count + b - microbatch->first) * trial->lde;
}

float *bn_trial_output(const bn_trial *trial, int64_t t, int64_t b)
{
    return microbatch_of(trial, b)->course.output + output_of(trial, t, b);
}

float bn_trial_usual_weight(const bn_trial *trial, int64_t t)
{
    return t >= trial->burn_in ? 1.0f : 0.0f;
}

void bn_trial_set_stimuli(bn_trial *trial, int64_t b, const float *stimuli)
{
    const float share = 1.0f / (float)trial->S;
    const bn_microbatch *microbatch = microbatch_of(trial, b);
    const int64_t step = microbatch->count * trial->ldz;
    float *z = microbatch->course.z + (b - microbatch->first) * trial->ldz;
    for (int64_t t = 0; t < trial->config.steps; t++, z += step)
        for (int64_t s = 0; s < trial->S; s++) z[s] = share * stimuli[t * trial->S + s];
}

void bn_trial_set_target(bn_trial *trial, int64_t b, const float *target)
{
    const int64_t step = microbatch_of(trial, b)->count * trial->R;
    float *to = bn_trial_target(trial, 1, b);
    for (int64_t t = 0; t < trial->config.steps; t++, to += step)
        for (int64_t r = 0; r < trial->R; r++) to[r] = target[t * trial->R + r];
}

void bn_trial_add_input_noise(bn_trial *trial, int64_t b, double std, const bn_random_stream *noise)
{
    enum { AT_ONCE = 64 };
    const bn_microbatch *microbatch = microbatch_of(trial, b);
    const int64_t count = trial->config.steps * trial->S, blocks = (count + 3) / 4;
    const float factor = (float)(std / (double)trial->S);
    float *z = microbatch->course.z + (b - microbatch->first) * trial->ldz;
    for (int64_t i = 0; i < count; i += AT_ONCE) {
        float drawn[AT_ONCE];
        bn_random_normal_f32(noise, (uint64_t)(b * blocks + i / 4), AT_ONCE / 4, drawn);
        for (int64_t k = i; k < count && k < i + AT_ONCE; k++)
            z[k / trial->S * microbatch->count * trial->ldz + k % trial->S] += factor * drawn[k - i];
    }
}

double bn_trial_loss(const bn_trial *trial, double *tracking)
{
    double error = 0.0, activity = 0.0, penalty = 0.0;
    for (int s = 0; s < trial->microbatches; s++) {
        error += trial->microbatch[s].costs.error;
        activity += trial->microbatch[s].costs.activity;
        penalty += trial->microbatch[s].costs.penalty;
    }
    error *= trial->loss_scale;
    if (tracking != NULL) *tracking = trial->share * error;
    return trial->share * (error + trial->config.activity_penalty * activity + penalty);
}
