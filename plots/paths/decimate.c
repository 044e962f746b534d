/* One pass in place: points that follow each other in the same column are a run. Of a run its lowest and
   highest points are kept, and the points where the line comes in and goes out unless the neighbouring run
   reaches over them anyway. Runs are written one late, when both neighbours are known; the write position
   never overtakes the read position, for a run of one to four points is copied as it is. */
#include "plots/paths/decimate.h"

#include <math.h>

typedef struct {
    double column;
    double low, high;
    size_t first, last, lowest, highest; // indices into the points
    bool open, over_before; // there is a run; the run before it reaches over where the line comes in
} run;

static run run_at(const pl_point *points, size_t i, double column)
{
    return (run){column, points[i].y, points[i].y, i, i, i, i, true, false};
}

static void extend(run *r, const pl_point *points, size_t i)
{
    r->last = i;
    if (points[i].y < r->low) {
        r->low = points[i].y;
        r->lowest = i;
    }
    if (points[i].y > r->high) {
        r->high = points[i].y;
        r->highest = i;
    }
}

static bool overlap(const run *a, const run *b)
{
    return a->low <= b->high && b->low <= a->high;
}

// Writes what a run keeps, in order; returns the next write position.
static size_t keep(const run *r, bool over_after, pl_point *points, size_t write)
{
    const size_t early = r->lowest < r->highest ? r->lowest : r->highest;
    const size_t late = r->lowest < r->highest ? r->highest : r->lowest;
    const pl_point kept[4] = {points[r->first], points[early], points[late], points[r->last]};
    if (r->first < early && !r->over_before) points[write++] = kept[0];
    points[write++] = kept[1];
    if (late > early) points[write++] = kept[2];
    if (r->last > late && !over_after) points[write++] = kept[3];
    return write;
}

// Writes what is kept of the run `before`, once the run after it is known (`now`; NULL at a gap).
static size_t close_run(run *before, run *now, pl_point *points, size_t write)
{
    const bool over = now != NULL && before->open && overlap(before, now);
    if (before->open) write = keep(before, over, points, write);
    if (now != NULL) {
        now->over_before = over;
        *before = *now;
    } else {
        before->open = false;
    }
    return write;
}

size_t pl_decimate(pl_point *points, size_t count, double columns)
{
    size_t write = 0;
    run before = {.open = false}, now = {.open = false};
    bool broken = false;
    for (size_t i = 0; i < count; i++) {
        const pl_point point = points[i];
        const bool gap = isnan(point.x) || isnan(point.y);
        const double column = floor(point.x * columns);
        if (now.open && !gap && column == now.column) {
            extend(&now, points, i);
            continue;
        }
        if (now.open) write = close_run(&before, &now, points, write);
        now.open = false;
        if (gap) {
            write = close_run(&before, NULL, points, write);
            if (!broken) points[write++] = (pl_point){NAN, NAN};
        } else {
            now = run_at(points, i, column);
        }
        broken = gap;
    }
    if (now.open) write = close_run(&before, &now, points, write);
    return close_run(&before, NULL, points, write);
}
