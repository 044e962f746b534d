/* Panels in Lua: axes, labels, ticks.

       ax:set { xscale = "log", ylim = { 0, 1 }, xlabel = "epoch", aspect = "equal" }
*/
#include "bindings/plot/plot.h"

#include "bindings/common/bnl.h"
#include "plots/base/number_text.h"
#include "plots/figure/panel.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

pl_panel *bnl_check_panel(lua_State *L, int index)
{
    const bnl_panel *panel = luaL_checkudata(L, index, BNL_PANEL);
    lua_getiuservalue(L, index, 1);
    bnl_check_figure(L, -1);
    lua_pop(L, 1);
    return panel->panel;
}

void bnl_push_panel(lua_State *L, int figure, pl_panel *panel)
{
    figure = lua_absindex(L, figure);
    bnl_panel *made = lua_newuserdatauv(L, sizeof *made, 1);
    made->panel = panel;
    lua_pushvalue(L, figure);
    lua_setiuservalue(L, -2, 1);
    luaL_setmetatable(L, BNL_PANEL);
}

int bnl_returns_panel(lua_State *L)
{
    lua_settop(L, 1);
    return 1;
}

// --- axes ------------------------------------------------------------------------------------------------

typedef struct {
    pl_axis_settings axes[2];
    double limits[2][2];
    const char *labels[2];
    const char *title;
    double aspect; // NaN: no change
    int beside;    // pl_beside; -1: no change
    pl_panel_look look;
} settings;

static void read_scale(lua_State *L, const char *name, void *member)
{
    *(int *)member = bnl_option_word(L, name, pl_scale_words);
}

static void read_aspect(lua_State *L, const char *name, void *member)
{
    if (lua_type(L, -1) == LUA_TNUMBER)
        bnl_option_positive(L, name, member);
    else
        *(double *)member = bnl_option_word(L, name, bnl_aspect_words);
}

static void read_beside(lua_State *L, const char *name, void *member)
{
    *(int *)member = bnl_option_word(L, name, pl_beside_words);
}

#define AXIS(i, member) offsetof(settings, axes[i].member)
#define LOOK(member)    offsetof(settings, look.member)

static const bnl_option panel_options[] = {
    {"xscale", read_scale, AXIS(PL_X, scale)},
    {"yscale", read_scale, AXIS(PL_Y, scale)},
    {"xlinear", bnl_option_positive, AXIS(PL_X, linear)},
    {"ylinear", bnl_option_positive, AXIS(PL_Y, linear)},
    {"xlim", bnl_option_pair, offsetof(settings, limits[PL_X])},
    {"ylim", bnl_option_pair, offsetof(settings, limits[PL_Y])},
    {"xmargin", bnl_option_size, AXIS(PL_X, margin)},
    {"ymargin", bnl_option_size, AXIS(PL_Y, margin)},
    {"xinverted", bnl_option_tristate, AXIS(PL_X, inverted)},
    {"yinverted", bnl_option_tristate, AXIS(PL_Y, inverted)},
    {"xlabel", bnl_option_text, offsetof(settings, labels[PL_X])},
    {"ylabel", bnl_option_text, offsetof(settings, labels[PL_Y])},
    {"title", bnl_option_text, offsetof(settings, title)},
    {"xticks", bnl_option_later, 0},
    {"yticks", bnl_option_later, 0},
    {"xticklabels", bnl_option_later, 0},
    {"yticklabels", bnl_option_later, 0},
    {"xformat", bnl_option_later, 0},
    {"yformat", bnl_option_later, 0},
    {"aspect", read_aspect, offsetof(settings, aspect)},
    {"beside", read_beside, offsetof(settings, beside)},
    {"left", bnl_option_tristate, LOOK(left)},
    {"right", bnl_option_tristate, LOOK(right)},
    {"top", bnl_option_tristate, LOOK(top)},
    {"bottom", bnl_option_tristate, LOOK(bottom)},
    {"grid", bnl_option_tristate, LOOK(grid)},
    {"axes", bnl_option_tristate, LOOK(axes)},
    {NULL, NULL, 0},
};

static const char *const direction_names[2] = {"x", "y"};

// Limits in falling order invert the axis.
static void order_limits(pl_axis_settings *axis, const double limits[2])
{
    axis->low = limits[0];
    axis->high = limits[1];
    if (!(limits[0] > limits[1])) return;
    axis->low = limits[1];
    axis->high = limits[0];
    axis->inverted = 1;
}

static const char *option_name(lua_State *L, pl_direction direction, const char *what)
{
    return lua_pushfstring(L, "%s%s", direction_names[direction], what);
}

