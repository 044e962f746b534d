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
#include "tests/plots/figure/begin.h"

static pl_figure *figure_of(int rows, int columns)
{
    pl_figure_def def = pl_figure_def_default();
    def.rows = rows;
    def.columns = columns;
    pl_figure *figure;
    succeed(pl_figure_create(fonts, &def, &figure));
    return figure;
}

static pl_panel *panel_of(pl_figure *figure, int row, int column)
{
    pl_panel *panel;
    succeed(pl_figure_panel(figure, row, column, 1, 1, &panel));
    return panel;
}

static void add_line(pl_panel *panel, const double *x, const double *y, size_t count, const char *label)
{
    pl_line_options options = pl_line_options_default();
    options.mark.label = label;
    succeed(pl_marks_add_line(pl_panel_marks(panel), x, y, count, &options));
}

static void lay_out(pl_figure *figure)
{
    succeed(pl_figure_lay_out(figure));
}

// Draws the whole page onto a surface that only records it.
static void draw(pl_figure *figure)
{
    pl_page page;
    succeed(pl_figure_page(figure, &page));
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 400, 300);
    cairo_t *pen = cairo_create(surface);
    cairo_scale(pen, 400.0 / page.width, 300.0 / page.height);
    succeed(page.draw(page.drawn, pen));
    assert_int_equal(cairo_status(pen), CAIRO_STATUS_SUCCESS);
    cairo_destroy(pen);
    cairo_surface_destroy(surface);
}

// --- places -----------------------------------------------------------------------------------------------

// The ink of a panel, as cairo records it.
static pl_rect ink_of(const pl_panel *panel)
{
    cairo_surface_t *surface = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, NULL);
    pl_canvas canvas = pl_figure_canvas(panel->figure, cairo_create(surface));
    canvas.pixels = canvas.raster = 4.0;
    canvas.vector = true;
    pl_panel_draw(panel, &canvas);
    succeed(canvas.status);
    cairo_destroy(canvas.pen);
    pl_rect ink;
    cairo_recording_surface_ink_extents(surface, &ink.x, &ink.y, &ink.width, &ink.height);
    cairo_surface_destroy(surface);
    return ink;
}

static bool is_within(pl_rect inner, pl_rect outer)
{
    const double slack = 1.5; // half a spine, and the recording rounds outwards to whole points
    return inner.x >= outer.x - slack && inner.y >= outer.y - slack &&
           pl_rect_right(inner) <= pl_rect_right(outer) + slack &&
           pl_rect_bottom(inner) <= pl_rect_bottom(outer) + slack;
}

static void dress(pl_panel *panel, unsigned *seed)
{
    static const char *const labels[] = {"epoch", "$\\mathrm{Re}(\\lambda_i)$", "a rather long axis label",
                                         NULL};
    double x[40], y[40];
    const double size = pow(10.0, rand_r(seed) % 9 - 4);
    for (int i = 0; i < 40; i++) {
        x[i] = 1000.0 * i * (1 + rand_r(seed) % 3);
        y[i] = size * (rand_r(seed) % 1000 - 300);
    }
    add_line(panel, x, y, 40, "a label");
    succeed(pl_panel_set_label(panel, PL_X, labels[rand_r(seed) % 4]));
    succeed(pl_panel_set_label(panel, PL_Y, labels[rand_r(seed) % 4]));
    static const char *const titles[] = {"title", "a rather long title of a panel", NULL};
    succeed(pl_panel_set_title(panel, titles[rand_r(seed) % 3]));
    const double ticks[] = {5000.0, 30000.0, 60000.0};
    const char *texts[] = {"first", "a threshold", "the second one"};
    if (rand_r(seed) % 3 == 0) succeed(pl_panel_set_ticks(panel, PL_X, ticks, texts, 3));
    const pl_legend_options legend = pl_legend_options_default();
    if (rand_r(seed) % 2) pl_panel_set_legend(panel, &legend);
    if (rand_r(seed) % 3) return;
    const double values[4] = {0.0, 1.0, 2.0, 3.0};
    pl_image_options image = pl_image_options_default();
    image.right = 1.0;
    image.left = image.bottom = 0.0;
    image.top = size;
    succeed(pl_marks_add_image(pl_panel_marks(panel), values, 2, 2, &image));
    succeed(pl_panel_set_colorbar(panel, "bar"));
}

