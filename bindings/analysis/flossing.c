/* Gradient flossing in Lua, beneath balnet.lyapunov.floss.

       local loss, exponents, J, drive, x = native.gradient { J = J:t():contiguous(), share = a, drive = d, start = x_0,
         exponents = 10, steps = 100, transient = 10, dt = 1, activation = "tanh" }

   J and its gradient are transposed, column by column; everything is f64. */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include "engine/analysis/flossing.h"

#include <math.h>

typedef struct {
    bn_flossing flossing;
    const bn_tensor *J, *share, *drive, *start;
    int64_t seed;
} definition;

static const bn_field fields[] = {
    {.part = bn_flossing_fields, .offset = offsetof(definition, flossing)},
    {"J", BN_FIELD_TENSOR, offsetof(definition, J), .needed = true, .help = "N x N, transposed"},
    {"share", BN_FIELD_TENSOR, offsetof(definition, share), .needed = true, .help = "N: dt/tau"},
    {"drive", BN_FIELD_TENSOR, offsetof(definition, drive), .needed = true, .help = "steps x N"},
    {"start", BN_FIELD_TENSOR, offsetof(definition, start), .needed = true, .help = "N"},
    {"seed", BN_FIELD_INTEGER, offsetof(definition, seed), .fallback = 1, .least = -INFINITY,
     .most = INFINITY, .help = "of the vectors"},
    {0},
};

// The field of the table at 1 as contiguous numbers, which the stack keeps; all finite.
static const double *push_numbers(lua_State *L, const char *name, int dims, int64_t rows, int64_t columns)
{
    lua_getfield(L, 1, name);
    const bn_tensor *tensor = bnl_contiguous(L, lua_gettop(L), BN_F64);
    const bool fits =
        tensor->dims == dims && tensor->shape[0] == rows && (dims == 1 || tensor->shape[1] == columns);
    if (!fits) luaL_error(L, "%s has not the shape of the network", name);
    const double *values = tensor->data;
    for (int64_t e = 0; e < rows * columns; e++)
        if (!isfinite(values[e]))
            bnl_error(L, "%s has the number %f; finite numbers were needed", name, values[e]);
    return values;
}

static int gradient(lua_State *L)
{
    definition d = {0};
    bn_fields_default(fields, &d);
    bnl_read_definition(L, 1, fields, &d);
    bn_flossing *f = &d.flossing;
    const int64_t N = f->neurons = d.J->dims == 2 ? d.J->shape[0] : 0;
    f->seed = (uint64_t)d.seed;
    f->J = push_numbers(L, "J", 2, N, N);
    f->share = push_numbers(L, "share", 1, N, 1);
    f->drive = push_numbers(L, "drive", 2, f->steps, N);
    f->start = push_numbers(L, "start", 1, N, 1);
    lua_pushnil(L);
    const int at = lua_gettop(L);
    bn_flossing_result result = {.exponents = bnl_new_tensor(L, BN_F64, 1, &f->exponents)->data,
                                 .J = bnl_new_tensor(L, BN_F64, 2, (int64_t[]){N, N})->data,
                                 .drive = bnl_new_tensor(L, BN_F64, 2, (int64_t[]){f->steps, N})->data,
                                 .end = bnl_new_tensor(L, BN_F64, 1, &N)->data};
    bnl_check(L, bn_flossing_gradient(f, &result));
    lua_pushnumber(L, result.loss);
    lua_replace(L, at);
    return 5;
}

static const bnl_function functions[] = {{"gradient", gradient, 1, 0}, {NULL, NULL, 0, 0}};

int luaopen_balnet_native_flossing(lua_State *L)
{
    bnl_new_module(L, "balnet.native.flossing", functions);
    return 1;
}
