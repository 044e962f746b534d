/* Options of figures and marks, read from Lua tables, one reader a kind.
   A reader gets its value on top of the stack and leaves the stack as found; what it reads points into the
   table, which the caller keeps on the stack. */
#include "bindings/common/bnl.h"
#include "bindings/common/bnl_suggestion.h"
#include "bindings/plot/plot.h"
#include "plots/color/colormap.h"
#include "plots/marks/hatch.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const bnl_option *option_named(const bnl_option *options, const char *name)
{
    for (; options != NULL && options->name != NULL; options++)
        if (strcmp(options->name, name) == 0) return options;
    return NULL;
}

static void offer(bnl_suggestion *suggestion, const bnl_option *options)
{
    for (; options != NULL && options->name != NULL; options++)
        bnl_suggestion_offer(suggestion, options->name);
}

static void unknown_option(lua_State *L, const bnl_option *common, const bnl_option *own, const char *name)
{
    bnl_suggestion suggestion = bnl_suggestion_for(name);
    offer(&suggestion, own);
    offer(&suggestion, common);
    bnl_suggestion_push(L, &suggestion, "option");
    luaL_error(L, "%s", lua_tostring(L, -1));
}

void bnl_read_options(lua_State *L, int index, const bnl_option *common, const bnl_option *own, void *options)
{
    if (lua_isnoneornil(L, index)) return;
    luaL_checktype(L, index, LUA_TTABLE);
    index = lua_absindex(L, index);
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L, "options have names; entry %s has none", luaL_tolstring(L, -2, NULL));
        const char *name = lua_tostring(L, -2);
        const bnl_option *option = option_named(own, name);
        if (option == NULL) option = option_named(common, name);
        if (option == NULL)
            unknown_option(L, common, own, name);
        else
            option->read(L, name, (unsigned char *)options + option->offset);
    }
}

// --- readers ---------------------------------------------------------------------------------------------

static void wrong(lua_State *L, const char *name, const char *needed)
{
    const char *given = luaL_tolstring(L, -1, NULL);
    bnl_error(L, "option '%s' is %s; it must be %s", name, given, needed);
}

static double number(lua_State *L, const char *name, const char *needed)
{
    if (lua_type(L, -1) != LUA_TNUMBER || isnan(lua_tonumber(L, -1))) wrong(L, name, needed);
    return lua_tonumber(L, -1);
}

void bnl_option_real(lua_State *L, const char *name, void *member)
{
    *(double *)member = number(L, name, "a number");
}

void bnl_option_positive(lua_State *L, const char *name, void *member)
{
    const double value = number(L, name, "a number above 0");
    if (!(value > 0.0) || isinf(value)) wrong(L, name, "a number above 0");
    *(double *)member = value;
}

void bnl_option_size(lua_State *L, const char *name, void *member)
{
    const double value = number(L, name, "a number, 0 or above");
    if (!(value >= 0.0) || isinf(value)) wrong(L, name, "a number, 0 or above");
    *(double *)member = value;
}

void bnl_option_count(lua_State *L, const char *name, void *member)
{
    int exact = 0;
    const lua_Integer value = lua_tointegerx(L, -1, &exact);
    if (!exact || value < 1 || value > 1000000) wrong(L, name, "an integer from 1 to 1000000");
    *(int *)member = (int)value;
}

void bnl_option_flag(lua_State *L, const char *name, void *member)
{
    if (!lua_isboolean(L, -1)) wrong(L, name, "true or false");
    *(bool *)member = lua_toboolean(L, -1);
}

void bnl_option_tristate(lua_State *L, const char *name, void *member)
{
    bool flag;
    bnl_option_flag(L, name, &flag);
    *(int *)member = flag;
}

void bnl_option_text(lua_State *L, const char *name, void *member)
{
    if (lua_type(L, -1) != LUA_TSTRING) wrong(L, name, "a string");
    *(const char **)member = lua_tostring(L, -1);
}

