/* A line is measured by its length; places are tried from the middle outwards. */
#include "plots/paths/contour_label.h"

#include <math.h>

static double step_of(const pl_point *line, size_t i)
{
    return hypot(line[i + 1].x - line[i].x, line[i + 1].y - line[i].y);
}

// The point of a line at a length from its beginning.
static pl_point point_at(const pl_point *line, size_t count, double length)
{
    for (size_t i = 0; i + 1 < count; i++) {
        const double step = step_of(line, i);
        if (length <= step && step > 0.0) {
            const double part = fmax(0.0, length) / step;
            return (pl_point){line[i].x + part * (line[i + 1].x - line[i].x),
                              line[i].y + part * (line[i + 1].y - line[i].y)};
        }
        length -= step;
    }
    return line[count - 1];
}

static bool is_free(pl_point at, double width, pl_rect box, const pl_label_place *taken, size_t count)
{
    if (!pl_rect_holds(pl_rect_grown(box, -0.6 * width), at.x, at.y)) return false;
    for (size_t i = 0; i < count; i++)
        if (hypot(taken[i].at.x - at.x, taken[i].at.y - at.y) < 1.2 * width) return false;
    return true;
}

static double upright(double angle)
{
    const double half = 0.5 * acos(-1.0);
    if (angle > half) return angle - 2.0 * half;
    return angle <= -half ? angle + 2.0 * half : angle;
}

bool pl_label_find(const pl_point *line, size_t count, double width, pl_rect box, const pl_label_place *taken,
                   size_t taken_count, pl_label_place *place)
{
    static const double parts[] = {0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9};
    double length = 0.0;
    for (size_t i = 0; i + 1 < count; i++) length += step_of(line, i);
    if (!(length > 3.0 * width)) return false;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const double middle = parts[i] * length;
        const pl_point at = point_at(line, count, middle);
        if (!is_free(at, width, box, taken, taken_count)) continue;
        const pl_point from = point_at(line, count, middle - 0.5 * width);
        const pl_point to = point_at(line, count, middle + 0.5 * width);
        *place = (pl_label_place){at, upright(atan2(from.y - to.y, to.x - from.x))};
        return true;
    }
    return false;
}

// The part of a segment within a circle, as t from first to last; false where there is none.
static bool inside(pl_point a, pl_point b, pl_point around, double radius, double *first, double *last)
{
    const double dx = b.x - a.x, dy = b.y - a.y, ex = a.x - around.x, ey = a.y - around.y;
    const double square = dx * dx + dy * dy, half = dx * ex + dy * ey;
    const double rest = half * half - square * (ex * ex + ey * ey - radius * radius);
    if (!(square > 0.0) || !(rest > 0.0)) return false;
    *first = (-half - sqrt(rest)) / square;
    *last = (-half + sqrt(rest)) / square;
    return *last > 0.0 && *first < 1.0;
}

size_t pl_label_cut(const pl_point *points, size_t count, pl_point around, double radius, pl_point *out)
{
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        const pl_point a = points[i];
        if (!(hypot(a.x - around.x, a.y - around.y) < radius)) out[used++] = a; // gaps, too
        double first, last;
        if (i + 1 == count || !inside(a, points[i + 1], around, radius, &first, &last)) continue;
        const pl_point b = points[i + 1];
        if (first > 0.0) out[used++] = (pl_point){a.x + first * (b.x - a.x), a.y + first * (b.y - a.y)};
        if (first > 0.0) out[used++] = (pl_point){NAN, NAN};
        if (last < 1.0) out[used++] = (pl_point){a.x + last * (b.x - a.x), a.y + last * (b.y - a.y)};
    }
    return used;
}
