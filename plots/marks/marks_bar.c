/* Bars and histograms are rectangles from a base to a value; a histogram is counted once, when it is made. On
   a logarithmic axis, where the base may not exist, a rectangle begins at the edge of the box. */
#include "plots/marks/marks_bar.h"

#include "plots/marks/bins.h"
#include "plots/marks/mark_kind.h"
#include "plots/marks/trace.h"

#include <math.h>

const bn_word pl_bin_rule_words[] = {
    {PL_BINS_AUTO, "auto", "the finer of Sturges and Freedman-Diaconis"},
    {PL_BINS_STURGES, "sturges", "Sturges (1926)"},
    {PL_BINS_SCOTT, "scott", "Scott (1979)"},
    {PL_BINS_FREEDMAN_DIACONIS, "freedman-diaconis", "Freedman and Diaconis (1981)"},
    {PL_BINS_SQUARE_ROOT, "sqrt", "the square root of the count"},
    {0},
};

typedef struct {
    pl_mark base;
    const double *from, *to; // along the axis the bars stand on
    const double *value;
    size_t count;
    double foot;
    pl_color color, edge;
    double edge_width;
    pl_hatch hatch;
    bool horizontal, outline;
    bool open; // the outline does not go back to the foot
} bar_mark;

// --- drawing ---------------------------------------------------------------------------------------------

// The page position of the bars' foot, beyond the box where the axis can't show it.
static double foot_page(const bar_mark *bars, const pl_map *map)
{
    return pl_map_reach(map, bars->foot);
}

static const double beside_line = 0.5; // from the middle of an axis line to where it covers nothing
static const double least_height = PL_LEAST_SEEN + beside_line;

// Moves two edges apart, around their middle, when what is between them could not be seen; and into the panel, where
// half of it would be cut off at the panel's side and the other half lie below the axis line.
static void part_sides(const pl_map *map, double *a, double *b)
{
    if (!(fabs(*b - *a) < PL_LEAST_SEEN)) return;
    const double least = fmin(map->from, map->to), most = fmax(map->from, map->to);
    const double half = 0.5 * PL_LEAST_SEEN, side = half + beside_line, rounding = 1e-6;
    double middle = 0.5 * (*a + *b);
    if (middle >= least - rounding && middle <= most + rounding)
        middle = fmax(least + side, fmin(most - side, middle));
    *a = middle - half;
    *b = middle + half;
}

// Moves the end of a bar away from its foot when it could not be seen; one without a height has none.
static double raised_end(const pl_map *map, double foot, double end, bool above)
{
    if (foot == end && !above) return end;
    const double up = (map->to > map->from) == (map->bent_high > map->bent_low) ? 1.0 : -1.0;
    const double away = above ? up : -up;
    return fabs(end - foot) < least_height ? foot + away * least_height : end;
}

static pl_rect bar_rect(const bar_mark *bars, const pl_view *view, size_t i)
{
    const pl_map *along = bars->horizontal ? &view->y : &view->x;
    const pl_map *up = bars->horizontal ? &view->x : &view->y;
    double a0 = pl_map_reach(along, bars->from[i]), a1 = pl_map_reach(along, bars->to[i]);
    const double u0 = foot_page(bars, up), end = pl_map_page(up, bars->value[i]);
    const bool empty = bars->value[i] == bars->foot;
    const double u1 = empty || isnan(end) ? end : raised_end(up, u0, end, bars->value[i] > bars->foot);
    part_sides(along, &a0, &a1);
    if (bars->horizontal) return pl_rect_between((pl_point){u0, a0}, (pl_point){u1, a1});
    return pl_rect_between((pl_point){a0, u0}, (pl_point){a1, u1});
}

static void add_rect(pl_canvas *canvas, pl_rect box, pl_rect bar)
{
    if (isnan(bar.x + bar.y + bar.width + bar.height)) return;
    const pl_point corners[4] = {{bar.x, bar.y},
                                 {pl_rect_right(bar), bar.y},
                                 {pl_rect_right(bar), pl_rect_bottom(bar)},
                                 {bar.x, pl_rect_bottom(bar)}};
    pl_point scratch[PL_CLIPPED_SIZE(4)], clipped[PL_CLIPPED_SIZE(4)];
    pl_trace_polygon(canvas, box, corners, 4, scratch, clipped);
}

// The page's point at a place along the axis and a height over it.
static pl_point outline_point(const bar_mark *bars, double along, double up)
{
    return bars->horizontal ? (pl_point){up, along} : (pl_point){along, up};
}

