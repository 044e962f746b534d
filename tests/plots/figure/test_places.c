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

static void letters_run_along_the_rows_whatever_panels_were_made_first(void **state)
{
    (void)state;
    pl_figure *figure = figure_of(2, 2);
    pl_panel *lower_left = panel_of(figure, 1, 0), *upper_right = panel_of(figure, 0, 1);
    pl_panel *upper_left = panel_of(figure, 0, 0), *lower_right = panel_of(figure, 1, 1);
    succeed(pl_figure_letters(figure, 'a', "#"));
    lay_out(figure);
    assert_string_equal(upper_left->letter, "a");
    assert_string_equal(upper_right->letter, "b");
    assert_string_equal(lower_left->letter, "c");
    assert_string_equal(lower_right->letter, "d");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_cut_and_no_panels_overlap),
        cmocka_unit_test(labels_that_would_overlap_are_turned),
        cmocka_unit_test(a_title_longer_than_the_page_leaves_its_panel),
        cmocka_unit_test(letters_go_on_behind_z_with_two),
        cmocka_unit_test(letters_run_along_the_rows_whatever_panels_were_made_first),
        cmocka_unit_test(panels_of_a_grid_stand_in_line),
        cmocka_unit_test(a_page_too_small_for_its_texts_is_an_error),
        cmocka_unit_test(a_colour_bar_stands_beyond_the_axis_of_a_twin),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
