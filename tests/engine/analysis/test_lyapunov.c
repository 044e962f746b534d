// Expected values: closed forms named at each; Lorenz from Sprott (2003), 0.9056, 0, -14.5723.
#include "common/memory.h"
#include "engine/analysis/lyapunov.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/near.h"
#include "tests/refused.h"

typedef struct {
    void *block;
    bn_lyapunov lyapunov;
    double exponents[8], errors[8], participation[8];
    bn_lyapunov_summary summary;
} world;

static world a_tracker(bn_lyapunov_def def)
{
    bn_arena ruler = bn_arena_measure();
    bn_lyapunov_lay_out(&ruler, &def);
    world w = {.block = bn_memory_allocate(ruler.used, 1)};
    bn_arena arena = bn_arena_over(w.block);
    assert_int_equal(bn_lyapunov_check(&def).code, BN_OK);
    w.lyapunov = bn_lyapunov_lay_out(&arena, &def);
    bn_lyapunov_start(&w.lyapunov);
    return w;
}

static void summarise(world *w)
{
    const bn_status status =
        bn_lyapunov_summarise(&w->lyapunov, w->exponents, w->errors, w->participation, &w->summary);
    assert_int_equal(status.code, BN_OK);
}

// |det| of the tangent map is constant, so the sum is exact; the largest exponent from the literature,
// 0.4192.
static void the_henon_map_has_its_exponents(void **state)
{
    (void)state;
    world w =
        a_tracker((bn_lyapunov_def){.dimension = 2, .exponents = 2, .dt = 1.0, .every = 3, .transient = 100});
    double x = 0.1, y = 0.1;
    for (int t = 0; t < 60100; t++) {
        const double map[4] = {-2.8 * x, 1.0, 0.3, 0.0};
        assert_int_equal(bn_lyapunov_map(&w.lyapunov, map).code, BN_OK);
        const double next = 1.0 - 1.4 * x * x + y;
        y = 0.3 * x;
        x = next;
    }
    summarise(&w);
    assert_near(w.summary.sum, log(0.3), 1e-12);
    assert_near(w.exponents[0], 0.4192, 4.0 * w.errors[0]);
    assert_true(w.errors[0] < 0.003);
    assert_near(w.summary.kaplan_yorke, 1.2583, 0.005);
    assert_near(w.summary.entropy, w.exponents[0], 0.0);
    assert_near(w.summary.time, 60000.0, 0.0);
    bn_memory_free(w.block);
}

// Ulam's density of x' = 4 x (1 - x) gives ln 2.
static void the_logistic_map_doubles_distances(void **state)
{
    (void)state;
    world w =
        a_tracker((bn_lyapunov_def){.dimension = 1, .exponents = 1, .dt = 1.0, .every = 1, .transient = 10});
    double x = 0.1234;
    for (int t = 0; t < 100010; t++) {
        const double map = 4.0 - 8.0 * x;
        assert_int_equal(bn_lyapunov_map(&w.lyapunov, &map).code, BN_OK);
        x = 4.0 * x * (1.0 - x);
    }
    summarise(&w);
    assert_near(w.exponents[0], log(2.0), 1e-3);
    assert_near(w.summary.kaplan_yorke, 1.0, 0.0);
    assert_true(w.summary.reaches_negative);
    bn_memory_free(w.block);
}

static void lorenz(const double *s, double *d)
{
    d[0] = 10.0 * (s[1] - s[0]);
    d[1] = s[0] * (28.0 - s[2]) - s[1];
    d[2] = s[0] * s[1] - 8.0 / 3.0 * s[2];
}

static void lorenz_jacobian(const double *s, double *J)
{
    const double rows[9] = {-10.0, 10.0, 0.0, 28.0 - s[2], -1.0, -s[0], s[1], s[0], -8.0 / 3.0};
    memcpy(J, rows, sizeof rows);
}

static void step_lorenz(double *s, double dt, double *jacobians)
{
    static const double ahead[4] = {0.0, 0.5, 0.5, 1.0}, weight[4] = {1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6};
    double slope[3] = {0.0}, sum[3] = {0.0};
    for (int stage = 0; stage < 4; stage++) {
        double at[3];
        for (int i = 0; i < 3; i++) at[i] = s[i] + ahead[stage] * dt * slope[i];
        lorenz(at, slope);
        lorenz_jacobian(at, jacobians + 9 * stage);
        for (int i = 0; i < 3; i++) sum[i] += weight[stage] * slope[i];
    }
    for (int i = 0; i < 3; i++) s[i] += dt * sum[i];
}

static void the_lorenz_flow_has_its_exponents(void **state)
{
    (void)state;
    const double dt = 0.01;
    world w = a_tracker(
        (bn_lyapunov_def){.dimension = 3, .exponents = 3, .dt = dt, .every = 20, .transient = 2000});
    double s[3] = {1.0, 2.0, 20.0}, jacobians[36];
    for (int t = 0; t < 202000; t++) {
        step_lorenz(s, dt, jacobians);
        assert_int_equal(bn_lyapunov_flow(&w.lyapunov, jacobians).code, BN_OK);
    }
    summarise(&w);
    assert_near(w.exponents[0], 0.9056, fmax(0.01, 4.0 * w.errors[0]));
    assert_near(w.exponents[1], 0.0, 0.002);
    assert_near(w.exponents[2], -14.5723, 0.02);
    assert_near(w.summary.sum, -(10.0 + 1.0 + 8.0 / 3.0), 3e-4); // the divergence of the flow, to O(dt^4)
    assert_near(w.summary.kaplan_yorke, 2.0621, 0.002);
    bn_memory_free(w.block);
}

