/* Arrows keep their directions on the page whatever the axes. */
#include "plots/marks/marks_field.h"

#include "plots/marks/mark_kind.h"
#include "plots/marks/trace.h"

#include <math.h>

typedef struct {
    pl_mark base;
    pl_arrows arrows;
    pl_color color;
    double scale, width, longest;
    bool middle;
} quiver_mark;

pl_quiver_options pl_quiver_options_default(void)
{
    return (pl_quiver_options){
        .mark = pl_mark_options_default(), .color = pl_color_automatic(), .scale = NAN, .width = NAN};
}

// Points a unit: as given, or so that the longest arrow is as long as evenly spread arrows are apart.
static double arrow_scale(const quiver_mark *quiver, pl_rect box)
{
    if (!isnan(quiver->scale)) return quiver->scale;
    if (!(quiver->longest > 0.0)) return 0.0;
    return 0.9 * sqrt(box.width * box.height / (double)quiver->arrows.count) / quiver->longest;
}

static void draw_quiver(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const quiver_mark *quiver = (const quiver_mark *)mark;
    const pl_arrows *arrows = &quiver->arrows;
    const double scale = arrow_scale(quiver, view->box);
    for (size_t i = 0; i < arrows->count; i++) {
        const pl_point foot = pl_view_point(view, arrows->x[i], arrows->y[i]);
        const double dx = scale * arrows->u[i], dy = -scale * arrows->v[i];
        if (!pl_rect_holds(pl_rect_grown(view->box, 200.0), foot.x, foot.y) || !(hypot(dx, dy) < 1e5))
            continue;
        if (arrows->u[i] == 0.0 && arrows->v[i] == 0.0) { // a vector of length 0 is a dot
            const pl_marker_style dot = {.shape = PL_MARKER_CIRCLE, .fill = quiver->color};
            pl_trace_marker(canvas, &dot, foot, 2.0 * quiver->width);
            continue;
        }
        const double back = quiver->middle ? 0.5 : 0.0;
        const pl_point from = {foot.x - back * dx, foot.y - back * dy};
        const pl_point to = {from.x + dx, from.y + dy};
        pl_trace_arrow(canvas, quiver->color, quiver->width, from, to,
                       fmin(0.4 * hypot(dx, dy), 2.0 + 3.0 * quiver->width));
    }
}

static void quiver_key(const pl_mark *mark, pl_rect box, pl_canvas *canvas)
{
    const quiver_mark *quiver = (const quiver_mark *)mark;
    const double y = box.y + 0.5 * box.height;
    pl_trace_arrow(canvas, quiver->color, quiver->width, (pl_point){box.x, y},
                   (pl_point){pl_rect_right(box), y}, 2.0 + 3.0 * quiver->width);
}

static const pl_mark_class quiver_class = {.draw = draw_quiver, .key = quiver_key};

static double longest_arrow(const pl_arrows *arrows)
{
    double longest = 0.0;
    for (size_t i = 0; i < arrows->count; i++) {
        const double length = hypot(arrows->u[i], arrows->v[i]);
        if (isfinite(length)) longest = fmax(longest, length);
    }
    return longest;
}

// The reach of the feet and of an arrow's length beyond them, for arrows that are evenly spread.
static pl_extent roomy_extent(const double *at, size_t count)
{
    const pl_extent feet = pl_extent_of(at, count);
    if (!(feet.least < feet.most)) return feet;
    const double room = 0.6 * (feet.most - feet.least) / sqrt((double)count);
    const double ends[2] = {feet.least - room, feet.most + room};
    return pl_extent_of(ends, 2);
}

bn_status pl_marks_add_quiver(pl_marks *marks, const pl_arrows *arrows, const pl_quiver_options *options)
{
    pl_arena *arena = marks->arena;
    quiver_mark *quiver = pl_mark_new(marks, &quiver_class, sizeof *quiver, &options->mark);
    if (quiver == NULL) return pl_out_of_memory();
    quiver->arrows = (pl_arrows){pl_arena_numbers(arena, arrows->x, arrows->count),
                                 pl_arena_numbers(arena, arrows->y, arrows->count),
                                 pl_arena_numbers(arena, arrows->u, arrows->count),
                                 pl_arena_numbers(arena, arrows->v, arrows->count), arrows->count};
    const pl_arrows *copied = &quiver->arrows;
    if (copied->x == NULL || copied->y == NULL || copied->u == NULL || copied->v == NULL)
        return pl_out_of_memory();
    quiver->color = pl_color_faded(pl_marks_color(marks, options->color), options->mark.alpha);
    quiver->scale = options->scale;
    quiver->width = isnan(options->width) ? 0.7 * marks->theme->line_width : options->width;
    quiver->middle = options->middle;
    quiver->longest = longest_arrow(copied);
    quiver->base.x = roomy_extent(copied->x, arrows->count);
    quiver->base.y = roomy_extent(copied->y, arrows->count);
    pl_marks_add(marks, &quiver->base);
    return bn_ok();
}
