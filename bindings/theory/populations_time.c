/* Runs of the time-resolved theory of several populations in Lua, part of balnet.meanfield, whose
   `evolve_populations` is a loop over these.

       local run = require "balnet.native.populations_time".begin("relu", 2, mean, gain, input, noise,
                                                                   tau, { steps = 100 }, start_mean, start_variance)
       while run:advance(1000) > 0 do end
       local result = run:finish()
*/
#include "bindings/common/bnl.h"
#include "bindings/common/bnl_result.h"
#include "bindings/common/library.h"
#include "bindings/theory/populations.h"

#include "engine/theory/populations_time.h"

#include <math.h>
#include <string.h>

#define CLASS "balnet.native.populations_run"

typedef struct {
    bn_populations_time_def def;
    int64_t steps;
} definition;

#define AT(member) offsetof(definition, member)

static const bn_field fields[] = {
    {"dt", BN_FIELD_REAL, AT(def.dt), .fallback = 0.0625, .above = true, .most = 1e3, .unit = "τ",
     .help = "length of an Euler step, shorter than every tau"},
    {.part = bn_delay_fields, .offset = AT(def.delay)},
    {"band", BN_FIELD_INTEGER, AT(def.band), .fallback = 640, .least = 2, .most = BN_MEANFIELD_MOST_BAND,
     .unit = "steps", .help = "lags kept: 32 τ are enough for chaotic states, 64 τ for suppressed ones"},
    {"terms", BN_FIELD_INTEGER, AT(def.terms), .fallback = 256, .least = 2, .most = BN_SERIES_MOST_TERMS,
     .help = "of the series of activations other than relu"},
    {"steps", BN_FIELD_INTEGER, AT(steps), .fallback = 1600, .least = 8, .most = BN_MEANFIELD_MOST_STEPS,
     .help = "of the run"},
    {"lyapunov", BN_FIELD_FLAG, AT(def.lyapunov), .help = "follow two states that part half way"},
    {0},
};

typedef struct {
    bn_populations_time theory;
    int64_t steps, step;
    const double *input;            // steps x P, or NULL
    double *mean, *variance, *rate; // P x steps
    double *covariance;             // P x (band + 1): averages over the last quarter
    double *log_distance;           // steps, or NULL
    size_t memory;
} run;

static int64_t populations_of(const run *r)
{
    return r->theory.def.network.count;
}

static double *set_matrix(lua_State *L, const char *name, int64_t rows, int64_t columns)
{
    const bn_tensor *tensor = bnl_new_tensor(L, BN_F64, 2, (int64_t[]){rows, columns});
    lua_setfield(L, -2, name);
    return tensor->data;
}

// Pushes the table of the result, whose arrays the run fills in.
static void push_arrays(lua_State *L, run *r)
{
    const int64_t P = populations_of(r), lags = r->theory.def.band + 1;
    lua_newtable(L);
    double *time = bnl_set_vector(L, "time", r->steps), *lag = bnl_set_vector(L, "lag", lags);
    for (int64_t i = 0; i < r->steps; i++) time[i] = (double)(i + 1) * r->theory.def.dt;
    for (int64_t i = 0; i < lags; i++) lag[i] = (double)i * r->theory.def.dt;
    r->mean = set_matrix(L, "mean", P, r->steps);
    r->variance = set_matrix(L, "variance", P, r->steps);
    r->rate = set_matrix(L, "rate", P, r->steps);
    r->covariance = set_matrix(L, "covariance", P, lags);
    if (r->theory.def.lyapunov) r->log_distance = bnl_set_vector(L, "log_distance", r->steps);
}

// s, steps x P, or none; it stays on the stack.
static const double *check_input(lua_State *L, int index, const definition *d)
{
    char shape[64];
    if (lua_isnoneornil(L, index)) {
        lua_pushnil(L);
        return NULL;
    }
    const bn_tensor *input = bnl_contiguous(L, index, BN_F64);
    if (input->dims != 2 || input->shape[0] != d->steps || input->shape[1] != d->def.network.count)
        luaL_error(L, "the input is %s; steps x populations, %I x %I, were needed",
                   bn_tensor_shape_text(input, shape, sizeof shape), (lua_Integer)d->steps,
                   (lua_Integer)d->def.network.count);
    return input->data;
}

static run *new_run(lua_State *L, const definition *d)
{
    bn_arena ruler = bn_arena_measure();
    bn_populations_time_lay_out(&ruler, &d->def);
    run *r = bnl_new_block(L, sizeof *r, ruler.used, CLASS);
    bn_arena arena = bn_arena_over(bnl_block_of(r, sizeof *r));
    r->theory = bn_populations_time_lay_out(&arena, &d->def);
    r->memory = ruler.used;
    r->steps = d->steps;
    return r;
}

