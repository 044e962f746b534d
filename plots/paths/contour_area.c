/* A cell's area is its corners at or above the level with the crossings between them, in the order around the cell.
   Whole cells that stand in a row are one rectangle. */
#include "plots/paths/contour_area.h"

#include "plots/paths/contour.h"

#include <math.h>
#include <stdbool.h>

typedef struct {
    pl_point corners[4];
    double values[4];
} cell;

static cell cell_at(const double *values, size_t row, size_t columns, size_t c)
{
    const double *above = values + row * columns + c, *below = above + columns;
    const double x = (double)c, y = (double)row;
    return (cell){{{x, y}, {x + 1.0, y}, {x + 1.0, y + 1.0}, {x, y + 1.0}},
                  {above[0], above[1], below[1], below[0]}};
}

static size_t end_polygon(pl_point *points, size_t used)
{
    points[used] = (pl_point){NAN, NAN};
    return used + 1;
}

// Where the function is the level between corner i and the one behind it.
static pl_point crossing(const cell *at, size_t i, double level)
{
    const size_t j = (i + 1) % 4;
    const double part = pl_contour_share(at->values[i], at->values[j], level);
    const pl_point from = at->corners[i], to = at->corners[j];
    return (pl_point){from.x + part * (to.x - from.x), from.y + part * (to.y - from.y)};
}

// Two opposite corners are at or above the level, and the middle is not.
static bool is_parted(const cell *at, double level)
{
    const double *v = at->values;
    const bool first = v[0] >= level, second = v[1] >= level;
    const bool saddle = first != second && (v[2] >= level) == first && (v[3] >= level) == second;
    return saddle && pl_contour_middle(v) < level;
}

static size_t add_corners(const cell *at, double level, pl_point *points)
{
    size_t used = 0;
    for (size_t i = 0; i < 4; i++) {
        if (!(at->values[i] >= level)) continue;
        points[used++] = crossing(at, (i + 3) % 4, level);
        points[used++] = at->corners[i];
        points[used++] = crossing(at, i, level);
        used = end_polygon(points, used);
    }
    return used;
}

static size_t add_cell(const cell *at, double level, pl_point *points)
{
    if (is_parted(at, level)) return add_corners(at, level, points);
    size_t used = 0;
    for (size_t i = 0; i < 4; i++) {
        const bool high = at->values[i] >= level;
        if (high) points[used++] = at->corners[i];
        if (high != (at->values[(i + 1) % 4] >= level)) points[used++] = crossing(at, i, level);
    }
    return used == 0 ? 0 : end_polygon(points, used);
}

static size_t add_run(size_t row, size_t from, size_t to, pl_point *points)
{
    const double x0 = (double)from, x1 = (double)to, y = (double)row;
    points[0] = (pl_point){x0, y};
    points[1] = (pl_point){x1, y};
    points[2] = (pl_point){x1, y + 1.0};
    points[3] = (pl_point){x0, y + 1.0};
    return end_polygon(points, 4);
}

size_t pl_contour_area(const double *values, size_t row, size_t columns, double level, pl_point *points)
{
    const cell behind = {.values = {NAN}};
    size_t used = 0, from = 0; // of the run of whole cells
    for (size_t c = 0; c < columns; c++) {
        const bool last = c + 1 == columns;
        const cell at = last ? behind : cell_at(values, row, columns, c);
        bool finite = true, whole = true;
        for (size_t i = 0; i < 4; i++) {
            finite = finite && isfinite(at.values[i]);
            whole = whole && at.values[i] >= level;
        }
        if (finite && whole) continue;
        if (from < c) used += add_run(row, from, c, points + used);
        from = c + 1;
        if (finite) used += add_cell(&at, level, points + used);
    }
    return used;
}
