/* Indexing of tensors in Lua: t[i], t[{ i, { first, last, step }, true }], reading and assigning, and methods
   by name. Indices count from 1, or from the end by -1, -2, … A table is read entry by entry; each number
   takes a dimension away, each range keeps one. A tensor is a mask. */
#include "bindings/tensor/tensor_parts.h"

#include "engine/tensor/tensor_copy.h"
#include "engine/tensor/tensor_mask.h"
#include "engine/tensor/tensor_math.h"
#include "engine/tensor/tensor_view.h"

/* An index counted from 1 or from the end, as one counted from 1 (0 and below: out of range). */
static lua_Integer from_start(lua_Integer index, int64_t extent)
{
    return index < 0 && index >= -extent ? index + extent + 1 : index;
}

static void pick_one(lua_State *L, bn_tensor *view, int dim, int number, lua_Integer index)
{
    const int64_t extent = view->shape[dim];
    const lua_Integer at = from_start(index, extent);
    if (at < 1 || at > extent)
        luaL_error(L, "index %I is out of range: dimension %d has %I", index, number, (lua_Integer)extent);
    bnl_check(L, bn_tensor_select(view, dim, at - 1, view));
}

static lua_Integer integer_of(lua_State *L, int index, int number, const char *what)
{
    int exact = 0;
    const lua_Integer value = lua_type(L, index) == LUA_TNUMBER ? lua_tointegerx(L, index, &exact) : 0;
    if (!exact)
        bnl_error(L, "%s %d is %s; a whole number was needed", what, number, luaL_tolstring(L, index, NULL));
    return value;
}

static lua_Integer range_entry(lua_State *L, int entry, int number, lua_Integer otherwise)
{
    if (lua_rawgeti(L, -1, entry) != LUA_TNIL) otherwise = integer_of(L, -1, number, "the range of index");
    lua_pop(L, 1);
    return otherwise;
}

static int64_t count_between(lua_Integer first, lua_Integer last, lua_Integer step)
{
    if (step > 0) return last < first ? 0 : (last - first) / step + 1;
    if (first < last) return 0;
    return step == LUA_MININTEGER ? 1 : (first - last) / -step + 1; // -LUA_MININTEGER would overflow
}

/* The range in the table on the top of the stack: { first, last, step }; { first } is one element. */
static void pick_range(lua_State *L, bn_tensor *view, int dim, int number)
{
    const int64_t extent = view->shape[dim];
    if (lua_rawlen(L, -1) == 0) return;
    const lua_Integer first = range_entry(L, 1, number, 1);
    const lua_Integer last = range_entry(L, 2, number, first);
    const lua_Integer step = range_entry(L, 3, number, 1);
    if (step == 0) luaL_error(L, "the range of index %d has step 0", number);
    const lua_Integer from = from_start(first, extent);
    const lua_Integer to = from_start(last, extent);
    if (from < 1 || from > extent + 1 || to < 0 || to > extent)
        luaL_error(L, "range { %I, %I } is out of range: dimension %d has %I", first, last, number,
                   (lua_Integer)extent);
    const int64_t count = count_between(from, to, step);
    if (count > 0 && (from > extent || to < 1))
        luaL_error(L, "range { %I, %I } is out of range: dimension %d has %I", first, last, number,
                   (lua_Integer)extent);
    bnl_check(L, bn_tensor_slice(view, dim, from - 1, count, step, view));
}

static void pick_by_table(lua_State *L, int index, bn_tensor *view)
{
    const int dims = view->dims;
    const lua_Unsigned given = lua_rawlen(L, index);
    if (given > (lua_Unsigned)dims)
        luaL_error(L, "%I indices were given; the tensor has %d dimensions", (lua_Integer)given, dims);
    for (int number = 1, dim = 0; number <= (int)given; number++) {
        const int type = lua_rawgeti(L, index, number);
        if (type == LUA_TNUMBER)
            pick_one(L, view, dim, number, integer_of(L, -1, number, "index"));
        else if (type == LUA_TTABLE)
            pick_range(L, view, dim++, number);
        else if (type == LUA_TBOOLEAN && lua_toboolean(L, -1))
            dim++;
        else
            luaL_error(L, "index %d is a %s; a number, a range { first, last, step } or true was needed",
                       number, luaL_typename(L, -1));
        lua_pop(L, 1);
    }
}

/* Whether a function in C asks for the element behind the last, as ipairs does; nil there ends its loop. */
static bool is_asked_for_the_end(lua_State *L, const bn_tensor *tensor)
{
    lua_Debug caller;
    if (tensor->dims == 0 || !lua_isinteger(L, 2) || lua_tointeger(L, 2) != tensor->shape[0] + 1)
        return false;
    return lua_getstack(L, 1, &caller) != 0 && lua_getinfo(L, "S", &caller) != 0 && *caller.what == 'C';
}

/* The view of the tensor that the index at `index` selects. */
static bn_tensor pick(lua_State *L, const bn_tensor *tensor, int index)
{
    bn_tensor view = *tensor;
    if (lua_istable(L, index)) {
        pick_by_table(L, index, &view);
        return view;
    }
    if (lua_type(L, index) != LUA_TNUMBER)
        luaL_error(L, "a tensor is indexed by a number, a table or a mask, not by a %s",
                   luaL_typename(L, index));
    if (tensor->dims == 0) luaL_error(L, "a scalar tensor has no dimension to index");
    pick_one(L, &view, 0, 1, integer_of(L, index, 1, "index"));
    return view;
}

/* Pushes a new tensor of the shape of what the mask chooses: a vector, or as many parts as a mask of the first
   dimensions chooses. *flat: its elements as a vector. */
