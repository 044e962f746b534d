/* Rows and columns are the same problem in two directions, so one function solves both, on tracks: margins
   first, from the panels that begin or end in a track, then inner lengths by ratio, then positions by adding
   up. */
#include "plots/figure/grid.h"

#include <math.h>

typedef struct {
    double before[PL_MOST_ROWS], after[PL_MOST_ROWS]; // room on either side of each track
    double start[PL_MOST_ROWS], length[PL_MOST_ROWS]; // the track itself
} tracks;

static double ratio_of(const double *ratios, int i)
{
    return ratios[i] > 0.0 ? ratios[i] : 1.0;
}

static void share_out(tracks *t, const double *ratios, int count, double gap, double from, double whole)
{
    double left = whole - gap * (count - 1), sum = 0.0;
    for (int i = 0; i < count; i++) {
        left -= t->before[i] + t->after[i];
        sum += ratio_of(ratios, i);
    }
    double at = from;
    for (int i = 0; i < count; i++) {
        at += t->before[i];
        t->start[i] = at;
        t->length[i] = fmax(1.0, left * ratio_of(ratios, i) / sum);
        at += t->length[i] + t->after[i] + gap;
    }
}

static void need(double *room, double asked)
{
    if (asked > *room) *room = asked;
}

// Where a cell begins and how many tracks it takes, in one direction.
typedef struct {
    int first, count;
} reach;

static reach reach_of(const pl_cell *cell, bool down)
{
    return down ? (reach){cell->row, cell->rows} : (reach){cell->column, cell->columns};
}

static double length_of(const tracks *t, reach r)
{
    const int last = r.first + r.count - 1;
    return t->start[last] + t->length[last] - t->start[r.first];
}

static bool are_equal(const double *ratios, int count)
{
    for (int i = 1; i < count; i++)
        if (ratio_of(ratios, i) != ratio_of(ratios, 0)) return false;
    return true;
}

// Whether cells of as many tracks have different lengths.
static bool spans_differ(const tracks *t, const pl_cell *cells, size_t count, bool down)
{
    double length[PL_MOST_ROWS + 1] = {0.0};
    for (size_t i = 0; i < count; i++) {
        const reach r = reach_of(&cells[i], down);
        const double here = length_of(t, r);
        if (length[r.count] > 0.0 && fabs(length[r.count] - here) > 0.5) return true;
        length[r.count] = here;
    }
    return false;
}

// All tracks with the room of the neediest; a track may be shorter than that, a span is longer.
static void share_evenly(tracks *t, int count, double gap, double from, double whole)
{
    double before = 0.0, after = 0.0;
    for (int i = 0; i < count; i++) {
        need(&before, t->before[i]);
        need(&after, t->after[i]);
    }
    const double pitch = (whole + gap) / count;
    for (int i = 0; i < count; i++) {
        t->before[i] = before;
        t->after[i] = after;
        t->start[i] = from + i * pitch + before;
        t->length[i] = pitch - gap - before - after;
    }
}

static void place_tracks(tracks *t, const double *ratios, int count, double gap, double from, double whole,
                         const pl_cell *cells, size_t cell_count, bool down)
{
    share_out(t, ratios, count, gap, from, whole);
    if (are_equal(ratios, count) && spans_differ(t, cells, cell_count, down))
        share_evenly(t, count, gap, from, whole);
}

static void place_cell(pl_cell *cell, const tracks *across, const tracks *down)
{
    const int right = cell->column + cell->columns - 1, bottom = cell->row + cell->rows - 1;
    const double x = across->start[cell->column], y = down->start[cell->row];
    cell->box = (pl_rect){x, y, fmax(1.0, length_of(across, reach_of(cell, false))),
                          fmax(1.0, length_of(down, reach_of(cell, true)))};
    const double x0 = x - across->before[cell->column];
    const double y0 = y - down->before[cell->row];
    cell->outer = (pl_rect){x0, y0, pl_rect_right(cell->box) + across->after[right] - x0,
                            pl_rect_bottom(cell->box) + down->after[bottom] - y0};
    const double free = pl_rect_right(cell->outer) - cell->beside - x;
    cell->box.width = fmax(1.0, fmin(cell->box.width, free));
}

void pl_grid_place(const pl_grid *grid, pl_rect area, pl_cell *cells, size_t count)
{
    tracks across = {0}, down = {0};
    for (size_t i = 0; i < count; i++) {
        const pl_cell *cell = &cells[i];
        need(&across.before[cell->column], cell->left);
        need(&across.after[cell->column + cell->columns - 1], cell->right);
        need(&down.before[cell->row], cell->top);
        need(&down.after[cell->row + cell->rows - 1], cell->bottom);
    }
    place_tracks(&across, grid->width_ratios, grid->columns, grid->gap, area.x, area.width, cells, count,
                 false);
    place_tracks(&down, grid->height_ratios, grid->rows, grid->gap, area.y, area.height, cells, count, true);
    for (size_t i = 0; i < count; i++) place_cell(&cells[i], &across, &down);
}
