/* Writes a page as PDF or PNG. Only these two yet, and without a recipe: the writer of all formats takes this
 * file's place. */
#include "page.h"

#include <cairo-pdf.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

pl_page_output pl_page_output_default(void)
{
    return (pl_page_output){.dpi = 200.0, .date = -1};
}

static pl_status draw(const pl_page *page, cairo_surface_t *surface, double scale)
{
    cairo_t *pen = cairo_create(surface);
    cairo_scale(pen, scale, scale);
    const pl_status status = page->draw(page->drawn, pen);
    const cairo_status_t drawn = cairo_status(pen);
    cairo_destroy(pen);
    if (status.code != PL_OK || drawn == CAIRO_STATUS_SUCCESS) return status;
    return pl_fault(PL_EIO, "the page could not be drawn: %s", cairo_status_to_string(drawn));
}

pl_status pl_page_save(const pl_page *page, const char *path, const pl_page_output *output)
{
    const char *ending = strrchr(path, '.');
    const bool pdf = ending != NULL && strcmp(ending, ".pdf") == 0;
    if (!pdf && (ending == NULL || strcmp(ending, ".png") != 0))
        return pl_fault(PL_EINVAL, "a figure can be written as .pdf or .png; '%s' was given", path);
    const double scale = pdf ? 1.0 : output->dpi / 72.0;
    cairo_surface_t *surface =
        pdf ? cairo_pdf_surface_create(path, page->width, page->height)
            : cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)ceil(page->width * scale),
                                         (int)ceil(page->height * scale));
    pl_status status = draw(page, surface, scale);
    if (!pdf && status.code == PL_OK && cairo_surface_write_to_png(surface, path) != CAIRO_STATUS_SUCCESS)
        status = pl_fault(PL_EIO, "%s could not be written", path);
    cairo_surface_finish(surface);
    cairo_surface_destroy(surface);
    return status;
}
