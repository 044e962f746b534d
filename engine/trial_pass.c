/* Trial passes: forward and backward stand side by side, step by step over a shard's columns, each step one
   small matrix product and one fused element-wise pass. */
#include "trial.h"

#include "trial_kernels.h"

#include <math.h>
#include <string.h>

enum { LANES = 16, RELAXATION_TIMES = 100 };

static bn_step step_of(const bn_trial *trial, bool noisy)
{
    return (bn_step){
        .keep = (float)(1.0 - trial->config.dt),
        .dt = (float)trial->config.dt,
        .amplitude = trial->amplitude,
        .noisy = noisy,
        .rows = (trial->N + LANES - 1) / LANES * LANES,
        .units = trial->N,
        .ldx = trial->ldx,
        .lde = trial->lde,
        .ldz = trial->ldz,
        .ldn = trial->ldn,
        .activation = trial->network->config.activation,
        .power = trial->network->config.activation_power,
    };
}

// The cost of one x^2 or one (r - target)^2: L is the sum of them times this.
static double share_of(const bn_trial *trial)
{
    return 1.0 / ((double)trial->config.batch * (double)trial->config.steps * (double)trial->R);
}

static float *x_at(const bn_trial *trial, int64_t t, int64_t b)
{
    return trial->x + (t * trial->config.batch + b) * trial->ldx;
}

static float *z_at(const bn_trial *trial, int64_t t, int64_t b)
{
    return trial->z + (t * trial->config.batch + b) * trial->ldz;
}

static float *rate_at(const bn_trial *trial, int64_t t, int64_t b)
{
    return z_at(trial, t, b) + trial->S + 1;
}

static float *e_at(const bn_trial *trial, int64_t t, int64_t b)
{
    return trial->e_l + (t * trial->config.batch + b) * trial->lde;
}

static float *product_at(const bn_trial *trial, int64_t b)
{
    return trial->product + b * trial->lde;
}

void bn_trial_put_rates(bn_trial *trial, int64_t b)
{
    const bn_network_config *network = &trial->network->config;
    bn_activation_values(network->activation, network->activation_power, x_at(trial, 0, b), (size_t)trial->N,
                         rate_at(trial, 0, b));
}

static void draw_state(bn_trial *trial, const bn_random_stream *stream, int64_t b)
{
    float *x = x_at(trial, 0, b);
    bn_random_normal_f32(stream, (uint64_t)(b * (trial->ldn / 4)), (size_t)(trial->ldn / 4), x);
    for (int64_t i = trial->N; i < trial->ldx; i++) x[i] = 0.0f;
    bn_trial_put_rates(trial, b);
}

// One noise-free step of a shard from x_from to x_to; the rates are those of step 0 before and after.
static void relax_once(bn_trial *trial, const bn_step *step, const bn_shard *shard, int64_t from, int64_t to)
{
    bn_gemm_run(&shard->drive, trial->network->weights, z_at(trial, 0, shard->first),
                product_at(trial, shard->first));
    const int64_t b = shard->first;
    bn_step_forward(step, shard->count, x_at(trial, from, b), product_at(trial, b) + trial->R, NULL,
                    x_at(trial, to, b), rate_at(trial, 0, b));
}

void bn_trial_relax(bn_trial *trial, bn_random_stream stream, double level, int shard)
{
    const bn_shard *s = &trial->shard[shard];
    const bn_step step = step_of(trial, false);
    for (int64_t b = s->first; b < s->first + s->count; b++) {
        draw_state(trial, &stream, b);
        for (int64_t k = 0; k < trial->S; k++) z_at(trial, 0, b)[k] = (float)(level / (double)trial->S);
    }
    const int64_t pairs = llround(RELAXATION_TIMES / trial->config.dt) / 2;
    for (int64_t i = 0; i < pairs; i++) {
        relax_once(trial, &step, s, 0, 1);
        relax_once(trial, &step, s, 1, 0);
    }
    if (llround(RELAXATION_TIMES / trial->config.dt) % 2 == 0) return;
    relax_once(trial, &step, s, 0, 1);
    memcpy(x_at(trial, 0, s->first), x_at(trial, 1, s->first),
           (size_t)(s->count * trial->ldx) * sizeof(float));
}