static void draw_outline(const bar_mark *bars, const pl_view *view, pl_canvas *canvas)
{
    pl_arena scratch = {0};
    pl_point *points = pl_arena_take(&scratch, 2 * bars->count + 2, sizeof *points);
    if (points == NULL) {
        pl_canvas_note(canvas, pl_out_of_memory());
        return;
    }
    const pl_map *along = bars->horizontal ? &view->y : &view->x,
                 *up = bars->horizontal ? &view->x : &view->y;
    const double foot = foot_page(bars, up);
    size_t used = 0;
    for (size_t i = 0; i < bars->count; i++) {
        const double from = pl_map_page(along, bars->from[i]), to = pl_map_page(along, bars->to[i]);
        double top = pl_map_page(up, bars->value[i]);
        if (isnan(top)) top = foot;
        if (i == 0) points[used++] = outline_point(bars, from, foot);
        points[used++] = outline_point(bars, from, top);
        points[used++] = outline_point(bars, to, top);
        if (i + 1 == bars->count && !bars->open) points[used++] = outline_point(bars, to, foot);
    }
    pl_canvas_color(canvas, bars->color);
    pl_canvas_stroke_style(canvas, bars->edge_width, PL_SOLID);
    pl_trace_line(canvas, view->box, points, used);
    pl_arena_empty(&scratch);
}

static void draw_bars(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const bar_mark *bars = (const bar_mark *)mark;
    if (bars->outline) {
        draw_outline(bars, view, canvas);
        return;
    }
    for (size_t i = 0; i < bars->count; i++) add_rect(canvas, view->box, bar_rect(bars, view, i));
    pl_canvas_color(canvas, bars->color);
    pl_hatch_fill(canvas, bars->hatch, bars->edge);
    pl_canvas_color(canvas, bars->edge);
    pl_canvas_stroke_style(canvas, bars->edge_width, PL_SOLID);
    if (bars->edge_width > 0.0) cairo_stroke_preserve(canvas->pen);
    cairo_new_path(canvas->pen);
}

static void bar_key(const pl_mark *mark, pl_rect box, pl_canvas *canvas)
{
    const bar_mark *bars = (const bar_mark *)mark;
    pl_canvas_color(canvas, bars->color);
    if (bars->outline) {
        pl_canvas_stroke_style(canvas, bars->edge_width, PL_SOLID);
        pl_trace_key_line(canvas, box);
        return;
    }
    pl_hatch_key(canvas, box, bars->hatch, bars->edge);
}

static const pl_mark_class bar_class = {.draw = draw_bars, .key = bar_key};

// --- making ----------------------------------------------------------------------------------------------

static void set_extents(bar_mark *bars)
{
    const pl_extent along =
        pl_extent_joined(pl_extent_of(bars->from, bars->count), pl_extent_of(bars->to, bars->count));
    const pl_extent values = pl_extent_of(bars->value, bars->count);
    const pl_extent up = bars->count == 0 ? values : pl_extent_joined(values, pl_extent_of(&bars->foot, 1));
    const unsigned low = bars->horizontal ? PL_PIN_LEFT : PL_PIN_BOTTOM;
    const unsigned high = bars->horizontal ? PL_PIN_RIGHT : PL_PIN_TOP;
    if (up.least == bars->foot) bars->base.pins |= low;
    if (up.most == bars->foot) bars->base.pins |= high;
    bars->base.x = bars->horizontal ? up : along;
    bars->base.y = bars->horizontal ? along : up;
}

pl_bar_options pl_bar_options_default(void)
{
    return (pl_bar_options){.mark = pl_mark_options_default(),
                            .color = pl_color_automatic(),
                            .width = 0.8,
                            .edge = {0.0, 0.0, 0.0, 1.0}};
}

bn_status pl_marks_add_bar(pl_marks *marks, const double *x, const double *height, size_t count,
                           const pl_bar_options *options)
{
    pl_arena *arena = marks->arena;
    bar_mark *bars = pl_mark_new(marks, &bar_class, sizeof *bars, &options->mark);
    double *from = pl_arena_take(arena, count, sizeof *from);
    double *to = pl_arena_take(arena, count, sizeof *to);
    if (bars == NULL || from == NULL || to == NULL) return pl_out_of_memory();
    for (size_t i = 0; i < count; i++) {
        const double middle = x == NULL ? (double)(i + 1) : x[i];
        from[i] = middle - 0.5 * options->width;
        to[i] = middle + 0.5 * options->width;
    }
    bars->from = from;
    bars->to = to;
    double *value = pl_arena_take(arena, count, sizeof *value);
    if (value == NULL) return pl_out_of_memory();
    for (size_t i = 0; i < count; i++) value[i] = options->base + height[i];
    bars->value = value;
    bars->count = count;
    bars->foot = options->base;
    bars->color = pl_color_faded(pl_marks_color(marks, options->color), options->mark.alpha);
    bars->edge = options->edge;
    bars->edge_width = options->edge_width;
    bars->hatch = options->hatch;
    bars->horizontal = options->horizontal;
    set_extents(bars);
    pl_marks_add(marks, &bars->base);
    return bn_ok();
}

