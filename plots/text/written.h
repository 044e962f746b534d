/* What was written onto a surface, run by run, for a format that keeps it as text. */
#ifndef PL_WRITTEN_H
#define PL_WRITTEN_H

#include "plots/base/bytes.h"
#include "plots/text/font.h"

#include <cairo.h>

/* Letters of one face on one line. */
typedef struct {
    cairo_matrix_t place; // of the first letter's origin and of the units of size and width, on the surface
    double size, width;   // of an em, and from the first letter's origin to the end of the last one
    double shift;         // along the line to where a slanted face has the letter drawn
    const char *family;   // owned by the fonts
    bool bold, slanted;
    int glyphs;             // drawn together; 0 for what belongs to the run before, behind a gap
    size_t text, text_size; // UTF-8, in letters
} pl_written_run;

typedef struct {
    pl_bytes runs; // of pl_written_run, in the order of writing
    pl_bytes letters;
} pl_written;

/* Has runs that are written onto a surface noted from now on; `written` must live as long as the surface. The
   caller frees it by pl_written_release. Errors: BN_ENOMEM. */
bn_status pl_written_attach(pl_written *written, cairo_surface_t *surface);
void pl_written_release(pl_written *written);

/* Notes a run that a pen writes from (x, y) on, in its user units; nothing where nothing is attached. */
void pl_written_note(cairo_t *pen, const pl_fonts *fonts, pl_face face, pl_written_run run, double x,
                     double y, const char *text);

/* The number of runs, and one of them. */
size_t pl_written_count(const pl_written *written);
const pl_written_run *pl_written_at(const pl_written *written, size_t number);

#endif
