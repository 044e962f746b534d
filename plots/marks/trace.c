/* A line's segments are cut to the box grown by more than any line is wide; a new subpath begins where a cut
   has been made. Into pixels, cairo strokes n segments that cross each other in a time that grows faster than
   n, so a long line is stroked strip by strip of whole pixels, which changes none of them. Round markers are
   filled circles, built once from four curves by cairo. A point is written into the path only if it moved, so
   that vector files stay small. */
#include "plots/marks/trace.h"

#include "plots/paths/decimate.h"

#include <math.h>

// More than half the widest line and its joins.
static const double beyond_box = 40.0;

enum { SHORT_LINE = 512, STRIP_PIXELS = 8 };

static bool is_gap(pl_point point)
{
    return isnan(point.x) || isnan(point.y);
}

static void trace_segment(cairo_t *pen, pl_rect reach, pl_point from, pl_point to, pl_point *end)
{
    const pl_point wanted = to;
    if (!pl_clip_segment(reach, &from, &to)) {
        *end = (pl_point){NAN, NAN};
        return;
    }
    if (!(from.x == end->x && from.y == end->y)) cairo_move_to(pen, from.x, from.y);
    cairo_line_to(pen, to.x, to.y);
    *end = wanted.x == to.x && wanted.y == to.y ? to : (pl_point){NAN, NAN};
}

// A point between two gaps is a dot as wide as the line.
static void trace_dot(cairo_t *pen, pl_rect reach, pl_point at)
{
    if (!pl_rect_holds(reach, at.x, at.y)) return;
    const double radius = 0.5 * cairo_get_line_width(pen);
    cairo_move_to(pen, at.x - radius, at.y);
    cairo_line_to(pen, at.x + radius, at.y);
}

// Whether the points from i to the next gap are so near each other that no stroke would show them.
static bool stands_still(const pl_point *points, size_t count, size_t i)
{
    static const double near = 0.05;
    const pl_point first = points[i];
    for (i++; i < count && !is_gap(points[i]); i++)
        if (fabs(points[i].x - first.x) > near || fabs(points[i].y - first.y) > near) return false;
    return true;
}

// Adds the points [from, to) of all to the path.
static void trace_points(cairo_t *pen, pl_rect reach, const pl_point *points, size_t count, size_t from,
                         size_t to)
{
    pl_point end = {NAN, NAN};
    for (size_t i = from; i < to; i++) {
        if (is_gap(points[i])) continue;
        const bool before = i > 0 && !is_gap(points[i - 1]);
        const bool after = i + 1 < count && !is_gap(points[i + 1]);
        if (before && i > from) trace_segment(pen, reach, points[i - 1], points[i], &end);
        if (!before && (!after || stands_still(points, count, i))) trace_dot(pen, reach, points[i]);
    }
}

// --- strips ----------------------------------------------------------------------------------------------

typedef struct {
    const pl_point *points;
    size_t count, first; // the points before `first` are left of all strips to come
    bool ascending;
    int dashes;
    double pattern[PL_MOST_DASHES];
} long_line;

static bool is_ascending(const pl_point *points, size_t count)
{
    double last = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        if (points[i].x < last) return false;
        if (!isnan(points[i].x)) last = points[i].x;
    }
    return true;
}

// What a point and the segment behind it cover.
static double leftmost(const long_line *line, size_t i)
{
    return i + 1 < line->count ? fmin(line->points[i].x, line->points[i + 1].x) : line->points[i].x;
}

static double rightmost(const long_line *line, size_t i)
{
    return i + 1 < line->count ? fmax(line->points[i].x, line->points[i + 1].x) : line->points[i].x;
}

// The length of the line at point `to`, given that at `from`; it starts from 0 after a gap.
static double length_at(const pl_point *points, size_t from, size_t to, double length)
{
    for (size_t i = from; i < to; i++) {
        const double step = hypot(points[i + 1].x - points[i].x, points[i + 1].y - points[i].y);
        length = isfinite(step) ? length + step : 0.0;
    }
    return length;
}

// Strokes the parts of the line that come near the strip between left and right. Dashes continue as if the
// whole line had been stroked.
static void stroke_strip(cairo_t *pen, pl_rect reach, long_line *line, double left, double right)
{
    while (line->first < line->count && !(rightmost(line, line->first) >= left)) line->first++;
    size_t known = 0, end;
    double length = 0.0;
    for (size_t i = line->first; i < line->count; i = end) {
        end = i + 1;
        if (line->ascending && leftmost(line, i) > right) break;
        if (!(leftmost(line, i) <= right && rightmost(line, i) >= left)) continue;
        while (end < line->count && leftmost(line, end) <= right && rightmost(line, end) >= left) end++;
        trace_points(pen, reach, line->points, line->count, i, end < line->count ? end + 1 : end);
        if (line->dashes == 0) continue;
        length = length_at(line->points, known, i, length);
        known = i;
        cairo_set_dash(pen, line->pattern, line->dashes, length);
        cairo_stroke(pen);
    }
    cairo_stroke(pen);
}

