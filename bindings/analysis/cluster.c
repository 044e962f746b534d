/* Clusters in Lua.

       local labels, centers, inertia = balnet.cluster.kmeans(J:t(), 2, { seed = 7 })
       local same, different, mean = balnet.cluster.means(J, labels)

   Every function is described in lua/balnet/meta/cluster.lua. */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include "engine/analysis/cluster.h"

#include <math.h>

static const bn_field fields[] = {
    {.part = bn_cluster_fields},
    {"seed", BN_FIELD_INTEGER, offsetof(bn_cluster_config, seed), .fallback = 1, .least = -INFINITY,
     .most = INFINITY, .help = "of the starts"},
    {0},
};

static bn_cluster_config check_config(lua_State *L, const bn_tensor *points)
{
    bn_cluster_config config = bn_cluster_config_default();
    config.clusters = bnl_check_integer(L, 2);
    bnl_read_definition(L, 3, fields, &config);
    luaL_argcheck(L, points->dims == 2, 1, "a matrix with one point a row was needed");
    luaL_argcheck(L, config.clusters >= 1 && config.clusters <= points->shape[0], 2,
                  "there must be 1 to as many clusters as points");
    return config;
}

static int cluster_kmeans(lua_State *L)
{
    const bn_tensor *points = bnl_check_tensor(L, 1);
    const bn_cluster_config config = check_config(L, points);
    bn_tensor *labels = bnl_new_tensor(L, BN_F64, 1, points->shape);
    bn_tensor *centers = bnl_new_tensor(L, BN_F64, 2, (int64_t[]){config.clusters, points->shape[1]});
    double inertia = 0;
    bnl_check(L, bn_cluster_kmeans(points, &config, labels, centers, &inertia));
    bnl_push_number(L, inertia);
    return 3;
}

static int cluster_means(lua_State *L)
{
    bn_cluster_means means;
    bnl_check(L, bn_cluster_pair_means(bnl_check_tensor(L, 1), bnl_check_tensor(L, 2), &means));
    bnl_push_number(L, means.same);
    bnl_push_number(L, means.different);
    bnl_push_number(L, means.all);
    return 3;
}

static const bnl_function functions[] = {
    {"kmeans", cluster_kmeans, 3, 0}, {"means", cluster_means, 2, 0}, {NULL, NULL, 0, 0}};

int luaopen_balnet_cluster(lua_State *L)
{
    bnl_declare_fields(L, "balnet.cluster.options", fields);
    bnl_new_module(L, "balnet.cluster", functions);
    return 1;
}
