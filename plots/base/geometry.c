/* Clipping in double precision. A segment is cut by the four half planes through one parameter range (Liang
   and Barsky 1984); a polygon is cut by one half plane after the other (Sutherland and Hodgman 1974), back
   and forth between two buffers. */
#include "plots/base/geometry.h"

#include <math.h>
#include <string.h>

pl_rect pl_rect_grown(pl_rect rect, double by)
{
    return (pl_rect){rect.x - by, rect.y - by, rect.width + 2.0 * by, rect.height + 2.0 * by};
}

bool pl_rect_overlap(pl_rect a, pl_rect b)
{
    return a.x < pl_rect_right(b) && b.x < pl_rect_right(a) && a.y < pl_rect_bottom(b) &&
           b.y < pl_rect_bottom(a);
}

bool pl_rect_holds(pl_rect rect, double x, double y)
{
    return x >= rect.x && x <= pl_rect_right(rect) && y >= rect.y && y <= pl_rect_bottom(rect);
}

// Narrows [*enter, *leave] to where delta * t <= room; false when nothing is left.
static bool cut(double delta, double room, double *enter, double *leave)
{
    if (delta == 0.0) return room >= 0.0;
    const double t = room / delta;
    if (delta < 0.0)
        *enter = fmax(*enter, t);
    else
        *leave = fmin(*leave, t);
    return *enter <= *leave;
}

bool pl_clip_segment(pl_rect rect, pl_point *from, pl_point *to)
{
    const double dx = to->x - from->x;
    const double dy = to->y - from->y;
    double enter = 0.0, leave = 1.0;
    if (!cut(-dx, from->x - rect.x, &enter, &leave) ||
        !cut(dx, pl_rect_right(rect) - from->x, &enter, &leave) ||
        !cut(-dy, from->y - rect.y, &enter, &leave) ||
        !cut(dy, pl_rect_bottom(rect) - from->y, &enter, &leave))
        return false;
    const pl_point start = *from;
    if (leave < 1.0) *to = (pl_point){start.x + leave * dx, start.y + leave * dy};
    if (enter > 0.0) *from = (pl_point){start.x + enter * dx, start.y + enter * dy};
    return true;
}

typedef struct {
    double nx, ny, room; // inside is nx * x + ny * y <= room
} half_plane;

static double beyond(half_plane plane, pl_point point)
{
    return plane.nx * point.x + plane.ny * point.y - plane.room;
}

static size_t clip_half(half_plane plane, const pl_point *points, size_t count, pl_point *out)
{
    size_t written = 0;
    for (size_t i = 0; i < count; i++) {
        const pl_point here = points[i];
        const pl_point next = points[(i + 1) % count];
        const double d0 = beyond(plane, here);
        const double d1 = beyond(plane, next);
        if (d0 <= 0.0) out[written++] = here;
        if ((d0 < 0.0 && d1 > 0.0) || (d0 > 0.0 && d1 < 0.0)) {
            const double t = d0 / (d0 - d1);
            out[written++] = (pl_point){here.x + t * (next.x - here.x), here.y + t * (next.y - here.y)};
        }
    }
    return written;
}

size_t pl_clip_polygon(pl_rect rect, const pl_point *points, size_t count, pl_point *scratch, pl_point *out)
{
    const half_plane planes[4] = {
        {-1.0, 0.0, -rect.x},
        {1.0, 0.0, pl_rect_right(rect)},
        {0.0, -1.0, -rect.y},
        {0.0, 1.0, pl_rect_bottom(rect)},
    };
    size_t left = clip_half(planes[0], points, count, scratch);
    left = clip_half(planes[1], scratch, left, out);
    left = clip_half(planes[2], out, left, scratch);
    return clip_half(planes[3], scratch, left, out);
}

pl_rect pl_rect_fit(pl_rect box, double height_over_width)
{
    pl_rect fitted = box;
    if (box.width * height_over_width > box.height)
        fitted.width = box.height / height_over_width;
    else
        fitted.height = box.width * height_over_width;
    fitted.x += 0.5 * (box.width - fitted.width);
    fitted.y += 0.5 * (box.height - fitted.height);
    return fitted;
}
