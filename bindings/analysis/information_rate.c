/* Information rates from recordings in Lua, part of balnet.information.

       local found = balnet.information.rate(signal, nu, { dt = dt, segment = 8, relaxation = 1 + b * p })
       print(found)                    -- bit per tau, with its standard error and its band limit

   Every function is described in lua/balnet/meta/information.lua. */
#include "bindings/common/bnl.h"
#include "bindings/common/bnl_recording.h"
#include "bindings/common/bnl_result.h"
#include "bindings/common/library.h"

#include "engine/analysis/fourier.h"
#include "engine/analysis/information.h"

#include <math.h>
#include <string.h>

typedef struct {
    double dt, segment, cutoff, relaxation, skip;
    int64_t groups;
} options;

static const bn_field option_fields[] = {
    {"dt", BN_FIELD_REAL, offsetof(options, dt), .fallback = NAN, .above = true, .most = INFINITY,
     .needed = true, .help = "time step"},
    {"segment", BN_FIELD_REAL, offsetof(options, segment), .fallback = NAN, .most = INFINITY,
     .help = "duration of a segment, rounded to an even number of steps; an eighth of a trial by default"},
    {"cutoff", BN_FIELD_REAL, offsetof(options, cutoff), .fallback = INFINITY, .most = INFINITY,
     .help = "the band limit fc; 1/(2 dt) by default"},
    {"relaxation", BN_FIELD_REAL, offsetof(options, relaxation), .fallback = NAN, .most = INFINITY,
     .help = "rate (1 + b J0 p)/tau of the leak through which the inputs are passed first"},
    {"skip", BN_FIELD_REAL, offsetof(options, skip), .fallback = NAN, .most = INFINITY,
     .help = "at the start of a trial that is not used; 0, or 6/relaxation, by default"},
    {"groups", BN_FIELD_INTEGER, offsetof(options, groups), .most = BN_DENSITY_MAX_GROUPS,
     .zero = "20, or as many as there are", .help = "parts of the segments, for the standard error"},
    {0},
};

static const bnl_summary_line lines[] = {
    {"rate", "rate", "standard_error", "bit per unit of time"},
    {"band limit", "cutoff", NULL, "per unit of time"},
    {"before correction", "raw", NULL, "bit per unit of time"},
    {"bias subtracted", "bias", NULL, "bit per unit of time"},
    {"segments", "segments", NULL, NULL},
    {"worth", "effective_segments", NULL, "independent ones"},
    {"of duration", "segment", NULL, NULL},
    {"left out at the start", "skip", NULL, NULL},
    {"input prefiltered at", "relaxation", NULL, "per unit of time"},
    {NULL, NULL, NULL, NULL},
};
static const bnl_summary summary = {"information rate, a lower bound", lines, NULL};

enum { DEFAULT_GROUPS = 20 };

static int64_t groups_of(const options *opts, const bn_information_def *def)
{
    const bn_welch_def welch = {
        .trials = def->trials, .steps = def->steps, .skip = def->skip, .segment = def->segment};
    const int64_t segments = bn_welch_segments(&welch);
    if (opts->groups > 0) return opts->groups;
    return segments < DEFAULT_GROUPS ? segments : DEFAULT_GROUPS;
}

// The number of steps that are left out at the start of a trial, at most `most`: the given number, or six
// time constants of the prefilter, whose first output is unknown.
static int64_t skip_of(lua_State *L, const options *opts, int64_t most)
{
    if (!isnan(opts->skip)) return bnl_skip_steps(L, opts->skip, opts->dt, most);
    const double by_default = isnan(opts->relaxation) ? 0.0 : 6.0 / opts->relaxation;
    return (int64_t)ceil(fmin(by_default / opts->dt, (double)most));
}

static bn_information_def def_of(lua_State *L, const bnl_recording *recording, const options *opts,
                                 int64_t inputs)
{
    bn_information_def def = {.inputs = inputs,
                              .outputs = recording->signals - inputs,
                              .trials = recording->trials,
                              .steps = recording->steps,
                              .segment = bnl_segment_steps(L, opts->segment, opts->dt, recording->steps),
                              .dt = opts->dt,
                              .cutoff = opts->cutoff};
    memcpy(def.epsilon, recording->epsilon, sizeof def.epsilon);
    def.skip = skip_of(L, opts, def.steps - def.segment);
    def.groups = groups_of(opts, &def);
    return def;
}

