/* Trial: the workspace and how it is cut. A shard has at least five trials (sixteen or more where the weights
   leave the first-level cache, since a shard reads all of them at every step); a panel has about a hundred
   columns of W, the width at which the outer product runs at the processor's peak, but there are four at
   least. */
#include "trial.h"

#include "transpose.h"

#include <math.h>
#include <string.h>

enum {
    LANES = 16,
    BURN_IN_SHARE = 5,
    LEAST_STEPS = 5,
    PANEL_WIDTH = 104,
    LEAST_PANELS = 4,
    LEAST_PANEL_WIDTH = 8
};

bn_trial_config bn_trial_config_default(void)
{
    return (bn_trial_config){.batch = 10, .steps = 50, .dt = 0.2, .noise = 1.0, .activity_penalty = 1e-4};
}

static int64_t rounded(int64_t value, int64_t to)
{
    return (value + to - 1) / to * to;
}

static double workspace_bytes(const bn_trial_config *config, const bn_network_config *network)
{
    const double rows = 3.0 * (double)(network->neurons + network->stimuli + network->readouts + 96);
    return sizeof(float) * rows * (double)(config->steps + 2) * (double)config->batch;
}

bn_status bn_trial_config_check(const bn_trial_config *config, const bn_network_config *network)
{
    if (config->batch < 1 || config->batch > BN_MOST_BATCH)
        return bn_fault(BN_EINVAL, "batch is %lld; it must be from 1 to %d", (long long)config->batch,
                        BN_MOST_BATCH);
    if (config->steps < LEAST_STEPS || config->steps > BN_MOST_STEPS)
        return bn_fault(BN_EINVAL,
                        "steps is %lld; it must be from %d to %d (the first fifth of a trial is burn-in)",
                        (long long)config->steps, LEAST_STEPS, BN_MOST_STEPS);
    if (!(config->dt > 0.0 && config->dt < 2.0))
        return bn_fault(BN_EINVAL, "dt is %g; it must be more than 0 and less than 2 membrane time constants",
                        config->dt);
    if (!(config->noise >= 0.0 && config->noise <= 1e6))
        return bn_fault(BN_EINVAL, "noise is %g; it must be from 0 to 1e6", config->noise);
    if (!(config->activity_penalty >= 0.0 && config->activity_penalty <= 1e6))
        return bn_fault(BN_EINVAL, "activity_penalty is %g; it must be from 0 to 1e6",
                        config->activity_penalty);
    const double bytes = workspace_bytes(config, network);
    if (bytes > 0x1p40)
        return bn_fault(
            BN_EINVAL, "%lld trials of %lld steps of %lld neurons would need %.3g GB; lower batch or steps",
            (long long)config->batch, (long long)config->steps, (long long)network->neurons, bytes / 1e9);
    return bn_ok();
}

static int shards_of(int64_t batch, int64_t neurons)
{
    const int64_t least = neurons <= 256 ? 5 : neurons <= 2000 ? 16 : 32;
    const int64_t shards = batch / least;
    return (int)(shards < 1 ? 1 : shards > 64 ? 64 : shards);
}

static int panels_of(int64_t columns)
{
    int64_t panels = (columns + PANEL_WIDTH - 1) / PANEL_WIDTH;
    if (panels < LEAST_PANELS) panels = LEAST_PANELS;
    if (panels * LEAST_PANEL_WIDTH > columns) panels = columns / LEAST_PANEL_WIDTH;
    return (int)(panels < 1 ? 1 : panels);
}

// A matrix of ld x columns whose row `offset` is aligned in every column.
static float *aligned_rows(bn_arena *arena, int64_t ld, int64_t columns, int64_t offset)
{
    float *block = bn_arena_take(arena, (size_t)(ld * columns + LANES), sizeof(float));
    return block == NULL ? NULL : block + (LANES - offset % LANES) % LANES;
}

static void lay_out_sizes(bn_trial *trial, const bn_network *network)
{
    trial->N = network->config.neurons;
    trial->S = network->config.stimuli;
    trial->R = network->config.readouts;
    trial->burn_in = trial->config.steps / BURN_IN_SHARE;
    const int64_t rows = rounded(trial->N, LANES);
    trial->ldx = bn_padded(rows);
    trial->ldz = bn_padded(trial->S + 1 + rows);
    trial->lde = bn_padded(trial->R + rows);
    trial->ldt = bn_padded(trial->N);
    trial->ldn = rounded(trial->N, 4);
    trial->shards = shards_of(trial->config.batch, trial->N);
    trial->panels = panels_of(network->columns);
}

bn_trial bn_trial_lay_out(bn_arena *arena, const bn_trial_config *config, const bn_network *network)
{
    bn_trial trial = {.config = *config, .network = network};
    lay_out_sizes(&trial, network);
    const int64_t B = config->batch;
    const int64_t columns = (config->steps + 1) * B;
    const size_t outputs = (size_t)(trial.R * config->steps * B);
    trial.shard = bn_arena_take(arena, (size_t)trial.shards, sizeof *trial.shard);
    trial.panel = bn_arena_take(arena, (size_t)trial.panels, sizeof *trial.panel);
    trial.x = aligned_rows(arena, trial.ldx, columns, 0);
    trial.z = aligned_rows(arena, trial.ldz, columns, trial.S + 1);
    trial.e_l = aligned_rows(arena, trial.lde, columns, trial.R);
    trial.target = bn_arena_take(arena, outputs, sizeof(float));
    trial.weight = bn_arena_take(arena, outputs, sizeof(float));
    trial.output = bn_arena_take(arena, outputs, sizeof(float));
    trial.transposed = aligned_rows(arena, trial.ldt, network->rows, 0);
    trial.product = aligned_rows(arena, trial.lde, B, trial.R);
    trial.back = aligned_rows(arena, trial.ldx, B, 0);
    trial.slope = aligned_rows(arena, trial.ldx, B, 0);
    trial.noise = aligned_rows(arena, trial.ldn, B, 0);
    trial.amplitude = aligned_rows(arena, trial.ldx, 1, 0);
    return trial;
}

