/* Grid: the boxes of panels in rows and columns, so that their edges align and what stands around them
   neither overlaps nor is cut. Pure arithmetic on lengths in points. */
#ifndef PL_GRID_H
#define PL_GRID_H

#include "plots/base/geometry.h"

#include <stddef.h>

enum { PL_MOST_ROWS = 64 }; // and columns

typedef struct {
    int rows, columns;
    double width_ratios[PL_MOST_ROWS];  // of the columns; a ratio of 0 counts as 1
    double height_ratios[PL_MOST_ROWS]; // of the rows
    double gap;                         // between what stands around neighbouring panels
} pl_grid;

/* The cells of a grid that one panel takes, and its place on the page. */
typedef struct {
    int row, column, rows, columns;  // place and span, counted from 0
    double left, right, top, bottom; // room that its texts need around the box
    // Room to the right that it takes from its own box, as far as that of the column is not enough.
    double beside;
    pl_rect box;   // result: the panel itself
    pl_rect outer; // result: the box and the room of its rows and columns
} pl_cell;

/* Sets the boxes of all cells within `area`. Each column gets the room its neediest panel asks for on either
   side, and the rest is divided by the ratios; rows likewise. Where that gives boxes of the same number of columns
   different widths, for some span the room between others and some do not, all columns get the room of the neediest
   and are as wide as each other, which needs equal ratios. A box is at least 1 point wide and high, even where the
   area is too small. */
void pl_grid_place(const pl_grid *grid, pl_rect area, pl_cell *cells, size_t count);

#endif
