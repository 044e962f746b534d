/* Marks in Lua: one method a kind, data first, then a table of options.

       ax:errorbar(x, y, { yerror = 0.5 })
       ax:image(J, { centre = 0, colorbar = "$J_{ij}$" })
*/
#include "bindings/common/bnl.h"
#include "bindings/plot/plot.h"
#include "plots/figure/panel.h"
#include "plots/marks/marks_band.h"
#include "plots/marks/marks_bar.h"
#include "plots/marks/marks_image.h"
#include "plots/marks/marks_line.h"

#include <math.h>

static bool option_horizontal(lua_State *L, int options)
{
    if (!lua_istable(L, options)) return false;
    lua_getfield(L, options, "horizontal");
    const bool horizontal = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return horizontal;
}

static bnl_numbers read_names_or(lua_State *L, int index, const char *what, pl_direction direction,
                                 bnl_data_reader read)
{
    if (!bnl_is_names(L, index)) return read(L, index, what);
    return bnl_check_names(L, bnl_check_panel(L, 1), direction, index, what);
}

// An empty table after data can be neither as many values nor options that say what they are.
static void check_not_empty(lua_State *L, const bnl_numbers *x)
{
    if (x->count > 0 && lua_istable(L, 3) && lua_rawlen(L, 3) == 0 && lua_isnil(L, 4))
        luaL_error(L,
                   "the table after %d values is empty; as many values of y, options or nothing were needed",
                   (int)x->count);
}

bnl_curve bnl_read_curve(lua_State *L, bool x_needed, bnl_data_reader read)
{
    bnl_curve c = {.options = 3};
    if (!x_needed && !bnl_is_data(L, 3)) {
        luaL_argcheck(L, lua_isnone(L, 3) || lua_istable(L, 3), 3, "data, or a table of options, was needed");
        bnl_check_end(L, 4);
        lua_settop(L, 3);
        c.y = read(L, 2, "y");
        return c;
    }
    c.options = 4;
    lua_settop(L, 4);
    c.x = read_names_or(L, 2, "x", option_horizontal(L, 4) ? PL_Y : PL_X, read);
    if (!x_needed) check_not_empty(L, &c.x);
    c.y = read_names_or(L, 3, "y", PL_Y, read);
    return c;
}

bnl_curve bnl_check_curve(lua_State *L)
{
    const bnl_curve c = bnl_read_curve(L, false, bnl_check_numbers);
    if (c.options == 4) bnl_check_same_count(L, "x", c.x.count, "y", c.y.count);
    return c;
}

// The colour limits are read as a pair; norm.low and norm.high lie side by side.
_Static_assert(offsetof(pl_norm_options, high) == offsetof(pl_norm_options, low) + sizeof(double),
               "limits must be neighbours");

// --- lines -----------------------------------------------------------------------------------------------

#define LINE(member) offsetof(pl_line_options, member)

// Pushes a number as many times as asked for.
static const double *push_repeated(lua_State *L, double value, size_t count)
{
    double *all = lua_newuserdatauv(L, count * sizeof *all + 1, 0);
    for (size_t i = 0; i < count; i++) all[i] = value;
    return all;
}

// One length for all points, one a point, or {below, above} of these. NULL when absent.
static void read_errors(lua_State *L, int options, const char *name, size_t count, const double **down,
                        const double **up)
{
    *down = *up = NULL;
    if (lua_isnoneornil(L, options) || lua_getfield(L, options, name) == LUA_TNIL) return;
    if (lua_type(L, -1) == LUA_TNUMBER) {
        *down = *up = push_repeated(L, lua_tonumber(L, -1), count);
        return;
    }
    const int given = lua_gettop(L);
    const bool pair = lua_istable(L, given) && lua_geti(L, given, 1) != LUA_TNUMBER && bnl_is_data(L, -1);
    bnl_numbers below = bnl_check_numbers(L, pair ? -1 : given, name), above = below;
    if (pair) {
        lua_geti(L, given, 2);
        above = bnl_check_numbers(L, -1, name);
    }
    bnl_check_same_count(L, "y", count, name, below.count);
    bnl_check_same_count(L, "y", count, name, above.count);
    *down = below.values;
    *up = above.values;
}

