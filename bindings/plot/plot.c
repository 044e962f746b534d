/* Figures in Lua.

       local plot = require "balnet.plot"
       local fig = plot.figure { size = "double column", rows = 1, columns = 2 }
       local ax = fig:panel(1, 1)
       ax:line(x, y, { label = "$J_{ij}$" })
       fig:save("figure.pdf", "figure.png")
*/
#include "bindings/plot/plot.h"

#include "bindings/common/bnl.h"
#include "bindings/common/library.h"
#include "plots/canvas/style.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// --- fonts, opened once in a Lua state -----------------------------------------------------------------

#define BNL_FONTS "balnet.plot.fonts"

static int fonts_close(lua_State *L)
{
    pl_fonts **fonts = luaL_checkudata(L, 1, BNL_FONTS);
    pl_fonts_close(*fonts);
    *fonts = NULL;
    return 0;
}

// Pushes and returns the name of the font of the theme in the options at 1; pushes nil and returns NULL
// without one.
static const char *push_font(lua_State *L)
{
    lua_settop(L, 1);
    if (!lua_istable(L, 1) || lua_getfield(L, 1, "theme") != LUA_TTABLE) lua_settop(L, 1), lua_newtable(L);
    if (lua_getfield(L, 2, "font") != LUA_TNIL && lua_type(L, -1) != LUA_TSTRING)
        luaL_error(L, "option 'font' is a %s; a name, as \"DejaVu Serif\", or the path of a font was needed",
                   luaL_typename(L, -1));
    lua_replace(L, 2);
    return lua_tostring(L, 2);
}

// Pushes the fonts whose text font has that name; they are opened at the first request.
static pl_fonts *push_fonts(lua_State *L)
{
    const char *font = push_font(L);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, BNL_FONTS ".open");
    if (lua_getfield(L, -1, font == NULL ? "" : font) == LUA_TUSERDATA)
        return *(pl_fonts **)lua_touserdata(L, -1);
    lua_pop(L, 1);
    pl_fonts **fonts = lua_newuserdatauv(L, sizeof *fonts, 0);
    *fonts = NULL;
    luaL_setmetatable(L, BNL_FONTS);
    bnl_check(L, pl_fonts_open(NULL, font, fonts));
    lua_pushvalue(L, -1);
    lua_setfield(L, -3, font == NULL ? "" : font);
    return *fonts;
}

// --- class -----------------------------------------------------------------------------------------------

bnl_figure *bnl_check_figure(lua_State *L, int index)
{
    bnl_figure *figure = luaL_checkudata(L, index, BNL_FIGURE);
    if (figure->figure == NULL) luaL_error(L, "the figure is closed");
    return figure;
}

static int figure_close(lua_State *L)
{
    bnl_figure *figure = luaL_checkudata(L, 1, BNL_FIGURE);
    pl_figure_free(figure->figure);
    figure->figure = NULL;
    return 0;
}

static int figure_text(lua_State *L)
{
    const bnl_figure *figure = luaL_checkudata(L, 1, BNL_FIGURE);
    double width = 0.0, height = 0.0;
    if (figure->figure != NULL) pl_figure_size(figure->figure, &width, &height);
    char text[64];
    snprintf(text, sizeof text, "figure of %.4g mm x %.4g mm", width / PL_POINTS_PER_MM,
             height / PL_POINTS_PER_MM);
    lua_pushstring(L, figure->figure == NULL ? "closed figure" : text);
    return 1;
}

// --- making ----------------------------------------------------------------------------------------------

typedef struct {
    pl_figure_def def;
    const char *title;
} figure_options;

// The width in the style, else the usual one, of a name.
static bool named_size(const figure_options *options, const char *name, double *width, double *height)
{
    if (options->def.style >= 0 && pl_style_width((pl_style)options->def.style, name, width)) return true;
    return pl_theme_width(name, width, height);
}

