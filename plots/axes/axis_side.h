/* One side of a panel: ticks, their labels, the common factor or offset of the labels, and the axis label,
   along one edge of a box. */
#ifndef PL_AXIS_SIDE_H
#define PL_AXIS_SIDE_H

#include "plots/axes/axis.h"
#include "plots/axes/tick_text.h"
#include "plots/canvas/canvas.h"

typedef enum { PL_AXIS_BOTTOM, PL_AXIS_LEFT, PL_AXIS_RIGHT } pl_axis_side_place;

/* Writes the label of a tick. An error is returned when the figure is written. */
typedef struct {
    bn_status (*write)(void *context, double value, char *text, size_t size);
    void *context;
} pl_tick_writer;

typedef struct {
    pl_axis_side_place place;
    const char *label;       // NULL for none
    const double *ticks;     // the values of the ticks; NULL: chosen
    const char **tick_texts; // as many texts, NULL for numbers
    int tick_count;
    bool named;            // the ticks are names at which marks stand
    pl_tick_writer writer; // .write is NULL for the usual labels
    bool bare;             // ticks without labels, and no axis label
    bool off;              // not drawn at all
    bool frame;            // ticks are drawn with the spine's ink even where there is no spine
    double label_at;       // the axis label stands at least this far from the box, so that labels align
    // set by pl_axis_side_choose_ticks:
    bool turned; // the labels of a horizontal side are turned, because they would overlap
    pl_ticks at;
    const char *texts[PL_MOST_TICKS];
    char written[PL_MOST_TICKS][PL_TICK_TEXT_SIZE];
    char common[PL_TICK_TEXT_SIZE];
} pl_axis_side;

/* Chooses ticks that fit an axis of `length` points and writes their labels. Labels of ticks that were given
   are turned where they do not fit. */
void pl_axis_side_choose_ticks(pl_axis_side *side, const pl_axis *axis, double length, pl_canvas *canvas);

/* Whether labels of ticks that were given lie over each other, turned or not; if so, which. */
bool pl_axis_side_labels_meet(const pl_axis_side *side, const pl_axis *axis, double length, pl_canvas *canvas,
                              int *first, int *second);

/* How far the tick labels reach out from the box, once the ticks are chosen. */
double pl_axis_side_reach(const pl_axis_side *side, pl_canvas *canvas);

/* The room a side needs: outward from the box, and along the axis beyond its start and end (left and right of
   a horizontal one, below and above a vertical one). */
typedef struct {
    double outward, before, after;
} pl_axis_side_room;

pl_axis_side_room pl_axis_side_measure(const pl_axis_side *side, const pl_axis *axis, double length,
                                       pl_canvas *canvas);

/* Draws all of it around the box; the common text of a vertical side begins no further left than
   `common_left`. */
void pl_axis_side_draw(const pl_axis_side *side, const pl_axis *axis, pl_rect box, double common_left,
                       pl_canvas *canvas);

/* Draws lines across the box at the major ticks. */
void pl_axis_side_grid(const pl_axis_side *side, const pl_axis *axis, pl_rect box, pl_canvas *canvas);

#endif
