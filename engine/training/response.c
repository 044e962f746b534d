/* Response: trials are cut into groups of two dozen, a width at which a product runs near the processor's
   peak while the columns of a step stay in first-level cache. Each of n workers takes every n-th group, computes
   all steps of a group before the next, and writes states straight into the result. */
#include "engine/training/response.h"

#include "engine/kernels/kernels.h"
#include "engine/training/batch.h"
#include "engine/training/trial_internal.h"

#include <math.h>
#include <string.h>

enum { GROUP = 24, LANES = 16 };

// What a worker computes with; columns are trials.
typedef struct {
    float *x;       // ldx x width
    float *z;       // ldz x width: [s / S; 1; phi(x)]
    float *product; // lde x width
    float *noise;   // of whole strips of random blocks
    bn_delay_line line;
} scratch;

typedef struct {
    const bn_response *response;
    int64_t T, B;
    int64_t groups, width; // no group has more trials than `width`
    int workers;
    bn_packing packing; // of W
    float *packed;
    float *amplitude; // ldx: sigma sqrt(dt), 0 past N
    scratch *scratch; // of each worker
} plan;

// A matrix of ld x columns whose row `offset` is aligned in every column.
static float *aligned_rows(bn_arena *arena, int64_t ld, int64_t columns, int64_t offset)
{
    float *block = bn_arena_take(arena, (size_t)(ld * columns + LANES), sizeof(float));
    return block == NULL ? NULL : block + (LANES - offset % LANES) % LANES;
}

static scratch take_scratch(bn_arena *arena, const plan *p)
{
    const bn_trial *trial = p->response->trial;
    const int64_t blocks = bn_rounded(p->width * trial->ldn / 4, BN_RANDOM_STRIP);
    return (scratch){
        .x = aligned_rows(arena, trial->ldx, p->width, 0),
        .z = aligned_rows(arena, trial->ldz, p->width, trial->S + 1),
        .product = aligned_rows(arena, trial->lde, p->width, trial->R),
        .noise = bn_arena_take(arena, (size_t)(4 * blocks + LANES), sizeof(float)),
        .line = bn_delay_line_lay_out(arena, &trial->config.delay, trial->config.dt, trial->N, p->width),
    };
}

static void lay_out(plan *p, bn_arena *arena)
{
    const bn_trial *trial = p->response->trial;
    const size_t packed = (size_t)bn_packing_size(trial->network->rows, trial->network->columns);
    p->packed = bn_arena_take(arena, packed, sizeof(float));
    p->amplitude = aligned_rows(arena, trial->ldx, 1, 0);
    p->scratch = bn_arena_take(arena, (size_t)p->workers, sizeof *p->scratch);
    for (int w = 0; w < p->workers; w++) {
        const scratch s = take_scratch(arena, p);
        if (p->scratch != NULL) p->scratch[w] = s;
    }
}

static plan plan_of(const bn_response *response, int threads)
{
    plan p = {.response = response, .T = response->input->shape[0], .B = response->input->shape[2]};
    p.groups = (p.B + GROUP - 1) / GROUP;
    p.width = (p.B + p.groups - 1) / p.groups;
    p.workers = threads < p.groups ? threads : (int)p.groups;
    p.packing = bn_packing_for(response->trial->network->rows, response->trial->network->columns, p.width);
    return p;
}

static void fill_constants(plan *p)
{
    const bn_trial *trial = p->response->trial;
    const bn_network *network = trial->network;
    for (int64_t i = 0; i < p->packing.micropanels; i++)
        bn_pack(&p->packing, i, network->weights, network->ld, p->packed);
    for (int64_t i = 0; i < trial->N; i++)
        p->amplitude[i] = (float)(p->response->noise * sqrt(trial->config.dt));
}

// Trials first … first + count - 1 of a group.
typedef struct {
    int64_t first, count;
} span;

