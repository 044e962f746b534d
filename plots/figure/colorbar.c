/* A colour bar is a strip of the map beside the box, with a side of its own whose axis has the norm's limits.
   The strip is one column of pixels stretched without smoothing, which vector files hold as a small image. */
#include "plots/figure/panel_internal.h"

#include <math.h>
#include <stdint.h>

enum { STRIP = 256 };

static pl_axis bar_axis(const pl_norm *norm)
{
    pl_axis axis = pl_axis_default();
    axis.scale.kind = norm->logarithmic ? PL_LOG : PL_LINEAR;
    axis.first = norm->low;
    axis.last = norm->high;
    return axis;
}

// How far the bar stands from the box: beyond the axis that a twin has there.
static double distance(const pl_panel *panel, const pl_canvas *canvas)
{
    double taken = 0.0;
    for (const pl_panel *twin = panel->figure->panels; twin != NULL; twin = twin->next)
        if (twin->host == panel && !twin->inset) taken = fmax(taken, twin->room.right);
    return taken + canvas->theme->bar_pad;
}

double pl_colorbar_room(pl_panel *panel, double length, pl_canvas *canvas)
{
    const pl_axis axis = bar_axis(panel->marks.mapped->norm);
    pl_axis_side_choose_ticks(&panel->bar_side, &axis, length, canvas);
    const pl_axis_side_room room = pl_axis_side_measure(&panel->bar_side, &axis, length, canvas);
    if (room.after > panel->room.top) panel->room.top = room.after;
    if (room.before > panel->room.bottom) panel->room.bottom = room.before;
    const double common =
        pl_canvas_width(canvas, panel->bar_side.common, canvas->theme->tick_size, PL_FACE_REGULAR);
    return distance(panel, canvas) + fmax(common, canvas->theme->bar_width + room.outward);
}

static void draw_strip(const pl_colormap *map, pl_rect bar, cairo_t *pen)
{
    uint32_t words[STRIP];
    for (int i = 0; i < STRIP; i++) words[i] = 0xff000000u | pl_colormap_rgb(map, 1.0 - (i + 0.5) / STRIP);
    cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 1, STRIP);
    if (cairo_surface_status(image) == CAIRO_STATUS_SUCCESS) {
        unsigned char *bytes = cairo_image_surface_get_data(image);
        const int stride = cairo_image_surface_get_stride(image);
        for (int i = 0; i < STRIP; i++) *(uint32_t *)(void *)(bytes + (ptrdiff_t)i * stride) = words[i];
        cairo_surface_mark_dirty(image);
    }
    cairo_save(pen);
    cairo_rectangle(pen, bar.x, bar.y, bar.width, bar.height);
    cairo_clip(pen);
    cairo_translate(pen, bar.x, bar.y);
    cairo_scale(pen, bar.width, bar.height / STRIP);
    cairo_set_source_surface(pen, image, 0.0, 0.0);
    cairo_pattern_set_filter(cairo_get_source(pen), CAIRO_FILTER_NEAREST);
    cairo_paint(pen);
    cairo_restore(pen);
    cairo_surface_destroy(image);
}

pl_rect pl_colorbar_box(const pl_panel *panel, const pl_canvas *canvas)
{
    return (pl_rect){pl_rect_right(panel->box) + distance(panel, canvas), panel->box.y,
                     canvas->theme->bar_width, panel->box.height};
}

void pl_colorbar_draw(const pl_panel *panel, pl_canvas *canvas)
{
    const pl_theme *theme = canvas->theme;
    const pl_rect bar = pl_colorbar_box(panel, canvas);
    draw_strip(panel->marks.mapped->map, bar, canvas->pen);
    pl_canvas_color(canvas, theme->ink);
    pl_canvas_stroke_style(canvas, theme->spine_width, PL_SOLID);
    cairo_rectangle(canvas->pen, bar.x, bar.y, bar.width, bar.height);
    cairo_stroke(canvas->pen);
    const pl_axis axis = bar_axis(panel->marks.mapped->norm);
    pl_axis_side_draw(&panel->bar_side, &axis, bar, bar.x, canvas);
}
