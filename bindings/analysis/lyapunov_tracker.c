/* Lyapunov exponents of a user's map or flow in Lua, part of balnet.lyapunov.

       local tracker = balnet.lyapunov.tracker { dimension = 2, exponents = 2 }
       for step = 1, 100000 do
         tracker:advance { { -2.8 * x, 1 }, { 0.3, 0 } }
         x, y = 1 - 1.4 * x * x + y, 0.3 * x
       end
       print(tracker:result())

   Every function is described in lua/balnet/meta/lyapunov.lua. */
#include "bindings/analysis/lyapunov_result.h"
#include "bindings/analysis/matrix.h"
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include <math.h>

#define CLASS "balnet.lyapunov.tracker"

typedef struct {
    bn_lyapunov_def def;
    double interval, transient; // times
    int64_t seed;
} definition;

typedef struct {
    bn_lyapunov lyapunov;
} tracker;

static const bn_field fields[] = {
    {.part = bn_lyapunov_fields, .offset = offsetof(definition, def)},
    {"interval", BN_FIELD_REAL, offsetof(definition, interval), .most = INFINITY, .zero = "one step",
     .help = "time between orthonormalisations"},
    {"transient", BN_FIELD_REAL, offsetof(definition, transient), .most = INFINITY,
     .help = "time at the start that is not counted"},
    {"seed", BN_FIELD_INTEGER, offsetof(definition, seed), .fallback = 1, .least = -INFINITY,
     .most = INFINITY, .help = "of the first vectors"},
    {0},
};

static bn_lyapunov_def check_definition(lua_State *L)
{
    definition d = {0};
    bn_fields_default(fields, &d);
    luaL_checktype(L, 1, LUA_TTABLE);
    bnl_read_definition(L, 1, fields, &d);
    if (d.def.exponents == 0) d.def.exponents = d.def.dimension;
    d.def.every = bnl_steps_of(L, "interval", d.interval, d.def.dt, 1);
    d.def.transient = bnl_steps_of(L, "transient", d.transient, d.def.dt, 0);
    d.def.seed = (uint64_t)d.seed;
    bnl_check(L, bn_lyapunov_check(&d.def));
    return d.def;
}

static int tracker_new(lua_State *L)
{
    const bn_lyapunov_def def = check_definition(L);
    bn_arena ruler = bn_arena_measure();
    bn_lyapunov_lay_out(&ruler, &def);
    if (ruler.overflow)
        return luaL_error(L, "%I vectors of dimension %I are too many", def.exponents, def.dimension);
    tracker *t = bnl_new_block(L, sizeof *t, ruler.used, CLASS);
    bn_arena arena = bn_arena_over(bnl_block_of(t, sizeof *t));
    t->lyapunov = bn_lyapunov_lay_out(&arena, &def);
    bn_lyapunov_start(&t->lyapunov);
    return 1;
}

static tracker *check_tracker(lua_State *L)
{
    return luaL_checkudata(L, 1, CLASS);
}

// Room for `count` numbers, kept with the tracker from one call to the next.
static double *buffer_of(lua_State *L, int64_t count)
{
    const size_t bytes = (size_t)count * sizeof(double);
    if (lua_getiuservalue(L, 1, 1) != LUA_TUSERDATA || lua_rawlen(L, -1) < bytes) {
        lua_newuserdatauv(L, bytes, 0);
        lua_pushvalue(L, -1);
        lua_setiuservalue(L, 1, 1);
    }
    return lua_touserdata(L, -1);
}

static int tracker_advance(lua_State *L)
{
    tracker *t = check_tracker(L);
    const int64_t n = t->lyapunov.def.dimension;
    double *map = buffer_of(L, n * n);
    bnl_read_matrix(L, 2, n, map);
    bnl_check(L, bn_lyapunov_map(&t->lyapunov, map));
    return 0;
}

static int tracker_advance_flow(lua_State *L)
{
    tracker *t = check_tracker(L);
    const int64_t n = t->lyapunov.def.dimension;
    double *jacobians = buffer_of(L, 4 * n * n);
    for (int stage = 0; stage < 4; stage++) bnl_read_matrix(L, 2 + stage, n, jacobians + stage * n * n);
    bnl_check(L, bn_lyapunov_flow(&t->lyapunov, jacobians));
    return 0;
}

static int tracker_result(lua_State *L)
{
    bnl_push_exponents(L, &check_tracker(L)->lyapunov);
    return 1;
}

static const bnl_function methods[] = {{"advance", tracker_advance, 1, 0},
                                       {"advance_flow", tracker_advance_flow, 4, 0},
                                       {"result", tracker_result, 0, 0},
                                       {NULL, NULL, 0, 0}};

static const bnl_function functions[] = {{"tracker", tracker_new, 1, 0}, {NULL, NULL, 0, 0}};

int luaopen_balnet_native_lyapunov_tracker(lua_State *L)
{
    bnl_declare_fields(L, "balnet.lyapunov.tracker_definition", fields);
    bnl_define_class(L, CLASS, methods, NULL);
    bnl_new_module(L, "balnet.native.lyapunov_tracker", functions);
    return 1;
}
