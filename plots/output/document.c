/* A document: each sheet is itself a page, whose drawing moves the pen down from one drawing to the next. */
#include "plots/output/document.h"

#include "plots/base/geometry.h"
#include "plots/output/format.h"

#include <math.h>
#include <stdlib.h>

static const double rounding = 1e-6; // points by which a sheet may be too full

pl_document_def pl_document_def_default(void)
{
    return (pl_document_def){.width = 210.0 * PL_POINTS_PER_MM,
                             .height = 297.0 * PL_POINTS_PER_MM,
                             .margin = 16.0 * PL_POINTS_PER_MM,
                             .gap = 5.0 * PL_POINTS_PER_MM};
}

typedef struct {
    const pl_document_def *def;
    const pl_sheet *sheet;
} sheet_page;

static bn_status draw_sheet(const void *drawn, cairo_t *pen)
{
    const sheet_page *here = drawn;
    double y = here->def->margin;
    for (size_t i = 0; i < here->sheet->count; i++) {
        const pl_page *page = &here->sheet->drawings[i];
        cairo_save(pen);
        cairo_translate(pen, (here->def->width - page->width) / 2.0, y);
        cairo_rectangle(pen, 0.0, 0.0, page->width, page->height);
        cairo_clip(pen); // a drawing may paint all that it takes for its page
        BN_TRY(page->draw(page->drawn, pen));
        cairo_restore(pen);
        y += page->height + here->def->gap;
    }
    return bn_ok();
}

static bn_status check_room(const pl_document_def *def, const pl_sheet *sheet, size_t number)
{
    const double width = def->width - 2.0 * def->margin, height = def->height - 2.0 * def->margin;
    double widest = 0.0, sum = sheet->count > 0 ? -def->gap : 0.0;
    for (size_t i = 0; i < sheet->count; i++) {
        widest = fmax(widest, sheet->drawings[i].width);
        sum += sheet->drawings[i].height + def->gap;
    }
    if (widest <= width + rounding && sum <= height + rounding) return bn_ok();
    return bn_fault(BN_EINVAL,
                    "sheet %zu needs %.1f mm x %.1f mm between its margins and has %.1f mm x %.1f mm", number,
                    widest / PL_POINTS_PER_MM, sum / PL_POINTS_PER_MM, width / PL_POINTS_PER_MM,
                    height / PL_POINTS_PER_MM);
}

bn_status pl_document_save(const pl_document_def *def, const pl_sheet *sheets, size_t count, const char *path,
                           const pl_page_output *output)
{
    for (size_t i = 0; i < count; i++) BN_TRY(check_room(def, &sheets[i], i + 1));
    sheet_page *sheet_pages = calloc(count + 1, sizeof *sheet_pages);
    pl_page *pages = calloc(count + 1, sizeof *pages);
    bn_status status = bn_fault(BN_ENOMEM, "no memory for %zu sheets", count);
    if (sheet_pages != NULL && pages != NULL) {
        for (size_t i = 0; i < count; i++) {
            sheet_pages[i] = (sheet_page){def, &sheets[i]};
            pages[i] = (pl_page){def->width, def->height, draw_sheet, &sheet_pages[i]};
        }
        status = pl_pages_save(pages, count, path, output);
    }
    free(sheet_pages);
    free(pages);
    return status;
}
