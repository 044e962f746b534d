/* A step reads J once and an update reads P once; which of both takes longer depends on `every`. The
   presynaptic units of unit i are the first of a shuffled list of all units, so that the plastic ones are
   among them while plastic <= connectivity. */
#include "engine/training/force.h"

#include "engine/kernels/columns.h"
#include "engine/kernels/kernels.h"
#include "engine/network/network.h"
#include "engine/random/random.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

const bn_word bn_force_architecture_words[] = {
    {BN_FORCE_FEEDBACK, "feedback", "the readouts learn, and are fed back"},
    {BN_FORCE_INTERNAL, "internal", "connections learn, too, and nothing is fed back"},
    {0},
};

enum { MOST_ENDS = 1000 }; // inputs, outputs

static const double most_sparse = 0.25; // the connectivity up to which a step goes by connections

#define AT(member) offsetof(bn_force_config, member)

const bn_field bn_force_fields[] = {
    {"neurons", BN_FIELD_INTEGER, AT(neurons), .fallback = 1000, .least = 1, .most = BN_MOST_NEURONS,
     .help = "units of the network"},
    {"outputs", BN_FIELD_INTEGER, AT(outputs), .fallback = 1, .least = 1, .most = MOST_ENDS,
     .help = "readouts"},
    {"inputs", BN_FIELD_INTEGER, AT(inputs), .most = MOST_ENDS, .help = "inputs of the network"},
    {"activation", BN_FIELD_WORD, AT(activation), .fallback = BN_ACTIVATION_TANH,
     .words = bn_activation_words, .help = "rate of a unit"},
    {.part = bn_activation_power_field, .offset = AT(activation_power)},
    {.part = bn_activation_table_field, .offset = AT(activation_table)},
    {"gain", BN_FIELD_REAL, AT(gain), .fallback = 1.5, .most = 1e6,
     .help = "std of J is gain/√(connections of a unit)"},
    {"connectivity", BN_FIELD_REAL, AT(connectivity), .fallback = 0.1, .above = true, .most = 1.0,
     .help = "share of the units that each unit has connections from"},
    {"feedback", BN_FIELD_REAL, AT(feedback), .fallback = 1.0, .most = 1e6,
     .help =
         "feedback weights are uniform between -feedback and feedback; of `internal` what an error counts"},
    {"input_std", BN_FIELD_REAL, AT(input_std), .fallback = 1.0, .most = 1e6, .help = "of the input weights"},
    {"architecture", BN_FIELD_WORD, AT(architecture), .words = bn_force_architecture_words,
     .help = "what learns"},
    {"plastic", BN_FIELD_REAL, AT(plastic), .fallback = 0.1, .above = true, .most = 1.0,
     .help = "share of the units from which the connections of a unit learn, of `internal`"},
    {"alpha", BN_FIELD_REAL, AT(alpha), .fallback = 1.0, .above = true, .most = 1e12,
     .help = "what a weight costs, squared"},
    {"dt", BN_FIELD_REAL, AT(dt), .fallback = 0.1, .above = true, .most = 1.0, .unit = "τ",
     .help = "length of a step"},
    {"every", BN_FIELD_INTEGER, AT(every), .fallback = 2, .least = 1, .most = 1000000,
     .help = "steps between two updates"},
    {"state_std", BN_FIELD_REAL, AT(state_std), .fallback = 0.5, .most = 1e6,
     .help = "of the normal state at the start"},
    {0},
};

static int64_t share(double of, int64_t N)
{
    const int64_t count = (int64_t)(of * (double)N + 0.5);
    return count > 1 ? count : 1;
}

static bool has_own_inverses(const bn_force_config *config)
{
    return config->architecture == BN_FORCE_INTERNAL &&
           share(config->plastic, config->neurons) < config->neurons;
}

bn_status bn_force_check(const bn_force_config *config)
{
    BN_TRY(bn_kernels_check());
    BN_TRY(bn_fields_check(bn_force_fields, config));
    BN_TRY(bn_phi_check_table(config->activation, config->activation_table));
    const double n = (double)share(config->plastic, config->neurons);
    const double bytes = has_own_inverses(config) ? 8.0 * n * n * (double)config->neurons : 0.0;
    if (bytes > 0x1p38)
        return bn_fault(BN_EINVAL,
                        "the inverses of %lld units with %.0f plastic connections each would need %.3g GB",
                        (long long)config->neurons, n, bytes / 1e9);
    return bn_ok();
}

static void lay_out_units(bn_arena *arena, bn_force *f)
{
    const size_t N = (size_t)f->config.neurons, n = (size_t)f->learned, real = sizeof(double);
    f->presynaptic = bn_arena_take(arena, N * n, sizeof *f->presynaptic);
    f->unit = bn_arena_take(arena, N, sizeof *f->unit);
    f->chosen = bn_arena_take(arena, n, real);
    f->changes = bn_arena_take(arena, n, real);
    for (size_t i = 0; i < N; i++) {
        const bn_rls unit = bn_rls_lay_out(arena, f->learned);
        if (f->unit != NULL) f->unit[i] = unit;
    }
}

