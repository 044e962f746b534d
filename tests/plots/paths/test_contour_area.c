/* Areas of functions that are linear, where they are known, and of any function beside those of its negative. */
#include "plots/paths/contour_area.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/near.h"

enum { ROWS = 6, COLUMNS = 7 };

// The area of polygons that NaN parts, all of them in the same sense around (the shoelace formula).
static double area_of(const pl_point *points, size_t count)
{
    double area = 0.0;
    for (size_t from = 0, to = 0; to < count; from = ++to) {
        while (!isnan(points[to].x)) to++;
        double twice = 0.0;
        for (size_t i = from; i < to; i++) {
            const pl_point a = points[i], b = points[i + 1 < to ? i + 1 : from];
            twice += a.x * b.y - b.x * a.y;
        }
        assert_true(twice >= 0.0);
        area += 0.5 * twice;
    }
    return area;
}

static double area_above(const double *values, double level)
{
    pl_point points[PL_AREA_POINTS * COLUMNS];
    double area = 0.0;
    for (size_t row = 0; row + 1 < ROWS; row++) {
        const size_t count = pl_contour_area(values, row, COLUMNS, level, points);
        assert_true(count <= PL_AREA_POINTS * COLUMNS);
        area += area_of(points, count);
    }
    return area;
}

static const double whole = (ROWS - 1) * (COLUMNS - 1);

static void the_area_of_a_slope_is_that_behind_its_line(void **state)
{
    (void)state;
    double values[ROWS * COLUMNS];
    for (size_t i = 0; i < ROWS * COLUMNS; i++) values[i] = (double)(i % COLUMNS);
    assert_near(area_above(values, 1.3), (COLUMNS - 1 - 1.3) * (ROWS - 1), 1e-12);
    assert_near(area_above(values, -INFINITY), whole, 0.0);
    assert_near(area_above(values, 6.5), 0.0, 0.0);
    for (size_t i = 0; i < ROWS * COLUMNS; i++)
        values[i] += (double)(i / COLUMNS); // x + y >= 3 leaves a triangle
    assert_near(area_above(values, 3.0), whole - 4.5, 1e-12);
}

static void what_is_below_is_the_rest(void **state)
{
    (void)state;
    double values[ROWS * COLUMNS], negative[ROWS * COLUMNS];
    uint32_t seed = 1;
    for (int trial = 0; trial < 50; trial++) {
        for (size_t i = 0; i < ROWS * COLUMNS; i++) {
            seed = seed * 1664525u + 1013904223u;
            values[i] = (double)seed / 4294967296.0 - 0.5;
            negative[i] = -values[i];
        }
        assert_near(area_above(values, 0.1) + area_above(negative, -0.1), whole, 1e-9);
    }
}

static void the_middle_of_a_saddle_decides(void **state)
{
    (void)state;
    pl_point points[PL_AREA_POINTS * 2];
    const double joined[4] = {1.0, -0.5, -0.5, 1.0}, parted[4] = {0.5, -1.0, -1.0, 0.5};
    assert_int_equal(pl_contour_area(joined, 0, 2, 0.0, points), 7);
    assert_near(area_of(points, 7), 1.0 - 1.0 / 9.0, 1e-12); // two corners of 1/3 by 1/3 are missing
    assert_int_equal(pl_contour_area(parted, 0, 2, 0.0, points), 8);
    assert_near(area_of(points, 8), 1.0 / 9.0, 1e-12);
}

static void cells_beside_a_gap_have_no_area(void **state)
{
    (void)state;
    double values[ROWS * COLUMNS] = {0};
    values[2 * COLUMNS + 3] = NAN;
    assert_near(area_above(values, -1.0), whole - 4.0, 0.0);
    values[0] = INFINITY;
    assert_near(area_above(values, -INFINITY), whole - 5.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_area_of_a_slope_is_that_behind_its_line),
        cmocka_unit_test(what_is_below_is_the_rest),
        cmocka_unit_test(the_middle_of_a_saddle_decides),
        cmocka_unit_test(cells_beside_a_gap_have_no_area),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
