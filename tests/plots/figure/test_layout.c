/* Boxes of equal spans are equally wide, whatever stands around and beside them. */
#include "plots/figure/figure.h"

#include "plots/figure/panel_internal.h"
#include "plots/marks/marks_image.h"
#include "plots/marks/marks_line.h"
#include "plots/marks/marks_scatter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/near.h"
#include "tests/plots/figure/begin.h"
#include "tests/refused.h"

static pl_figure *figure_of(int rows, int columns)
{
    pl_figure_def def = pl_figure_def_default();
    def.rows = rows;
    def.columns = columns;
    def.height = 240.0;
    pl_figure *figure;
    succeed(pl_figure_create(fonts, &def, &figure));
    return figure;
}

// A panel with a line up to `size`, whose tick labels are the wider the larger that is.
static pl_panel *panel_of(pl_figure *figure, int row, int column, int columns, double size)
{
    pl_panel *panel;
    const double y[2] = {0.0, size};
    const pl_line_options options = pl_line_options_default();
    succeed(pl_figure_panel(figure, row, column, 1, columns, &panel));
    succeed(pl_marks_add_line(pl_panel_marks(panel), NULL, y, 2, &options));
    succeed(pl_panel_set_label(panel, PL_Y, size > 1.0 ? "a label" : NULL));
    return panel;
}

static void add_bar(pl_panel *panel)
{
    const double values[4] = {0.0, 1.0, 2.0, 3.0};
    const pl_image_options image = pl_image_options_default();
    succeed(pl_marks_add_image(pl_panel_marks(panel), values, 2, 2, &image));
    succeed(pl_panel_set_colorbar(panel, "bar"));
}

// Three panels over four columns each above four over three, whose edges lie within each other's spans.
static void spans_that_interlock_are_equally_wide(void **state)
{
    (void)state;
    pl_figure *figure = figure_of(2, 12);
    pl_panel *above[3], *below[4];
    for (int i = 0; i < 3; i++) above[i] = panel_of(figure, 0, 4 * i, 4, i == 1 ? 12345.0 : 1.0);
    for (int i = 0; i < 4; i++) below[i] = panel_of(figure, 1, 3 * i, 3, i == 2 ? 0.125 : 55.0);
    succeed(pl_figure_lay_out(figure));
    for (int i = 1; i < 3; i++) assert_near(above[i]->box.width, above[0]->box.width, 1e-9);
    for (int i = 1; i < 4; i++) assert_near(below[i]->box.width, below[0]->box.width, 1e-9);
    assert_near(above[0]->box.x, below[0]->box.x, 1e-9);
    assert_near(pl_rect_right(above[2]->box), pl_rect_right(below[3]->box), 1e-9);
    assert_near(above[1]->box.x - above[0]->box.x, above[2]->box.x - above[1]->box.x, 1e-9);
    pl_figure_free(figure);
}

static void a_colour_bar_takes_its_room_from_its_own_panel(void **state)
{
    (void)state;
    pl_figure *figure = figure_of(2, 2);
    pl_panel *panels[4];
    for (int i = 0; i < 4; i++) panels[i] = panel_of(figure, i / 2, i % 2, 1, 1.0);
    add_bar(panels[2]);
    succeed(pl_figure_lay_out(figure));
    assert_near(panels[1]->box.width, panels[0]->box.width, 1e-9);
    assert_near(panels[3]->box.width, panels[0]->box.width, 1e-9);
    assert_true(panels[2]->box.width < panels[0]->box.width - 20.0);
    pl_canvas canvas = pl_figure_canvas(figure, NULL);
    const pl_rect bar = pl_colorbar_box(panels[2], &canvas);
    assert_true(pl_rect_right(bar) < panels[3]->box.x && bar.x > pl_rect_right(panels[2]->box));
    pl_figure_free(figure);
}

