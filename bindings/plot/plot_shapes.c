/* Shapes with colours of their own, scale bars and brackets, in Lua.

       ax:shapes({ 0, 1, 0.5 }, { 0, 0, 1 }, { color = "C2" })
       ax:scalebar { x = 100, xlabel = "100 ms" }
       ax:bracket(1, 2, "***")
*/
#include "bindings/common/bnl.h"
#include "bindings/plot/plot.h"
#include "plots/figure/panel.h"
#include "plots/marks/marks_labelled.h"
#include "plots/marks/marks_shape.h"

#include <math.h>

// --- shapes ----------------------------------------------------------------------------------------------

static void read_room(lua_State *L, const char *name, void *member)
{
    double *room = member;
    if (!lua_istable(L, -1)) luaL_error(L, "option '%s' must be a table of four lengths", name);
    for (int i = 0; i < 4; i++) {
        lua_geti(L, -1, i + 1);
        bnl_option_size(L, name, &room[i]);
        lua_pop(L, 1);
    }
}

#define SHAPE(member) offsetof(pl_shape_options, member)
static const bnl_option shape_options[] = {
    {"color", bnl_option_color, SHAPE(color)},
    {"colors", bnl_option_later, 0},
    {"values", bnl_option_later, 0},
    {"sizes", bnl_option_later, 0},
    {"colormap", bnl_option_colormap, SHAPE(colormap)},
    {"limits", bnl_option_pair, SHAPE(norm.low)},
    {"centre", bnl_option_real, SHAPE(norm.centre)},
    {"center", bnl_option_real, SHAPE(norm.centre)},
    {"norm", bnl_option_norm, SHAPE(norm.logarithmic)},
    {"size", bnl_option_positive, SHAPE(size)},
    {"width", bnl_option_positive, SHAPE(width)},
    {"edge", bnl_option_color, SHAPE(edge)},
    {"edge_width", bnl_option_size, SHAPE(edge_width)},
    {"hatch", bnl_option_hatch, SHAPE(hatch)},
    {"room", read_room, SHAPE(room)},
    {"colorbar", bnl_option_later, 0},
    {NULL, NULL, 0},
};

// The colours of the option `colors`, four numbers a shape; NULL without it. Pushes one value.
static const double *check_colors(lua_State *L, int index, size_t shapes)
{
    if (lua_isnoneornil(L, index) || lua_getfield(L, index, "colors") == LUA_TNIL) return NULL;
    const bnl_numbers colors = bnl_check_matrix(L, -1, "colors");
    if (colors.rows != shapes || (colors.columns != 4 && shapes > 0))
        luaL_error(L, "colors is %d x %d; %d x 4 was needed, a row a shape", (int)colors.rows,
                   (int)colors.columns, (int)shapes);
    for (size_t i = 0; i < colors.count; i++)
        if (!(colors.values[i] >= 0.0 && colors.values[i] <= 1.0))
            bnl_error(L, "number %d of colors is %f; it must be from 0 to 1", (int)i + 1, colors.values[i]);
    return colors.values;
}

static int panel_shapes(lua_State *L)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    lua_settop(L, 4);
    const bnl_numbers x = bnl_check_numbers(L, 2, "x");
    const bnl_numbers y = bnl_check_numbers(L, 3, "y");
    bnl_check_same_count(L, "x", x.count, "y", y.count);
    pl_shape_options options = pl_shape_options_default();
    bnl_read_options(L, 4, bnl_mark_options, shape_options, &options);
    const size_t shapes = pl_shapes_in(x.values, y.values, x.count);
    const bnl_numbers values = bnl_option_numbers(L, 4, "values");
    const bnl_numbers sizes = bnl_option_numbers(L, 4, "sizes");
    if (values.values != NULL) bnl_check_same_count(L, "the list of shapes", shapes, "values", values.count);
    if (sizes.values != NULL) bnl_check_same_count(L, "the list of shapes", shapes, "sizes", sizes.count);
    options.values = values.values;
    options.sizes = sizes.values;
    options.colors = check_colors(L, 4, shapes);
    bnl_check(L, pl_marks_add_shapes(pl_panel_marks(panel), x.values, y.values, x.count, &options));
    bnl_add_colorbar(L, 4, panel);
    return bnl_returns_panel(L);
}