/***
Begins a run.
@function begin
@tparam string activation
@tparam number activation_power
@tparam tensor|nil activation_table
@tparam tensor mean
@tparam tensor gain
@tparam tensor input
@tparam tensor noise
@tparam tensor tau
@tparam table definition see `balnet.meanfield.evolve_populations`
@tparam tensor start_mean P numbers
@tparam tensor start_variance
@tparam[opt] tensor input steps × P
@treturn userdata run
*/
static int run_begin(lua_State *L)
{
    definition d;
    bn_fields_default(fields, &d);
    bnl_read_definition(L, 9, fields, &d);
    d.def.network = bnl_check_populations(L, 1);
    bnl_check(L, bn_populations_time_check(&d.def));
    bnl_check(L, bn_delay_check_within(&d.def.delay, d.def.dt, d.steps, "the run"));
    const double *mean = bnl_check_of_populations(L, 10, d.def.network.count, "start_mean");
    const double *variance = bnl_check_of_populations(L, 11, d.def.network.count, "start_variance");
    const double *input = check_input(L, 12, &d);
    const int kept = lua_gettop(L);
    run *r = new_run(L, &d);
    r->input = input;
    lua_createtable(L, 2, 0); // the run keeps alive what it points to
    push_arrays(L, r);
    lua_rawseti(L, -2, 1);
    lua_pushvalue(L, kept);
    lua_rawseti(L, -2, 2);
    lua_setiuservalue(L, -2, 1);
    bnl_check(L, bn_populations_time_start(&r->theory, mean, variance));
    return 1;
}

static void add_covariance(run *r, int64_t a, double share)
{
    const bn_meanfield *one = &r->theory.population[a];
    const double *c = bn_meanfield_column_of(one, BN_COLUMN_COVARIANCE);
    double *sum = r->covariance + a * (one->def.band + 1);
    for (int64_t lag = 0; lag < one->length; lag++) sum[lag] += share * c[one->length - 1 - lag];
}

static void record_step(run *r)
{
    const int64_t averaged = r->steps / 4, i = r->step;
    for (int64_t a = 0; a < populations_of(r); a++) {
        const bn_meanfield *one = &r->theory.population[a];
        const int64_t newest = one->length - 1, at = a * r->steps + i;
        r->mean[at] = bn_meanfield_column_of(one, BN_COLUMN_MEAN)[newest];
        r->variance[at] = bn_meanfield_column_of(one, BN_COLUMN_VARIANCE)[newest];
        r->rate[at] = bn_meanfield_rate(one);
        if (i >= r->steps - averaged) add_covariance(r, a, 1.0 / (double)averaged);
    }
    if (r->log_distance != NULL) r->log_distance[i] = bn_populations_time_log_distance(&r->theory);
}

static run *check_run(lua_State *L)
{
    return luaL_checkudata(L, 1, CLASS);
}

/***
Goes on by some steps, or to the end.
@function run:advance
@tparam integer steps
@treturn integer steps left
*/
static int run_advance(lua_State *L)
{
    static const double none[BN_POPULATIONS_MOST] = {0.0};
    run *r = check_run(L);
    const int64_t last = r->step + bnl_check_integer(L, 2);
    for (; r->step < last && r->step < r->steps; r->step++) {
        const double *input = r->input == NULL ? none : r->input + r->step * populations_of(r);
        if (r->theory.def.lyapunov && r->step == r->steps / 2) bn_populations_time_separate(&r->theory);
        bnl_check(L, bn_populations_time_step(&r->theory, input));
        record_step(r);
    }
    lua_pushinteger(L, r->steps - r->step);
    return 1;
}

/***
The result of a run that has come to its end.
@function run:finish
@treturn table
*/
static int run_finish(lua_State *L)
{
    const run *r = check_run(L);
    double error = 0.0;
    if (r->step < r->steps) luaL_error(L, "the run has not come to its end");
    for (int64_t a = 0; a < populations_of(r); a++) error = fmax(error, r->theory.population[a].error);
    lua_getiuservalue(L, 1, 1);
    lua_rawgeti(L, -1, 1);
    bnl_set_number(L, "error", error);
    bnl_set_number(L, "memory", (double)r->memory);
    return 1;
}

static const bnl_function methods[] = {
    {"advance", run_advance, 1, 0},
    {"finish", run_finish, 0, 0},
    {NULL, NULL, 0, 0},
};
static const bnl_function functions[] = {{"begin", run_begin, 12, 1u << 3}, {NULL, NULL, 0, 0}};

int luaopen_balnet_native_populations_time(lua_State *L)
{
    bnl_declare_fields(L, "balnet.meanfield.populations_definition", fields);
    bnl_define_class(L, CLASS, methods, NULL);
    bnl_new_module(L, "balnet.native.populations_time", functions);
    return 1;
}
