/* The five numbers of a box are found when it is added; its values are kept sorted, for those beyond the lines are the
   first and the last. */
#include "plots/marks/marks_box.h"

#include "plots/marks/bins.h"
#include "plots/marks/mark_kind.h"
#include "plots/marks/trace.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    const double *sorted; // finite values
    size_t count;
    double x, low, high; // quartiles
    double median;
    size_t first, last; // the values to which lines reach
} box;

typedef struct {
    pl_mark base;
    box *boxes;
    size_t count;
    pl_color color, ink;
    double half_width, edge_width, marker_size;
    bool outliers;
} box_mark;

pl_box_options pl_box_options_default(void)
{
    return (pl_box_options){.mark = pl_mark_options_default(),
                            .color = pl_color_automatic(),
                            .width = 0.5,
                            .whisker = 1.5,
                            .outliers = true,
                            .edge_width = NAN};
}

// --- ink -------------------------------------------------------------------------------------------------

static void stroke_between(pl_canvas *canvas, const pl_view *view, double x0, double y0, double x1, double y1)
{
    pl_point ends[2] = {{x0, y0}, {x1, y1}};
    pl_trace_line(canvas, view->box, ends, 2);
}

// From a quartile to the reach, with a cap half as wide as the box.
static void draw_whisker(const pl_view *view, double from, double to, double x, double half,
                         pl_canvas *canvas)
{
    const double y0 = pl_map_reach(&view->y, from), y1 = pl_map_reach(&view->y, to);
    stroke_between(canvas, view, x, y0, x, y1);
    stroke_between(canvas, view, x - 0.5 * half, y1, x + 0.5 * half, y1);
}

static void draw_box_at(const box_mark *mark, const box *b, const pl_view *view, pl_canvas *canvas)
{
    const double left = pl_map_reach(&view->x, b->x - mark->half_width);
    const double right = pl_map_reach(&view->x, b->x + mark->half_width);
    const double x = pl_map_page(&view->x, b->x), half = fmax(0.5 * PL_LEAST_SEEN, 0.5 * fabs(right - left));
    const double low = pl_map_reach(&view->y, b->low), high = pl_map_reach(&view->y, b->high);
    if (isnan(x + half + low + high)) return;
    const pl_point corners[4] = {{x - half, low}, {x + half, low}, {x + half, high}, {x - half, high}};
    pl_point scratch[PL_CLIPPED_SIZE(4)], clipped[PL_CLIPPED_SIZE(4)];
    pl_trace_polygon(canvas, view->box, corners, 4, scratch, clipped);
    pl_canvas_color(canvas, mark->color);
    cairo_fill(canvas->pen);
    pl_canvas_color(canvas, mark->ink);
    pl_point outline[5] = {corners[0], corners[1], corners[2], corners[3], corners[0]};
    pl_trace_line(canvas, view->box, outline, 5);
    const double median = pl_map_reach(&view->y, b->median);
    stroke_between(canvas, view, x - half, median, x + half, median);
    draw_whisker(view, b->low, b->sorted[b->first], x, half, canvas);
    draw_whisker(view, b->high, b->sorted[b->last], x, half, canvas);
}

static void draw_outliers(const box_mark *mark, const box *b, const pl_view *view, pl_canvas *canvas)
{
    const pl_marker_style style = {
        .shape = PL_MARKER_CIRCLE, .fill = mark->color, .edge = mark->ink, .edge_width = 0.4};
    const pl_rect reach = pl_rect_grown(view->box, mark->marker_size);
    for (size_t i = 0; i < b->count; i++) {
        if (i >= b->first && i <= b->last) continue;
        const pl_point at = pl_view_point(view, b->x, b->sorted[i]);
        if (pl_rect_holds(reach, at.x, at.y)) pl_trace_marker(canvas, &style, at, mark->marker_size);
    }
}

static void draw_boxes(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const box_mark *boxes = (const box_mark *)mark;
    for (size_t i = 0; i < boxes->count; i++) {
        if (boxes->boxes[i].count == 0) continue;
        pl_canvas_stroke_style(canvas, boxes->edge_width, PL_SOLID);
        draw_box_at(boxes, &boxes->boxes[i], view, canvas);
        if (boxes->outliers) draw_outliers(boxes, &boxes->boxes[i], view, canvas);
    }
}

static void box_key(const pl_mark *mark, pl_rect area, pl_canvas *canvas)
{
    pl_canvas_color(canvas, ((const box_mark *)mark)->color);
    pl_trace_key_area(canvas, area);
}

static const pl_mark_class box_class = {.draw = draw_boxes, .key = box_key};

// --- making ----------------------------------------------------------------------------------------------

static void find_numbers(box *b, double whisker)
{
    if (b->count == 0) return;
    b->low = pl_quantile(b->sorted, b->count, 0.25);
    b->median = pl_quantile(b->sorted, b->count, 0.5);
    b->high = pl_quantile(b->sorted, b->count, 0.75);
    const double height = b->high - b->low, reach = height > 0.0 ? whisker * height : 0.0;
    b->last = b->count - 1;
    while (b->first < b->last && b->sorted[b->first] < b->low - reach) b->first++;
    while (b->last > b->first && b->sorted[b->last] > b->high + reach) b->last--;
}

static void set_extent(box_mark *mark)
{
    for (size_t i = 0; i < mark->count; i++) {
        const box *b = &mark->boxes[i];
        const double sides[2] = {b->x - mark->half_width, b->x + mark->half_width};
        mark->base.x = pl_extent_joined(mark->base.x, pl_extent_of(sides, 2));
        if (b->count == 0) continue;
        const size_t first = mark->outliers ? 0 : b->first, last = mark->outliers ? b->count - 1 : b->last;
        mark->base.y = pl_extent_joined(mark->base.y, pl_extent_of(b->sorted + first, last - first + 1));
    }
}

bn_status pl_marks_add_boxes(pl_marks *marks, const double *x, const pl_sample *samples, size_t count,
                             const pl_box_options *options)
{
    const pl_theme *theme = marks->theme;
    box_mark *mark = pl_mark_new(marks, &box_class, sizeof *mark, &options->mark);
    if (mark == NULL) return pl_out_of_memory();
    mark->boxes = pl_arena_take(marks->arena, count, sizeof *mark->boxes);
    if (mark->boxes == NULL) return pl_out_of_memory();
    mark->count = count;
    for (size_t i = 0; i < count; i++) {
        box *b = &mark->boxes[i];
        b->x = x == NULL ? (double)i + 1.0 : x[i];
        b->sorted = pl_arena_sorted(marks->arena, samples[i].values, samples[i].count, &b->count);
        if (b->sorted == NULL) return pl_out_of_memory();
        find_numbers(b, options->whisker);
    }
    const double alpha = options->mark.alpha;
    mark->color = pl_color_faded(pl_marks_color(marks, options->color), alpha);
    mark->ink = pl_color_faded(theme->ink, alpha);
    mark->half_width = 0.5 * options->width;
    mark->edge_width = isnan(options->edge_width) ? 0.7 * theme->line_width : options->edge_width;
    mark->marker_size = 0.7 * theme->marker_size;
    mark->outliers = options->outliers;
    mark->base.overhang = options->outliers ? 0.5 * mark->marker_size : 0.0;
    set_extent(mark);
    pl_marks_add(marks, &mark->base);
    return bn_ok();
}