static bn_status plan_shard(bn_trial *trial, bn_shard *shard)
{
    const int64_t N = trial->N, R = trial->R, n = shard->count, K = trial->network->columns;
    const int64_t ldw = trial->network->ld;
    BN_TRY(
        bn_gemm_plan(R + N, n, K, ldw, trial->ldz, trial->lde, false, trial->config.backend, &shard->drive));
    BN_TRY(bn_gemm_plan(R, n, K, ldw, trial->ldz, trial->lde, false, trial->config.backend, &shard->readout));
    BN_TRY(bn_gemm_plan(N, n, R + N, trial->ldt, trial->lde, trial->ldx, false, trial->config.backend,
                        &shard->back));
    return bn_gemm_plan(N, n, R, trial->ldt, trial->lde, trial->ldx, false, trial->config.backend,
                        &shard->back_readout);
}

static void set_constants(bn_trial *trial)
{
    const int64_t B = trial->config.batch;
    const int64_t columns = (trial->config.steps + 1) * B;
    for (int64_t c = 0; c < columns; c++) trial->z[c * trial->ldz + trial->S] = 1.0f;
    for (int64_t i = trial->R * B * (trial->burn_in - 1); i < trial->R * B * trial->config.steps; i++)
        trial->weight[i] = 1.0f;
    for (int64_t i = 0; i < trial->N; i++)
        trial->amplitude[i] = (float)(trial->config.noise * sqrt(trial->config.dt));
}

bn_status bn_trial_plan(bn_trial *trial)
{
    const int64_t B = trial->config.batch;
    const int64_t columns = trial->network->columns;
    for (int s = 0; s < trial->shards; s++) {
        bn_shard *shard = &trial->shard[s];
        shard->first = B * s / trial->shards;
        shard->count = B * (s + 1) / trial->shards - shard->first;
        BN_TRY(plan_shard(trial, shard));
    }
    for (int p = 0; p < trial->panels; p++) {
        bn_panel *panel = &trial->panel[p];
        panel->first = columns * p / trial->panels;
        panel->count = columns * (p + 1) / trial->panels - panel->first;
        BN_TRY(bn_gemm_plan(trial->network->rows, panel->count, (trial->config.steps + 1) * B, trial->lde,
                            trial->ldz, trial->network->ld, true, trial->config.backend, &panel->outer));
    }
    set_constants(trial);
    return bn_ok();
}

void bn_trial_set_stimuli(bn_trial *trial, int64_t b, const float *stimuli)
{
    const float share = 1.0f / (float)trial->S;
    for (int64_t t = 0; t < trial->config.steps; t++) {
        float *z = trial->z + (t * trial->config.batch + b) * trial->ldz;
        for (int64_t s = 0; s < trial->S; s++) z[s] = share * stimuli[t * trial->S + s];
    }
}

void bn_trial_set_target(bn_trial *trial, int64_t b, const float *target)
{
    for (int64_t t = 0; t < trial->config.steps; t++)
        for (int64_t r = 0; r < trial->R; r++)
            trial->target[(t * trial->config.batch + b) * trial->R + r] = target[t * trial->R + r];
}

void bn_trial_transpose(bn_trial *trial, int panel)
{
    const int64_t inputs = trial->S + 1;
    const bn_network *network = trial->network;
    const int64_t begin = trial->panel[panel].first > inputs ? trial->panel[panel].first : inputs;
    const int64_t end = trial->panel[panel].first + trial->panel[panel].count;
    if (begin >= end) return;
    bn_transpose(network->weights + begin * network->ld, network->ld, network->rows, end - begin,
                 trial->transposed + begin - inputs, trial->ldt);
}

void bn_trial_gradient(bn_trial *trial, int panel, float *gradient)
{
    const bn_panel *p = &trial->panel[panel];
    const int64_t ld = trial->network->ld;
    bn_gemm_run(&p->outer, trial->e_l, trial->z + p->first, gradient + p->first * ld);
    // the corner of W where a readout would see the input directly is no parameter
    for (int64_t j = p->first; j < p->first + p->count && j <= trial->S; j++)
        memset(gradient + j * ld, 0, (size_t)trial->R * sizeof *gradient);
}

double bn_trial_loss(const bn_trial *trial, double *tracking)
{
    double error = 0.0, activity = 0.0;
    for (int s = 0; s < trial->shards; s++) {
        error += trial->shard[s].error;
        activity += trial->shard[s].activity;
    }
    const double share = 1.0 / ((double)trial->config.batch * (double)trial->config.steps * (double)trial->R);
    if (tracking != NULL) *tracking = share * error;
    return share * (error + trial->config.activity_penalty * activity);
}
