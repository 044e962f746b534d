// Expected values: the product written out over all connections in double precision, counts that the definition fixes,
// and the mean and variance of a binomial number.
#include "engine/simulation/sparse_matrix.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/near.h"
#include "tests/refused.h"

static bn_sparse_config config_of(int64_t neurons, double inputs, bn_in_degree in_degree)
{
    return (bn_sparse_config){.neurons = neurons,
                              .inputs = inputs,
                              .in_degree = in_degree,
                              .weight = 0.5,
                              .other_weight = -2.0,
                              .share = 0.75,
                              .seed = 7};
}

static bn_sparse drawn(const bn_sparse_config *config, void **block)
{
    assert_int_equal(bn_sparse_config_check(config).code, BN_OK);
    int32_t *order = bn_memory_allocate((size_t)config->neurons, sizeof *order);
    uint16_t *degree =
        bn_memory_allocate((size_t)(config->neurons * bn_sparse_panels(config)), sizeof *degree);
    const bn_sparse_extent extent = bn_sparse_measure(config, degree, order);
    bn_arena ruler = bn_arena_measure();
    bn_sparse_lay_out(&ruler, config, extent);
    *block = bn_memory_allocate(ruler.used, 1);
    bn_arena arena = bn_arena_over(*block);
    bn_sparse sparse = bn_sparse_lay_out(&arena, config, extent);
    bn_sparse_draw(&sparse, degree, order);
    bn_memory_free(order);
    bn_memory_free(degree);
    return sparse;
}

enum { MOST = 9000 };

typedef struct {
    int64_t count[MOST]; // inputs of a unit
    int64_t autapses;
    double sum[17][MOST]; // of the product with z_b(j) = sin(j + b)
    int trials;
} visited;

static double rate_of(int64_t unit, int trial)
{
    return sin((double)unit + (double)trial);
}

static void visit(void *context, int64_t receiver, int64_t sender, double weight)
{
    visited *v = context;
    v->count[receiver]++;
    v->autapses += receiver == sender;
    for (int b = 0; b < v->trials; b++) v->sum[b][receiver] += weight * (double)(float)rate_of(sender, b);
}

static visited *visited_of(const bn_sparse *sparse, int trials)
{
    visited *v = bn_memory_allocate(1, sizeof *v);
    v->trials = trials;
    bn_sparse_visit(sparse, visit, v);
    return v;
}

static void check_products(const bn_sparse *sparse, int trials)
{
    const int64_t N = sparse->config.neurons, ld = N + 5;
    visited *v = visited_of(sparse, trials);
    float *z = bn_memory_allocate((size_t)(ld * trials), sizeof *z),
          *product = bn_memory_allocate((size_t)(ld * trials), sizeof *product);
    const size_t scratch = (size_t)bn_sparse_scratch(sparse, trials);
    float *values = bn_memory_allocate(scratch, sizeof *values),
          *sums = bn_memory_allocate(scratch, sizeof *sums);
    for (int b = 0; b < trials; b++)
        for (int64_t j = 0; j < N; j++) {
            z[b * ld + j] = (float)rate_of(j, b);
            product[b * ld + j] = 3.0f;
        }
    bn_sparse_multiply(sparse, trials, z, ld, product, ld, values, sums, NULL);
    double most = 0.0;
    for (int b = 0; b < trials; b++)
        for (int64_t i = 0; i < N; i++) {
            assert_near((double)product[b * ld + i] - 3.0, v->sum[b][i], 1e-4);
            most = fmax(most, fabs(v->sum[b][i]));
        }
    assert_true(most > 1.0);
    bn_memory_free(v);
    bn_memory_free(z);
    bn_memory_free(product);
    bn_memory_free(values);
    bn_memory_free(sums);
}

static void products_are_those_of_the_connections(void **state)
{
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        bn_sparse_config config =
            config_of(MOST, 37.0, kind % 2 == 0 ? BN_IN_DEGREE_FIXED : BN_IN_DEGREE_RANDOM);
        config.weight_std = kind < 2 ? 0.0 : 0.3;
        void *block;
        const bn_sparse sparse = drawn(&config, &block);
        assert_int_equal(sparse.panels, 3);
        for (int trials = 1; trials <= 16; trials += trials < 5 ? 1 : 5) check_products(&sparse, trials);
        bn_memory_free(block);
    }
}

