/* Each microbatch goes through all steps of a stretch by itself. The past of the covariances is a ring of
   frames; a new frame is multiplied with all frames in the ring and then replaces the oldest. A single trial
   is limited by memory bandwidth, so its product skips the columns of J whose units are silent, and reads
   the other columns in place. */
#include "engine/simulation/simulation.h"

#include "engine/kernels/kernels.h"
#include "engine/simulation/simulation_internal.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { LANES = 16 };

#define AT(member) offsetof(bn_simulation_config, member)

const bn_field bn_simulation_fields[] = {
    {"batch", BN_FIELD_INTEGER, AT(batch), .fallback = 1, .least = 1, .most = 10000, .help = "trials"},
    {"dt", BN_FIELD_REAL, AT(dt), .fallback = 1.0 / 32.0, .above = true, .most = 2.0, .below = true,
     .unit = "τ", .help = "length of a step"},
    {"noise", BN_FIELD_REAL, AT(noise), .most = 1e6, .help = "Gaussian noise on every unit"},
    {"feedback", BN_FIELD_REAL, AT(feedback), .least = -1e6, .most = 1e6,
     .help = "b J0, of the mean rate onto every unit"},
    {.part = bn_delay_fields, .offset = AT(delay)},
    {"state_std", BN_FIELD_REAL, AT(state_std), .fallback = 1.0, .most = 1e6,
     .help = "of the normal state at the start"},
    {"sampled", BN_FIELD_INTEGER, AT(sampled), .most = BN_MOST_NEURONS,
     .help = "the states of the first so many units are recorded"},
    {"lags", BN_FIELD_INTEGER, AT(lags), .most = BN_SIMULATION_MOST_LAGS, .help = "of the covariances"},
    {"lag_steps", BN_FIELD_INTEGER, AT(lag_steps), .fallback = 1, .least = 1, .most = 1000000,
     .help = "steps between two lags"},
    {"time_constants", BN_FIELD_TENSOR, AT(time_constants), .help = "N, of each unit, in τ"},
    {"unit_noise", BN_FIELD_TENSOR, AT(unit_noise), .help = "N, noise of each unit, in place of `noise`"},
    {0},
};

bn_simulation_config bn_simulation_config_default(void)
{
    bn_simulation_config config = {.seed = 1};
    bn_fields_default(bn_simulation_fields, &config);
    return config;
}

// One number a unit, from above `least` or, with 0, from it.
static bn_status check_units(const char *name, const bn_tensor *given, int64_t neurons, double least)
{
    const bn_tensor needed = {.dims = 1, .shape = {neurons}};
    if (given == NULL) return bn_ok();
    BN_TRY(bn_tensor_check_shape(name, given, &needed, ", one for each unit"));
    for (int64_t i = 0; i < neurons; i++) {
        const double value = bn_tensor_get(given, &i);
        if (!(value >= least && value <= 1e6) || (least > 0.0 && value == least))
            return bn_fault(BN_EINVAL, "%s is %g for unit %lld; it must be from %g to 1e+06", name, value,
                            (long long)i + 1, least);
    }
    return bn_ok();
}

static bn_status check_memory(const bn_simulation_config *config, const bn_network_config *network)
{
    const double frame = (double)config->batch * (double)network->neurons;
    const double past = 8.0 * (double)config->lags * frame;
    if (past > 0x1p38)
        return bn_fault(BN_EINVAL, "%lld lags of %lld trials would need %.3g GB; take fewer, further apart",
                        (long long)config->lags, (long long)config->batch, past / 1e9);
    const double line = 4.0 * (double)bn_delay_steps(&config->delay, config->dt) * frame;
    if (line > 0x1p38)
        return bn_fault(BN_EINVAL,
                        "a delay of %g with %lld trials would need %.3g GB; take fewer or a larger dt",
                        config->delay.time, (long long)config->batch, line / 1e9);
    return bn_ok();
}