// Clips to the pixels whose centres are in the rectangle.
static void clip_to_pixels(cairo_t *pen, pl_rect rect)
{
    const cairo_antialias_t before = cairo_get_antialias(pen);
    cairo_set_antialias(pen, CAIRO_ANTIALIAS_NONE);
    cairo_rectangle(pen, rect.x, rect.y, rect.width, rect.height);
    cairo_clip(pen);
    cairo_set_antialias(pen, before);
}

static void stroke_strips(const pl_canvas *canvas, pl_rect reach, const pl_point *points, size_t count)
{
    cairo_t *pen = canvas->pen;
    long_line line = {points, count, 0, is_ascending(points, count), cairo_get_dash_count(pen), {0.0}};
    if (line.dashes > 0) cairo_get_dash(pen, line.pattern, NULL);
    const double width = STRIP_PIXELS / canvas->pixels,
                 margin = cairo_get_line_width(pen) + 1.0 / canvas->pixels;
    for (int strip = 0; strip * width < reach.width; strip++) {
        const double left = reach.x + strip * width;
        cairo_save(pen);
        clip_to_pixels(pen, (pl_rect){left, reach.y, width, reach.height});
        stroke_strip(pen, reach, &line, left - margin, left + width + margin);
        cairo_restore(pen);
    }
}

size_t pl_trace_thin(const pl_canvas *canvas, pl_point *points, size_t count)
{
    if (count <= SHORT_LINE) return count;
    return pl_decimate(points, count, canvas->vector ? canvas->pixels : 16.0 * canvas->pixels);
}

void pl_trace_line(pl_canvas *canvas, pl_rect box, pl_point *points, size_t count)
{
    count = pl_trace_thin(canvas, points, count);
    cairo_set_line_join(canvas->pen, CAIRO_LINE_JOIN_ROUND);
    const pl_rect reach = pl_rect_grown(box, beyond_box);
    if (count > SHORT_LINE && !canvas->vector) {
        stroke_strips(canvas, reach, points, count);
        return;
    }
    trace_points(canvas->pen, reach, points, count, 0, count);
    cairo_stroke(canvas->pen);
}

void pl_trace_polygon(pl_canvas *canvas, pl_rect box, const pl_point *points, size_t count, pl_point *scratch,
                      pl_point *clipped)
{
    const size_t left = pl_clip_polygon(pl_rect_grown(box, beyond_box), points, count, scratch, clipped);
    for (size_t i = 0; i < left; i++) {
        if (i == 0)
            cairo_move_to(canvas->pen, clipped[i].x, clipped[i].y);
        else
            cairo_line_to(canvas->pen, clipped[i].x, clipped[i].y);
    }
    if (left > 0) cairo_close_path(canvas->pen);
}

// --- markers ---------------------------------------------------------------------------------------------

static void corners(cairo_t *pen, pl_point at, double radius, const double (*unit)[2], int count)
{
    for (int i = 0; i < count; i++) {
        const double x = at.x + radius * unit[i][0];
        const double y = at.y + radius * unit[i][1];
        if (i == 0)
            cairo_move_to(pen, x, y);
        else
            cairo_line_to(pen, x, y);
    }
    cairo_close_path(pen);
}

static void disc(cairo_t *pen, pl_point at, double radius)
{
    cairo_new_sub_path(pen);
    cairo_arc(pen, at.x, at.y, radius, 0.0, 2.0 * acos(-1.0));
    cairo_close_path(pen);
}

static void bars(cairo_t *pen, pl_point at, double dx, double dy)
{
    cairo_move_to(pen, at.x - dx, at.y - dy);
    cairo_line_to(pen, at.x + dx, at.y + dy);
}

// The corners of markers, in radii.
static const double square[][2] = {{-0.9, -0.9}, {0.9, -0.9}, {0.9, 0.9}, {-0.9, 0.9}};
static const double diamond[][2] = {{0.0, -1.2}, {1.2, 0.0}, {0.0, 1.2}, {-1.2, 0.0}};
static const double up[][2] = {{0.0, -1.15}, {1.1, 0.8}, {-1.1, 0.8}};
static const double down[][2] = {{0.0, 1.15}, {1.1, -0.8}, {-1.1, -0.8}};

