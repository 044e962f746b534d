/* Markers are placed on the page when they are drawn, for only there is it known how large they are against the axes:
   in the order of their values, each as near to the middle as those before it leave room. */
#include "plots/marks/marks_swarm.h"

#include "plots/marks/mark_kind.h"
#include "plots/marks/trace.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    pl_mark base;
    double x, half;
    const double *values; // ascending
    size_t count;
    double size;
    pl_marker_style style;
} swarm_mark;

pl_swarm_options pl_swarm_options_default(void)
{
    return (pl_swarm_options){.mark = pl_mark_options_default(),
                              .color = pl_color_automatic(),
                              .size = NAN,
                              .width = 0.8,
                              .marker = PL_MARKER_CIRCLE};
}

// The horizontal distance at which a marker at height y touches an earlier one; 0 where their heights keep them apart.
static double needed(pl_point earlier, double y, double size)
{
    const double up = fabs(earlier.y - y);
    return up < size ? sqrt(size * size - up * up) : 0.0;
}

static bool is_free(const pl_point *placed, size_t count, double x, double y, double size)
{
    for (size_t i = count; i > 0; i--) {
        if (fabs(placed[i - 1].y - y) >= size) return true; // all before are further away
        if (hypot(placed[i - 1].x - x, placed[i - 1].y - y) < 0.999 * size) return false;
    }
    return true;
}

enum { MOST_TRIED = 64 }; // of those placed last, so that a crowd takes no longer than others

// The place nearest to the middle; NaN where there is none within `half` of it.
static double place_of(const pl_point *placed, size_t count, double middle, double y, double size,
                       double half)
{
    if (is_free(placed, count, middle, y, size)) return middle;
    double best = NAN;
    const size_t last = count > MOST_TRIED ? count - MOST_TRIED : 0;
    for (size_t i = count; i > last && fabs(placed[i - 1].y - y) < size; i--) {
        const double beside = needed(placed[i - 1], y, size);
        for (int side = 0; side < 2; side++) {
            const double x = placed[i - 1].x + (side == 0 ? beside : -beside), away = fabs(x - middle);
            if (away > half || (!isnan(best) && away >= fabs(best - middle))) continue;
            if (is_free(placed, count, x, y, size)) best = x;
        }
    }
    return best;
}

static void draw_swarm(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const swarm_mark *swarm = (const swarm_mark *)mark;
    const double middle = pl_map_page(&view->x, swarm->x);
    const double half = fabs(pl_map_reach(&view->x, swarm->x + swarm->half) - middle);
    pl_arena scratch = {0};
    pl_point *placed = pl_arena_take(&scratch, swarm->count, sizeof *placed);
    if (placed == NULL) pl_canvas_note(canvas, pl_out_of_memory());
    pl_canvas_stroke_style(canvas, canvas->theme->line_width, PL_SOLID);
    size_t count = 0;
    for (size_t i = 0; placed != NULL && i < swarm->count; i++) {
        const double y = pl_map_page(&view->y, swarm->values[i]);
        if (!pl_rect_holds(pl_rect_grown(view->box, swarm->size), middle, y)) continue;
        const double x = place_of(placed, count, middle, y, swarm->size, half);
        const double edge = i % 2 == 0 ? middle + half : middle - half;
        const pl_point at = {isnan(x) ? edge : x, y};
        if (!isnan(x)) placed[count++] = at;
        pl_trace_marker(canvas, &swarm->style, at, swarm->size);
    }
    pl_arena_empty(&scratch);
}

static void swarm_key(const pl_mark *mark, pl_rect box, pl_canvas *canvas)
{
    const swarm_mark *swarm = (const swarm_mark *)mark;
    pl_canvas_stroke_style(canvas, canvas->theme->line_width, PL_SOLID);
    pl_trace_marker(canvas, &swarm->style, (pl_point){box.x + 0.5 * box.width, box.y + 0.5 * box.height},
                    swarm->size);
}

static const pl_mark_class swarm_class = {.draw = draw_swarm, .key = swarm_key};

bn_status pl_marks_add_swarm(pl_marks *marks, double x, const pl_sample *sample,
                             const pl_swarm_options *options)
{
    swarm_mark *swarm = pl_mark_new(marks, &swarm_class, sizeof *swarm, &options->mark);
    if (swarm == NULL) return pl_out_of_memory();
    swarm->values = pl_arena_sorted(marks->arena, sample->values, sample->count, &swarm->count);
    if (swarm->values == NULL) return pl_out_of_memory();
    swarm->x = x;
    swarm->half = 0.5 * options->width;
    swarm->size = isnan(options->size) ? 0.6 * marks->theme->marker_size : options->size;
    swarm->style =
        (pl_marker_style){.shape = pl_marks_marker(marks, options->color, options->marker),
                          .fill = pl_color_faded(pl_marks_color(marks, options->color), options->mark.alpha)};
    const double ends[2] = {x - swarm->half, x + swarm->half};
    swarm->base.x = pl_extent_of(ends, 2);
    swarm->base.y = pl_extent_of(swarm->values, swarm->count);
    swarm->base.overhang = 0.5 * swarm->size;
    pl_marks_add(marks, &swarm->base);
    return bn_ok();
}
