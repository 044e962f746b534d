/* Trial layout: the workspace and how it is cut. A microbatch has at least five trials, or sixteen where the
   weights do not fit the first-level cache, since it reads all of them at every step. While the gradient is
   small each microbatch has a block of its own for all that it writes, so that less travels between cores.
   Blocks lie so far apart that the prefetcher of one core does not reach into another's block. A column
   range is a quarter of W's columns or about a hundred, the width at which the outer product runs at the
   peak of the processor. */
#include "engine/kernels/gru_kernels.h"
#include "engine/training/trial_factors.h"
#include "engine/training/trial_internal.h"

// Gradients by microbatch are kept while all of them take at most this many bytes.
#define MOST_GRADIENT_BYTES 16e6

enum {
    LANES = 16,
    MOST_MICROBATCHES = 64,
    BURN_IN_SHARE = 5,
    RANGE_WIDTH = 104,
    LEAST_RANGES = 4,
    LEAST_RANGE_WIDTH = 8,
    APART = 1 << 15 // bytes between microbatches; 4096 were measured to be too few
};

static int microbatches_of(int64_t batch, int64_t neurons)
{
    int64_t least = 32;
    if (neurons <= 2000) least = 16;
    if (neurons <= 256) least = 5;
    const int64_t microbatches = batch / least < MOST_MICROBATCHES ? batch / least : MOST_MICROBATCHES;
    return (int)(microbatches < 1 ? 1 : microbatches);
}

static int ranges_of(int64_t columns)
{
    int64_t ranges = (columns + RANGE_WIDTH - 1) / RANGE_WIDTH;
    if (ranges < LEAST_RANGES) ranges = LEAST_RANGES;
    if (ranges * LEAST_RANGE_WIDTH > columns) ranges = columns / LEAST_RANGE_WIDTH;
    return (int)(ranges < 1 ? 1 : ranges);
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
    trial->burn_in = trial->config.steps / BURN_IN_SHARE; // at least 1, and the state before it is there
    const int64_t rows = bn_rounded(trial->N, LANES);
    trial->ldx = bn_padded(rows);
    trial->ldz = bn_padded(trial->S + 1 + rows);
    trial->lde = bn_padded(trial->R + network->drives - trial->N + rows);
    trial->ldn = bn_rounded(trial->N, 4);
    trial->microbatches = microbatches_of(trial->config.batch, trial->N);
    trial->ranges = ranges_of(network->columns);
    const double gradient = sizeof(float) * (double)network->ld * (double)network->columns;
    trial->packs_course = bn_trial_packs_course(network) && trial->config.rank == 0;
    trial->per_microbatch = trial->own_copies = trial->microbatches * gradient <= MOST_GRADIENT_BYTES;
}

// The random blocks of a step of `count` trials, rounded up to whole strips.
static int64_t strips_for(const bn_trial *trial, int64_t count)
{
    return bn_rounded(count * trial->ldn / 4, BN_RANDOM_STRIP);
}

static bn_course take_course(bn_arena *arena, const bn_trial *trial, int64_t trials)
{
    const int64_t T = trial->config.steps;
    const size_t outputs = (size_t)(trial->R * T * trials);
    bn_course course = {.x = aligned_rows(arena, trial->ldx, T * trials, 0)};
    if (bn_trial_is_gru(trial)) course.gates = aligned_rows(arena, BN_GRU_BLOCKS * trial->ldx, T * trials, 0);
    course.z = aligned_rows(arena, trial->ldz, (T + 1) * trials, trial->S + 1);
    course.e_l = course.l = aligned_rows(arena, trial->lde, (T + 1) * trials, trial->R);
    if (bn_trial_is_delayed(trial)) course.l = aligned_rows(arena, trial->lde, (T + 1) * trials, trial->R);
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
        .gates = all->gates == NULL ? NULL : all->gates + first * T * BN_GRU_BLOCKS * trial->ldx,
        .z = all->z + first * (T + 1) * trial->ldz,
        .e_l = all->e_l + first * (T + 1) * trial->lde,
        .l = all->l + first * (T + 1) * trial->lde,
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
    const size_t input = (size_t)bn_packing_size(trial->N, trial->S + 1);
    return (bn_packed_weights){.forward = bn_arena_take(arena, forward, sizeof(float)),
                               .backward = bn_arena_take(arena, backward, sizeof(float)),
                               .input = bn_trial_is_gru(trial) ? bn_arena_take(arena, input, sizeof(float))
                                                               : NULL};
}

