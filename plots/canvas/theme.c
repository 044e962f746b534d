/* The two themes are numbers only. The screen's is the paper's scaled, with what differs set after. */
#include "plots/canvas/theme.h"

#include <string.h>

pl_theme pl_theme_paper(void)
{
    pl_theme theme = {
        .tick_size = 7.0,
        .label_size = 8.0,
        .title_size = 8.0,
        .legend_size = 7.0,
        .letter_size = 9.5,
        .suptitle_size = 9.0,
        .spine_width = 0.6,
        .grid_width = 0.4,
        .line_width = 1.1,
        .edge_width = 0.5,
        .tick_length = 2.6,
        .minor_length = 1.5,
        .marker_size = 3.6,
        .cap_size = 4.0,
        .tick_pad = 1.8,
        .label_pad = 2.6,
        .title_pad = 4.0,
        .legend_pad = 3.0,
        .bar_pad = 4.0,
        .bar_width = 5.0,
        .gap = 9.0,
        .margin = 3.0,
        .x_margin = 0.03,
        .y_margin = 0.05,
        .left = true,
        .bottom = true,
        .ink = pl_color_rgb(0x000000),
        .background = pl_color_rgb(0xffffff),
        .grid_color = pl_color_rgb(0xdcdcdc),
    };
    for (size_t i = 0; i < PL_PALETTE_SIZE; i++) theme.palette[i] = pl_color_palette(i);
    return theme;
}

pl_theme pl_theme_screen(void)
{
    const double more = 1.6;
    pl_theme theme = pl_theme_paper();
    double *const scaled[] = {
        &theme.tick_size,   &theme.label_size,    &theme.title_size, &theme.legend_size, &theme.letter_size,
        &theme.spine_width, &theme.grid_width,    &theme.line_width, &theme.edge_width,  &theme.tick_length,
        &theme.marker_size, &theme.cap_size,      &theme.tick_pad,   &theme.label_pad,   &theme.minor_length,
        &theme.title_pad,   &theme.legend_pad,    &theme.bar_pad,    &theme.bar_width,   &theme.gap,
        &theme.margin,      &theme.suptitle_size,
    };
    for (size_t i = 0; i < sizeof scaled / sizeof *scaled; i++) *scaled[i] *= more;
    theme.grid = true;
    theme.ink = pl_color_rgb(0x222222);
    return theme;
}

void pl_theme_make_greyscale(pl_theme *theme)
{
    static const uint32_t greys[] = {0x000000, 0x7f7f7f, 0x404040, 0xa8a8a8}; // neighbours are far apart
    for (size_t i = 0; i < PL_PALETTE_SIZE; i++) theme->palette[i] = pl_color_rgb(greys[i % 4]);
    theme->greyscale = true;
}

static const struct {
    const char *name;
    double width, height; // mm
} sizes[] = {{"single column", 86.0, 0.0}, {"double column", 178.0, 0.0}, {"slide", 254.0, 143.0}};

enum { SIZES = sizeof sizes / sizeof *sizes };

bool pl_theme_width(const char *name, double *width, double *height)
{
    for (size_t i = 0; i < SIZES; i++) {
        if (strcmp(sizes[i].name, name) != 0) continue;
        *width = sizes[i].width * PL_POINTS_PER_MM;
        *height = sizes[i].height * PL_POINTS_PER_MM;
        return true;
    }
    return false;
}
