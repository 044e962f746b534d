/* One step of a microbatch: inputs into z, one product, the feedback, the noise, the step of training, then
   the record. State and next state swap at every step, for each microbatch by itself. */
#include "engine/simulation/simulation.h"

#include "engine/kernels/kernels.h"
#include "engine/simulation/simulation_internal.h"

#include <math.h>
#include <string.h>

enum { LANES = 16 };

typedef struct {
    bn_simulation *simulation;
    const bn_simulation_input *input;
    const bn_simulation_record *record;
    bn_pool *pool; // for the products of the only microbatch
} stretch;

// --- products ------------------------------------------------------------------------------------------

// The product W z of one trial, over the columns whose factor in z is not zero.
static void multiply_active(const bn_simulation *s, const float *z, float *product)
{
    const int64_t rows = s->network->rows, ld = s->network->ld;
    const float *weights = s->network->weights;
    memset(product, 0, (size_t)rows * sizeof *product);
    for (int64_t j = 0; j < s->network->columns;) {
        const float *column[4] = {weights, weights, weights, weights};
        float factor[4] = {0.0f};
        for (int found = 0; found < 4 && j < s->network->columns; j++) {
            if (z[j] == 0.0f) continue;
            column[found] = weights + j * ld;
            factor[found++] = z[j];
        }
        bn_kernels_now()->add_columns_f32(rows, column, factor, product);
    }
}

static bool multiplies_active(const bn_simulation *s)
{
    return s->has_J && s->config.batch == 1;
}

static void multiply(bn_simulation *s, const bn_simulation_microbatch *microbatch, bn_pool *pool)
{
    const float *z = s->z + microbatch->first * s->ldz;
    float *product = s->product + microbatch->first * s->ldp;
    if (multiplies_active(s))
        multiply_active(s, z, product);
    else
        bn_product(&s->packing, s->packed, s->network->rows, s->packing.k, z, s->ldz, microbatch->count,
                   product, s->ldp);
    if (s->config.sparse == NULL) return;
    const int64_t at = (microbatch - s->microbatch) * s->sparse_scratch;
    bn_sparse_multiply(s->config.sparse, microbatch->count, z + s->network->config.stimuli + 1, s->ldz,
                       product + s->network->config.readouts, s->ldp, s->sparse_values + at,
                       s->sparse_sums + at, pool);
}

static void pack_micropanel(void *context, int micropanel)
{
    const bn_simulation *s = context;
    bn_pack(&s->packing, micropanel, s->network->weights, s->network->ld, s->packed);
}

static void pack_readout(const bn_simulation *s)
{
    for (int64_t p = 0; p < s->readout_packing.micropanels; p++)
        bn_pack(&s->readout_packing, p, s->network->weights, s->network->ld, s->packed_readout);
}

// --- one step ------------------------------------------------------------------------------------------

static float input_at(const bn_simulation_input *input, int64_t t, int64_t channel, int64_t b)
{
    return input->values[t * input->stride[0] + channel * input->stride[1] + b * input->stride[2]];
}

static void put_input(bn_simulation *s, const bn_simulation_microbatch *microbatch,
                      const bn_simulation_input *input, int64_t t)
{
    const int64_t S = s->network->config.stimuli;
    for (int64_t b = microbatch->first; b < microbatch->first + microbatch->count; b++)
        for (int64_t k = 0; k < S; k++) s->z[b * s->ldz + k] = input_at(input, t, k, b) / (float)S;
}

// The rates in z, and their mean, become those that arrive at this step.
static void delay(bn_simulation *s, const bn_simulation_microbatch *microbatch, int64_t step)
{
    const int64_t N = s->network->config.neurons;
    for (int64_t b = microbatch->first; b < microbatch->first + microbatch->count; b++) {
        float *rates = s->z + b * s->ldz + s->network->config.stimuli + 1;
        bn_delay_line_pass(&s->line, b, step, rates);
        s->rate[b] = bn_simulation_mean(N, rates);
    }
}

static void draw_noise(bn_simulation *s, const bn_simulation_microbatch *microbatch, int64_t step)
{
    const bn_random_stream stream = bn_random_open(s->config.seed, BN_PURPOSE_NOISE, 0);
    const int64_t blocks = s->ldn / 4;
    bn_random_normal_f32(&stream, (uint64_t)((step * s->config.batch + microbatch->first) * blocks),
                         (size_t)(microbatch->count * blocks), microbatch->noise);
}

// The step itself, from x to next, and the means that follow from it.
static void advance(bn_simulation *s, const bn_step *step, int64_t b, const float *noise, const float *x,
                    float *next, double *variance)
{
    const int64_t N = s->network->config.neurons;
    float *product = s->product + b * s->ldp + s->network->config.readouts,
          *rates = s->z + b * s->ldz + s->network->config.stimuli + 1;
    const float shift = (float)(-s->config.feedback * s->rate[b]);
    for (int64_t i = 0; i < N; i++) product[i] += shift;
    for (int64_t i = 0; s->by_unit && i < N; i++) // keep x + dt product is then x + dt/tau (product - x)
        product[i] = x[i] + s->inverse_tau[i] * (product[i] - x[i]);
    const double squares = bn_kernels_now()->step_forward(step, 1, x, product, noise, next, rates);
    s->mean[b] = bn_simulation_mean(N, next);
    s->rate[b] = bn_simulation_mean(N, rates);
    *variance = squares / (double)N - s->mean[b] * s->mean[b];
}

