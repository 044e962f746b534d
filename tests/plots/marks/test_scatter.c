/* Scatters of many points, which are printed by stamps, against the same points drawn by cairo: in marks of fewer
   points each, which is the independent reference. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "plots/figure/panel_internal.h"
#include "plots/marks/marks_scatter.h"
#include "plots/marks/stamps.h"
#include "plots/output/encoder.h"
#include "plots/output/format.h"
#include "tests/plots/figure/figures.h"
#include "tests/refused.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = 36, POINTS = SIDE * SIDE, FEW = SIDE };

typedef struct {
    double x[POINTS], y[POINTS], values[POINTS], sizes[POINTS];
} cloud;

// Places that are no whole pixels, `spread` of a lattice cell away from its points.
static cloud *make_cloud(double spread)
{
    cloud *made = malloc(sizeof *made);
    assert_non_null(made);
    uint32_t state = 7;
    for (int i = 0; i < POINTS; i++) {
        double random[3];
        for (int k = 0; k < 3; k++) {
            state = state * 1664525u + 1013904223u;
            random[k] = state / 4294967296.0;
        }
        made->x[i] = i % SIDE + spread * random[0];
        made->y[i] = i / SIDE + spread * random[1];
        made->values[i] = random[2];
        made->sizes[i] = 1.0 + 3.0 * random[2];
    }
    return made;
}

static void add_points(pl_panel *panel, const cloud *points, size_t from, size_t count,
                       pl_scatter_options options)
{
    if (options.values != NULL) options.values += from;
    if (options.sizes != NULL) options.sizes += from;
    succeed(pl_marks_add_scatter(pl_panel_marks(panel), points->x + from, points->y + from, count, &options));
}

// The picture of the points in marks of `at_once`.
static pl_pixels paint(const cloud *points, size_t at_once, const pl_scatter_options *options)
{
    pl_figure *figure = figure_of(1, 1);
    pl_panel *panel = panel_of(figure, 0, 0);
    pl_axis_settings limits = pl_axis_settings_default();
    limits.low = -2.0;
    limits.high = SIDE + 10.0;
    succeed(pl_panel_set_axis(panel, PL_X, &limits));
    succeed(pl_panel_set_axis(panel, PL_Y, &limits));
    for (size_t from = 0; from < POINTS; from += at_once) add_points(panel, points, from, at_once, *options);
    pl_page page;
    succeed(pl_figure_page(figure, &page));
    pl_pixels pixels;
    succeed(pl_pixels_create(1401, 870, &pixels));
    succeed(pl_page_paint(&page, &pixels));
    pl_figure_free(figure);
    return pixels;
}

typedef struct {
    int worst;
    double mean; // over all bytes of the picture
} difference;

static difference compare(pl_pixels a, pl_pixels b)
{
    const size_t count = (size_t)a.width * (size_t)a.height * 4;
    const unsigned char *first = (const unsigned char *)a.words, *second = (const unsigned char *)b.words;
    difference found = {0};
    for (size_t i = 0; i < count; i++) {
        const int here = abs(first[i] - second[i]);
        found.worst = here > found.worst ? here : found.worst;
        found.mean += (double)here / (double)count;
    }
    return found;
}

static difference stamped_against_drawn(double spread, const pl_scatter_options *options)
{
    cloud *points = make_cloud(spread);
    pl_scatter_options full = *options;
    if (options->values != NULL) full.values = points->values;
    if (options->sizes != NULL) full.sizes = points->sizes;
    pl_pixels stamped = paint(points, POINTS, &full), drawn = paint(points, FEW, &full);
    const difference found = compare(stamped, drawn);
    pl_pixels_release(&stamped);
    pl_pixels_release(&drawn);
    free(points);
    return found;
}

static pl_scatter_options black_points(void)
{
    pl_scatter_options options = pl_scatter_options_default();
    options.color = pl_color_rgb(0x000000);
    options.norm.low = 0.0;
    options.norm.high = 1.0;
    return options;
}

// The largest difference is above 0, else nothing was stamped.
static void stays_within_bound(const pl_scatter_options *options)
{
    const difference apart = stamped_against_drawn(0.6, options);
    assert_in_range(apart.worst, 1, PL_STAMP_ERROR);
    assert_true(apart.mean < 1.0);
    const difference heaped = stamped_against_drawn(9.0, options);
    assert_true(heaped.mean < 1.0);
}

static void stamped_markers_of_every_shape_look_like_drawn_ones(void **state)
{
    (void)state;
    for (const bn_word *shape = pl_marker_words; shape->word != NULL; shape++) {
        if (shape->value == PL_MARKER_NONE) continue;
        pl_scatter_options options = black_points();
        options.marker = (pl_marker)shape->value;
        stays_within_bound(&options);
    }
}

static void so_do_translucent_coloured_sized_and_edged_ones(void **state)
{
    (void)state;
    const double asked = 0.0;
    pl_scatter_options options = black_points();
    options.mark.alpha = 0.3;
    stays_within_bound(&options);
    options.values = &asked;
    stays_within_bound(&options);
    options.sizes = &asked;
    stays_within_bound(&options);
    options.mark.alpha = 1.0;
    options.edge = pl_color_rgb(0xD55E00);
    options.edge_width = 0.5;
    stays_within_bound(&options);
}

static void large_markers_among_small_ones_are_drawn(void **state)
{
    (void)state;
    cloud *points = make_cloud(0.6);
    pl_scatter_options options = black_points();
    options.sizes = points->sizes;
    points->sizes[POINTS / 2] = 40.0;
    pl_pixels stamped = paint(points, POINTS, &options), drawn = paint(points, FEW, &options);
    assert_in_range(compare(stamped, drawn).worst, 1, PL_STAMP_ERROR);
    pl_pixels_release(&stamped);
    pl_pixels_release(&drawn);
    free(points);
}

static bn_status save_as_vectors(size_t count, bool rasterized, bool vector)
{
    double *x = malloc(2 * count * sizeof *x);
    assert_non_null(x);
    for (size_t i = 0; i < 2 * count; i++) x[i] = (double)(i * 7919 % 100003);
    pl_figure *figure = figure_of(1, 1);
    pl_scatter_options options = black_points();
    options.mark.alpha = 0.5; // none covers another
    options.mark.rasterized = rasterized;
    options.mark.vector = vector;
    succeed(pl_marks_add_scatter(pl_panel_marks(panel_of(figure, 0, 0)), x, x + count, count, &options));
    free(x);
    pl_page page;
    succeed(pl_figure_page(figure, &page));
    const pl_page_output output = pl_page_output_default();
    const bn_status status = pl_page_save(&page, "test_scatter.svg", &output);
    pl_figure_free(figure);
    remove("test_scatter.svg");
    return status;
}

static void a_huge_scatter_is_no_vector_file_unless_asked_for(void **state)
{
    (void)state;
    assert_refused(save_as_vectors(200001, false, false), BN_EINVAL,
                   "a scatter of 200001 points has more than 200000 markers to draw as vectors");
    succeed(save_as_vectors(200001, true, false));
    succeed(save_as_vectors(200001, false, true));
    succeed(save_as_vectors(1000, false, false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stamped_markers_of_every_shape_look_like_drawn_ones),
        cmocka_unit_test(so_do_translucent_coloured_sized_and_edged_ones),
        cmocka_unit_test(large_markers_among_small_ones_are_drawn),
        cmocka_unit_test(a_huge_scatter_is_no_vector_file_unless_asked_for),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
