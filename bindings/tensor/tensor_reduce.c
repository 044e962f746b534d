/* Reductions and sorting of tensors in Lua: t:sum() is a number, t:sum(dim) a tensor without that
   dimension, t:sum(dim, true) one that keeps it with extent 1. Several dimensions, t:sum({ 1, 3 }), are
   made one first. */
#include "bindings/tensor/tensor_parts.h"

#include "engine/tensor/tensor_copy.h"
#include "engine/tensor/tensor_math.h"
#include "engine/tensor/tensor_reduce.h"
#include "engine/tensor/tensor_sort.h"
#include "engine/tensor/tensor_view.h"

/* Argument `index`: whether the dimension that is reduced stays, with extent 1. */
static bool keeps_dim(lua_State *L, int index)
{
    if (lua_isnoneornil(L, index)) return false;
    luaL_argcheck(
        L, lua_isboolean(L, index), index,
        "whether the dimension is kept is true or false; two dimensions are reduced as x:sum({ 1, 2 })");
    return lua_toboolean(L, index);
}

/* Several dimensions that are reduced as one. */
typedef struct {
    bool several;
    bool keep;
    int dims; // of the result, by `keep`, with its shape
    int64_t shape[BN_TENSOR_MAX_DIMS];
} merged_dims;

/* Marks the dimensions in the table at `index`; returns how many there are. */
static int read_dims(lua_State *L, int index, int dims, bool *reduced)
{
    const lua_Unsigned count = lua_rawlen(L, index);
    luaL_argcheck(L, count > 0 && count <= (lua_Unsigned)dims, index,
                  "a table of at least one dimension, each named once, was needed");
    for (int i = 1; i <= (int)count; i++) {
        lua_rawgeti(L, index, i);
        const int dim = bnl_check_dim(L, lua_gettop(L), dims);
        if (reduced[dim]) luaL_error(L, "dimension %d is named twice", dim + 1);
        reduced[dim] = true;
        lua_pop(L, 1);
    }
    return (int)count;
}

/* Pushes the tensor with the dimensions `order[kept]`, … as one, the last; copied where strides need it. */
static void push_merged(lua_State *L, const bn_tensor *tensor, const int *order, int kept)
{
    bn_tensor turned, flat;
    bool possible;
    bnl_check(L, bn_tensor_permute(tensor, order, &turned));
    int64_t shape[BN_TENSOR_MAX_DIMS + 1] = {0}, together = 1;
    for (int d = kept; d < turned.dims; d++) together *= turned.shape[d];
    for (int d = 0; d < kept; d++) shape[d] = turned.shape[d];
    shape[kept] = together;
    bnl_check(L, bn_tensor_reshape(&turned, kept + 1, shape, &flat, &possible));
    if (possible) {
        bnl_push_view(L, 1, &flat);
        return;
    }
    bn_tensor *copy = bnl_tensor_clone(L, &turned, turned.dtype);
    bnl_check(L, bn_tensor_reshape(copy, kept + 1, shape, copy, &possible));
}

/* Where argument `dim_at` is a table of dimensions: makes these the last one of a tensor that takes the
   place of argument 1, and that the dimension to be reduced; what `keep_at` says is kept for give_shape. */
static merged_dims merge_dims(lua_State *L, int dim_at, int keep_at, bool allowed)
{
    merged_dims merged = {.several = lua_istable(L, dim_at)};
    if (!merged.several) return merged;
    luaL_argcheck(L, allowed, dim_at, "a position is counted along one dimension, not along several");
    lua_settop(L, keep_at);
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    bool reduced[BN_TENSOR_MAX_DIMS] = {false};
    int order[BN_TENSOR_MAX_DIMS], kept = 0;
    const int count = read_dims(L, dim_at, tensor->dims, reduced);
    merged.keep = keeps_dim(L, keep_at);
    for (int d = 0, last = tensor->dims - count; d < tensor->dims; d++) {
        order[reduced[d] ? last++ : kept++] = d;
        if (merged.keep || !reduced[d]) merged.shape[merged.dims++] = reduced[d] ? 1 : tensor->shape[d];
    }
    push_merged(L, tensor, order, kept);
    lua_replace(L, 1);
    lua_pushinteger(L, -1);
    lua_replace(L, dim_at);
    lua_pushnil(L);
    lua_replace(L, keep_at);
    return merged;
}