// Without a delay the mean relaxes at the rate 1 + feedback <phi'> for a monotone activation; explicit Euler is stable
// for rates below 2 / dt. The product of trial b, which is no longer needed, is the workspace.
static void note_rate(bn_simulation *s, bn_simulation_microbatch *microbatch, int64_t b, const float *state,
                      int64_t step)
{
    const bn_network_config *c = &s->network->config;
    if (s->line.frames > 0 || !(s->config.dt * (1.0 + s->config.feedback) > 2.0)) return;
    float *slopes = s->product + b * s->ldp;
    bn_phi_slopes(&s->network->phi, state, (size_t)c->neurons, slopes);
    const double rate = 1.0 + s->config.feedback * bn_simulation_mean(c->neurons, slopes);
    if (!(rate > microbatch->fastest)) return;
    microbatch->fastest = rate;
    microbatch->fastest_step = step;
}

// --- the record ----------------------------------------------------------------------------------------

static void keep_outputs(bn_simulation *s, const bn_simulation_microbatch *microbatch, const stretch *at,
                         int64_t t)
{
    const int64_t R = s->network->config.readouts, B = s->config.batch, T = at->input->steps;
    float *output = s->output + microbatch->first * s->ldo;
    bn_product(&s->readout_packing, s->packed_readout, R, s->readout_packing.k,
               s->z + microbatch->first * s->ldz, s->ldz, microbatch->count, output, s->ldo);
    for (int64_t b = 0; b < microbatch->count; b++)
        for (int64_t r = 0; r < R; r++)
            at->record->output[(r * B + microbatch->first + b) * T + t] =
                output[b * s->ldo + r] / (float)s->network->config.neurons;
}

static void keep_trial(const bn_simulation *s, const stretch *at, int64_t t, int64_t b, const float *state,
                       double variance)
{
    const bn_simulation_record *record = at->record;
    const int64_t B = s->config.batch, T = at->input->steps;
    if (record->rate != NULL) record->rate[b * T + t] = s->rate[b];
    if (record->mean != NULL) record->mean[b * T + t] = s->mean[b];
    if (record->variance != NULL) record->variance[b * T + t] = variance;
    if (record->state == NULL) return;
    for (int64_t i = 0; i < s->config.sampled; i++) record->state[(i * B + b) * T + t] = state[i];
}

// Writes trial b's frame over the oldest in the ring, and adds its products with all frames in the ring.
static void keep_frame(bn_simulation *s, int64_t frame, int64_t b, const float *state)
{
    const int64_t N = s->network->config.neurons, B = s->config.batch, lags = s->config.lags;
    const int64_t now = frame % lags * B + b;
    const float *rates = s->z + b * s->ldz + s->network->config.stimuli + 1;
    float *state_now = s->past_state + now * N, *rate_now = s->past_rate + now * N;
    memcpy(state_now, state, (size_t)N * sizeof *state);
    memcpy(rate_now, rates, (size_t)N * sizeof *rates);
    s->past_means[2 * now] = s->mean[b];
    s->past_means[2 * now + 1] = s->rate[b];
    for (int64_t lag = 0; lag < lags && lag <= frame; lag++) {
        const int64_t then = (frame - lag) % lags * B + b;
        double *sum = s->covariance_sum + 2 * (lag * B + b);
        sum[0] += bn_kernels_now()->dot_f32(N, state_now, s->past_state + then * N) / (double)N -
                  s->mean[b] * s->past_means[2 * then];
        sum[1] += bn_kernels_now()->dot_f32(N, rate_now, s->past_rate + then * N) / (double)N -
                  s->rate[b] * s->past_means[2 * then + 1];
    }
}

// --- a stretch -----------------------------------------------------------------------------------------

static bool is_frame(const bn_simulation *s, int64_t step)
{
    return s->config.lags > 0 && step % s->config.lag_steps == 0;
}

// Says why the means of trial b are NaN or infinite after step t of the stretch.
static bn_status diverged(const bn_simulation *s, const bn_simulation_input *input, int64_t t, int64_t b)
{
    const long long trial = b + 1, step = s->step + t + 1;
    for (int64_t k = 0; k < s->network->config.stimuli; k++) {
        const float value = input_at(input, t, k, b);
        if (!isfinite(value))
            return bn_fault(BN_NOT_FINITE, "the input of trial %lld at step %lld, channel %lld, is %g", trial,
                            step, (long long)k + 1, (double)value);
    }
    return bn_fault(BN_NOT_FINITE,
                    "trial %lld diverged at step %lld (time %g); either the activity has no stationary "
                    "state, or the mean, "
                    "which follows at a rate of up to 1 + feedback = %g, is too stiff for dt = %g",
                    trial, step, (double)step * s->config.dt, 1.0 + s->config.feedback, s->config.dt);
}