bn_force bn_force_lay_out(bn_arena *arena, const bn_force_config *config)
{
    const size_t N = (size_t)config->neurons, R = (size_t)config->outputs, M = (size_t)config->inputs,
                 real = sizeof(double);
    bn_force f = {.config = *config};
    f.phi = bn_phi_lay_out(arena, config->activation, config->activation_power, config->activation_table);
    f.config.activation_table = NULL; // the caller may free it
    f.J = bn_arena_take(arena, N * N, real);
    f.w_in = bn_arena_take(arena, N * M, real);
    f.w_fb = bn_arena_take(arena, N * R, real);
    f.w_out = bn_arena_take(arena, R * N, real);
    f.x = bn_arena_take(arena, N, real);
    f.before = bn_arena_take(arena, N, real);
    f.rate = bn_arena_take(arena, N, real);
    f.z = bn_arena_take(arena, R, real);
    f.drive = bn_arena_take(arena, N, real);
    f.gain = bn_arena_take(arena, N, real);
    f.error = bn_arena_take(arena, R, real);
    f.order = bn_arena_take(arena, N, sizeof *f.order);
    f.readout = bn_rls_lay_out(arena, config->neurons);
    if (config->architecture == BN_FORCE_FEEDBACK && config->connectivity <= most_sparse)
        f.sparse =
            bn_sparse_rows_lay_out(arena, config->neurons, share(config->connectivity, config->neurons));
    if (config->architecture == BN_FORCE_INTERNAL) f.learned = share(config->plastic, config->neurons);
    if (has_own_inverses(config)) lay_out_units(arena, &f);
    return f;
}

// order: the first `count` of all N units, shuffled (Fisher and Yates); uniform: as many numbers.
static void shuffle(const bn_force *f, int64_t unit, int64_t count, double *uniform, int64_t *order)
{
    const int64_t N = f->config.neurons;
    const bn_random_stream stream = bn_random_open(f->config.seed, BN_PURPOSE_PRESYNAPTIC, (uint32_t)unit);
    bn_random_uniform_f64(&stream, 0, (size_t)count, uniform);
    for (int64_t j = 0; j < N; j++) order[j] = j;
    for (int64_t a = 0; a < count; a++) {
        const int64_t b = a + (int64_t)(uniform[a] * (double)(N - a)), kept = order[a];
        order[a] = order[b];
        order[b] = kept;
    }
}

static void draw_connections(bn_force *f)
{
    const int64_t N = f->config.neurons, K = share(f->config.connectivity, N);
    const int64_t own = f->presynaptic != NULL ? f->learned : 0, listed = K > own ? K : own;
    double *numbers = f->drive;
    memset(f->J, 0, (size_t)(N * N) * sizeof *f->J);
    for (int64_t i = 0; i < N; i++) {
        const bn_random_stream stream = bn_random_open(f->config.seed, BN_PURPOSE_J, (uint32_t)i);
        shuffle(f, i, listed, numbers, f->order);
        bn_random_normal_f64(&stream, 0, (size_t)K, numbers);
        for (int64_t a = 0; a < K; a++)
            f->J[f->order[a] * N + i] = f->config.gain / sqrt((double)K) * numbers[a];
        if (own > 0) memcpy(f->presynaptic + i * own, f->order, (size_t)own * sizeof *f->order);
    }
}

static void draw_normal(const bn_force *f, bn_purpose purpose, double std, int64_t count, double *out)
{
    const bn_random_stream stream = bn_random_open(f->config.seed, purpose, 0);
    bn_random_normal_f64(&stream, 0, (size_t)count, out);
    for (int64_t i = 0; i < count; i++) out[i] *= std;
}

static void draw_feedback(bn_force *f)
{
    const int64_t N = f->config.neurons, R = f->config.outputs;
    const bn_random_stream stream = bn_random_open(f->config.seed, BN_PURPOSE_FEEDBACK, 0);
    if (f->config.architecture == BN_FORCE_INTERNAL) {
        memset(f->w_fb, 0, (size_t)(N * R) * sizeof *f->w_fb);
        for (int64_t i = 0; i < N; i++) f->w_fb[i % R * N + i] = f->config.feedback;
        return;
    }
    bn_random_uniform_f64(&stream, 0, (size_t)(N * R), f->w_fb);
    for (int64_t i = 0; i < N * R; i++) f->w_fb[i] = f->config.feedback * (2.0 * f->w_fb[i] - 1.0);
}

void bn_force_start(bn_force *f)
{
    const int64_t N = f->config.neurons;
    draw_connections(f);
    draw_normal(f, BN_PURPOSE_W_IN, f->config.input_std, N * f->config.inputs, f->w_in);
    draw_feedback(f);
    memset(f->w_out, 0, (size_t)(f->config.outputs * N) * sizeof *f->w_out);
    draw_normal(f, BN_PURPOSE_STATE, f->config.state_std, N, f->x);
    bn_rls_start(&f->readout, f->config.alpha);
    for (int64_t i = 0; i < N && f->unit != NULL; i++) bn_rls_start(&f->unit[i], f->config.alpha);
    f->step = 0;
    bn_force_refresh(f);
}

