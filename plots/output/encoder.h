/* Encoders: a page as the bytes of a file of each format (format.h knows the formats by their extensions), or as
   pixels.

   Those of files append a whole file to *file; all but PDF take one page. Errors of all: BN_EINVAL when cairo
   cannot draw the page, BN_ENOMEM, what the drawing returns. */
#ifndef PL_ENCODER_H
#define PL_ENCODER_H

#include "plots/base/bytes.h"
#include "plots/output/page.h"
#include "plots/output/pixels.h"

#include <stddef.h>

/* Pages, at least one, each of its own size. Errors also: BN_EFORMAT when the file is not as cairo
   writes it. */
bn_status pl_encode_pdf(const pl_page *pages, size_t count, const pl_page_output *output, pl_bytes *file);

/* Errors also: BN_EFORMAT when the file is not as cairo writes it. */
bn_status pl_encode_svg(const pl_page *pages, size_t count, const pl_page_output *output, pl_bytes *file);

/* Errors also: BN_EFORMAT when the file is not as cairo writes it, BN_EIO when the temporary file that cairo
   needs cannot be written. */
bn_status pl_encode_eps(const pl_page *pages, size_t count, const pl_page_output *output, pl_bytes *file);

/* Errors also: BN_EINVAL when a side would not be 1 to PL_MOST_PIXELS_A_SIDE pixels. */
bn_status pl_encode_png(const pl_page *pages, size_t count, const pl_page_output *output, pl_bytes *file);

/* Draws a page into pixels, scaled to fill them; they are cleared to transparent first. Errors: BN_EINVAL
   when the sides are not 1 to PL_MOST_PIXELS_A_SIDE or cairo cannot draw it, BN_ENOMEM, what the drawing
   returns. */
bn_status pl_page_paint(const pl_page *page, const pl_pixels *pixels);

#endif
