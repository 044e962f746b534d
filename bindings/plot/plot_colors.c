/* Colours as numbers in Lua.

       plot.color "C1"                                    -- { 0.84, 0.37, 0, 1 }
       plot.colors({ 0, 1, 2 }, { colormap = "viridis" }) -- a row of four numbers for each value
*/
#include "bindings/common/bnl.h"
#include "bindings/plot/plot.h"
#include "plots/color/colormap.h"
#include "plots/color/norm.h"

#include <math.h>

static void push_color(lua_State *L, pl_color color)
{
    const double parts[4] = {color.red, color.green, color.blue, color.alpha};
    lua_createtable(L, 4, 0);
    for (int i = 0; i < 4; i++) {
        lua_pushnumber(L, parts[i]);
        lua_rawseti(L, -2, i + 1);
    }
}

int bnl_plot_color(lua_State *L)
{
    pl_color color;
    lua_settop(L, 1);
    bnl_option_color(L, "color", &color);
    push_color(L, color);
    return 1;
}

typedef struct {
    pl_norm_options norm;
    const char *colormap;
} color_request;

#define COLOR(member) offsetof(color_request, member)
static const bnl_option color_options[] = {
    {"colormap", bnl_option_colormap, COLOR(colormap)}, {"limits", bnl_option_pair, COLOR(norm.low)},
    {"centre", bnl_option_real, COLOR(norm.centre)},    {"center", bnl_option_real, COLOR(norm.centre)},
    {"norm", bnl_option_norm, COLOR(norm.logarithmic)}, {NULL, NULL, 0},
};

int bnl_plot_colors(lua_State *L)
{
    color_request request = {.norm = pl_norm_options_default(), .colormap = "viridis"};
    lua_settop(L, 2);
    const bnl_numbers values = bnl_check_numbers(L, 1, "the values");
    bnl_read_options(L, 2, NULL, color_options, &request);
    pl_norm norm;
    bnl_check(L, pl_norm_fit(&request.norm, values.values, values.count, &norm));
    pl_colormap *map = lua_newuserdatauv(L, sizeof *map, 0);
    bnl_check(L, pl_colormap_named(request.colormap, map));
    lua_createtable(L, (int)fmin(1e6, (double)values.count), 0);
    for (size_t i = 0; i < values.count; i++) {
        const double at = pl_norm_at(&norm, values.values[i]);
        pl_color color = {0};
        if (!isnan(at)) color = pl_color_rgb(pl_colormap_rgb(map, at));
        push_color(L, color);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_pushnumber(L, norm.low);
    lua_pushnumber(L, norm.high);
    return 3;
}
