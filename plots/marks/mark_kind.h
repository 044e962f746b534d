/* What every kind of mark has in common, and the list of a panel's marks. For the kinds of this folder and
   for the panel that draws them; a program needs mark.h only. */
#ifndef PL_MARK_KIND_H
#define PL_MARK_KIND_H

#include "plots/axes/axis.h"
#include "plots/base/arena.h"
#include "plots/canvas/canvas.h"
#include "plots/color/colormap.h"
#include "plots/color/norm.h"
#include "plots/marks/mark.h"

/* The map from a panel's data to the page. */
typedef struct {
    pl_map x, y;
    pl_rect box;
} pl_view;

typedef struct pl_mark pl_mark;

typedef struct {
    /* Draws the mark; the pen is clipped to the box, and is left as found but for colour, line style and
     * path. */
    void (*draw)(const pl_mark *mark, const pl_view *view, pl_canvas *canvas);
    /* Draws its sample into a legend. */
    void (*key)(const pl_mark *mark, pl_rect box, pl_canvas *canvas);
    /* Where its last point that the box shows lies, and its colour; false when there is none. NULL for marks that
     * have no end. */
    bool (*end)(const pl_mark *mark, const pl_view *view, pl_point *at, pl_color *color);
} pl_mark_class;

/* Ends of the data where the axis ends without a margin. */
enum { PL_PIN_LEFT = 1, PL_PIN_RIGHT = 2, PL_PIN_BOTTOM = 4, PL_PIN_TOP = 8, PL_PIN_ALL = 15 };

/* A mark's struct begins with this. */
struct pl_mark {
    const pl_mark_class *class;
    pl_mark *next;
    pl_mark_options options; // label in the arena of the marks
    pl_extent x, y;          // the range that the axes must show
    double overhang;         // how far its ink reaches beyond the range, in points
    double room[4];          // that it needs around all data, in points: left, right, below, above
    unsigned pins;
    pl_norm *norm; // with map: what a colour bar shows; NULL without
    const pl_colormap *map;
};

/* How many colours of the palette were taken. Bands count by themselves: the first goes with the first line. */
typedef struct {
    size_t marks, bands;
} pl_colors_used;

/* The marks of one panel, and what adding one needs of the panel. */
struct pl_marks {
    pl_arena *arena;             // lives as long as the panel
    const pl_theme *theme;       // of the figure
    pl_axis *y;                  // turned by an image whose first row is at the top
    pl_colors_used *colors_used; // twins share it with their host
    pl_mark *first;              // in the order of drawing
    pl_mark *mapped;             // the last with a colour map
    bool changed;                // since the layout was made
};

/* A zeroed mark of `size` bytes in the arena with its common part set; NULL without memory. It is not drawn
   before pl_marks_add. */
void *pl_mark_new(pl_marks *marks, const pl_mark_class *class, size_t size, const pl_mark_options *options);

/* Puts the mark into the list, last of those with its order or a lower one. */
void pl_marks_add(pl_marks *marks, pl_mark *mark);

/* `color`, or the next colour of the palette where it is automatic. */
pl_color pl_marks_color(pl_marks *marks, pl_color color);

/* The same for a band. */
pl_color pl_marks_band_color(pl_marks *marks, pl_color color);

/* The dash pattern, or the next of all for a solid line in an automatic colour of a greyscale theme; asked after the
   colour. The marker likewise, for a circle. */
pl_dash pl_marks_dash(const pl_marks *marks, pl_color asked, pl_dash dash);
pl_marker pl_marks_marker(const pl_marks *marks, pl_color asked, pl_marker marker);

/* Gives a mark the norm of `count` values and the colour map of that name, viridis for NULL. Errors: as pl_norm_fit and
   pl_colormap_named, BN_ENOMEM. */
bn_status pl_mark_set_map(pl_marks *marks, pl_mark *mark, const pl_norm_options *norm, const double *values,
                          size_t count, const char *colormap);

/* The colour of a value by the mark's norm and colour map, with the mark's alpha; of no alpha for one that the norm has
   no place for. */
pl_color pl_mark_value_color(const pl_mark *mark, double value);

/* BN_ENOMEM, with the sentence of all marks and panels. */
bn_status pl_out_of_memory(void);

/* The page position of a point of data; NaN where the axes can't show it. */
static inline pl_point pl_view_point(const pl_view *view, double x, double y)
{
    return (pl_point){pl_map_page(&view->x, x), pl_map_page(&view->y, y)};
}

/* The smallest rectangle between two corners. */
static inline pl_rect pl_rect_between(pl_point a, pl_point b)
{
    const double x = a.x < b.x ? a.x : b.x, y = a.y < b.y ? a.y : b.y;
    return (pl_rect){x, y, (a.x < b.x ? b.x : a.x) - x, (a.y < b.y ? b.y : a.y) - y};
}

#endif
