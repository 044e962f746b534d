/* Marks of a plane in Lua: contours, arrows, rasters, eigenvalues.

       ax:contour(Z, { levels = { 0, 1 }, color = "black" })
       ax:eigenvalues(real, imaginary, { label = "trained" })
*/
#include "bindings/common/bnl.h"
#include "bindings/plot/plot.h"
#include "plots/figure/panel.h"
#include "plots/marks/marks_contour.h"
#include "plots/marks/marks_field.h"
#include "plots/marks/marks_guide.h"
#include "plots/marks/marks_raster.h"
#include "plots/marks/marks_scatter.h"

#include <math.h>

// How many levels; those themselves are read later.
static void read_level_count(lua_State *L, const char *name, void *member)
{
    if (lua_type(L, -1) != LUA_TNUMBER) return;
    int exact;
    const lua_Integer count = lua_tointegerx(L, -1, &exact);
    if (!exact || count < 1 || count > PL_MOST_LEVELS)
        luaL_error(L, "option '%s' is %s; levels, or how many from 1 to %d, were needed", name,
                   luaL_tolstring(L, -1, NULL), PL_MOST_LEVELS);
    *(size_t *)member = (size_t)count;
}

#define CONTOUR(member) offsetof(pl_contour_options, member)
static const bnl_option contour_options[] = {
    {"x", bnl_option_later, 0},
    {"y", bnl_option_later, 0},
    {"levels", read_level_count, CONTOUR(level_count)},
    {"color", bnl_option_color, CONTOUR(color)},
    {"colormap", bnl_option_colormap, CONTOUR(colormap)},
    {"limits", bnl_option_pair, CONTOUR(norm.low)},
    {"centre", bnl_option_real, CONTOUR(norm.centre)},
    {"center", bnl_option_real, CONTOUR(norm.centre)},
    {"norm", bnl_option_norm, CONTOUR(norm.logarithmic)},
    {"width", bnl_option_size, CONTOUR(width)},
    {"style", bnl_option_dash, CONTOUR(dash)},
    {"filled", bnl_option_flag, CONTOUR(filled)},
    {"labels", bnl_option_flag, CONTOUR(labels)},
    {"label_size", bnl_option_positive, CONTOUR(label_size)},
    {"colorbar", bnl_option_later, 0},
    {NULL, NULL, 0},
};

static int panel_contour(lua_State *L)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    lua_settop(L, 3);
    const bnl_numbers matrix = bnl_check_matrix(L, 2, "the function");
    pl_contour_options options = pl_contour_options_default();
    bnl_read_options(L, 3, bnl_mark_options, contour_options, &options);
    const bnl_numbers x = bnl_option_numbers(L, 3, "x");
    const bnl_numbers y = bnl_option_numbers(L, 3, "y");
    const bool counted = options.level_count > 0;
    bnl_numbers levels = {0};
    if (!counted) levels = bnl_option_numbers(L, 3, "levels");
    if (x.values != NULL) bnl_check_same_count(L, "x", x.count, "a row of the function", matrix.columns);
    if (y.values != NULL) bnl_check_same_count(L, "y", y.count, "a column of the function", matrix.rows);
    options.levels = levels.values;
    if (!counted) options.level_count = levels.count;
    bnl_check(L, pl_marks_add_contour(pl_panel_marks(panel), x.values, y.values, matrix.values, matrix.rows,
                                      matrix.columns, &options));
    bnl_add_colorbar(L, 3, panel);
    return bnl_returns_panel(L);
}

static void read_pivot(lua_State *L, const char *name, void *member)
{
    *(bool *)member = bnl_option_word(L, name, bnl_pivot_words);
}

#define QUIVER(member) offsetof(pl_quiver_options, member)
static const bnl_option quiver_options[] = {
    {"color", bnl_option_color, QUIVER(color)},
    {"scale", bnl_option_positive, QUIVER(scale)},
    {"width", bnl_option_positive, QUIVER(width)},
    {"pivot", read_pivot, QUIVER(middle)},
    {NULL, NULL, 0},
};