static void a_fixed_in_degree_is_drawn_without_replacement(void **state)
{
    (void)state;
    const bn_sparse_config config = config_of(300, 299.0, BN_IN_DEGREE_FIXED); // all the others, each once
    void *block;
    const bn_sparse sparse = drawn(&config, &block);
    visited *v = visited_of(&sparse, 1);
    double all = 0.0;
    for (int64_t j = 0; j < 300; j++) all += (double)(j < 225 ? 0.5f : -2.0f) * (double)(float)rate_of(j, 0);
    for (int64_t i = 0; i < 300; i++) {
        assert_int_equal(v->count[i], 299);
        assert_near(v->sum[0][i], all - (i < 225 ? 0.5 : -2.0) * (double)(float)rate_of(i, 0), 1e-6);
    }
    assert_int_equal(v->autapses, 0);
    bn_memory_free(v);
    bn_memory_free(block);
}

static void a_random_in_degree_is_binomial(void **state)
{
    (void)state;
    const bn_sparse_config config = config_of(MOST, 50.0, BN_IN_DEGREE_RANDOM);
    void *block;
    const bn_sparse sparse = drawn(&config, &block);
    visited *v = visited_of(&sparse, 0);
    double mean = 0.0, square = 0.0;
    for (int64_t i = 0; i < MOST; i++) {
        mean += (double)v->count[i] / MOST;
        square += (double)(v->count[i] * v->count[i]) / MOST;
    }
    assert_near(mean, 50.0, 4.0 * sqrt(50.0 / MOST));
    assert_near(square - mean * mean, 50.0, 4.0 * 50.0 * sqrt(2.0 / MOST));
    assert_int_equal(v->autapses, 0);
    bn_memory_free(v);
    bn_memory_free(block);
}

static void senders_are_drawn_alike(void **state)
{
    (void)state;
    const bn_sparse_config config = config_of(200, 40.0, BN_IN_DEGREE_FIXED);
    void *block;
    const bn_sparse sparse = drawn(&config, &block);
    double out[200] = {0.0}, square = 0.0;
    for (int64_t k = 0; k < sparse.extent.places; k++)
        if (sparse.from[k] < 200) out[sparse.from[k]] += 1.0;
    for (int j = 0; j < 200; j++) square += (out[j] - 40.0) * (out[j] - 40.0) / 200.0;
    assert_near(square, 40.0 * (1.0 - 40.0 / 199.0), 13.0); // of the out-degrees: binomial, 4 standard errors
    bn_memory_free(block);
}

static void what_can_not_be_drawn_is_refused(void **state)
{
    (void)state;
    bn_sparse_config bad = config_of(10, 10.0, BN_IN_DEGREE_FIXED);
    assert_refused(bn_sparse_config_check(&bad), BN_EINVAL,
                   "10 inputs were given; at most the 9 other units");
    bad.inputs = 2.5;
    assert_refused(bn_sparse_config_check(&bad), BN_EINVAL,
                   "with a fixed in-degree a whole number was needed");
    bad.in_degree = BN_IN_DEGREE_RANDOM;
    assert_int_equal(bn_sparse_config_check(&bad).code, BN_OK);
    bad.weight_std = -1.0;
    assert_refused(bn_sparse_config_check(&bad), BN_EINVAL, "weight_std is -1");
    bad = config_of(1000000, 999999.0, BN_IN_DEGREE_FIXED);
    assert_refused(bn_sparse_config_check(&bad), BN_EINVAL, "connections were asked for");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_are_those_of_the_connections),
        cmocka_unit_test(a_fixed_in_degree_is_drawn_without_replacement),
        cmocka_unit_test(a_random_in_degree_is_binomial),
        cmocka_unit_test(senders_are_drawn_alike),
        cmocka_unit_test(what_can_not_be_drawn_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