/* Gives the result on the top of the stack, which lies row-major without gaps, its own dimensions back. */
static int give_shape(lua_State *L, const merged_dims *merged)
{
    bool possible;
    bn_tensor *out = bnl_check_tensor(L, -1);
    if (merged->several && merged->keep)
        bnl_check(L, bn_tensor_reshape(out, merged->dims, merged->shape, out, &possible));
    return 1;
}

/* Pushes a new tensor of the shape that is left without `dim`, or with extent 1 there. *without is its view
   without that dimension. */
static bn_tensor *new_reduced(lua_State *L, const bn_tensor *tensor, bn_dtype dtype, int dim, bool keep,
                              bn_tensor *without)
{
    bn_tensor like = *tensor;
    like.shape[dim] = 1;
    bn_tensor *out = bnl_new_result(L, dtype, like.dims, like.shape);
    bnl_check(L, bn_tensor_select(out, dim, 0, without));
    if (!keep) *out = *without;
    return out;
}

static bool gives_position(bn_reduction op)
{
    return op == BN_ARGMIN || op == BN_ARGMAX;
}

static int reduce_all(lua_State *L, bn_reduction op, const bn_tensor *tensor)
{
    double result;
    bnl_check(L, bn_tensor_reduce_all(op, tensor, &result));
    if (gives_position(op))
        lua_pushinteger(L, (lua_Integer)result + 1);
    else if (op == BN_NONZERO)
        lua_pushinteger(L, (lua_Integer)result);
    else
        bnl_push_number(L, result);
    return 1;
}

/* The reduction of argument 1 along argument 2, or over all where that is nil; argument `keep_at` says
   whether the dimension stays. */
static int reduce(lua_State *L, bn_reduction op, int keep_at)
{
    const merged_dims merged = merge_dims(L, 2, keep_at, !gives_position(op));
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    if (lua_isnoneornil(L, 2)) return reduce_all(L, op, tensor);
    const int dim = bnl_check_dim(L, 2, tensor->dims);
    const bn_dtype dtype = gives_position(op) || op == BN_NONZERO ? BN_F64 : tensor->dtype;
    bn_tensor out;
    new_reduced(L, tensor, dtype, dim, keeps_dim(L, keep_at), &out);
    bnl_check(L, bn_tensor_reduce(op, tensor, dim, &out));
    bnl_scalar one;
    if (gives_position(op))
        bnl_check(L, bn_tensor_binary(BN_ADD, &out, bnl_set_scalar(&one, BN_F64, 1.0), &out));
    return give_shape(L, &merged);
}

static int reduce_plain(lua_State *L)
{
    return reduce(L, (bn_reduction)lua_tointeger(L, lua_upvalueindex(1)), 3);
}

/* Argument 3: the correction that is subtracted from the count of elements in the divisor. */
static bool is_sample(lua_State *L)
{
    const lua_Integer correction = bnl_opt_integer(L, 3, 1);
    luaL_argcheck(L, correction == 0 || correction == 1, 3,
                  "the correction is 0 (divide by n) or 1 (by n - 1)");
    return correction == 1;
}

static int reduce_var(lua_State *L)
{
    return reduce(L, is_sample(L) ? BN_SAMPLE_VARIANCE : BN_VARIANCE, 4);
}

static int reduce_std(lua_State *L)
{
    return reduce(L, is_sample(L) ? BN_SAMPLE_DEVIATION : BN_DEVIATION, 4);
}

