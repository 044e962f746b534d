/* Runs lie in one buffer and their letters in another, for both grow. */
#include "plots/text/written.h"

static const cairo_user_data_key_t attached;

bn_status pl_written_attach(pl_written *written, cairo_surface_t *surface)
{
    if (cairo_surface_set_user_data(surface, &attached, written, NULL) == CAIRO_STATUS_SUCCESS)
        return bn_ok();
    return bn_fault(BN_ENOMEM, "not enough memory for texts");
}

void pl_written_release(pl_written *written)
{
    pl_bytes_release(&written->runs);
    pl_bytes_release(&written->letters);
}

void pl_written_note(cairo_t *pen, const pl_fonts *fonts, pl_face face, pl_written_run run, double x,
                     double y, const char *text)
{
    pl_written *written = cairo_surface_get_user_data(cairo_get_target(pen), &attached);
    if (written == NULL) return;
    cairo_get_matrix(pen, &run.place);
    cairo_matrix_translate(&run.place, x, y);
    run.shift = run.size * pl_font_shift(face);
    run.family = pl_font_family(fonts, face);
    run.bold = pl_font_is_bold(face);
    run.slanted = pl_font_is_slanted(face);
    run.text = written->letters.size;
    pl_bytes_add(&written->letters, text, run.text_size);
    pl_bytes_add(&written->runs, &run, sizeof run);
}

size_t pl_written_count(const pl_written *written)
{
    return written->runs.size / sizeof(pl_written_run);
}

const pl_written_run *pl_written_at(const pl_written *written, size_t number)
{
    return (const pl_written_run *)(const void *)written->runs.data + number;
}
