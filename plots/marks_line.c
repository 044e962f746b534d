/* Lines are mapped to page points in one pass, steps double the points, and tracing clips and thins them. */
#include "marks_line.h"

#include "mark_internal.h"
#include "trace.h"

#include <math.h>

typedef struct {
    pl_mark base;
    const double *x, *y;
    size_t count;
    pl_color color;
    double width;
    pl_dash dash;
    pl_marker_style marker;
    double marker_size;
    pl_step_kind step;
} line_mark;

pl_line_options pl_line_options_default(void)
{
    return (pl_line_options){
        .mark = pl_mark_options_default(), .color = pl_color_automatic(), .width = NAN, .marker_size = NAN};
}

static double *counted(pl_pool *pool, size_t count)
{
    double *x = pl_pool_take(pool, count, sizeof *x);
    for (size_t i = 0; x != NULL && i < count; i++) x[i] = (double)(i + 1);
    return x;
}

static size_t step_points(const line_mark *line, const pl_view *view, pl_point *points)
{
    size_t used = 0;
    for (size_t i = 0; i < line->count; i++) {
        const pl_point here = pl_view_point(view, line->x[i], line->y[i]);
        if (i > 0) {
            const pl_point last = pl_view_point(view, line->x[i - 1], line->y[i - 1]);
            const double turn = line->step == PL_STEP_BEFORE   ? last.x
                                : line->step == PL_STEP_MIDDLE ? 0.5 * (last.x + here.x)
                                                               : here.x;
            points[used++] = (pl_point){turn, last.y};
            points[used++] = (pl_point){turn, here.y};
        }
        points[used++] = here;
    }
    return used;
}

static size_t plain_points(const line_mark *line, const pl_view *view, pl_point *points)
{
    for (size_t i = 0; i < line->count; i++) points[i] = pl_view_point(view, line->x[i], line->y[i]);
    return line->count;
}

static void stroke_line(const line_mark *line, const pl_view *view, pl_canvas *canvas)
{
    if (!(line->width > 0.0)) return;
    pl_pool scratch = {0};
    const size_t room = line->step == PL_STEP_NONE ? line->count : 3 * line->count;
    pl_point *points = pl_pool_take(&scratch, room, sizeof *points);
    if (points == NULL) {
        pl_canvas_note(canvas, pl_out_of_memory());
        return;
    }
    const size_t count =
        line->step == PL_STEP_NONE ? plain_points(line, view, points) : step_points(line, view, points);
    pl_canvas_color(canvas, line->color);
    pl_canvas_stroke_style(canvas, line->width, line->dash);
    cairo_set_line_join(canvas->pen, CAIRO_LINE_JOIN_ROUND);
    pl_trace_line(canvas, view->box, points, count);
    pl_pool_empty(&scratch);
}

static void draw_markers(const line_mark *line, const pl_view *view, pl_canvas *canvas)
{
    if (line->marker.shape == PL_MARKER_NONE) return;
    const pl_rect reach = pl_rect_grown(view->box, line->marker_size);
    pl_canvas_stroke_style(canvas, canvas->theme->line_width, PL_SOLID);
    for (size_t i = 0; i < line->count; i++) {
        const pl_point at = pl_view_point(view, line->x[i], line->y[i]);
        if (pl_rect_holds(reach, at.x, at.y)) pl_trace_marker(canvas, &line->marker, at, line->marker_size);
    }
}

static void draw_line(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const line_mark *line = (const line_mark *)mark;
    stroke_line(line, view, canvas);
    draw_markers(line, view, canvas);
}

static void line_key(const pl_mark *mark, pl_rect box, pl_canvas *canvas)
{
    const line_mark *line = (const line_mark *)mark;
    const double y = box.y + 0.5 * box.height;
    pl_canvas_color(canvas, line->color);
    if (line->width > 0.0) {
        pl_canvas_stroke_style(canvas, line->width, line->dash);
        cairo_move_to(canvas->pen, box.x, y);
        cairo_line_to(canvas->pen, pl_rect_right(box), y);
        cairo_stroke(canvas->pen);
    }
    pl_canvas_stroke_style(canvas, canvas->theme->line_width, PL_SOLID);
    pl_trace_marker(canvas, &line->marker, (pl_point){box.x + 0.5 * box.width, y}, line->marker_size);
}

static const pl_mark_class line_class = {draw_line, line_key};

