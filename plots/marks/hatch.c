/* Strokes lie where a sum of their coordinates is a multiple of their distance, so that they do not depend on the
   area. */
#include "plots/marks/hatch.h"

#include "plots/marks/trace.h"

#include <math.h>

const bn_word pl_hatch_words[] = {
    {PL_HATCH_NONE, "none", "no pattern"},
    {PL_HATCH_RISING, "/", "rising strokes"},
    {PL_HATCH_CROSSED, "x", "rising and falling"},
    {PL_HATCH_ACROSS, "-", "horizontal strokes"},
    {PL_HATCH_UPRIGHT, "|", "vertical strokes"},
    {PL_HATCH_GRID, "+", "horizontal and vertical"},
    {PL_HATCH_DOTS, ".", "dots"},
    {0},
};

static const double apart = 4.0, stroke_width = 0.6, dot_radius = 0.6; // points

typedef struct {
    double x0, y0, x1, y1;
} bounds;

// The least k with step * k >= value.
static int64_t next_multiple(double value, double step)
{
    return (int64_t)ceil(value / step);
}

static void add_across(cairo_t *pen, bounds b)
{
    for (int64_t k = next_multiple(b.y0, apart); apart * (double)k <= b.y1; k++) {
        const double y = apart * (double)k;
        cairo_move_to(pen, b.x0, y);
        cairo_line_to(pen, b.x1, y);
    }
}

static void add_upright(cairo_t *pen, bounds b)
{
    for (int64_t k = next_multiple(b.x0, apart); apart * (double)k <= b.x1; k++) {
        const double x = apart * (double)k;
        cairo_move_to(pen, x, b.y0);
        cairo_line_to(pen, x, b.y1);
    }
}

// Strokes of 45 degrees, upwards to the right (up = 1) or downwards (-1).
static void add_slanting(cairo_t *pen, bounds b, double up)
{
    const double step = apart * sqrt(2.0), height = b.y1 - b.y0;
    const double foot = up > 0.0 ? b.y1 : b.y0; // where strokes begin; x + up * y is the same along one
    const double first = b.x0 - height + up * foot, last = b.x1 + up * foot;
    for (int64_t k = next_multiple(first, step); step * (double)k <= last; k++) {
        const double x = step * (double)k - up * foot;
        cairo_move_to(pen, x, foot);
        cairo_line_to(pen, x + height, foot - up * height);
    }
}

static void add_dots(cairo_t *pen, bounds b)
{
    const bounds wider = {b.x0 - apart, b.y0 - apart, b.x1 + apart, b.y1 + apart};
    for (int64_t i = next_multiple(wider.y0, apart); apart * (double)i <= wider.y1; i++)
        for (int64_t k = next_multiple(wider.x0, apart); apart * (double)k <= wider.x1; k++) {
            cairo_new_sub_path(pen);
            cairo_arc(pen, apart * (double)k, apart * (double)i, dot_radius, 0.0, 2.0 * acos(-1.0));
        }
}

static void add_pattern(cairo_t *pen, pl_hatch hatch, bounds b)
{
    if (hatch == PL_HATCH_RISING || hatch == PL_HATCH_CROSSED) add_slanting(pen, b, 1.0);
    if (hatch == PL_HATCH_CROSSED) add_slanting(pen, b, -1.0);
    if (hatch == PL_HATCH_ACROSS || hatch == PL_HATCH_GRID) add_across(pen, b);
    if (hatch == PL_HATCH_UPRIGHT || hatch == PL_HATCH_GRID) add_upright(pen, b);
    if (hatch == PL_HATCH_DOTS) add_dots(pen, b);
}

void pl_hatch_fill(pl_canvas *canvas, pl_hatch hatch, pl_color color)
{
    cairo_t *pen = canvas->pen;
    cairo_fill_preserve(pen);
    if (hatch == PL_HATCH_NONE || !cairo_has_current_point(pen)) return;
    bounds b;
    cairo_path_extents(pen, &b.x0, &b.y0, &b.x1, &b.y1);
    cairo_path_t *path = cairo_copy_path(pen);
    cairo_save(pen);
    cairo_clip(pen);
    add_pattern(pen, hatch, b);
    pl_canvas_color(canvas, color);
    pl_canvas_stroke_style(canvas, stroke_width, PL_SOLID);
    if (hatch == PL_HATCH_DOTS)
        cairo_fill(pen);
    else
        cairo_stroke(pen);
    cairo_restore(pen);
    cairo_append_path(pen, path);
    cairo_path_destroy(path);
}

void pl_hatch_key(pl_canvas *canvas, pl_rect box, pl_hatch hatch, pl_color color)
{
    pl_trace_key_outline(canvas, box);
    pl_hatch_fill(canvas, hatch, color);
    cairo_new_path(canvas->pen);
}
