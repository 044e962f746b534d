/* The words that options of figures take: those of enumerations stand beside them in plots/, those of flags
   here. */
#include "bindings/common/bnl.h"
#include "bindings/plot/plot.h"

#include "plots/axes/scale.h"
#include "plots/canvas/style.h"
#include "plots/figure/figure.h"
#include "plots/figure/legend.h"
#include "plots/marks/marks_bar.h"
#include "plots/marks/marks_guide.h"
#include "plots/marks/marks_labelled.h"
#include "plots/marks/marks_line.h"

const bn_word bnl_norm_words[] = {
    {false, "linear", "colours by the values as they are"},
    {true, "log", "by their logarithms"},
    {0},
};

const bn_word bnl_origin_words[] = {
    {false, "upper", "the first row is the upper one"},
    {true, "lower", "the first row is the lower one"},
    {0},
};

const bn_word bnl_interpolation_words[] = {
    {false, "nearest", "each value a rectangle"},
    {true, "smooth", "colours between the values"},
    {0},
};

const bn_word bnl_histogram_words[] = {
    {false, "filled", "bars"},
    {true, "outline", "a line along the tops of the bars"},
    {0},
};

const bn_word bnl_pivot_words[] = {
    {false, "tail", "an arrow begins at its place"},
    {true, "middle", "the middle of an arrow is at its place"},
    {0},
};

const bn_word bnl_coordinates_words[] = {
    {false, "data", "those of the axes"},
    {true, "panel", "0 to 1 along the edges of the panel"},
    {0},
};

const bn_word bnl_aspect_words[] = {
    {0, "auto", "the panel is filled"},
    {1, "equal", "a unit is as long along x as along y"},
    {0},
};

enum { PAPER, SCREEN };

const bn_word bnl_theme_words[] = {
    {PAPER, "paper", "for print"},
    {SCREEN, "screen", "for slides and notebooks"},
    {0},
};

static const struct {
    const char *name;
    const bn_word *words;
} lists[] = {
    {"plot.scale", pl_scale_words},
    {"plot.place", pl_legend_words},
    {"plot.beside", pl_beside_words},
    {"plot.share_x", pl_share_x_words},
    {"plot.share_y", pl_share_y_words},
    {"plot.step", pl_step_words},
    {"plot.head", pl_head_words},
    {"plot.corner", pl_corner_words},
    {"plot.key", pl_key_words},
    {"plot.journal", pl_style_words},
    {"plot.bins", pl_bin_rule_words},
    {"plot.align", pl_halign_words},
    {"plot.valign", pl_valign_words},
    {"plot.face", pl_weight_words},
    {"plot.style", pl_dash_words},
    {"plot.marker", pl_marker_words},
    {"plot.hatch", pl_hatch_words},
    {"plot.norm", bnl_norm_words},
    {"plot.origin", bnl_origin_words},
    {"plot.interpolation", bnl_interpolation_words},
    {"plot.histogram", bnl_histogram_words},
    {"plot.pivot", bnl_pivot_words},
    {"plot.coordinates", bnl_coordinates_words},
    {"plot.aspect", bnl_aspect_words},
    {"plot.theme", bnl_theme_words},
};

void bnl_declare_plot_words(lua_State *L)
{
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        bnl_declare_words(L, lists[i].name, lists[i].words);
}