void bnl_option_later(lua_State *L, const char *name, void *member)
{
    (void)L, (void)name, (void)member;
}

static double component(lua_State *L, const char *name, int i, double otherwise)
{
    lua_geti(L, -1, i);
    const double value = lua_isnil(L, -1) ? otherwise : lua_tonumber(L, -1);
    const bool sound = (lua_isnil(L, -1) || lua_type(L, -1) == LUA_TNUMBER) && value >= 0.0 && value <= 1.0;
    lua_pop(L, 1);
    if (!sound) luaL_error(L, "option '%s': component %d of a colour must be a number from 0 to 1", name, i);
    return value;
}

static void unknown_color(lua_State *L, const char *name, bn_status status)
{
    bnl_suggestion suggestion = bnl_suggestion_for(lua_tostring(L, -1));
    for (size_t i = 0; pl_color_name(i) != NULL; i++) bnl_suggestion_offer(&suggestion, pl_color_name(i));
    if (suggestion.best == NULL)
        luaL_error(L, "option '%s': %s; '#rrggbb', 'C0' or a name is needed", name, status.message);
    else
        luaL_error(L, "option '%s': %s; did you mean '%s'?", name, status.message, suggestion.best);
}

void bnl_option_color(lua_State *L, const char *name, void *member)
{
    pl_color *color = member;
    if (lua_istable(L, -1)) {
        *color = (pl_color){component(L, name, 1, NAN), component(L, name, 2, NAN),
                            component(L, name, 3, NAN), component(L, name, 4, 1.0)};
        return;
    }
    if (lua_type(L, -1) != LUA_TSTRING) wrong(L, name, "a colour: a name, '#rrggbb' or {red, green, blue}");
    const bn_status status = pl_color_parse(lua_tostring(L, -1), color);
    if (status.code != BN_OK) unknown_color(L, name, status);
}

void bnl_option_colormap(lua_State *L, const char *name, void *member)
{
    bnl_option_text(L, name, member);
    pl_colormap map;
    const char *given = lua_tostring(L, -1);
    const bn_status status = pl_colormap_named(given, &map);
    if (status.code == BN_OK) return;
    bnl_suggestion suggestion = bnl_suggestion_for(given);
    for (size_t i = 0; pl_colormap_name(i) != NULL; i++)
        bnl_suggestion_offer(&suggestion, pl_colormap_name(i));
    luaL_error(L, "option '%s': %s; did you mean '%s'?", name, status.message,
               suggestion.best != NULL ? suggestion.best : "viridis");
}

void bnl_option_pair(lua_State *L, const char *name, void *member)
{
    if (!lua_istable(L, -1)) wrong(L, name, "a table of two numbers");
    double *pair = member;
    for (int i = 0; i < 2; i++) {
        lua_geti(L, -1, i + 1);
        if (!lua_isnil(L, -1) && lua_type(L, -1) != LUA_TNUMBER)
            luaL_error(L, "option '%s': entry %d is a %s; a number was needed", name, i + 1,
                       luaL_typename(L, -1));
        if (!lua_isnil(L, -1)) pair[i] = lua_tonumber(L, -1);
        lua_pop(L, 1);
    }
}

int bnl_option_word(lua_State *L, const char *name, const bn_word *words)
{
    const bn_word *word = bn_word_named(words, lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL);
    if (word != NULL) return word->value;
    const char *given = luaL_tolstring(L, -1, NULL);
    bnl_push_words(L, words);
    return luaL_error(L, "option '%s' is %s; it must be one of: %s", name, given, lua_tostring(L, -1));
}

