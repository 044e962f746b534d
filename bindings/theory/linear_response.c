/* Information rates of linear response in Lua, part of balnet.information.

       local theory = balnet.information.theory { neurons = 4096, balance = 8, noise = 0.1, dt = 2^-10 }
       print(theory, theory.density[1])

   Every function is described in lua/balnet/meta/information.lua. */
#include "bindings/common/bnl.h"
#include "bindings/common/bnl_result.h"
#include "bindings/common/library.h"

#include "engine/analysis/information.h"
#include "engine/theory/linear_response.h"

#include <complex.h>
#include <math.h>
#include <stddef.h>

typedef struct {
    bn_linear_def def;
    double cutoff;
    double segment;  // of theory: duration of the segments whose raw estimate is predicted
    int64_t samples; // of predict
} options;

static const bn_field cutoff_field[] = {
    {"cutoff", BN_FIELD_REAL, 0, .fallback = INFINITY, .above = true, .most = INFINITY,
     .help = "the band limit; 1/(2 dt) by default"},
    {0},
};

static const bn_field theory_fields[] = {
    {.part = bn_linear_fields, .offset = offsetof(options, def)},
    {.part = cutoff_field, .offset = offsetof(options, cutoff)},
    {"segment", BN_FIELD_REAL, offsetof(options, segment), .fallback = NAN, .most = INFINITY, .unit = "τ",
     .help = "a duration: the result then has `rate_leaked` and `density_leaked`, what an estimate with such "
             "segments shows without `relaxation`, before its bias"},
    {0},
};

static const bn_field predict_fields[] = {
    {.part = bn_linear_signal_fields, .offset = offsetof(options, def)},
    {.part = cutoff_field, .offset = offsetof(options, cutoff)},
    {"samples", BN_FIELD_INTEGER, offsetof(options, samples), .most = INFINITY, .zero = "as few as do",
     .help = "n: frequencies are k / (n dt)"},
    {0},
};

static const bnl_summary_line lines[] = {
    {"rate", "rate", NULL, "bit per tau"},
    {"band limit", "cutoff", NULL, "per tau"},
    {"all units active", "rate_sampled", NULL, "bit per tau"},
    {"... in continuous time", "rate_below", NULL, "bit per tau"},
    {"... without band limit", "rate_unlimited", NULL, "bit per tau"},
    {"fraction active p", "slope", NULL, NULL},
    {"mean rate nu", "nu", NULL, NULL},
    {"relaxation 1 + b J0 p", "relaxation", NULL, "per tau"},
    {"stable below b", "balance_bound", NULL, NULL},
    {NULL, NULL, NULL, NULL},
};
static const char *const optional[] = {"amplitude",      "mean",   "variance", "rate_leaked",
                                       "density_leaked", "kernel", "loop",     NULL};
static const bnl_summary summary = {"information rate, linear response", lines, optional};

static options read_options(lua_State *L, int index, const bn_field *fields)
{
    options opts = {.def = bn_linear_def_default()};
    bn_fields_default(fields, &opts);
    bnl_read_definition(L, index, fields, &opts);
    bnl_check(L, bn_linear_check(&opts.def));
    const double nyquist = 0.5 / opts.def.dt;
    if (opts.cutoff == INFINITY) opts.cutoff = nyquist;
    if (!(opts.cutoff > 0.0 && opts.cutoff <= nyquist))
        bnl_error(L, "field 'cutoff' is %f; it must be above 0 and at most 1/(2 dt) = %f", opts.cutoff,
                  nyquist);
    return opts;
}

// The columns of a result; `gain` is complex and lies in a buffer that is left on top of the stack.
typedef struct {
    int64_t bins;
    double spacing;
    double _Complex *gain;
    double *noise, *signal, *density;
    double *loop; // of theory alone
} columns;

