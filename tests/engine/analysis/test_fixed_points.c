// Expected values: the roots of a scalar equation, a linear network solved by hand, differences of the flow, and a
// minimum of q that is no root, all named at each.
#include "engine/analysis/fixed_points.h"

#include "engine/random/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/near.h"
#include "tests/refused.h"

static const bn_fixed_points_def usual = {.tolerance = 1e-20, .iterations = 100};

enum { N = 20, STARTS = 50 };

typedef struct {
    double J[N * N], drive[N], tau[N], starts[STARTS * N];
    bn_rate_flow flow;
} world;

// J_ij ~ N(0, 1.3^2 / N), drive and starts ~ N(0, 1), time constants from 1 to 2.
static world a_world(bn_activation activation)
{
    world w = {.flow = {.neurons = N, .phi = {.activation = activation, .power = 2.0}}};
    const bn_random_stream stream = bn_random_open(5, BN_PURPOSE_J, 0);
    bn_random_normal_f64(&stream, 0, N * N, w.J);
    bn_random_normal_f64(&stream, 1000, N, w.drive);
    bn_random_normal_f64(&stream, 2000, STARTS * N, w.starts);
    for (int i = 0; i < N * N; i++) w.J[i] *= 1.3 / sqrt((double)N);
    for (int i = 0; i < N; i++) w.tau[i] = 1.0 + (double)i / N;
    return w;
}

static void place(world *w)
{
    w->flow.J = w->J;
    w->flow.drive = w->drive;
    w->flow.tau = w->tau;
}

// Whether searches from n starts under the drive of the flow went well.
static bool find_from(const bn_rate_flow *flow, int64_t n, const double *starts, bn_pool *pool, int threads,
                      bn_fixed_points *found)
{
    const bn_fixed_points_starts from = {n, starts, NULL};
    return bn_fixed_points_find(flow, &usual, &from, pool, threads, found).code == BN_OK;
}

static void a_scalar_network_has_the_roots_of_x_equals_2_tanh_x(void **state)
{
    (void)state;
    const double J = 2.0, drive = 0.0, tau = 3.0, starts[4] = {0.5, -4.0, 0.05, 100.0};
    const bn_rate_flow flow = {1, {.activation = BN_ACTIVATION_TANH, .power = 2.0}, &J, &drive, &tau, false};
    double x[4], q[4];
    int64_t iterations[4];
    bn_fixed_points found = {x, q, iterations};
    assert_true(find_from(&flow, 4, starts, NULL, 1, &found));
    for (int k = 0; k < 4; k++) {
        assert_near(x[k], 2.0 * tanh(x[k]), 1e-9);
        assert_true(q[k] <= 1e-20 && iterations[k] > 0);
    }
    assert_near(x[1], -1.9150080481545, 1e-9); // by bisection
    assert_near(x[3], 1.9150080481545, 1e-9);
}

static void a_linear_network_is_solved_by_one_factorisation(void **state)
{
    (void)state;
    const double J[4] = {0.0, 0.5, -1.0, 0.0}, drive[2] = {1.0, 2.0}, tau[2] = {1.0, 4.0},
                 starts[2] = {7.0, -3.0};
    const bn_rate_flow flow = {2, {.activation = BN_ACTIVATION_LINEAR, .power = 2.0}, J, drive, tau, false};
    double x[2], q;
    int64_t iterations;
    bn_fixed_points found = {x, &q, &iterations};
    assert_true(find_from(&flow, 1, starts, NULL, 1, &found));
    assert_int_equal(iterations, 1); // x = 1 - y, y = 2 + x/2: x = -2/3, y = 5/3
    assert_near(x[0], -2.0 / 3.0, 1e-14);
    assert_near(x[1], 5.0 / 3.0, 1e-14);
}

// F = -x + 2 x^2 + 1 for x > 0 has no root; q is least at x = 1/4, where F = 7/8.
static void where_there_is_no_root_a_search_ends_at_the_least_speed(void **state)
{
    (void)state;
    const double J = 2.0, drive = 1.0, tau = 1.0, start = 2.0;
    const bn_rate_flow flow = {
        1, {.activation = BN_ACTIVATION_THRESHOLD_POWER, .power = 2.0}, &J, &drive, &tau, false};
    double x, q;
    int64_t iterations;
    bn_fixed_points found = {&x, &q, &iterations};
    assert_true(find_from(&flow, 1, &start, NULL, 1, &found));
    assert_near(x, 0.25, 1e-4);
    assert_near(q, 49.0 / 128.0, 1e-8);
    assert_true(iterations < 100);
}

