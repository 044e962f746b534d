#include "plots/base/geometry.h"
#include "plots/figure/grid.h"
#include "plots/marks/bins.h"
#include "plots/paths/contour.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/near.h"

static const pl_rect unit = {0.0, 0.0, 1.0, 1.0};

static void a_segment_is_cut_at_the_edges(void **state)
{
    (void)state;
    pl_point a = {-1.0, 0.5}, b = {3.0, 0.5};
    assert_true(pl_clip_segment(unit, &a, &b));
    assert_near(a.x, 0.0, 1e-12);
    assert_near(b.x, 1.0, 1e-12);
    pl_point c = {-1e9, -1e9}, d = {1e9, 1e9}; // the diagonal of the square
    assert_true(pl_clip_segment(unit, &c, &d));
    assert_near(c.x, 0.0, 1e-6);
    assert_near(d.y, 1.0, 1e-6);
}

static void a_segment_outside_is_left_alone(void **state)
{
    (void)state;
    pl_point a = {2.0, -1.0}, b = {2.0, 5.0};
    assert_false(pl_clip_segment(unit, &a, &b));
    assert_near(a.y, -1.0, 0.0);
    pl_point c = {-1.0, 0.9}, d = {0.5, 2.5}; // passes by a corner
    assert_false(pl_clip_segment(unit, &c, &d));
}

static double area(const pl_point *points, size_t count)
{
    double twice = 0.0;
    for (size_t i = 0; i < count; i++) {
        const pl_point p = points[i], q = points[(i + 1) % count];
        twice += p.x * q.y - q.x * p.y;
    }
    return fabs(0.5 * twice);
}

// A large square covers all of the unit square; a diamond of half diagonal 3/4 around its middle loses four
// corners of 1/4 each in height: 9/8 - 4/16.
static void a_polygon_keeps_the_area_inside(void **state)
{
    (void)state;
    pl_point scratch[PL_CLIPPED_SIZE(4)], clipped[PL_CLIPPED_SIZE(4)];
    const pl_point large[4] = {{-1e6, -1e6}, {1e6, -1e6}, {1e6, 1e6}, {-1e6, 1e6}};
    size_t count = pl_clip_polygon(unit, large, 4, scratch, clipped);
    assert_near(area(clipped, count), 1.0, 1e-9);
    const pl_point diamond[4] = {{0.5, -0.25}, {1.25, 0.5}, {0.5, 1.25}, {-0.25, 0.5}};
    count = pl_clip_polygon(unit, diamond, 4, scratch, clipped);
    assert_near(area(clipped, count), 9.0 / 8.0 - 4.0 / 16.0, 1e-12);
    const pl_point away[4] = {{2.0, 2.0}, {3.0, 2.0}, {3.0, 3.0}, {2.0, 3.0}};
    assert_int_equal(pl_clip_polygon(unit, away, 4, scratch, clipped), 0);
}

// --- layout -----------------------------------------------------------------------------------------------

static void panels_of_a_column_share_their_edges(void **state)
{
    (void)state;
    const pl_grid grid = {.rows = 2, .columns = 2, .gap = 5.0};
    pl_cell cells[] = {{.row = 0, .column = 0, .rows = 1, .columns = 1, .left = 30.0, .bottom = 20.0},
                       {.row = 1, .column = 0, .rows = 1, .columns = 1, .left = 10.0, .bottom = 25.0},
                       {.row = 0, .column = 1, .rows = 1, .columns = 1, .left = 15.0},
                       {.row = 1, .column = 0, .rows = 1, .columns = 2, .left = 12.0, .right = 8.0}};
    pl_grid_place(&grid, (pl_rect){0.0, 0.0, 200.0, 150.0}, cells, 4);
    assert_near(cells[0].box.x, 30.0, 1e-12);
    assert_near(cells[1].box.x, 30.0, 1e-12);
    assert_near(cells[0].box.width, cells[2].box.width, 1e-12);
    assert_near(cells[0].box.y, cells[2].box.y, 1e-12);
    assert_near(pl_rect_right(cells[3].box), pl_rect_right(cells[2].box), 1e-12);
    // 200 = 30 + w + 5 + 15 + w + 8
    assert_near(cells[0].box.width, 71.0, 1e-12);
    // 150 = h + 20 + 5 + h + 25
    assert_near(cells[0].box.height, 50.0, 1e-12);
    assert_near(pl_rect_bottom(cells[1].outer), 150.0, 1e-12);
}

static void no_two_cells_overlap_and_none_leaves_the_area(void **state)
{
    (void)state;
    const pl_rect area_ = {3.0, 4.0, 500.0, 300.0};
    const pl_grid grid = {.rows = 3, .columns = 4, .gap = 6.0, .width_ratios = {1.0, 2.0, 1.0, 0.5}};
    pl_cell cells[12];
    unsigned seed = 1;
    for (int i = 0; i < 12; i++)
        cells[i] = (pl_cell){.row = i / 4,
                             .column = i % 4,
                             .rows = 1,
                             .columns = 1,
                             .left = rand_r(&seed) % 30,
                             .right = rand_r(&seed) % 20,
                             .top = rand_r(&seed) % 15,
                             .bottom = rand_r(&seed) % 25};
    pl_grid_place(&grid, area_, cells, 12);
    for (int i = 0; i < 12; i++) {
        const pl_rect taken = {cells[i].box.x - cells[i].left, cells[i].box.y - cells[i].top,
                               cells[i].box.width + cells[i].left + cells[i].right,
                               cells[i].box.height + cells[i].top + cells[i].bottom};
        assert_true(taken.x >= area_.x - 1e-9 && pl_rect_right(taken) <= pl_rect_right(area_) + 1e-9);
        assert_true(taken.y >= area_.y - 1e-9 && pl_rect_bottom(taken) <= pl_rect_bottom(area_) + 1e-9);
        for (int j = 0; j < i; j++) assert_false(pl_rect_overlap(cells[i].outer, cells[j].outer));
    }
    assert_near(cells[1].box.width, 2.0 * cells[0].box.width, 1e-9);
}