static columns push_columns(lua_State *L, int64_t n, double dt, bool with_loop)
{
    columns c = {.bins = n / 2 + 1, .spacing = 1.0 / ((double)n * dt)};
    lua_newtable(L);
    bnl_set_frequencies(L, c.bins, c.spacing);
    c.noise = bnl_set_vector(L, "noise_density", c.bins);
    c.signal = bnl_set_vector(L, "signal_density", c.bins);
    c.density = bnl_set_vector(L, "density", c.bins);
    if (with_loop) c.loop = bnl_set_vector(L, "loop", c.bins);
    c.gain = lua_newuserdatauv(L, (size_t)c.bins * sizeof *c.gain, 0);
    return c;
}

// Pops the buffer and leaves the table, with the rate and the columns of the gain.
static void finish_columns(lua_State *L, const columns *c, double cutoff)
{
    lua_insert(L, -2);
    double *gain = bnl_set_vector(L, "gain", c->bins), *phase = bnl_set_vector(L, "phase", c->bins);
    for (int64_t k = 0; k < c->bins; k++) {
        gain[k] = cabs(c->gain[k]);
        phase[k] = carg(c->gain[k]);
    }
    lua_remove(L, -2);
    double rate;
    bnl_check(L, bn_linear_rate(c->bins, c->spacing, cutoff, c->noise, c->density, &rate));
    bnl_set_number(L, "rate", rate);
    bnl_set_number(L, "cutoff", cutoff);
    bnl_set_summary(L, &summary);
}

static void set_closed_forms(lua_State *L, const options *opts, const bn_linear_state *state)
{
    bnl_set_number(L, "amplitude", bn_linear_amplitude(&opts->def));
    bnl_set_number(L, "rate_sampled", bn_linear_rate_sampled(&opts->def));
    bnl_set_number(L, "rate_below", bn_linear_rate_below(&opts->def, opts->cutoff));
    bnl_set_number(L, "rate_unlimited", bn_linear_rate_unlimited(&opts->def));
    bnl_set_number(L, "mean", state->mean);
    bnl_set_number(L, "variance", state->variance);
    bnl_set_number(L, "slope", state->slope);
    bnl_set_number(L, "nu", state->rate);
    bnl_set_number(L, "relaxation", state->relaxation);
}

// The density as segments of the given duration resolve it, without the bias of the estimate.
static void set_leaked(lua_State *L, const columns *c, const options *opts, double relaxation)
{
    if (!(opts->segment > 0.0))
        bnl_error(L, "field 'segment' is %f; a positive duration was needed", opts->segment);
    double *leaked = bnl_set_vector(L, "density_leaked", c->bins);
    for (int64_t k = 0; k < c->bins; k++) leaked[k] = c->density[k];
    bn_information_leaked(c->bins, c->spacing, relaxation, opts->segment, leaked);
    bnl_set_number(L, "rate_leaked", bn_information_integral(c->bins, c->spacing, leaked, opts->cutoff));
}

// r(f) with the loop's own answer to noise, which a delay makes another than 1 - J0 G; its modulus is a column, too.
static void fill_spectra(lua_State *L, const options *opts, int64_t n, const columns *c)
{
    double _Complex *loop = lua_newuserdatauv(L, (size_t)c->bins * sizeof *loop, 0);
    bnl_check(L, bn_linear_spectra(&opts->def, n, c->gain, loop, c->noise, c->signal));
    bn_linear_density(opts->def.neurons, opts->def.coupling, c->bins, c->gain, loop, c->noise, c->signal,
                      c->density);
    for (int64_t k = 0; k < c->bins; k++) c->loop[k] = cabs(loop[k]);
    lua_pop(L, 1);
}

