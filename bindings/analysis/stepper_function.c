/* Calls of the script's function f(x, t, v, J). One trajectory is tables, which are filled anew for every call; many
   are tensors that lie over the stepper's own numbers, so that nothing is copied where f writes into v and J. */
#include "bindings/analysis/stepper.h"

#include "bindings/analysis/matrix.h"
#include "bindings/common/bnl.h"
#include "engine/tensor/tensor_copy.h"

#include <lauxlib.h>
#include <string.h>

// --- what f gets -----------------------------------------------------------------------------------------

static void set_tensor(lua_State *L, int at, int dims, const int64_t *shape, int64_t row, double *data)
{
    bn_tensor tensor;
    bnl_check(L, bn_tensor_describe(BN_F64, dims, shape, data, &tensor));
    if (dims > 0) tensor.stride[0] = row;
    bnl_push_view(L, 1, &tensor);
    lua_rawseti(L, -2, at);
}

static void prepare_tensors(lua_State *L, const stepper *s)
{
    const int64_t n = s->shape.variables, columns = 1 + s->shape.vectors, m = s->shape.trajectories;
    const int64_t states[] = {n, m}, matrices[] = {n, n, m}, all[] = {n, columns, m};
    const int stages = s->method == NULL ? 1 : s->method->stages;
    set_tensor(L, STEPPER_X, 2, states, columns * m, s->stage);
    set_tensor(L, STEPPER_J, 3, matrices, n * m, s->matrices);
    set_tensor(L, STEPPER_DISPLACED, 3, all, columns * m, s->displaced);
    set_tensor(L, STEPPER_ANSWERS, 3, all, columns * m, s->answers);
    for (int stage = 0; stage < stages; stage++)
        set_tensor(L, STEPPER_V + stage, 2, states, columns * m, s->slopes + stage * s->count);
}

static void set_zeros(lua_State *L, int64_t n)
{
    lua_createtable(L, (int)n, 0);
    for (int64_t i = 1; i <= n; i++) {
        lua_pushnumber(L, 0.0);
        lua_rawseti(L, -2, i);
    }
}

static void prepare_tables(lua_State *L, int64_t n)
{
    set_zeros(L, n);
    lua_rawseti(L, -2, STEPPER_X);
    set_zeros(L, n);
    lua_rawseti(L, -2, STEPPER_V);
    lua_createtable(L, (int)n, 0);
    for (int64_t i = 1; i <= n; i++) {
        set_zeros(L, n);
        lua_rawseti(L, -2, i);
    }
    lua_rawseti(L, -2, STEPPER_J);
}

void bnl_stepper_prepare(lua_State *L, const stepper *s, int f)
{
    f = lua_absindex(L, f);
    lua_newtable(L);
    lua_pushvalue(L, f);
    lua_rawseti(L, -2, STEPPER_F);
    if (s->many)
        prepare_tensors(L, s);
    else
        prepare_tables(L, s->shape.variables);
    lua_setiuservalue(L, 1, 1);
}

// --- calls -----------------------------------------------------------------------------------------------

// Pushes value and Jacobian. Below them lie the arguments' table and x, v, J, which the caller pops.
static void call(lua_State *L, int arguments, int x, double t, int v)
{
    lua_rawgeti(L, arguments, STEPPER_F);
    lua_rawgeti(L, arguments, x);
    lua_pushnumber(L, t);
    lua_rawgeti(L, arguments, v);
    lua_rawgeti(L, arguments, STEPPER_J);
    lua_call(L, 4, 2);
}

static const char *what_of(const stepper *s)
{
    return s->method == NULL ? "state after" : "velocity in";
}

// Says which value of f is of what shape.
static void refuse_value(lua_State *L, const stepper *s, int index)
{
    const long long n = s->shape.variables, m = s->shape.trajectories, step = s->steps + 1;
    const char *what = what_of(s);
    if (s->many)
        luaL_error(L, "f gave %s as the %s step %I; a tensor of %I x %I was needed",
                   luaL_tolstring(L, index, NULL), what, (lua_Integer)step, (lua_Integer)n, (lua_Integer)m);
    if (lua_istable(L, index))
        luaL_error(L, "f gave %I numbers as the %s step %I; an array of %I numbers was needed",
                   (lua_Integer)lua_rawlen(L, index), what, (lua_Integer)step, (lua_Integer)n);
    luaL_error(L, "f gave %s as the %s step %I; an array of %I numbers was needed",
               luaL_tolstring(L, index, NULL), what, (lua_Integer)step, (lua_Integer)n);
}

