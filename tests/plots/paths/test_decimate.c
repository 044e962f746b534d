#include "plots/marks/trace.h"
#include "plots/paths/decimate.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/near.h"

static void assert_kept(pl_point *points, size_t count, const double *kept, size_t kept_count)
{
    assert_int_equal(pl_decimate(points, count, 1.0), kept_count);
    for (size_t i = 0; i < kept_count; i++) assert_near(points[i].y, kept[i], 0.0);
}

static void a_column_keeps_its_ends_and_extremes(void **state)
{
    (void)state;
    pl_point points[] = {{0.1, 5.0}, {0.2, 9.0}, {0.3, 1.0}, {0.4, 7.0}, {0.5, 2.0}, {1.5, 30.0}};
    assert_kept(points, 6, (const double[]){5.0, 9.0, 1.0, 2.0, 30.0}, 5);
}

static void an_end_that_the_next_column_covers_is_dropped(void **state)
{
    (void)state;
    pl_point points[] = {{0.1, 5.0}, {0.2, 9.0}, {0.3, 1.0}, {0.5, 2.0}, {1.1, 4.0}, {1.2, 0.0}, {1.3, 8.0}};
    assert_kept(points, 7, (const double[]){5.0, 9.0, 1.0, 0.0, 8.0}, 5);
}

static void gaps_are_kept_once(void **state)
{
    (void)state;
    pl_point points[] = {{0.1, 1.0}, {NAN, 1.0}, {0.2, NAN}, {NAN, NAN}, {0.3, 2.0}, {0.4, 2.0}};
    assert_int_equal(pl_decimate(points, 6, 1.0), 4);
    assert_near(points[0].y, 1.0, 0.0);
    assert_true(isnan(points[1].x));
    assert_near(points[2].x, 0.3, 0.0);
    assert_near(points[3].x, 0.4, 0.0);
}

static void sparse_lines_are_not_changed(void **state)
{
    (void)state;
    pl_point points[100];
    for (int i = 0; i < 100; i++) points[i] = (pl_point){i, sin(i)};
    assert_int_equal(pl_decimate(points, 100, 1.0), 100);
    for (int i = 0; i < 100; i++) assert_near(points[i].y, sin(i), 0.0);
}

// --- pictures ---------------------------------------------------------------------------------------------

enum { WIDTH = 240, HEIGHT = 120, MANY = 12000 };

static const pl_rect box = {0.0, 0.0, WIDTH, HEIGHT};

static const double dashes[] = {5.0, 3.0};

// Dashes only where the line is 2.5 wide.
static cairo_surface_t *blank(cairo_t **pen, double width)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, WIDTH, HEIGHT);
    *pen = cairo_create(surface);
    cairo_set_line_width(*pen, width);
    cairo_set_line_join(*pen, CAIRO_LINE_JOIN_ROUND);
    if (width == 2.5) cairo_set_dash(*pen, dashes, 2, 0.0);
    return surface;
}

static cairo_surface_t *drawn_whole(const pl_point *points, int count, double width)
{
    cairo_t *pen;
    cairo_surface_t *surface = blank(&pen, width);
    for (int i = 0; i < count; i++) cairo_line_to(pen, points[i].x, points[i].y);
    cairo_stroke(pen);
    cairo_destroy(pen);
    return surface;
}

static cairo_surface_t *drawn_thinned(pl_point *points, int count, double width)
{
    cairo_t *pen;
    cairo_surface_t *surface = blank(&pen, width);
    pl_canvas canvas = {.pen = pen, .pixels = 1.0};
    pl_trace_line(&canvas, box, points, (size_t)count);
    cairo_destroy(pen);
    return surface;
}

// The largest difference of coverage, out of 255, and how many pixels differ by more than 2.
static int worst_difference(cairo_surface_t *a, cairo_surface_t *b, int *differing)
{
    cairo_surface_flush(a);
    cairo_surface_flush(b);
    const int stride = cairo_image_surface_get_stride(a);
    const unsigned char *x = cairo_image_surface_get_data(a), *y = cairo_image_surface_get_data(b);
    int worst = 0;
    *differing = 0;
    for (int r = 0; r < HEIGHT; r++)
        for (int c = 0; c < WIDTH; c++) {
            const int difference = abs(x[r * stride + c] - y[r * stride + c]);
            if (difference > worst) worst = difference;
            *differing += difference > 2;
        }
    cairo_surface_destroy(a);
    cairo_surface_destroy(b);
    return worst;
}

