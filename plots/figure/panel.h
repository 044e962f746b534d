/* Panel: axes, labels, legend and colour bar around a box in which marks are drawn (marks_*.h).

   Texts may hold mathematics between dollar signs (text.h). A panel belongs to its figure. */
#ifndef PL_PANEL_H
#define PL_PANEL_H

#include "plots/axes/axis.h"
#include "plots/axes/axis_side.h"
#include "plots/color/norm.h"
#include "plots/figure/legend.h"
#include "plots/marks/mark.h"

typedef struct pl_panel pl_panel;

/* Where marks are added (marks_*.h); they live and are drawn with the panel. */
pl_marks *pl_panel_marks(pl_panel *panel);

/* Scale and limits of an axis. Errors: as pl_axis_set. */
bn_status pl_panel_set_axis(pl_panel *panel, pl_direction direction, const pl_axis_settings *settings);

/* Whether a text can be set in the panel's figure. Errors: as pl_text_check. */
bn_status pl_panel_check_text(const pl_panel *panel, const char *text);

/* The label of an axis, the title of the panel; NULL for none. Errors: as pl_text_check. */
bn_status pl_panel_set_label(pl_panel *panel, pl_direction direction, const char *text);
bn_status pl_panel_set_title(pl_panel *panel, const char *text);

/* Ticks at given values, with given texts (NULL: numbers). No values: no ticks. Errors: BN_EINVAL for more
   than PL_MOST_TICKS, BN_ENOMEM. */
bn_status pl_panel_set_ticks(pl_panel *panel, pl_direction direction, const double *values,
                             const char *const *texts, size_t count);

/* The place of a name on the axis: that of its tick, which it gets at the next whole number where there is none. Ticks
   without texts give way to names. Errors: BN_EINVAL for more than PL_MOST_TICKS names, BN_ENOMEM, those of
   pl_text_check. */
bn_status pl_panel_name_place(pl_panel *panel, pl_direction direction, const char *name, double *place);

/* How ticks are labelled; the writer's context must live as long as the figure. */
void pl_panel_set_tick_writer(pl_panel *panel, pl_direction direction, pl_tick_writer writer);

/* The length of one unit of y over that of x, on the page; 0 for whatever fills the box. Limits from the data
   are widened to keep the box; where all are given the box shrinks. */
void pl_panel_set_aspect(pl_panel *panel, double aspect);

typedef struct {
    int left, right, top, bottom; // spines: 0, 1, or -1 to leave as is
    int grid;                     // likewise
    int axes;                     // likewise; 0 hides spines, ticks and labels
} pl_panel_look;

pl_panel_look pl_panel_look_default(void);
void pl_panel_set_look(pl_panel *panel, const pl_panel_look *look);

/* Where what stands beside a panel has its room from: a colour bar, a legend outside, labels at the ends of lines.
   AUTOMATIC is the column where the figure has one column, or panels that share x; else the panel. */
typedef enum { PL_BESIDE_AUTOMATIC, PL_BESIDE_PANEL, PL_BESIDE_COLUMN } pl_beside;

extern const bn_word pl_beside_words[];
void pl_panel_set_beside(pl_panel *panel, pl_beside beside);

/* A legend of all labelled marks. Errors: as pl_text_check for its title; BN_EINVAL for a title of labels at the
   ends of lines. */
bn_status pl_panel_set_legend(pl_panel *panel, const pl_legend_options *options);

/* A colour bar for the last mark with a colour map. `label` may be NULL. Errors: BN_EINVAL when no mark has
   one, BN_ENOMEM. */
bn_status pl_panel_set_colorbar(pl_panel *panel, const char *label);

/* The limits of an axis as they would be drawn now: the first is at the left or bottom. */
void pl_panel_limits(pl_panel *panel, pl_direction direction, double *first, double *last);

/* The theme of the panel's figure. */
const pl_theme *pl_panel_theme(const pl_panel *panel);

#endif
