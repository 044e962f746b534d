/* A crossing lies on an edge of the grid and belongs to the two cells beside it, so it has at most two
   neighbours along its line. The neighbours are noted cell by cell, then lines are walked: first those that
   end at the border, then the closed ones. */
#include "plots/paths/contour.h"

#include <math.h>
#include <stdint.h>

typedef struct {
    const double *values;
    size_t rows, columns;
    double level;
    size_t edges;      // all horizontal ones first, then the vertical ones
    size_t (*next)[2]; // the crossings beside an edge's crossing, plus one; 0 for none
} field;

// The edge from (r, c) to the right; from (r, c) downwards.
static size_t across(const field *f, size_t r, size_t c)
{
    return r * (f->columns - 1) + c;
}

static size_t down(const field *f, size_t r, size_t c)
{
    return f->rows * (f->columns - 1) + r * f->columns + c;
}

static double at(const field *f, size_t r, size_t c)
{
    return f->values[r * f->columns + c];
}

static void join(field *f, size_t a, size_t b)
{
    f->next[a][f->next[a][0] != 0] = b + 1;
    f->next[b][f->next[b][0] != 0] = a + 1;
}

double pl_contour_share(double from, double to, double level)
{
    // halves, for the difference may be beyond the largest number
    return (0.5 * level - 0.5 * from) / (0.5 * to - 0.5 * from);
}

double pl_contour_middle(const double corners[4])
{
    return 0.25 * corners[0] + 0.25 * corners[1] + 0.25 * corners[2] + 0.25 * corners[3];
}

static void march(field *f, size_t r, size_t c)
{
    const double corners[4] = {at(f, r, c), at(f, r, c + 1), at(f, r + 1, c + 1), at(f, r + 1, c)};
    const size_t edges[4] = {across(f, r, c), down(f, r, c + 1), across(f, r + 1, c), down(f, r, c)};
    size_t crossed[4], count = 0;
    for (int i = 0; i < 4; i++) {
        if (!isfinite(corners[i])) return;
        if ((corners[i] >= f->level) != (corners[(i + 1) % 4] >= f->level)) crossed[count++] = edges[i];
    }
    if (count == 2) join(f, crossed[0], crossed[1]);
    if (count != 4) return;
    // whether the middle goes with the first corner
    const bool linked = (pl_contour_middle(corners) >= f->level) == (corners[0] >= f->level);
    join(f, crossed[0], crossed[linked ? 1 : 3]);
    join(f, crossed[2], crossed[linked ? 3 : 1]);
}

static pl_point crossing(const field *f, size_t edge)
{
    const size_t horizontal = f->rows * (f->columns - 1);
    const bool is_across = edge < horizontal;
    const size_t width = is_across ? f->columns - 1 : f->columns;
    const size_t place = is_across ? edge : edge - horizontal;
    const size_t r = place / width, c = place % width;
    const double from = at(f, r, c), to = is_across ? at(f, r, c + 1) : at(f, r + 1, c);
    const double part = pl_contour_share(from, to, f->level);
    return is_across ? (pl_point){(double)c + part, (double)r} : (pl_point){(double)c, (double)r + part};
}

// Walks from a crossing to the end of its line, or around it, and clears the links it has used.
static size_t walk(field *f, size_t start, pl_point *points, size_t used)
{
    size_t here = start, before = SIZE_MAX;
    points[used++] = crossing(f, here);
    for (;;) {
        size_t *next = f->next[here];
        const size_t onward = next[0] != 0 && next[0] - 1 != before ? next[0] : next[1];
        next[0] = next[1] = 0;
        if (onward == 0) break;
        before = here;
        here = onward - 1;
        points[used++] = crossing(f, here);
        if (here == start) break;
    }
    f->next[here][0] = f->next[here][1] = 0;
    points[used++] = (pl_point){NAN, NAN};
    return used;
}

size_t pl_contour_trace(const double *values, size_t rows, size_t columns, double level, pl_arena *arena,
                        pl_point **points)
{
    *points = NULL;
    if (rows < 2 || columns < 2) return 0;
    field f = {.values = values, .rows = rows, .columns = columns, .level = level};
    f.edges = rows * (columns - 1) + (rows - 1) * columns;
    f.next = pl_arena_take(arena, f.edges, sizeof *f.next);
    if (f.next == NULL) return SIZE_MAX;
    for (size_t r = 0; r + 1 < rows; r++)
        for (size_t c = 0; c + 1 < columns; c++) march(&f, r, c);
    size_t crossings = 0, used = 0;
    for (size_t e = 0; e < f.edges; e++) crossings += f.next[e][0] != 0;
    *points = pl_arena_take(arena, 2 * crossings + 1, sizeof **points);
    if (*points == NULL) return SIZE_MAX;
    for (int ends = 1; ends >= 0; ends--) // lines with ends first
        for (size_t e = 0; e < f.edges; e++)
            if (f.next[e][0] != 0 && (ends == 0 || f.next[e][1] == 0)) used = walk(&f, e, *points, used);
    return used;
}
