/* A fuzzer for texts with mathematics: any bytes must be laid out with finite measures and drawn, or refused
   with a sentence. */
#include "plots/text/text.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void need(int condition)
{
    if (!condition) abort();
}

static void draw(const pl_text *text)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 64, 64);
    cairo_t *pen = cairo_create(surface);
    pl_text_draw(text, pen, 10.0, 30.0, (pl_text_anchor){.angle = 0.3});
    need(cairo_status(pen) == CAIRO_STATUS_SUCCESS);
    cairo_destroy(pen);
    cairo_surface_destroy(surface);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// The first byte chooses the style of the text.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static pl_fonts *fonts;
    if (fonts == NULL) need(pl_fonts_open(NULL, NULL, &fonts).code == BN_OK);
    if (size == 0) return 0;
    char *string = malloc(size); // without a closing byte, so that the sanitizer finds a read behind it
    need(string != NULL);
    memcpy(string, data + 1, size - 1);
    string[size - 1] = '\0';
    pl_text_style style = pl_text_style_default();
    style.face = (pl_face)(data[0] % PL_FACE_FALLBACK);
    style.align = (pl_halign)(data[0] / 8 % 3);
    style.plain = data[0] >= 224;
    pl_text *text = NULL;
    const bn_status status = pl_text_create(fonts, string, &style, &text);
    if (status.code == BN_OK) {
        const pl_text_extent extent = pl_text_measures(text);
        need(isfinite(extent.width) && isfinite(extent.ascent) && isfinite(extent.descent));
        need(extent.below >= 0.0);
        draw(text);
        pl_text_free(text);
    } else {
        need(strlen(status.message) > 0);
    }
    free(string);
    return 0;
}