static double width_beside(bool bar, bool twin)
{
    pl_figure *figure = figure_of(1, 1);
    pl_panel *panel = panel_of(figure, 0, 0);
    const double values[4] = {0.0, 1.0, 2.0, 3.0};
    const pl_image_options image = pl_image_options_default();
    succeed(pl_marks_add_image(pl_panel_marks(panel), values, 2, 2, &image));
    if (bar) succeed(pl_panel_set_colorbar(panel, "bar"));
    if (twin) {
        pl_panel *other;
        succeed(pl_figure_twin(panel, &other));
        const double x[] = {0.0, 1.0}, y[] = {1.0, 9.0};
        add_line(other, x, y, 2, NULL);
        succeed(pl_panel_set_label(other, PL_Y, "a twin"));
    }
    pl_page drawn;
    succeed(pl_figure_page(figure, &drawn));
    const double width = panel->box.width;
    pl_figure_free(figure);
    return width;
}

// Nothing that the bar takes without a twin is shared with the twin's axis.
static void a_colour_bar_stands_beyond_the_axis_of_a_twin(void **state)
{
    (void)state;
    const double none = width_beside(false, false), bar = width_beside(true, false);
    const double twin = width_beside(false, true), both = width_beside(true, true);
    assert_true(bar < none && twin < none);
    assert_true(both <= twin - (none - bar));
}

// The reference is what cairo records of each panel.
static void nothing_is_cut_and_no_panels_overlap(void **state)
{
    (void)state;
    unsigned seed = 11;
    int laid_out = 0;
    for (int trial = 0; trial < 25; trial++) {
        pl_figure *figure = figure_of(2, 3);
        for (int i = 0; i < 6; i++) dress(panel_of(figure, i / 3, i % 3), &seed);
        succeed(pl_figure_letters(figure, 'a', "#"));
        pl_page drawn;
        const bn_status status = pl_figure_page(figure, &drawn);
        if (status.code != BN_OK) { // what finds no place is named, and nothing is drawn
            assert_true(strstr(status.message, "the legend of the panel in row") != NULL ||
                        strstr(status.message, "lie over each other") != NULL);
            pl_figure_free(figure);
            continue;
        }
        laid_out++;
        const pl_rect page = {0.0, 0.0, figure->width, figure->height};
        for (const pl_panel *a = figure->panels; a != NULL; a = a->next) {
            assert_true(is_within(ink_of(a), a->outer));
            assert_true(is_within(a->outer, page));
            for (const pl_panel *b = figure->panels; b != a; b = b->next)
                assert_false(pl_rect_overlap(pl_rect_grown(a->outer, -1e-6), b->outer));
        }
        pl_figure_free(figure);
    }
    assert_true(laid_out >= 15);
}

static void letters_go_on_behind_z_with_two(void **state)
{
    (void)state;
    pl_figure *figure = figure_of(1, 30);
    pl_panel *panels[30];
    for (int i = 0; i < 30; i++) panels[i] = panel_of(figure, 0, i);
    succeed(pl_figure_letters(figure, 'A', "(#)"));
    pl_page page;
    pl_figure_page(figure, &page); // too small to be drawn, perhaps
    assert_string_equal(panels[0]->letter, "(A)");
    assert_string_equal(panels[25]->letter, "(Z)");
    assert_string_equal(panels[26]->letter, "(AA)");
    assert_string_equal(panels[29]->letter, "(AD)");
    pl_figure_free(figure);
}