static void read_size(lua_State *L, const char *name, void *member)
{
    figure_options *options = member;
    pl_figure_def *def = &options->def;
    if (lua_istable(L, -1)) {
        double *const lengths[] = {&def->width, &def->height};
        for (int i = 0; i < 2; i++) {
            lua_geti(L, -1, i + 1);
            bnl_option_length(L, name, lengths[i]);
            lua_pop(L, 1);
        }
        return;
    }
    double height = 0.0;
    if (lua_type(L, -1) == LUA_TSTRING && named_size(options, lua_tostring(L, -1), &def->width, &height)) {
        if (def->height == 0.0) def->height = height;
        return;
    }
    luaL_error(
        L, "option '%s' is %s; \"single column\", \"double column\", \"slide\" or {width, height} was needed",
        name, luaL_tolstring(L, -1, NULL));
}

#define DEF(member) offsetof(figure_options, def.member)
static const bnl_option figure_fields[] = {
    {"style", bnl_option_later, 0},
    {"size", read_size, 0},
    {"width", bnl_option_length, DEF(width)},
    {"height", bnl_option_length, DEF(height)},
    {"rows", bnl_option_count, DEF(rows)},
    {"columns", bnl_option_count, DEF(columns)},
    {"width_ratios", bnl_option_later, 0},
    {"height_ratios", bnl_option_later, 0},
    {"gap", bnl_option_length, DEF(gap)},
    {"share_x", bnl_option_share, DEF(share_x)},
    {"share_y", bnl_option_share, DEF(share_y)},
    {"theme", bnl_option_theme, DEF(theme)},
    {"title", bnl_option_text, offsetof(figure_options, title)},
    {NULL, NULL, 0},
};

// Before all else, for sizes and themes stand on it.
static void read_style(lua_State *L, figure_options *options)
{
    if (!lua_istable(L, 1)) return;
    if (lua_getfield(L, 1, "style") != LUA_TNIL) {
        options->def.style = bnl_option_word(L, "style", pl_style_words);
        pl_style_apply((pl_style)options->def.style, &options->def.theme);
        pl_style_width((pl_style)options->def.style, "double column", &options->def.width);
    }
    lua_settop(L, 1);
}

static int figure_new(lua_State *L)
{
    figure_options options = {.def = pl_figure_def_default()};
    lua_settop(L, 1);
    read_style(L, &options);
    bnl_read_options(L, 1, NULL, figure_fields, &options);
    const pl_fonts *fonts = push_fonts(L);
    const int kept = lua_gettop(L);
    options.def.width_ratios = bnl_option_ratios(L, 1, "width_ratios", options.def.columns);
    options.def.height_ratios = bnl_option_ratios(L, 1, "height_ratios", options.def.rows);
    bnl_figure *figure = lua_newuserdatauv(L, sizeof *figure, 2);
    *figure = (bnl_figure){0};
    luaL_setmetatable(L, BNL_FIGURE);
    lua_pushvalue(L, kept);
    lua_setiuservalue(L, -2, 1);
    lua_newtable(L);
    lua_setiuservalue(L, -2, 2);
    bnl_check(L, pl_figure_create(fonts, &options.def, &figure->figure));
    bnl_check(L, pl_figure_title(figure->figure, options.title));
    return 1;
}

// --- texts and files -------------------------------------------------------------------------------------

static int figure_letters(lua_State *L)
{
    bnl_figure *figure = bnl_check_figure(L, 1);
    const char *form = bnl_opt_text(L, 2, "a");
    const char *letter = strpbrk(form, "aA");
    luaL_argcheck(L, letter != NULL && strlen(form) < 9, 2, "a form as \"a\", \"A\" or \"(a)\" was needed");
    char with_hash[16];
    snprintf(with_hash, sizeof with_hash, "%s", form);
    with_hash[letter - form] = '#';
    bnl_check(L, pl_figure_letters(figure->figure, *letter, with_hash));
    lua_settop(L, 1);
    return 1;
}

static int figure_title(lua_State *L)
{
    bnl_check(L, pl_figure_title(bnl_check_figure(L, 1)->figure, bnl_check_text(L, 2)));
    lua_settop(L, 1);
    return 1;
}

typedef struct {
    double dpi;
} check_options;

static const bnl_option check_fields[] = {{"dpi", bnl_option_positive, offsetof(check_options, dpi)},
                                          {NULL, NULL, 0}};

