/* Theme: everything about a figure's looks that is not its content, in one struct. Lengths and sizes are
   points. */
#ifndef PL_THEME_H
#define PL_THEME_H

#include "plots/base/geometry.h"
#include "plots/color/color.h"

#include <stdbool.h>

typedef struct {
    // sizes of text
    double tick_size, label_size, title_size, legend_size, letter_size, suptitle_size;
    // widths of lines
    double spine_width, grid_width, line_width, edge_width;
    // lengths
    double tick_length, minor_length;
    double marker_size;            // diameter
    double cap_size;               // of an error bar, from end to end
    double tick_pad;               // between tick and label
    double label_pad;              // between tick labels and the axis label
    double title_pad;              // between the panel and what stands above it
    double legend_pad;             // between a legend and the panel's edge, and between its entries
    double bar_pad;                // between a panel and its colour bar
    double bar_width;              // of a colour bar
    double gap;                    // between the panels' outermost texts
    double margin;                 // at the page's edges
    double x_margin, y_margin;     // left free around data, as a part of the axis
    bool left, right, top, bottom; // spines
    bool grid;
    bool minor;     // minor ticks on linear axes
    bool greyscale; // lines in automatic colours differ by their dashes, too, and markers by their shapes
    pl_color ink, background, grid_color;
    pl_color palette[PL_PALETTE_SIZE];
} pl_theme;

/* The width of minor ticks, as a part of that of the spines. */
#define PL_MINOR_WIDTH 0.8

/* For print: 7 to 8 points, hair lines, left and bottom spines only, the palette of Okabe and Ito. */
pl_theme pl_theme_paper(void);

/* For slides and monitors: 1.5 times as large, stronger lines, a light grid. */
pl_theme pl_theme_screen(void);

/* Turns a theme's palette into greys whose lightness differs, and sets `greyscale`. */
void pl_theme_make_greyscale(pl_theme *theme);

/* The size of a figure by its name: "single column" 86 mm, "double column" 178 mm, "slide" 254 mm by 143 mm.
   *height is 0 where the name leaves it open. False for another name. */
bool pl_theme_width(const char *name, double *width, double *height);

#endif