static void set_ticks(lua_State *L, pl_panel *panel, pl_direction direction)
{
    const char *name = option_name(L, direction, "ticks");
    const bnl_numbers ticks = bnl_option_numbers(L, 2, name);
    const char *texts_name = option_name(L, direction, "ticklabels");
    const int type = lua_getfield(L, 2, texts_name);
    if (ticks.values == NULL) {
        if (type != LUA_TNIL) luaL_error(L, "option '%s' needs '%s' beside it", texts_name, name);
        return;
    }
    if (type == LUA_TNIL) {
        bnl_check(L, pl_panel_set_ticks(panel, direction, ticks.values, NULL, ticks.count));
        return;
    }
    const char *texts[PL_MOST_TICKS];
    const size_t count = type == LUA_TTABLE ? (size_t)lua_rawlen(L, -1) : 0;
    bnl_check_same_count(L, name, ticks.count, texts_name, count);
    luaL_checkstack(L, PL_MOST_TICKS + 8, "too many ticks");
    const int table = lua_gettop(L);
    for (size_t i = 0; i < count && i < PL_MOST_TICKS; i++) {
        lua_geti(L, table, (lua_Integer)i + 1);
        texts[i] = bnl_push_text(L, -1);
        lua_remove(L, -2);
    }
    bnl_check(L, pl_panel_set_ticks(panel, direction, ticks.values, texts, ticks.count));
}

// --- tick writers ----------------------------------------------------------------------------------------

typedef struct {
    bnl_figure *figure;
    int number; // of the function in the figure's table
} tick_function;

static bn_status failed(lua_State *L, int top, const char *what)
{
    const bn_status status = bn_fault(BN_EINVAL, "a tick format failed: %s", what);
    lua_settop(L, top);
    return status;
}

static bn_status write_tick(void *context, double value, char *text, size_t size)
{
    const tick_function *function = context;
    lua_State *L = function->figure->caller;
    const int top = lua_gettop(L);
    if (!lua_checkstack(L, 8)) return bn_fault(BN_ENOMEM, "not enough stack to format a tick");
    lua_getiuservalue(L, function->figure->at, 2);
    lua_rawgeti(L, -1, function->number);
    lua_pushnumber(L, value);
    if (lua_pcall(L, 1, 1, 0) != LUA_OK)
        return failed(L, top, lua_isstring(L, -1) ? lua_tostring(L, -1) : "no message");
    if (!lua_isstring(L, -1)) return failed(L, top, "it returned no string");
    snprintf(text, size, "%s", lua_tostring(L, -1));
    lua_settop(L, top);
    return bn_ok();
}

static bn_status print_tick(void *context, double value, char *text, size_t size)
{
    (void)size;
    const char *format = context;
    char ascii[PL_TICK_TEXT_SIZE];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    pl_number_text(ascii, sizeof ascii, format, value); // checked by is_number_format
#pragma GCC diagnostic pop
    pl_tick_minus(ascii, text);
    return bn_ok();
}

// True for a printf format with one conversion of a double.
static bool is_number_format(const char *format)
{
    int conversions = 0;
    for (const char *at = strchr(format, '%'); at != NULL; at = strchr(at, '%')) {
        if (at[1] == '%') {
            at += 2;
            continue;
        }
        at++;
        at += strspn(at, "-+ #0");
        at += strspn(at, "0123456789");
        if (*at == '.') at++;
        at += strspn(at, "0123456789");
        if (*at == '\0' || strchr("eEfFgG", *at) == NULL) return false;
        conversions++;
    }
    return conversions == 1;
}

// Keeps the format on top of the stack in the figure's table and gives the panel a writer that uses it.
static void set_format(lua_State *L, pl_panel *panel, pl_direction direction)
{
    const char *name = option_name(L, direction, "format");
    const int type = lua_getfield(L, 2, name);
    if (type == LUA_TNIL) return;
    const bool printf_like = type == LUA_TSTRING && is_number_format(lua_tostring(L, -1));
    if (type != LUA_TFUNCTION && !printf_like)
        luaL_error(L, "option '%s' must be a function of a number, or a format as \"%%.2f\"", name);
    const int format = lua_gettop(L);
    lua_getiuservalue(L, 1, 1);
    bnl_figure *figure = bnl_check_figure(L, -1);
    lua_getiuservalue(L, -1, 2);
    const int kept = lua_gettop(L);
    const int number = (int)lua_rawlen(L, kept) + 1;
    lua_pushvalue(L, format);
    lua_rawseti(L, kept, number);
    if (printf_like) {
        const pl_tick_writer writer = {print_tick, (void *)(uintptr_t)lua_tostring(L, format)};
        pl_panel_set_tick_writer(panel, direction, writer);
        return;
    }
    tick_function *function = lua_newuserdatauv(L, sizeof *function, 0);
    *function = (tick_function){figure, number};
    lua_rawseti(L, kept, number + 1);
    pl_panel_set_tick_writer(panel, direction, (pl_tick_writer){write_tick, function});
}

