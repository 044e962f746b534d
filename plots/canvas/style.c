/* What each journal says for its authors, in 2026 and where it was read. Where it gives a range of sizes, ticks have a
   small one and labels a larger one of it. */
#include "plots/canvas/style.h"

#include <string.h>

const bn_word pl_style_words[] = {
    {PL_STYLE_NATURE, "nature", "Nature and its journals"},
    {PL_STYLE_CELL, "cell", "Cell, Neuron and their like"},
    {PL_STYLE_PLOS, "plos", "PLOS Computational Biology and its like"},
    {PL_STYLE_NEUROSCIENCE, "journal of neuroscience", "The Journal of Neuroscience"},
    {PL_STYLE_NEUROPHYSIOLOGY, "journal of neurophysiology", "Journal of Neurophysiology"},
    {PL_STYLE_IEEE, "ieee", "journals of the IEEE"},
    {0},
};

static const struct {
    double single_column, double_column; // mm
    double tick, label, legend, letter;  // points
} styles[] = {
    // research-figure-guide.nature.com, "Building and exporting figure panels": 89 and 183 mm, text of 5 to 7 points
    [PL_STYLE_NATURE] = {89.0, 183.0, 6.0, 7.0, 6.0, 8.0},
    // figureguild.com/journals/cell, after cell.com's figure guidelines: 85 and 174 mm, text of at least 6 points
    [PL_STYLE_CELL] = {85.0, 174.0, 6.0, 7.0, 6.0, 8.0},
    // journals.plos.org/plosgenetics, "Guidelines for Figure and Table Preparation": 90 to 180 mm, 8 to 12 points
    [PL_STYLE_PLOS] = {90.0, 180.0, 8.0, 9.0, 8.0, 12.0},
    // jneurosci.org, "Illustrations": 8.5 and 17.6 cm, characters of 8 to 12 points
    [PL_STYLE_NEUROSCIENCE] = {85.0, 176.0, 8.0, 9.0, 8.0, 12.0},
    // the-aps.org (American Physiological Society), "Preparing Figures": up to 8.9 and 15 to 18 cm, 5 to 14 points
    [PL_STYLE_NEUROPHYSIOLOGY] = {89.0, 180.0, 7.0, 8.0, 7.0, 12.0},
    // ieeeauthorcenter.ieee.org, "Size Requirements for Graphics": 88.9 and 182 mm; text as that of captions, 8 points
    [PL_STYLE_IEEE] = {88.9, 182.0, 8.0, 8.0, 8.0, 8.0},
};

// Where a journal states no least width of lines, that of Nature; no resolution, that of PubMed Central.
static const struct {
    double widest, highest;       // mm
    double least_text, most_text; // points
    double least_line;            // points
} limits[] = {
    // the sources above; of Nature also "Preparing figures - our specifications": text of at least 5 points, and
    // "Guide to preparing final artwork": lines of at least 0.25 points
    [PL_STYLE_NATURE] = {183.0, 170.0, 5.0, 8.0, 0.25}, // panel letters have 8
    [PL_STYLE_CELL] = {174.0, 0.0, 6.0, 0.0, 0.25},
    [PL_STYLE_PLOS] = {180.0, 240.0, 8.0, 12.0, 0.25}, // 1 to 24 cm high
    [PL_STYLE_NEUROSCIENCE] = {176.0, 220.0, 8.0, 12.0, 0.25},
    [PL_STYLE_NEUROPHYSIOLOGY] = {180.0, 0.0, 5.0, 14.0, 0.25},
    // also "IEEE Author Guidelines": at most 9 inches deep
    [PL_STYLE_IEEE] = {182.0, 228.6, 8.0, 0.0, 0.25},
};

enum { LEAST_DPI = 300 }; // of photographs and coloured pixels, in all of them

pl_style_limits pl_style_limits_of(pl_style style)
{
    return (pl_style_limits){.widest = limits[style].widest * PL_POINTS_PER_MM,
                             .highest = limits[style].highest * PL_POINTS_PER_MM,
                             .least_text = limits[style].least_text,
                             .most_text = limits[style].most_text,
                             .least_line = limits[style].least_line,
                             .least_dpi = LEAST_DPI};
}

static void widen(double *width, double least)
{
    if (*width < least) *width = least;
}

// Minor ticks are thinner than the spines (axis_side.c).
static void apply_lines(pl_style style, pl_theme *theme)
{
    const double least = limits[style].least_line;
    widen(&theme->spine_width, least / PL_MINOR_WIDTH);
    widen(&theme->grid_width, least);
    widen(&theme->edge_width, least);
}

void pl_style_apply(pl_style style, pl_theme *theme)
{
    theme->tick_size = styles[style].tick;
    theme->label_size = theme->title_size = theme->suptitle_size = styles[style].label;
    theme->legend_size = styles[style].legend;
    theme->letter_size = styles[style].letter;
    apply_lines(style, theme);
}

bool pl_style_width(pl_style style, const char *name, double *width)
{
    const bool is_double = strcmp(name, "double column") == 0;
    if (!is_double && strcmp(name, "single column") != 0) return false;
    *width = PL_POINTS_PER_MM * (is_double ? styles[style].double_column : styles[style].single_column);
    return true;
}
