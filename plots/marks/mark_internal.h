/* What the marks of a panel have in common. Included by the files of this folder only. */
#ifndef PL_MARK_INTERNAL_H
#define PL_MARK_INTERNAL_H

#include "plots/axes/axis.h"
#include "plots/base/pool.h"
#include "plots/color/colormap.h"
#include "plots/color/norm.h"
#include "plots/figure/canvas.h"
#include "plots/figure/panel.h"
#include "plots/marks/mark.h"

/* Where a panel's data come to lie. */
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
} pl_mark_class;

/* Ends of the data at which the axis ends, too, without a margin. */
enum { PL_PIN_LEFT = 1, PL_PIN_RIGHT = 2, PL_PIN_BOTTOM = 4, PL_PIN_TOP = 8, PL_PIN_ALL = 15 };

/* A mark's struct begins with this. */
struct pl_mark {
    const pl_mark_class *class;
    pl_mark *next;
    pl_mark_options options; // label in the panel's pool
    pl_extent x, y;          // what it asks of the axes
    unsigned pins;
    const pl_norm *norm; // with map: what a colour bar shows; NULL without
    const pl_colormap *map;
};

/* A zeroed mark of `size` bytes in the panel's pool with its common part set; NULL without memory. It is not
   drawn before pl_mark_add. */
void *pl_mark_new(pl_panel *panel, const pl_mark_class *class, size_t size, const pl_mark_options *options);

/* Gives the mark to its panel, last of those with its order or a lower one. */
void pl_mark_add(pl_panel *panel, pl_mark *mark);

/* The pool that lives as long as the panel. */
pl_pool *pl_panel_pool(pl_panel *panel);

/* `color`, or the panel's next colour of the palette where it is automatic. */
pl_color pl_panel_color(pl_panel *panel, pl_color color);

/* Reads a colour map by name into the pool. Errors: as pl_colormap_named, BN_ENOMEM. */
bn_status pl_panel_colormap(pl_panel *panel, const char *name, const pl_colormap **map);

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
