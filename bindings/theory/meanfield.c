/* Runs of the time-resolved mean-field theory in Lua, part of balnet.meanfield, whose `evolve` and `response`
   are loops over these.

       local run = require "balnet.native.meanfield".begin({ gain = 2, balance = 32, lyapunov = true }, input)
       while run:advance(1000) > 0 do end
       print(run:finish())
*/
#include "bindings/common/bnl.h"
#include "bindings/common/bnl_result.h"
#include "bindings/common/library.h"

#include "engine/theory/meanfield_run.h"

#include <math.h>

#define CLASS "balnet.native.meanfield_run"

typedef struct {
    bn_meanfield_def def;
    bn_meanfield_drive drive;
    int64_t seed;
    bool answers; // whether the run can be asked for its answer to a pulse
} definition;

typedef struct {
    bn_meanfield_run run;
    bn_meanfield_def def;
    size_t memory; // bytes of the workspace of the theory
    bool done;
} run;

static const bn_field fields[] = {
    {.part = bn_meanfield_fields, .offset = offsetof(definition, def)},
    {"seed", BN_FIELD_INTEGER, offsetof(definition, seed), .fallback = 1, .least = -INFINITY,
     .most = INFINITY, .help = "of the fluctuation"},
    {.part = bn_meanfield_drive_fields, .offset = offsetof(definition, drive)},
    {"answers", BN_FIELD_FLAG, offsetof(definition, answers), .help = "a pulse may be asked for"},
    {0},
};

static const bnl_summary_line lines[] = {
    {"steps", "steps", NULL, NULL},
    {"dt", "dt", NULL, "tau"},
    {"memory kept (band)", "band_time", NULL, "tau"},
    {"mean m", "average_mean", NULL, "(last quarter)"},
    {"variance", "average_variance", NULL, "(last quarter)"},
    {"mean rate nu", "average_rate", NULL, "(last quarter)"},
    {"E[phi'] (p)", "active", NULL, "(last quarter)"},
    {"exponent lambda1", "lyapunov", NULL, "per tau"},
    {"error of the integrals", "error", NULL, NULL},
    {"working memory", "memory", NULL, "bytes"},
    {NULL, NULL, NULL, NULL},
};
static const char *const optional[] = {"log_distance", "response", NULL};
static const bnl_summary summary = {"time-resolved mean-field theory", lines, optional};

static definition read_definition(lua_State *L)
{
    definition d = {.drive = bn_meanfield_drive_default()};
    bn_fields_default(fields, &d);
    luaL_checktype(L, 1, LUA_TTABLE);
    bnl_read_definition(L, 1, fields, &d);
    d.def.seed = (uint64_t)d.seed;
    if (d.answers && d.def.neurons > 0)
        luaL_error(L, "neurons is %I; a response is that of a network without end",
                   (lua_Integer)d.def.neurons);
    bnl_check(L, bn_meanfield_check(&d.def));
    return d;
}

// The tensors stay on the stack, where the caller finds them at 4 and 5.
static void read_inputs(lua_State *L, definition *d)
{
    lua_settop(L, 3);
    const bn_tensor *input = bnl_contiguous(L, 2, BN_F64);
    if (input->dims != 1)
        luaL_error(L, "the input has %d dimensions; a vector, one number a step, was needed", input->dims);
    d->drive.steps = input->shape[0];
    d->drive.input = input->data;
    bnl_check(L, bn_delay_check_within(&d->def.delay, d->def.dt, d->drive.steps, "the input"));
    if (lua_isnil(L, 3)) {
        lua_pushnil(L);
        return;
    }
    const bn_tensor *outside = bnl_contiguous(L, 3, BN_F64);
    char shape[64];
    if (outside->dims < 1 || outside->dims > 2 || outside->shape[outside->dims - 1] != d->def.band + 1)
        luaL_error(
            L, "the independent input is %s; band + 1 = %I covariances, or one such row a step, were needed",
            bn_tensor_shape_text(outside, shape, sizeof shape), (lua_Integer)d->def.band + 1);
    d->drive.independent = outside->data;
    d->drive.independent_rows = outside->dims == 2 ? outside->shape[0] : 1;
}

static void set_times(lua_State *L, const definition *d)
{
    double *time = bnl_set_vector(L, "time", d->drive.steps);
    for (int64_t i = 0; i < d->drive.steps; i++) time[i] = (double)(i + 1) * d->def.dt;
    double *lag = bnl_set_vector(L, "lag", d->def.band + 1);
    for (int64_t i = 0; i <= d->def.band; i++) lag[i] = (double)i * d->def.dt;
}

// Pushes the table of the result with all vectors, which the run fills in.
static bn_meanfield_record push_record(lua_State *L, const definition *d)
{
    const int64_t steps = d->drive.steps, lags = d->def.band + 1;
    bn_meanfield_record record = {0};
    lua_newtable(L);
    set_times(L, d);
    record.mean = bnl_set_vector(L, "mean", steps);
    record.variance = bnl_set_vector(L, "variance", steps);
    record.rate = bnl_set_vector(L, "rate", steps);
    record.covariance = bnl_set_vector(L, "covariance", lags);
    record.rate_covariance = bnl_set_vector(L, "rate_covariance", lags);
    if (d->def.lyapunov) record.log_distance = bnl_set_vector(L, "log_distance", steps);
    if (d->drive.snapshots <= 0) return record;
    bn_tensor *snapshot = bnl_new_tensor(L, BN_F64, 2, (int64_t[]){d->drive.snapshots, lags});
    record.snapshot = snapshot->data;
    lua_setfield(L, -2, "snapshot");
    record.snapshot_time = bnl_set_vector(L, "snapshot_time", d->drive.snapshots);
    return record;
}