static int reduce_norm(lua_State *L)
{
    const double p = bnl_opt_number(L, 3, 2.0);
    luaL_argcheck(L, p == 1.0 || p == 2.0 || p > 1e308, 3, "the norm is 1, 2 or math.huge");
    if (p == 1.0) return reduce(L, BN_NORM_1, 4);
    return reduce(L, p == 2.0 ? BN_NORM_2 : BN_NORM_MAX, 4);
}

/* Whether at least one element is not 0, or whether all are not: a boolean, or a mask along a dimension. */
static int reduce_truth(lua_State *L, bool all)
{
    const merged_dims merged = merge_dims(L, 2, 3, true);
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    if (lua_isnoneornil(L, 2)) {
        double found;
        bnl_check(L, bn_tensor_reduce_all(BN_NONZERO, tensor, &found));
        lua_pushboolean(L, all ? found == (double)bn_tensor_count(tensor) : found > 0.0);
        return 1;
    }
    const int dim = bnl_check_dim(L, 2, tensor->dims);
    bn_tensor out;
    bnl_scalar least;
    new_reduced(L, tensor, BN_F64, dim, keeps_dim(L, 3), &out);
    bnl_check(L, bn_tensor_reduce(BN_NONZERO, tensor, dim, &out));
    const bn_tensor *needed = bnl_set_scalar(&least, BN_F64, all ? (double)tensor->shape[dim] : 1.0);
    bnl_check(L, bn_tensor_binary(BN_GE, &out, needed, &out));
    return give_shape(L, &merged);
}

static int reduce_any(lua_State *L)
{
    return reduce_truth(L, false);
}

static int reduce_every(lua_State *L)
{
    return reduce_truth(L, true);
}

/* Argument 2, by default the last dimension. */
static int dim_or_last(lua_State *L, const bn_tensor *tensor)
{
    if (tensor->dims == 0) luaL_error(L, "a scalar tensor has no dimension to go along");
    return lua_isnoneornil(L, 2) ? tensor->dims - 1 : bnl_check_dim(L, 2, tensor->dims);
}

/* The running sums, products, … along argument 2. */
static int reduce_running(lua_State *L)
{
    const bn_running op = (bn_running)lua_tointeger(L, lua_upvalueindex(1));
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    const int dim = dim_or_last(L, tensor);
    bn_tensor *out = bnl_new_result(L, tensor->dtype, tensor->dims, tensor->shape);
    bnl_check(L, bn_tensor_accumulate(op, tensor, dim, out));
    return 1;
}

static bn_sort_order opt_order(lua_State *L, int index)
{
    return (bn_sort_order)bnl_opt_word(L, index, bn_sort_words, BN_ASCENDING);
}

static int reduce_sort(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    const int dim = dim_or_last(L, tensor);
    const bn_sort_order order = opt_order(L, 3);
    bn_tensor *out = bnl_new_result(L, tensor->dtype, tensor->dims, tensor->shape);
    bnl_check(L, bn_tensor_sort(tensor, dim, order, out));
    return 1;
}

static int reduce_argsort(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    const int dim = dim_or_last(L, tensor);
    const bn_sort_order order = opt_order(L, 3);
    bn_tensor *out = bnl_new_result(L, BN_F64, tensor->dims, tensor->shape);
    bnl_scalar one;
    bnl_check(L, bn_tensor_argsort(tensor, dim, order, out));
    bnl_check(L, bn_tensor_binary(BN_ADD, out, bnl_set_scalar(&one, BN_F64, 1.0), out));
    return 1;
}

/* The places, counted from 1, before which values go into the sorted vector. */
static int reduce_searchsorted(lua_State *L)
{
    const bn_tensor *sorted = bnl_check_tensor(L, 1);
    const bn_side side = (bn_side)bnl_opt_word(L, 3, bn_side_words, BN_LEFT);
    bnl_scalar one, number;
    if (lua_type(L, 2) == LUA_TNUMBER) {
        bn_tensor *value = bnl_set_scalar(&number, BN_F64, bnl_number(L, 2));
        bnl_check(L, bn_tensor_search(sorted, value, side, bnl_set_scalar(&one, BN_F64, 0.0)));
        lua_pushinteger(L, (lua_Integer)one.value.f64 + 1);
        return 1;
    }
    const bn_tensor *values = bnl_check_tensor(L, 2);
    bn_tensor *out = bnl_new_result(L, BN_F64, values->dims, values->shape);
    bnl_check(L, bn_tensor_search(sorted, values, side, out));
    bnl_check(L, bn_tensor_binary(BN_ADD, out, bnl_set_scalar(&one, BN_F64, 1.0), out));
    return 1;
}

