/* Formats of figures: PDF, SVG, EPS and PNG. A page is saved in any of them, and the recipe of a file, also of a
   movie, is read again, by one table each. */
#ifndef PL_FORMAT_H
#define PL_FORMAT_H

#include "plots/output/page.h"
#include "plots/output/recipe.h"

#include <stddef.h>

/* Writes a page as the extension of path says: .pdf, .svg, .eps, .png, in small or capital letters. The file
   appears whole under its name or not at all, and its bytes depend only on the drawing and the output.
   Errors: BN_EINVAL for another extension, as pl_page_check, or for more than 32767 pixels a side; BN_EIO with
   the path and the system's reason, also for the temporary file that EPS needs; BN_EFORMAT when cairo writes
   a file that is not understood; BN_ENOMEM; what the drawing returns. */
bn_status pl_page_save(const pl_page *page, const char *path, const pl_page_output *output);

/* Writes pages, each of its own size, to one PDF file. Errors: as pl_page_save, and BN_EINVAL for another
   extension or no page. */
bn_status pl_pages_save(const pl_page *pages, size_t count, const char *path, const pl_page_output *output);

/* Reads the recipe that a PNG, PDF, SVG, EPS, GIF, MP4 or WebM file carries, in the order in which it was given; it
   may be empty. In an EPS file control characters but newlines are lost. The caller releases the copy by
   pl_recipe_release, also after an error. Errors: BN_EIO when the file can't be read, BN_EFORMAT when it is
   of another format or is damaged, BN_ENOMEM. */
bn_status pl_recipe_read(const char *path, pl_recipe_copy *copy);

#endif