static void put_state(const plan *p, const scratch *s, span trials)
{
    const bn_response *r = p->response;
    const bn_trial *trial = r->trial;
    for (int64_t c = 0; c < trials.count; c++) {
        float *x = s->x + c * trial->ldx, *z = s->z + c * trial->ldz;
        const int64_t b = trials.first + c;
        if (r->state == NULL)
            memcpy(x, trial->x_0 + b % trial->config.batch * trial->ldx, (size_t)trial->ldx * sizeof *x);
        else
            for (int64_t i = 0; i < trial->N; i++) x[i] = bn_batch_number(r->state, 0, i, b);
        z[trial->S] = 1.0f;
        bn_phi_values(&trial->network->phi, x, (size_t)trial->N, z + trial->S + 1);
        bn_delay_line_fill(&s->line, c, z + trial->S + 1);
    }
}

static void put_input(const plan *p, const scratch *s, span trials, int64_t t)
{
    const bn_trial *trial = p->response->trial;
    const float share = 1.0f / (float)trial->S;
    for (int64_t c = 0; c < trials.count; c++)
        for (int64_t k = 0; k < trial->S; k++)
            s->z[c * trial->ldz + k] = share * bn_batch_number(p->response->input, t, k, trials.first + c);
}

static void draw_noise(const plan *p, const scratch *s, span trials, int64_t t)
{
    const int64_t blocks = p->response->trial->ldn / 4;
    const int64_t step = p->response->after + t;
    bn_random_normal_f32(&p->response->draws, (uint64_t)((step * p->B + trials.first) * blocks),
                         (size_t)bn_rounded(trials.count * blocks, BN_RANDOM_STRIP), s->noise);
}

// The output of step t, 1 … T, from the product.
static void take_output(const plan *p, const scratch *s, span trials, int64_t t)
{
    const bn_trial *trial = p->response->trial;
    float *output = p->response->output + ((t - 1) * p->B + trials.first) * trial->R;
    for (int64_t c = 0; c < trials.count; c++)
        for (int64_t r = 0; r < trial->R; r++) *output++ = trial->per_unit * s->product[c * trial->lde + r];
}

static void multiply(const plan *p, const scratch *s, span trials, int64_t rows)
{
    const bn_trial *trial = p->response->trial;
    bn_product(&p->packing, p->packed, rows, trial->network->columns, s->z, trial->ldz, trials.count,
               s->product, trial->lde);
}

// N r_t, and the drive of the next step below it; with a delay of the rates that arrive then.
static void multiply_step(const plan *p, const scratch *s, span trials, int64_t t)
{
    const bn_trial *trial = p->response->trial;
    const bool delayed = bn_trial_is_delayed(trial);
    multiply(p, s, trials, delayed ? trial->R : trial->network->rows);
    if (t > 0) take_output(p, s, trials, t);
    if (!delayed) return;
    for (int64_t c = 0; c < trials.count; c++)
        bn_delay_line_pass(&s->line, c, t, s->z + c * trial->ldz + trial->S + 1);
    multiply(p, s, trials, trial->network->rows);
}

static void advance(const bn_trial *trial, const bn_step *step, int64_t trials, const float *x,
                    const scratch *s, float *next)
{
    float *rate = s->z + trial->S + 1;
    if (bn_trial_is_gru(trial))
        bn_kernels_now()->gru_forward(step, trials, x, s->product + trial->R, s->noise, next, rate, NULL);
    else
        bn_trial_advance(trial, step, trials, x, s->product + trial->R, s->noise, next, rate);
}

static void run_group(const plan *p, const scratch *s, span trials)
{
    const bn_response *r = p->response;
    const bn_trial *trial = r->trial;
    bn_step step = bn_trial_step(trial, r->noise > 0.0);
    step.amplitude = p->amplitude;
    const float *x = s->x;
    put_state(p, s, trials);
    for (int64_t t = 0; t < p->T; t++) {
        put_input(p, s, trials, t);
        multiply_step(p, s, trials, t);
        if (step.noisy) draw_noise(p, s, trials, t);
        float *next = r->states == NULL ? s->x : r->states + (t * p->B + trials.first) * trial->ldx;
        advance(trial, &step, trials.count, x, s, next);
        x = next;
    }
    multiply(p, s, trials, trial->R);
    take_output(p, s, trials, p->T);
}

