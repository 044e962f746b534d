/* Figures and their panels as data. What they hold lies in the figure's arena; only measured texts are freed
   on their own. Sharing is decided when a panel is made: it takes the axis of the first panel in its row or
   column. */
#include "plots/figure/figure.h"
#include "plots/text/text.h"

#include "plots/figure/panel_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const bn_word pl_share_x_words[] = {
    {PL_SHARE_NONE, "none", "each panel its own limits"},
    {PL_SHARE_LINES, "columns", "the panels of a column"},
    {PL_SHARE_ALL, "all", "all panels"},
    {0},
};

const bn_word pl_share_y_words[] = {
    {PL_SHARE_NONE, "none", "each panel its own limits"},
    {PL_SHARE_LINES, "rows", "the panels of a row"},
    {PL_SHARE_ALL, "all", "all panels"},
    {0},
};

pl_figure_def pl_figure_def_default(void)
{
    return (pl_figure_def){.width = 178.0 * PL_POINTS_PER_MM,
                           .rows = 1,
                           .columns = 1,
                           .gap = NAN,
                           .theme = pl_theme_paper(),
                           .style = -1};
}

static bn_status check(const pl_figure_def *def)
{
    if (def->rows < 1 || def->rows > PL_MOST_ROWS || def->columns < 1 || def->columns > PL_MOST_ROWS)
        return bn_fault(BN_EINVAL,
                        "a figure of %d rows and %d columns was asked for; 1 to %d of each can be drawn",
                        def->rows, def->columns, PL_MOST_ROWS);
    if (!(def->width >= 10.0 && def->width <= 14400.0))
        return bn_fault(BN_EINVAL, "the figure's width is %g points; it must be 10 to 14400", def->width);
    if (def->height != 0.0 && !(def->height >= 10.0 && def->height <= 14400.0))
        return bn_fault(BN_EINVAL, "the figure's height is %g points; it must be 10 to 14400", def->height);
    return bn_ok();
}

// Panels a little wider than high, unless the figure would become too high.
static double usual_height(const pl_figure_def *def)
{
    return fmin(1.3 * def->width, 0.74 * def->width / def->columns * def->rows);
}

static void copy_ratios(const double *from, int count, double *to)
{
    for (int i = 0; from != NULL && i < count; i++) to[i] = from[i];
}

static pl_nest nest_of(const pl_figure_def *def)
{
    pl_nest nest = {.share_x = def->share_x, .share_y = def->share_y};
    nest.grid.rows = def->rows;
    nest.grid.columns = def->columns;
    nest.grid.gap = isnan(def->gap) ? def->theme.gap : def->gap;
    copy_ratios(def->width_ratios, def->columns, nest.grid.width_ratios);
    copy_ratios(def->height_ratios, def->rows, nest.grid.height_ratios);
    return nest;
}

bn_status pl_figure_create(const pl_fonts *fonts, const pl_figure_def *def, pl_figure **figure)
{
    BN_TRY(check(def));
    pl_arena arena = {0};
    pl_figure *made = pl_arena_take(&arena, 1, sizeof *made);
    if (made == NULL) return pl_out_of_memory();
    *made = (pl_figure){.fonts = fonts,
                        .theme = def->theme,
                        .width = def->width,
                        .height = def->height > 0.0 ? def->height : usual_height(def),
                        .style = def->style,
                        .root = nest_of(def)};
    made->texts = pl_arena_take(&arena, 1, sizeof *made->texts);
    made->arena = arena;
    *figure = made;
    if (made->texts != NULL) return bn_ok();
    pl_figure_free(made);
    return pl_out_of_memory();
}

void pl_figure_free(pl_figure *figure)
{
    if (figure == NULL) return;
    if (figure->texts != NULL) pl_text_cache_empty(figure->texts);
    pl_arena arena = figure->arena; // the figure itself lies in it
    pl_arena_empty(&arena);
}

void pl_figure_size(const pl_figure *figure, double *width, double *height)
{
    *width = figure->width;
    *height = figure->height;
}

// --- panels ----------------------------------------------------------------------------------------------

