/* Element-wise mathematics on tensors in Lua: every function as a method, in place (with a _ behind its name)
   and as a function of the library, and the metamethods of arithmetic. One C function serves each of these
   kinds; which operation it does is its upvalue. */
#include "bindings/tensor/tensor_parts.h"

#include "engine/tensor/tensor_math.h"
#include "engine/tensor/tensor_view.h"

static int operation(lua_State *L)
{
    return (int)lua_tointeger(L, lua_upvalueindex(1));
}

/* A number, for two or one given as numbers. */
static int push_number(lua_State *L, const bn_tensor *result)
{
    lua_pushnumber(L, bn_tensor_get(result, NULL));
    return 1;
}

static int math_unary(lua_State *L)
{
    const bn_unary op = (bn_unary)operation(L);
    const bn_tensor *tensor = bnl_test_tensor(L, 1);
    if (tensor == NULL) {
        bnl_scalar scalar;
        bn_tensor *in_place = bnl_set_scalar(&scalar, BN_F64, luaL_checknumber(L, 1));
        bnl_check(L, bn_tensor_unary(op, in_place, in_place));
        return push_number(L, in_place);
    }
    bn_tensor *out = bnl_new_tensor(L, tensor->dtype, tensor->dims, tensor->shape);
    bnl_check(L, bn_tensor_unary(op, tensor, out));
    return 1;
}

static int math_unary_in_place(lua_State *L)
{
    bn_tensor *tensor = bnl_check_tensor(L, 1);
    bnl_check(L, bn_tensor_unary((bn_unary)operation(L), tensor, tensor));
    lua_settop(L, 1);
    return 1;
}

/* The operand at `index`: a tensor, or a number in the dtype of the other operand. */
static const bn_tensor *check_operand(lua_State *L, int index, const bn_tensor *other, bnl_scalar *scalar)
{
    const bn_tensor *tensor = bnl_test_tensor(L, index);
    if (tensor != NULL) return tensor;
    if (lua_type(L, index) != LUA_TNUMBER)
        luaL_error(L, "a tensor or a number was needed; operand %d is a %s", index, luaL_typename(L, index));
    return bnl_set_scalar(scalar, other != NULL ? other->dtype : BN_F64, lua_tonumber(L, index));
}

static bn_tensor *new_common(lua_State *L, const bn_tensor *a, const bn_tensor *b)
{
    int dims;
    int64_t shape[BN_TENSOR_MAX_DIMS];
    bnl_check(L, bn_tensor_common_shape(a, b, &dims, shape));
    return bnl_new_tensor(L, bn_dtype_common(a->dtype, b->dtype), dims, shape);
}

static int math_binary(lua_State *L)
{
    bnl_scalar a_scalar, b_scalar;
    const bool numbers = lua_type(L, 1) == LUA_TNUMBER && lua_type(L, 2) == LUA_TNUMBER;
    const bn_tensor *a = check_operand(L, 1, bnl_test_tensor(L, 2), &a_scalar);
    const bn_tensor *b = check_operand(L, 2, bnl_test_tensor(L, 1), &b_scalar);
    bn_tensor *out = new_common(L, a, b);
    bnl_check(L, bn_tensor_binary((bn_binary)operation(L), a, b, out));
    return numbers ? push_number(L, out) : 1;
}

static int math_binary_in_place(lua_State *L)
{
    bnl_scalar scalar;
    bn_tensor *tensor = bnl_check_tensor(L, 1);
    const bn_tensor *other = check_operand(L, 2, tensor, &scalar);
    bnl_check(L, bn_tensor_binary((bn_binary)operation(L), tensor, other, tensor));
    lua_settop(L, 1);
    return 1;
}

/* Unary minus hands its operand over twice. */
static int math_unm(lua_State *L)
{
    lua_settop(L, 1);
    return math_unary(L);
}

int bnl_tensor_equal(lua_State *L)
{
    const bn_tensor *a = bnl_test_tensor(L, 1);
    const bn_tensor *b = bnl_test_tensor(L, 2);
    lua_pushboolean(L, a != NULL && b != NULL && bn_tensor_equal(a, b));
    return 1;
}

