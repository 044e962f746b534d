/* A band is one polygon for every stretch without a gap, along the upper line and back along the lower
   one, both thinned when they are long, clipped before cairo sees it; all stretches are filled at once. */
#include "plots/marks/marks_band.h"

#include "plots/marks/mark_kind.h"
#include "plots/marks/trace.h"

#include <math.h>
#include <string.h>

typedef struct {
    pl_mark base;
    const double *x, *low, *high;
    size_t count;
    pl_color color;
    pl_hatch hatch;
    double edge_width;
} band_mark;

pl_band_options pl_band_options_default(void)
{
    pl_band_options options = {.mark = pl_mark_options_default(), .color = pl_color_automatic()};
    options.mark.alpha = 0.25;
    return options;
}

// A stretch of one point, or of points that lie close together, is a bar that can be seen.
static void add_thin_stretch(const pl_view *view, pl_canvas *canvas, const pl_point *low,
                             const pl_point *high, size_t from, size_t to)
{
    const double middle = 0.5 * (low[from].x + low[to - 1].x), half = 0.5 * PL_LEAST_SEEN;
    double top = high[from].y, bottom = low[from].y;
    for (size_t i = from; i < to; i++) {
        top = fmin(top, fmin(high[i].y, low[i].y));
        bottom = fmax(bottom, fmax(high[i].y, low[i].y));
    }
    const pl_point corners[4] = {
        {middle - half, top}, {middle + half, top}, {middle + half, bottom}, {middle - half, bottom}};
    pl_point scratch[PL_CLIPPED_SIZE(4)], clipped[PL_CLIPPED_SIZE(4)];
    pl_trace_polygon(canvas, view->box, corners, 4, scratch, clipped);
}

// Lines that run together are parted by as much as can be seen.
static void part_lines(pl_point *low, pl_point *high)
{
    const double missing = PL_LEAST_SEEN - fabs(low->y - high->y);
    if (!(missing > 0.0)) return;
    const double half = low->y < high->y ? -0.5 * missing : 0.5 * missing;
    low->y += half;
    high->y -= half;
}

// Adds the stretch of points [from, to) as one polygon: along the upper line and back along the lower one.
static void add_stretch(const pl_view *view, pl_canvas *canvas, const pl_point *low, const pl_point *high,
                        size_t from, size_t to, pl_point *work)
{
    const size_t all = to - from;
    if (all > 0 && low[to - 1].x - low[from].x < PL_LEAST_SEEN && low[to - 1].x >= low[from].x) {
        add_thin_stretch(view, canvas, low, high, from, to);
        return;
    }
    if (all < 2) return;
    memcpy(work, high + from, all * sizeof *work);
    size_t count = pl_trace_thin(canvas, work, all);
    pl_point *back = work + 2 * all;
    memcpy(back, low + from, all * sizeof *back);
    for (size_t left = pl_trace_thin(canvas, back, all); left > 0; left--) work[count++] = back[left - 1];
    pl_point *scratch = work + count;
    pl_trace_polygon(canvas, view->box, work, count, scratch, scratch + PL_CLIPPED_SIZE(count));
}

static bool is_gap(pl_point low, pl_point high)
{
    return isnan(low.x) || isnan(low.y) || isnan(high.y);
}

// An edge that a logarithmic axis can't show lies below it; one that is infinite is a gap.
static pl_point edge_point(const pl_view *view, double x, double y)
{
    return (pl_point){pl_map_page(&view->x, x), isinf(y) ? NAN : pl_map_reach(&view->y, y)};
}

static void draw_band(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const band_mark *band = (const band_mark *)mark;
    pl_arena scratch = {0};
    const size_t n = band->count;
    pl_point *low = pl_arena_take(&scratch, n, sizeof *low);
    pl_point *high = pl_arena_take(&scratch, n, sizeof *high);
    pl_point *work = pl_arena_take(&scratch, 2 * n + 2 * PL_CLIPPED_SIZE(2 * n), sizeof *work);
    if (low == NULL || high == NULL || work == NULL) {
        pl_canvas_note(canvas, pl_out_of_memory());
        pl_arena_empty(&scratch);
        return;
    }
    size_t from = 0;
    for (size_t i = 0; i < n; i++) {
        low[i] = edge_point(view, band->x[i], band->low[i]);
        high[i] = edge_point(view, band->x[i], band->high[i]);
        if (!is_gap(low[i], high[i])) {
            part_lines(low + i, high + i);
            continue;
        }
        add_stretch(view, canvas, low, high, from, i, work);
        from = i + 1;
    }
    add_stretch(view, canvas, low, high, from, n, work);
    pl_canvas_color(canvas, band->color);
    pl_hatch_fill(canvas, band->hatch, canvas->theme->ink);
    cairo_new_path(canvas->pen);
    pl_canvas_stroke_style(canvas, band->edge_width, PL_SOLID);
    if (band->edge_width > 0.0) {
        pl_trace_line(canvas, view->box, low, n);
        pl_trace_line(canvas, view->box, high, n);
    }
    pl_arena_empty(&scratch);
}

static void band_key(const pl_mark *mark, pl_rect box, pl_canvas *canvas)
{
    const band_mark *band = (const band_mark *)mark;
    pl_canvas_color(canvas, band->color);
    pl_hatch_key(canvas, box, band->hatch, canvas->theme->ink);
}

// Half way between the edges.
static bool band_end(const pl_mark *mark, const pl_view *view, pl_point *at, pl_color *color)
{
    const band_mark *band = (const band_mark *)mark;
    *color = band->color;
    for (size_t i = band->count; i > 0; i--) {
        const pl_point low = edge_point(view, band->x[i - 1], band->low[i - 1]);
        const pl_point high = edge_point(view, band->x[i - 1], band->high[i - 1]);
        *at = (pl_point){low.x, 0.5 * (low.y + high.y)};
        if (pl_rect_holds(view->box, at->x, at->y)) return true;
    }
    return false;
}

static const pl_mark_class band_class = {.draw = draw_band, .key = band_key, .end = band_end};

bn_status pl_marks_add_band(pl_marks *marks, const double *x, const double *low, const double *high,
                            size_t count, const pl_band_options *options)
{
    pl_arena *arena = marks->arena;
    band_mark *band = pl_mark_new(marks, &band_class, sizeof *band, &options->mark);
    if (band == NULL) return pl_out_of_memory();
    band->x = pl_arena_numbers_or_count(arena, x, count);
    band->low = pl_arena_numbers(arena, low, count);
    band->high = pl_arena_numbers(arena, high, count);
    if (band->x == NULL || band->low == NULL || band->high == NULL) return pl_out_of_memory();
    band->count = count;
    band->color = pl_color_faded(pl_marks_band_color(marks, options->color), options->mark.alpha);
    band->hatch = options->hatch;
    band->edge_width = options->edge_width;
    band->base.x = pl_extent_of(band->x, count);
    band->base.y = pl_extent_joined(pl_extent_of(band->low, count), pl_extent_of(band->high, count));
    pl_marks_add(marks, &band->base);
    return bn_ok();
}