static void panels_of_a_grid_stand_in_line(void **state)
{
    (void)state;
    unsigned seed = 3;
    pl_figure *figure = figure_of(2, 2);
    pl_panel *panels[4];
    for (int i = 0; i < 4; i++) dress(panels[i] = panel_of(figure, i / 2, i % 2), &seed);
    lay_out(figure);
    assert_near(panels[0]->box.x, panels[2]->box.x, 1e-9);
    assert_near(panels[1]->box.x, panels[3]->box.x, 1e-9);
    assert_near(panels[0]->box.y, panels[1]->box.y, 1e-9);
    assert_near(panels[0]->box.width, panels[1]->box.width, 1e-9);
    pl_figure_free(figure);
}

static void labels_that_would_overlap_are_turned(void **state)
{
    (void)state;
    const double at[] = {1.0, 2.0, 3.0}, y[] = {3.0, 5.0, 4.0};
    const char *names[] = {"relu", "tanh", "threshold power"};
    for (int columns = 1; columns <= 6; columns += 5) {
        pl_figure *figure = figure_of(1, columns);
        pl_panel *panel = panel_of(figure, 0, 0);
        add_line(panel, at, y, 3, NULL);
        succeed(pl_panel_set_ticks(panel, PL_X, at, names, 3));
        lay_out(figure);
        assert_int_equal(panel->x_side.turned, columns == 6);
        pl_figure_free(figure);
    }
}

// With all the room that it asks for, nothing of its panel would be left.
static void a_title_longer_than_the_page_leaves_its_panel(void **state)
{
    (void)state;
    pl_figure *figure = figure_of(1, 1);
    pl_panel *panel = panel_of(figure, 0, 0);
    succeed(pl_panel_set_title(panel,
                               "a title that is longer than the page is wide, which nothing could help: "
                               "so it is cut, and the panel stays where it is and can be read"));
    lay_out(figure);
    assert_true(panel->box.width > 0.4 * figure->width);
    pl_figure_free(figure);
}

static void a_page_too_small_for_its_texts_is_an_error(void **state)
{
    (void)state;
    pl_figure_def def = pl_figure_def_default();
    def.width = def.height = 20.0;
    pl_figure *figure;
    succeed(pl_figure_create(fonts, &def, &figure));
    succeed(pl_panel_set_label(panel_of(figure, 0, 0), PL_Y, "a label"));
    pl_page page;
    assert_int_equal(pl_figure_page(figure, &page).code, BN_EINVAL);
    pl_figure_free(figure);
}

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
        cmocka_unit_test(nothing_is_cut_and_no_panels_overlap),
        cmocka_unit_test(labels_that_would_overlap_are_turned),
        cmocka_unit_test(a_title_longer_than_the_page_leaves_its_panel),
        cmocka_unit_test(letters_go_on_behind_z_with_two),
        cmocka_unit_test(panels_of_a_grid_stand_in_line),
        cmocka_unit_test(a_page_too_small_for_its_texts_is_an_error),
        cmocka_unit_test(nan_does_not_change_limits),
        cmocka_unit_test(bars_stand_on_the_axis),
        cmocka_unit_test(a_logarithmic_axis_refuses_limits_at_zero),
        cmocka_unit_test(equal_units_are_equally_long),
        cmocka_unit_test(sharing_panels_have_the_same_limits),
        cmocka_unit_test(a_panel_without_points_or_with_one_draws_its_axes),
        cmocka_unit_test(huge_numbers_and_nan_draw_without_error),
        cmocka_unit_test(a_text_that_cannot_be_read_is_an_error_where_it_is_set),
        cmocka_unit_test(data_may_be_freed_once_they_are_added),
        cmocka_unit_test(a_colour_bar_stands_beyond_the_axis_of_a_twin),
        cmocka_unit_test(a_legend_finds_the_empty_corner),
        cmocka_unit_test(a_legend_without_a_free_place_gets_headroom),
        cmocka_unit_test(a_mark_becomes_pixels_only_when_asked),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