/***
Begins a run.
@function begin
@tparam table definition see `balnet.meanfield.evolve`; with `answers` the run can be asked for its answer to
a pulse
@tparam tensor input I, one number a step
@tparam[opt] tensor independent band + 1 covariances, or steps × (band + 1)
@treturn userdata run
*/
static int meanfield_begin(lua_State *L)
{
    definition d = read_definition(L);
    read_inputs(L, &d);
    bn_arena ruler = bn_arena_measure();
    bn_meanfield_run_lay_out(&ruler, &d.def, d.answers);
    run *r = bnl_new_block(L, sizeof *r, ruler.used, CLASS);
    bn_arena arena = bn_arena_over(bnl_block_of(r, sizeof *r));
    r->run = bn_meanfield_run_lay_out(&arena, &d.def, d.answers);
    r->def = d.def;
    r->memory = ruler.used;
    lua_createtable(L, 3, 0); // the run keeps alive what it points to
    const bn_meanfield_record record = push_record(L, &d);
    lua_rawseti(L, -2, 1);
    for (int i = 4; i <= 5; i++) {
        lua_pushvalue(L, i);
        lua_rawseti(L, -2, i - 2);
    }
    lua_setiuservalue(L, -2, 1);
    bnl_check(L, bn_meanfield_run_begin(&r->run, &d.drive, &record));
    return 1;
}

static run *check_run(lua_State *L)
{
    return luaL_checkudata(L, 1, CLASS);
}

/***
Goes on by some steps, or to the end.

Raises an error when a quantity diverges, saying which and when, and when the mean mode is too stiff for an
Euler step, saying which dt would do.
@function run:advance
@tparam integer steps
@treturn integer steps left
*/
static int run_advance(lua_State *L)
{
    int64_t left = 0;
    run *r = check_run(L);
    bnl_check(L, bn_meanfield_run_advance(&r->run, bnl_check_integer(L, 2), &left));
    r->done = left == 0;
    lua_pushinteger(L, left);
    return 1;
}

/***
The result of a run that has come to its end; see `balnet.meanfield.evolve`.
@function run:finish
@treturn table
*/
static int run_finish(lua_State *L)
{
    const run *r = check_run(L);
    if (!r->done) luaL_error(L, "the run has not come to its end");
    const bn_meanfield_summary s = bn_meanfield_run_end(&r->run);
    lua_getiuservalue(L, 1, 1);
    lua_rawgeti(L, -1, 1);
    bnl_set_number(L, "steps", (double)r->run.drive.steps);
    bnl_set_number(L, "dt", r->def.dt);
    bnl_set_number(L, "band_time", (double)r->def.band * r->def.dt);
    bnl_set_number(L, "average_mean", s.mean);
    bnl_set_number(L, "average_variance", s.variance);
    bnl_set_number(L, "average_rate", s.rate);
    bnl_set_number(L, "active", s.active);
    if (r->def.lyapunov) bnl_set_number(L, "lyapunov", s.lyapunov);
    bnl_set_number(L, "error", s.error);
    bnl_set_number(L, "memory", (double)r->memory);
    bnl_set_summary(L, &summary);
    return 1;
}

/***
The change of ν at 0, dt, 2 dt, … after the beginning of a step during which I was one unit higher, from the
state the run is in and under its last input.
@function run:answer
@tparam integer lags
@treturn tensor response, `lags` numbers
*/
static int run_answer(lua_State *L)
{
    run *r = check_run(L);
    const int64_t lags = bnl_check_integer(L, 2);
    if (r->run.twin.column[0] == NULL) luaL_error(L, "the run was begun without answers");
    luaL_argcheck(L, lags >= 1 && lags <= BN_MEANFIELD_MOST_ANSWER, 2, "1 to 100000 lags were needed");
    bn_tensor *response = bnl_new_tensor(L, BN_F64, 1, &lags);
    bnl_check(L, bn_meanfield_run_answer(&r->run, lags, response->data));
    return 1;
}

static const bnl_function methods[] = {
    {"advance", run_advance, 1, 0},
    {"finish", run_finish, 0, 0},
    {"answer", run_answer, 1, 0},
    {NULL, NULL, 0, 0},
};
static const bnl_function functions[] = {{"begin", meanfield_begin, 3, 0}, {NULL, NULL, 0, 0}};

int luaopen_balnet_native_meanfield(lua_State *L)
{
    bnl_declare_fields(L, "balnet.meanfield.definition", fields);
    bnl_declare_words(L, "mean_step", bn_mean_step_words);
    bnl_declare_words(L, "interpolation", bn_input_join_words);
    bnl_define_class(L, CLASS, methods, NULL);
    bnl_new_module(L, "balnet.native.meanfield", functions);
    lua_pushinteger(L, BN_MEANFIELD_MOST_BAND);
    lua_setfield(L, -2, "most_band");
    lua_pushinteger(L, BN_MEANFIELD_MOST_STEPS);
    lua_setfield(L, -2, "most_steps");
    lua_pushinteger(L, BN_MEANFIELD_MOST_ANSWER);
    lua_setfield(L, -2, "most_lags"); // of an answer
    return 1;
}
