/* Lines and points in Lua. The columns of a matrix are as many lines, or as many sets of points.

       ax:line(x, y, { color = "C1", label = "error", width = 1, style = "--" })
       ax:line(time, states, { labels = { "first", "second" } })
       ax:line(x, y, { values = time, colorbar = "time" })
*/
#include "bindings/common/bnl.h"
#include "bindings/plot/plot.h"
#include "plots/figure/panel.h"
#include "plots/marks/marks_line.h"
#include "plots/marks/marks_scatter.h"
#include "plots/marks/marks_shape.h"

#include <math.h>

// --- columns ---------------------------------------------------------------------------------------------

// The data at an index: numbers, or a matrix, of which a table has rows.
static bnl_numbers check_columns(lua_State *L, int index, const char *what)
{
    const bool rows = lua_istable(L, index) && lua_geti(L, index, 1) == LUA_TTABLE;
    if (lua_istable(L, index)) lua_pop(L, 1);
    return rows ? bnl_check_matrix(L, index, what) : bnl_check_numbers(L, index, what);
}

// As bnl_check_curve, with columns: x is one for all of them, or as many as y.
static bnl_curve check_curves(lua_State *L, bool x_needed)
{
    const bnl_curve c = bnl_read_curve(L, x_needed, check_columns);
    if (c.options == 3) return c; // without x
    if (c.x.columns != c.y.columns || c.x.columns == 1)
        bnl_check_same_count(L, "x", c.x.count, c.y.columns > 1 ? "a column of y" : "y", c.y.rows);
    else
        bnl_check_same_count(L, "x", c.x.count, "y", c.y.count);
    return c;
}

// A column of a matrix; the numbers themselves where there is one. Pushes what keeps it.
static const double *column_of(lua_State *L, const bnl_numbers *numbers, size_t column)
{
    if (numbers->values == NULL || numbers->columns == 1) return numbers->values;
    double *copy = lua_newuserdatauv(L, numbers->rows * sizeof *copy + 1, 0);
    for (size_t i = 0; i < numbers->rows; i++) copy[i] = numbers->values[i * numbers->columns + column];
    return copy;
}

// The label of a column, by the option `labels`; pushes it.
static const char *label_of(lua_State *L, int options, size_t column, const char *otherwise)
{
    if (lua_isnoneornil(L, options) || lua_getfield(L, options, "labels") == LUA_TNIL)
        return column == 0 ? otherwise : NULL;
    if (!lua_istable(L, -1)) luaL_error(L, "option 'labels' must be a table of texts, one a column");
    const int type = lua_geti(L, -1, (lua_Integer)column + 1);
    if (type == LUA_TNIL) return NULL;
    if (type != LUA_TSTRING) luaL_error(L, "option 'labels': entry %d must be a text", (int)column + 1);
    bnl_check(L, pl_panel_check_text(bnl_check_panel(L, 1), lua_tostring(L, -1)));
    return lua_tostring(L, -1);
}

// Limits of colours that hold for all columns.
static void cover(pl_norm_options *norm, const bnl_numbers *values)
{
    const pl_extent all = pl_extent_of(values->values, values->count);
    const double low = norm->logarithmic ? all.positive : all.least;
    if (values->values == NULL || !(low < all.most)) return;
    if (isnan(norm->low) && !(low >= norm->high)) norm->low = low;
    if (isnan(norm->high) && !(all.most <= norm->low)) norm->high = all.most;
}

// --- lines -----------------------------------------------------------------------------------------------

static void read_step(lua_State *L, const char *name, void *member)
{
    *(pl_step_kind *)member = (pl_step_kind)bnl_option_word(L, name, pl_step_words);
}

#define LINE(member) offsetof(pl_line_options, member)
static const bnl_option line_options[] = {
    {"color", bnl_option_color, LINE(color)},
    {"width", bnl_option_size, LINE(width)},
    {"style", bnl_option_dash, LINE(dash)},
    {"marker", bnl_option_marker, LINE(marker)},
    {"marker_size", bnl_option_positive, LINE(marker_size)},
    {"step", read_step, LINE(step)},
    {"labels", bnl_option_later, 0},
    {"values", bnl_option_later, 0},
    {"colormap", bnl_option_colormap, LINE(colormap)},
    {"limits", bnl_option_pair, LINE(norm.low)},
    {"centre", bnl_option_real, LINE(norm.centre)},
    {"center", bnl_option_real, LINE(norm.centre)},
    {"norm", bnl_option_norm, LINE(norm.logarithmic)},
    {"colorbar", bnl_option_later, 0},
    {NULL, NULL, 0},
};

// A line as strokes from point to point, each in the colour half way between the values of its ends.
static void add_line_by_values(lua_State *L, pl_panel *panel, const double *x, const double *y, size_t count,
                               const double *values, const pl_line_options *line)
{
    const size_t strokes = count > 0 ? count - 1 : 0;
    double *all = lua_newuserdatauv(L, 7 * strokes * sizeof *all + 1, 0);
    double *xs = all, *ys = all + 3 * strokes, *between = all + 6 * strokes;
    size_t used = 0;
    for (size_t i = 0; i < strokes; i++) {
        const double x0 = x == NULL ? (double)i + 1.0 : x[i], x1 = x == NULL ? (double)i + 2.0 : x[i + 1];
        if (!isfinite(x0 + x1 + y[i] + y[i + 1])) continue;
        const double ends[6] = {x0, x1, NAN, y[i], y[i + 1], NAN};
        for (size_t k = 0; k < 3; k++) {
            xs[3 * used + k] = ends[k];
            ys[3 * used + k] = ends[3 + k];
        }
        between[used++] = 0.5 * values[i] + 0.5 * values[i + 1];
    }
    pl_shape_options options = pl_shape_options_default();
    options.mark = line->mark;
    options.values = between;
    options.norm = line->norm;
    options.colormap = line->colormap;
    options.width = line->width;
    bnl_check(L, pl_marks_add_shapes(pl_panel_marks(panel), xs, ys, 3 * used, &options));
}

