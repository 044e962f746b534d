/* What the parts of a figure's check share. Included by the files of this folder only. */
#ifndef PL_FIGURE_CHECK_H
#define PL_FIGURE_CHECK_H

#include "plots/figure/panel_internal.h"

// What is less than a hair over another can't be seen to be; points.
static const double pl_hair = 0.5;

typedef struct {
    pl_figure *figure;
    pl_canvas canvas;
    double dpi; // with which the figure is to be saved
    const char **faults;
    size_t count;
} pl_check;

/* Adds a sentence while there are fewer than PL_MOST_FAULTS. */
__attribute__((format(printf, 2, 3))) void pl_check_add(pl_check *c, const char *form, ...);

/* Holds the page, its texts, lines and pixels against the limits of the figure's style. */
void pl_check_journal(pl_check *c, const pl_placed_texts *placed);

/* The panel of the grid in or over which another one lies. */
static inline const pl_panel *pl_outermost(const pl_panel *panel)
{
    while (panel->host != NULL) panel = panel->host;
    return panel;
}

/* Says which entries of a panel's legend, or of the figure's, look alike: as they are, to the colour-blind, in grey. */
void pl_check_colors(pl_check *c, const pl_panel *panel);

static inline double pl_mm(double points)
{
    return points / PL_POINTS_PER_MM;
}

#endif