// Replaces the inputs by copies that are filtered by the leak. Pushes one value that keeps the copies alive.
static void prefilter_inputs(lua_State *L, bnl_recording *recording, int64_t inputs, double relaxation,
                             double dt)
{
    const int64_t count = recording->trials * recording->steps;
    bn_tensor *filtered = bnl_new_tensor(L, BN_F64, 2, (int64_t[]){inputs, count});
    for (int64_t i = 0; i < inputs; i++) {
        double *y = (double *)filtered->data + i * count;
        bnl_check(L, bn_information_prefilter(relaxation, dt, recording->trials, recording->steps,
                                              recording->data[i], y));
        recording->data[i] = y;
    }
}

static void set_result(lua_State *L, const bn_information *found, const bn_information_def *def)
{
    bnl_set_number(L, "rate", found->rate);
    bnl_set_number(L, "standard_error", found->standard_error);
    bnl_set_number(L, "raw", found->raw);
    bnl_set_number(L, "bias", found->bias);
    bnl_set_number(L, "cutoff", found->cutoff);
    bnl_set_number(L, "effective_segments", found->effective);
    bnl_set_number(L, "segment", (double)def->segment * def->dt);
    bnl_set_number(L, "skip", (double)def->skip * def->dt);
    bnl_set_number(L, "dt", def->dt);
    lua_pushinteger(L, found->segments);
    lua_setfield(L, -2, "segments");
}

static int information_rate(lua_State *L)
{
    options opts;
    bn_fields_default(option_fields, &opts);
    bnl_read_definition(L, 3, option_fields, &opts);
    bnl_recording recording = {0};
    const int64_t inputs = bnl_add_signals(L, 1, "input", &recording);
    bnl_add_signals(L, 2, "output", &recording);
    const bn_information_def def = def_of(L, &recording, &opts, inputs);
    if (!isnan(opts.relaxation)) prefilter_inputs(L, &recording, inputs, opts.relaxation, opts.dt);

    lua_newtable(L);
    const int64_t bins = def.segment / 2 + 1;
    bnl_set_frequencies(L, bins, 1.0 / ((double)def.segment * def.dt));
    double *density = bnl_set_vector(L, "density", bins);
    bn_information found;
    bnl_check(L, bn_information_measure(&def, recording.data, recording.data + inputs, &found, density));
    set_result(L, &found, &def);
    if (!isnan(opts.relaxation)) bnl_set_number(L, "relaxation", opts.relaxation);
    bnl_set_summary(L, &summary);
    return 1;
}

// The shape of a signal as trials and steps, and a new tensor of that shape on the stack.
static bn_tensor *new_like(lua_State *L, const bn_tensor *signal, int64_t *trials, int64_t *steps)
{
    luaL_argcheck(L, signal->dims == 1 || signal->dims == 2, 1, "steps, or trials x steps, was needed");
    *steps = signal->shape[signal->dims - 1];
    *trials = signal->dims == 2 ? signal->shape[0] : 1;
    luaL_argcheck(L, *steps > 0 && *trials > 0, 1, "the signal is empty");
    return bnl_new_tensor(L, BN_F64, signal->dims, signal->shape);
}

static int information_prefilter(lua_State *L)
{
    const double rate = bnl_check_number(L, 2), dt = bnl_check_number(L, 3);
    const bn_tensor *signal = bnl_contiguous(L, 1, BN_F64);
    int64_t trials, steps;
    bn_tensor *filtered = new_like(L, signal, &trials, &steps);
    bnl_check(L, bn_information_prefilter(rate, dt, trials, steps, signal->data, filtered->data));
    return 1;
}

static int information_filter(lua_State *L)
{
    const bn_tensor *signal = bnl_contiguous(L, 1, BN_F64), *kernel = bnl_contiguous(L, 2, BN_F64);
    luaL_argcheck(L, kernel->dims == 1, 2, "a vector was needed");
    int64_t trials, steps;
    bn_tensor *filtered = new_like(L, signal, &trials, &steps);
    for (int64_t trial = 0; trial < trials; trial++) {
        const double *x = (const double *)signal->data + trial * steps;
        double *y = (double *)filtered->data + trial * steps;
        bnl_check(L, bn_fourier_convolve(steps, x, kernel->shape[0], kernel->data, y));
    }
    return 1;
}

static const bnl_function functions[] = {
    {"rate", information_rate, 3, 0},
    {"prefilter", information_prefilter, 3, 0},
    {"filter", information_filter, 2, 0},
    {NULL, NULL, 0, 0},
};

int luaopen_balnet_native_information_rate(lua_State *L)
{
    bnl_declare_fields(L, "balnet.information.options", option_fields);
    bnl_new_module(L, "balnet.native.information_rate", functions);
    return 1;
}