// As bnl_figure_page: the layout may call tick writers.
static int figure_check(lua_State *L)
{
    bnl_figure *figure = bnl_check_figure(L, 1);
    figure->caller = L;
    figure->at = 1;
    check_options options = {0};
    lua_settop(L, 2);
    bnl_read_options(L, 2, NULL, check_fields, &options);
    const char *const *faults;
    size_t count;
    bnl_check(L, pl_figure_check(figure->figure, options.dpi, &faults, &count));
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        lua_pushstring(L, faults[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

// plot.align(figure, …): the figures stay on the stack, where tick writers that are Lua functions look for them.
static int plot_align(lua_State *L)
{
    const int count = lua_gettop(L);
    luaL_argcheck(L, count >= 2, count + 1, "at least two figures were needed");
    for (int i = 1; i <= count; i++) bnl_check_figure(L, i);
    pl_figure **figures = lua_newuserdatauv(L, (size_t)count * sizeof(pl_figure *), 0);
    for (int i = 1; i <= count; i++) {
        bnl_figure *figure = bnl_check_figure(L, i);
        figure->caller = L;
        figure->at = i;
        figures[i - 1] = figure->figure;
    }
    bnl_check(L, pl_figures_align(figures, (size_t)count));
    return 0;
}

static const bnl_function figure_methods[] = {
    {"letters", figure_letters, 1, 0},     {"title", figure_title, 1, 0}, {"check", figure_check, 1, 0},
    {"save", bnl_figure_save, BNL_ANY, 0}, {"close", figure_close, 0, 0}, {NULL, NULL, 0, 0},
};

static const luaL_Reg figure_metamethods[] = {
    {"__gc", figure_close}, {"__close", figure_close}, {"__tostring", figure_text}, {NULL, NULL}};

static const luaL_Reg fonts_metamethods[] = {{"__gc", fonts_close}, {NULL, NULL}};
static const bnl_function no_methods[] = {{NULL, NULL, 0, 0}};

static const bnl_function functions[] = {{"figure", figure_new, 1, 0},
                                         {"align", plot_align, BNL_ANY, 0},
                                         {"document", bnl_plot_document, 3, 0},
                                         {"movie", bnl_movie_new, BNL_ANY, 0},
                                         {"recipe", bnl_plot_recipe, 1, 0},
                                         {"color", bnl_plot_color, 1, 0},
                                         {"colors", bnl_plot_colors, 2, 0},
                                         {"places", bnl_plot_places, 3, 0},
                                         {NULL, NULL, 0, 0}};

// Adds further methods to the class whose metatable is on the top.
static void add_methods(lua_State *L, const bnl_function *methods)
{
    lua_getfield(L, -1, "__index");
    bnl_add_methods(L, methods);
    lua_pop(L, 1);
}

int luaopen_balnet_native_plot(lua_State *L)
{
    bnl_define_class(L, BNL_FONTS, no_methods, fonts_metamethods);
    bnl_new_class(L, BNL_FIGURE, figure_methods, figure_metamethods);
    add_methods(L, bnl_figure_grids);
    bnl_register_class(L, BNL_FIGURE);
    bnl_define_movie(L);
    bnl_define_recipe(L);
    bnl_new_class(L, BNL_PANEL, bnl_panel_settings, NULL);
    add_methods(L, bnl_panel_legends);
    add_methods(L, bnl_panel_marks);
    add_methods(L, bnl_panel_guides);
    add_methods(L, bnl_panel_fields);
    add_methods(L, bnl_panel_samples);
    add_methods(L, bnl_panel_shapes);
    add_methods(L, bnl_panel_lines);
    add_methods(L, bnl_panel_grids);
    bnl_register_class(L, BNL_PANEL);
    bnl_declare_plot_words(L);
    bnl_new_module(L, "balnet.native.plot", functions);
    luaL_getmetatable(L, BNL_PANEL);
    lua_getfield(L, -1, "__index");
    lua_setfield(L, -3, "panel_methods"); // to which those written in Lua are added
    lua_pop(L, 1);
    return 1;
}
