/* Trial: its products are planned once for each shard, forward, back and outer, and for all trials at once;
   what is given and taken is addressed by step and trial, wherever the layout put it. */
#include "engine/training/trial.h"

#include "engine/base/transpose.h"

#include <math.h>
#include <string.h>

#define AT(member) offsetof(bn_trial_config, member)

const bn_field bn_trial_fields[] = {
    {"batch", BN_FIELD_INTEGER, AT(batch), .fallback = 10, .least = 1, .most = BN_MOST_BATCH,
     .unit = "trials", .help = "trials of an epoch"},
    {"steps", BN_FIELD_INTEGER, AT(steps), .fallback = 50, .least = 5, .most = BN_MOST_STEPS,
     .why = "the first fifth of a trial is burn-in", .help = "of a trial"},
    {"dt", BN_FIELD_REAL, AT(dt), .fallback = 0.2, .above = true, .most = 2.0, .below = true, .unit = "τ",
     .help = "length of a step"},
    {"noise", BN_FIELD_REAL, AT(noise), .fallback = 1.0, .most = 1e6, .help = "Gaussian noise on every unit"},
    {"activity_penalty", BN_FIELD_REAL, AT(activity_penalty), .fallback = 1e-4, .most = 1e6,
     .help = "weight of the squared state in the loss"},
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
    const double rows = 3.0 * (double)(network->neurons + network->stimuli + network->readouts + 96);
    return sizeof(float) * rows * (double)(config->steps + 2) * (double)config->batch;
}

bn_status bn_trial_config_check(const bn_trial_config *config, const bn_network_config *network)
{
    BN_TRY(bn_fields_check(bn_trial_fields, config));
    const double bytes = workspace_bytes(config, network);
    if (bytes > 0x1p40)
        return bn_fault(
            BN_EINVAL, "%lld trials of %lld steps of %lld neurons would need %.3g GB; lower batch or steps",
            (long long)config->batch, (long long)config->steps, (long long)network->neurons, bytes / 1e9);
    return bn_ok();
}

// The outer products of `trials` trials for panels of the usual and of the last one's width.
static bn_status plan_outer(const bn_trial *trial, int64_t trials, bn_gemm outer[2])
{
    bn_gemm_shape shape = {
        .m = trial->network->rows,
        .k = (trial->config.steps + 1) * trials,
        .lda = trial->lde,
        .ldb = trial->ldz,
        .ldc = trial->network->ld,
        .transpose_b = true,
        .backend = trial->config.backend,
    };
    const int64_t width[2] = {trial->panel[0].count, trial->panel[trial->panels - 1].count};
    for (int i = 0; i < 2; i++) {
        shape.n = width[i];
        BN_TRY(bn_gemm_plan(&shape, &outer[i]));
    }
    return bn_ok();
}

static bn_status plan_forward(const bn_trial *trial, bn_shard *shard)
{
    bn_gemm_shape shape = {
        .m = trial->network->rows,
        .n = shard->count,
        .k = trial->network->columns,
        .lda = trial->network->ld,
        .ldb = trial->ldz,
        .ldc = trial->lde,
        .ld_rest = trial->ldr,
        .backend = trial->config.backend,
    };
    BN_TRY(bn_gemm_plan(&shape, &shard->drive));
    shape.m = trial->R;
    shape.ld_rest = 0;
    return bn_gemm_plan(&shape, &shard->readout);
}

static bn_status plan_backward(const bn_trial *trial, bn_shard *shard)
{
    bn_gemm_shape shape = {
        .m = trial->N,
        .n = shard->count,
        .k = trial->network->rows,
        .lda = trial->ldt,
        .ldb = trial->lde,
        .ldc = trial->ldx,
        .ld_rest = trial->network->ld,
        .backend = trial->config.backend,
    };
    BN_TRY(bn_gemm_plan(&shape, &shard->back));
    shape.k = trial->R;
    shape.ld_rest = 0;
    return bn_gemm_plan(&shape, &shard->back_readout);
}

static bn_status plan_shard(const bn_trial *trial, bn_shard *shard)
{
    BN_TRY(plan_forward(trial, shard));
    BN_TRY(plan_backward(trial, shard));
    return plan_outer(trial, shard->count, shard->outer);
}