pl_histogram_options pl_histogram_options_default(void)
{
    return (pl_histogram_options){.mark = pl_mark_options_default(),
                                  .color = pl_color_automatic(),
                                  .low = NAN,
                                  .high = NAN,
                                  .width = NAN};
}

static bn_status check(const pl_histogram_options *options)
{
    if (options->low >= options->high)
        return bn_fault(BN_EINVAL,
                        "a histogram from %g to %g was asked for; the first must be below the second",
                        options->low, options->high);
    if (options->bins > PL_MOST_BINS || options->edge_count > PL_MOST_BINS)
        return bn_fault(BN_EINVAL, "%zu bins were asked for; at most %d can be counted",
                        options->bins > options->edge_count ? options->bins : options->edge_count,
                        PL_MOST_BINS);
    if (options->edges == NULL) return bn_ok();
    if (options->edge_count < 2)
        return bn_fault(BN_EINVAL, "%zu bin edges were given; at least 2 are needed", options->edge_count);
    for (size_t i = 1; i < options->edge_count; i++)
        if (!(options->edges[i] > options->edges[i - 1]))
            return bn_fault(BN_EINVAL, "bin edge %zu is %g after %g; edges must ascend", i + 1,
                            options->edges[i], options->edges[i - 1]);
    return bn_ok();
}

// Equal bins over the data or over what was asked for; *bins of them.
static double *equal_edges(pl_arena *arena, const double *sorted, size_t count,
                           const pl_histogram_options *options, size_t *bins)
{
    double low = options->low, high = options->high;
    if (isnan(low)) low = count > 0 ? sorted[0] : 0.0;
    if (isnan(high)) high = count > 0 ? sorted[count - 1] : 1.0;
    low = pl_scale_within((pl_scale){.kind = PL_LINEAR}, low);
    high = pl_scale_within((pl_scale){.kind = PL_LINEAR}, high);
    if (!(high - low > PL_SMALLEST_SPAN))
        pl_scale_limits((pl_scale){.kind = PL_LINEAR}, low, low, 0.0, false, false, &low, &high);
    *bins = options->bins > 0 ? options->bins : pl_bins_number(options->rule, sorted, count, low, high);
    double *edges = pl_arena_take(arena, *bins + 1, sizeof *edges);
    for (size_t i = 0; edges != NULL && i <= *bins; i++) {
        const double part = (double)i / (double)*bins;
        edges[i] = (1.0 - part) * low + part * high;
    }
    return edges;
}

static void divide_by_area(double *counts, const double *edges, size_t bins)
{
    double whole = 0.0;
    for (size_t i = 0; i < bins; i++) whole += counts[i];
    for (size_t i = 0; i < bins && whole > 0.0; i++) counts[i] /= whole * (edges[i + 1] - edges[i]);
}

// Each count with all before it; of densities their shares.
static void add_up(double *counts, const double *edges, size_t bins, bool density)
{
    double sum = 0.0;
    for (size_t i = 0; i < bins; i++) {
        sum += density ? counts[i] * (edges[i + 1] - edges[i]) : counts[i];
        counts[i] = sum;
    }
}

bn_status pl_marks_add_histogram(pl_marks *marks, const double *values, size_t count,
                                 const pl_histogram_options *options)
{
    BN_TRY(check(options));
    pl_arena *arena = marks->arena;
    bar_mark *bars = pl_mark_new(marks, &bar_class, sizeof *bars, &options->mark);
    size_t kept, bins = options->edge_count - 1;
    const double *sorted = pl_arena_sorted(arena, values, count, &kept);
    if (bars == NULL || sorted == NULL) return pl_out_of_memory();
    double *edges = options->edges != NULL ? pl_arena_numbers(arena, options->edges, options->edge_count)
                                           : equal_edges(arena, sorted, kept, options, &bins);
    double *counts = pl_arena_take(arena, bins, sizeof *counts);
    if (edges == NULL || counts == NULL) return pl_out_of_memory();
    pl_bins_count(sorted, kept, edges, bins, counts);
    if (options->density) divide_by_area(counts, edges, bins);
    if (options->cumulative) add_up(counts, edges, bins, options->density);
    bars->from = edges;
    bars->to = edges + 1;
    bars->value = counts;
    bars->count = bins;
    bars->color = pl_color_faded(pl_marks_color(marks, options->color), options->mark.alpha);
    bars->edge = marks->theme->ink;
    bars->hatch = options->hatch;
    bars->horizontal = options->horizontal;
    bars->open = options->cumulative;
    bars->outline = options->outline;
    if (options->outline)
        bars->edge_width = isnan(options->width) ? marks->theme->line_width : options->width;
    set_extents(bars);
    pl_marks_add(marks, &bars->base);
    return bn_ok();
}