static void take_packed_course(bn_arena *arena, const bn_trial *trial, bn_microbatch *microbatch)
{
    const int64_t summed = (trial->config.steps + 1) * microbatch->count;
    if (!trial->packs_course) return;
    microbatch->packed_e_l =
        bn_arena_take(arena, (size_t)bn_packing_size(trial->network->rows, summed), sizeof(float));
    microbatch->packed_z = bn_arena_take(arena, (size_t)(trial->network->columns * summed), sizeof(float));
}

static void lay_out_delay(bn_arena *arena, const bn_trial *trial, bn_microbatch *microbatch)
{
    const bn_trial_config *config = &trial->config;
    if (!bn_trial_is_delayed(trial)) return;
    microbatch->line = bn_delay_line_lay_out(arena, &config->delay, config->dt, trial->N, microbatch->count);
    microbatch->heard = aligned_rows(arena, trial->ldz, microbatch->count, trial->S + 1);
}

static float *take_gradient(bn_arena *arena, const bn_trial *trial)
{
    return aligned_rows(arena, trial->network->ld, trial->network->columns, 0);
}

static bn_microbatch lay_out_microbatch(bn_arena *arena, const bn_trial *trial, int s)
{
    const int64_t B = trial->config.batch;
    bn_microbatch microbatch = {.first = B * s / trial->microbatches};
    microbatch.count = B * (s + 1) / trial->microbatches - microbatch.first;
    microbatch.noise_blocks = strips_for(trial, microbatch.count);
    bn_arena_take(arena, APART, 1);
    microbatch.product = aligned_rows(arena, trial->lde, microbatch.count, trial->R);
    microbatch.back_product = aligned_rows(arena, trial->ldx, microbatch.count, 0);
    if (bn_trial_is_gru(trial)) microbatch.carry = aligned_rows(arena, trial->ldx, microbatch.count, 0);
    microbatch.noise = bn_arena_take(arena, (size_t)(4 * microbatch.noise_blocks + LANES), sizeof(float));
    lay_out_delay(arena, trial, &microbatch);
    take_packed_course(arena, trial, &microbatch);
    const size_t N = (size_t)trial->N;
    if (trial->config.rank > 0) microbatch.factors = bn_trial_take_factors(arena, trial, microbatch.count);
    if (trial->config.by_unit) microbatch.slopes = bn_arena_take(arena, N, sizeof(float));
    if (trial->config.unit_slope) microbatch.unit_slope = bn_arena_take(arena, N, sizeof(float));
    if (trial->config.initial_slope) microbatch.initial_slope = bn_arena_take(arena, N, sizeof(float));
    if (!trial->per_microbatch) return microbatch;
    microbatch.course = take_course(arena, trial, microbatch.count);
    microbatch.weights = take_packed(arena, trial);
    microbatch.gradient = take_gradient(arena, trial);
    return microbatch;
}

static void lay_out_microbatches(bn_arena *arena, bn_trial *trial)
{
    trial->microbatch = bn_arena_take(arena, (size_t)trial->microbatches, sizeof *trial->microbatch);
    for (int s = 0; s < trial->microbatches; s++) {
        const bn_microbatch microbatch = lay_out_microbatch(arena, trial, s);
        if (trial->microbatch != NULL) trial->microbatch[s] = microbatch;
    }
    bn_arena_take(arena, APART, 1);
}

// What all microbatches share when not per_microbatch.
static void lay_out_common(bn_arena *arena, bn_trial *trial)
{
    trial->course = take_course(arena, trial, trial->config.batch);
    trial->weights = take_packed(arena, trial);
    trial->gradient = take_gradient(arena, trial);
    for (int s = 0; s < trial->microbatches && trial->microbatch != NULL; s++)
        trial->microbatch[s].course = course_from(trial, trial->microbatch[s].first);
}

bn_trial bn_trial_lay_out(bn_arena *arena, const bn_trial_config *config, const bn_network *network)
{
    bn_trial trial = {.config = *config, .network = network};
    lay_out_sizes(&trial, network);
    lay_out_microbatches(arena, &trial);
    if (!trial.per_microbatch) {
        lay_out_common(arena, &trial);
    } else if (trial.microbatch != NULL) {
        trial.weights = trial.microbatch->weights;
        trial.gradient = trial.microbatch->gradient;
    }
    trial.range = bn_arena_take(arena, (size_t)trial.ranges, sizeof *trial.range);
    trial.x_0 = aligned_rows(arena, trial.ldx, config->batch, 0);
    if (config->by_unit) trial.unit_dt = bn_arena_take(arena, (size_t)trial.N, sizeof(float));
    trial.readout_slope = bn_arena_take(arena, (size_t)trial.R, sizeof(float));
    trial.amplitude = aligned_rows(arena, trial.ldx, 1, 0);
    return trial;
}