static int panel_set(lua_State *L)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    settings s = {.axes = {pl_axis_settings_default(), pl_axis_settings_default()},
                  .limits = {{NAN, NAN}, {NAN, NAN}},
                  .aspect = NAN,
                  .beside = -1,
                  .look = pl_panel_look_default()};
    bnl_read_options(L, 2, NULL, panel_options, &s);
    for (int i = PL_X; i <= PL_Y; i++) {
        const pl_direction direction = (pl_direction)i;
        order_limits(&s.axes[i], s.limits[i]);
        bnl_check(L, pl_panel_set_axis(panel, direction, &s.axes[i]));
        if (s.labels[i] != NULL) bnl_check(L, pl_panel_set_label(panel, direction, s.labels[i]));
        set_ticks(L, panel, direction);
        set_format(L, panel, direction);
    }
    if (s.title != NULL) bnl_check(L, pl_panel_set_title(panel, s.title));
    if (!isnan(s.aspect)) pl_panel_set_aspect(panel, s.aspect);
    if (s.beside >= 0) pl_panel_set_beside(panel, (pl_beside)s.beside);
    pl_panel_set_look(panel, &s.look);
    return bnl_returns_panel(L);
}

// --- one thing each --------------------------------------------------------------------------------------

static int panel_xlabel(lua_State *L)
{
    bnl_check(L, pl_panel_set_label(bnl_check_panel(L, 1), PL_X, bnl_check_text(L, 2)));
    return bnl_returns_panel(L);
}

static int panel_ylabel(lua_State *L)
{
    bnl_check(L, pl_panel_set_label(bnl_check_panel(L, 1), PL_Y, bnl_check_text(L, 2)));
    return bnl_returns_panel(L);
}

static int panel_title(lua_State *L)
{
    bnl_check(L, pl_panel_set_title(bnl_check_panel(L, 1), bnl_check_text(L, 2)));
    return bnl_returns_panel(L);
}

static int limits(lua_State *L, pl_direction direction)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    if (lua_isnone(L, 2)) {
        lua_getiuservalue(L, 1, 1);
        bnl_figure *figure = bnl_check_figure(L, -1);
        figure->caller = L;
        figure->at = lua_gettop(L);
        double first, last;
        pl_panel_limits(panel, direction, &first, &last);
        lua_pushnumber(L, first);
        lua_pushnumber(L, last);
        return 2;
    }
    luaL_argcheck(L, !lua_isnil(L, 2) || !lua_isnoneornil(L, 3), 2, "one of the limits was needed");
    pl_axis_settings axis = pl_axis_settings_default();
    order_limits(&axis, (const double[2]){bnl_opt_number(L, 2, NAN), bnl_opt_number(L, 3, NAN)});
    bnl_check(L, pl_panel_set_axis(panel, direction, &axis));
    return bnl_returns_panel(L);
}

static int panel_xlim(lua_State *L)
{
    return limits(L, PL_X);
}

static int panel_ylim(lua_State *L)
{
    return limits(L, PL_Y);
}

static int panel_twin(lua_State *L)
{
    pl_panel *twin;
    bnl_check(L, pl_figure_twin(bnl_check_panel(L, 1), &twin));
    lua_getiuservalue(L, 1, 1);
    bnl_push_panel(L, -1, twin);
    return 1;
}

static const bnl_option part_fields[] = {
    {"x", bnl_option_real, offsetof(pl_rect, x)},
    {"y", bnl_option_real, offsetof(pl_rect, y)},
    {"width", bnl_option_positive, offsetof(pl_rect, width)},
    {"height", bnl_option_positive, offsetof(pl_rect, height)},
    {NULL, NULL, 0},
};

static int panel_inset(lua_State *L)
{
    pl_panel *host = bnl_check_panel(L, 1), *inset;
    pl_rect part = {0.55, 0.55, 0.45, 0.45};
    bnl_read_options(L, 2, NULL, part_fields, &part);
    bnl_check(L, pl_figure_inset(host, part, &inset));
    lua_getiuservalue(L, 1, 1);
    bnl_push_panel(L, -1, inset);
    return 1;
}

const bnl_function bnl_panel_settings[] = {
    {"set", panel_set, 1, 0},     {"xlabel", panel_xlabel, 1, 0},   {"ylabel", panel_ylabel, 1, 0},
    {"title", panel_title, 1, 0}, {"xlim", panel_xlim, 2, 1U << 1}, {"ylim", panel_ylim, 2, 1U << 1},
    {"twin", panel_twin, 0, 0},   {"inset", panel_inset, 1, 0},     {NULL, NULL, 0, 0},
};