static void set_constants(bn_trial *trial)
{
    const int64_t B = trial->config.batch;
    for (int s = 0; s < trial->shards; s++) {
        const bn_shard *shard = &trial->shard[s];
        float *z = shard->course.z;
        for (int64_t c = 0; c < (trial->config.steps + 1) * shard->count; c++)
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
    trial->slope = (float)(2.0 * trial->share / (double)trial->N);
}

static void cut_panels(bn_trial *trial)
{
    const int64_t columns = trial->network->columns;
    const int64_t width = (columns + trial->panels - 1) / trial->panels;
    for (int p = 0; p < trial->panels; p++) {
        const int64_t first = p * width;
        trial->panel[p].first = first;
        trial->panel[p].count = columns - first < width ? columns - first : width;
    }
}

bn_status bn_trial_plan(bn_trial *trial)
{
    cut_panels(trial);
    for (int s = 0; s < trial->shards; s++) BN_TRY(plan_shard(trial, &trial->shard[s]));
    BN_TRY(plan_outer(trial, trial->config.batch, trial->outer));
    set_constants(trial);
    return bn_ok();
}

static const bn_shard *shard_of(const bn_trial *trial, int64_t b)
{
    int s = 0;
    while (b >= trial->shard[s].first + trial->shard[s].count) s++;
    return &trial->shard[s];
}

float *bn_trial_state(const bn_trial *trial, int64_t t, int64_t b)
{
    const bn_shard *shard = shard_of(trial, b);
    if (t == 0) return trial->x_0 + b * trial->ldx;
    return shard->course.x + ((t - 1) * shard->count + b - shard->first) * trial->ldx;
}

// Where trial b's R numbers of step t lie in an array of the course.
static int64_t output_of(const bn_trial *trial, int64_t t, int64_t b)
{
    const bn_shard *shard = shard_of(trial, b);
    return ((t - 1) * shard->count + b - shard->first) * trial->R;
}

float *bn_trial_target(const bn_trial *trial, int64_t t, int64_t b)
{
    return shard_of(trial, b)->course.target + output_of(trial, t, b);
}

float *bn_trial_weight(const bn_trial *trial, int64_t t, int64_t b)
{
    return shard_of(trial, b)->course.weight + output_of(trial, t, b);
}

float *bn_trial_output(const bn_trial *trial, int64_t t, int64_t b)
{
    return shard_of(trial, b)->course.output + output_of(trial, t, b);
}

float bn_trial_usual_weight(const bn_trial *trial, int64_t t)
{
    return t >= trial->burn_in ? 1.0f : 0.0f;
}

void bn_trial_set_stimuli(bn_trial *trial, int64_t b, const float *stimuli)
{
    const float share = 1.0f / (float)trial->S;
    const bn_shard *shard = shard_of(trial, b);
    const int64_t step = shard->count * trial->ldz;
    float *z = shard->course.z + (b - shard->first) * trial->ldz;
    for (int64_t t = 0; t < trial->config.steps; t++, z += step)
        for (int64_t s = 0; s < trial->S; s++) z[s] = share * stimuli[t * trial->S + s];
}

void bn_trial_set_target(bn_trial *trial, int64_t b, const float *target)
{
    const int64_t step = shard_of(trial, b)->count * trial->R;
    float *to = bn_trial_target(trial, 1, b);
    for (int64_t t = 0; t < trial->config.steps; t++, to += step)
        for (int64_t r = 0; r < trial->R; r++) to[r] = target[t * trial->R + r];
}

static void transpose_columns(const bn_trial *trial, int64_t first, int64_t count, float *transposed)
{
    const bn_network *network = trial->network;
    const int64_t inputs = trial->S + 1;
    const int64_t skipped = first < inputs ? inputs - first : 0;
    if (skipped >= count) return;
    first += skipped;
    bn_transpose(network->weights + first * network->ld, network->ld, network->rows, count - skipped,
                 transposed + first - inputs, trial->ldt);
}

void bn_trial_transpose(bn_trial *trial, int part)
{
    if (trial->own_copies)
        transpose_columns(trial, 0, trial->network->columns, trial->shard[part].transposed);
    else
        transpose_columns(trial, trial->panel[part].first, trial->panel[part].count, trial->transposed);
}

static void add_gradients(bn_trial *trial, const bn_panel *panel)
{
    const int64_t begin = panel->first * trial->network->ld;
    const int64_t end = begin + panel->count * trial->network->ld;
    float *sum = trial->gradient;
    for (int s = 1; s < trial->shards; s++) {
        const float *gradient = trial->shard[s].gradient;
        for (int64_t i = begin; i < end; i++) sum[i] += gradient[i];
    }
}

void bn_trial_gradient(bn_trial *trial, int panel)
{
    const bn_panel *p = &trial->panel[panel];
    const int64_t ld = trial->network->ld;
    if (trial->by_shard)
        add_gradients(trial, p);
    else
        bn_gemm_run(&trial->outer[panel == trial->panels - 1], trial->course.e_l, NULL,
                    trial->course.z + p->first, trial->gradient + p->first * ld);
    // the corner of W where a readout would see the input directly is no parameter
    for (int64_t j = p->first; j < p->first + p->count && j <= trial->S; j++)
        memset(trial->gradient + j * ld, 0, (size_t)trial->R * sizeof *trial->gradient);
}

double bn_trial_loss(const bn_trial *trial, double *tracking)
{
    double error = 0.0, activity = 0.0;
    for (int s = 0; s < trial->shards; s++) {
        error += trial->shard[s].error;
        activity += trial->shard[s].activity;
    }
    if (tracking != NULL) *tracking = trial->share * error;
    return trial->share * (error + trial->config.activity_penalty * activity);
}