static void a_colour_bar_takes_its_room_from_the_column_when_asked(void **state)
{
    (void)state;
    pl_figure *figure = figure_of(2, 2);
    pl_panel *panels[4];
    for (int i = 0; i < 4; i++) panels[i] = panel_of(figure, i / 2, i % 2, 1, 1.0);
    add_bar(panels[2]);
    pl_panel_set_beside(panels[2], PL_BESIDE_COLUMN);
    succeed(pl_figure_lay_out(figure));
    for (int i = 1; i < 4; i++) assert_near(panels[i]->box.width, panels[0]->box.width, 1e-9);
    pl_figure_free(figure);
}

static void panels_one_above_the_other_stay_equally_wide_beside_a_colour_bar(void **state)
{
    (void)state;
    pl_figure *figure = figure_of(2, 1);
    const pl_panel *above = panel_of(figure, 0, 0, 1, 1.0);
    pl_panel *below = panel_of(figure, 1, 0, 1, 1.0);
    add_bar(below);
    succeed(pl_figure_lay_out(figure));
    assert_near(above->box.width, below->box.width, 1e-9);
    pl_figure_free(figure);
}

// A matrix among panels that are wider than high.
static void a_box_that_shrinks_keeps_the_lower_edge_of_its_row_and_the_left_one_of_its_column(void **state)
{
    (void)state;
    pl_figure *figure = figure_of(2, 2);
    pl_panel *panels[4];
    for (int i = 0; i < 4; i++) panels[i] = panel_of(figure, i / 2, i % 2, 1, 1.0);
    add_bar(panels[3]);
    pl_panel_set_aspect(panels[3], 1.0);
    succeed(pl_figure_lay_out(figure));
    assert_near(pl_rect_bottom(panels[3]->box), pl_rect_bottom(panels[2]->box), 1e-9);
    assert_near(panels[3]->box.x, panels[1]->box.x, 1e-9);
    pl_figure_free(figure);
}

// Of 30 points across, at the ends of data whose limits are chosen.
static void markers_at_the_ends_of_the_data_are_whole(void **state)
{
    (void)state;
    pl_figure *figure = figure_of(1, 1);
    pl_panel *panel;
    const double at[2] = {1.0, 2.0};
    pl_scatter_options options = pl_scatter_options_default();
    options.size = 30.0;
    succeed(pl_figure_panel(figure, 0, 0, 1, 1, &panel));
    succeed(pl_marks_add_scatter(pl_panel_marks(panel), at, at, 2, &options));
    succeed(pl_figure_lay_out(figure));
    const pl_view view = pl_panel_view(panel);
    for (int i = 0; i < 2; i++) {
        const pl_point middle = pl_view_point(&view, at[i], at[i]);
        const pl_rect room = pl_rect_grown(panel->box, -14.9);
        assert_true(pl_rect_holds(room, middle.x, middle.y));
    }
    pl_figure_free(figure);
}

static double lightness(pl_color color)
{
    return 0.2126 * color.red + 0.7152 * color.green + 0.0722 * color.blue; // of grey, whatever the weights
}

static void neighbouring_greys_differ_in_lightness(void **state)
{
    (void)state;
    pl_theme theme = pl_theme_paper();
    pl_theme_make_greyscale(&theme);
    for (size_t i = 0; i < PL_PALETTE_SIZE; i++) {
        const pl_color grey = theme.palette[i], next = theme.palette[(i + 1) % PL_PALETTE_SIZE];
        assert_near(grey.red, grey.green, 0.0);
        assert_near(grey.red, grey.blue, 0.0);
        assert_true(lightness(grey) - lightness(next) > 0.2 || lightness(next) - lightness(grey) > 0.2);
    }
}

// Sixteen marks in automatic colours: no two have the same grey and the same dashes, or the same grey and marker.
static void sixteen_marks_in_grey_are_told_apart(void **state)
{
    (void)state;
    pl_theme theme = pl_theme_paper();
    pl_theme_make_greyscale(&theme);
    pl_colors_used used = {0};
    const pl_marks marks = {.theme = &theme, .colors_used = &used};
    int seen[4][4] = {{0}};
    for (size_t i = 0; i < 16; i++) {
        used.marks = i + 1;
        const pl_dash dash = pl_marks_dash(&marks, pl_color_automatic(), PL_SOLID);
        assert_int_equal(seen[i % 4][dash]++, 0);
        assert_int_equal(pl_marks_dash(&marks, theme.ink, PL_SOLID), PL_SOLID);
        assert_int_equal(pl_marks_marker(&marks, pl_color_automatic(), PL_MARKER_PLUS), PL_MARKER_PLUS);
    }
}

