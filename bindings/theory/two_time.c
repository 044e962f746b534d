/* Runs of the two-time theory in Lua, part of balnet.meanfield, whose `two_time` is a loop over these.

       local run = require "balnet.native.two_time".begin { gain = 0.5, symmetry = 0.5, time = 1000 }
       while run:advance(10) do end
       local result = run:finish()
       local correlation, response = run:at(balnet.tensor { 1000 }, balnet.tensor { 999 })
*/
#include "bindings/common/bnl.h"
#include "bindings/common/bnl_result.h"
#include "bindings/common/library.h"

#include "engine/twotime/two_time_run.h"

#define CLASS "balnet.native.two_time_run"

typedef struct {
    bn_two_time_run run;
    size_t memory;
    bool left;
} two_time_run;

static const bnl_summary_line lines[] = {
    {"past", "past", NULL, NULL},
    {"times kept", "rows", NULL, NULL},
    {"variance in the end", "last_variance", NULL, NULL},
    {"decay in the end", "last_decay", NULL, "1/τ"},
    {"error of C and R", "error", NULL, NULL},
    {"memory", "memory", NULL, "bytes"},
    {0},
};

static const char *const optional[] = {"time",    "variance",    "decay",    "power",
                                       "refused", "correlation", "response", NULL};

static const bnl_summary summary = {"two-time theory", lines, optional};

static two_time_run *check_run(lua_State *L)
{
    return luaL_checkudata(L, 1, CLASS);
}

/***
Begins a run.
@function begin
@tparam table definition see `balnet.meanfield.two_time`
@treturn userdata run
*/
static int run_begin(lua_State *L)
{
    bn_two_time_run_def def;
    bn_fields_default(bn_two_time_run_fields, &def);
    bnl_read_definition(L, 1, bn_two_time_run_fields, &def);
    bnl_check(L, bn_two_time_run_check(&def));
    bn_arena ruler = bn_arena_measure();
    bn_two_time_run_lay_out(&ruler, &def);
    two_time_run *r = bnl_new_block(L, sizeof *r, ruler.used, CLASS);
    bn_arena arena = bn_arena_over(bnl_block_of(r, sizeof *r));
    r->run = bn_two_time_run_lay_out(&arena, &def);
    r->memory = ruler.used;
    r->left = true;
    bn_two_time_run_start(&r->run);
    return 1;
}

/***
Goes on by some steps, or to the end.
@function run:advance
@tparam integer steps
@treturn boolean whether steps are left
*/
static int run_advance(lua_State *L)
{
    two_time_run *r = check_run(L);
    bnl_check(L, bn_two_time_run_advance(&r->run, bnl_check_integer(L, 2), &r->left));
    lua_pushboolean(L, r->left);
    return 1;
}

static void set_course(lua_State *L, const two_time_run *r)
{
    const int64_t rows = bn_two_time_run_rows(&r->run);
    double *time = bnl_set_vector(L, "time", rows), *variance = bnl_set_vector(L, "variance", rows),
           *mu = bnl_set_vector(L, "decay", rows), *power = bnl_set_vector(L, "power", rows);
    for (int64_t i = 0; i < rows; i++) {
        const bn_two_time_present present = bn_two_time_run_present(&r->run, i);
        time[i] = present.time;
        variance[i] = present.variance;
        mu[i] = present.mu;
        power[i] = present.power;
    }
    bnl_set_number(L, "last_variance", variance[rows - 1]);
    bnl_set_number(L, "last_decay", mu[rows - 1]);
}

/***
The result of a run that has come to its end.
@function run:finish
@treturn table
*/
static int run_finish(lua_State *L)
{
    const two_time_run *r = check_run(L);
    if (r->left) luaL_error(L, "the run has not come to its end");
    lua_newtable(L);
    set_course(L, r);
    lua_pushstring(L, bn_word_of(bn_past_words, r->run.is_full ? BN_PAST_FULL : BN_PAST_THINNED));
    lua_setfield(L, -2, "past");
    lua_pushinteger(L, bn_two_time_run_rows(&r->run));
    lua_setfield(L, -2, "rows");
    lua_pushinteger(L, r->run.is_full ? 0 : r->run.thinned.refused);
    lua_setfield(L, -2, "refused");
    lua_pushinteger(L, (lua_Integer)r->memory);
    lua_setfield(L, -2, "memory");
    bnl_set_summary(L, &summary);
    return 1;
}

/***
C(t, s) and R(t, s) of a run that has come to its end.
@function run:at
@tparam tensor t n numbers
@tparam tensor s n numbers, 0 ≤ s ≤ t
@treturn tensor C
@treturn tensor R
*/
static int run_at(lua_State *L)
{
    const two_time_run *r = check_run(L);
    const bn_tensor *t = bnl_contiguous(L, 2, BN_F64), *s = bnl_contiguous(L, 3, BN_F64);
    const double end = bn_two_time_run_present(&r->run, bn_two_time_run_rows(&r->run) - 1).time;
    if (t->dims != 1 || s->dims != 1 || t->shape[0] != s->shape[0])
        luaL_error(L, "two vectors of equal length were needed");
    const int64_t count = t->shape[0];
    double *correlation = bnl_new_result(L, BN_F64, 1, &count)->data;
    double *response = bnl_new_result(L, BN_F64, 1, &count)->data;
    for (int64_t i = 0; i < count; i++) {
        const double later = ((const double *)t->data)[i], earlier = ((const double *)s->data)[i];
        if (!(earlier >= 0.0 && earlier <= later && later <= end * (1.0 + 1e-12)))
            bnl_error(L, "t is %f and s is %f; 0 <= s <= t <= %f was needed", later, earlier, end);
        const bn_two_time_value value = bn_two_time_run_at(&r->run, later, earlier);
        correlation[i] = value.correlation;
        response[i] = value.response;
    }
    return 2;
}

static const bnl_function methods[] = {
    {"advance", run_advance, 1, 0},
    {"finish", run_finish, 0, 0},
    {"at", run_at, 2, 0},
    {NULL, NULL, 0, 0},
};
static const bnl_function functions[] = {{"begin", run_begin, 1, 0}, {NULL, NULL, 0, 0}};

int luaopen_balnet_native_two_time(lua_State *L)
{
    bnl_declare_fields(L, "balnet.meanfield.two_time_definition", bn_two_time_run_fields);
    bnl_declare_words(L, "confinement", bn_confinement_words);
    bnl_declare_words(L, "past", bn_past_words);
    bnl_define_class(L, CLASS, methods, NULL);
    bnl_new_module(L, "balnet.native.two_time", functions);
    lua_pushinteger(L, BN_FULL_MOST_STEPS);
    lua_setfield(L, -2, "most_steps"); // of a full past
    return 1;
}
