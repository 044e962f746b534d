#include "plots/figure/figure.h"

#include "plots/figure/panel_internal.h"
#include "plots/marks/marks_bar.h"
#include "plots/marks/marks_guide.h"
#include "plots/marks/marks_image.h"
#include "plots/marks/marks_line.h"
#include "plots/marks/marks_scatter.h"
#include "plots/output/format.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/near.h"
#include "tests/plots/figure/figures.h"

// --- limits -----------------------------------------------------------------------------------------------

static void nan_does_not_change_limits(void **state)
{
    (void)state;
    pl_figure *figure = figure_of(1, 1);
    pl_panel *panel = panel_of(figure, 0, 0);
    const double x[] = {0.0, 1.0, 2.0, 3.0}, y[] = {1.0, NAN, INFINITY, 2.0};
    add_line(panel, x, y, 4, NULL);
    double first, last;
    pl_panel_limits(panel, PL_Y, &first, &last);
    assert_near(first, 0.95, 1e-12);
    assert_near(last, 2.05, 1e-12);
    draw(figure);
    pl_figure_free(figure);
}

static void bars_stand_on_the_axis(void **state)
{
    (void)state;
    pl_figure *figure = figure_of(1, 1);
    pl_panel *panel = panel_of(figure, 0, 0);
    const double heights[] = {3.0, 4.0};
    const pl_bar_options options = pl_bar_options_default();
    succeed(pl_marks_add_bar(pl_panel_marks(panel), NULL, heights, 2, &options));
    double first, last;
    pl_panel_limits(panel, PL_Y, &first, &last);
    assert_near(first, 0.0, 0.0);
    assert_true(last > 4.0);
    pl_figure_free(figure);
}

static void a_logarithmic_axis_refuses_limits_at_zero(void **state)
{
    (void)state;
    pl_figure *figure = figure_of(1, 1);
    pl_panel *panel = panel_of(figure, 0, 0);
    pl_axis_settings settings = pl_axis_settings_default();
    settings.low = 0.0;
    settings.high = 1.0;
    succeed(pl_panel_set_axis(panel, PL_Y, &settings));
    pl_axis_settings logarithmic = pl_axis_settings_default();
    logarithmic.scale = PL_LOG;
    const bn_status status = pl_panel_set_axis(panel, PL_Y, &logarithmic);
    assert_int_equal(status.code, BN_EINVAL);
    assert_non_null(strstr(status.message, "0 to 1"));
    assert_int_equal(panel->y->scale.kind, PL_LINEAR);
    pl_figure_free(figure);
}

static void equal_units_are_equally_long(void **state)
{
    (void)state;
    pl_figure *figure = figure_of(1, 2);
    pl_panel *panel = panel_of(figure, 0, 0);
    const double x[] = {-4.0, 1.0}, y[] = {-1.0, 1.0};
    add_line(panel, x, y, 2, NULL);
    pl_panel_set_aspect(panel, 1.0);
    lay_out(figure);
    const pl_view view = pl_panel_view(panel);
    const pl_point a = pl_view_point(&view, 0.0, 0.0), b = pl_view_point(&view, 1.0, 1.0);
    assert_near(b.x - a.x, a.y - b.y, 1e-9);
    pl_figure_free(figure);
}

static void sharing_panels_have_the_same_limits(void **state)
{
    (void)state;
    pl_figure_def def = pl_figure_def_default();
    def.columns = 2;
    def.share_y = PL_SHARE_LINES;
    pl_figure *figure;
    succeed(pl_figure_create(fonts, &def, &figure));
    pl_panel *left = panel_of(figure, 0, 0), *right = panel_of(figure, 0, 1);
    const double x[] = {0.0, 1.0}, small[] = {0.0, 1.0}, large[] = {5.0, 100.0};
    add_line(left, x, small, 2, NULL);
    add_line(right, x, large, 2, NULL);
    double first, last;
    pl_panel_limits(left, PL_Y, &first, &last);
    assert_true(first < 0.0 && last > 100.0);
    assert_true(right->y_side.bare);
    assert_false(left->y_side.bare);
    pl_figure_free(figure);
}