// The number of "3.4 in", and its unit; NaN for another text. Lua, unlike strtod, reads a decimal point in every
// locale.
static double split_length(lua_State *L, const char *text, char unit[4])
{
    char number[32], rest;
    const size_t length = strspn(text, "0123456789.+-eE");
    if (length == 0 || length >= sizeof number || sscanf(text + length, " %3[a-z] %c", unit, &rest) != 1)
        return NAN;
    memcpy(number, text, length);
    number[length] = '\0';
    if (lua_stringtonumber(L, number) == 0) return NAN;
    const double value = lua_tonumber(L, -1);
    lua_pop(L, 1);
    return value;
}

// The points of a unit; NaN for an unknown one.
static double points_of(const char *unit)
{
    if (strcmp(unit, "mm") == 0) return PL_POINTS_PER_MM;
    if (strcmp(unit, "in") == 0) return PL_POINTS_PER_INCH;
    return strcmp(unit, "pt") == 0 ? 1.0 : NAN;
}

// A length: a number of mm, or "3.4 in", "86 mm", "240 pt". Stored as points.
void bnl_option_length(lua_State *L, const char *name, void *member)
{
    double value = NAN;
    char unit[4] = "mm";
    if (lua_type(L, -1) == LUA_TNUMBER)
        value = lua_tonumber(L, -1);
    else if (lua_type(L, -1) == LUA_TSTRING)
        value = split_length(L, lua_tostring(L, -1), unit);
    const double points = points_of(unit);
    if (!(value * points > 0.0))
        bnl_error(L, "option '%s' is %s; a length in mm, or as \"3.4 in\" or \"240 pt\", was needed", name,
                  luaL_tolstring(L, -1, NULL));
    *(double *)member = value * points;
}

void bnl_option_dash(lua_State *L, const char *name, void *member)
{
    *(pl_dash *)member = (pl_dash)bnl_option_word(L, name, pl_dash_words);
}

void bnl_option_hatch(lua_State *L, const char *name, void *member)
{
    *(pl_hatch *)member = (pl_hatch)bnl_option_word(L, name, pl_hatch_words);
}

void bnl_option_marker(lua_State *L, const char *name, void *member)
{
    *(pl_marker *)member = (pl_marker)bnl_option_word(L, name, pl_marker_words);
}

void bnl_option_norm(lua_State *L, const char *name, void *member)
{
    *(bool *)member = bnl_option_word(L, name, bnl_norm_words);
}

static void read_clip(lua_State *L, const char *name, void *member)
{
    bool clip;
    bnl_option_flag(L, name, &clip);
    *(bool *)member = !clip;
}

static void read_order(lua_State *L, const char *name, void *member)
{
    int exact = 0;
    const lua_Integer value = lua_tointegerx(L, -1, &exact);
    if (!exact || value < -1000000 || value > 1000000) wrong(L, name, "an integer");
    *(int *)member = (int)value;
}

static void read_alpha(lua_State *L, const char *name, void *member)
{
    const double value = number(L, name, "a number from 0 to 1");
    if (!(value >= 0.0 && value <= 1.0)) wrong(L, name, "a number from 0 to 1");
    *(double *)member = value;
}

// Marks are methods of the panel at 1.
static void read_label(lua_State *L, const char *name, void *member)
{
    bnl_option_text(L, name, member);
    bnl_check(L, pl_panel_check_text(bnl_check_panel(L, 1), lua_tostring(L, -1)));
}

// Into the pl_mark_options with which the struct begins.
static void read_rasterized(lua_State *L, const char *name, void *member)
{
    pl_mark_options *options = member;
    bnl_option_flag(L, name, &options->rasterized);
    options->vector = !options->rasterized;
}

const bnl_option bnl_mark_options[] = {
    {"label", read_label, offsetof(pl_mark_options, label)},
    {"alpha", read_alpha, offsetof(pl_mark_options, alpha)},
    {"order", read_order, offsetof(pl_mark_options, order)},
    {"rasterized", read_rasterized, 0},
    {"clip", read_clip, offsetof(pl_mark_options, unclipped)},
    {NULL, NULL, 0},
};
