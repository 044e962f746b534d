/* Distances in Lua, on which lua/balnet/linalg/distances.lua is built. */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include "engine/linalg/distance.h"

// The argument as a contiguous matrix of f64; pushed.
static const bn_tensor *push_matrix(lua_State *L, int index)
{
    const bn_tensor *matrix = bnl_contiguous(L, index, BN_F64);
    if (matrix->dims != 2)
        luaL_error(L, "argument %d has %d dimensions; a matrix was needed", index, matrix->dims);
    return matrix;
}

typedef struct {
    bn_metric metric;
    const bn_tensor *points, *others; // n x dims, dims x many
} distances;

static distances check_distances(lua_State *L)
{
    distances of = {.metric = (bn_metric)bnl_opt_word(L, 1, bn_metric_words, BN_EUCLIDEAN)};
    of.points = push_matrix(L, 2);
    of.others = push_matrix(L, 3);
    if (of.points->shape[1] != of.others->shape[0])
        luaL_error(L, "the points have %I and %I coordinates", (lua_Integer)of.points->shape[1],
                   (lua_Integer)of.others->shape[0]);
    return of;
}

static void from(const distances *of, int64_t i, int64_t first, int64_t count, double *out)
{
    const int64_t dims = of->points->shape[1];
    bn_distances_from(of->metric, dims, (const double *)of->points->data + i * dims, of->others->shape[1],
                      of->others->data, first, count, out);
}

// between(metric, points: n x dims, others: dims x m) -> n x m
static int distance_between(lua_State *L)
{
    const distances of = check_distances(L);
    const int64_t n = of.points->shape[0], m = of.others->shape[1];
    bn_tensor *result = bnl_new_result(L, BN_F64, 2, (int64_t[]){n, m});
    for (int64_t i = 0; i < n; i++) from(&of, i, 0, m, (double *)result->data + i * m);
    return 1;
}

// among(metric, points: n x dims, the same: dims x n) -> n (n - 1) / 2, each pair once
static int distance_among(lua_State *L)
{
    const distances of = check_distances(L);
    const int64_t n = of.points->shape[0], pairs = n > 0 ? n * (n - 1) / 2 : 0;
    if (of.others->shape[1] != n)
        return luaL_error(L, "there are %I and %I points", (lua_Integer)n, (lua_Integer)of.others->shape[1]);
    bn_tensor *result = bnl_new_result(L, BN_F64, 1, &pairs);
    double *out = result->data;
    for (int64_t i = 0; i + 1 < n; i++) {
        from(&of, i, i + 1, n - i - 1, out);
        out += n - i - 1;
    }
    return 1;
}

static const bnl_function functions[] = {
    {"between", distance_between, 3, 0},
    {"among", distance_among, 3, 0},
    {NULL, NULL, 0, 0},
};

int luaopen_balnet_native_distance(lua_State *L)
{
    bnl_new_module(L, "balnet.native.distance", functions);
    return 1;
}
