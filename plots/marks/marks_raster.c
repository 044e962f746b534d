/* Strokes lie half above and half below the row of their unit. All strokes within the box are one path. */
#include "plots/marks/marks_raster.h"

#include "plots/marks/mark_kind.h"
#include "plots/marks/trace.h"

#include <math.h>

typedef struct {
    pl_mark base;
    const double *times, *units;
    size_t count;
    pl_color color;
    double height, width;
} raster_mark;

pl_raster_options pl_raster_options_default(void)
{
    return (pl_raster_options){
        .mark = pl_mark_options_default(), .color = pl_color_automatic(), .height = 0.8, .width = NAN};
}

static void draw_raster(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const raster_mark *raster = (const raster_mark *)mark;
    const pl_rect reach = pl_rect_grown(view->box, raster->width);
    const double top = view->box.y - raster->width, bottom = pl_rect_bottom(view->box) + raster->width;
    pl_canvas_color(canvas, raster->color);
    pl_canvas_stroke_style(canvas, raster->width, PL_SOLID);
    for (size_t i = 0; i < raster->count; i++) {
        const double x = pl_map_page(&view->x, raster->times[i]);
        const double middle = pl_map_page(&view->y, raster->units[i]);
        double from = pl_map_reach(&view->y, raster->units[i] - 0.5 * raster->height);
        double to = pl_map_reach(&view->y, raster->units[i] + 0.5 * raster->height);
        if (isnan(middle) || isnan(from) || isnan(to)) continue;
        if (fabs(from - to) < PL_LEAST_SEEN) {
            from = middle - 0.5 * PL_LEAST_SEEN;
            to = middle + 0.5 * PL_LEAST_SEEN;
        }
        const double y0 = fmax(top, fmin(bottom, from)), y1 = fmax(top, fmin(bottom, to));
        if (y0 == y1 || !pl_rect_holds(reach, x, y0)) continue;
        cairo_move_to(canvas->pen, x, y0);
        cairo_line_to(canvas->pen, x, y1);
    }
    cairo_stroke(canvas->pen);
}

static void raster_key(const pl_mark *mark, pl_rect box, pl_canvas *canvas)
{
    const raster_mark *raster = (const raster_mark *)mark;
    pl_canvas_color(canvas, raster->color);
    pl_canvas_stroke_style(canvas, raster->width, PL_SOLID);
    for (int i = 1; i <= 3; i++) {
        cairo_move_to(canvas->pen, box.x + 0.25 * i * box.width, box.y + 0.2 * box.height);
        cairo_line_to(canvas->pen, box.x + 0.25 * i * box.width, box.y + 0.8 * box.height);
    }
    cairo_stroke(canvas->pen);
}

static const pl_mark_class raster_class = {.draw = draw_raster, .key = raster_key};

bn_status pl_marks_add_raster(pl_marks *marks, const double *times, const double *units, size_t count,
                              const pl_raster_options *options)
{
    pl_arena *arena = marks->arena;
    raster_mark *raster = pl_mark_new(marks, &raster_class, sizeof *raster, &options->mark);
    if (raster == NULL) return pl_out_of_memory();
    raster->times = pl_arena_numbers(arena, times, count);
    raster->units = pl_arena_numbers(arena, units, count);
    if (raster->times == NULL || raster->units == NULL) return pl_out_of_memory();
    raster->count = count;
    raster->color = pl_color_faded(pl_marks_color(marks, options->color), options->mark.alpha);
    raster->height = options->height;
    raster->width = isnan(options->width) ? 0.6 * marks->theme->line_width : options->width;
    raster->base.x = pl_extent_of(raster->times, count);
    const pl_extent rows = pl_extent_of(raster->units, count);
    const double ends[2] = {rows.least - 0.5 * options->height, rows.most + 0.5 * options->height};
    raster->base.y = pl_extent_of(ends, 2);
    pl_marks_add(marks, &raster->base);
    return bn_ok();
}
