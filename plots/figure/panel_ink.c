/* Where a panel has ink: its marks are drawn, black on nothing, into a coarse picture of the box, one pixel a
   point. Sums over rectangles come from a summed-area table (Crow 1984). */
#include "plots/figure/panel_internal.h"

#include <math.h>

static void sum_up(pl_ink *ink, const unsigned char *alpha, int stride)
{
    const int width = ink->columns + 1;
    for (int r = 0; r < ink->rows; r++)
        for (int c = 0; c < ink->columns; c++) {
            const int here = (r + 1) * width + c + 1;
            ink->sums[here] = alpha[(ptrdiff_t)r * stride + c] + ink->sums[here - 1] +
                              ink->sums[here - width] - ink->sums[here - width - 1];
        }
}

double pl_ink_under(const pl_ink *ink, pl_rect place)
{
    const int width = ink->columns + 1;
    const int c0 = (int)fmax(0.0, floor(place.x - ink->box.x));
    const int r0 = (int)fmax(0.0, floor(place.y - ink->box.y));
    const int c1 = (int)fmin(ink->columns, ceil(pl_rect_right(place) - ink->box.x));
    const int r1 = (int)fmin(ink->rows, ceil(pl_rect_bottom(place) - ink->box.y));
    if (c1 <= c0 || r1 <= r0) return 0.0;
    return ink->sums[r1 * width + c1] - ink->sums[r0 * width + c1] - ink->sums[r1 * width + c0] +
           ink->sums[r0 * width + c0];
}

pl_ink pl_panel_ink(const pl_panel *panel, pl_canvas *canvas, pl_arena *scratch)
{
    const pl_rect box = panel->box;
    pl_ink ink = {.columns = (int)ceil(box.width), .rows = (int)ceil(box.height), .box = box};
    ink.sums = pl_arena_take(scratch, (size_t)(ink.columns + 1) * (size_t)(ink.rows + 1), sizeof *ink.sums);
    cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_A8, ink.columns, ink.rows);
    if (ink.sums == NULL || cairo_surface_status(image) != CAIRO_STATUS_SUCCESS) {
        cairo_surface_destroy(image);
        pl_canvas_note(canvas, pl_out_of_memory());
        ink.sums = NULL;
        return ink;
    }
    cairo_surface_set_device_offset(image, -box.x, -box.y);
    pl_canvas coarse = *canvas;
    coarse.pen = cairo_create(image);
    coarse.pixels = 1.0;
    coarse.placed = NULL;
    pl_panel_draw_marks(panel, &coarse);
    pl_canvas_note(canvas, coarse.status);
    cairo_destroy(coarse.pen);
    cairo_surface_flush(image);
    sum_up(&ink, cairo_image_surface_get_data(image), cairo_image_surface_get_stride(image));
    cairo_surface_destroy(image);
    return ink;
}