static const bnl_option error_options[] = {
    {"color", bnl_option_color, LINE(color)},
    {"width", bnl_option_size, LINE(width)},
    {"style", bnl_option_dash, LINE(dash)},
    {"marker", bnl_option_marker, LINE(marker)},
    {"marker_size", bnl_option_positive, LINE(marker_size)},
    {"yerror", bnl_option_later, 0},
    {"xerror", bnl_option_later, 0},
    {NULL, NULL, 0},
};

static int panel_errorbar(lua_State *L)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    pl_line_options options = pl_errorbar_options_default();
    const bnl_curve c = bnl_check_curve(L);
    bnl_read_options(L, c.options, bnl_mark_options, error_options, &options);
    pl_errors errors;
    read_errors(L, c.options, "yerror", c.y.count, &errors.below, &errors.above);
    read_errors(L, c.options, "xerror", c.y.count, &errors.left, &errors.right);
    bnl_check(L, pl_marks_add_errorbar(pl_panel_marks(panel), c.x.values, c.y.values, c.y.count, &errors,
                                       &options));
    return bnl_returns_panel(L);
}

static const bnl_option band_options[] = {
    {"color", bnl_option_color, offsetof(pl_band_options, color)},
    {"edge_width", bnl_option_size, offsetof(pl_band_options, edge_width)},
    {"hatch", bnl_option_hatch, offsetof(pl_band_options, hatch)},
    {"where", bnl_option_later, 0},
    {NULL, NULL, 0},
};

// The edge of a band at an index: a number for all points, or one a point.
static bnl_numbers check_edge(lua_State *L, int index, const char *what, size_t count)
{
    if (lua_type(L, index) != LUA_TNUMBER) return bnl_check_numbers(L, index, what);
    const double *all = push_repeated(L, lua_tonumber(L, index), count);
    return (bnl_numbers){all, count, count, 1};
}

// Whether the number or boolean on the stack, which is taken off, stands for true.
static bool pop_truth(lua_State *L, size_t i)
{
    const int type = lua_type(L, -1);
    if (type != LUA_TBOOLEAN && type != LUA_TNUMBER)
        luaL_error(L, "where: element %d is a %s; a boolean or a number was needed", (int)i + 1,
                   luaL_typename(L, -1));
    const bool truth = type == LUA_TBOOLEAN ? lua_toboolean(L, -1) : lua_tonumber(L, -1) != 0.0;
    lua_pop(L, 1);
    return truth;
}

// An edge with gaps where the option `where` of booleans or numbers is false or 0.
static const double *edge_where(lua_State *L, int options, const bnl_numbers *edge)
{
    if (lua_isnoneornil(L, options) || lua_getfield(L, options, "where") == LUA_TNIL) return edge->values;
    const int given = lua_gettop(L);
    const bool listed = lua_istable(L, given);
    bnl_numbers mask = {.count = (size_t)lua_rawlen(L, given)};
    if (!listed) mask = bnl_check_numbers(L, given, "where");
    bnl_check_same_count(L, "x", edge->count, "where", mask.count);
    double *kept = lua_newuserdatauv(L, edge->count * sizeof *kept + 1, 0);
    for (size_t i = 0; i < edge->count; i++) {
        if (listed)
            lua_geti(L, given, (lua_Integer)i + 1);
        else
            lua_pushnumber(L, mask.values[i]);
        kept[i] = pop_truth(L, i) ? edge->values[i] : NAN;
    }
    return kept;
}

