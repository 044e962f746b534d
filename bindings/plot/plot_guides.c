/* Guides in Lua: lines across, spans, circles, arrows, texts.

       ax:hline(0, { style = ":" })
       ax:text(0.5, 0.9, "$r = 0.98$", { coordinates = "panel" })
*/
#include "bindings/common/bnl.h"
#include "bindings/plot/plot.h"
#include "plots/figure/panel.h"
#include "plots/marks/marks_guide.h"

#include <math.h>

#define GUIDE(member) offsetof(pl_guide_options, member)
static const bnl_option guide_options[] = {
    {"color", bnl_option_color, GUIDE(color)},
    {"width", bnl_option_size, GUIDE(width)},
    {"style", bnl_option_dash, GUIDE(dash)},
    {"fill", bnl_option_color, GUIDE(fill)},
    {"from", bnl_option_real, GUIDE(from)},
    {"to", bnl_option_real, GUIDE(to)},
    {NULL, NULL, 0},
};

static void read_bend(lua_State *L, const char *name, void *member)
{
    bnl_option_real(L, name, member);
    if (!(fabs(*(double *)member) <= 10.0))
        bnl_error(L, "option '%s' is %f; it must be a number from -10 to 10", name, *(double *)member);
}

static void read_head(lua_State *L, const char *name, void *member)
{
    *(pl_head *)member = (pl_head)bnl_option_word(L, name, pl_head_words);
}

static const bnl_option arrow_options[] = {
    {"color", bnl_option_color, GUIDE(color)},
    {"width", bnl_option_size, GUIDE(width)},
    {"style", bnl_option_dash, GUIDE(dash)},
    {"head", read_head, GUIDE(arrow.head)},
    {"head_size", bnl_option_positive, GUIDE(arrow.head_size)},
    {"start_gap", bnl_option_size, GUIDE(arrow.start_gap)},
    {"end_gap", bnl_option_size, GUIDE(arrow.end_gap)},
    {"bend", read_bend, GUIDE(arrow.bend)},
    {NULL, NULL, 0},
};

static pl_guide_options check_options(lua_State *L, int index, pl_guide_options options)
{
    bnl_read_options(L, index, bnl_mark_options, guide_options, &options);
    return options;
}

static int line_at(lua_State *L, pl_direction direction)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    const double value = bnl_check_number(L, 2);
    const pl_guide_options options = check_options(L, 3, pl_guide_options_default());
    bnl_check(L, pl_marks_add_line_at(pl_panel_marks(panel), direction, value, &options));
    return bnl_returns_panel(L);
}

static int panel_hline(lua_State *L)
{
    return line_at(L, PL_Y);
}

static int panel_vline(lua_State *L)
{
    return line_at(L, PL_X);
}

static int span(lua_State *L, pl_direction direction)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    const double from = bnl_check_number(L, 2), to = bnl_check_number(L, 3);
    const pl_guide_options options = check_options(L, 4, pl_span_options_default());
    bnl_check(L, pl_marks_add_span(pl_panel_marks(panel), direction, from, to, &options));
    return bnl_returns_panel(L);
}

static int panel_hspan(lua_State *L)
{
    return span(L, PL_Y);
}

static int panel_vspan(lua_State *L)
{
    return span(L, PL_X);
}

static int panel_circle(lua_State *L)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    const double x = bnl_check_number(L, 2), y = bnl_check_number(L, 3), radius = bnl_check_number(L, 4);
    const pl_guide_options options = check_options(L, 5, pl_guide_options_default());
    bnl_check(L, pl_marks_add_circle(pl_panel_marks(panel), x, y, radius, &options));
    return bnl_returns_panel(L);
}

static int panel_arrow(lua_State *L)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    const double x0 = bnl_check_number(L, 2), y0 = bnl_check_number(L, 3);
    const double x1 = bnl_check_number(L, 4), y1 = bnl_check_number(L, 5);
    pl_guide_options options = pl_guide_options_default();
    bnl_read_options(L, 6, bnl_mark_options, arrow_options, &options);
    bnl_check(L, pl_marks_add_arrow(pl_panel_marks(panel), x0, y0, x1, y1, &options));
    return bnl_returns_panel(L);
}