// Column `column` of the numbers in `rows`, from the table at `index`.
static void read_table(lua_State *L, const stepper *s, int index, int64_t column, double *rows)
{
    const int64_t n = s->shape.variables, row = 1 + s->shape.vectors;
    if (!lua_istable(L, index) || (int64_t)lua_rawlen(L, index) != n) refuse_value(L, s, index);
    for (int64_t i = 0; i < n; i++) {
        if (lua_rawgeti(L, index, i + 1) != LUA_TNUMBER)
            luaL_error(L, "x[%I] is %s in step %I; a finite number was needed", (lua_Integer)i + 1,
                       luaL_tolstring(L, -1, NULL), (lua_Integer)s->steps + 1);
        rows[i * row + column] = lua_tonumber(L, -1);
        lua_pop(L, 1);
    }
}

static void check_jacobian(lua_State *L, const stepper *s)
{
    if (lua_isnil(L, -1))
        luaL_error(L, "f gave no Jacobian in step %I, and gave one before; one was needed each time",
                   (lua_Integer)s->steps + 1);
}

// The first call tells whether f gives a Jacobian.
static void decide(lua_State *L, stepper *s)
{
    if (s->begun) return;
    s->begun = true;
    s->differences = s->shape.vectors > 0 && lua_isnil(L, -1);
}

// --- one trajectory --------------------------------------------------------------------------------------

static void call_with_table(lua_State *L, const stepper *s, int arguments, double t, const double *rows,
                            int64_t column)
{
    const int64_t row = 1 + s->shape.vectors;
    lua_rawgeti(L, arguments, STEPPER_X);
    for (int64_t i = 0; i < s->shape.variables; i++) {
        lua_pushnumber(L, rows[i * row + column]);
        lua_rawseti(L, -2, i + 1);
    }
    lua_pop(L, 1);
    call(L, arguments, STEPPER_X, t, STEPPER_V);
}

// The neighbours of s->stage; how far off they lie is decided once a step.
static void displace(stepper *s, int stage)
{
    if (stage == 0) bn_tangent_scale(&s->shape, s->stage, s->displaced, s->scale);
    bn_tangent_displace(&s->shape, s->scale, s->stage, s->displaced);
}

static void differ_one(lua_State *L, stepper *s, int arguments, int stage, double t)
{
    double *slope = s->slopes + stage * s->count;
    displace(s, stage);
    for (int64_t column = 0; column <= s->shape.vectors; column++) {
        call_with_table(L, s, arguments, t, s->displaced, column);
        read_table(L, s, lua_gettop(L) - 1, column, slope);
        lua_pop(L, 2);
    }
    bn_tangent_difference(&s->shape, s->scale, slope, slope);
}

static void evaluate_one(lua_State *L, stepper *s, int arguments, int stage, double t)
{
    if (!s->differences) {
        call_with_table(L, s, arguments, t, s->stage, 0);
        decide(L, s);
    }
    if (s->differences) {
        differ_one(L, s, arguments, stage, t);
        return;
    }
    double *slope = s->slopes + stage * s->count;
    const int top = lua_gettop(L);
    read_table(L, s, top - 1, 0, slope);
    if (s->shape.vectors == 0) return;
    check_jacobian(L, s);
    bnl_read_matrix(L, top, s->shape.variables, s->matrices);
    bn_tangent_multiply(&s->shape, s->matrices, s->stage, slope);
}

// --- components ------------------------------------------------------------------------------------------

static void refuse_components(lua_State *L, const stepper *s, int given)
{
    const int64_t n = s->shape.variables;
    luaL_error(L, "f gave %d values in step %I; %I numbers, or with the Jacobian %I, were needed", given,
               (lua_Integer)s->steps + 1, (lua_Integer)n, (lua_Integer)(n + n * n));
}