static int quantile_of_all(lua_State *L, const bn_tensor *tensor, double q)
{
    const bn_tensor *copy = bnl_contiguous(L, 1, tensor->dtype);
    bnl_scalar result;
    bn_tensor line;
    bnl_check(L, bn_tensor_describe(copy->dtype, 1, (int64_t[]){bn_tensor_count(copy)}, copy->data, &line));
    bnl_check(L, bn_tensor_quantile(&line, 0, q, bnl_set_scalar(&result, BN_F64, 0.0)));
    bnl_push_number(L, result.value.f64);
    return 1;
}

static int quantile(lua_State *L, double q, int dim_at)
{
    const merged_dims merged = merge_dims(L, dim_at, dim_at + 1, true);
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    if (lua_isnoneornil(L, dim_at)) return quantile_of_all(L, tensor, q);
    const int dim = bnl_check_dim(L, dim_at, tensor->dims);
    bn_tensor out;
    new_reduced(L, tensor, tensor->dtype, dim, keeps_dim(L, dim_at + 1), &out);
    bnl_check(L, bn_tensor_quantile(tensor, dim, q, &out));
    return give_shape(L, &merged);
}

static int reduce_quantile(lua_State *L)
{
    return quantile(L, bnl_check_number(L, 2), 3);
}

static int reduce_median(lua_State *L)
{
    return quantile(L, 0.5, 2);
}

static const bnl_function method_list[] = {
    {"var", reduce_var, 3, (1U << 1) | (1U << 2)},
    {"std", reduce_std, 3, (1U << 1) | (1U << 2)},
    {"norm", reduce_norm, 3, (1U << 1) | (1U << 2)},
    {"any", reduce_any, 2, 0},
    {"all", reduce_every, 2, 0},
    {"sort", reduce_sort, 2, 1U << 1},
    {"argsort", reduce_argsort, 2, 1U << 1},
    {"quantile", reduce_quantile, 3, 0},
    {"searchsorted", reduce_searchsorted, 2, 0},
    {"median", reduce_median, 2, 0},
    {NULL, NULL, 0, 0},
};

typedef struct {
    const char *name;
    int op;
} operation;

/* Adds `method` under the name of each operation, which it finds as its upvalue. */
static void add_operations(lua_State *L, int methods, const bnl_function *method, const operation *list)
{
    for (; list->name != NULL; list++) {
        lua_pushinteger(L, list->op);
        bnl_push_method(L, method);
        lua_setfield(L, methods, list->name);
    }
}

void bnl_tensor_register_reduce(lua_State *L, int methods, int functions)
{
    static const operation plain[] = {
        {"sum", BN_SUM}, {"prod", BN_PRODUCT},  {"mean", BN_MEAN},     {"min", BN_MIN},
        {"max", BN_MAX}, {"argmin", BN_ARGMIN}, {"argmax", BN_ARGMAX}, {"count_nonzero", BN_NONZERO},
        {NULL, 0}};
    static const operation running[] = {{"cumsum", BN_CUMSUM},
                                        {"cumprod", BN_CUMPROD},
                                        {"cummax", BN_CUMMAX},
                                        {"cummin", BN_CUMMIN},
                                        {NULL, 0}};
    static const bnl_function of_plain = {"", reduce_plain, 2, 0}, of_running = {"", reduce_running, 1, 0};
    (void)functions;
    add_operations(L, methods, &of_plain, plain);
    add_operations(L, methods, &of_running, running);
    bnl_tensor_add_methods(L, methods, method_list);
}
