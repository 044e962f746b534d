/* Random numbers in Lua.

       local stream = balnet.random { seed = 7 }
       local xi = stream:normal(3, 4)                   -- f64, and the stream moves on
       local again = balnet.random { seed = 7 }:normal(3, 4)   -- the same numbers */
#include "bindings/tensor/random_stream.h"

#include "bindings/common/bnl.h"
#include "bindings/common/library.h"
#include "bindings/tensor/random_draws.h"

#include <math.h>

#define CLASS "balnet.random"

typedef struct {
    int64_t seed, purpose, epoch;
    int64_t position; // the next block
} definition;

static const bn_field fields[] = {
    {"seed", BN_FIELD_INTEGER, offsetof(definition, seed), .fallback = 1, .least = -INFINITY,
     .most = INFINITY, .help = "of the address"},
    {"purpose", BN_FIELD_INTEGER, offsetof(definition, purpose), .most = INT32_MAX, .help = "of the address"},
    {"epoch", BN_FIELD_INTEGER, offsetof(definition, epoch), .most = INT32_MAX, .help = "of the address"},
    {"position", BN_FIELD_INTEGER, offsetof(definition, position), .most = INFINITY,
     .help = "number of the next block"},
    {0},
};

static void push_stream(lua_State *L, bn_random_stream numbers, uint64_t position)
{
    bnl_stream *s = lua_newuserdatauv(L, sizeof *s, 0);
    *s = (bnl_stream){.stream = numbers, .position = position};
    luaL_setmetatable(L, CLASS);
}

static int random_new(lua_State *L)
{
    definition d;
    bn_fields_default(fields, &d);
    if (lua_type(L, 1) == LUA_TNUMBER)
        d.seed = bnl_check_integer(L, 1);
    else if (!lua_isnone(L, 1))
        luaL_argexpected(L, lua_istable(L, 1), 1, "seed, or table with one");
    bnl_read_definition(L, lua_istable(L, 1) ? 1 : 2, fields, &d);
    bnl_check(L, bn_fields_check(fields, &d));
    push_stream(L, bn_random_open((uint64_t)d.seed, BN_PURPOSE_USER + (uint32_t)d.purpose, (uint32_t)d.epoch),
                (uint64_t)d.position);
    return 1;
}

bnl_stream *bnl_check_stream(lua_State *L)
{
    return luaL_checkudata(L, 1, CLASS);
}

static bn_tensor *new_result(lua_State *L)
{
    int64_t shape[BN_TENSOR_MAX_DIMS];
    const int dims = lua_gettop(L) - 1;
    luaL_argcheck(L, dims <= BN_TENSOR_MAX_DIMS, 2, "a tensor has at most 8 dimensions");
    for (int d = 0; d < dims; d++) shape[d] = bnl_check_integer(L, d + 2);
    return bnl_new_tensor(L, BN_F64, dims, shape);
}

static int random_normal(lua_State *L)
{
    bnl_stream *s = bnl_check_stream(L);
    bn_tensor *out = new_result(L);
    const size_t count = (size_t)bn_tensor_count(out);
    bn_random_normal_f64(&s->stream, s->position, count, out->data);
    s->position += (count + 1) / 2;
    return 1;
}

static int random_uniform(lua_State *L)
{
    bnl_stream *s = bnl_check_stream(L);
    bn_tensor *out = new_result(L);
    const size_t count = (size_t)bn_tensor_count(out);
    bn_random_uniform_f64(&s->stream, s->position, count, out->data);
    s->position += (count + 1) / 2;
    return 1;
}

static int random_block(lua_State *L)
{
    bnl_stream *s = bnl_check_stream(L);
    uint32_t words[4];
    bn_random_block(&s->stream, s->position++, words);
    for (int i = 0; i < 4; i++) lua_pushinteger(L, words[i]);
    return 4;
}

static int random_position(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)bnl_check_stream(L)->position);
    return 1;
}

static const bnl_function methods[] = {
    {"bernoulli", bnl_random_bernoulli, BNL_ANY, 0},
    {"block", random_block, 0, 0},
    {"choice", bnl_random_choice, 3, 0},
    {"exponential", bnl_random_exponential, BNL_ANY, 0},
    {"gamma", bnl_random_gamma, BNL_ANY, 0},
    {"integers", bnl_random_integers, BNL_ANY, 0},
    {"normal", random_normal, BNL_ANY, 0},
    {"orthogonal", bnl_random_orthogonal, 1, 0},
    {"permutation", bnl_random_permutation, 1, 0},
    {"poisson", bnl_random_poisson, BNL_ANY, 0},
    {"position", random_position, 0, 0},
    {"shuffle", bnl_random_shuffle, 1, 0},
    {"uniform", random_uniform, BNL_ANY, 0},
    {NULL, NULL, 0, 0},
};

static const luaL_Reg metamethods[] = {{"__tostring", bnl_describe}, {NULL, NULL}};

void bnl_push_stream(lua_State *L, bn_random_stream numbers)
{
    bnl_define_class(L, CLASS, methods, metamethods);
    push_stream(L, numbers, 0);
}

static const bnl_function constructor = {"random", random_new, 1, 0};

int luaopen_balnet_random(lua_State *L)
{
    bnl_declare_fields(L, "balnet.random.definition", fields);
    bnl_declare_fields(L, "balnet.random.choice_options", bnl_choice_fields);
    bnl_define_class(L, CLASS, methods, metamethods);
    bnl_new_constructor(L, &constructor);
    return 1;
}