static pl_axis *shared_axis(const pl_figure *figure, const pl_panel *panel, pl_direction direction)
{
    const pl_share share = direction == PL_X ? panel->nest->share_x : panel->nest->share_y;
    if (share == PL_SHARE_NONE) return NULL;
    for (const pl_panel *other = figure->panels; other != NULL; other = other->next) {
        if (other->host != NULL || other->nest != panel->nest || other->holds != NULL) continue;
        const bool in_line = direction == PL_X ? other->column == panel->column : other->row == panel->row;
        if (share == PL_SHARE_ALL || in_line) return pl_panel_axis(other, direction);
    }
    return NULL;
}

static pl_axis *new_axis(pl_figure *figure)
{
    pl_axis *axis = pl_arena_take(&figure->arena, 1, sizeof *axis);
    if (axis != NULL) *axis = pl_axis_default();
    return axis;
}

static pl_panel *new_panel(pl_figure *figure)
{
    pl_panel *panel = pl_arena_take(&figure->arena, 1, sizeof *panel);
    if (panel == NULL) return NULL;
    const pl_theme *theme = &figure->theme;
    *panel = (pl_panel){.figure = figure,
                        .rows = 1,
                        .columns = 1,
                        .left = theme->left,
                        .right = theme->right,
                        .top = theme->top,
                        .bottom = theme->bottom,
                        .grid = theme->grid};
    panel->marks = (pl_marks){.arena = &figure->arena, .theme = theme, .colors_used = &panel->colors_used};
    panel->x_side.place = PL_AXIS_BOTTOM;
    panel->y_side.place = PL_AXIS_LEFT;
    panel->bar_side.place = PL_AXIS_RIGHT;
    return panel;
}

pl_panel *pl_panel_new(pl_figure *figure)
{
    pl_panel *panel = new_panel(figure);
    if (panel == NULL) return NULL;
    panel->x = new_axis(figure);
    panel->y = new_axis(figure);
    panel->marks.y = panel->y;
    return panel->x == NULL || panel->y == NULL ? NULL : panel;
}

static bn_status add_panel(pl_panel *panel)
{
    pl_figure *figure = panel->figure;
    if (panel->x == NULL) panel->x = new_axis(figure);
    if (panel->y == NULL) panel->y = new_axis(figure);
    if (panel->x == NULL || panel->y == NULL) return pl_out_of_memory();
    panel->marks.y = panel->y;
    pl_panel **last = &figure->panels;
    while (*last != NULL) last = &(*last)->next;
    *last = panel;
    figure->laid_out = false;
    return bn_ok();
}

// The panel that has just this place; NULL where all of it is free.
static bn_status find_place(const pl_figure *figure, const pl_nest *nest, int row, int column, int rows,
                            int columns, pl_panel **found)
{
    *found = NULL;
    for (pl_panel *p = figure->panels; p != NULL; p = p->next) {
        const bool apart = row >= p->row + p->rows || p->row >= row + rows ||
                           column >= p->column + p->columns || p->column >= column + columns;
        if (p->host != NULL || p->nest != nest || apart) continue;
        if (p->row != row || p->column != column || p->rows != rows || p->columns != columns)
            return bn_fault(
                BN_EINVAL,
                "a panel over rows %d to %d and columns %d to %d would cover the one over rows %d to %d and "
                "columns %d to %d",
                row + 1, row + rows, column + 1, column + columns, p->row + 1, p->row + p->rows,
                p->column + 1, p->column + p->columns);
        *found = p;
    }
    return bn_ok();
}

static bn_status panel_in(pl_figure *figure, const pl_nest *nest, int row, int column, int rows, int columns,
                          pl_panel **panel)
{
    const pl_grid *grid = &nest->grid;
    if (row < 0 || column < 0 || rows < 1 || columns < 1 || row + rows > grid->rows ||
        column + columns > grid->columns)
        return bn_fault(BN_EINVAL,
                        "a panel over rows %d to %d and columns %d to %d was asked for; the grid has %d x %d",
                        row + 1, row + rows, column + 1, column + columns, grid->rows, grid->columns);
    BN_TRY(find_place(figure, nest, row, column, rows, columns, panel));
    if (*panel != NULL) return bn_ok();
    pl_panel *made = new_panel(figure);
    if (made == NULL) return pl_out_of_memory();
    made->nest = nest;
    made->row = row;
    made->column = column;
    made->rows = rows;
    made->columns = columns;
    made->x = shared_axis(figure, made, PL_X);
    made->y = shared_axis(figure, made, PL_Y);
    *panel = made;
    return add_panel(made);
}