// --- scale bars and brackets ------------------------------------------------------------------------------

typedef struct {
    pl_labelled_options style;
    union {
        pl_scale_bar scale;
        pl_bracket bracket;
    };
} labelled_request;

// The panel is at 1.
static void read_label(lua_State *L, const char *name, void *member)
{
    bnl_option_text(L, name, member);
    bnl_check(L, pl_panel_check_text(bnl_check_panel(L, 1), lua_tostring(L, -1)));
}

static void read_corner(lua_State *L, const char *name, void *member)
{
    *(pl_corner *)member = (pl_corner)bnl_option_word(L, name, pl_corner_words);
}

static void read_tier(lua_State *L, const char *name, void *member)
{
    int exact = 0;
    const lua_Integer tier = lua_tointegerx(L, -1, &exact);
    if (!exact || tier < 0 || tier > 20)
        bnl_error(L, "option '%s' is %s; it must be an integer from 0 to 20", name,
                  luaL_tolstring(L, -1, NULL));
    *(int *)member = (int)tier;
}

#define LABELLED(member) offsetof(labelled_request, member)
static const bnl_option scale_options[] = {
    {"x", bnl_option_size, LABELLED(scale.x)},
    {"y", bnl_option_size, LABELLED(scale.y)},
    {"xlabel", read_label, LABELLED(scale.x_text)},
    {"ylabel", read_label, LABELLED(scale.y_text)},
    {"corner", read_corner, LABELLED(scale.corner)},
    {"color", bnl_option_color, LABELLED(style.color)},
    {"width", bnl_option_positive, LABELLED(style.width)},
    {"size", bnl_option_positive, LABELLED(style.size)},
    {NULL, NULL, 0},
};

static int panel_scalebar(lua_State *L)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    labelled_request request = {.style = pl_labelled_options_default()};
    bnl_read_options(L, 2, NULL, scale_options, &request);
    if (!(request.scale.x > 0.0) && !(request.scale.y > 0.0))
        luaL_error(L, "a scale bar needs a length, as { x = 100, xlabel = \"100 ms\" }");
    bnl_check(L, pl_marks_add_scale_bar(pl_panel_marks(panel), &request.scale, &request.style));
    pl_panel_look look = pl_panel_look_default();
    look.axes = 0;
    pl_panel_set_look(panel, &look);
    return bnl_returns_panel(L);
}

static const bnl_option bracket_options[] = {
    {"y", bnl_option_real, LABELLED(bracket.y)},
    {"tier", read_tier, LABELLED(bracket.tier)},
    {"color", bnl_option_color, LABELLED(style.color)},
    {"width", bnl_option_positive, LABELLED(style.width)},
    {"size", bnl_option_positive, LABELLED(style.size)},
    {NULL, NULL, 0},
};

static int panel_bracket(lua_State *L)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    labelled_request request = {.style = pl_labelled_options_default()};
    request.bracket =
        (pl_bracket){bnl_check_number(L, 2), bnl_check_number(L, 3), NAN, bnl_check_text(L, 4), 0};
    bnl_check(L, pl_panel_check_text(panel, request.bracket.text));
    bnl_read_options(L, 5, NULL, bracket_options, &request);
    bnl_check(L, pl_marks_add_bracket(pl_panel_marks(panel), &request.bracket, &request.style));
    return bnl_returns_panel(L);
}

const bnl_function bnl_panel_shapes[] = {
    {"shapes", panel_shapes, 3, 0},
    {"scalebar", panel_scalebar, 1, 0},
    {"bracket", panel_bracket, 4, 0},
    {NULL, NULL, 0, 0},
};