// Calls f(x1, ..., xn, t) for a column and reads the n numbers that come first; returns where they begin.
static int call_with_numbers(lua_State *L, const stepper *s, double t, const double *rows, int64_t column,
                             double *to)
{
    const int n = (int)s->shape.variables, row = 1 + (int)s->shape.vectors, first = lua_gettop(L) + 1;
    lua_pushvalue(L, first - 1);
    for (int i = 0; i < n; i++) lua_pushnumber(L, rows[i * row + column]);
    lua_pushnumber(L, t);
    lua_call(L, n + 1, LUA_MULTRET);
    const int given = lua_gettop(L) + 1 - first;
    if (given != n && given != n + n * n) refuse_components(L, s, given);
    for (int i = 0; i < given; i++)
        if (lua_type(L, first + i) != LUA_TNUMBER)
            luaL_error(L, "value %d of f is a %s in step %I; a number was needed", i + 1,
                       luaL_typename(L, first + i), (lua_Integer)s->steps + 1);
    for (int i = 0; i < n; i++) to[i * row + column] = lua_tonumber(L, first + i);
    return first;
}

// The function is on the top of the stack.
static void evaluate_components(lua_State *L, stepper *s, int stage, double t)
{
    const int n = (int)s->shape.variables;
    double *slope = s->slopes + stage * s->count;
    const int first = call_with_numbers(L, s, t, s->stage, 0, slope), given = lua_gettop(L) + 1 - first;
    if (s->shape.vectors == 0) return;
    if (given > n) {
        for (int e = 0; e < n * n; e++) s->matrices[e] = lua_tonumber(L, first + n + e);
        bn_tangent_multiply(&s->shape, s->matrices, s->stage, slope);
        return;
    }
    s->differences = true;
    displace(s, stage);
    for (int64_t column = 1; column <= s->shape.vectors; column++) {
        lua_settop(L, first - 1);
        call_with_numbers(L, s, t, s->displaced, column, slope);
    }
    bn_tangent_difference(&s->shape, s->scale, slope, slope);
}

// --- many ------------------------------------------------------------------------------------------------

static void refuse_shape(lua_State *L, const stepper *s, const bn_tensor *given, const bn_tensor *needed)
{
    char was[96], must[96];
    luaL_error(L, "f gave a tensor of %s for the %s step %I; one of %s was needed",
               bn_tensor_shape_text(given, was, sizeof was), what_of(s), (lua_Integer)s->steps + 1,
               bn_tensor_shape_text(needed, must, sizeof must));
}

// What f gave at `index`, into the numbers of the argument at `at`, unless f has written it there.
static void take_tensor(lua_State *L, const stepper *s, int arguments, int index, int at)
{
    lua_rawgeti(L, arguments, at);
    bn_tensor *to = bnl_check_tensor(L, -1);
    const bn_tensor *given = bnl_test_tensor(L, index);
    if (given == NULL) {
        refuse_value(L, s, index);
        return;
    }
    if (!bn_tensor_same_shape(given, to)) refuse_shape(L, s, given, to);
    bn_tensor own = *to;
    if (given->data != to->data ||
        memcmp(given->stride, to->stride, (size_t)to->dims * sizeof *to->stride) != 0)
        bnl_check(L, bn_tensor_copy(given, &own));
    lua_pop(L, 1);
}

static void differ_many(lua_State *L, stepper *s, int arguments, int stage, double t)
{
    displace(s, stage);
    call(L, arguments, STEPPER_DISPLACED, t, STEPPER_ANSWERS);
    take_tensor(L, s, arguments, lua_gettop(L) - 1, STEPPER_ANSWERS);
    bn_tangent_difference(&s->shape, s->scale, s->answers, s->slopes + stage * s->count);
}

static void evaluate_many(lua_State *L, stepper *s, int arguments, int stage, double t)
{
    if (!s->differences) {
        call(L, arguments, STEPPER_X, t, STEPPER_V + stage);
        decide(L, s);
    }
    if (s->differences) {
        differ_many(L, s, arguments, stage, t);
        return;
    }
    const int top = lua_gettop(L);
    take_tensor(L, s, arguments, top - 1, STEPPER_V + stage);
    if (s->shape.vectors == 0) return;
    check_jacobian(L, s);
    take_tensor(L, s, arguments, top, STEPPER_J);
    bn_tangent_multiply(&s->shape, s->matrices, s->stage, s->slopes + stage * s->count);
}

void bnl_stepper_evaluate(lua_State *L, stepper *s, int stage, double t)
{
    const int top = lua_gettop(L);
    lua_getiuservalue(L, 1, 1);
    if (s->components) {
        lua_rawgeti(L, -1, STEPPER_F);
        evaluate_components(L, s, stage, t);
    } else if (s->many)
        evaluate_many(L, s, top + 1, stage, t);
    else
        evaluate_one(L, s, top + 1, stage, t);
    lua_settop(L, top);
}
