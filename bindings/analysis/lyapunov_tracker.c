/* Lyapunov exponents of a user's map or flow in Lua, part of balnet.lyapunov.

       local tracker = balnet.lyapunov.tracker { dimension = 2, exponents = 2 }
       for step = 1, 100000 do
         tracker:advance { { -2.8 * x, 1 }, { 0.3, 0 } }
         x, y = 1 - 1.4 * x * x + y, 0.3 * x
       end
       print(tracker:result())

   Every function is described in lua/balnet/meta/lyapunov.lua. */
#include "bindings/analysis/lyapunov_result.h"
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include <math.h>
#include <string.h>

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

static void read_row(lua_State *L, int64_t n, int64_t row, double *values)
{
    if (!lua_istable(L, -1) || (int64_t)lua_rawlen(L, -1) != n)
        luaL_error(L, "row %I of the matrix is not a table of %I numbers", (lua_Integer)row, (lua_Integer)n);
    for (int64_t j = 0; j < n; j++) {
        lua_rawgeti(L, -1, j + 1);
        if (lua_type(L, -1) != LUA_TNUMBER)
            luaL_error(L, "element (%I, %I) of the matrix is a %s", (lua_Integer)row, (lua_Integer)j + 1,
                       luaL_typename(L, -1));
        values[j] = lua_tonumber(L, -1);
        lua_pop(L, 1);
    }
}

// values: n x n from the tensor, or table of rows, at `index`
static void read_matrix(lua_State *L, int index, int64_t n, double *values)
{
    const bn_tensor *tensor = bnl_test_tensor(L, index);
    if (tensor == NULL) {
        luaL_checktype(L, index, LUA_TTABLE);
        if ((int64_t)lua_rawlen(L, index) != n)
            luaL_error(L, "a matrix of %I rows was needed", (lua_Integer)n);
        for (int64_t i = 0; i < n; i++) {
            lua_rawgeti(L, index, i + 1);
            read_row(L, n, i + 1, values + i * n);
            lua_pop(L, 1);
        }
        return;
    }
    char shape[64];
    if (tensor->dims != 2 || tensor->shape[0] != n || tensor->shape[1] != n)
        luaL_error(L, "the matrix is %s; %I x %I was needed",
                   bn_tensor_shape_text(tensor, shape, sizeof shape), (lua_Integer)n, (lua_Integer)n);
    const bn_tensor *rows = bnl_contiguous(L, index, BN_F64);
    memcpy(values, rows->data, (size_t)(n * n) * sizeof *values);
    lua_pop(L, 1);
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
    read_matrix(L, 2, n, map);
    bnl_check(L, bn_lyapunov_map(&t->lyapunov, map));
    return 0;
}

static int tracker_advance_flow(lua_State *L)
{
    tracker *t = check_tracker(L);
    const int64_t n = t->lyapunov.def.dimension;
    double *jacobians = buffer_of(L, 4 * n * n);
    for (int stage = 0; stage < 4; stage++) read_matrix(L, 2 + stage, n, jacobians + stage * n * n);
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
