/* New tensors in Lua: constructors, and tensors from tables of numbers. A constructor takes its shape as
   numbers or as one table, and a dtype word last. */
#include "bindings/tensor/tensor_parts.h"

#include "engine/tensor/tensor_copy.h"
#include "engine/tensor/tensor_view.h"

#include <math.h>

static bn_tensor *new_from_arguments(lua_State *L, int *next)
{
    int64_t shape[BN_TENSOR_MAX_DIMS];
    const int dims = bnl_check_shape(L, 1, shape, next);
    bnl_check_end(L, *next + 1);
    return bnl_new_tensor(L, bnl_opt_dtype(L, *next, BN_F64), dims, shape);
}

static int make_zeros(lua_State *L)
{
    int next;
    new_from_arguments(L, &next);
    return 1;
}

static int make_ones(lua_State *L)
{
    int next;
    bnl_check(L, bn_tensor_fill(1.0, new_from_arguments(L, &next)));
    return 1;
}

static int make_full(lua_State *L)
{
    int64_t shape[BN_TENSOR_MAX_DIMS];
    int next;
    luaL_checktype(L, 1, LUA_TTABLE);
    const int dims = bnl_check_shape(L, 1, shape, &next);
    const double value = bnl_check_number(L, next);
    bnl_check(L, bn_tensor_fill(value, bnl_new_tensor(L, bnl_opt_dtype(L, next + 1, BN_F64), dims, shape)));
    return 1;
}

static int make_eye(lua_State *L)
{
    const int64_t rows = bnl_check_integer(L, 1);
    const bool square = lua_type(L, 2) != LUA_TNUMBER;
    const int64_t columns = square ? rows : bnl_check_integer(L, 2);
    const int dtype_at = square ? 2 : 3;
    bnl_check_end(L, dtype_at + 1);
    const bn_tensor *matrix =
        bnl_new_tensor(L, bnl_opt_dtype(L, dtype_at, BN_F64), 2, (int64_t[]){rows, columns});
    bn_tensor diagonal;
    bnl_check(L, bn_tensor_diagonal(matrix, 0, &diagonal));
    bnl_check(L, bn_tensor_fill(1.0, &diagonal));
    return 1;
}

static void fill_evenly(bn_tensor *vector, double first, double step)
{
    for (int64_t i = 0; i < vector->shape[0]; i++) {
        const double way = (double)i * step, half = 0.5 * (double)i * step; // the way alone may be too long
        bn_tensor_set(vector, &i, isfinite(way) ? first + way : (first + half) + half);
    }
}

/* The same between ends whose distance is beyond the largest number. */
static void fill_between(bn_tensor *vector, double first, double last)
{
    const double steps = (double)(vector->shape[0] - 1);
    for (int64_t i = 0; i < vector->shape[0]; i++) {
        const double share = (double)i / steps;
        bn_tensor_set(vector, &i, (1.0 - share) * first + share * last);
    }
}

/* The count of numbers in `for i = first, last, step`, up to rounding in the last one. */
static int64_t count_steps(lua_State *L, double first, double last, double step)
{
    luaL_argcheck(L, isfinite(first), 1, "a finite number was needed");
    luaL_argcheck(L, isfinite(last), 2, "a finite number was needed");
    luaL_argcheck(L, isfinite(step) && step != 0.0, 3, "the step must be finite and not 0");
    const double distance = last - first;
    const double steps = isfinite(distance) ? distance / step : last / step - first / step;
    const double count = floor(steps + 1e-9 * fabs(steps)) + 1.0;
    if (!(count > 0.0)) return 0;
    if (!(count < (double)BN_TENSOR_MAX_COUNT)) return INT64_MAX;
    if (count > 1.0 && (first + step == first || last - step == last))
        bnl_error(L, "the step %f is lost at %f: neighbours are the same double", step,
                  first + step == first ? first : last);
    return (int64_t)count;
}

static int make_arange(lua_State *L)
{
    int given = 0;
    while (given < 3 && lua_type(L, given + 1) == LUA_TNUMBER) given++;
    bnl_check_end(L, given + 2);
    const double first = given > 1 ? bnl_number(L, 1) : 1.0;
    const double last = bnl_check_number(L, given > 1 ? 2 : 1);
    const double step = given > 2 ? bnl_number(L, 3) : 1.0;
    const int64_t count = count_steps(L, first, last, step);
    fill_evenly(bnl_new_tensor(L, bnl_opt_dtype(L, given + 1, BN_F64), 1, &count), first, step);
    return 1;
}

static int make_linspace(lua_State *L)
{
    const double first = bnl_check_number(L, 1);
    const double last = bnl_check_number(L, 2);
    const int64_t count = bnl_check_integer(L, 3);
    luaL_argcheck(L, isfinite(first), 1, "a finite number was needed");
    luaL_argcheck(L, isfinite(last), 2, "a finite number was needed");
    luaL_argcheck(L, count > 0, 3, "at least one number was needed");
    bn_tensor *vector = bnl_new_tensor(L, bnl_opt_dtype(L, 4, BN_F64), 1, &count);
    const double step = count > 1 ? (last - first) / (double)(count - 1) : 0.0;
    if (isfinite(step))
        fill_evenly(vector, first, step);
    else
        fill_between(vector, first, last);
    if (count > 1) bn_tensor_set(vector, (int64_t[]){count - 1}, last); // exactly
    return 1;
}