// The line's common parts, data copied; NULL without memory.
static line_mark *new_line(pl_panel *panel, const pl_mark_class *class, size_t size, const double *x,
                           const double *y, size_t count, const pl_line_options *options)
{
    pl_pool *pool = pl_panel_pool(panel);
    const pl_theme *theme = pl_panel_theme(panel);
    line_mark *line = pl_mark_new(panel, class, size, &options->mark);
    if (line == NULL) return NULL;
    line->x = x == NULL ? counted(pool, count) : pl_pool_numbers(pool, x, count);
    line->y = pl_pool_numbers(pool, y, count);
    if (line->x == NULL || line->y == NULL) return NULL;
    line->count = count;
    line->color = pl_color_faded(pl_panel_color(panel, options->color), options->mark.alpha);
    line->width = isnan(options->width) ? theme->line_width : options->width;
    line->dash = options->dash;
    line->marker = (pl_marker_style){.shape = options->marker, .fill = line->color};
    line->marker_size = isnan(options->marker_size) ? theme->marker_size : options->marker_size;
    line->step = options->step;
    line->base.x = pl_extent_of(line->x, count);
    line->base.y = pl_extent_of(line->y, count);
    return line;
}

pl_status pl_panel_line(pl_panel *panel, const double *x, const double *y, size_t count,
                        const pl_line_options *options)
{
    line_mark *line = new_line(panel, &line_class, sizeof *line, x, y, count, options);
    if (line == NULL) return pl_out_of_memory();
    pl_mark_add(panel, &line->base);
    return pl_ok();
}

// --- error bars
// -----------------------------------------------------------------------------------------------

typedef struct {
    line_mark line;
    const double *below, *above, *left, *right;
} error_mark;

pl_line_options pl_errorbar_options_default(void)
{
    pl_line_options options = pl_line_options_default();
    options.width = 0.0;
    options.marker = PL_MARKER_CIRCLE;
    return options;
}

static void stroke_bar(pl_canvas *canvas, pl_rect box, pl_point from, pl_point to, double cap)
{
    pl_point ends[2] = {from, to};
    const double length = hypot(to.x - from.x, to.y - from.y);
    if (isnan(length)) return;
    const bool upright = from.x == to.x;
    const double dx = upright ? cap : 0.0, dy = upright ? 0.0 : cap;
    for (int i = 0; i < 2; i++) {
        if (!pl_rect_holds(pl_rect_grown(box, cap), ends[i].x, ends[i].y)) continue;
        cairo_move_to(canvas->pen, ends[i].x - dx, ends[i].y - dy);
        cairo_line_to(canvas->pen, ends[i].x + dx, ends[i].y + dy);
    }
    cairo_stroke(canvas->pen);
    pl_trace_line(canvas, box, ends, 2);
}

static void draw_errors(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const error_mark *bars = (const error_mark *)mark;
    const line_mark *line = &bars->line;
    const double cap = 0.5 * canvas->theme->cap_size;
    pl_canvas_color(canvas, line->color);
    pl_canvas_stroke_style(canvas, 0.8 * canvas->theme->line_width, PL_SOLID);
    for (size_t i = 0; i < line->count; i++) {
        const double x = line->x[i], y = line->y[i];
        if (bars->below != NULL)
            stroke_bar(canvas, view->box, pl_view_point(view, x, y - bars->below[i]),
                       pl_view_point(view, x, y + bars->above[i]), cap);
        if (bars->left != NULL)
            stroke_bar(canvas, view->box, pl_view_point(view, x - bars->left[i], y),
                       pl_view_point(view, x + bars->right[i], y), cap);
    }
    draw_line(mark, view, canvas);
}

static void error_key(const pl_mark *mark, pl_rect box, pl_canvas *canvas)
{
    const line_mark *line = (const line_mark *)mark;
    const double x = box.x + 0.5 * box.width, cap = 0.5 * canvas->theme->cap_size;
    pl_canvas_color(canvas, line->color);
    pl_canvas_stroke_style(canvas, 0.8 * canvas->theme->line_width, PL_SOLID);
    for (int end = 0; end < 2; end++) {
        const double y = box.y + (end == 0 ? 0.1 : 0.9) * box.height;
        cairo_move_to(canvas->pen, x - cap, y);
        cairo_line_to(canvas->pen, x + cap, y);
    }
    cairo_move_to(canvas->pen, x, box.y + 0.1 * box.height);
    cairo_line_to(canvas->pen, x, box.y + 0.9 * box.height);
    cairo_stroke(canvas->pen);
    line_key(mark, box, canvas);
}

static const pl_mark_class error_class = {draw_errors, error_key};

static pl_extent reach(const double *at, const double *down, const double *up, size_t count)
{
    pl_extent extent = pl_extent_of(at, count);
    for (size_t i = 0; i < count; i++) {
        const double ends[2] = {at[i] - down[i], at[i] + up[i]};
        extent = pl_extent_joined(extent, pl_extent_of(ends, 2));
    }
    return extent;
}

