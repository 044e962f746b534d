/* Distributions in Lua, on which lua/balnet/stats/distribution.lua is built: values of a kind at many places,
   element by element. */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include "engine/analysis/distribution.h"

enum { CDF, SF, PDF, PPF, ISF };

static const bn_word quantities[] = {
    {CDF, "cdf", "the probability below"},
    {SF, "sf", "the probability above"},
    {PDF, "pdf", "the density"},
    {PPF, "ppf", "the quantile from below"},
    {ISF, "isf", "the quantile from above"},
    {0},
};

static double value_of(int quantity, bn_distribution_kind kind, double a, double b, double x)
{
    switch (quantity) {
    case CDF:
        return bn_distribution_tails(kind, a, b, x).lower;
    case SF:
        return bn_distribution_tails(kind, a, b, x).upper;
    case PDF:
        return bn_distribution_density(kind, a, b, x);
    case PPF:
        return bn_distribution_quantile(kind, a, b, (bn_tails){x, 1.0 - x});
    default:
        return bn_distribution_quantile(kind, a, b, (bn_tails){1.0 - x, x});
    }
}

// values(quantity, kind, x, a, b: of one shape) -> of that shape, f64
static int distribution_values(lua_State *L)
{
    const int quantity = bnl_opt_word(L, 1, quantities, CDF);
    const bn_distribution_kind kind =
        (bn_distribution_kind)bnl_opt_word(L, 2, bn_distribution_words, BN_NORMAL);
    const bn_tensor *x = bnl_contiguous(L, 3, BN_F64), *a = bnl_contiguous(L, 4, BN_F64),
                    *b = bnl_contiguous(L, 5, BN_F64);
    bnl_check(L, bn_tensor_check_shape("the first parameter", a, x, ""));
    bnl_check(L, bn_tensor_check_shape("the second parameter", b, x, ""));
    bn_tensor *result = bnl_new_result(L, BN_F64, x->dims, x->shape);
    for (int64_t i = 0, count = bn_tensor_count(x); i < count; i++)
        ((double *)result->data)[i] = value_of(quantity, kind, ((const double *)a->data)[i],
                                               ((const double *)b->data)[i], ((const double *)x->data)[i]);
    return 1;
}

// check(kind, a, b: of one shape) raises an error for a parameter out of range
static int distribution_check(lua_State *L)
{
    const bn_distribution_kind kind =
        (bn_distribution_kind)bnl_opt_word(L, 1, bn_distribution_words, BN_NORMAL);
    const bn_tensor *a = bnl_contiguous(L, 2, BN_F64), *b = bnl_contiguous(L, 3, BN_F64);
    bnl_check(L, bn_tensor_check_shape("the second parameter", b, a, ""));
    for (int64_t i = 0, count = bn_tensor_count(a); i < count; i++)
        bnl_check(L, bn_distribution_check(kind, ((const double *)a->data)[i], ((const double *)b->data)[i]));
    return 0;
}

static const bnl_function functions[] = {
    {"values", distribution_values, 5, 0},
    {"check", distribution_check, 3, 0},
    {NULL, NULL, 0, 0},
};

int luaopen_balnet_native_distribution(lua_State *L)
{
    bnl_new_module(L, "balnet.native.distribution", functions);
    return 1;
}