// Reads N r_t off the product and leaves what backward starts from. t = 1 … T.
static void take_output(bn_trial *trial, bn_shard *shard, int64_t t)
{
    const int64_t R = trial->R;
    const float per_unit = 1.0f / (float)trial->N;
    const float slope = (float)(2.0 * share_of(trial) / (double)trial->N);
    const int64_t first = ((t - 1) * trial->config.batch + shard->first) * R;
    const float *restrict target = trial->target + first;
    const float *restrict weight = trial->weight + first;
    float *restrict output = trial->output + first;
    double error = 0.0;
    for (int64_t c = 0; c < shard->count; c++) {
        const float *restrict sum = product_at(trial, shard->first + c);
        float *restrict e = e_at(trial, t, shard->first + c);
        for (int64_t r = 0; r < R; r++) {
            const int64_t i = c * R + r;
            output[i] = per_unit * sum[r];
            const float difference = output[i] - target[i];
            e[r] = slope * weight[i] * difference;
            error += (double)(weight[i] * difference * difference);
        }
    }
    shard->error += error;
}

static void advance_shard(bn_trial *trial, const bn_step *step, bn_shard *shard, int64_t t)
{
    const int64_t b = shard->first;
    const double squares =
        bn_step_forward(step, shard->count, x_at(trial, t, b), product_at(trial, b) + trial->R,
                        trial->noise + b * trial->ldn, x_at(trial, t + 1, b), rate_at(trial, t + 1, b));
    if (t + 1 >= trial->burn_in) shard->activity += squares;
}

void bn_trial_forward(bn_trial *trial, int shard, bn_random_stream noise)
{
    bn_shard *s = &trial->shard[shard];
    const bn_step step = step_of(trial, trial->config.noise > 0.0);
    const int64_t blocks = trial->ldn / 4;
    const float *weights = trial->network->weights;
    s->error = s->activity = 0.0;
    for (int64_t t = 0; t < trial->config.steps; t++) {
        bn_gemm_run(&s->drive, weights, z_at(trial, t, s->first), product_at(trial, s->first));
        bn_stopwatch_lap(&s->watch, BN_PHASE_FORWARD);
        if (step.noisy)
            bn_random_normal_f32(&noise, (uint64_t)((t * trial->config.batch + s->first) * blocks),
                                 (size_t)(s->count * blocks), trial->noise + s->first * trial->ldn);
        bn_stopwatch_lap(&s->watch, BN_PHASE_STIMULUS);
        if (t > 0) take_output(trial, s, t);
        advance_shard(trial, &step, s, t);
    }
    bn_gemm_run(&s->readout, weights, z_at(trial, trial->config.steps, s->first),
                product_at(trial, s->first));
    take_output(trial, s, trial->config.steps);
    bn_stopwatch_lap(&s->watch, BN_PHASE_FORWARD);
}

void bn_trial_backward(bn_trial *trial, int shard)
{
    bn_shard *s = &trial->shard[shard];
    const bn_step step = step_of(trial, false);
    const int64_t b = s->first;
    const int64_t T = trial->config.steps;
    const float cost = (float)(2.0 * trial->config.activity_penalty * share_of(trial));
    for (int64_t t = T; t >= 1; t--) {
        const bn_gemm *product = t == T ? &s->back_readout : &s->back; // l_{T+1} = 0
        float *back = trial->back + b * trial->ldx;
        bn_gemm_run(product, trial->transposed, e_at(trial, t, b), back);
        bn_step_backward(&step, s->count, x_at(trial, t, b), back, e_at(trial, t, b) + trial->R,
                         t >= trial->burn_in ? cost : 0.0f, trial->slope + b * trial->ldx,
                         e_at(trial, t - 1, b) + trial->R);
    }
    bn_stopwatch_lap(&s->watch, BN_PHASE_BACKWARD);
}