static pl_point drawn[MANY];

// cairo itself, given all points, is the reference. Few pixels differ by more than 2 of 255.
static void assert_points_give_the_same_picture(int count, double width)
{
    cairo_surface_t *whole = drawn_whole(drawn, count, width);
    int differing;
    const int worst = worst_difference(whole, drawn_thinned(drawn, count, width), &differing);
    assert_true(worst <= 16);
    assert_true(differing <= WIDTH * HEIGHT / 400);
}

static void assert_same_picture(double (*value)(int i), double width)
{
    for (int i = 0; i < MANY; i++) drawn[i] = (pl_point){WIDTH * (i + 0.5) / MANY, value(i)};
    assert_points_give_the_same_picture(MANY, width);
}

static double noise(int i)
{
    const uint32_t bits = (uint32_t)i * 2654435761u;
    return HEIGHT * (0.2 + 0.6 * ((bits ^ bits >> 15) % 10007) / 10007.0);
}

static double chirp(int i)
{
    const double t = (double)i / MANY;
    return HEIGHT * (0.5 + 0.4 * sin(600.0 * t * t));
}

static void thinned_noise_looks_the_same(void **state)
{
    (void)state;
    assert_same_picture(noise, 1.0);
}

static void a_thinned_chirp_looks_the_same(void **state)
{
    (void)state;
    assert_same_picture(chirp, 1.0);
    assert_same_picture(chirp, 3.0);
}

static void dashes_go_on_through_a_long_line(void **state)
{
    (void)state;
    enum { COUNT = 600 }; // long, but of segments that cairo does not round to other lengths
    for (int i = 0; i < COUNT; i++)
        drawn[i] = (pl_point){WIDTH * (i + 0.5) / COUNT, HEIGHT * (0.5 + 0.4 * sin(10.0 * i / COUNT))};
    assert_points_give_the_same_picture(COUNT, 2.5);
}

// A line that turns back again and again, like the trajectory of a state in a plane.
static void a_long_line_may_turn_back(void **state)
{
    (void)state;
    for (int i = 0; i < MANY; i++) {
        const double angle = 60.0 * i / MANY;
        drawn[i] = (pl_point){WIDTH * (0.5 + 0.45 * cos(angle)), HEIGHT * (0.5 + 0.4 * sin(1.1 * angle))};
    }
    assert_points_give_the_same_picture(MANY, 1.0);
}

static void a_million_points_become_few(void **state)
{
    (void)state;
    const size_t count = 1000000;
    pl_point *points = malloc(count * sizeof *points);
    assert_non_null(points);
    for (size_t i = 0; i < count; i++)
        points[i] = (pl_point){300.0 * (double)i / (double)count, noise((int)i)};
    assert_true(pl_decimate(points, count, 4.0) <= 4 * 4 * 300 + 4);
    free(points);
}

static void coordinates_far_off_the_page_draw_like_near_ones(void **state)
{
    (void)state;
    cairo_t *pen;
    cairo_surface_t *far = blank(&pen, 2.0);
    pl_canvas canvas = {.pen = pen, .pixels = 1.0};
    pl_point line[] = {{-1e12, 60.0}, {1e12, 60.0}};
    pl_trace_line(&canvas, box, line, 2);
    cairo_destroy(pen);
    cairo_surface_t *near = blank(&pen, 2.0);
    cairo_move_to(pen, -50.0, 60.0);
    cairo_line_to(pen, WIDTH + 50.0, 60.0);
    cairo_stroke(pen);
    cairo_destroy(pen);
    int differing;
    assert_int_equal(worst_difference(far, near, &differing), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_column_keeps_its_ends_and_extremes),
        cmocka_unit_test(an_end_that_the_next_column_covers_is_dropped),
        cmocka_unit_test(gaps_are_kept_once),
        cmocka_unit_test(sparse_lines_are_not_changed),
        cmocka_unit_test(thinned_noise_looks_the_same),
        cmocka_unit_test(a_thinned_chirp_looks_the_same),
        cmocka_unit_test(dashes_go_on_through_a_long_line),
        cmocka_unit_test(a_long_line_may_turn_back),
        cmocka_unit_test(a_million_points_become_few),
        cmocka_unit_test(coordinates_far_off_the_page_draw_like_near_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
