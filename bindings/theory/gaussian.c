/* Gaussian integrals in Lua, part of balnet.meanfield.

       local g = balnet.meanfield.gaussian
       print(g.bivariate_cdf(0.3, -0.2, 0.9), g.relu_moments(-0.4, 2).mean)
*/
#include "bindings/common/bnl.h"
#include "bindings/common/bnl_result.h"
#include "bindings/common/library.h"

#include "engine/theory/gaussian.h"
#include "engine/theory/gaussian_pair.h"
#include "engine/theory/gaussian_series.h"

#include <math.h>

typedef struct {
    int activation;
    double activation_power;
    const bn_tensor *activation_table;
    double mean[2], variance[2], covariance;
    int64_t terms;
} pair_definition;

static const bn_field pair_fields[] = {
    {.part = bn_activation_field, .offset = offsetof(pair_definition, activation)},
    {.part = bn_series_power_field, .offset = offsetof(pair_definition, activation_power)},
    {.part = bn_activation_table_field, .offset = offsetof(pair_definition, activation_table)},
    {"mean1", BN_FIELD_REAL, offsetof(pair_definition, mean[0]), .least = -INFINITY, .most = INFINITY,
     .help = "of the first state"},
    {"variance1", BN_FIELD_REAL, offsetof(pair_definition, variance[0]), .fallback = 1.0, .most = INFINITY,
     .help = "of the first state"},
    {"mean2", BN_FIELD_REAL, offsetof(pair_definition, mean[1]), .least = -INFINITY, .most = INFINITY,
     .help = "of the second state"},
    {"variance2", BN_FIELD_REAL, offsetof(pair_definition, variance[1]), .fallback = 1.0, .most = INFINITY,
     .help = "of the second state"},
    {"covariance", BN_FIELD_REAL, offsetof(pair_definition, covariance), .least = -INFINITY, .most = INFINITY,
     .help = "of the two, at most the product of their deviations"},
    {"terms", BN_FIELD_INTEGER, offsetof(pair_definition, terms), .fallback = 256, .least = 2,
     .most = BN_SERIES_MOST_TERMS, .help = "of the series of activations other than relu"},
    {0},
};

static const bnl_summary_line moment_lines[] = {
    {"E[phi]", "mean", NULL, NULL},   {"E[phi^2]", "square", NULL, NULL},
    {"E[phi']", "slope", NULL, NULL}, {"E[phi'^2]", "slope_square", NULL, NULL},
    {NULL, NULL, NULL, NULL},
};
static const bnl_summary moment_summary = {"moments of a rate", moment_lines, NULL};

static const bnl_summary_line pair_lines[] = {
    {"E[phi1 phi2]", "product", "error", NULL},
    {"E[phi1' phi2']", "slopes", NULL, NULL},
    {NULL, NULL, NULL, NULL},
};
static const bnl_summary pair_summary = {"two rates", pair_lines, NULL};

static int gaussian_pdf(lua_State *L)
{
    bnl_push_number(L, bn_normal_pdf(bnl_check_number(L, 1)));
    return 1;
}

static int gaussian_cdf(lua_State *L)
{
    bnl_push_number(L, bn_normal_cdf(bnl_check_number(L, 1)));
    return 1;
}

static int gaussian_cdf2(lua_State *L)
{
    bnl_push_number(L,
                    bn_normal_cdf2(bnl_check_number(L, 1), bnl_check_number(L, 2), bnl_check_number(L, 3)));
    return 1;
}

static int gaussian_relu_moments(lua_State *L)
{
    const double mean = bnl_check_number(L, 1), variance = bnl_check_number(L, 2);
    luaL_argcheck(L, !(variance < 0.0), 2, "the variance must not be negative");
    const bn_rate_moments moments = bn_relu_moments(mean, variance);
    lua_newtable(L);
    bnl_set_number(L, "mean", moments.mean);
    bnl_set_number(L, "square", moments.square);
    bnl_set_number(L, "slope", moments.slope);
    bnl_set_number(L, "slope_square", moments.slope_square);
    bnl_set_summary(L, &moment_summary);
    return 1;
}

static const bn_tensor *check_row(lua_State *L, int index, int64_t count)
{
    const bn_tensor *row = bnl_contiguous(L, index, BN_F64);
    luaL_argcheck(L, row->dims == 1, index, "a vector was needed");
    luaL_argcheck(L, count < 0 || row->shape[0] == count, index, "a vector as long as the means was needed");
    return row;
}

