/* Power and cross spectra in Lua, part of balnet.spectrum.

       local s = balnet.spectrum.welch(rate, { dt = 0.01, segment = 20 })
       local c = balnet.spectrum.coherence(signal, rate, { dt = 0.01, segment = 20 })
       print(s, c.coherence[1])

   Every function is described in lua/balnet/meta/density.lua. */
#include "bindings/common/bnl.h"
#include "bindings/common/bnl_recording.h"
#include "bindings/common/bnl_result.h"
#include "bindings/common/library.h"

#include "engine/analysis/density.h"
#include "engine/analysis/spectrum_limits.h"

#include <math.h>
#include <string.h>

typedef struct {
    double dt, segment, skip, confidence;
    int sided;
} options;

static const double PI = 3.14159265358979323846;

enum { ONE_SIDED, TWO_SIDED };

static const bn_word sides[] = {
    {ONE_SIDED, "one", "integrates to the variance over 0 ... 1/(2 dt)"},
    {TWO_SIDED, "two", "half of that at positive frequencies"},
    {0},
};

static const bn_field option_fields[] = {
    {"dt", BN_FIELD_REAL, offsetof(options, dt), .fallback = NAN, .above = true, .most = INFINITY,
     .needed = true, .help = "time step"},
    {"segment", BN_FIELD_REAL, offsetof(options, segment), .fallback = NAN, .most = INFINITY,
     .help = "duration of a segment, rounded to an even number of steps; an eighth of a trial by default"},
    {"skip", BN_FIELD_REAL, offsetof(options, skip), .most = INFINITY,
     .help = "at the start of a trial that is not used"},
    {0},
};
static const bn_field limited_fields[] = {
    {.part = option_fields},
    {"confidence", BN_FIELD_REAL, offsetof(options, confidence), .fallback = NAN, .above = true, .most = 1.0,
     .below = true, .help = "of limits, as 0.95; without it there are none"},
    {0},
};
static const bn_field side_field[] = {
    {"sided", BN_FIELD_WORD, offsetof(options, sided), .words = sides,
     .help = "whether negative frequencies are folded onto the positive ones"},
    {0},
};
static const bn_field sided_fields[] = {{.part = option_fields}, {.part = side_field}, {0}};
static const bn_field density_fields[] = {{.part = limited_fields}, {.part = side_field}, {0}};

static const bnl_summary_line lines[] = {
    {"frequency", "frequency", NULL, "per unit of time"},
    {"power", "power", NULL, NULL},
    {"real", "real", NULL, NULL},
    {"imaginary", "imag", NULL, NULL},
    {"coherence", "coherence", NULL, NULL},
    {"gain", "gain", NULL, NULL},
    {"phase", "phase", NULL, NULL},
    {"confidence", "confidence", NULL, NULL},
    {"threshold", "threshold", NULL, "of independent signals"},
    {"sided", "sided", NULL, NULL},
    {"segments", "segments", NULL, NULL},
    {"worth", "effective_segments", NULL, "independent ones"},
    {NULL, NULL, NULL, NULL},
};
static const bnl_summary summary = {"spectrum", lines, NULL};

// The table of a result with the fields that all results have. Everything that may raise an error is made
// before the engine allocates.
static bn_welch_def push_result(lua_State *L, const bnl_recording *recording, const options *opts)
{
    bn_welch_def def = {.channels = recording->signals,
                        .trials = recording->trials,
                        .steps = recording->steps,
                        .segment = bnl_segment_steps(L, opts->segment, opts->dt, recording->steps),
                        .groups = 1,
                        .dt = opts->dt};
    memcpy(def.epsilon, recording->epsilon, sizeof def.epsilon);
    def.skip = bnl_skip_steps(L, opts->skip, opts->dt, def.steps - def.segment);
    lua_newtable(L);
    bnl_set_frequencies(L, def.segment / 2 + 1, 1.0 / ((double)def.segment * def.dt));
    bnl_set_number(L, "dt", def.dt);
    bnl_set_number(L, "segment", (double)def.segment * def.dt);
    lua_pushinteger(L, bn_welch_segments(&def));
    lua_setfield(L, -2, "segments");
    bnl_set_number(L, "effective_segments", bn_welch_effective(&def));
    return def;
}

