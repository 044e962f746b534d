/* The stationary mean-field theory in Lua, part of balnet.meanfield.

       local theory = balnet.meanfield.stationary { gain = 2, balance = 32 }
       print(theory, theory.covariance[1], balnet.meanfield.critical_balance(2))
*/
#include "bindings/common/bnl.h"
#include "bindings/common/bnl_result.h"
#include "bindings/common/library.h"

#include "engine/theory/stationary.h"

#include <math.h>

enum { MOST_LAGS = 10000000 };

typedef struct {
    bn_stationary_def def;
    int64_t lags;
    double lag_step;
} definition;

static const bn_field fields[] = {
    {.part = bn_stationary_fields, .offset = offsetof(definition, def)},
    {"lags", BN_FIELD_INTEGER, offsetof(definition, lags), .fallback = 201, .least = 1, .most = MOST_LAGS,
     .help = "of the covariance that is given"},
    {"lag_step", BN_FIELD_REAL, offsetof(definition, lag_step), .fallback = 0.1, .above = true,
     .most = INFINITY, .unit = "τ", .help = "between two of them"},
    {0},
};

static const bnl_summary_line lines[] = {
    {"branch", "branch", NULL, NULL},
    {"states found", "branches", NULL, "(that of least variance is given)"},
    {"grows above a variance of", "growth_above", NULL, NULL},
    {"mean m", "mean", NULL, NULL},
    {"variance c(0)", "variance", NULL, NULL},
    {"frozen variance c(inf)", "frozen", NULL, NULL},
    {"m / sqrt c(0)", "x", NULL, NULL},
    {"mean rate nu", "rate", NULL, NULL},
    {"E[phi'] (p)", "active", NULL, NULL},
    {"exponent lambda1", "lyapunov", NULL, "per tau"},
    {"half width of c", "half_width", NULL, "tau"},
    {"critical gain", "critical_gain", NULL, NULL},
    {"critical balance", "critical_balance", NULL, NULL},
    {NULL, NULL, NULL, NULL},
};
static const bnl_summary summary = {"stationary mean-field theory", lines, NULL};

static definition read_definition(lua_State *L)
{
    definition d = {0};
    bn_fields_default(fields, &d);
    bnl_read_definition(L, 1, fields, &d);
    bnl_check(L, bn_fields_check(fields, &d));
    bnl_check(L, bn_phi_check_table(d.def.activation, d.def.activation_table));
    return d;
}

static void set_result(lua_State *L, const bn_stationary_result *result)
{
    lua_pushstring(L, bn_word_of(bn_branch_words, (int)result->branch));
    lua_setfield(L, -2, "branch");
    bnl_set_number(L, "mean", result->mean);
    bnl_set_number(L, "variance", result->variance);
    bnl_set_number(L, "frozen", result->frozen);
    if (result->variance > 0.0) bnl_set_number(L, "x", result->mean / sqrt(result->variance));
    bnl_set_number(L, "rate", result->rate);
    bnl_set_number(L, "active", result->active);
    bnl_set_number(L, "slope_square", result->slope_square);
    bnl_set_number(L, "lyapunov", result->lyapunov);
    bnl_set_number(L, "half_width", result->half_width);
    bnl_set_number(L, "critical_gain", result->critical_gain);
    bnl_set_number(L, "critical_balance", result->critical_balance);
    lua_pushinteger(L, result->branches);
    lua_setfield(L, -2, "branches");
    bnl_set_number(L, "growth_above", result->growth_above);
    bnl_set_number(L, "error", result->error);
}

// A theory over memory that is pushed.
static bn_stationary push_theory(lua_State *L, const definition *d)
{
    bn_arena ruler = bn_arena_measure();
    bn_stationary_lay_out(&ruler, &d->def);
    bn_arena arena = bn_arena_over(bnl_block_of(lua_newuserdatauv(L, ruler.used + BN_ALIGNMENT, 0), 0));
    return bn_stationary_lay_out(&arena, &d->def);
}

// The state as a table. Where there is none: an error that says why, or nil if `may_be_none`.
static int solve(lua_State *L, bool may_be_none)
{
    const definition d = read_definition(L);
    bn_stationary theory = push_theory(L, &d);
    const bn_status status = bn_stationary_solve(&theory);
    if (may_be_none && status.code == BN_NO_SOLUTION) {
        lua_pushnil(L);
        return 1;
    }
    bnl_check(L, status);
    lua_newtable(L);
    set_result(L, &theory.result);
    double *lag = bnl_set_vector(L, "lag", d.lags);
    double *covariance = bnl_set_vector(L, "covariance", d.lags);
    for (int64_t i = 0; i < d.lags; i++) {
        lag[i] = (double)i * d.lag_step;
        covariance[i] = bn_stationary_covariance(&theory, lag[i]);
    }
    bnl_set_summary(L, &summary);
    return 1;
}

// nu, E[phi'], c0 and E[phi^2] alone, for a search over other parameters; nothing where there is no state.
static int stationary_settle(lua_State *L)
{
    const definition d = read_definition(L);
    bn_stationary theory = push_theory(L, &d);
    const bn_status status = bn_stationary_settle(&theory);
    if (status.code == BN_NO_SOLUTION) return 0;
    bnl_check(L, status);
    lua_pushnumber(L, theory.result.rate);
    lua_pushnumber(L, theory.result.active);
    lua_pushnumber(L, theory.result.variance);
    lua_pushnumber(L, theory.result.square);
    return 4;
}

static int stationary_solve(lua_State *L)
{
    return solve(L, false);
}

// As stationary, but nil where there is no state: for planes of parameters.
static int stationary_find(lua_State *L)
{
    return solve(L, true);
}

static int stationary_critical_balance(lua_State *L)
{
    double balance = 0.0;
    bnl_check(L, bn_critical_balance(bnl_check_number(L, 1), bnl_opt_number(L, 2, 1.0), &balance));
    bnl_push_number(L, balance);
    return 1;
}

static const bnl_function functions[] = {
    {"stationary", stationary_solve, 1, 0},
    {"find", stationary_find, 1, 0},
    {"settle", stationary_settle, 1, 0},
    {"critical_balance", stationary_critical_balance, 2, 0},
    {NULL, NULL, 0, 0},
};

int luaopen_balnet_native_stationary(lua_State *L)
{
    bnl_declare_fields(L, "balnet.meanfield.stationary_definition", fields);
    bnl_declare_words(L, "branch", bn_branch_words);
    bnl_new_module(L, "balnet.native.stationary", functions);
    return 1;
}