static void run_worker(void *context, int worker)
{
    const plan *p = context;
    for (int64_t group = worker; group < p->groups; group += p->workers) {
        const int64_t first = p->B * group / p->groups;
        run_group(p, &p->scratch[worker],
                  (span){.first = first, .count = p->B * (group + 1) / p->groups - first});
    }
}

static bn_status check_input(const bn_response *r)
{
    char is[96];
    const bn_tensor *input = r->input;
    if (input->dims != 3 || input->shape[1] != r->trial->S || input->shape[0] < 1 || input->shape[2] < 1)
        return bn_fault(BN_EINVAL, "input is %s; steps x %lld x batch was needed (steps x stimuli x batch)",
                        bn_tensor_shape_text(input, is, sizeof is), (long long)r->trial->S);
    if (input->shape[0] > BN_MOST_STEPS || input->shape[2] > BN_MOST_BATCH)
        return bn_fault(BN_EINVAL, "input is %s; there may be %d steps and %d trials at most",
                        bn_tensor_shape_text(input, is, sizeof is), BN_MOST_STEPS, BN_MOST_BATCH);
    return bn_batch_check_numbers("input", "stimulus", input, -INFINITY);
}

// A state as a tensor of three dimensions: of one step, and where it is one for all trials with a stride of 0.
static bn_tensor whole_state(const bn_response *r)
{
    bn_tensor whole = *r->state;
    whole.dims = 3;
    whole.shape[0] = 1;
    whole.shape[1] = r->trial->N;
    whole.shape[2] = r->input->shape[2];
    whole.stride[0] = 0;
    whole.stride[1] = r->state->stride[0];
    whole.stride[2] = r->state->dims == 1 ? 0 : r->state->stride[1];
    return whole;
}

static bn_status check_state(const bn_response *r)
{
    char is[96];
    const bn_tensor *state = r->state;
    const int64_t N = r->trial->N, B = r->input->shape[2];
    if (state == NULL) return bn_ok();
    const bool fits = state->dims >= 1 && state->dims <= 2 && state->shape[0] == N;
    if (!fits || (state->dims == 2 && state->shape[1] != B))
        return bn_fault(BN_EINVAL, "state is %s; %lld (neurons) or %lld x %lld (neurons x batch) was needed",
                        bn_tensor_shape_text(state, is, sizeof is), (long long)N, (long long)N, (long long)B);
    const bn_tensor whole = whole_state(r);
    return bn_batch_check_numbers("state", "unit", &whole, -INFINITY);
}

bn_status bn_response_check(const bn_response *response)
{
    BN_TRY(check_input(response));
    BN_TRY(check_state(response));
    if (!(response->noise >= 0.0 && response->noise <= 1e6))
        return bn_fault(BN_EINVAL, "noise is %g; it must be from 0 to 1e+06", response->noise);
    if (response->after < 0 || response->after > INT32_MAX)
        return bn_fault(BN_EINVAL, "after is %lld; it must be from 0 to 2^31 - 1",
                        (long long)response->after);
    if (response->after > 0 && bn_trial_is_delayed(response->trial))
        return bn_fault(BN_EINVAL, "after is %lld, and the recurrent input is delayed; a state is not all that such a "
                                   "network goes on from",
                        (long long)response->after);
    return bn_ok();
}

bn_status bn_response_run(const bn_response *response, bn_pool *pool, int threads)
{
    bn_response whole = *response;
    bn_tensor state;
    if (response->state != NULL) {
        state = whole_state(response);
        whole.state = &state;
    }
    plan p = plan_of(&whole, threads);
    bn_arena ruler = bn_arena_measure();
    lay_out(&p, &ruler);
    void *block = bn_memory_allocate(ruler.used, 1);
    if (block == NULL) return bn_fault(BN_ENOMEM, "no memory for a response of %lld trials", (long long)p.B);
    bn_arena arena = bn_arena_over(block);
    lay_out(&p, &arena);
    fill_constants(&p);
    bn_pool_run(pool, run_worker, &p, p.workers);
    bn_memory_free(block);
    return bn_ok();
}