static int panel_quiver(lua_State *L)
{
    static const char *const names[] = {"x", "y", "u", "v"};
    pl_panel *panel = bnl_check_panel(L, 1);
    lua_settop(L, 6);
    bnl_numbers data[4];
    for (int i = 0; i < 4; i++) {
        data[i] = bnl_check_numbers(L, i + 2, names[i]);
        bnl_check_same_count(L, names[0], data[0].count, names[i], data[i].count);
    }
    pl_quiver_options options = pl_quiver_options_default();
    bnl_read_options(L, 6, bnl_mark_options, quiver_options, &options);
    const pl_arrows arrows = {data[0].values, data[1].values, data[2].values, data[3].values, data[0].count};
    bnl_check(L, pl_marks_add_quiver(pl_panel_marks(panel), &arrows, &options));
    return bnl_returns_panel(L);
}

#define RASTER(member) offsetof(pl_raster_options, member)
static const bnl_option raster_options[] = {
    {"color", bnl_option_color, RASTER(color)},
    {"height", bnl_option_positive, RASTER(height)},
    {"width", bnl_option_positive, RASTER(width)},
    {NULL, NULL, 0},
};

static int panel_raster(lua_State *L)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    lua_settop(L, 4);
    const bnl_numbers times = bnl_check_numbers(L, 2, "times");
    const bnl_numbers units = bnl_check_numbers(L, 3, "units");
    bnl_check_same_count(L, "times", times.count, "units", units.count);
    pl_raster_options options = pl_raster_options_default();
    bnl_read_options(L, 4, bnl_mark_options, raster_options, &options);
    bnl_check(L,
              pl_marks_add_raster(pl_panel_marks(panel), times.values, units.values, times.count, &options));
    return bnl_returns_panel(L);
}

// --- eigenvalues -----------------------------------------------------------------------------------------

typedef struct {
    pl_scatter_options scatter;
    double radius; // of the circle around the origin; 0 for none
} eigenvalue_options;

#define EIGENVALUE(member) offsetof(eigenvalue_options, member)
static const bnl_option eigenvalue_fields[] = {
    {"color", bnl_option_color, EIGENVALUE(scatter.color)},
    {"size", bnl_option_positive, EIGENVALUE(scatter.size)},
    {"marker", bnl_option_marker, EIGENVALUE(scatter.marker)},
    {"edge", bnl_option_color, EIGENVALUE(scatter.edge)},
    {"edge_width", bnl_option_size, EIGENVALUE(scatter.edge_width)},
    {"circle", bnl_option_size, EIGENVALUE(radius)},
    {NULL, NULL, 0},
};

static int panel_eigenvalues(lua_State *L)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    lua_settop(L, 4);
    const bnl_numbers real = bnl_check_numbers(L, 2, "the real parts");
    const bnl_numbers imaginary = bnl_check_numbers(L, 3, "the imaginary parts");
    bnl_check_same_count(L, "the real part", real.count, "the imaginary part", imaginary.count);
    eigenvalue_options options = {.scatter = pl_scatter_options_default(), .radius = 1.0};
    options.scatter.size = 0.6 * pl_panel_theme(panel)->marker_size;
    bnl_read_options(L, 4, bnl_mark_options, eigenvalue_fields, &options);
    bnl_check(L, pl_marks_add_scatter(pl_panel_marks(panel), real.values, imaginary.values, real.count,
                                      &options.scatter));
    pl_guide_options circle = pl_guide_options_default();
    if (options.radius > 0.0)
        bnl_check(L, pl_marks_add_circle(pl_panel_marks(panel), 0.0, 0.0, options.radius, &circle));
    bnl_check(L, pl_panel_set_label(panel, PL_X, "$\\mathrm{Re}(\\lambda_i)$"));
    bnl_check(L, pl_panel_set_label(panel, PL_Y, "$\\mathrm{Im}(\\lambda_i)$"));
    pl_panel_set_aspect(panel, 1.0);
    return bnl_returns_panel(L);
}

const bnl_function bnl_panel_fields[] = {
    {"contour", panel_contour, 2, 0},
    {"quiver", panel_quiver, 5, 0},
    {"raster", panel_raster, 3, 0},
    {"eigenvalues", panel_eigenvalues, 3, 0},
    {NULL, NULL, 0, 0},
};