/* The table on the top of the stack has no first element; one with keys is no array, but of options or the like. */
static void check_empty(lua_State *L)
{
    lua_pushnil(L);
    if (lua_next(L, -2) == 0) return;
    lua_pop(L, 1);
    luaL_error(L, "the table has the key '%s' and no element 1; an array of numbers was needed",
               luaL_tolstring(L, -1, NULL));
}

/* The shape that the first elements of nested tables make. */
static int outline(lua_State *L, int index, int64_t *shape)
{
    luaL_checkstack(L, BN_TENSOR_MAX_DIMS + 8, "a deep table");
    const int top = lua_gettop(L);
    int dims = 0;
    lua_pushvalue(L, index);
    while (lua_istable(L, -1)) {
        if (dims == BN_TENSOR_MAX_DIMS) luaL_error(L, "the table is nested deeper than 8 levels");
        shape[dims++] = (int64_t)lua_rawlen(L, -1);
        if (shape[dims - 1] == 0) {
            check_empty(L);
            break;
        }
        lua_rawgeti(L, -1, 1);
    }
    lua_settop(L, top);
    return dims;
}

/* Where an element stands, as "[2][3]". */
static const char *push_place(lua_State *L, int depth, const int64_t *place)
{
    lua_pushliteral(L, "");
    for (int d = 0; d <= depth; d++) {
        lua_pushfstring(L, "%s[%I]", lua_tostring(L, -1), (lua_Integer)place[d] + 1);
        lua_remove(L, -2);
    }
    return lua_tostring(L, -1);
}

static void wrong_length(lua_State *L, int depth, const int64_t *place, int64_t given, int64_t needed)
{
    const char *where = push_place(L, depth, place);
    luaL_error(L, "the table is ragged: element %s has %I entries; %I were needed as in the first one", where,
               (lua_Integer)given, (lua_Integer)needed);
}

static void wrong_element(lua_State *L, int depth, const int64_t *place, const char *needed)
{
    const char *given = luaL_typename(L, -1);
    luaL_error(L, "element %s of the table is a %s; %s was needed", push_place(L, depth, place), given,
               needed);
}

/* Fills from the table on the top of the stack, whose length has been compared with the shape. */
static void fill_from_table(lua_State *L, bn_tensor *tensor, int depth, int64_t *place)
{
    const bool innermost = depth == tensor->dims - 1;
    for (int64_t i = 0; i < tensor->shape[depth]; i++) {
        place[depth] = i;
        const int type = lua_rawgeti(L, -1, i + 1);
        if (innermost) {
            if (type != LUA_TNUMBER) wrong_element(L, depth, place, "a number");
            bn_tensor_set(tensor, place, bnl_number(L, -1));
        } else {
            if (type != LUA_TTABLE) wrong_element(L, depth, place, "a table");
            const int64_t length = (int64_t)lua_rawlen(L, -1);
            if (length != tensor->shape[depth + 1])
                wrong_length(L, depth, place, length, tensor->shape[depth + 1]);
            fill_from_table(L, tensor, depth + 1, place);
        }
        lua_pop(L, 1);
    }
}

bn_tensor *bnl_tensor_from_table(lua_State *L, int index, bn_dtype dtype)
{
    int64_t shape[BN_TENSOR_MAX_DIMS], place[BN_TENSOR_MAX_DIMS];
    index = lua_absindex(L, index);
    const int dims = outline(L, index, shape);
    bn_tensor *tensor = bnl_new_tensor(L, dtype, dims, shape);
    lua_pushvalue(L, index);
    fill_from_table(L, tensor, 0, place);
    lua_pop(L, 1);
    return tensor;
}

static int make_tensor(lua_State *L)
{
    const bn_tensor *given = bnl_test_tensor(L, 1);
    const bn_dtype dtype = bnl_opt_dtype(L, 2, given != NULL ? given->dtype : BN_F64);
    if (given != NULL)
        bnl_tensor_clone(L, given, dtype);
    else if (lua_istable(L, 1))
        bnl_tensor_from_table(L, 1, dtype);
    else
        bnl_check(L, bn_tensor_fill(bnl_check_number(L, 1), bnl_new_tensor(L, dtype, 0, NULL)));
    return 1;
}

static const bnl_function function_list[] = {
    {"zeros", make_zeros, BNL_ANY, 0}, {"ones", make_ones, BNL_ANY, 0},
    {"full", make_full, 3, 0},         {"eye", make_eye, 3, 0},
    {"arange", make_arange, 4, 0},     {"linspace", make_linspace, 4, 0},
    {"tensor", make_tensor, 2, 0},     {NULL, NULL, 0, 0},
};

void bnl_tensor_register_make(lua_State *L, int methods, int functions)
{
    (void)methods;
    bnl_tensor_add_functions(L, functions, function_list);
}