static options check_options(lua_State *L, int index, const bn_field *fields)
{
    options opts;
    bn_fields_default(density_fields, &opts);
    bnl_read_definition(L, index, fields, &opts);
    return opts;
}

// cross: bins x channels x channels, in a buffer that is left below the result.
static void estimate(lua_State *L, const bnl_recording *recording, const bn_welch_def *def,
                     double _Complex *cross)
{
    bn_welch welch;
    bnl_check(L, bn_welch_open(def, recording->data, &welch));
    bn_welch_mean(&welch, -1, cross);
    bn_welch_close(&welch);
}

/* Densities for ratios, of the signals divided by 2^exponent; *shift: the exponent of the second less that of
   the first. A density that consists of rounding errors alone becomes 0. Errors: a signal is constant. */
static void estimate_ratios(lua_State *L, const bnl_recording *recording, const bn_welch_def *def,
                            double _Complex *cross, int *shift)
{
    bn_welch welch;
    bnl_check(L, bn_welch_open(def, recording->data, &welch));
    bn_welch_mean_scaled(&welch, -1, cross);
    const bn_status status = bn_welch_check_constant(&welch, cross);
    for (int64_t k = 0; k < welch.bins; k++)
        for (int c = 0; c < 2; c++)
            if (!bn_welch_has_power(&welch, cross, k, c)) cross[4 * k + 3 * c] = 0.0;
    *shift = welch.exponent[1] - welch.exponent[0];
    bn_welch_close(&welch);
    bnl_check(L, status);
}

/* Whether limits are wanted. Errors: there are too few segments for them. */
static bool check_limits(lua_State *L, const options *opts, double segments)
{
    if (isnan(opts->confidence)) return false;
    if (segments > 1.0) return true;
    return luaL_error(L, "confidence: the signals are worth %f independent segments; more than 1 were needed",
                      segments);
}

typedef struct {
    double *low, *high;
} limits;

static limits push_limits(lua_State *L, const options *opts, int64_t bins)
{
    bnl_set_number(L, "confidence", opts->confidence);
    limits pushed = {.low = bnl_set_vector(L, "low", bins)};
    pushed.high = bnl_set_vector(L, "high", bins);
    return pushed;
}

static void limit_power(lua_State *L, const options *opts, double segments, int64_t bins, const double *power)
{
    if (!check_limits(L, opts, segments)) return;
    const limits set = push_limits(L, opts, bins);
    const bn_limits within = bn_density_limits(opts->confidence, segments, false),
                    at_ends = bn_density_limits(opts->confidence, segments, true);
    for (int64_t k = 0; k < bins; k++) {
        const bn_limits factor = k == 0 || k == bins - 1 ? at_ends : within;
        set.low[k] = factor.low * power[k];
        set.high[k] = factor.high * power[k];
    }
}

static void limit_coherence(lua_State *L, const options *opts, double segments, int64_t bins,
                            const double *coherence)
{
    if (!check_limits(L, opts, segments)) return;
    const limits set = push_limits(L, opts, bins);
    bnl_set_number(L, "threshold", bn_coherence_threshold(opts->confidence, segments));
    for (int64_t k = 0; k < bins; k++) {
        const bn_limits found = bn_coherence_limits(opts->confidence, segments, coherence[k]);
        set.low[k] = found.low;
        set.high[k] = found.high;
    }
}

static double _Complex *new_cross(lua_State *L, const bn_welch_def *def)
{
    const size_t count = (size_t)(def->segment / 2 + 1) * (size_t)(def->channels * def->channels);
    return lua_newuserdatauv(L, count * sizeof(double _Complex), 0);
}

static void push_sided(lua_State *L, int sided)
{
    lua_pushstring(L, bn_word_of(sides, sided));
    lua_setfield(L, -2, "sided");
}