// Adds the shape to the path; true when it has an inside.
static bool add_shape(cairo_t *pen, pl_marker shape, pl_point at, double radius)
{
    const double diagonal = radius * sqrt(0.5);
    switch (shape) {
    case PL_MARKER_NONE:
        return true;
    case PL_MARKER_POINT:
        disc(pen, at, 0.5 * radius);
        return true;
    case PL_MARKER_CIRCLE:
        disc(pen, at, radius);
        return true;
    case PL_MARKER_SQUARE:
        corners(pen, at, radius, square, 4);
        return true;
    case PL_MARKER_DIAMOND:
        corners(pen, at, radius, diamond, 4);
        return true;
    case PL_MARKER_UP:
        corners(pen, at, radius, up, 3);
        return true;
    case PL_MARKER_DOWN:
        corners(pen, at, radius, down, 3);
        return true;
    case PL_MARKER_PLUS:
        bars(pen, at, radius, 0.0);
        bars(pen, at, 0.0, radius);
        return false;
    case PL_MARKER_CROSS:
        bars(pen, at, diagonal, diagonal);
        bars(pen, at, diagonal, -diagonal);
        return false;
    case PL_MARKER_BAR:
        bars(pen, at, 0.0, radius);
        return false;
    }
    return true;
}

static const double most_diameter = 2e4; // more than any page: cairo would be at work for ever

void pl_trace_marker(pl_canvas *canvas, const pl_marker_style *style, pl_point at, double diameter)
{
    if (style->shape == PL_MARKER_NONE || !(diameter > 0.0)) return;
    diameter = fmax(PL_LEAST_SEEN, fmin(most_diameter, diameter));
    cairo_t *pen = canvas->pen;
    const bool closed = add_shape(pen, style->shape, at, 0.5 * diameter);
    pl_canvas_color(canvas, style->fill);
    if (!closed) {
        cairo_stroke(pen);
        return;
    }
    if (!(style->edge_width > 0.0)) {
        cairo_fill(pen);
        return;
    }
    cairo_fill_preserve(pen);
    pl_canvas_color(canvas, style->edge);
    cairo_stroke(pen);
}

// --- arrows ----------------------------------------------------------------------------------------------

void pl_trace_arrow(pl_canvas *canvas, pl_color color, double width, pl_point from, pl_point to, double size)
{
    const double dx = to.x - from.x, dy = to.y - from.y;
    const double length = hypot(dx, dy);
    if (!(length > 0.0) || !isfinite(length)) return;
    if (length < PL_LEAST_SEEN) {
        pl_trace_marker(canvas, &(pl_marker_style){.shape = PL_MARKER_CIRCLE, .fill = color}, to,
                        PL_LEAST_SEEN);
        return;
    }
    const double head = fmin(size, length);
    const double ux = dx / length, uy = dy / length;
    const pl_point neck = {to.x - ux * head, to.y - uy * head};
    cairo_t *pen = canvas->pen;
    pl_canvas_color(canvas, color);
    pl_canvas_stroke_style(canvas, width, PL_SOLID);
    cairo_move_to(pen, from.x, from.y);
    cairo_line_to(pen, neck.x + 0.2 * ux * head, neck.y + 0.2 * uy * head);
    cairo_stroke(pen);
    cairo_move_to(pen, to.x, to.y);
    cairo_line_to(pen, neck.x - uy * 0.38 * head, neck.y + ux * 0.38 * head);
    cairo_line_to(pen, neck.x + ux * 0.2 * head, neck.y + uy * 0.2 * head);
    cairo_line_to(pen, neck.x + uy * 0.38 * head, neck.y - ux * 0.38 * head);
    cairo_close_path(pen);
    cairo_fill(pen);
}

// --- samples ---------------------------------------------------------------------------------------------

void pl_trace_key_line(pl_canvas *canvas, pl_rect box)
{
    cairo_move_to(canvas->pen, box.x, box.y + 0.5 * box.height);
    cairo_line_to(canvas->pen, pl_rect_right(box), box.y + 0.5 * box.height);
    cairo_stroke(canvas->pen);
}

void pl_trace_key_outline(pl_canvas *canvas, pl_rect box)
{
    cairo_rectangle(canvas->pen, box.x, box.y + 0.2 * box.height, box.width, 0.6 * box.height);
}

void pl_trace_key_area(pl_canvas *canvas, pl_rect box)
{
    pl_trace_key_outline(canvas, box);
    cairo_fill(canvas->pen);
}
