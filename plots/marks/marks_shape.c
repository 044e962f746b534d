/* The points of a shape are mapped into one array that is as long as the longest shape needs, and clipped there. Two
   polygons that share a border leave a seam of the background where both cover a part of a pixel; a hair of the
   polygon's own colour along its border closes it. */
#include "plots/marks/marks_shape.h"

#include "plots/marks/mark_kind.h"
#include "plots/marks/trace.h"

#include <math.h>

static const double hair = 0.3;

typedef struct {
    pl_mark base;
    const double *x, *y, *colors, *values, *sizes;
    size_t count, longest; // of all points; of the points of a shape
    pl_color color, edge;
    double size, width, edge_width;
    pl_hatch hatch;
} shape_mark;

pl_shape_options pl_shape_options_default(void)
{
    return (pl_shape_options){.mark = pl_mark_options_default(),
                              .color = pl_color_automatic(),
                              .norm = pl_norm_options_default(),
                              .size = NAN,
                              .width = NAN,
                              .edge = pl_color_automatic(),
                              .edge_width = NAN};
}

// The next shape at or behind a point: where it begins and ends. False behind the last one.
static bool next_shape(const double *x, const double *y, size_t count, size_t *from, size_t *to)
{
    while (*from < count && !(isfinite(x[*from]) && isfinite(y[*from]))) (*from)++;
    *to = *from;
    while (*to < count && isfinite(x[*to]) && isfinite(y[*to])) (*to)++;
    return *from < count;
}

size_t pl_shapes_in(const double *x, const double *y, size_t count)
{
    size_t shapes = 0;
    for (size_t from = 0, to; next_shape(x, y, count, &from, &to); from = to) shapes++;
    return shapes;
}

// --- drawing ---------------------------------------------------------------------------------------------

// The colour of shape i; of no alpha where there is nothing to be shown.
static pl_color color_of(const shape_mark *shapes, size_t i)
{
    if (shapes->values != NULL) return pl_mark_value_color(&shapes->base, shapes->values[i]);
    if (shapes->colors == NULL) return shapes->color;
    const double *c = shapes->colors + 4 * i;
    return pl_color_faded((pl_color){c[0], c[1], c[2], c[3]}, shapes->base.options.alpha);
}

static double edge_of(const shape_mark *shapes, pl_color fill)
{
    if (!isnan(shapes->edge_width)) return shapes->edge_width;
    return fill.alpha == 1.0 ? hair : 0.0;
}

static void draw_polygon(const shape_mark *shapes, pl_color fill, const pl_view *view, pl_canvas *canvas,
                         pl_point *points, size_t count)
{
    pl_point *scratch = points + count;
    pl_trace_polygon(canvas, view->box, points, count, scratch, scratch + PL_CLIPPED_SIZE(count));
    pl_canvas_color(canvas, fill);
    pl_hatch_fill(canvas, shapes->hatch, canvas->theme->ink);
    const double edge = edge_of(shapes, fill);
    if (!(edge > 0.0)) {
        cairo_new_path(canvas->pen);
        return;
    }
    if (isnan(shapes->edge_width))
        pl_canvas_seam_style(canvas, edge);
    else
        pl_canvas_stroke_style(canvas, edge, PL_SOLID);
    cairo_set_line_join(canvas->pen, CAIRO_LINE_JOIN_ROUND);
    if (!isnan(shapes->edge_width)) pl_canvas_color(canvas, shapes->edge);
    cairo_stroke(canvas->pen);
}

static void draw_stroke(const shape_mark *shapes, size_t i, const pl_view *view, pl_canvas *canvas,
                        const pl_point ends[2])
{
    const double width = shapes->sizes == NULL ? shapes->width : shapes->sizes[i];
    pl_point from = ends[0], to = ends[1];
    if (!(width > 0.0) || !pl_clip_segment(pl_rect_grown(view->box, 40.0 + fmin(width, 1e3)), &from, &to))
        return;
    pl_canvas_stroke_style(canvas, fmax(PL_LEAST_SEEN, fmin(width, 1e3)), PL_SOLID);
    cairo_set_line_cap(canvas->pen, CAIRO_LINE_CAP_ROUND);
    cairo_move_to(canvas->pen, from.x, from.y);
    cairo_line_to(canvas->pen, to.x, to.y);
    cairo_stroke(canvas->pen);
    cairo_set_line_cap(canvas->pen, CAIRO_LINE_CAP_BUTT);
}

static void draw_marker(const shape_mark *shapes, pl_color fill, size_t i, const pl_view *view,
                        pl_canvas *canvas, pl_point at)
{
    const double size = shapes->sizes == NULL ? shapes->size : shapes->sizes[i];
    const double edge = isnan(shapes->edge_width) ? 0.0 : shapes->edge_width;
    if (!(size > 0.0) || !pl_rect_holds(pl_rect_grown(view->box, size), at.x, at.y)) return;
    const pl_marker_style style = {
        .shape = PL_MARKER_CIRCLE, .fill = fill, .edge = shapes->edge, .edge_width = edge};
    pl_canvas_stroke_style(canvas, edge > 0.0 ? edge : canvas->theme->line_width, PL_SOLID);
    pl_trace_marker(canvas, &style, at, size);
}

