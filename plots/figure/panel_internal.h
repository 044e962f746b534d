/* The structs behind figure.h and panel.h. Included by the files of this folder only. */
#ifndef PL_PANEL_INTERNAL_H
#define PL_PANEL_INTERNAL_H

#include "plots/figure/figure.h"
#include "plots/figure/panel.h"
#include "plots/marks/mark_kind.h"

typedef struct {
    double left, right, top, bottom;
} pl_room;

/* A grid of panels: that of the figure, or one within a panel, which is then only a place for it. */
typedef struct {
    pl_grid grid;
    pl_share share_x, share_y;
} pl_nest;

struct pl_panel {
    pl_figure *figure;
    const pl_nest *nest; // the grid in which it stands; that of its host for a twin or an inset
    pl_nest *holds;      // the grid that it is; NULL for one with axes
    pl_panel *next;
    pl_panel *host; // of a twin or an inset; NULL in the grid
    bool inset;
    pl_rect part; // of an inset
    int row, column, rows, columns;

    pl_axis *x, *y; // shared with other panels, perhaps
    pl_axis_side x_side, y_side;
    pl_marks marks;
    pl_colors_used colors_used; // of the palette, by the marks of this panel and of its twins
    const char *title;
    double aspect;
    bool left, right, top, bottom, grid, hidden;

    bool has_legend;
    pl_legend_options legend;
    bool has_bar;
    pl_axis_side bar_side;
    pl_beside beside; // where a colour bar and a legend beside the panel have their room from

    // set by the layout:
    char letter[16];
    pl_rect box, outer;
    pl_room room, first_room; // for the texts; and before boxes shrank for them
    double room_beside;       // to the right, for a colour bar and a legend, where it is the panel's own
    pl_room least_room;       // for the texts of panels of other figures in line with this one
    double least_beside;
    pl_rect legend_box;
    int legend_columns;
    bool legend_covers; // data, where it stands
    bool legend_moved;  // outside, for it found no place inside
};

struct pl_figure {
    pl_arena arena;
    const pl_fonts *fonts;
    pl_theme theme;
    double width, height;
    pl_nest root;
    pl_panel *panels;           // in the order they were made
    pl_panel *key, *bar, *page; // of all panels: a legend, a colour bar, marks on the page; NULL for none
    pl_key_place key_place;
    const char *title;
    int style;         // a pl_style whose limits are checked; -1 for none
    bool squeezed;     // the layout has less room than its labels ask for
    char first_letter; // 0 for none
    const char *letter_form;
    pl_text_cache *texts;
    bool laid_out; // nothing has changed since the layout
};

/* A panel with axes of its own that stands in no grid; NULL without memory. */
pl_panel *pl_panel_new(pl_figure *figure);

/* The legend and the colour bar of all panels: takes their room from the page, once the grid is placed the bar's
   height; draws them and the marks on the page. */
void pl_figure_take_room(pl_figure *figure, pl_rect *area, pl_canvas *canvas);
void pl_figure_place_bar(pl_figure *figure);
void pl_figure_draw_wide(const pl_figure *figure, pl_canvas *canvas);

/* Gives all marks that the figure's colour bar shows the same colours for the same values. Errors: BN_EINVAL for a bar
   without marks, and for marks whose colour maps or norms differ. */
bn_status pl_figure_join_norms(pl_figure *figure);

/* The side of a panel with the ticks of a direction, and its axis. */
static inline pl_axis_side *pl_panel_side(pl_panel *panel, pl_direction direction)
{
    return direction == PL_X ? &panel->x_side : &panel->y_side;
}

static inline pl_axis *pl_panel_axis(const pl_panel *panel, pl_direction direction)
{
    return direction == PL_X ? panel->x : panel->y;
}

/* Tells the figure that its layout is out of date. */
void pl_panel_touch(pl_panel *panel);

/* A canvas of the figure; pen is NULL while the layout is made. */
pl_canvas pl_figure_canvas(const pl_figure *figure, cairo_t *pen);

/* The view of a panel that has been laid out. */
pl_view pl_panel_view(const pl_panel *panel);

/* Chooses the limits of all axes that have none, by the data of the panels. */
void pl_figure_choose_limits(pl_figure *figure);

/* Whether marks reach further over their data than the theme's margins. */
bool pl_figure_has_overhang(const pl_figure *figure);

/* Whether the user and the marks leave both limits of an axis open. */
bool pl_limits_are_free(const pl_axis *axis);

/* Makes a unit of y `aspect` times as long as one of x, where the panel asks for it: wider limits where
   they are free, else a smaller box. */
void pl_panel_apply_aspect(pl_panel *panel);