// A line a column, each in the colour of its value where there are values.
static void add_lines(lua_State *L, pl_panel *panel, const bnl_curve *c, const double *values,
                      pl_line_options *line)
{
    const int top = lua_gettop(L);
    const char *label = line->mark.label;
    for (size_t i = 0; i < c->y.columns; i++) {
        line->mark.label = label_of(L, c->options, i, label);
        if (values != NULL) line->value = values[i];
        if (values != NULL && isnan(values[i])) continue; // as points without a value are left out
        const double *x = column_of(L, &c->x, i), *y = column_of(L, &c->y, i);
        bnl_check(L, pl_marks_add_line(pl_panel_marks(panel), x, y, c->y.rows, line));
        lua_settop(L, top);
    }
}

static void add_lines_by_values(lua_State *L, pl_panel *panel, const bnl_curve *c, const bnl_numbers *values,
                                const pl_line_options *line)
{
    bnl_check_same_count(L, "y", c->y.count, "values", values->count);
    if (line->step != PL_STEP_NONE || line->marker != PL_MARKER_NONE || line->dash != PL_SOLID)
        luaL_error(L, "a line coloured by values is solid, without steps and markers");
    const int top = lua_gettop(L);
    for (size_t i = 0; i < c->y.columns; i++) {
        const double *x = column_of(L, &c->x, i), *y = column_of(L, &c->y, i);
        add_line_by_values(L, panel, x, y, c->y.rows, column_of(L, values, i), line);
        lua_settop(L, top);
    }
}

static int draw_lines(lua_State *L, pl_step_kind step)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    pl_line_options line = pl_line_options_default();
    line.step = step;
    const bnl_curve c = check_curves(L, false);
    bnl_read_options(L, c.options, bnl_mark_options, line_options, &line);
    const bnl_numbers values = bnl_option_numbers(L, c.options, "values");
    cover(&line.norm, &values);
    const bool one_a_column = c.y.columns > 1 && values.count == c.y.columns;
    if (values.values == NULL || one_a_column)
        add_lines(L, panel, &c, values.values, &line);
    else
        add_lines_by_values(L, panel, &c, &values, &line);
    if (values.values != NULL) bnl_add_colorbar(L, c.options, panel);
    return bnl_returns_panel(L);
}

static int panel_line(lua_State *L)
{
    return draw_lines(L, PL_STEP_NONE);
}

static int panel_step(lua_State *L)
{
    return draw_lines(L, PL_STEP_AFTER);
}

// --- scatter ---------------------------------------------------------------------------------------------

#define SCATTER(member) offsetof(pl_scatter_options, member)
static const bnl_option scatter_options[] = {
    {"color", bnl_option_color, SCATTER(color)},
    {"labels", bnl_option_later, 0},
    {"values", bnl_option_later, 0},
    {"sizes", bnl_option_later, 0},
    {"colormap", bnl_option_colormap, SCATTER(colormap)},
    {"limits", bnl_option_pair, SCATTER(norm.low)},
    {"centre", bnl_option_real, SCATTER(norm.centre)},
    {"center", bnl_option_real, SCATTER(norm.centre)},
    {"norm", bnl_option_norm, SCATTER(norm.logarithmic)},
    {"size", bnl_option_positive, SCATTER(size)},
    {"marker", bnl_option_marker, SCATTER(marker)},
    {"edge", bnl_option_color, SCATTER(edge)},
    {"edge_width", bnl_option_size, SCATTER(edge_width)},
    {"colorbar", bnl_option_later, 0},
    {NULL, NULL, 0},
};

// The option of that name: as many numbers as there are in y, or in each of its columns. Pushes one value.
static bnl_numbers check_point_numbers(lua_State *L, const bnl_curve *c, const char *name)
{
    const bnl_numbers given = bnl_option_numbers(L, c->options, name);
    if (given.values == NULL) return given;
    if (given.columns != c->y.columns || given.columns == 1)
        bnl_check_same_count(L, c->y.columns > 1 ? "a column of y" : "x", c->y.rows, name, given.count);
    else
        bnl_check_same_count(L, "y", c->y.count, name, given.count);
    return given;
}

static int panel_scatter(lua_State *L)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    const bnl_curve c = check_curves(L, true);
    pl_scatter_options options = pl_scatter_options_default();
    bnl_read_options(L, c.options, bnl_mark_options, scatter_options, &options);
    const bnl_numbers values = check_point_numbers(L, &c, "values");
    const bnl_numbers sizes = check_point_numbers(L, &c, "sizes");
    const char *label = options.mark.label;
    const int top = lua_gettop(L);
    if (c.y.columns > 1) cover(&options.norm, &values);
    for (size_t i = 0; i < c.y.columns; i++) {
        options.mark.label = label_of(L, c.options, i, label);
        const double *x = column_of(L, &c.x, i), *y = column_of(L, &c.y, i);
        options.values = column_of(L, &values, i);
        options.sizes = column_of(L, &sizes, i);
        bnl_check(L, pl_marks_add_scatter(pl_panel_marks(panel), x, y, c.y.rows, &options));
        lua_settop(L, top);
    }
    bnl_add_colorbar(L, c.options, panel);
    return bnl_returns_panel(L);
}

const bnl_function bnl_panel_lines[] = {
    {"line", panel_line, 3, 0},
    {"step", panel_step, 3, 0},
    {"scatter", panel_scatter, 3, 0},
    {NULL, NULL, 0, 0},
};