static int gaussian_relu_row(lua_State *L)
{
    const bn_tensor *mean = check_row(L, 1, -1);
    const int64_t count = mean->shape[0];
    const bn_tensor *variance = check_row(L, 2, count), *covariance = check_row(L, 3, count);
    const double mean2 = bnl_check_number(L, 4), variance2 = bnl_check_number(L, 5);
    bn_tensor *product = bnl_new_tensor(L, BN_F64, 1, &count);
    bn_tensor *slopes = bnl_new_tensor(L, BN_F64, 1, &count);
    bn_relu_row((size_t)count, mean->data, variance->data, covariance->data, mean2, variance2, product->data,
                slopes->data);
    return 2;
}

static pair_definition check_pair(lua_State *L)
{
    pair_definition d = {0};
    bn_fields_default(pair_fields, &d);
    luaL_checktype(L, 1, LUA_TTABLE);
    bnl_read_definition(L, 1, pair_fields, &d);
    bnl_check(L, bn_fields_check(pair_fields, &d));
    bnl_check(L, bn_phi_check_table((bn_activation)d.activation, d.activation_table));
    if (!(fabs(d.covariance) <= sqrt(d.variance[0] * d.variance[1]) * (1.0 + 1e-12)))
        bnl_error(L, "covariance is %f; it must not be beyond the product of the deviations, %f",
                  d.covariance, sqrt(d.variance[0] * d.variance[1]));
    return d;
}

typedef struct {
    bn_gaussian_series series;
    double *value[2], *slope[2];
} pair_work;

static pair_work lay_out_pair(bn_arena *arena, const pair_definition *d)
{
    const size_t terms = (size_t)d->terms;
    pair_work work;
    work.series = bn_gaussian_series_lay_out(arena, (bn_activation)d->activation, d->activation_power,
                                             d->activation_table, terms);
    for (int i = 0; i < 2; i++) {
        work.value[i] = bn_arena_take(arena, terms, sizeof(double));
        work.slope[i] = bn_arena_take(arena, terms, sizeof(double));
    }
    return work;
}

static int gaussian_pair(lua_State *L)
{
    const pair_definition d = check_pair(L);
    bn_arena ruler = bn_arena_measure();
    lay_out_pair(&ruler, &d);
    bn_arena arena = bn_arena_over(bnl_block_of(lua_newuserdatauv(L, ruler.used + BN_ALIGNMENT, 0), 0));
    pair_work work = lay_out_pair(&arena, &d);
    bn_gaussian_expansion expansion[2];
    double product, slopes, power;
    bn_gaussian_series_fill(&work.series);
    for (int i = 0; i < 2; i++)
        expansion[i] = bn_gaussian_series_expand(&work.series, d.mean[i], d.variance[i], 1, work.value[i],
                                                 work.slope[i]);
    const double scale = sqrt(d.variance[0] * d.variance[1]);
    const double rho = scale > 0.0 ? d.covariance / scale : 0.0;
    bn_gaussian_series_row((size_t)d.terms, 1, 1, work.value[0], work.slope[0], work.value[1], work.slope[1],
                           &rho, &product, &slopes, &power);
    lua_newtable(L);
    bnl_set_number(L, "product", product);
    bnl_set_number(L, "slopes", slopes);
    bnl_set_number(L, "error", fabs(power) * sqrt(expansion[0].rest * expansion[1].rest));
    bnl_set_summary(L, &pair_summary);
    return 1;
}

static const bnl_function functions[] = {
    {"normal_pdf", gaussian_pdf, 1, 0},
    {"normal_cdf", gaussian_cdf, 1, 0},
    {"bivariate_cdf", gaussian_cdf2, 3, 0},
    {"relu_moments", gaussian_relu_moments, 2, 0},
    {"relu_row", gaussian_relu_row, 5, 0},
    {"pair", gaussian_pair, 1, 0},
    {NULL, NULL, 0, 0},
};

int luaopen_balnet_native_gaussian(lua_State *L)
{
    bnl_declare_fields(L, "balnet.gaussian.pair_definition", pair_fields);
    bnl_new_module(L, "balnet.native.gaussian", functions);
    return 1;
}
