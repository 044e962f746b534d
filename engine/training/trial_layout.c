/* Trial layout: the workspace and how it is cut. A shard has at least five trials (sixteen or more where the
   weights leave the first-level cache, since a shard reads all of them at every step). While the gradient is
   small, each shard has a block of its own with all that it writes, so that less travels between cores;
   blocks lie so far apart that no core, reading ahead of what it reads, comes into another's. A panel is a
   quarter of W's columns or about a hundred, the width at which the outer product runs at the processor's
   peak. */
#include "engine/training/trial_internal.h"

// Gradients by shard are kept while all of them take at most this many bytes.
#define MOST_GRADIENT_BYTES 16e6

enum {
    LANES = 16,
    BURN_IN_SHARE = 5,
    PANEL_WIDTH = 104,
    LEAST_PANELS = 4,
    LEAST_PANEL_WIDTH = 8,
    APART = 1 << 15 // bytes between shards; a page was seen not to do
};

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
    const int64_t rows = bn_rounded(trial->N, LANES);
    trial->ldx = bn_padded(rows);
    trial->ldz = bn_padded(trial->S + 1 + rows);
    trial->lde = bn_padded(trial->R + rows);
    trial->ldn = bn_rounded(trial->N, 4);
    trial->shards = shards_of(trial->config.batch, trial->N);
    trial->panels = panels_of(network->columns);
    const double gradient = sizeof(float) * (double)network->ld * (double)network->columns;
    trial->packs_course = bn_trial_packs_course(network);
    trial->by_shard = trial->own_copies = trial->shards * gradient <= MOST_GRADIENT_BYTES;
}

// The random blocks of a step of `count` trials, filled up to whole strips.
static int64_t strips_for(const bn_trial *trial, int64_t count)
{
    return bn_rounded(count * trial->ldn / 4, BN_RANDOM_STRIP);
}

static bn_course take_course(bn_arena *arena, const bn_trial *trial, int64_t trials)
{
    const int64_t T = trial->config.steps;
    const size_t outputs = (size_t)(trial->R * T * trials);
    bn_course course = {.x = aligned_rows(arena, trial->ldx, T * trials, 0)};
    course.z = aligned_rows(arena, trial->ldz, (T + 1) * trials, trial->S + 1);
    course.e_l = aligned_rows(arena, trial->lde, (T + 1) * trials, trial->R);
    course.target = bn_arena_take(arena, outputs, sizeof(float));
    course.weight = bn_arena_take(arena, outputs, sizeof(float));
    course.output = bn_arena_take(arena, outputs, sizeof(float));
    return course;
}

// The course of the trials from `first` on.
static bn_course course_from(const bn_trial *trial, int64_t first)
{
    const bn_course *all = &trial->course;
    const int64_t T = trial->config.steps, outputs = first * T * trial->R;
    return (bn_course){
        .x = all->x + first * T * trial->ldx,
        .z = all->z + first * (T + 1) * trial->ldz,
        .e_l = all->e_l + first * (T + 1) * trial->lde,
        .target = all->target + outputs,
        .weight = all->weight + outputs,
        .output = all->output + outputs,
    };
}

static bn_packed_weights take_packed(bn_arena *arena, const bn_trial *trial)
{
    const int64_t rows = trial->network->rows, columns = trial->network->columns;
    const size_t forward = (size_t)bn_packing_size(rows, columns);
    const size_t backward = (size_t)bn_packing_size(trial->N, rows);
    return (bn_packed_weights){.forward = bn_arena_take(arena, forward, sizeof(float)),
                               .backward = bn_arena_take(arena, backward, sizeof(float))};
}

static void take_packed_course(bn_arena *arena, const bn_trial *trial, bn_shard *shard)
{
    const int64_t summed = (trial->config.steps + 1) * shard->count;
    if (!trial->packs_course) return;
    shard->packed_e_l =
        bn_arena_take(arena, (size_t)bn_packing_size(trial->network->rows, summed), sizeof(float));
    shard->packed_z = bn_arena_take(arena, (size_t)(trial->network->columns * summed), sizeof(float));
}

static float *take_gradient(bn_arena *arena, const bn_trial *trial)
{
    return aligned_rows(arena, trial->network->ld, trial->network->columns, 0);
}

static bn_shard lay_out_shard(bn_arena *arena, const bn_trial *trial, int s)
{
    const int64_t B = trial->config.batch;
    bn_shard shard = {.first = B * s / trial->shards};
    shard.count = B * (s + 1) / trial->shards - shard.first;
    shard.noise_blocks = strips_for(trial, shard.count);
    bn_arena_take(arena, APART, 1);
    shard.product = aligned_rows(arena, trial->lde, shard.count, trial->R);
    shard.back_product = aligned_rows(arena, trial->ldx, shard.count, 0);
    shard.noise = bn_arena_take(arena, (size_t)(4 * shard.noise_blocks + LANES), sizeof(float));
    take_packed_course(arena, trial, &shard);
    if (!trial->by_shard) return shard;
    shard.course = take_course(arena, trial, shard.count);
    shard.weights = take_packed(arena, trial);
    shard.gradient = take_gradient(arena, trial);
    return shard;
}

static void lay_out_shards(bn_arena *arena, bn_trial *trial)
{
    trial->shard = bn_arena_take(arena, (size_t)trial->shards, sizeof *trial->shard);
    for (int s = 0; s < trial->shards; s++) {
        const bn_shard shard = lay_out_shard(arena, trial, s);
        if (trial->shard != NULL) trial->shard[s] = shard;
    }
    bn_arena_take(arena, APART, 1);
}

// What shards have in common when not by_shard.
static void lay_out_common(bn_arena *arena, bn_trial *trial)
{
    trial->course = take_course(arena, trial, trial->config.batch);
    trial->weights = take_packed(arena, trial);
    trial->gradient = take_gradient(arena, trial);
    for (int s = 0; s < trial->shards && trial->shard != NULL; s++)
        trial->shard[s].course = course_from(trial, trial->shard[s].first);
}

bn_trial bn_trial_lay_out(bn_arena *arena, const bn_trial_config *config, const bn_network *network)
{
    bn_trial trial = {.config = *config, .network = network};
    lay_out_sizes(&trial, network);
    lay_out_shards(arena, &trial);
    if (!trial.by_shard) {
        lay_out_common(arena, &trial);
    } else if (trial.shard != NULL) {
        trial.weights = trial.shard->weights;
        trial.gradient = trial.shard->gradient;
    }
    trial.panel = bn_arena_take(arena, (size_t)trial.panels, sizeof *trial.panel);
    trial.x_0 = aligned_rows(arena, trial.ldx, config->batch, 0);
    trial.amplitude = aligned_rows(arena, trial.ldx, 1, 0);
    return trial;
}
