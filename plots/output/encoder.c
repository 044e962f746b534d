/* Encoders: the drawing is played onto a surface of cairo's that streams into a buffer; the buffer is given
   its recipe and loses what changes from run to run. */
#include "plots/output/encoder.h"

#include "plots/base/geometry.h"
#include "plots/output/eps.h"
#include "plots/output/pdf.h"
#include "plots/output/png.h"
#include "plots/output/svg.h"
#include "plots/output/svg_text.h"

#include <cairo-pdf.h>
#include <cairo-ps.h>
#include <cairo-svg.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const double least_fallback_dpi = 300.0;

static bn_status cairo_fault(cairo_status_t status)
{
    if (status == CAIRO_STATUS_SUCCESS) return bn_ok();
    const bn_code code = status == CAIRO_STATUS_NO_MEMORY ? BN_ENOMEM : BN_EINVAL;
    return bn_fault(code, "the page can't be drawn: %s", cairo_status_to_string(status));
}

/* Draws the page onto a surface at a scale. */
static bn_status draw(const pl_page *page, cairo_surface_t *surface, double scale_x, double scale_y)
{
    cairo_t *pen = cairo_create(surface);
    cairo_scale(pen, scale_x, scale_y);
    bn_status status = page->draw(page->drawn, pen);
    if (status.code == BN_OK) status = cairo_fault(cairo_status(pen));
    cairo_destroy(pen);
    return status;
}

/* Ends a surface onto which was drawn with the given status. */
static bn_status finish(cairo_surface_t *surface, bn_status status)
{
    cairo_surface_finish(surface);
    if (status.code == BN_OK) status = cairo_fault(cairo_surface_status(surface));
    cairo_surface_destroy(surface);
    return status;
}

// --- vectors ----------------------------------------------------------------------------------------

static cairo_status_t collect(void *bytes, const unsigned char *data, unsigned size)
{
    pl_bytes_add(bytes, data, size);
    return ((pl_bytes *)bytes)->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

static void set_fallback(const pl_page_output *output, cairo_surface_t *surface)
{
    const double dpi = fmax(output->dpi, least_fallback_dpi);
    cairo_surface_set_fallback_resolution(surface, dpi, dpi);
}

static bn_status play_vector(const pl_page *page, const pl_page_output *output, cairo_surface_t *surface)
{
    set_fallback(output, surface);
    return finish(surface, draw(page, surface, 1.0, 1.0));
}

bn_status pl_encode_pdf(const pl_page *pages, size_t count, const pl_page_output *output, pl_bytes *file)
{
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(collect, file, pages[0].width, pages[0].height);
    // 1.4 for its plain trailer; the date is replaced, but must not be the clock's even where it is overlaid.
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "1970-01-01T00:00:00Z");
    set_fallback(output, surface);
    bn_status status = bn_ok();
    for (size_t i = 0; i < count && status.code == BN_OK; i++) {
        cairo_pdf_surface_set_size(surface, pages[i].width, pages[i].height);
        status = draw(&pages[i], surface, 1.0, 1.0);
        cairo_surface_show_page(surface);
    }
    BN_TRY(finish(surface, status));
    return pl_pdf_add_recipe(file, &output->recipe, output->date);
}

bn_status pl_encode_svg(const pl_page *pages, size_t count, const pl_page_output *output, pl_bytes *file)
{
    (void)count;
    const pl_page *page = &pages[0];
    pl_bytes raw = {0}, with_texts = {0};
    pl_written written = {0};
    cairo_surface_t *surface = cairo_svg_surface_create_for_stream(collect, &raw, page->width, page->height);
    bn_status status = output->svg_text ? pl_written_attach(&written, surface) : bn_ok();
    if (status.code == BN_OK)
        status = play_vector(page, output, surface);
    else
        cairo_surface_destroy(surface);
    if (status.code == BN_OK && output->svg_text) status = pl_svg_write_texts(&raw, &written, &with_texts);
    if (status.code == BN_OK)
        status = pl_svg_finish(output->svg_text ? &with_texts : &raw, &output->recipe, file);
    pl_written_release(&written);
    pl_bytes_release(&raw);
    pl_bytes_release(&with_texts);
    return status;
}

/* cairo 1.16 collects a page of PostScript in a tmpfile() and frees memory twice when that can't be written,
   so room for it is asked for first. */
static bn_status check_scratch_space(void)
{
    enum { SCRATCH_SIZE = 1 << 24 };
    FILE *scratch = tmpfile();
    const int reason = scratch == NULL ? errno : posix_fallocate(fileno(scratch), 0, SCRATCH_SIZE);
    if (scratch != NULL) fclose(scratch);
    if (reason == 0) return bn_ok();
    return bn_fault(BN_EIO, "can't write the temporary file that EPS needs in " P_tmpdir ": %s",
                    strerror(reason));
}

bn_status pl_encode_eps(const pl_page *pages, size_t count, const pl_page_output *output, pl_bytes *file)
{
    (void)count;
    const pl_page *page = &pages[0];
    BN_TRY(check_scratch_space());
    pl_bytes raw = {0};
    cairo_surface_t *surface = cairo_ps_surface_create_for_stream(collect, &raw, page->width, page->height);
    cairo_ps_surface_set_eps(surface, 1);
    bn_status status = play_vector(page, output, surface);
    if (status.code == BN_OK)
        status = pl_eps_finish(&raw, page->width, page->height, &output->recipe, output->date, file);
    pl_bytes_release(&raw);
    return status;
}

// --- pixels ---------------------------------------------------------------------------------------------

bn_status pl_page_paint(const pl_page *page, const pl_pixels *pixels)
{
    BN_TRY(pl_pixels_check_size(pixels->width, pixels->height));
    memset(pixels->words, 0, (size_t)pixels->width * (size_t)pixels->height * sizeof pixels->words[0]);
    cairo_surface_t *surface =
        cairo_image_surface_create_for_data((unsigned char *)pixels->words, CAIRO_FORMAT_ARGB32,
                                            pixels->width, pixels->height, pixels->width * 4);
    const double scale_x = pixels->width / page->width, scale_y = pixels->height / page->height;
    return finish(surface, draw(page, surface, scale_x, scale_y));
}

bn_status pl_encode_png(const pl_page *pages, size_t count, const pl_page_output *output, pl_bytes *file)
{
    (void)count;
    const pl_page *page = &pages[0];
    const double scale = output->dpi / PL_POINTS_PER_INCH;
    const double width = round(page->width * scale), height = round(page->height * scale);
    BN_TRY(pl_pixels_check_size(width, height));
    pl_pixels pixels;
    BN_TRY(pl_pixels_create((int)width, (int)height, &pixels));
    bn_status status = pl_page_paint(page, &pixels);
    if (status.code == BN_OK) status = pl_png_encode(&pixels, output->dpi, &output->recipe, file);
    pl_pixels_release(&pixels);
    return status;
}