static int density_welch(lua_State *L)
{
    const options opts = check_options(L, 2, density_fields);
    bnl_recording recording = {0};
    bnl_add_signals(L, 1, "signal", &recording);
    luaL_argcheck(L, recording.signals == 1, 1, "one signal was needed");
    const bn_welch_def def = push_result(L, &recording, &opts);
    const int64_t bins = def.segment / 2 + 1;
    double *power = bnl_set_vector(L, "power", bins);
    double _Complex *cross = new_cross(L, &def);
    estimate(L, &recording, &def, cross);
    for (int64_t k = 0; k < bins; k++) power[k] = creal(cross[k]);
    if (opts.sided == ONE_SIDED) bn_density_one_sided(def.segment, power, 1);
    lua_pop(L, 1);
    limit_power(L, &opts, bn_welch_effective(&def), bins, power);
    push_sided(L, opts.sided);
    bnl_set_summary(L, &summary);
    return 1;
}

// The densities of an input and an output, and the two columns of the result that are computed from them.
typedef struct {
    int64_t segment, bins;
    double effective;             // segments
    const double _Complex *cross; // bins x 2 x 2; popped with the buffer that lies above the result
    int shift;                    // the difference of the exponents of a ratio
    double *first, *second;
} pair;

static pair estimate_pair(lua_State *L, const options *opts, bool ratios, const char *first,
                          const char *second)
{
    bnl_recording recording = {0};
    bnl_add_signals(L, 1, "input", &recording);
    bnl_add_signals(L, 2, "output", &recording);
    luaL_argcheck(L, recording.signals == 2, 1, "one input and one output were needed");
    const bn_welch_def def = push_result(L, &recording, opts);
    pair p = {.segment = def.segment, .bins = def.segment / 2 + 1, .effective = bn_welch_effective(&def)};
    p.first = bnl_set_vector(L, first, p.bins);
    p.second = bnl_set_vector(L, second, p.bins);
    double _Complex *cross = new_cross(L, &def);
    if (ratios)
        estimate_ratios(L, &recording, &def, cross, &p.shift);
    else
        estimate(L, &recording, &def, cross);
    p.cross = cross;
    return p;
}

static int finish(lua_State *L)
{
    bnl_set_summary(L, &summary);
    return 1;
}

static int density_cross(lua_State *L)
{
    const options opts = check_options(L, 3, sided_fields);
    const pair p = estimate_pair(L, &opts, false, "real", "imag");
    for (int64_t k = 0; k < p.bins; k++) {
        p.first[k] = creal(p.cross[4 * k + 1]);
        p.second[k] = cimag(p.cross[4 * k + 1]);
    }
    if (opts.sided == ONE_SIDED) bn_density_one_sided(p.segment, p.first, 1);
    if (opts.sided == ONE_SIDED) bn_density_one_sided(p.segment, p.second, 1);
    lua_pop(L, 1);
    push_sided(L, opts.sided);
    return finish(L);
}

static double coherence_of(const double _Complex *S)
{
    const double coherence = creal(S[1] * conj(S[1])) / creal(S[0]) / creal(S[3]);
    return coherence > 1.0 ? 1.0 : coherence; // by rounding; NaN stays
}

static int density_coherence(lua_State *L)
{
    const options opts = check_options(L, 3, limited_fields);
    const pair p = estimate_pair(L, &opts, true, "coherence", "phase");
    for (int64_t k = 0; k < p.bins; k++) {
        const double _Complex *S = p.cross + 4 * k;
        const bool both = creal(S[0]) > 0.0 && creal(S[3]) > 0.0;
        p.first[k] = both ? coherence_of(S) : NAN;
        p.second[k] = both ? carg(S[1]) : NAN;
    }
    lua_pop(L, 1);
    limit_coherence(L, &opts, p.effective, p.bins, p.first);
    return finish(L);
}