static int panel_band(lua_State *L)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    lua_settop(L, 5);
    const bnl_numbers x = read_names_or(L, 2, "x", PL_X, bnl_check_numbers);
    const bnl_numbers low = check_edge(L, 3, "low", x.count);
    const bnl_numbers high = check_edge(L, 4, "high", x.count);
    bnl_check_same_count(L, "x", x.count, "low", low.count);
    bnl_check_same_count(L, "x", x.count, "high", high.count);
    pl_band_options options = pl_band_options_default();
    bnl_read_options(L, 5, bnl_mark_options, band_options, &options);
    const double *shown = edge_where(L, 5, &low);
    bnl_check(L, pl_marks_add_band(pl_panel_marks(panel), x.values, shown, high.values, x.count, &options));
    return bnl_returns_panel(L);
}

// --- images ----------------------------------------------------------------------------------------------

typedef struct {
    pl_image_options image;
    double x[2], y[2];
} image_request;

static void read_origin(lua_State *L, const char *name, void *member)
{
    *(bool *)member = bnl_option_word(L, name, bnl_origin_words);
}

static void read_interpolation(lua_State *L, const char *name, void *member)
{
    *(bool *)member = bnl_option_word(L, name, bnl_interpolation_words);
}

#define IMAGE(member) offsetof(image_request, image.member)
static const bnl_option image_options[] = {
    {"colormap", bnl_option_colormap, IMAGE(colormap)},
    {"limits", bnl_option_pair, IMAGE(norm.low)},
    {"centre", bnl_option_real, IMAGE(norm.centre)},
    {"center", bnl_option_real, IMAGE(norm.centre)},
    {"norm", bnl_option_norm, IMAGE(norm.logarithmic)},
    {"origin", read_origin, IMAGE(upward)},
    {"interpolation", read_interpolation, IMAGE(smooth)},
    {"x", bnl_option_pair, offsetof(image_request, x)},
    {"y", bnl_option_pair, offsetof(image_request, y)},
    {"colorbar", bnl_option_later, 0},
    {NULL, NULL, 0},
};

static int panel_image(lua_State *L)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    lua_settop(L, 3);
    const bnl_numbers matrix = bnl_check_matrix(L, 2, "the image");
    image_request request = {.image = pl_image_options_default(), .x = {NAN, NAN}, .y = {NAN, NAN}};
    bnl_read_options(L, 3, bnl_mark_options, image_options, &request);
    request.image.left = request.x[0];
    request.image.right = request.x[1];
    request.image.bottom = request.y[0];
    request.image.top = request.y[1];
    const bool counted = isnan(request.x[0]) && isnan(request.y[0]);
    bnl_check(L, pl_marks_add_image(pl_panel_marks(panel), matrix.values, matrix.rows, matrix.columns,
                                    &request.image));
    if (counted) pl_panel_set_aspect(panel, 1.0);
    bnl_add_colorbar(L, 3, panel);
    return bnl_returns_panel(L);
}

// --- bars ------------------------------------------------------------------------------------------------

#define BAR(member) offsetof(pl_bar_options, member)
static const bnl_option bar_options[] = {
    {"color", bnl_option_color, BAR(color)},
    {"width", bnl_option_positive, BAR(width)},
    {"base", bnl_option_real, BAR(base)},
    {"edge", bnl_option_color, BAR(edge)},
    {"edge_width", bnl_option_size, BAR(edge_width)},
    {"hatch", bnl_option_hatch, BAR(hatch)},
    {"error", bnl_option_later, 0},
    {"horizontal", bnl_option_flag, BAR(horizontal)},
    {NULL, NULL, 0},
};