// --- bad data ---------------------------------------------------------------------------------------------

static void a_panel_without_points_or_with_one_draws_its_axes(void **state)
{
    (void)state;
    for (size_t count = 0; count <= 1; count++) {
        pl_figure *figure = figure_of(1, 1);
        pl_panel *panel = panel_of(figure, 0, 0);
        const double at[] = {7.0};
        add_line(panel, at, at, count, "line");
        const pl_scatter_options scatter = pl_scatter_options_default();
        succeed(pl_marks_add_scatter(pl_panel_marks(panel), at, at, count, &scatter));
        const pl_histogram_options histogram = pl_histogram_options_default();
        succeed(pl_marks_add_histogram(pl_panel_marks(panel), at, count, &histogram));
        const pl_legend_options legend = pl_legend_options_default();
        pl_panel_set_legend(panel, &legend);
        draw(figure);
        assert_true(panel->x_side.at.majors >= 2);
        assert_true(panel->y_side.at.majors >= 2);
        pl_figure_free(figure);
    }
}

static void huge_numbers_and_nan_draw_without_error(void **state)
{
    (void)state;
    const double bad[] = {1e12, -1e308, NAN, INFINITY, -INFINITY, 1e-320, 0.0, 1e308, -1e12, 1.0};
    enum { COUNT = sizeof bad / sizeof *bad };
    for (int scale = PL_LINEAR; scale <= PL_SYMLOG; scale++) {
        for (int fixed = 0; fixed <= 1; fixed++) {
            pl_figure *figure = figure_of(1, 1);
            pl_panel *panel = panel_of(figure, 0, 0);
            pl_axis_settings settings = pl_axis_settings_default();
            settings.scale = scale;
            settings.low = fixed ? 1.0 : NAN;
            settings.high = fixed ? 2.0 : NAN;
            succeed(pl_panel_set_axis(panel, PL_X, &settings));
            succeed(pl_panel_set_axis(panel, PL_Y, &settings));
            add_line(panel, bad, bad, COUNT, "line");
            const pl_scatter_options scatter = pl_scatter_options_default();
            succeed(pl_marks_add_scatter(pl_panel_marks(panel), bad, bad, COUNT, &scatter));
            const pl_bar_options bars = pl_bar_options_default();
            succeed(pl_marks_add_bar(pl_panel_marks(panel), bad, bad, COUNT, &bars));
            const pl_guide_options guide = pl_guide_options_default();
            for (int i = 0; i < COUNT; i++) {
                succeed(pl_marks_add_line_at(pl_panel_marks(panel), PL_X, bad[i], &guide));
                succeed(pl_marks_add_span(pl_panel_marks(panel), PL_Y, bad[i], 1.5, &guide));
                succeed(pl_marks_add_circle(pl_panel_marks(panel), bad[i], 1.0, 1.0, &guide));
                succeed(pl_marks_add_arrow(pl_panel_marks(panel), bad[i], 1.0, 1.0, bad[i], &guide));
            }
            pl_image_options image = pl_image_options_default();
            image.left = image.bottom = 1.0;
            image.right = image.top = 1e12;
            succeed(pl_marks_add_image(pl_panel_marks(panel), bad, 2, COUNT / 2, &image));
            draw(figure);
            pl_figure_free(figure);
        }
    }
}

static void a_text_that_cannot_be_read_is_an_error_where_it_is_set(void **state)
{
    (void)state;
    pl_figure *figure = figure_of(1, 1);
    const bn_status status = pl_panel_set_label(panel_of(figure, 0, 0), PL_X, "$\\nonsense$");
    assert_int_equal(status.code, BN_EFORMAT);
    assert_non_null(strstr(status.message, "nonsense"));
    pl_figure_free(figure);
}

static void data_may_be_freed_once_they_are_added(void **state)
{
    (void)state;
    pl_figure *figure = figure_of(1, 1);
    pl_panel *panel = panel_of(figure, 0, 0);
    double *x = malloc(2 * sizeof *x);
    assert_non_null(x);
    x[0] = 1.0;
    x[1] = 3.0;
    add_line(panel, x, x, 2, NULL);
    x[0] = x[1] = 1000.0;
    free(x);
    double first, last;
    pl_panel_limits(panel, PL_Y, &first, &last);
    assert_true(last < 4.0);
    pl_figure_free(figure);
}

