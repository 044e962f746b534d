/* Figures as their tests make them, lay them out and draw them. */
#ifndef TESTS_PLOTS_FIGURES_H
#define TESTS_PLOTS_FIGURES_H

#include "plots/figure/figure.h"
#include "plots/marks/marks_line.h"
#include "tests/plots/figure/begin.h"

static inline pl_figure *figure_of(int rows, int columns)
{
    pl_figure_def def = pl_figure_def_default();
    def.rows = rows;
    def.columns = columns;
    pl_figure *figure;
    succeed(pl_figure_create(fonts, &def, &figure));
    return figure;
}

static inline pl_panel *panel_of(pl_figure *figure, int row, int column)
{
    pl_panel *panel;
    succeed(pl_figure_panel(figure, row, column, 1, 1, &panel));
    return panel;
}

static inline void add_line(pl_panel *panel, const double *x, const double *y, size_t count,
                            const char *label)
{
    pl_line_options options = pl_line_options_default();
    options.mark.label = label;
    succeed(pl_marks_add_line(pl_panel_marks(panel), x, y, count, &options));
}

static inline void lay_out(pl_figure *figure)
{
    succeed(pl_figure_lay_out(figure));
}

// Draws the whole page onto a surface that only records it.
static inline void draw(pl_figure *figure)
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

#endif
