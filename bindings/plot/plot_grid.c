/* Panels in grids, in Lua: those of a figure, those of a panel, and what belongs to all of a figure.

       local ax = fig:panel(1, { 1, 2 })
       local inner = fig:panel(2, 1):grid { columns = 3, share_y = "rows" }
       inner:panel(1, 2):line(y)
       fig:legend "bottom":colorbar "$J_{ij}$"
*/
#include "bindings/common/bnl.h"
#include "bindings/plot/plot.h"
#include "plots/figure/panel.h"

#include <math.h>
#include <string.h>

// --- options of grids ------------------------------------------------------------------------------------

void bnl_option_share(lua_State *L, const char *name, void *member)
{
    const bn_word *words = strcmp(name, "share_x") == 0 ? pl_share_x_words : pl_share_y_words;
    *(pl_share *)member = (pl_share)bnl_option_word(L, name, words);
}

const double *bnl_option_ratios(lua_State *L, int index, const char *name, int needed)
{
    const bnl_numbers ratios = bnl_option_numbers(L, index, name);
    if (ratios.values == NULL) return NULL;
    if (ratios.count != (size_t)needed)
        luaL_error(L, "option '%s' has %d numbers; %d were needed", name, (int)ratios.count, needed);
    for (size_t i = 0; i < ratios.count; i++)
        if (!(ratios.values[i] > 0.0) || isinf(ratios.values[i]))
            bnl_error(L, "option '%s': ratio %d is %f; it must be above 0", name, (int)i + 1,
                      ratios.values[i]);
    return ratios.values;
}

// --- panels ----------------------------------------------------------------------------------------------

// A place along rows or columns: a number, or {first, last}.
static void read_place(lua_State *L, const char *name, int *first, int *count)
{
    int exact = 1, exact_last = 1;
    lua_Integer from, to;
    if (lua_istable(L, -1)) {
        lua_geti(L, -1, 1);
        from = lua_tointegerx(L, -1, &exact);
        lua_geti(L, -2, 2);
        to = lua_tointegerx(L, -1, &exact_last);
        lua_pop(L, 2);
    } else {
        from = to = lua_tointegerx(L, -1, &exact);
    }
    if (!exact || !exact_last || from < 1 || to < from || to > PL_MOST_ROWS)
        luaL_error(L, "'%s' must be a number from 1, or {first, last}", name);
    *first = (int)from - 1;
    *count = (int)(to - from) + 1;
}

typedef struct {
    int row, column, rows, columns;
} place;

static void read_row(lua_State *L, const char *name, void *member)
{
    place *p = member;
    read_place(L, name, &p->row, &p->rows);
}

static void read_column(lua_State *L, const char *name, void *member)
{
    place *p = member;
    read_place(L, name, &p->column, &p->columns);
}

static const bnl_option place_fields[] = {{"row", read_row, 0}, {"column", read_column, 0}, {NULL, NULL, 0}};

static place check_place(lua_State *L)
{
    place p = {0, 0, 1, 1};
    if (lua_istable(L, 2) && lua_rawlen(L, 2) == 0) {
        bnl_read_options(L, 2, NULL, place_fields, &p);
        bnl_check_end(L, 3);
    } else if (!lua_isnone(L, 2)) {
        lua_settop(L, 3);
        lua_pushvalue(L, 2);
        read_row(L, "row", &p);
        lua_pushvalue(L, 3);
        read_column(L, "column", &p);
    }
    return p;
}

static int figure_panel(lua_State *L)
{
    bnl_figure *figure = bnl_check_figure(L, 1);
    const place p = check_place(L);
    pl_panel *panel;
    bnl_check(L, pl_figure_panel(figure->figure, p.row, p.column, p.rows, p.columns, &panel));
    bnl_push_panel(L, 1, panel);
    return 1;
}

// --- panels in a panel -----------------------------------------------------------------------------------

#define GRID(member) offsetof(pl_figure_def, member)
static const bnl_option grid_fields[] = {
    {"rows", bnl_option_count, GRID(rows)},       {"columns", bnl_option_count, GRID(columns)},
    {"width_ratios", bnl_option_later, 0},        {"height_ratios", bnl_option_later, 0},
    {"gap", bnl_option_length, GRID(gap)},        {"share_x", bnl_option_share, GRID(share_x)},
    {"share_y", bnl_option_share, GRID(share_y)}, {NULL, NULL, 0},
};

static int panel_grid(lua_State *L)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    pl_figure_def def = pl_figure_def_default();
    def.theme = *pl_panel_theme(panel);
    lua_settop(L, 2);
    bnl_read_options(L, 2, NULL, grid_fields, &def);
    def.width_ratios = bnl_option_ratios(L, 2, "width_ratios", def.columns);
    def.height_ratios = bnl_option_ratios(L, 2, "height_ratios", def.rows);
    bnl_check(L, pl_panel_make_grid(panel, &def));
    return bnl_returns_panel(L);
}

static int panel_inner(lua_State *L)
{
    pl_panel *panel = bnl_check_panel(L, 1), *inner;
    const place p = check_place(L);
    bnl_check(L, pl_panel_inner(panel, p.row, p.column, p.rows, p.columns, &inner));
    lua_getiuservalue(L, 1, 1);
    bnl_push_panel(L, -1, inner);
    return 1;
}

const bnl_function bnl_panel_grids[] = {
    {"grid", panel_grid, 1, 0}, {"panel", panel_inner, 2, 0}, {NULL, NULL, 0, 0}};

// --- of all panels ---------------------------------------------------------------------------------------

static int figure_legend(lua_State *L)
{
    bnl_figure *figure = bnl_check_figure(L, 1);
    lua_settop(L, 2);
    pl_key_place where = PL_KEY_BOTTOM;
    if (!lua_isnil(L, 2)) where = (pl_key_place)bnl_option_word(L, "place", pl_key_words);
    bnl_check(L, pl_figure_set_legend(figure->figure, where));
    lua_settop(L, 1);
    return 1;
}

static int figure_colorbar(lua_State *L)
{
    bnl_check(L, pl_figure_set_colorbar(bnl_check_figure(L, 1)->figure, bnl_opt_text(L, 2, NULL)));
    lua_settop(L, 1);
    return 1;
}

const bnl_function bnl_figure_grids[] = {
    {"panel", figure_panel, 2, 0},
    {"legend", figure_legend, 1, 0},
    {"colorbar", figure_colorbar, 1, 0},
    {"text", bnl_figure_text, 4, 0},
    {NULL, NULL, 0, 0},
};
