/* Figure: a page of panels in a grid. Knows its size, theme and panels, and owns all that they hold.

   A figure is made, its panels are filled, and pl_figure_page gives the drawing that page.h writes to files.
   Nothing is drawn before. Its fonts must live as long as the figure. One thread at a time. */
#ifndef PL_FIGURE_H
#define PL_FIGURE_H

#include "common/word.h"
#include "plots/canvas/theme.h"
#include "plots/figure/grid.h"
#include "plots/figure/panel.h"
#include "plots/output/page.h"

typedef struct pl_figure pl_figure;

typedef enum { PL_SHARE_NONE, PL_SHARE_LINES, PL_SHARE_ALL } pl_share; // LINES: columns share x, rows share y

extern const bn_word pl_share_x_words[];
extern const bn_word pl_share_y_words[];

typedef struct {
    double width, height;                       // points; a height of 0 follows from the width and the grid
    int rows, columns;                          // 1 to PL_MOST_ROWS
    const double *width_ratios, *height_ratios; // as many as columns, rows; NULL for equal ones
    double gap;                                 // between panels, points; NaN for the theme's
    pl_share share_x, share_y;                  // shared limits, and tick labels at the outer panels only
    pl_theme theme;
    int style; // a pl_style whose limits pl_figure_check holds the figure against; -1 for none
} pl_figure_def;

/* One panel, 178 mm wide, theme paper, no style. */
pl_figure_def pl_figure_def_default(void);

/* *figure, owned by the caller. Errors: BN_EINVAL for a size that is not 10 to 14400 points or a grid that is
   not 1 to PL_MOST_ROWS, BN_ENOMEM. */
bn_status pl_figure_create(const pl_fonts *fonts, const pl_figure_def *def, pl_figure **figure);

/* Frees a figure with all its panels; NULL is allowed. */
void pl_figure_free(pl_figure *figure);

/* The panel at a place of the grid, counted from 0, spanning rows and columns (at least 1), made when it is
   first asked for; owned by the figure. Errors: BN_EINVAL for a place that is not in the grid, or that would
   cover another panel; BN_ENOMEM. */
bn_status pl_figure_panel(pl_figure *figure, int row, int column, int rows, int columns, pl_panel **panel);

/* Makes a panel a grid of panels: of `def` the rows, columns, ratios, gap and what is shared. It keeps its title and
   letter, and has no marks. Errors: BN_EINVAL for a panel that is a grid, lies over another one, or has marks, and for
   a grid that is not 1 to PL_MOST_ROWS; BN_ENOMEM. */
bn_status pl_panel_make_grid(pl_panel *panel, const pl_figure_def *def);

/* A panel of a panel that is a grid, as pl_figure_panel. Errors: as that, BN_EINVAL for a panel that is no grid. */
bn_status pl_panel_inner(pl_panel *panel, int row, int column, int rows, int columns, pl_panel **inner);

/* A panel over another one's box with the same x axis and a y axis of its own on the right. Errors:
   BN_ENOMEM. */
bn_status pl_figure_twin(pl_panel *host, pl_panel **panel);

/* A panel within another one's box: `part` in fractions of the box, from its lower left corner, with all of
   the inset's texts inside. Errors: BN_EINVAL for a part that is empty, BN_ENOMEM. */
bn_status pl_figure_inset(pl_panel *host, pl_rect part, pl_panel **panel);

/* Letters the panels of the grid in the order they were made: `first` is the first one's, as "a" or "A";
   `form` has it where its '#' stands, as "#" or "(#)". Errors: BN_EINVAL for a first letter that is not one,
   a form without '#' or of more than 8 bytes; BN_ENOMEM. */
bn_status pl_figure_letters(pl_figure *figure, char first, const char *form);

/* Where the legend of a figure stands. */
typedef enum { PL_KEY_BOTTOM, PL_KEY_TOP, PL_KEY_RIGHT } pl_key_place;

extern const bn_word pl_key_words[];

/* A legend of the labelled marks of all panels, each label once. Errors: BN_ENOMEM. */
bn_status pl_figure_set_legend(pl_figure *figure, pl_key_place place);

/* A colour bar beside all panels, whose marks with colour maps then have one scale, from the least to the largest of
   their limits; panels with a colour bar of their own keep theirs. Errors: as pl_text_check; when the figure is laid
   out, BN_EINVAL for no such mark and for marks whose maps or norms differ. */
bn_status pl_figure_set_colorbar(pl_figure *figure, const char *label);

/* Where marks on the page are added, over all panels: texts, whose places are parts of the page from its lower left
   corner. NULL without memory. */
pl_marks *pl_figure_marks(pl_figure *figure);

/* Whether a text can be set in the figure. Errors: as pl_text_check. */
bn_status pl_figure_check_text(const pl_figure *figure, const char *text);

/* A title over all panels; NULL for none. Errors: as pl_text_check. */
bn_status pl_figure_title(pl_figure *figure, const char *title);

/* Lays the figure out and sets *page to its drawing, valid until the figure is changed or freed. Errors:
   BN_EFORMAT for a text that can't be read, BN_EINVAL for panels without room, BN_ENOMEM, what a tick writer
   returns. */
bn_status pl_figure_page(pl_figure *figure, pl_page *page);

/* Lays the figure out and sets *faults to *count sentences, valid until the figure is freed, on what covers
   another or is cut: texts that overlap, reach beyond the page or their panel's part of it, or lie over another
   panel; axis labels and titles longer than their panel; legends and insets over data; entries of legends that look
   alike; with a style, a page, texts, lines and, for a `dpi` that is not 0, pixels beyond its journal's limits. At most
   PL_MOST_FAULTS. Errors: as pl_figure_page. */
enum { PL_MOST_FAULTS = 64 };
bn_status pl_figure_check(pl_figure *figure, double dpi, const char *const **faults, size_t *count);

/* Lays several figures out so that panels in the same row and column have the same boxes, also when marks are added
   later; those of equal units but for their own aspect. Errors: BN_EINVAL for figures of different sizes or grids, and
   where what takes room of a whole figure keeps them out of line; as pl_figure_page. */
bn_status pl_figures_align(pl_figure *const *figures, size_t count);

/* The least pixels to the inch that the figure's style asks for; 0 without a style. */
double pl_figure_least_dpi(const pl_figure *figure);

/* The size in points. */
void pl_figure_size(const pl_figure *figure, double *width, double *height);

#endif
