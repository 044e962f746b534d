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

/* The result as a number, when all operands were given as numbers. */
static int push_number(lua_State *L, const bn_tensor *result)
{
    bnl_push_number(L, bn_tensor_get(result, NULL));
    return 1;
}

static int math_unary(lua_State *L)
{
    const bn_unary op = (bn_unary)operation(L);
    const bn_tensor *tensor = bnl_test_tensor(L, 1);
    if (tensor == NULL) {
        bnl_scalar scalar;
        bn_tensor *in_place = bnl_set_scalar(&scalar, BN_F64, bnl_check_number(L, 1));
        bnl_check(L, bn_tensor_unary(op, in_place, in_place));
        return push_number(L, in_place);
    }
    bn_tensor *out = bnl_new_result(L, tensor->dtype, tensor->dims, tensor->shape);
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

/* The operand at `index`: the tensor that stands there, or a number in the dtype of the other operand. */
static const bn_tensor *operand_of(lua_State *L, int index, const bn_tensor *tensor, const bn_tensor *other,
                                   bnl_scalar *scalar)
{
    if (tensor != NULL) return tensor;
    if (lua_type(L, index) != LUA_TNUMBER)
        luaL_error(L, "a tensor or a number was needed; operand %d is a %s", index, luaL_typename(L, index));
    return bnl_set_scalar(scalar, other != NULL ? other->dtype : BN_F64, bnl_number(L, index));
}

static const bn_tensor *check_operand(lua_State *L, int index, const bn_tensor *other, bnl_scalar *scalar)
{
    return operand_of(L, index, bnl_test_tensor(L, index), other, scalar);
}

static bn_tensor *new_common(lua_State *L, const bn_tensor *a, const bn_tensor *b)
{
    int dims;
    int64_t shape[BN_TENSOR_MAX_DIMS];
    bnl_check(L, bn_tensor_common_shape(a, b, &dims, shape));
    return bnl_new_result(L, bn_dtype_common(a->dtype, b->dtype), dims, shape);
}

static int math_binary(lua_State *L)
{
    bnl_scalar a_scalar, b_scalar;
    const bool numbers = lua_type(L, 1) == LUA_TNUMBER && lua_type(L, 2) == LUA_TNUMBER;
    const bn_tensor *first = bnl_test_tensor(L, 1), *second = bnl_test_tensor(L, 2);
    const bn_tensor *a = operand_of(L, 1, first, second, &a_scalar);
    const bn_tensor *b = operand_of(L, 2, second, first, &b_scalar);
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

/* Lua passes the operand of unary minus twice. */
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

/* Lua turns the result of every comparison operator into one boolean, so `t < u` can't give a tensor. */
static int refuse_comparison(lua_State *L, const char *forward, const char *backward)
{
    const bool swapped = lua_type(L, 1) == LUA_TNUMBER;
    const bool tensors = bnl_test_tensor(L, 1) != NULL && bnl_test_tensor(L, 2) != NULL;
    const int other = swapped ? 1 : 2;
    const char *with = tensors ? "u" : luaL_tolstring(L, other, NULL);
    return luaL_error(L, "tensors are compared element by element: write t:%s(%s)",
                      swapped ? backward : forward, with);
}

static int math_less(lua_State *L)
{
    return refuse_comparison(L, "lt", "gt");
}

static int math_less_or_equal(lua_State *L)
{
    return refuse_comparison(L, "le", "ge");
}

/* Pushes where the operand at `index` is not 0. */
static const bn_tensor *push_truth(lua_State *L, int index, const bn_tensor *other)
{
    bnl_scalar scalar, zero;
    const bn_tensor *operand = check_operand(L, index, other, &scalar);
    bn_tensor *truth = bnl_new_result(L, operand->dtype, operand->dims, operand->shape);
    bnl_check(L, bn_tensor_binary(BN_NE, operand, bnl_set_scalar(&zero, operand->dtype, 0.0), truth));
    return truth;
}

/* t & u and t | u, where what is not 0 is true. */
static int math_logical(lua_State *L)
{
    const bn_tensor *a = push_truth(L, 1, bnl_test_tensor(L, 2)),
                    *b = push_truth(L, 2, bnl_test_tensor(L, 1));
    bnl_check(L, bn_tensor_binary((bn_binary)operation(L), a, b, new_common(L, a, b)));
    return 1;
}

static int math_not(lua_State *L)
{
    bnl_scalar zero;
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    bn_tensor *out = bnl_new_result(L, tensor->dtype, tensor->dims, tensor->shape);
    bnl_check(L, bn_tensor_binary(BN_EQ, tensor, bnl_set_scalar(&zero, tensor->dtype, 0.0), out));
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
    bn_tensor *out = bnl_new_result(L, result.dtype, result.dims, result.shape);
    bnl_check(L, bn_tensor_where(condition, a, b, out));
    return 1;
}

/* Arguments 2 and 3 are the limits; the result is left at the top of the stack. */
static int clamp(lua_State *L, const bn_tensor *in, bool in_place)
{
    bnl_scalar low, high;
    const double least = bnl_check_number(L, 2);
    const double most = bnl_check_number(L, 3);
    if (!(least <= most)) return bnl_error(L, "clamp needs low <= high; %f and %f were given", least, most);
    lua_settop(L, 1);
    bn_tensor *out = in_place ? bnl_check_tensor(L, 1) : bnl_new_result(L, in->dtype, in->dims, in->shape);
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

typedef void push_kind(lua_State *L, const bnl_function *function);

static void add_operation(lua_State *L, int table, const char *name, int op, push_kind *push,
                          const bnl_function *function)
{
    lua_pushinteger(L, op);
    push(L, function);
    lua_setfield(L, table, name);
}

static void add_in_place(lua_State *L, int table, const char *name, int op, const bnl_function *function)
{
    lua_pushfstring(L, "%s_", name);
    lua_pushinteger(L, op);
    bnl_push_method(L, function);
    lua_rawset(L, table);
}

static void add_event(lua_State *L, int metatable, const char *event, lua_CFunction function, int op)
{
    lua_pushinteger(L, op);
    lua_pushcclosure(L, function, 1);
    lua_setfield(L, metatable, event);
}

static const bnl_function method_list[] = {
    {"clamp", math_clamp, 2, 0}, {"clamp_", math_clamp_in_place, 2, 0}, {NULL, NULL, 0, 0}};

static const bnl_function function_list[] = {{"where", math_where, 3, 0}, {NULL, NULL, 0, 0}};

void bnl_tensor_register_math(lua_State *L, int methods, int functions)
{
    static const bnl_function unary = {"", math_unary, 1, 0}, unary_method = {"", math_unary, 0, 0};
    static const bnl_function unary_in_place = {"", math_unary_in_place, 0, 0};
    static const bnl_function binary = {"", math_binary, 2, 0}, binary_method = {"", math_binary, 1, 0};
    static const bnl_function binary_in_place = {"", math_binary_in_place, 1, 0};
    for (int op = 0; op < BN_UNARY_COUNT; op++) {
        const char *name = bn_unary_name((bn_unary)op);
        add_operation(L, methods, name, op, bnl_push_method, &unary_method);
        add_operation(L, functions, name, op, bnl_push_function, &unary);
        add_in_place(L, methods, name, op, &unary_in_place);
    }
    for (int op = 0; op < BN_BINARY_COUNT; op++) {
        const char *name = bn_binary_name((bn_binary)op);
        add_operation(L, methods, name, op, bnl_push_method, &binary_method);
        add_operation(L, functions, name, op, bnl_push_function, &binary);
        add_in_place(L, methods, name, op, &binary_in_place);
    }
    bnl_tensor_add_methods(L, methods, method_list);
    bnl_tensor_add_functions(L, functions, function_list);
}

void bnl_tensor_register_arithmetic(lua_State *L, int metatable)
{
    static const struct {
        const char *event;
        bn_binary op;
    } events[] = {{"__add", BN_ADD}, {"__sub", BN_SUB}, {"__mul", BN_MUL},  {"__div", BN_DIV},
                  {"__pow", BN_POW}, {"__mod", BN_MOD}, {"__idiv", BN_IDIV}};
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        add_event(L, metatable, events[i].event, math_binary, (int)events[i].op);
    add_event(L, metatable, "__unm", math_unm, BN_NEGATE);
    add_event(L, metatable, "__band", math_logical, BN_MUL);
    add_event(L, metatable, "__bor", math_logical, BN_MAXIMUM);
    add_event(L, metatable, "__bnot", math_not, 0);
    add_event(L, metatable, "__lt", math_less, 0);
    add_event(L, metatable, "__le", math_less_or_equal, 0);
}