/* Chooses ticks for all panels' boxes and aligns their axis labels. */
void pl_figure_choose_ticks(pl_figure *figure, pl_canvas *canvas);

/* Widens the room of a panel to what its texts need around its box. */
void pl_panel_ask_for_room(pl_panel *panel, pl_canvas *canvas);

/* Errors: BN_EINVAL for labels of ticks that were given and lie over each other. */
bn_status pl_panel_check_ticks(const pl_panel *panel, pl_canvas *canvas);

/* Gives the panels their letters. */
void pl_figure_name_letters(pl_figure *figure);

/* Finds all boxes for the limits and legends as they are. Errors: as pl_figure_lay_out. */
bn_status pl_figure_lay_out_boxes(pl_figure *figure, pl_canvas *canvas);

/* Finds a place for all legends, which may move limits and boxes. Errors: BN_EINVAL for a legend without a place. */
bn_status pl_figure_place_legends(pl_figure *figure, pl_canvas *canvas);

/* Lays out all panels: limits, ticks, boxes, legends. Errors: BN_EINVAL for panels without room; those of
   texts and tick writers; BN_ENOMEM. */
bn_status pl_figure_lay_out(pl_figure *figure);

/* The left edge of a panel's letter: over the outermost texts of its column, also where its boxes have shrunk. */
double pl_panel_letter_left(const pl_panel *panel);

/* Where the middle of a panel's title stands: that of the box, or further right beside its letter. */
double pl_panel_title_middle(const pl_panel *panel, pl_canvas *canvas);

/* Draws all of a figure that has been laid out. */
void pl_figure_draw(const pl_figure *figure, pl_canvas *canvas);

/* Draws the marks of a panel and its twins, clipped to the box; the whole panel. */
void pl_panel_draw_marks(const pl_panel *panel, pl_canvas *canvas);
void pl_panel_draw(const pl_panel *panel, pl_canvas *canvas);

/* How much ink a panel's marks leave in its box. */
typedef struct {
    pl_rect box;
    int columns, rows; // of cells of a point
    double *
        sums; // [(row + 1) * (columns + 1) + column + 1]: of all cells above and to the left; NULL without memory
} pl_ink;

/* Draws the marks of a panel and its twins coarsely; the sums lie in `scratch`. */
pl_ink pl_panel_ink(const pl_panel *panel, pl_canvas *canvas, pl_arena *scratch);

/* The ink within a part of the page, 255 for a covered cell. */
double pl_ink_under(const pl_ink *ink, pl_rect place);

/* The colour bar: the room it takes to the right of the box, with ticks that fit `length`; its drawing. */
double pl_colorbar_room(pl_panel *panel, double length, pl_canvas *canvas);
void pl_colorbar_draw(const pl_panel *panel, pl_canvas *canvas);

/* The legend: its size in as many columns (both 0 without entries); its place in the panel's box, which is false
   when it covers data; its drawing. Where the number of columns is open, the fewest that find a place are taken. */
void pl_legend_size(const pl_panel *panel, int columns, pl_canvas *canvas, double *width, double *height);
bool pl_legend_place_box(pl_panel *panel, pl_canvas *canvas);
/* Whether the legend stands to the right of its panel. */
bool pl_legend_is_outside(const pl_panel *panel);
/* The width of a legend to the right of its panel; 0 without entries. */
double pl_legend_width_outside(pl_panel *panel, pl_canvas *canvas);

/* The marks of a panel and of its twins that have entries in its legend, in the order they were added. */
enum { PL_MOST_ENTRIES = 256 };
typedef struct {
    const pl_mark *marks[PL_MOST_ENTRIES];
    const pl_panel *panels[PL_MOST_ENTRIES]; // in which they stand
    int count;
} pl_entries;
pl_entries pl_legend_entries(const pl_panel *panel);

/* Labels at the ends of lines: the width they take; their drawing. Errors: BN_EINVAL for a mark without an end, more
   labels than the height holds. */
double pl_direct_width(const pl_panel *panel, pl_canvas *canvas);
bn_status pl_direct_check(const pl_panel *panel, pl_canvas *canvas);
void pl_direct_draw(const pl_panel *panel, pl_canvas *canvas);

/* The rectangle of a panel's colour bar, without its labels. */
pl_rect pl_colorbar_box(const pl_panel *panel, const pl_canvas *canvas);

/* Errors: BN_EINVAL for a legend of too many entries, or one that does not lie on the page or, where it is
   to be inside, in its box, or that covers data there. */
bn_status pl_legend_check(const pl_panel *panel, pl_canvas *canvas);
void pl_legend_draw(const pl_panel *panel, pl_canvas *canvas);

#endif
