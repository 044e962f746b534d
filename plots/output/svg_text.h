/* Texts of cairo's SVG files as texts. */
#ifndef PL_SVG_TEXT_H
#define PL_SVG_TEXT_H

#include "plots/base/bytes.h"
#include "plots/text/written.h"

/* Appends to *out a copy of an SVG file of cairo's in which what was written is <text> instead of drawn
   letters: found and edited as text, in the reader's font where it lacks ours. Errors: BN_ENOMEM. */
bn_status pl_svg_write_texts(const pl_bytes *file, const pl_written *written, pl_bytes *out);

/* Appends a text without what is markup, and without control characters but newlines and tabs. */
void pl_svg_add_escaped(pl_bytes *out, const char *text, size_t size);

#endif