static void a_fitted_box_is_the_largest_of_its_shape(void **state)
{
    (void)state;
    const pl_rect wide = pl_rect_fit((pl_rect){0.0, 0.0, 100.0, 40.0}, 1.0);
    assert_near(wide.width, 40.0, 1e-12);
    assert_near(wide.x, 30.0, 1e-12);
    const pl_rect tall = pl_rect_fit((pl_rect){0.0, 0.0, 100.0, 40.0}, 0.2);
    assert_near(tall.height, 20.0, 1e-12);
    assert_near(tall.y, 10.0, 1e-12);
}

// --- bins and contours ------------------------------------------------------------------------------------

static void every_value_falls_into_one_bin(void **state)
{
    (void)state;
    const double edges[] = {0.0, 1.0, 2.0, 4.0};
    const double values[] = {0.0, 0.999, 1.0, 2.0, 3.0, 4.0, 4.1, -0.1, NAN};
    double counts[3];
    pl_bins_count(values, 9, edges, 3, counts);
    assert_near(counts[0], 2.0, 0.0);
    assert_near(counts[1], 1.0, 0.0);
    assert_near(counts[2], 3.0, 0.0);
}

// For the numbers 0 … 999 the quartiles are 249.75 and 749.25, their distance 499.5 and the width 2 x 499.5
// / 10.
static void rules_give_their_published_numbers(void **state)
{
    (void)state;
    double values[1000];
    for (int i = 0; i < 1000; i++) values[i] = i;
    assert_int_equal(pl_bins_number(PL_BINS_STURGES, values, 1000, 0.0, 999.0), 11);
    assert_int_equal(pl_bins_number(PL_BINS_SQUARE_ROOT, values, 1000, 0.0, 999.0), 32);
    assert_int_equal(pl_bins_number(PL_BINS_FREEDMAN_DIACONIS, values, 1000, 0.0, 999.0), 10);
    // Scott: 3.49 s / 10 with s = sqrt((1000^2 - 1) / 12) = 288.67
    assert_int_equal(pl_bins_number(PL_BINS_SCOTT, values, 1000, 0.0, 999.0), 10);
    assert_int_equal(pl_bins_number(PL_BINS_AUTO, values, 0, 0.0, 1.0), 1);
}

// The contour of x^2 + y^2 at r^2 is a circle; straight pieces lie within it by at most h^2 / 8r.
static void a_contour_of_a_cone_is_a_closed_circle(void **state)
{
    (void)state;
    enum { N = 41 };
    double values[N * N];
    for (int r = 0; r < N; r++)
        for (int c = 0; c < N; c++) values[r * N + c] = hypot(r - 20.0, c - 20.0);
    pl_arena arena = {0};
    pl_point *points;
    const size_t count = pl_contour_trace(values, N, N, 12.5, &arena, &points);
    assert_true(count > 50);
    for (size_t i = 0; i + 1 < count; i++)
        assert_near(hypot(points[i].x - 20.0, points[i].y - 20.0), 12.5, 0.02);
    assert_true(isnan(points[count - 1].x));
    assert_near(points[0].x, points[count - 2].x, 1e-12);
    assert_near(points[0].y, points[count - 2].y, 1e-12);
    pl_arena_empty(&arena);
}

static void a_saddle_has_two_branches_and_holes_have_none(void **state)
{
    (void)state;
    const double saddle[] = {1.0, -1.0, -1.0, 1.0};
    pl_arena arena = {0};
    pl_point *points;
    assert_int_equal(pl_contour_trace(saddle, 2, 2, 0.1, &arena, &points), 6); // two lines of two points
    const double hole[] = {1.0, NAN, -1.0, 1.0};
    assert_int_equal(pl_contour_trace(hole, 2, 2, 0.1, &arena, &points), 0);
    assert_int_equal(pl_contour_trace(saddle, 1, 4, 0.1, &arena, &points), 0);
    pl_arena_empty(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_segment_is_cut_at_the_edges),
        cmocka_unit_test(a_segment_outside_is_left_alone),
        cmocka_unit_test(a_polygon_keeps_the_area_inside),
        cmocka_unit_test(panels_of_a_column_share_their_edges),
        cmocka_unit_test(no_two_cells_overlap_and_none_leaves_the_area),
        cmocka_unit_test(a_fitted_box_is_the_largest_of_its_shape),
        cmocka_unit_test(every_value_falls_into_one_bin),
        cmocka_unit_test(rules_give_their_published_numbers),
        cmocka_unit_test(a_contour_of_a_cone_is_a_closed_circle),
        cmocka_unit_test(a_saddle_has_two_branches_and_holes_have_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