/* Pushes the limits, below the buffer that has the densities, and pops that. */
static int finish_gain(lua_State *L, const options *opts, const pair *p)
{
    lua_insert(L, -2);
    if (check_limits(L, opts, p->effective)) {
        const limits set = push_limits(L, opts, p->bins);
        double *phase = bnl_set_vector(L, "phase_error", p->bins);
        for (int64_t k = 0; k < p->bins; k++) {
            const double share =
                bn_gain_error(opts->confidence, p->effective, coherence_of(p->cross + 4 * k));
            set.low[k] = p->first[k] * fmax(0.0, 1.0 - share);
            set.high[k] = p->first[k] * (1.0 + share);
            phase[k] = share < 1.0 ? asin(share) : PI;
        }
    }
    return finish(L);
}

static int density_gain(lua_State *L)
{
    const options opts = check_options(L, 3, limited_fields);
    const pair p = estimate_pair(L, &opts, true, "gain", "phase");
    for (int64_t k = 0; k < p.bins; k++) {
        const double _Complex *S = p.cross + 4 * k;
        const bool input = creal(S[0]) > 0.0, output = creal(S[3]) > 0.0;
        p.first[k] = input ? 0.0 : NAN;
        if (input && output) p.first[k] = ldexp(cabs(S[1]) / creal(S[0]), p.shift);
        p.second[k] = input && output ? carg(S[1]) : NAN;
    }
    return finish_gain(L, &opts, &p);
}

typedef struct {
    double dt;
    int window, sided;
    int64_t samples;
} covariance_options;

static const bn_field covariance_fields[] = {
    {"dt", BN_FIELD_REAL, offsetof(covariance_options, dt), .fallback = NAN, .above = true, .most = INFINITY,
     .needed = true, .help = "time step"},
    {"window", BN_FIELD_WORD, offsetof(covariance_options, window), .words = bn_lag_window_words,
     .help = "how the covariance ends"},
    {"samples", BN_FIELD_INTEGER, offsetof(covariance_options, samples), .most = INFINITY,
     .zero = "twice the lags", .help = "n: frequencies are k / (n dt)"},
    {"sided", BN_FIELD_WORD, offsetof(covariance_options, sided), .words = sides, .help = "as of a spectrum"},
    {0},
};

static int density_of_covariance(lua_State *L)
{
    covariance_options opts;
    bn_fields_default(covariance_fields, &opts);
    const bn_tensor *covariance = bnl_contiguous(L, 1, BN_F64);
    bnl_read_definition(L, 2, covariance_fields, &opts);
    luaL_argcheck(L, covariance->dims == 1 && covariance->shape[0] > 0, 1,
                  "a vector of covariances was needed");
    const int64_t lags = covariance->shape[0], n = opts.samples > 0 ? opts.samples : 2 * lags;
    lua_newtable(L);
    bnl_set_frequencies(L, n / 2 + 1, 1.0 / ((double)n * opts.dt));
    double *power = bnl_set_vector(L, "power", n / 2 + 1);
    bnl_check(
        L, bn_density_of_covariance((bn_lag_window)opts.window, lags, covariance->data, opts.dt, n, power));
    if (opts.sided == ONE_SIDED) bn_density_one_sided(n, power, 1);
    push_sided(L, opts.sided);
    bnl_set_summary(L, &summary);
    return 1;
}

static const bnl_function functions[] = {
    {"welch", density_welch, 2, 0},
    {"cross", density_cross, 3, 0},
    {"coherence", density_coherence, 3, 0},
    {"gain", density_gain, 3, 0},
    {"of_covariance", density_of_covariance, 2, 0},
    {NULL, NULL, 0, 0},
};

int luaopen_balnet_native_density(lua_State *L)
{
    bnl_declare_fields(L, "balnet.spectrum.options", limited_fields);
    bnl_declare_fields(L, "balnet.spectrum.cross_options", sided_fields);
    bnl_declare_fields(L, "balnet.spectrum.density_options", density_fields);
    bnl_declare_fields(L, "balnet.spectrum.covariance_options", covariance_fields);
    bnl_declare_words(L, "sided", sides);
    bnl_declare_words(L, "window", bn_lag_window_words);
    bnl_new_module(L, "balnet.native.density", functions);
    return 1;
}
