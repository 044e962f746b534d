/* An arrow's path is a list of points. A gap is cut off at the end of the path by a circle of that radius, and the cut
   path is reversed: two cuts take both gaps and restore the direction. */
#include "plots/marks/arrow.h"

#include "plots/marks/trace.h"

#include <math.h>

const bn_word pl_head_words[] = {
    {PL_HEAD_ARROW, "arrow", "a filled head"},
    {PL_HEAD_BAR, "bar", "a line across, as of inhibition"},
    {PL_HEAD_DOT, "dot", "a disc"},
    {PL_HEAD_NONE, "none", "nothing"},
    {0},
};

enum { MOST_ON_WAY = 33 };
typedef struct {
    pl_point points[MOST_ON_WAY];
    int count;
} way;

static double distance(pl_point a, pl_point b)
{
    return hypot(b.x - a.x, b.y - a.y);
}

static pl_point on_line(pl_point a, pl_point b, double part)
{
    return (pl_point){a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)};
}

// A parabola through the place beside the middle.
static way way_between(pl_point from, pl_point to, double bend)
{
    way w = {.count = bend == 0.0 ? 2 : MOST_ON_WAY};
    const pl_point control = {0.5 * (from.x + to.x) + 2.0 * bend * (to.y - from.y),
                              0.5 * (from.y + to.y) - 2.0 * bend * (to.x - from.x)};
    for (int i = 0; i < w.count; i++) {
        const double t = (double)i / (w.count - 1);
        w.points[i] = on_line(on_line(from, control, t), on_line(control, to, t), t);
    }
    w.points[w.count - 1] = to;
    return w;
}

// Cuts off the points within a gap of the end, and reverses the path.
static way cut_and_turned(const way *w, double gap)
{
    way turned = {.count = 0};
    const pl_point end = w->points[w->count - 1];
    int last = w->count - 1;
    while (last > 0 && distance(w->points[last - 1], end) < gap) last--;
    if (last == 0) return turned;
    const double inner = distance(w->points[last], end), outer = distance(w->points[last - 1], end);
    const double part = outer > inner ? fmax(0.0, gap - inner) / (outer - inner) : 0.0;
    turned.points[turned.count++] = on_line(w->points[last], w->points[last - 1], part);
    for (int i = last - 1; i >= 0; i--) turned.points[turned.count++] = w->points[i];
    return turned;
}

static void set_pen(const pl_arrow_style *style, pl_canvas *canvas)
{
    pl_canvas_color(canvas, style->color);
    pl_canvas_stroke_style(canvas, style->width, style->dash);
}

static void stroke_way(const way *w, const pl_arrow_style *style, pl_canvas *canvas)
{
    set_pen(style, canvas);
    for (int i = 0; i < w->count; i++) cairo_line_to(canvas->pen, w->points[i].x, w->points[i].y);
    cairo_stroke(canvas->pen);
}

// What stands at the end of a way that comes from `before`.
static void draw_head(const pl_arrow_style *style, pl_canvas *canvas, pl_point before, pl_point end,
                      double size)
{
    const double length = distance(before, end);
    if (!(length > 0.0)) return;
    const double across_x = (end.y - before.y) / length, across_y = -(end.x - before.x) / length;
    const pl_marker_style dot = {.shape = PL_MARKER_CIRCLE, .fill = style->color};
    switch (style->head) {
    case PL_HEAD_NONE:
        break;
    case PL_HEAD_DOT:
        pl_trace_marker(canvas, &dot, end, 0.7 * size);
        break;
    case PL_HEAD_BAR:
        set_pen(style, canvas);
        cairo_move_to(canvas->pen, end.x - 0.5 * size * across_x, end.y - 0.5 * size * across_y);
        cairo_line_to(canvas->pen, end.x + 0.5 * size * across_x, end.y + 0.5 * size * across_y);
        cairo_stroke(canvas->pen);
        break;
    case PL_HEAD_ARROW:
        pl_trace_arrow(canvas, style->color, style->width, before, end, size);
        break;
    }
}

void pl_arrow_draw(pl_canvas *canvas, const pl_arrow_style *style, pl_point from, pl_point to)
{
    const way whole_way = way_between(from, to, style->bend);
    const way back = cut_and_turned(&whole_way, style->end_gap);
    if (back.count == 0) return;
    const way whole = cut_and_turned(&back, style->start_gap);
    if (whole.count == 0) return;
    const pl_point end = whole.points[whole.count - 1];
    const double size = isnan(style->head_size) ? 3.0 + 3.0 * style->width : style->head_size;
    pl_point before = whole.points[whole.count - 2];
    if (style->head != PL_HEAD_ARROW) {
        stroke_way(&whole, style, canvas);
    } else if (whole.count > 2) { // the head stands on the last part of a bent way
        const way neck = cut_and_turned(&whole, size);
        if (neck.count > 0) before = neck.points[0];
        stroke_way(&neck, style, canvas);
    }
    draw_head(style, canvas, before, end, size);
}