static int linear_theory(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    const options opts = read_options(L, 1, theory_fields);
    bn_linear_state state;
    bnl_check(L, bn_linear_state_of(&opts.def, &state));
    const int64_t n = bn_linear_samples(&opts.def);
    const columns c = push_columns(L, n, opts.def.dt, true);
    fill_spectra(L, &opts, n, &c);
    finish_columns(L, &c, opts.cutoff);
    set_closed_forms(L, &opts, &state);
    double bound;
    bnl_check(L, bn_linear_balance_bound(&opts.def, &bound));
    bnl_set_number(L, "balance_bound", bound);
    if (!isnan(opts.segment)) set_leaked(L, &c, &opts, state.relaxation);
    return 1;
}

static const bn_tensor *check_vector(lua_State *L, int index)
{
    const bn_tensor *vector = bnl_contiguous(L, index, BN_F64);
    luaL_argcheck(L, vector->dims == 1 && vector->shape[0] > 0, index, "a vector was needed");
    return vector;
}

static int64_t samples_for(lua_State *L, const options *opts, int64_t taps, int64_t lags)
{
    const int64_t least = taps > 2 * lags ? taps : 2 * lags;
    if (opts->samples > 0 && opts->samples < least)
        luaL_error(L, "field 'samples' is %I; at least %I were needed for these lags",
                   (lua_Integer)opts->samples, (lua_Integer)least);
    return opts->samples > 0 ? opts->samples : least;
}

static int linear_predict(lua_State *L)
{
    const options opts = read_options(L, 3, predict_fields);
    const bn_tensor *response = check_vector(L, 1), *covariance = check_vector(L, 2);
    const int64_t taps = response->shape[0], lags = covariance->shape[0];
    const int64_t n = samples_for(L, &opts, taps, lags);
    const columns c = push_columns(L, n, opts.def.dt, false);
    bnl_check(L, bn_linear_predict(&opts.def, taps, response->data, lags, covariance->data, n, c.gain,
                                   c.noise, c.signal, c.density));
    finish_columns(L, &c, opts.cutoff);
    return 1;
}

static int linear_tracking_error(lua_State *L)
{
    bn_linear_def def = bn_linear_def_default();
    double error;
    luaL_checktype(L, 1, LUA_TTABLE);
    bnl_read_definition(L, 1, bn_linear_fields, &def);
    bnl_check(L, bn_linear_tracking_error(&def, &error));
    lua_pushnumber(L, error / (def.signal_std * def.signal_std));
    return 1;
}

typedef struct {
    bn_delay delay;
    double dt;
} loop;

static const bn_field loop_fields[] = {
    {.part = bn_delay_fields, .offset = offsetof(loop, delay)},
    {"dt", BN_FIELD_REAL, offsetof(loop, dt), .most = 2.0, .below = true, .unit = "τ",
     .zero = "continuous time", .help = "length of a step"},
    {0},
};

static int linear_feedback_bound(lua_State *L)
{
    loop given;
    double feedback, frequency;
    luaL_checktype(L, 1, LUA_TTABLE);
    bn_fields_default(loop_fields, &given);
    bnl_read_definition(L, 1, loop_fields, &given);
    bnl_check(L, bn_fields_check(loop_fields, &given));
    bnl_check(L, bn_delay_bound(&given.delay, given.dt, &feedback, &frequency));
    lua_pushnumber(L, feedback);
    lua_pushnumber(L, frequency);
    return 2;
}

static const bnl_function functions[] = {
    {"theory", linear_theory, 1, 0},
    {"tracking_error", linear_tracking_error, 1, 0},
    {"feedback_bound", linear_feedback_bound, 1, 0},
    {"predict", linear_predict, 3, 0},
    {NULL, NULL, 0, 0},
};

int luaopen_balnet_native_linear_response(lua_State *L)
{
    bnl_declare_fields(L, "balnet.information.network", theory_fields);
    bnl_declare_fields(L, "balnet.information.loop", loop_fields);
    bnl_declare_fields(L, "balnet.information.prediction_options", predict_fields);
    bnl_new_module(L, "balnet.native.linear_response", functions);
    return 1;
}
