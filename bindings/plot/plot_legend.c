/* Legends and colour bars in Lua.

       ax:legend { place = "upper right" }
       ax:colorbar "$J_{ij}$"
*/
#include "bindings/common/bnl.h"
#include "bindings/plot/plot.h"
#include "plots/figure/panel.h"

static void read_legend_place(lua_State *L, const char *name, void *member)
{
    *(pl_legend_place *)member = (pl_legend_place)bnl_option_word(L, name, pl_legend_words);
}

static const bnl_option legend_fields[] = {
    {"place", read_legend_place, offsetof(pl_legend_options, place)},
    {"columns", bnl_option_count, offsetof(pl_legend_options, columns)},
    {"frame", bnl_option_flag, offsetof(pl_legend_options, frame)},
    {"over_data", bnl_option_flag, offsetof(pl_legend_options, over_data)},
    {"title", bnl_option_text, offsetof(pl_legend_options, title)},
    {NULL, NULL, 0},
};

static int panel_legend(lua_State *L)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    pl_legend_options options = pl_legend_options_default();
    if (lua_type(L, 2) == LUA_TSTRING) {
        lua_settop(L, 2);
        read_legend_place(L, "place", &options.place);
    } else {
        bnl_read_options(L, 2, NULL, legend_fields, &options);
    }
    bnl_check(L, pl_panel_set_legend(panel, &options));
    return bnl_returns_panel(L);
}

static int panel_colorbar(lua_State *L)
{
    bnl_check(L, pl_panel_set_colorbar(bnl_check_panel(L, 1), bnl_opt_text(L, 2, NULL)));
    return bnl_returns_panel(L);
}

void bnl_add_colorbar(lua_State *L, int index, pl_panel *panel)
{
    if (lua_isnoneornil(L, index)) return;
    const int type = lua_getfield(L, index, "colorbar"); // the text lives in the options' table
    if (type != LUA_TNIL && type != LUA_TBOOLEAN && type != LUA_TSTRING)
        luaL_error(L, "option 'colorbar' must be its label, true or false");
    const char *label = type == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
    if (label != NULL || lua_toboolean(L, -1)) bnl_check(L, pl_panel_set_colorbar(panel, label));
    lua_pop(L, 1);
}

const bnl_function bnl_panel_legends[] = {
    {"legend", panel_legend, 1, 0},
    {"colorbar", panel_colorbar, 1, 0},
    {NULL, NULL, 0, 0},
};