pl_status pl_panel_errorbar(pl_panel *panel, const double *x, const double *y, size_t count,
                            const pl_errors *errors, const pl_line_options *options)
{
    pl_pool *pool = pl_panel_pool(panel);
    error_mark *bars = (error_mark *)new_line(panel, &error_class, sizeof *bars, x, y, count, options);
    if (bars == NULL) return pl_out_of_memory();
    if (errors->below != NULL) {
        bars->below = pl_pool_numbers(pool, errors->below, count);
        bars->above = pl_pool_numbers(pool, errors->above, count);
        if (bars->below == NULL || bars->above == NULL) return pl_out_of_memory();
        bars->line.base.y = reach(bars->line.y, bars->below, bars->above, count);
    }
    if (errors->left != NULL) {
        bars->left = pl_pool_numbers(pool, errors->left, count);
        bars->right = pl_pool_numbers(pool, errors->right, count);
        if (bars->left == NULL || bars->right == NULL) return pl_out_of_memory();
        bars->line.base.x = reach(bars->line.x, bars->left, bars->right, count);
    }
    pl_mark_add(panel, &bars->line.base);
    return pl_ok();
}

// --- bands
// ----------------------------------------------------------------------------------------------------

typedef struct {
    pl_mark base;
    const double *x, *low, *high;
    size_t count;
    pl_color color;
    double edge_width;
} band_mark;

pl_band_options pl_band_options_default(void)
{
    pl_band_options options = {.mark = pl_mark_options_default(), .color = pl_color_automatic()};
    options.mark.alpha = 0.25;
    return options;
}

// Adds the stretch of points [from, to) as one polygon: along the upper line and back along the lower one.
static void add_stretch(const pl_view *view, pl_canvas *canvas, const pl_point *low, const pl_point *high,
                        size_t from, size_t to, pl_point *work)
{
    const size_t count = to - from;
    if (count < 2) return;
    for (size_t i = 0; i < count; i++) {
        work[i] = high[from + i];
        work[2 * count - 1 - i] = low[from + i];
    }
    pl_point *scratch = work + 2 * count;
    pl_trace_polygon(canvas, view->box, work, 2 * count, scratch, scratch + PL_CLIPPED_SIZE(2 * count));
}

static bool is_gap(pl_point low, pl_point high)
{
    return isnan(low.x) || isnan(low.y) || isnan(high.y);
}

static void draw_band(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const band_mark *band = (const band_mark *)mark;
    pl_pool scratch = {0};
    const size_t n = band->count;
    pl_point *low = pl_pool_take(&scratch, n, sizeof *low);
    pl_point *high = pl_pool_take(&scratch, n, sizeof *high);
    pl_point *work = pl_pool_take(&scratch, 2 * n + 2 * PL_CLIPPED_SIZE(2 * n), sizeof *work);
    if (low == NULL || high == NULL || work == NULL) {
        pl_canvas_note(canvas, pl_out_of_memory());
        pl_pool_empty(&scratch);
        return;
    }
    size_t from = 0;
    for (size_t i = 0; i < n; i++) {
        low[i] = pl_view_point(view, band->x[i], band->low[i]);
        high[i] = pl_view_point(view, band->x[i], band->high[i]);
        if (!is_gap(low[i], high[i])) continue;
        add_stretch(view, canvas, low, high, from, i, work);
        from = i + 1;
    }
    add_stretch(view, canvas, low, high, from, n, work);
    pl_canvas_color(canvas, band->color);
    cairo_fill(canvas->pen);
    pl_canvas_stroke_style(canvas, band->edge_width, PL_SOLID);
    if (band->edge_width > 0.0) {
        pl_trace_line(canvas, view->box, low, n);
        pl_trace_line(canvas, view->box, high, n);
    }
    pl_pool_empty(&scratch);
}

static void band_key(const pl_mark *mark, pl_rect box, pl_canvas *canvas)
{
    const band_mark *band = (const band_mark *)mark;
    pl_canvas_color(canvas, band->color);
    cairo_rectangle(canvas->pen, box.x, box.y + 0.2 * box.height, box.width, 0.6 * box.height);
    cairo_fill(canvas->pen);
}

static const pl_mark_class band_class = {draw_band, band_key};

pl_status pl_panel_band(pl_panel *panel, const double *x, const double *low, const double *high, size_t count,
                        const pl_band_options *options)
{
    pl_pool *pool = pl_panel_pool(panel);
    band_mark *band = pl_mark_new(panel, &band_class, sizeof *band, &options->mark);
    if (band == NULL) return pl_out_of_memory();
    band->x = x == NULL ? counted(pool, count) : pl_pool_numbers(pool, x, count);
    band->low = pl_pool_numbers(pool, low, count);
    band->high = pl_pool_numbers(pool, high, count);
    if (band->x == NULL || band->low == NULL || band->high == NULL) return pl_out_of_memory();
    band->count = count;
    band->color = pl_color_faded(pl_panel_color(panel, options->color), options->mark.alpha);
    band->edge_width = options->edge_width;
    band->base.x = pl_extent_of(band->x, count);
    band->base.y = pl_extent_joined(pl_extent_of(band->low, count), pl_extent_of(band->high, count));
    pl_mark_add(panel, &band->base);
    return pl_ok();
}