// One step of a microbatch, from x to next. t counts from the start of the stretch, `step` from that of the
// simulation.
static bn_status step_microbatch(bn_simulation *s, bn_simulation_microbatch *microbatch, const stretch *at,
                                 int64_t t, const bn_step *step, float *x, float *next, int64_t frame)
{
    put_input(s, microbatch, at->input, t);
    if (s->line.frames > 0) delay(s, microbatch, s->step + t);
    multiply(s, microbatch, at->pool);
    if (step->noisy) draw_noise(s, microbatch, s->step + t);
    for (int64_t b = microbatch->first; b < microbatch->first + microbatch->count; b++) {
        double variance;
        advance(s, step, b, microbatch->noise + (b - microbatch->first) * s->ldn, x + b * s->ldx,
                next + b * s->ldx, &variance);
        if (!isfinite(s->mean[b] + s->rate[b])) return diverged(s, at->input, t, b);
        note_rate(s, microbatch, b, next + b * s->ldx, s->step + t + 1);
        keep_trial(s, at, t, b, next + b * s->ldx, variance);
        if (is_frame(s, s->step + t + 1)) keep_frame(s, frame, b, next + b * s->ldx);
    }
    if (at->record->output != NULL) keep_outputs(s, microbatch, at, t);
    return bn_ok();
}

static bn_step step_of(const bn_simulation *s)
{
    const bn_network_config *c = &s->network->config;
    return (bn_step){.keep = (float)(1.0 - s->config.dt),
                     .dt = (float)s->config.dt,
                     .amplitude = s->amplitude,
                     .noisy = s->noisy,
                     .rows = bn_rounded(c->neurons, LANES),
                     .units = c->neurons,
                     .phi = &s->network->phi};
}

static void run_microbatch(void *context, int number)
{
    const stretch *at = context;
    bn_simulation *s = at->simulation;
    bn_simulation_microbatch *microbatch = &s->microbatch[number];
    const bn_step step = step_of(s);
    int64_t frame = s->frames;
    microbatch->status = bn_ok();
    microbatch->fastest = 0.0;
    for (int64_t t = 0; t < at->input->steps && microbatch->status.code == BN_OK; t++) {
        const bool even = t % 2 == 0;
        microbatch->status =
            step_microbatch(s, microbatch, at, t, &step, even ? s->x : s->next, even ? s->next : s->x, frame);
        frame += is_frame(s, s->step + t + 1);
    }
}

static bn_status check_stiffness(const bn_simulation *s)
{
    const bn_simulation_microbatch *worst = &s->microbatch[0];
    for (int64_t i = 1; i < s->microbatches; i++)
        if (s->microbatch[i].fastest > worst->fastest) worst = &s->microbatch[i];
    if (s->config.dt * worst->fastest <= 2.0) return bn_ok();
    return bn_fault(
        BN_NOT_CONVERGED,
        "the mean follows at the rate %.4g at time %g, too fast for dt = %g; dt below %.3g would do",
        worst->fastest, (double)worst->fastest_step * s->config.dt, s->config.dt, 2.0 / worst->fastest);
}

static int64_t frames_in(const bn_simulation *s, int64_t steps)
{
    if (s->config.lags == 0) return 0;
    return (s->step + steps) / s->config.lag_steps - s->step / s->config.lag_steps;
}

bn_status bn_simulation_run(bn_simulation *simulation, const bn_simulation_input *input,
                            const bn_simulation_record *record, bn_pool *pool)
{
    stretch at = {.simulation = simulation, .input = input, .record = record};
    if (!multiplies_active(simulation))
        bn_pool_run(pool, pack_micropanel, simulation, (int)simulation->packing.micropanels);
    if (record->output != NULL) pack_readout(simulation);
    if (simulation->microbatches > 1) {
        bn_pool_run(pool, run_microbatch, &at, (int)simulation->microbatches);
    } else {
        at.pool = pool;
        run_microbatch(&at, 0);
    }
    for (int64_t i = 0; i < simulation->microbatches; i++) BN_TRY(simulation->microbatch[i].status);
    if (input->steps % 2 == 1) {
        float *x = simulation->x;
        simulation->x = simulation->next;
        simulation->next = x;
    }
    simulation->frames += frames_in(simulation, input->steps);
    simulation->step += input->steps;
    return check_stiffness(simulation);
}

void bn_simulation_covariances(const bn_simulation *simulation, double *state, double *rate)
{
    const int64_t B = simulation->config.batch;
    for (int64_t lag = 0; lag < simulation->config.lags; lag++) {
        const double products = (double)((simulation->frames - lag) * B);
        double sums[2] = {0.0};
        for (int64_t b = 0; b < B; b++)
            for (int k = 0; k < 2; k++) sums[k] += simulation->covariance_sum[2 * (lag * B + b) + k];
        state[lag] = products > 0.0 ? sums[0] / products : NAN;
        rate[lag] = products > 0.0 ? sums[1] / products : NAN;
    }
}