// --- legends and pixels -----------------------------------------------------------------------------------

static void a_legend_finds_the_empty_corner(void **state)
{
    (void)state;
    const struct {
        double slope;
        bool right, upper;
    } cases[] = {{-1.0, true, true}, {1.0, false, true}};
    for (int c = 0; c < 2; c++) {
        pl_figure *figure = figure_of(3, 4);
        pl_panel *panel = panel_of(figure, 0, 0);
        double x[50], y[50];
        for (int i = 0; i < 50; i++) {
            x[i] = i;
            y[i] = cases[c].slope * i;
        }
        add_line(panel, x, y, 50, "a line");
        const pl_legend_options legend = pl_legend_options_default();
        pl_panel_set_legend(panel, &legend);
        lay_out(figure);
        const pl_rect box = panel->box, found = panel->legend_box;
        assert_true((found.x + 0.5 * found.width > box.x + 0.5 * box.width) == cases[c].right);
        assert_true((found.y + 0.5 * found.height < box.y + 0.5 * box.height) == cases[c].upper);
        pl_figure_free(figure);
    }
}

static void a_legend_without_a_free_place_gets_headroom(void **state)
{
    (void)state;
    pl_figure *figure = figure_of(1, 1);
    pl_panel *panel = panel_of(figure, 0, 0);
    double x[400], y[400];
    for (int i = 0; i < 400; i++) {
        x[i] = i;
        y[i] = i % 2;
    }
    add_line(panel, x, y, 400, "a line");
    const pl_legend_options legend = pl_legend_options_default();
    pl_panel_set_legend(panel, &legend);
    lay_out(figure);
    const pl_view view = pl_panel_view(panel);
    assert_true(pl_rect_bottom(panel->legend_box) < pl_view_point(&view, 0.0, 1.0).y);
    pl_figure_free(figure);
}

static long file_holds(const char *path, const char *word)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *bytes = malloc(1 << 22);
    assert_non_null(bytes);
    const size_t size = fread(bytes, 1, 1 << 22, file);
    fclose(file);
    const long found = memmem(bytes, size, word, strlen(word)) != NULL;
    free(bytes);
    return found;
}

static void a_mark_becomes_pixels_only_when_asked(void **state)
{
    (void)state;
    for (int rasterized = 0; rasterized <= 1; rasterized++) {
        pl_figure *figure = figure_of(1, 1);
        const double x[] = {0.0, 1.0};
        pl_line_options options = pl_line_options_default();
        options.mark.rasterized = rasterized;
        succeed(pl_marks_add_line(pl_panel_marks(panel_of(figure, 0, 0)), x, x, 2, &options));
        pl_page page;
        succeed(pl_figure_page(figure, &page));
        const pl_page_output output = pl_page_output_default();
        succeed(pl_page_save(&page, "test_figure_pixels.pdf", &output));
        assert_int_equal(file_holds("test_figure_pixels.pdf", "/Subtype /Image"), rasterized);
        pl_figure_free(figure);
        remove("test_figure_pixels.pdf");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nan_does_not_change_limits),
        cmocka_unit_test(bars_stand_on_the_axis),
        cmocka_unit_test(a_logarithmic_axis_refuses_limits_at_zero),
        cmocka_unit_test(equal_units_are_equally_long),
        cmocka_unit_test(sharing_panels_have_the_same_limits),
        cmocka_unit_test(a_panel_without_points_or_with_one_draws_its_axes),
        cmocka_unit_test(huge_numbers_and_nan_draw_without_error),
        cmocka_unit_test(a_text_that_cannot_be_read_is_an_error_where_it_is_set),
        cmocka_unit_test(data_may_be_freed_once_they_are_added),
        cmocka_unit_test(a_legend_finds_the_empty_corner),
        cmocka_unit_test(a_legend_without_a_free_place_gets_headroom),
        cmocka_unit_test(a_mark_becomes_pixels_only_when_asked),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