// The y labels have two digits in one figure and seven in the other.
static pl_figure *figure_of_scale(double most, const char *title)
{
    pl_figure_def def = pl_figure_def_default();
    def.columns = 2;
    pl_figure *figure;
    succeed(pl_figure_create(fonts, &def, &figure));
    succeed(pl_figure_title(figure, title));
    for (int column = 0; column < 2; column++) {
        const double x[] = {0.0, 1.0}, y[] = {0.0, column == 0 ? most : 1.0};
        pl_panel *panel;
        succeed(pl_figure_panel(figure, 0, column, 1, 1, &panel));
        pl_line_options options = pl_line_options_default();
        succeed(pl_marks_add_line(pl_panel_marks(panel), x, y, 2, &options));
    }
    return figure;
}

static void panels_of_aligned_figures_have_the_same_boxes(void **state)
{
    (void)state;
    pl_figure *figures[] = {figure_of_scale(10.0, NULL), figure_of_scale(23456.0, NULL),
                            figure_of_scale(0.5, NULL)};
    for (int i = 0; i < 3; i++) succeed(pl_figure_lay_out(figures[i]));
    assert_true(fabs(figures[1]->panels->box.x - figures[0]->panels->box.x) > 1.0);
    succeed(pl_figures_align(figures, 3));
    for (int i = 1; i < 3; i++) {
        const pl_panel *first = figures[0]->panels, *other = figures[i]->panels;
        for (; first != NULL; first = first->next, other = other->next) {
            assert_near(other->box.x, first->box.x, 0.1);
            assert_near(other->box.width, first->box.width, 0.1);
            assert_near(other->box.y, first->box.y, 0.1);
            assert_near(other->box.height, first->box.height, 0.1);
        }
    }
    for (int i = 0; i < 3; i++) pl_figure_free(figures[i]);
}

static void figures_that_can_not_be_aligned_are_refused(void **state)
{
    (void)state;
    pl_figure *pair[] = {figure_of_scale(1.0, NULL), figure_of_scale(1.0, "over all")};
    assert_refused(pl_figures_align(pair, 2), BN_EINVAL, "in row 1, column 1 of figure 2 and the first stay");
    pl_figure_free(pair[1]);
    pl_figure_def def = pl_figure_def_default();
    succeed(pl_figure_create(fonts, &def, &pair[1]));
    assert_refused(pl_figures_align(pair, 2), BN_EINVAL, "one size was needed");
    pl_figure_free(pair[1]);
    pl_figure_size(pair[0], &def.width, &def.height);
    succeed(pl_figure_create(fonts, &def, &pair[1]));
    assert_refused(pl_figures_align(pair, 2), BN_EINVAL, "figure 2 has 1 x 1 panels and the first 1 x 2");
    for (int i = 0; i < 2; i++) pl_figure_free(pair[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spans_that_interlock_are_equally_wide),
        cmocka_unit_test(a_colour_bar_takes_its_room_from_its_own_panel),
        cmocka_unit_test(a_colour_bar_takes_its_room_from_the_column_when_asked),
        cmocka_unit_test(panels_one_above_the_other_stay_equally_wide_beside_a_colour_bar),
        cmocka_unit_test(markers_at_the_ends_of_the_data_are_whole),
        cmocka_unit_test(neighbouring_greys_differ_in_lightness),
        cmocka_unit_test(sixteen_marks_in_grey_are_told_apart),
        cmocka_unit_test(a_box_that_shrinks_keeps_the_lower_edge_of_its_row_and_the_left_one_of_its_column),
        cmocka_unit_test(panels_of_aligned_figures_have_the_same_boxes),
        cmocka_unit_test(figures_that_can_not_be_aligned_are_refused),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
