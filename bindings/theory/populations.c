/* The stationary theory of several populations in Lua, part of balnet.meanfield, whose `populations` tries
   several starts.

       local theory = require "balnet.native.populations".theory("relu", 2, mean, gain, input, noise, tau)
       local state, why = theory:find_static(start_mean, start_variance, true)
       local fluctuating = theory:find_fluctuating(start_mean, start_variance)
       local c = theory:covariance(201, 0.1)
*/
#include "bindings/theory/populations.h"
#include "bindings/common/bnl.h"
#include "bindings/common/bnl_result.h"
#include "bindings/common/library.h"

#include "engine/theory/populations.h"

#include <math.h>
#include <string.h>

#define CLASS "balnet.native.populations_theory"

enum { MOST_LAGS = 10000000 };

static bn_populations *check_theory(lua_State *L)
{
    return luaL_checkudata(L, 1, CLASS);
}

const double *bnl_check_of_populations(lua_State *L, int index, int64_t count, const char *what)
{
    const bn_tensor *vector = bnl_contiguous(L, index, BN_F64);
    char shape[64];
    if (vector->dims != 1 || vector->shape[0] != count)
        luaL_error(L, "%s is %s; %I numbers, one a population, were needed", what,
                   bn_tensor_shape_text(vector, shape, sizeof shape), (lua_Integer)count);
    return vector->data;
}

static void read_matrix(lua_State *L, int index, int64_t count, const char *what,
                        double matrix[BN_POPULATIONS_MOST][BN_POPULATIONS_MOST])
{
    const bn_tensor *given = bnl_contiguous(L, index, BN_F64);
    char shape[64];
    if (given->dims != 2 || given->shape[0] != count || given->shape[1] != count)
        luaL_error(L, "'%s' is %s; %I x %I numbers, onto each population from each, were needed", what,
                   bn_tensor_shape_text(given, shape, sizeof shape), (lua_Integer)count, (lua_Integer)count);
    for (int64_t a = 0; a < count; a++)
        memcpy(matrix[a], (const double *)given->data + a * count, (size_t)count * sizeof(double));
}

static void read_vector(lua_State *L, int index, int64_t count, const char *what,
                        double vector[BN_POPULATIONS_MOST])
{
    memcpy(vector, bnl_check_of_populations(L, index, count, what), (size_t)count * sizeof(double));
}

bn_populations_def bnl_check_populations(lua_State *L, int first)
{
    bn_populations_def def = {.activation_power = bnl_check_number(L, first + 1)};
    def.activation = (bn_activation)bnl_opt_word(L, first, bn_activation_words, BN_ACTIVATION_RELU);
    if (!lua_isnoneornil(L, first + 2)) def.activation_table = bnl_check_tensor(L, first + 2);
    def.count = luaL_len(L, first + 5);
    if (def.count < 1 || def.count > BN_POPULATIONS_MOST)
        luaL_error(L, "there are %I populations; 1 to %d were needed", (lua_Integer)def.count,
                   (int)BN_POPULATIONS_MOST);
    read_matrix(L, first + 3, def.count, "mean", def.mean);
    read_matrix(L, first + 4, def.count, "gain", def.gain);
    read_vector(L, first + 5, def.count, "input", def.input);
    read_vector(L, first + 6, def.count, "noise", def.noise);
    read_vector(L, first + 7, def.count, "tau", def.tau);
    bnl_check(L, bn_populations_check(&def));
    return def;
}

/***
A theory.
@function theory
@tparam string activation
@tparam number activation_power
@tparam tensor|nil activation_table
@tparam tensor mean P × P
@tparam tensor gain P × P
@tparam tensor input P numbers, like the next two
@tparam tensor noise
@tparam tensor tau
@treturn userdata theory
*/
static int populations_theory(lua_State *L)
{
    const bn_populations_def def = bnl_check_populations(L, 1);
    bn_arena ruler = bn_arena_measure();
    bn_populations_lay_out(&ruler, &def);
    bn_populations *theory = bnl_new_block(L, sizeof *theory, ruler.used, CLASS);
    bn_arena arena = bn_arena_over(bnl_block_of(theory, sizeof *theory));
    *theory = bn_populations_lay_out(&arena, &def);
    bn_populations_fill(theory);
    return 1;
}