static void the_jacobian_is_that_of_differences(void **state)
{
    (void)state;
    for (int activation = 0; activation < BN_ACTIVATIONS; activation++) {
        world w = a_world((bn_activation)activation);
        place(&w);
        double A[N * N], rate[N], above[N], below[N], x[N], most = 0.0;
        bn_rate_flow_jacobian(&w.flow, w.starts, NULL, A);
        for (int j = 0; j < N; j++) {
            memcpy(x, w.starts, sizeof x);
            x[j] = w.starts[j] + 1e-6;
            bn_rate_flow_velocity(&w.flow, x, rate, above);
            x[j] = w.starts[j] - 1e-6;
            bn_rate_flow_velocity(&w.flow, x, rate, below);
            for (int i = 0; i < N; i++) most = fmax(most, fabs((above[i] - below[i]) / 2e-6 - A[j * N + i]));
        }
        assert_true(most < 1e-8 && most > 0.0);
    }
}

static void threads_and_other_starts_change_no_search(void **state)
{
    (void)state;
    world w = a_world(BN_ACTIVATION_TANH);
    place(&w);
    static double one[STARTS * N], two[STARTS * N], alone[N];
    double q_one[STARTS], q_two[STARTS], q_alone;
    int64_t iterations[STARTS];
    bn_pool *pool = NULL;
    assert_int_equal(bn_pool_start(3, &pool).code, BN_OK);
    bn_fixed_points found = {one, q_one, iterations};
    assert_true(find_from(&w.flow, STARTS, w.starts, NULL, 1, &found));
    found = (bn_fixed_points){two, q_two, iterations};
    assert_true(find_from(&w.flow, STARTS, w.starts, pool, 3, &found));
    bn_pool_stop(pool);
    found = (bn_fixed_points){alone, &q_alone, iterations};
    assert_true(find_from(&w.flow, 1, w.starts + 7 * N, NULL, 1, &found));
    assert_memory_equal(one, two, sizeof one);
    assert_memory_equal(alone, one + 7 * N, sizeof alone);
    assert_true(q_one[0] <= 1e-20);
}

static void each_start_may_have_a_drive_of_its_own(void **state)
{
    (void)state;
    world w = a_world(BN_ACTIVATION_TANH);
    place(&w);
    double x[STARTS * N], q[STARTS], drives[STARTS * N], alone[N];
    int64_t iterations[STARTS];
    for (int i = 0; i < STARTS * N; i++) drives[i] = w.drive[i % N] + 0.1 * (double)(i / N);
    const bn_fixed_points_starts from = {STARTS, w.starts, drives};
    bn_fixed_points found = {x, q, iterations};
    assert_int_equal(bn_fixed_points_find(&w.flow, &usual, &from, NULL, 1, &found).code, BN_OK);
    w.flow.drive = drives + 7 * N;
    found = (bn_fixed_points){alone, q, iterations};
    assert_true(find_from(&w.flow, 1, w.starts + 7 * N, NULL, 1, &found));
    assert_memory_equal(alone, x + 7 * N, sizeof alone);
}

static void points_within_the_distance_are_one(void **state)
{
    (void)state;
    const double x[8] = {0.0, 0.0, 3.0, 4.0, 0.0, 0.1, 3.0, 4.2};
    const int64_t order[4] = {2, 3, 0, 1};
    int64_t group[4], representative[4];
    assert_int_equal(bn_fixed_points_join(4, 2, x, order, 0.15, group, representative), 3);
    assert_int_equal(group[0], group[2]);
    assert_int_equal(group[1], 2);
    assert_int_equal(representative[group[0]], 2);
    assert_int_equal(bn_fixed_points_join(4, 2, x, order, 0.25, group, representative), 2);
}

static void numbers_out_of_range_are_refused(void **state)
{
    (void)state;
    const double J = 2.0, drive = 0.0, tau = 0.0, start = 1.0;
    const bn_rate_flow flow = {1, {.activation = BN_ACTIVATION_TANH, .power = 2.0}, &J, &drive, &tau, false};
    double x, q;
    int64_t iterations;
    bn_fixed_points found = {&x, &q, &iterations};
    const bn_fixed_points_starts from = {1, &start, NULL};
    assert_refused(bn_fixed_points_find(&flow, &usual, &from, NULL, 1, &found), BN_EINVAL, "time constant 1");
    const bn_fixed_points_def none = {.tolerance = 0.0, .iterations = 10};
    assert_refused(bn_fixed_points_find(&flow, &none, &from, NULL, 1, &found), BN_EINVAL, "tolerance");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scalar_network_has_the_roots_of_x_equals_2_tanh_x),
        cmocka_unit_test(a_linear_network_is_solved_by_one_factorisation),
        cmocka_unit_test(where_there_is_no_root_a_search_ends_at_the_least_speed),
        cmocka_unit_test(the_jacobian_is_that_of_differences),
        cmocka_unit_test(threads_and_other_starts_change_no_search),
        cmocka_unit_test(each_start_may_have_a_drive_of_its_own),
        cmocka_unit_test(points_within_the_distance_are_one),
        cmocka_unit_test(numbers_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
