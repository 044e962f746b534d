/* Stamps: many small markers printed into pixels, each from a picture of its shape that cairo has drawn once. */
#ifndef PL_STAMPS_H
#define PL_STAMPS_H

#include "plots/base/arena.h"
#include "plots/marks/trace.h"

/* A marker stands in the middle of the eighth of a pixel, in both directions, in which its point lies, and where
   diameters differ, each is the nearest eighth of a pixel. A channel of a pixel under a single marker is then at most
   PL_STAMP_ERROR of 255 from what cairo draws. */
enum { PL_STAMP_ERROR = 48 };

typedef struct {
    pl_marker_style style; // shape and edge of all
    double largest;        // diameter, points
    bool sized;            // diameters differ
    bool colored;          // colours differ; else all are filled with the style's
    bool unclipped;        // markers reach out of the box
} pl_stamp_kind;

typedef struct pl_stamps pl_stamps;

/* Stamps for markers in a box, stroked with the pen's line width; they lie in the scratch arena. Large ones among sized
   ones are drawn by cairo. NULL where stamps can't be used: the pen does not draw into pixels, all markers are large,
   or some and they reach out of the box, or there is no memory. */
pl_stamps *pl_stamps_begin(const pl_canvas *canvas, const pl_stamp_kind *kind, pl_rect box,
                           pl_arena *scratch);

/* Prints a marker over those before, with the style's edge; none where the diameter is not above 0. False without
   memory. */
bool pl_stamps_print(pl_stamps *stamps, pl_point at, double diameter, pl_color fill);

/* Puts what was printed into the picture, as the pen is clipped. */
void pl_stamps_end(pl_stamps *stamps);

#endif
