/* Clusters in Lua.

       local labels, centers, inertia = balnet.cluster.kmeans(J:transpose(), 2, { seed = 7 })
       local same, different, mean = balnet.cluster.means(J, labels)
*/
#include "bnl.h"
#include "library.h"

#include "engine/cluster.h"

static const bnl_field fields[] = {
    {"restarts", BNL_INT, offsetof(bn_cluster_config, restarts), NULL},
    {"iterations", BNL_INT, offsetof(bn_cluster_config, iterations), NULL},
    {"seed", BNL_INT, offsetof(bn_cluster_config, seed), NULL},
    {NULL, BNL_INT, 0, NULL},
};

static bn_cluster_config check_config(lua_State *L, const bn_tensor *points)
{
    bn_cluster_config config = bn_cluster_config_default();
    config.clusters = luaL_checkinteger(L, 2);
    bnl_read_definition(L, 3, fields, &config);
    luaL_argcheck(L, points->dims == 2, 1, "a matrix with one point a row was needed");
    luaL_argcheck(L, config.clusters >= 1 && config.clusters <= points->shape[0], 2,
                  "there must be 1 to as many clusters as points");
    return config;
}

/***
Partitions points into clusters by k-means: Lloyd's iteration (1982) from k-means++ seeds (Arthur and
Vassilvitskii 2007), the best of several starts.

Clusters are numbered in the order of their first members, so point 1 has label 1. Where there are fewer
distinct points than clusters, the last clusters stay empty and their centers are NaN. The same points,
options and seed give the same result, to the bit.

Raises an error when points is no matrix, holds a NaN or infinity, or k is not from 1 to N.
@function kmeans
@tparam tensor points N x D, row n is a point; pass a transposed view to cluster columns
@tparam integer k number of clusters
@tparam[opt] table options `restarts` (default 10), `iterations` (at most that many in each, 300), `seed` (1)
@treturn tensor labels, N, integers from 1 to k in f64
@treturn tensor centers, k x D, f64: the means of the members
@treturn number inertia, the sum over points of the squared distance to their center
*/
static int cluster_kmeans(lua_State *L)
{
    const bn_tensor *points = bnl_check_tensor(L, 1);
    const bn_cluster_config config = check_config(L, points);
    bn_tensor *labels = bnl_new_tensor(L, BN_F64, 1, points->shape);
    bn_tensor *centers = bnl_new_tensor(L, BN_F64, 2, (int64_t[]){config.clusters, points->shape[1]});
    double inertia = 0;
    bnl_check(L, bn_cluster_kmeans(points, &config, labels, centers, &inertia));
    lua_pushnumber(L, inertia);
    return 3;
}

/***
Means of a weight matrix over the pairs of units in the same cluster (the diagonal included), in different
clusters, and over all pairs. Sums are taken in double.

Raises an error when J is not square or the labels are not as many as its rows.
@function means
@tparam tensor J N x N
@tparam tensor labels N
@treturn number mean over pairs in the same cluster
@treturn number mean over pairs in different clusters; NaN when there is one cluster
@treturn number mean over all pairs
*/
static int cluster_means(lua_State *L)
{
    bn_cluster_means means;
    bnl_check(L, bn_cluster_pair_means(bnl_check_tensor(L, 1), bnl_check_tensor(L, 2), &means));
    lua_pushnumber(L, means.same);
    lua_pushnumber(L, means.different);
    lua_pushnumber(L, means.all);
    return 3;
}

static const luaL_Reg functions[] = {{"kmeans", cluster_kmeans}, {"means", cluster_means}, {NULL, NULL}};

int luaopen_balnet_cluster(lua_State *L)
{
    luaL_newlib(L, functions);
    return 1;
}