// A constant symmetric flow: exponents are the eigenvalues, and the vectors turn into the eigenvectors.
static void a_constant_flow_has_its_eigenvalues(void **state)
{
    (void)state;
    world w = a_tracker(
        (bn_lyapunov_def){.dimension = 3, .exponents = 2, .dt = 0.05, .every = 4, .transient = 4000});
    const double J[9] = {1.0, 2.0, 0.0, 2.0, 1.0, 0.0, 0.0, 0.0, -0.5}; // 3, -0.5 along z, -1
    double jacobians[36];
    for (int stage = 0; stage < 4; stage++) memcpy(jacobians + 9 * stage, J, sizeof J);
    for (int t = 0; t < 4400; t++) assert_int_equal(bn_lyapunov_flow(&w.lyapunov, jacobians).code, BN_OK);
    summarise(&w);
    const double z = 3.0 * 0.05,
                 amplification = 1.0 + z + z * z / 2.0 + z * z * z / 6.0 + z * z * z * z / 24.0;
    assert_near(w.exponents[0], log(amplification) / 0.05, 1e-11); // 3, but for the error of Runge and Kutta
    assert_near(w.exponents[1], -0.5, 1e-7);
    assert_near(w.participation[0], 2.0, 1e-9); // alike on x and y
    assert_near(w.participation[1], 1.0, 1e-9); // on z alone
    assert_near(w.errors[0], 0.0, 1e-12);
    assert_true(w.summary.condition > exp(0.2 * 3.5) * 0.9);
    bn_memory_free(w.block);
}

static void the_kaplan_yorke_dimension_interpolates(void **state)
{
    (void)state;
    assert_near(bn_lyapunov_kaplan_yorke(3, 3, (double[]){0.9, 0.0, -14.5}), 2.0 + 0.9 / 14.5, 1e-15);
    assert_near(bn_lyapunov_kaplan_yorke(3, 3, (double[]){-0.1, -0.2, -0.3}), 0.0, 0.0);
    assert_near(bn_lyapunov_kaplan_yorke(2, 2, (double[]){1.0, -0.5}), 2.0, 0.0);
    assert_true(isnan(bn_lyapunov_kaplan_yorke(5, 2, (double[]){1.0, -0.5})));
}

static void the_same_seed_gives_the_same_vectors(void **state)
{
    (void)state;
    const bn_lyapunov_def def = {.dimension = 4, .exponents = 2, .dt = 1.0, .every = 1, .seed = 3};
    world a = a_tracker(def), b = a_tracker(def);
    assert_memory_equal(a.lyapunov.Q, b.lyapunov.Q, 8 * sizeof(double));
    bn_memory_free(a.block);
    bn_memory_free(b.block);
}

static void vectors_that_overflow_are_reported_with_the_time(void **state)
{
    (void)state;
    world w = a_tracker((bn_lyapunov_def){.dimension = 1, .exponents = 1, .dt = 0.5, .every = 4});
    const double map = 1e200;
    bn_status status = bn_ok();
    for (int t = 0; t < 4; t++) status = bn_lyapunov_map(&w.lyapunov, &map);
    assert_int_equal(status.code, BN_NOT_FINITE);
    assert_non_null(strstr(status.message, "after step 4 (time 2)"));
    status = bn_lyapunov_summarise(&w.lyapunov, w.exponents, w.errors, w.participation, &w.summary);
    assert_int_equal(status.code, BN_EINVAL);
    bn_memory_free(w.block);
}

static void unsound_definitions_are_refused_with_a_sentence(void **state)
{
    (void)state;
    const bn_lyapunov_def good = {.dimension = 3, .exponents = 2, .dt = 0.1, .every = 10};
    assert_int_equal(bn_lyapunov_check(&good).code, BN_OK);
    bn_lyapunov_def bad = good;
    bad.exponents = 4;
    assert_refused(bn_lyapunov_check(&bad), BN_EINVAL,
                   "exponents is 4; it must be from 1 to the dimension, 3");
    bad = good;
    bad.dt = NAN;
    assert_refused(bn_lyapunov_check(&bad), BN_EINVAL, "dt is nan; it must be more than 0");
    bad = good;
    bad.every = 0;
    assert_int_equal(bn_lyapunov_check(&bad).code, BN_EINVAL);
    bad = good;
    bad.transient = -1;
    assert_int_equal(bn_lyapunov_check(&bad).code, BN_EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_henon_map_has_its_exponents),
        cmocka_unit_test(the_logistic_map_doubles_distances),
        cmocka_unit_test(the_lorenz_flow_has_its_exponents),
        cmocka_unit_test(a_constant_flow_has_its_eigenvalues),
        cmocka_unit_test(the_kaplan_yorke_dimension_interpolates),
        cmocka_unit_test(the_same_seed_gives_the_same_vectors),
        cmocka_unit_test(vectors_that_overflow_are_reported_with_the_time),
        cmocka_unit_test(unsound_definitions_are_refused_with_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