static void read_out(bn_force *f)
{
    const int64_t N = f->config.neurons;
    for (int64_t r = 0; r < f->config.outputs; r++) f->z[r] = bn_dot(N, f->w_out + r * N, f->rate);
}

void bn_force_refresh(bn_force *f)
{
    for (int64_t i = 0; i < f->config.neurons; i++) f->rate[i] = bn_phi_value(&f->phi, f->x[i]);
    read_out(f);
}

static void advance(bn_force *f, const double *input)
{
    const int64_t N = f->config.neurons;
    const double dt = f->config.dt;
    memset(f->drive, 0, (size_t)N * sizeof *f->drive);
    if (f->sparse.holds)
        bn_sparse_rows_multiply(&f->sparse, f->rate, f->drive);
    else
        bn_add_columns(N, N, f->J, f->rate, f->drive);
    if (f->config.architecture == BN_FORCE_FEEDBACK)
        bn_add_columns(N, f->config.outputs, f->w_fb, f->z, f->drive);
    if (input != NULL) bn_add_columns(N, f->config.inputs, f->w_in, input, f->drive);
    for (int64_t i = 0; i < N; i++) f->x[i] = (1.0 - dt) * f->x[i] + dt * f->drive[i];
    f->step++;
    bn_force_refresh(f);
}

// J -= W_fb error gain^T, with the gain that all units share.
static void learn_all(bn_force *f)
{
    const int64_t N = f->config.neurons;
    memset(f->drive, 0, (size_t)N * sizeof *f->drive);
    bn_add_columns(N, f->config.outputs, f->w_fb, f->error, f->drive);
    for (int64_t j = 0; j < N; j++) {
        const double by = f->gain[j];
        double *column = f->J + j * N;
        for (int64_t i = 0; i < N; i++) column[i] -= by * f->drive[i];
    }
}

static void learn_unit(bn_force *f, int64_t i)
{
    const int64_t N = f->config.neurons, *from = f->presynaptic + i * f->learned;
    double error = 0.0;
    for (int64_t r = 0; r < f->config.outputs; r++) error += f->w_fb[r * N + i] * f->error[r];
    for (int64_t a = 0; a < f->learned; a++) f->chosen[a] = f->rate[from[a]];
    bn_rls_update(&f->unit[i], f->chosen, f->changes);
    for (int64_t a = 0; a < f->learned; a++) f->J[from[a] * N + i] -= error * f->changes[a];
}

// change: |dW_out|. Returns false, with nothing learned, where the rates are too large for it.
static bool learn(bn_force *f, const double *target, double *change)
{
    const int64_t N = f->config.neurons, R = f->config.outputs;
    double error = 0.0;
    if (!bn_rls_update(&f->readout, f->rate, f->gain)) return false;
    for (int64_t r = 0; r < R; r++) {
        f->error[r] = f->z[r] - target[r];
        error += f->error[r] * f->error[r];
        for (int64_t i = 0; i < N; i++) f->w_out[r * N + i] -= f->error[r] * f->gain[i];
    }
    for (int64_t i = 0; i < N && f->unit != NULL; i++) learn_unit(f, i);
    if (f->learned > 0 && f->unit == NULL) learn_all(f);
    read_out(f);
    *change = sqrt(error * bn_dot(N, f->gain, f->gain));
    return true;
}

static bool is_bounded(const bn_force *f)
{
    const double longest = 1e100; // what is learned from states and outputs up to it is finite
    double sum = 0.0;
    for (int64_t r = 0; r < f->config.outputs; r++) sum += f->z[r] * f->z[r];
    for (int64_t i = 0; i < f->config.neurons; i++) sum += f->x[i] * f->x[i];
    return sum <= longest * longest;
}

// Takes a step back, from which nothing has been learned.
static bn_status diverged(bn_force *f)
{
    memcpy(f->x, f->before, (size_t)f->config.neurons * sizeof *f->x);
    f->step--;
    bn_force_refresh(f);
    return bn_fault(BN_NOT_FINITE,
                    "the network diverged at step %lld; weights and state are those after step %lld",
                    (long long)f->step + 1, (long long)f->step);
}

bn_status bn_force_run(bn_force *f, const bn_force_task *task, const bn_force_record *record)
{
    const int64_t R = f->config.outputs, M = f->config.inputs;
    if (f->sparse.N > 0) bn_sparse_rows_take(&f->sparse, f->J);
    for (int64_t t = 0; t < task->steps; t++) {
        memcpy(f->before, f->x, (size_t)f->config.neurons * sizeof *f->x);
        advance(f, task->input != NULL ? task->input + t * M : NULL);
        if (!is_bounded(f)) return diverged(f);
        if (record->output != NULL) memcpy(record->output + t * R, f->z, (size_t)R * sizeof *f->z);
        if (record->state != NULL)
            memcpy(record->state + t * record->sampled, f->x, (size_t)record->sampled * sizeof *f->x);
        const bool learns = task->target != NULL && f->step % f->config.every == 0;
        double change = 0.0;
        if (learns && !learn(f, task->target + t * R, &change)) return diverged(f);
        if (record->change != NULL) record->change[t] = change;
    }
    return bn_ok();
}
