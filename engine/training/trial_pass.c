/* Trial passes: forward and backward stand side by side, step by step over a microbatch's columns, each step
   one small matrix product and one fused element-wise pass. */
#include "engine/training/trial_internal.h"

#include "engine/kernels/gru_kernels.h"
#include "engine/kernels/kernels.h"

#include <math.h>
#include <string.h>

enum { LANES = 16, RELAXATION_TIMES = 100 };

bn_step bn_trial_step(const bn_trial *trial, bool noisy)
{
    return (bn_step){
        .keep = (float)(1.0 - trial->config.dt),
        .dt = (float)trial->config.dt,
        .amplitude = trial->amplitude,
        .noisy = noisy,
        .rows = bn_rounded(trial->N, LANES),
        .units = trial->N,
        .ldx = trial->ldx,
        .lde = trial->lde,
        .ldz = trial->ldz,
        .ldn = trial->ldn,
        .phi = &trial->network->phi,
    };
}

float *bn_trial_states(const bn_trial *trial, const bn_microbatch *microbatch, int64_t t)
{
    if (t == 0) return trial->x_0 + microbatch->first * trial->ldx;
    return microbatch->course.x + (t - 1) * microbatch->count * trial->ldx;
}

static float *z_at(const bn_trial *trial, const bn_microbatch *microbatch, int64_t t)
{
    return microbatch->course.z + t * microbatch->count * trial->ldz;
}

float *bn_trial_rates(const bn_trial *trial, const bn_microbatch *microbatch, int64_t t)
{
    return z_at(trial, microbatch, t) + trial->S + 1;
}

static float *e_at(const bn_trial *trial, const bn_microbatch *microbatch, int64_t t)
{
    return microbatch->course.e_l + t * microbatch->count * trial->lde;
}

static float *l_at(const bn_trial *trial, const bn_microbatch *microbatch, int64_t t)
{
    return microbatch->course.l + t * microbatch->count * trial->lde + trial->R;
}

static void put_rates(bn_trial *trial, const bn_microbatch *microbatch)
{
    const float *x = bn_trial_states(trial, microbatch, 0);
    float *rate = bn_trial_rates(trial, microbatch, 0);
    for (int64_t c = 0; c < microbatch->count; c++)
        bn_phi_values(&trial->network->phi, x + c * trial->ldx, (size_t)trial->N, rate + c * trial->ldz);
}

void bn_trial_put_rates(bn_trial *trial)
{
    for (int s = 0; s < trial->microbatches; s++) put_rates(trial, &trial->microbatch[s]);
}

static void draw_state(bn_trial *trial, const bn_microbatch *microbatch, const bn_random_stream *stream)
{
    const int64_t blocks = trial->ldn / 4;
    for (int64_t c = 0; c < microbatch->count; c++) {
        float *x = bn_trial_states(trial, microbatch, 0) + c * trial->ldx;
        bn_random_normal_f32(stream, (uint64_t)((microbatch->first + c) * blocks), (size_t)blocks, x);
        for (int64_t i = trial->N; i < trial->ldx; i++) x[i] = 0.0f;
    }
    put_rates(trial, microbatch);
}

// Noise-free step number i, counted from 0, between the states of steps 0 and 1; the rates are those of step 0
// throughout.
static void relax_once(bn_trial *trial, const bn_step *step, const bn_microbatch *microbatch, int64_t i)
{
    const int64_t from = i % 2, to = 1 - from;
    const float *z = bn_trial_hear(trial, microbatch, z_at(trial, microbatch, 0), i);
    bn_trial_multiply(trial, microbatch, trial->network->rows, z);
    if (bn_trial_is_gru(trial)) {
        bn_kernels_now()->gru_forward(
            step, microbatch->count, bn_trial_states(trial, microbatch, from), microbatch->product + trial->R,
            NULL, bn_trial_states(trial, microbatch, to), bn_trial_rates(trial, microbatch, 0), NULL);
        return;
    }
    bn_trial_advance(trial, step, microbatch->count, bn_trial_states(trial, microbatch, from),
                     microbatch->product + trial->R, NULL, bn_trial_states(trial, microbatch, to),
                     bn_trial_rates(trial, microbatch, 0));
}