bn_status pl_figure_panel(pl_figure *figure, int row, int column, int rows, int columns, pl_panel **panel)
{
    return panel_in(figure, &figure->root, row, column, rows, columns, panel);
}

// Why a panel can't become a grid; NULL if it can.
static const char *grid_fault(const pl_panel *panel)
{
    if (panel->host != NULL) return "lies over another one";
    if (panel->holds != NULL) return "is a grid already";
    return panel->marks.first != NULL ? "has marks" : NULL;
}

bn_status pl_panel_make_grid(pl_panel *panel, const pl_figure_def *def)
{
    pl_figure *figure = panel->figure;
    const char *fault = grid_fault(panel);
    if (fault != NULL)
        return bn_fault(BN_EINVAL, "the panel %s; only an empty one of a grid can become a grid", fault);
    if (def->rows < 1 || def->rows > PL_MOST_ROWS || def->columns < 1 || def->columns > PL_MOST_ROWS)
        return bn_fault(BN_EINVAL,
                        "a grid of %d rows and %d columns was asked for; 1 to %d of each can be drawn",
                        def->rows, def->columns, PL_MOST_ROWS);
    pl_nest *nest = pl_arena_take(&figure->arena, 1, sizeof *nest);
    if (nest == NULL) return pl_out_of_memory();
    *nest = nest_of(def);
    panel->holds = nest;
    panel->hidden = true;
    panel->x = new_axis(figure); // its own, that data of others do not matter
    panel->y = new_axis(figure);
    if (panel->x == NULL || panel->y == NULL) return pl_out_of_memory();
    panel->marks.y = panel->y;
    figure->laid_out = false;
    return bn_ok();
}

bn_status pl_panel_inner(pl_panel *panel, int row, int column, int rows, int columns, pl_panel **inner)
{
    if (panel->holds == NULL)
        return bn_fault(BN_EINVAL, "a panel of a panel was asked for that is no grid; make it one first");
    return panel_in(panel->figure, panel->holds, row, column, rows, columns, inner);
}

bn_status pl_figure_twin(pl_panel *host, pl_panel **panel)
{
    pl_panel *made = new_panel(host->figure);
    if (made == NULL) return pl_out_of_memory();
    made->host = host;
    made->nest = host->nest;
    made->marks.colors_used = &host->colors_used;
    made->x = host->x;
    made->x_side.off = true;
    made->y_side.place = PL_AXIS_RIGHT;
    made->left = made->bottom = made->top = made->grid = false;
    made->right = true;
    *panel = made;
    return add_panel(made);
}

bn_status pl_figure_inset(pl_panel *host, pl_rect part, pl_panel **panel)
{
    if (!(part.width > 0.0 && part.height > 0.0))
        return bn_fault(BN_EINVAL, "an inset of %g x %g of its panel was asked for; both must be above 0",
                        part.width, part.height);
    pl_panel *made = new_panel(host->figure);
    if (made == NULL) return pl_out_of_memory();
    made->host = host;
    made->nest = host->nest;
    made->inset = true;
    made->part = part;
    *panel = made;
    return add_panel(made);
}

// --- texts of the page -----------------------------------------------------------------------------------

bn_status pl_figure_letters(pl_figure *figure, char first, const char *form)
{
    if (!((first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z')))
        return bn_fault(BN_EINVAL, "the first panel letter is '%c'; it must be a letter", first);
    if (strchr(form, '#') == NULL || strlen(form) > 8)
        return bn_fault(BN_EINVAL,
                        "panel letters are formed as '%s'; a '#' and at most 7 more bytes are needed", form);
    figure->letter_form = pl_arena_text(&figure->arena, form);
    if (figure->letter_form == NULL) return pl_out_of_memory();
    figure->first_letter = first;
    figure->laid_out = false;
    return bn_ok();
}

bn_status pl_figure_title(pl_figure *figure, const char *title)
{
    if (title != NULL) BN_TRY(pl_text_check(figure->fonts, title));
    figure->laid_out = false;
    figure->title = NULL;
    if (title == NULL) return bn_ok();
    figure->title = pl_arena_text(&figure->arena, title);
    return figure->title == NULL ? pl_out_of_memory() : bn_ok();
}
