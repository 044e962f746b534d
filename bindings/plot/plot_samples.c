/* Marks of samples in Lua: several sets of values side by side.

       ax:box({ before, after }, { x = { 1, 2 }, color = "C1" })
*/
#include "bindings/common/bnl.h"
#include "bindings/plot/plot.h"
#include "plots/figure/panel.h"
#include "plots/marks/marks_box.h"
#include "plots/marks/marks_swarm.h"

#include <math.h>

enum { MOST_SAMPLES = 1000 };

// The samples of a table of data at a stack index. Pushes what they need.
static const pl_sample *check_samples(lua_State *L, int index, size_t *count)
{
    luaL_checktype(L, index, LUA_TTABLE);
    *count = (size_t)lua_rawlen(L, index);
    if (*count > MOST_SAMPLES)
        luaL_error(L, "%d samples were given; at most %d can stand side by side", (int)*count, MOST_SAMPLES);
    luaL_checkstack(L, 3 * (int)*count + 8, "too many samples");
    pl_sample *samples = lua_newuserdatauv(L, (*count + 1) * sizeof *samples, 0);
    for (size_t i = 0; i < *count; i++) {
        lua_geti(L, index, (lua_Integer)i + 1);
        const int sample = lua_gettop(L);
        const bnl_numbers numbers = bnl_check_numbers(L, sample, lua_pushfstring(L, "sample %d", (int)i + 1));
        samples[i] = (pl_sample){numbers.values, numbers.count};
    }
    return samples;
}

// Where samples stand, by the option `x`; NULL without it. Pushes what keeps it.
static const double *option_places(lua_State *L, int options, size_t samples)
{
    if (lua_isnoneornil(L, options)) return NULL;
    lua_getfield(L, options, "x");
    const bnl_numbers x = bnl_is_names(L, -1) ? bnl_check_names(L, bnl_check_panel(L, 1), PL_X, -1, "x")
                                              : bnl_option_numbers(L, options, "x");
    if (x.values != NULL) bnl_check_same_count(L, "the table of samples", samples, "x", x.count);
    return x.values;
}

#define BOX(member) offsetof(pl_box_options, member)
static const bnl_option box_options[] = {
    {"x", bnl_option_later, 0},
    {"color", bnl_option_color, BOX(color)},
    {"width", bnl_option_positive, BOX(width)},
    {"whisker", bnl_option_size, BOX(whisker)},
    {"outliers", bnl_option_flag, BOX(outliers)},
    {"edge_width", bnl_option_size, BOX(edge_width)},
    {NULL, NULL, 0},
};

static int panel_box(lua_State *L)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    lua_settop(L, 3);
    size_t count;
    const pl_sample *samples = check_samples(L, 2, &count);
    pl_box_options options = pl_box_options_default();
    bnl_read_options(L, 3, bnl_mark_options, box_options, &options);
    const double *x = option_places(L, 3, count);
    bnl_check(L, pl_marks_add_boxes(pl_panel_marks(panel), x, samples, count, &options));
    return bnl_returns_panel(L);
}

#define SWARM(member) offsetof(pl_swarm_options, member)
static const bnl_option swarm_options[] = {
    {"x", bnl_option_later, 0},
    {"color", bnl_option_color, SWARM(color)},
    {"size", bnl_option_positive, SWARM(size)},
    {"width", bnl_option_positive, SWARM(width)},
    {"marker", bnl_option_marker, SWARM(marker)},
    {NULL, NULL, 0},
};

static int panel_swarm(lua_State *L)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    lua_settop(L, 3);
    size_t count;
    const pl_sample *samples = check_samples(L, 2, &count);
    pl_swarm_options options = pl_swarm_options_default();
    bnl_read_options(L, 3, bnl_mark_options, swarm_options, &options);
    const double *x = option_places(L, 3, count);
    for (size_t i = 0; i < count; i++) {
        const double at = x == NULL ? (double)i + 1.0 : x[i];
        if (isfinite(at)) bnl_check(L, pl_marks_add_swarm(pl_panel_marks(panel), at, &samples[i], &options));
        options.mark.label = NULL; // one entry in the legend
    }
    return bnl_returns_panel(L);
}

const bnl_function bnl_panel_samples[] = {
    {"box", panel_box, 2, 0},
    {"swarm", panel_swarm, 2, 0},
    {NULL, NULL, 0, 0},
};