bn_status bn_simulation_config_check(const bn_simulation_config *config, const bn_network_config *network)
{
    BN_TRY(bn_kernels_check());
    BN_TRY(bn_fields_check(bn_simulation_fields, config));
    if (config->sampled > network->neurons)
        return bn_fault(BN_EINVAL, "sampled is %lld; it must be from 0 to the %lld neurons",
                        (long long)config->sampled, (long long)network->neurons);
    BN_TRY(bn_delay_check(&config->delay, config->dt));
    BN_TRY(check_units("time_constants", config->time_constants, network->neurons, 0.5 * config->dt));
    BN_TRY(check_units("unit_noise", config->unit_noise, network->neurons, 0.0));
    return check_memory(config, network);
}

// Every microbatch reads all weights at each step; so it has at least as many trials as make that worth
// while.
static int64_t microbatches_of(const bn_simulation_config *config, int64_t neurons)
{
    const int64_t batch = config->batch;
    int64_t least = 64;
    if (config->sparse != NULL) return (batch + BN_SPARSE_MOST_TRIALS - 1) / BN_SPARSE_MOST_TRIALS;
    if (neurons <= 2000) least = 16;
    if (neurons <= 256) least = 5;
    return batch < 2 * least ? 1 : batch / least;
}

static float *aligned_columns(bn_arena *arena, int64_t ld, int64_t columns)
{
    return bn_arena_take(arena, (size_t)(ld * columns), sizeof(float));
}

// A single trial reads the columns of J in place, so that only the inputs are packed.
static void lay_out_packed(bn_arena *arena, bn_simulation *s)
{
    const bn_network *network = s->network;
    const int64_t columns = s->config.batch > 1 ? network->columns : network->config.stimuli + 1;
    s->packed = bn_arena_take(arena, (size_t)bn_packing_size(network->rows, columns), sizeof(float));
    s->packed_readout = bn_arena_take(
        arena, (size_t)bn_packing_size(network->config.readouts, network->columns), sizeof(float));
}

static void lay_out_sparse(bn_arena *arena, bn_simulation *s)
{
    if (s->config.sparse == NULL) return;
    const int64_t trials = (s->config.batch + s->microbatches - 1) / s->microbatches;
    s->sparse_scratch = bn_sparse_scratch(s->config.sparse, trials);
    const size_t all = (size_t)(s->microbatches * s->sparse_scratch);
    s->sparse_values = bn_arena_take(arena, all, sizeof(float));
    s->sparse_sums = bn_arena_take(arena, all, sizeof(float));
}

bn_simulation bn_simulation_lay_out(bn_arena *arena, const bn_simulation_config *config,
                                    const bn_network *network)
{
    const int64_t N = network->config.neurons, S = network->config.stimuli, B = config->batch;
    const size_t frames = (size_t)(config->lags * B), real = sizeof(double);
    bn_simulation s = {.config = *config, .network = network};
    s.ldx = bn_padded(bn_rounded(N, LANES));
    s.ldz = bn_padded(S + 1 + bn_rounded(N, LANES));
    s.ldn = bn_rounded(N, 4); // the noise of a unit is addressed as in training
    s.microbatches = microbatches_of(config, N);
    s.microbatch = bn_arena_take(arena, (size_t)s.microbatches, sizeof *s.microbatch);
    s.x = aligned_columns(arena, s.ldx, B);
    s.next = aligned_columns(arena, s.ldx, B);
    s.z = aligned_columns(arena, s.ldz, B);
    s.ldp = bn_padded(network->config.readouts + bn_rounded(N, LANES));
    s.product = aligned_columns(arena, s.ldp, B);
    s.line = bn_delay_line_lay_out(arena, &config->delay, config->dt, N, B);
    s.noise = bn_arena_take(arena, (size_t)(s.ldn * B + LANES * s.microbatches), sizeof(float));
    s.amplitude = aligned_columns(arena, s.ldx, 1);
    s.inverse_tau = aligned_columns(arena, s.ldx, 1);
    s.ldo = bn_rounded(network->config.readouts, LANES);
    s.output = aligned_columns(arena, s.ldo, B);
    lay_out_packed(arena, &s);
    lay_out_sparse(arena, &s);
    s.rate = bn_arena_take(arena, (size_t)B, real);
    s.mean = bn_arena_take(arena, (size_t)B, real);
    s.past_state = bn_arena_take(arena, frames * (size_t)N, sizeof(float));
    s.past_rate = bn_arena_take(arena, frames * (size_t)N, sizeof(float));
    s.past_means = bn_arena_take(arena, 2 * frames, real);
    s.covariance_sum = bn_arena_take(arena, 2 * frames, real);
    return s;
}