static bn_tensor *new_chosen(lua_State *L, const bn_tensor *tensor, const bn_tensor *mask, bn_tensor *flat)
{
    int64_t shape[BN_TENSOR_MAX_DIMS], count = 1;
    int dims = 1;
    bnl_check(L, bn_tensor_chosen(mask, mask, &shape[0]));
    for (int d = mask->dims; d < tensor->dims; d++) shape[dims++] = tensor->shape[d];
    bn_tensor *chosen = bnl_new_result(L, tensor->dtype, dims, shape);
    for (int d = 0; d < dims; d++) count *= shape[d];
    bnl_check(L, bn_tensor_describe(tensor->dtype, 1, &count, chosen->data, flat));
    return chosen;
}

static int pick_masked(lua_State *L, const bn_tensor *tensor, const bn_tensor *mask)
{
    bn_tensor spread, flat;
    bnl_check(L, bn_tensor_spread_mask(mask, tensor, &spread));
    new_chosen(L, tensor, mask, &flat);
    bnl_check(L, bn_tensor_masked(tensor, &spread, &flat));
    return 1;
}

int bnl_tensor_index(lua_State *L)
{
    if (lua_type(L, 2) == LUA_TSTRING) {
        lua_pushvalue(L, 2);
        if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
        return bnl_unknown_name(L, lua_upvalueindex(1), lua_tostring(L, 2), "a tensor");
    }
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    if (is_asked_for_the_end(L, tensor)) return 0;
    const bn_tensor *mask = bnl_test_tensor(L, 2);
    if (mask != NULL) return pick_masked(L, tensor, mask);
    const bn_tensor view = pick(L, tensor, 2);
    if (view.dims == 0)
        bnl_push_number(L, bn_tensor_get(&view, NULL));
    else
        bnl_push_view(L, 1, &view);
    return 1;
}

static int next_element(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    const lua_Integer at = bnl_check_integer(L, 2);
    if (tensor->dims == 0) return luaL_error(L, "a scalar tensor has no dimension to index");
    if (at < 0 || at >= tensor->shape[0]) return 0;
    lua_pushinteger(L, at + 1);
    lua_geti(L, 1, at + 1);
    return 2;
}

static int index_rows(lua_State *L)
{
    bnl_check_tensor(L, 1);
    lua_pushcfunction(L, next_element);
    lua_pushvalue(L, 1);
    lua_pushinteger(L, 0);
    return 3;
}

int bnl_tensor_pairs(lua_State *L)
{
    luaL_where(L, 2); // the caller of pairs
    lua_pushliteral(L, "pairs goes through tables; for a tensor write ipairs(t) or t:rows()");
    lua_concat(L, 2);
    return lua_error(L);
}

/* The elements of argument 1 that the mask chooses = argument 3. */
static int set_masked(lua_State *L, const bn_tensor *tensor, const bn_tensor *mask)
{
    bnl_scalar number;
    const bn_tensor *values;
    bn_tensor whole = *tensor, spread, flat;
    bnl_check(L, bn_tensor_spread_mask(mask, tensor, &spread));
    if (lua_type(L, 3) == LUA_TNUMBER)
        values = bnl_set_scalar(&number, BN_F64, bnl_number(L, 3));
    else if (lua_istable(L, 3))
        values = bnl_tensor_from_table(L, 3, tensor->dtype);
    else
        values = bnl_check_tensor(L, 3);
    if (mask->dims < tensor->dims && values->dims > 0) {
        bn_tensor *parts = new_chosen(L, tensor, mask, &flat), repeated;
        bnl_check(L, bn_tensor_broadcast(values, parts->dims, parts->shape, &repeated));
        bnl_check(L, bn_tensor_copy(&repeated, parts));
        values = &flat;
    }
    bnl_check(L, bn_tensor_set_masked(values, &spread, &whole));
    return 0;
}

int bnl_tensor_newindex(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    const bn_tensor *mask = bnl_test_tensor(L, 2);
    if (mask != NULL) return set_masked(L, tensor, mask);
    bn_tensor view = pick(L, tensor, 2);
    const bool number = lua_type(L, 3) == LUA_TNUMBER;
    if (number && view.dims == 0)
        bn_tensor_set(&view, NULL, bnl_number(L, 3));
    else if (number)
        bnl_check(L, bn_tensor_fill(bnl_number(L, 3), &view));
    else if (lua_istable(L, 3))
        bnl_check(L, bn_tensor_copy(bnl_tensor_from_table(L, 3, view.dtype), &view));
    else
        bnl_check(L, bn_tensor_copy(bnl_check_tensor(L, 3), &view));
    return 0;
}

/* The indices of the elements that are not 0: a vector for each dimension. */
static int index_nonzero(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    int64_t count;
    bnl_scalar one;
    bnl_check(L, bn_tensor_chosen(tensor, tensor, &count));
    bn_tensor *out = bnl_new_result(L, BN_F64, 2, (int64_t[]){tensor->dims, count});
    bnl_check(L, bn_tensor_nonzero(tensor, out));
    bnl_check(L, bn_tensor_binary(BN_ADD, out, bnl_set_scalar(&one, BN_F64, 1.0), out));
    const int whole = lua_gettop(L);
    for (int d = 0; d < tensor->dims; d++) {
        bn_tensor row;
        bnl_check(L, bn_tensor_select(out, 0, d, &row));
        bnl_push_view(L, whole, &row);
    }
    return tensor->dims;
}

static const bnl_function method_list[] = {
    {"nonzero", index_nonzero, 0, 0},
    {"rows", index_rows, 0, 0},
    {NULL, NULL, 0, 0},
};

void bnl_tensor_register_index(lua_State *L, int methods)
{
    bnl_tensor_add_methods(L, methods, method_list);
}
