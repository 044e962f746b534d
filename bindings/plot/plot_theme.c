/* A theme from Lua: a name, or a table of what differs from a named one.

       local palette = { "C1", "black" }
       plot.figure { theme = { base = "paper", font = "DejaVu Serif", tick_size = 6, palette = palette } }
*/
#include "bindings/common/bnl.h"
#include "bindings/plot/plot.h"

#include <string.h>

static void read_palette(lua_State *L, const char *name, void *member)
{
    pl_color *palette = member;
    const size_t count = lua_istable(L, -1) ? (size_t)lua_rawlen(L, -1) : 0;
    if (count < 1 || count > PL_PALETTE_SIZE)
        luaL_error(L, "option '%s' must be a table of 1 to %d colours", name, PL_PALETTE_SIZE);
    for (size_t i = 0; i < PL_PALETTE_SIZE; i++) {
        lua_geti(L, -1, (lua_Integer)(i % count) + 1);
        bnl_option_color(L, name, &palette[i]);
        lua_pop(L, 1);
    }
}

#define SIZE(member)                                                                                         \
    {                                                                                                        \
#member, bnl_option_positive, offsetof(pl_theme, member)                                             \
    }
#define FLAG(member)                                                                                         \
    {                                                                                                        \
#member, bnl_option_flag, offsetof(pl_theme, member)                                                 \
    }

static const bnl_option theme_options[] = {
    {"base", bnl_option_later, 0},
    {"font", bnl_option_later, 0},
    SIZE(tick_size),
    SIZE(label_size),
    SIZE(title_size),
    SIZE(legend_size),
    SIZE(letter_size),
    SIZE(suptitle_size),
    SIZE(spine_width),
    SIZE(grid_width),
    SIZE(line_width),
    SIZE(edge_width),
    SIZE(tick_length),
    SIZE(minor_length),
    SIZE(marker_size),
    SIZE(cap_size),
    SIZE(tick_pad),
    SIZE(label_pad),
    SIZE(title_pad),
    SIZE(legend_pad),
    SIZE(bar_pad),
    SIZE(bar_width),
    SIZE(gap),
    SIZE(margin),
    {"x_margin", bnl_option_size, offsetof(pl_theme, x_margin)},
    {"y_margin", bnl_option_size, offsetof(pl_theme, y_margin)},
    FLAG(left),
    FLAG(right),
    FLAG(top),
    FLAG(bottom),
    FLAG(grid),
    FLAG(minor),
    {"greyscale", bnl_option_later, 0},
    {"ink", bnl_option_color, offsetof(pl_theme, ink)},
    {"background", bnl_option_color, offsetof(pl_theme, background)},
    {"grid_color", bnl_option_color, offsetof(pl_theme, grid_color)},
    {"palette", read_palette, offsetof(pl_theme, palette)},
    {NULL, NULL, 0},
};

static pl_theme theme_named(lua_State *L, const char *name)
{
    return bnl_option_word(L, name, bnl_theme_words) == 0 ? pl_theme_paper() : pl_theme_screen();
}

// Before the palette, which may then be given.
static void read_greyscale(lua_State *L, pl_theme *theme)
{
    bool greyscale = false;
    if (lua_getfield(L, -1, "greyscale") != LUA_TNIL) bnl_option_flag(L, "greyscale", &greyscale);
    if (greyscale) pl_theme_make_greyscale(theme);
    lua_pop(L, 1);
}

void bnl_option_theme(lua_State *L, const char *name, void *member)
{
    pl_theme *theme = member;
    if (!lua_istable(L, -1)) {
        *theme = theme_named(L, name);
        return;
    }
    if (lua_getfield(L, -1, "base") != LUA_TNIL) *theme = theme_named(L, "base");
    lua_pop(L, 1);
    read_greyscale(L, theme);
    bnl_read_options(L, -1, NULL, theme_options, theme);
}