static void set_numbers(lua_State *L, const char *name, int64_t count, const double *values)
{
    memcpy(bnl_set_vector(L, name, count), values, (size_t)count * sizeof(double));
}

static void push_state(lua_State *L, const bn_populations *theory)
{
    const bn_populations_state *state = &theory->state;
    const int64_t P = theory->def.count;
    lua_newtable(L);
    lua_pushstring(L, bn_word_of(bn_branch_words, (int)state->branch));
    lua_setfield(L, -2, "branch");
    set_numbers(L, "mean", P, state->mean);
    set_numbers(L, "variance", P, state->variance);
    set_numbers(L, "frozen", P, state->frozen);
    set_numbers(L, "rate", P, state->rate);
    set_numbers(L, "active", P, state->active);
    bnl_set_number(L, "lyapunov", state->lyapunov);
    bnl_set_number(L, "error", state->error);
    bn_tensor *modes = bnl_new_tensor(L, BN_F64, 2, (int64_t[]){state->modes, state->modes});
    for (int64_t a = 0; a < state->modes; a++)
        memcpy((double *)modes->data + a * state->modes, state->mode[a],
               (size_t)state->modes * sizeof(double));
    lua_setfield(L, -2, "modes");
}

// The state that was found; nil and why not, where none was.
static int push_found(lua_State *L, const bn_populations *theory, bn_status status)
{
    if (status.code == BN_NOT_CONVERGED) {
        lua_pushnil(L);
        lua_pushstring(L, status.message);
        return 2;
    }
    bnl_check(L, status);
    push_state(L, theory);
    return 1;
}

/***
A static state, or nil and why there is none.
@function theory:find_static
@tparam tensor mean to start from
@tparam tensor variance
@tparam boolean relaxing whether a relaxation is followed at first
@treturn table
*/
static int theory_find_static(lua_State *L)
{
    bn_populations *theory = check_theory(L);
    const double *mean = bnl_check_of_populations(L, 2, theory->def.count, "the mean");
    const double *variance = bnl_check_of_populations(L, 3, theory->def.count, "the variance");
    return push_found(L, theory,
                      bn_populations_find_static(theory, mean, variance, bnl_opt_flag(L, 4, true)));
}

/***
A fluctuating state, or nil and why there is none.
@function theory:find_fluctuating
@tparam tensor mean to start from
@tparam tensor variance
@treturn table
*/
static int theory_find_fluctuating(lua_State *L)
{
    bn_populations *theory = check_theory(L);
    const double *mean = bnl_check_of_populations(L, 2, theory->def.count, "the mean");
    const double *variance = bnl_check_of_populations(L, 3, theory->def.count, "the variance");
    return push_found(L, theory, bn_populations_find_fluctuating(theory, mean, variance));
}

/***
The covariances of the state that was found last.
@function theory:covariance
@tparam integer lags
@tparam number lag_step
@treturn tensor populations × lags
*/
static int theory_covariance(lua_State *L)
{
    const bn_populations *theory = check_theory(L);
    const int64_t lags = bnl_check_integer(L, 2);
    const double step = bnl_check_number(L, 3);
    luaL_argcheck(L, lags >= 1 && lags <= MOST_LAGS, 2, "1 to 10000000 lags were needed");
    const bn_tensor *c = bnl_new_result(L, BN_F64, 2, (int64_t[]){theory->def.count, lags});
    double *values = c->data;
    for (int64_t a = 0; a < theory->def.count; a++)
        for (int64_t i = 0; i < lags; i++)
            values[a * lags + i] = bn_populations_covariance(theory, a, (double)i * step);
    return 1;
}

static const bnl_function methods[] = {
    {"find_static", theory_find_static, 3, 0},
    {"find_fluctuating", theory_find_fluctuating, 2, 0},
    {"covariance", theory_covariance, 2, 0},
    {NULL, NULL, 0, 0},
};
static const bnl_function functions[] = {{"theory", populations_theory, 8, 1u << 3}, {NULL, NULL, 0, 0}};

int luaopen_balnet_native_populations(lua_State *L)
{
    bnl_define_class(L, CLASS, methods, NULL);
    bnl_new_module(L, "balnet.native.populations", functions);
    return 1;
}
