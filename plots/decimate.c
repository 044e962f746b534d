/* One pass in place: points that follow each other in the same column are a run, of which at most four are
   kept, in the order in which they came. The write position never overtakes the read position, for a run of
   one to four points is copied as it is. */
#include "decimate.h"

#include <math.h>

typedef struct {
    double column;
    size_t first, last, lowest, highest; // indices into the points
} run;

static void extend(run *r, const pl_point *points, size_t i)
{
    r->last = i;
    if (points[i].y < points[r->lowest].y) r->lowest = i;
    if (points[i].y > points[r->highest].y) r->highest = i;
}

// Writes a run's points in order without repeats; returns the next write position.
static size_t keep(const run *r, pl_point *points, size_t write)
{
    const size_t early = r->lowest < r->highest ? r->lowest : r->highest;
    const size_t late = r->lowest < r->highest ? r->highest : r->lowest;
    const pl_point kept[4] = {points[r->first], points[early], points[late], points[r->last]};
    points[write++] = kept[0];
    if (early > r->first && early < r->last) points[write++] = kept[1];
    if (late > early && late > r->first && late < r->last) points[write++] = kept[2];
    if (r->last > r->first) points[write++] = kept[3];
    return write;
}

size_t pl_decimate(pl_point *points, size_t count, double columns)
{
    size_t write = 0;
    run now = {.column = NAN};
    bool open = false, broken = false;
    for (size_t i = 0; i < count; i++) {
        const pl_point point = points[i];
        const bool gap = isnan(point.x) || isnan(point.y);
        const double column = floor(point.x * columns);
        if (open && !gap && column == now.column) {
            extend(&now, points, i);
            continue;
        }
        if (open) write = keep(&now, points, write);
        open = !gap;
        if (gap && !broken) points[write++] = (pl_point){NAN, NAN};
        broken = gap;
        if (open) now = (run){column, i, i, i, i};
    }
    if (open) write = keep(&now, points, write);
    return write;
}