// --- texts -----------------------------------------------------------------------------------------------

static void read_halign(lua_State *L, const char *name, void *member)
{
    *(pl_halign *)member = (pl_halign)bnl_option_word(L, name, pl_halign_words);
}

static void read_valign(lua_State *L, const char *name, void *member)
{
    *(pl_valign *)member = (pl_valign)bnl_option_word(L, name, pl_valign_words);
}

static void read_weight(lua_State *L, const char *name, void *member)
{
    *(pl_face *)member = (pl_face)bnl_option_word(L, name, pl_weight_words);
}

static void read_coordinates(lua_State *L, const char *name, void *member)
{
    *(bool *)member = bnl_option_word(L, name, bnl_coordinates_words);
}

static void read_degrees(lua_State *L, const char *name, void *member)
{
    bnl_option_real(L, name, member);
    *(double *)member *= acos(-1.0) / 180.0;
}

static void read_offset(lua_State *L, const char *name, void *member)
{
    double pair[2] = {0.0, 0.0};
    bnl_option_pair(L, name, pair);
    if (!(fabs(pair[0]) <= 2000.0 && fabs(pair[1]) <= 2000.0))
        bnl_error(L, "option '%s' is {%f, %f}; points from -2000 to 2000 were needed", name, pair[0],
                  pair[1]);
    *(pl_point *)member = (pl_point){pair[0], pair[1]};
}

#define LABEL(member) offsetof(pl_label_options, member)
static const bnl_option label_options[] = {
    {"color", bnl_option_color, LABEL(color)},
    {"size", bnl_option_positive, LABEL(size)},
    {"face", read_weight, LABEL(face)},
    {"align", read_halign, LABEL(anchor.h)},
    {"valign", read_valign, LABEL(anchor.v)},
    {"angle", read_degrees, LABEL(anchor.angle)},
    {"coordinates", read_coordinates, LABEL(in_panel)},
    {"background", bnl_option_color, LABEL(ground)},
    {"offset", read_offset, LABEL(offset)},
    {"arrow", bnl_option_flag, LABEL(pointing)},
    {NULL, NULL, 0},
};

static int panel_text(lua_State *L)
{
    pl_panel *panel = bnl_check_panel(L, 1);
    const double x = bnl_check_number(L, 2), y = bnl_check_number(L, 3);
    const char *text = bnl_check_text(L, 4);
    bnl_check(L, pl_panel_check_text(panel, text));
    pl_label_options options = pl_label_options_default();
    bnl_read_options(L, 5, bnl_mark_options, label_options, &options);
    bnl_check(L, pl_marks_add_text(pl_panel_marks(panel), x, y, text, &options));
    return bnl_returns_panel(L);
}

int bnl_figure_text(lua_State *L)
{
    bnl_figure *figure = bnl_check_figure(L, 1);
    const double x = bnl_check_number(L, 2), y = bnl_check_number(L, 3);
    const char *text = bnl_check_text(L, 4);
    pl_label_options options = pl_label_options_default();
    bnl_read_options(L, 5, NULL, label_options, &options);
    options.in_panel = true; // of which the page is one
    bnl_check(L, pl_figure_check_text(figure->figure, text));
    pl_marks *marks = pl_figure_marks(figure->figure);
    if (marks == NULL) luaL_error(L, "not enough memory for the figure");
    bnl_check(L, pl_marks_add_text(marks, x, y, text, &options));
    lua_settop(L, 1);
    return 1;
}

const bnl_function bnl_panel_guides[] = {
    {"hline", panel_hline, 2, 0},   {"vline", panel_vline, 2, 0},
    {"hspan", panel_hspan, 3, 0},   {"vspan", panel_vspan, 3, 0},
    {"circle", panel_circle, 4, 0}, {"arrow", panel_arrow, 5, 0},
    {"text", panel_text, 4, 0},     {NULL, NULL, 0, 0},
};