void bn_trial_relax(bn_trial *trial, bn_random_stream stream, double level, int microbatch)
{
    const bn_microbatch *s = &trial->microbatch[microbatch];
    const bn_step step = bn_trial_step(trial, false);
    draw_state(trial, s, &stream);
    for (int64_t c = 0; c < s->count; c++)
        for (int64_t k = 0; k < trial->S; k++)
            z_at(trial, s, 0)[c * trial->ldz + k] = (float)(level / (double)trial->S);
    const int64_t steps = llround(RELAXATION_TIMES / trial->config.dt);
    bn_trial_delay_begin(trial, s);
    for (int64_t i = 0; i < steps; i++) relax_once(trial, &step, s, i);
    if (steps % 2 == 1)
        memcpy(bn_trial_states(trial, s, 0), bn_trial_states(trial, s, 1),
               (size_t)(s->count * trial->ldx) * sizeof(float));
}

// Reads N r_t from the product and writes e_t for the backward pass. Returns the error of step t = 1 … T.
static double take_output(const bn_trial *trial, const bn_microbatch *microbatch, int64_t t)
{
    const int64_t first = (t - 1) * microbatch->count * trial->R;
    bn_loss_step step = trial->loss;
    step.trials = microbatch->count;
    if (bn_loss_waits(step.loss)) {
        bn_loss_put_outputs(&step, microbatch->product, microbatch->course.output + first);
        return 0.0;
    }
    return bn_loss_take(&step, microbatch->product, microbatch->course.target + first,
                        microbatch->course.weight + first, microbatch->course.output + first,
                        e_at(trial, microbatch, t));
}

// The errors of a loss that has waited for the outputs of all steps.
static double take_waiting(const bn_trial *trial, const bn_microbatch *microbatch)
{
    bn_loss_step step = trial->loss;
    step.trials = microbatch->count * trial->config.steps;
    if (!bn_loss_waits(step.loss)) return 0.0;
    return bn_loss_take(&step, NULL, microbatch->course.target, microbatch->course.weight,
                        microbatch->course.output, e_at(trial, microbatch, 1));
}

static void draw_noise(const bn_trial *trial, const bn_microbatch *microbatch, int64_t t,
                       const bn_random_stream *stream)
{
    const int64_t blocks = trial->ldn / 4;
    bn_random_normal_f32(stream, (uint64_t)((t * trial->config.batch + microbatch->first) * blocks),
                         (size_t)microbatch->noise_blocks, microbatch->noise);
}

// From step t to the next; the sum of the squared states.
static double advance(const bn_trial *trial, const bn_microbatch *s, const bn_step *step, int64_t t)
{
    if (bn_trial_is_gru(trial)) return bn_trial_gru_advance(trial, s, step, t);
    return bn_trial_advance(trial, step, s->count, bn_trial_states(trial, s, t), s->product + trial->R,
                            s->noise, bn_trial_states(trial, s, t + 1), bn_trial_rates(trial, s, t + 1));
}

/* The output of step t, from its product, and then the drive of the next step in the product; with a delay both are of
   different rates. Returns the error of the step, 0 of the first. */
static double respond(const bn_trial *trial, const bn_microbatch *s, int64_t t)
{
    const float *z = z_at(trial, s, t), *heard = bn_trial_hear(trial, s, z, t);
    bn_trial_multiply(trial, s, heard == z ? trial->network->rows : trial->R, z);
    const double error = t > 0 ? take_output(trial, s, t) : 0.0;
    if (heard != z) bn_trial_multiply(trial, s, trial->network->rows, heard);
    return error;
}