static bool is_zero(const bn_tensor *matrix)
{
    for (int64_t j = 0; j < matrix->shape[1]; j++) {
        const float *column = (const float *)matrix->data + j * matrix->stride[1];
        for (int64_t i = 0; i < matrix->shape[0]; i++)
            if (column[i] != 0.0f) return false;
    }
    return true;
}

static void plan(bn_simulation *s)
{
    const bn_network *network = s->network;
    const int64_t B = s->config.batch, inputs = network->config.stimuli + 1;
    for (int64_t i = 0; i < s->microbatches; i++) {
        bn_simulation_microbatch *microbatch = &s->microbatch[i];
        microbatch->first = B * i / s->microbatches;
        microbatch->count = B * (i + 1) / s->microbatches - microbatch->first;
        microbatch->noise = s->noise + microbatch->first * s->ldn + i * LANES;
    }
    const int64_t count = s->microbatch[0].count;
    s->packing = bn_packing_for(network->rows, s->has_J ? network->columns : inputs, count);
    s->readout_packing = bn_packing_for(network->config.readouts, network->columns, count);
}

static float *rates_of(bn_simulation *s, int64_t b)
{
    return s->z + b * s->ldz + s->network->config.stimuli + 1;
}

double bn_simulation_mean(int64_t count, const float *values)
{
    return bn_kernels_now()->sum_f32(count, values) / (double)count;
}

void bn_simulation_put_state(bn_simulation *simulation)
{
    const bn_network_config *c = &simulation->network->config;
    for (int64_t b = 0; b < simulation->config.batch; b++) {
        const float *x = simulation->x + b * simulation->ldx;
        bn_phi_values(&simulation->network->phi, x, (size_t)c->neurons, rates_of(simulation, b));
        bn_delay_line_fill(&simulation->line, b, rates_of(simulation, b));
        simulation->rate[b] = bn_simulation_mean(c->neurons, rates_of(simulation, b));
        simulation->mean[b] = bn_simulation_mean(c->neurons, x);
    }
}

static void draw_state(bn_simulation *s)
{
    const bn_random_stream stream = bn_random_open(s->config.seed, BN_PURPOSE_STATE, 0);
    const int64_t N = s->network->config.neurons;
    for (int64_t b = 0; b < s->config.batch; b++) {
        float *x = s->x + b * s->ldx;
        bn_random_normal_f32(&stream, (uint64_t)(b * (s->ldn / 4)), (size_t)(s->ldn / 4), x);
        for (int64_t i = 0; i < s->ldx; i++) x[i] = i < N ? (float)s->config.state_std * x[i] : 0.0f;
    }
    bn_simulation_put_state(s);
}

static void put_unit(bn_simulation *s, int64_t i)
{
    const bn_simulation_config *c = &s->config;
    const double tau = c->time_constants == NULL ? 1.0 : bn_tensor_get(c->time_constants, &i);
    const double noise = c->unit_noise == NULL ? c->noise : bn_tensor_get(c->unit_noise, &i);
    s->inverse_tau[i] = (float)(1.0 / tau);
    s->amplitude[i] = (float)(noise * sqrt(c->dt / tau));
    s->by_unit = s->by_unit || tau != 1.0;
    s->noisy = s->noisy || noise > 0.0;
}

void bn_simulation_start(bn_simulation *simulation)
{
    const int64_t N = simulation->network->config.neurons, S = simulation->network->config.stimuli;
    if (simulation->config.sparse == NULL) {
        const bn_tensor J = bn_network_J(simulation->network);
        simulation->has_J = !is_zero(&J);
    }
    plan(simulation);
    for (int64_t i = 0; i < N; i++) put_unit(simulation, i);
    simulation->config.time_constants = simulation->config.unit_noise = NULL; // the caller's
    for (int64_t b = 0; b < simulation->config.batch; b++) simulation->z[b * simulation->ldz + S] = 1.0f;
    memset(simulation->covariance_sum, 0,
           (size_t)(2 * simulation->config.lags * simulation->config.batch) * sizeof(double));
    simulation->frames = simulation->step = 0;
    draw_state(simulation);
}
