#include "plots/axes/scale.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/near.h"

// Expected values are exact: logarithms of powers of ten, midpoints, mirrored axes.

static const pl_scale linear = {.kind = PL_LINEAR, .linear = 1.0};
static const pl_scale logarithmic = {.kind = PL_LOG, .linear = 1.0};
static const pl_scale symmetric = {.kind = PL_SYMLOG, .linear = 10.0};

static void decades_are_equally_far_apart(void **state)
{
    (void)state;
    const pl_map map = pl_map_make(logarithmic, 0.01, 100.0, 0.0, 400.0);
    assert_near(pl_map_page(&map, 0.01), 0.0, 1e-9);
    assert_near(pl_map_page(&map, 1.0), 200.0, 1e-9);
    assert_near(pl_map_page(&map, 10.0), 300.0, 1e-9);
    assert_near(pl_map_value(&map, 100.0), 0.1, 1e-12);
}

static void a_symmetric_logarithm_is_odd_and_joins_smoothly(void **state)
{
    (void)state;
    assert_near(pl_scale_transform(symmetric, 5.0), 0.5, 1e-12);
    assert_near(pl_scale_transform(symmetric, 10.0), 1.0, 1e-12);
    assert_near(pl_scale_transform(symmetric, 1000.0), 3.0, 1e-12);
    assert_near(pl_scale_transform(symmetric, -1000.0), -3.0, 1e-12);
    for (double v = -1e5; v < 1e5; v += 777.0)
        assert_near(pl_scale_invert(symmetric, pl_scale_transform(symmetric, v)), v, 1e-9 * fabs(v));
}

static void an_inverted_axis_runs_backwards(void **state)
{
    (void)state;
    const pl_map map = pl_map_make(linear, 10.0, 0.0, 0.0, 100.0);
    assert_near(pl_map_page(&map, 10.0), 0.0, 1e-12);
    assert_near(pl_map_page(&map, 2.5), 75.0, 1e-12);
    assert_true(pl_map_shows(&map, 5.0));
    assert_false(pl_map_shows(&map, 10.1));
}

static void values_a_scale_cannot_show_are_nan(void **state)
{
    (void)state;
    const pl_map map = pl_map_make(logarithmic, 1.0, 10.0, 0.0, 1.0);
    assert_true(isnan(pl_map_page(&map, 0.0)));
    assert_true(isnan(pl_map_page(&map, -1.0)));
    assert_true(isnan(pl_map_page(&map, NAN)));
    assert_true(isnan(pl_map_page(&map, INFINITY)));
}

static void huge_values_stay_within_reach(void **state)
{
    (void)state;
    const pl_map map = pl_map_make(linear, 0.0, 1e-300, 0.0, 100.0);
    assert_near(pl_map_page(&map, 1e300), PL_FAR_AWAY, 0.0);
    assert_near(pl_map_page(&map, -1e300), -PL_FAR_AWAY, 0.0);
    const pl_map wide = pl_map_make(linear, -1e300, 1e300, 0.0, 100.0);
    assert_near(pl_map_page(&wide, 0.0), 50.0, 1e-9);
}

static void limits_leave_a_margin_but_not_at_pinned_ends(void **state)
{
    (void)state;
    double low, high;
    pl_scale_limits(linear, 0.0, 10.0, 0.05, false, false, &low, &high);
    assert_near(low, -0.5, 1e-12);
    assert_near(high, 10.5, 1e-12);
    pl_scale_limits(linear, 0.0, 10.0, 0.05, true, false, &low, &high);
    assert_near(low, 0.0, 0.0);
    pl_scale_limits(logarithmic, 1.0, 100.0, 0.5, false, false, &low, &high);
    assert_near(low, 0.1, 1e-12);
    assert_near(high, 1000.0, 1e-9);
}

static void no_data_and_one_value_still_make_an_axis(void **state)
{
    (void)state;
    double low, high;
    pl_scale_limits(linear, INFINITY, -INFINITY, 0.05, false, false, &low, &high);
    assert_near(low, 0.0, 0.0);
    assert_near(high, 1.0, 0.0);
    pl_scale_limits(logarithmic, INFINITY, -INFINITY, 0.05, false, false, &low, &high);
    assert_near(low, 1.0, 0.0);
    const double values[] = {0.0, 7.0, -3.0, 1e300, 1e-300};
    for (int i = 0; i < 5; i++) {
        pl_scale_limits(linear, values[i], values[i], 0.0, true, true, &low, &high);
        assert_true(low < high && low <= values[i] && values[i] <= high);
    }
    pl_scale_limits(logarithmic, 1e-300, 1e-300, 0.1, false, false, &low, &high);
    assert_true(low > 0.0 && low < high);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decades_are_equally_far_apart),
        cmocka_unit_test(a_symmetric_logarithm_is_odd_and_joins_smoothly),
        cmocka_unit_test(an_inverted_axis_runs_backwards),
        cmocka_unit_test(values_a_scale_cannot_show_are_nan),
        cmocka_unit_test(huge_values_stay_within_reach),
        cmocka_unit_test(limits_leave_a_margin_but_not_at_pinned_ends),
        cmocka_unit_test(no_data_and_one_value_still_make_an_axis),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