static int math_where(lua_State *L)
{
    bnl_scalar a_scalar, b_scalar;
    const bn_tensor *condition = bnl_check_tensor(L, 1);
    const bn_tensor *a = check_operand(L, 2, bnl_test_tensor(L, 3), &a_scalar);
    const bn_tensor *b = check_operand(L, 3, bnl_test_tensor(L, 2), &b_scalar);
    bn_tensor values = {.dtype = bn_dtype_common(a->dtype, b->dtype)}, result = values;
    bnl_check(L, bn_tensor_common_shape(a, b, &values.dims, values.shape));
    bnl_check(L, bn_tensor_common_shape(condition, &values, &result.dims, result.shape));
    bn_tensor *out = bnl_new_tensor(L, result.dtype, result.dims, result.shape);
    bnl_check(L, bn_tensor_where(condition, a, b, out));
    return 1;
}

/* Arguments 2 and 3 are the limits; the result is left at the top of the stack. */
static int clamp(lua_State *L, const bn_tensor *in, bool in_place)
{
    bnl_scalar low, high;
    const double least = luaL_checknumber(L, 2);
    const double most = luaL_checknumber(L, 3);
    if (!(least <= most)) return bnl_error(L, "clamp needs low <= high; %f and %f were given", least, most);
    lua_settop(L, 1);
    bn_tensor *out = in_place ? bnl_check_tensor(L, 1) : bnl_new_tensor(L, in->dtype, in->dims, in->shape);
    bnl_check(L, bn_tensor_binary(BN_MAXIMUM, in, bnl_set_scalar(&low, in->dtype, least), out));
    bnl_check(L, bn_tensor_binary(BN_MINIMUM, out, bnl_set_scalar(&high, in->dtype, most), out));
    return 1;
}

static int math_clamp(lua_State *L)
{
    return clamp(L, bnl_check_tensor(L, 1), false);
}

static int math_clamp_in_place(lua_State *L)
{
    return clamp(L, bnl_check_tensor(L, 1), true);
}

static void add_closure(lua_State *L, int table, const char *name, lua_CFunction function, int op)
{
    lua_pushinteger(L, op);
    lua_pushcclosure(L, function, 1);
    lua_setfield(L, table, name);
}

static void add_in_place(lua_State *L, int table, const char *name, lua_CFunction function, int op)
{
    lua_pushfstring(L, "%s_", name);
    lua_pushinteger(L, op);
    lua_pushcclosure(L, function, 1);
    lua_rawset(L, table);
}

static const luaL_Reg method_list[] = {{"clamp", math_clamp}, {"clamp_", math_clamp_in_place}, {NULL, NULL}};

static const luaL_Reg function_list[] = {{"where", math_where}, {NULL, NULL}};

void bnl_tensor_register_math(lua_State *L, int methods, int functions)
{
    for (int op = 0; op < BN_UNARY_COUNT; op++) {
        const char *name = bn_unary_name((bn_unary)op);
        add_closure(L, methods, name, math_unary, op);
        add_closure(L, functions, name, math_unary, op);
        add_in_place(L, methods, name, math_unary_in_place, op);
    }
    for (int op = 0; op < BN_BINARY_COUNT; op++) {
        const char *name = bn_binary_name((bn_binary)op);
        add_closure(L, methods, name, math_binary, op);
        add_closure(L, functions, name, math_binary, op);
        add_in_place(L, methods, name, math_binary_in_place, op);
    }
    bnl_tensor_add(L, methods, method_list);
    bnl_tensor_add(L, functions, function_list);
}

void bnl_tensor_register_arithmetic(lua_State *L, int metatable)
{
    static const struct {
        const char *event;
        bn_binary op;
    } events[] = {{"__add", BN_ADD}, {"__sub", BN_SUB}, {"__mul", BN_MUL},  {"__div", BN_DIV},
                  {"__pow", BN_POW}, {"__mod", BN_MOD}, {"__idiv", BN_IDIV}};
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        add_closure(L, metatable, events[i].event, math_binary, (int)events[i].op);
    add_closure(L, metatable, "__unm", math_unm, BN_NEGATE);
}
