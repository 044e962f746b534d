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
    share_out(&across, grid->width_ratios, grid->columns, grid->gap, area.x, area.width);
    share_out(&down, grid->height_ratios, grid->rows, grid->gap, area.y, area.height);
    for (size_t i = 0; i < count; i++) {
        pl_cell *cell = &cells[i];
        const int right = cell->column + cell->columns - 1;
        const int bottom = cell->row + cell->rows - 1;
        const double x = across.start[cell->column];
        const double y = down.start[cell->row];
        cell->box = (pl_rect){x, y, across.start[right] + across.length[right] - x,
                              down.start[bottom] + down.length[bottom] - y};
        const double x0 = x - across.before[cell->column];
        const double y0 = y - down.before[cell->row];
        cell->outer = (pl_rect){x0, y0, pl_rect_right(cell->box) + across.after[right] - x0,
                                pl_rect_bottom(cell->box) + down.after[bottom] - y0};
    }
}