void bn_trial_forward(bn_trial *trial, int microbatch, bn_random_stream noise)
{
    bn_microbatch *s = &trial->microbatch[microbatch];
    const bn_step step = bn_trial_step(trial, trial->config.noise > 0.0);
    const bool rated = bn_trial_penalises_rates(trial), smooth = bn_trial_penalises_changes(trial);
    double error = 0.0, activity = 0.0, penalty = 0.0; // locals: another core writes near `s`
    bn_trial_delay_begin(trial, s);
    for (int64_t t = 0; t < trial->config.steps; t++) {
        error += respond(trial, s, t);
        bn_stopwatch_lap(&s->watch, BN_PHASE_FORWARD);
        if (step.noisy) draw_noise(trial, s, t, &noise);
        bn_stopwatch_lap(&s->watch, BN_PHASE_STIMULUS);
        const double squares = advance(trial, s, &step, t);
        if (t + 1 < trial->burn_in) continue;
        activity += squares;
        if (rated) penalty += bn_trial_cost_of_rates(trial, s, t + 1);
        if (smooth) penalty += bn_trial_cost_of_changes(trial, s, t + 1);
    }
    bn_trial_multiply(trial, s, trial->R, z_at(trial, s, trial->config.steps));
    error += take_output(trial, s, trial->config.steps) + take_waiting(trial, s);
    s->costs = (bn_trial_costs){.error = error, .activity = activity, .penalty = penalty};
    s->noise_of = noise;
    bn_stopwatch_lap(&s->watch, BN_PHASE_FORWARD);
}

// The slopes of the loss in what trials have in common, after l_t has been computed.
static void add_unit_slope(const bn_trial *trial, const bn_microbatch *s, int64_t t)
{
    const bool noisy = trial->config.noise > 0.0;
    if (noisy) draw_noise(trial, s, t - 1, &s->noise_of);
    bn_trial_add_unit_slope(trial, s, noisy, bn_trial_states(trial, s, t), bn_trial_states(trial, s, t - 1),
                            l_at(trial, s, t - 1));
}

static void take_initial_slope(const bn_trial *trial, const bn_microbatch *s, const bn_step *step)
{
    float *l = s->product + trial->R;
    bn_trial_multiply_back(trial, s, trial->network->rows, e_at(trial, s, 0));
    if (bn_trial_is_gru(trial)) {
        bn_trial_gru_end(trial, s);
        return;
    }
    bn_trial_retreat(trial, step, s, bn_trial_states(trial, s, 0), bn_trial_rates(trial, s, 0),
                     l_at(trial, s, 0), 0.0f, l);
    if (bn_trial_penalises_changes(trial)) bn_trial_pull_changes(trial, s, 0, l);
    bn_trial_sum_initial_slope(trial, s, l);
}

// From step t, where the back product has arrived, to the slopes of the step to t.
static void retreat(const bn_trial *trial, const bn_microbatch *s, const bn_step *step, int64_t t)
{
    const double activity = t >= trial->burn_in ? 2.0 * trial->config.activity_penalty * trial->share : 0.0;
    if (bn_trial_is_gru(trial)) {
        bn_trial_gru_retreat(trial, s, step, t, (float)activity, l_at(trial, s, t - 1));
        return;
    }
    bn_trial_retreat(trial, step, s, bn_trial_states(trial, s, t), bn_trial_rates(trial, s, t),
                     l_at(trial, s, t), (float)activity, l_at(trial, s, t - 1));
    if (bn_trial_penalises_changes(trial)) bn_trial_pull_changes(trial, s, t, l_at(trial, s, t - 1));
    if (s->unit_slope != NULL) add_unit_slope(trial, s, t);
}

void bn_trial_backward(bn_trial *trial, int microbatch)
{
    bn_microbatch *s = &trial->microbatch[microbatch];
    const bn_step step = bn_trial_step(trial, false);
    const int64_t T = trial->config.steps;
    const bool rated = bn_trial_penalises_rates(trial);
    if (s->carry != NULL) bn_trial_gru_begin(trial, s);
    bn_trial_delay_begin_back(s);
    if (s->unit_slope != NULL) memset(s->unit_slope, 0, (size_t)trial->N * sizeof(float));
    for (int64_t t = T; t >= 1; t--) {
        const int64_t rows = t == T ? trial->R : trial->network->rows; // l_{T+1} = 0
        bn_trial_delay_back(trial, s, t);
        bn_trial_multiply_back(trial, s, rows, e_at(trial, s, t));
        if (rated && t >= trial->burn_in) bn_trial_push_rates_back(trial, s, t);
        retreat(trial, s, &step, t);
    }
    bn_trial_delay_back(trial, s, 0);
    if (s->initial_slope != NULL) take_initial_slope(trial, s, &step);
    bn_stopwatch_lap(&s->watch, BN_PHASE_BACKWARD);
    bn_trial_multiply_outer(trial, s);
    bn_stopwatch_lap(&s->watch, BN_PHASE_GRADIENT);
}