// Lines by the option `error` at the bars' ends, as of errorbar.
static void add_bar_errors(lua_State *L, pl_panel *panel, const bnl_curve *c, const pl_bar_options *bars)
{
    const double *down, *up;
    read_errors(L, c->options, "error", c->y.count, &down, &up);
    if (down == NULL) return;
    double *ends = lua_newuserdatauv(L, 2 * c->y.count * sizeof *ends + 1, 0), *places = ends + c->y.count;
    for (size_t i = 0; i < c->y.count; i++) {
        ends[i] = bars->base + c->y.values[i];
        places[i] = c->x.values == NULL ? (double)i + 1.0 : c->x.values[i];
    }
    pl_line_options options = pl_errorbar_options_default();
    options.mark = bars->mark;
    options.mark.label = NULL;
    options.color = pl_panel_theme(panel)->ink;
    options.marker = PL_MARKER_NONE;
    const pl_errors across = {.left = down, .right = up}, upwards = {.below = down, .above = up};
    const double *x = bars->horizontal ? ends : places, *y = bars->horizontal ? places : ends;
    bnl_check(L, pl_marks_add_errorbar(pl_panel_marks(panel), x, y, c->y.count,
                                       bars->horizontal ? &across : &upwards, &options));
}

static int panel_bar(lua_State *L)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    pl_bar_options options = pl_bar_options_default();
    const bnl_curve c = bnl_check_curve(L);
    bnl_read_options(L, c.options, bnl_mark_options, bar_options, &options);
    bnl_check(L, pl_marks_add_bar(pl_panel_marks(panel), c.x.values, c.y.values, c.y.count, &options));
    add_bar_errors(L, panel, &c, &options);
    return bnl_returns_panel(L);
}

// A number of bins, the name of a rule, or a table of edges (read later).
static void read_bins(lua_State *L, const char *name, void *member)
{
    pl_histogram_options *options = member;
    if (lua_type(L, -1) == LUA_TSTRING) {
        options->rule = (pl_bin_rule)bnl_option_word(L, name, pl_bin_rule_words);
    } else if (!bnl_is_data(L, -1)) {
        int bins;
        bnl_option_count(L, name, &bins);
        options->bins = (size_t)bins;
    }
}

static void read_style(lua_State *L, const char *name, void *member)
{
    *(bool *)member = bnl_option_word(L, name, bnl_histogram_words);
}

#define HISTOGRAM(member) offsetof(pl_histogram_options, member)
_Static_assert(HISTOGRAM(high) == HISTOGRAM(low) + sizeof(double), "the reach is read as a pair");

static const bnl_option histogram_options[] = {
    {"color", bnl_option_color, HISTOGRAM(color)},
    {"bins", read_bins, 0},
    {"range", bnl_option_pair, HISTOGRAM(low)},
    {"density", bnl_option_flag, HISTOGRAM(density)},
    {"cumulative", bnl_option_flag, HISTOGRAM(cumulative)},
    {"horizontal", bnl_option_flag, HISTOGRAM(horizontal)},
    {"style", read_style, HISTOGRAM(outline)},
    {"hatch", bnl_option_hatch, HISTOGRAM(hatch)},
    {"width", bnl_option_positive, HISTOGRAM(width)},
    {NULL, NULL, 0},
};

static int panel_histogram(lua_State *L)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    lua_settop(L, 3);
    const bnl_numbers values = bnl_check_numbers(L, 2, "the values");
    pl_histogram_options options = pl_histogram_options_default();
    bnl_read_options(L, 3, bnl_mark_options, histogram_options, &options);
    if (!lua_isnil(L, 3) && lua_getfield(L, 3, "bins") != LUA_TNIL && bnl_is_data(L, -1)) {
        const bnl_numbers edges = bnl_check_numbers(L, -1, "bins");
        options.edges = edges.values;
        options.edge_count = edges.count;
    }
    bnl_check(L, pl_marks_add_histogram(pl_panel_marks(panel), values.values, values.count, &options));
    return bnl_returns_panel(L);
}

const bnl_function bnl_panel_marks[] = {
    {"errorbar", panel_errorbar, 3, 0}, {"band", panel_band, 4, 0},           {"image", panel_image, 2, 0},
    {"bar", panel_bar, 3, 0},           {"histogram", panel_histogram, 2, 0}, {NULL, NULL, 0, 0},
};