static void draw_shape(const shape_mark *shapes, size_t i, size_t from, size_t to, const pl_view *view,
                       pl_canvas *canvas, pl_point *points)
{
    const pl_color fill = color_of(shapes, i);
    bool whole = fill.alpha > 0.0;
    for (size_t k = from; k < to; k++) {
        points[k - from] = pl_view_point(view, shapes->x[k], shapes->y[k]);
        whole = whole && isfinite(points[k - from].x) && isfinite(points[k - from].y);
    }
    if (!whole) return;
    pl_canvas_color(canvas, fill);
    if (to - from == 1)
        draw_marker(shapes, fill, i, view, canvas, points[0]);
    else if (to - from == 2)
        draw_stroke(shapes, i, view, canvas, points);
    else
        draw_polygon(shapes, fill, view, canvas, points, to - from);
}

static void draw_shapes(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const shape_mark *shapes = (const shape_mark *)mark;
    pl_arena scratch = {0};
    const size_t longest = shapes->longest;
    pl_point *points = pl_arena_take(&scratch, longest + 2 * PL_CLIPPED_SIZE(longest), sizeof *points);
    if (points == NULL) {
        pl_canvas_note(canvas, pl_out_of_memory());
        return;
    }
    size_t i = 0;
    for (size_t from = 0, to; next_shape(shapes->x, shapes->y, shapes->count, &from, &to); from = to)
        draw_shape(shapes, i++, from, to, view, canvas, points);
    pl_arena_empty(&scratch);
}

static void shape_key(const pl_mark *mark, pl_rect box, pl_canvas *canvas)
{
    const shape_mark *shapes = (const shape_mark *)mark;
    pl_color color = shapes->color;
    if (shapes->base.map != NULL) color = pl_color_rgb(pl_colormap_rgb(shapes->base.map, 0.5));
    if (shapes->colors != NULL && shapes->longest > 0) color = color_of(shapes, 0);
    pl_canvas_color(canvas, color);
    pl_canvas_stroke_style(canvas, shapes->width, PL_SOLID);
    if (shapes->longest > 2)
        pl_hatch_key(canvas, box, shapes->hatch, canvas->theme->ink);
    else
        pl_trace_key_line(canvas, box);
}

static const pl_mark_class shape_class = {.draw = draw_shapes, .key = shape_key};

// --- making ----------------------------------------------------------------------------------------------

static bn_status color_by_values(pl_marks *marks, shape_mark *shapes, const pl_shape_options *options,
                                 size_t count)
{
    shapes->values = pl_arena_numbers(marks->arena, options->values, count);
    if (shapes->values == NULL) return pl_out_of_memory();
    return pl_mark_set_map(marks, &shapes->base, &options->norm, options->values, count, options->colormap);
}

static bn_status keep_data(pl_marks *marks, shape_mark *shapes, const double *x, const double *y,
                           size_t count, const pl_shape_options *options)
{
    pl_arena *arena = marks->arena;
    const size_t number = pl_shapes_in(x, y, count);
    shapes->x = pl_arena_numbers(arena, x, count);
    shapes->y = pl_arena_numbers(arena, y, count);
    if (options->colors != NULL) shapes->colors = pl_arena_numbers(arena, options->colors, 4 * number);
    if (options->sizes != NULL) shapes->sizes = pl_arena_numbers(arena, options->sizes, number);
    if (shapes->x == NULL || shapes->y == NULL || (options->colors != NULL && shapes->colors == NULL) ||
        (options->sizes != NULL && shapes->sizes == NULL))
        return pl_out_of_memory();
    shapes->count = count;
    for (size_t from = 0, to; next_shape(x, y, count, &from, &to); from = to)
        if (to - from > shapes->longest) shapes->longest = to - from;
    return options->values == NULL ? bn_ok() : color_by_values(marks, shapes, options, number);
}

bn_status pl_marks_add_shapes(pl_marks *marks, const double *x, const double *y, size_t count,
                              const pl_shape_options *options)
{
    const pl_theme *theme = marks->theme;
    shape_mark *shapes = pl_mark_new(marks, &shape_class, sizeof *shapes, &options->mark);
    if (shapes == NULL) return pl_out_of_memory();
    BN_TRY(keep_data(marks, shapes, x, y, count, options));
    if (options->values == NULL && options->colors == NULL)
        shapes->color = pl_color_faded(pl_marks_color(marks, options->color), options->mark.alpha);
    const pl_color edge = pl_color_is_automatic(options->edge) ? theme->ink : options->edge;
    shapes->edge = pl_color_faded(edge, options->mark.alpha);
    shapes->edge_width = options->edge_width;
    shapes->hatch = options->hatch;
    shapes->size = isnan(options->size) ? theme->marker_size : options->size;
    shapes->width = isnan(options->width) ? theme->line_width : options->width;
    if (shapes->longest == 1) shapes->base.overhang = 0.5 * shapes->size;
    shapes->base.x = pl_extent_of(shapes->x, count);
    shapes->base.y = pl_extent_of(shapes->y, count);
    for (int i = 0; i < 4; i++) shapes->base.room[i] = options->room[i];
    pl_marks_add(marks, &shapes->base);
    return bn_ok();
}
