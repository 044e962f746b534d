/* The common part of marks: creation in the panel's pool, and what is decided by default. */
#include "plots/marks/mark_internal.h"

#include "plots/figure/panel_internal.h"

#include <math.h>

const bn_word pl_marker_words[] = {
    {PL_MARKER_NONE, "none", "no marker"},
    {PL_MARKER_CIRCLE, "o", "circle"},
    {PL_MARKER_POINT, ".", "point"},
    {PL_MARKER_SQUARE, "s", "square"},
    {PL_MARKER_DIAMOND, "D", "diamond"},
    {PL_MARKER_UP, "^", "triangle that points up"},
    {PL_MARKER_DOWN, "v", "triangle that points down"},
    {PL_MARKER_PLUS, "+", "plus"},
    {PL_MARKER_CROSS, "x", "cross"},
    {PL_MARKER_BAR, "|", "vertical bar"},
    {0},
};

pl_mark_options pl_mark_options_default(void)
{
    return (pl_mark_options){.alpha = 1.0};
}

pl_color pl_color_automatic(void)
{
    return (pl_color){NAN, 0.0, 0.0, 1.0};
}

bool pl_color_is_automatic(pl_color color)
{
    return isnan(color.red);
}

bn_status pl_out_of_memory(void)
{
    return bn_fault(BN_ENOMEM, "not enough memory for the figure");
}

void *pl_mark_new(pl_panel *panel, const pl_mark_class *class, size_t size, const pl_mark_options *options)
{
    pl_mark *mark = pl_pool_take(pl_panel_pool(panel), 1, size);
    if (mark == NULL) return NULL;
    *mark = (pl_mark){.class = class, .options = *options, .x = pl_extent_none(), .y = pl_extent_none()};
    if (options->label == NULL) return mark;
    mark->options.label = pl_pool_text(pl_panel_pool(panel), options->label);
    return mark->options.label == NULL ? NULL : mark;
}

void pl_mark_add(pl_panel *panel, pl_mark *mark)
{
    pl_mark **place = &panel->marks;
    while (*place != NULL && (*place)->options.order <= mark->options.order) place = &(*place)->next;
    mark->next = *place;
    *place = mark;
    if (mark->map != NULL) panel->mapped = mark;
    pl_panel_touch(panel);
}

pl_color pl_panel_color(pl_panel *panel, pl_color color)
{
    if (!pl_color_is_automatic(color)) return color;
    const pl_panel *keeper = panel->host != NULL && !panel->inset ? panel->host : panel;
    return panel->figure->theme.palette[((pl_panel *)keeper)->colors_used++ % PL_PALETTE_SIZE];
}

bn_status pl_panel_colormap(pl_panel *panel, const char *name, const pl_colormap **map)
{
    pl_colormap *made = pl_pool_take(pl_panel_pool(panel), 1, sizeof *made);
    if (made == NULL) return pl_out_of_memory();
    *map = made;
    return pl_colormap_named(name, made);
}
