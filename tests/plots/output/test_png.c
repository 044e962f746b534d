/* PNG: the pixels are those that were given, as cairo's reader of PNG finds them. */
#include "plots/output/png.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cairo.h>
#include <cmocka.h>

#include "tests/plots/folder.h"

static void transparency_survives_a_png(void **state)
{
    uint32_t words[] = {0x00000000, 0x80400020, 0xFF123456, 0x01010101};
    const pl_pixels pixels = {2, 2, words};
    pl_bytes file = {0};
    assert_int_equal(pl_png_encode(&pixels, 100, &(pl_recipe){0}, &file).code, BN_OK);
    const char *path = path_in(*state, "t.png");
    assert_int_equal(pl_bytes_save(&file, path).code, BN_OK);
    pl_bytes_release(&file);
    cairo_surface_t *decoded = cairo_image_surface_create_from_png(path);
    assert_int_equal(cairo_image_surface_get_format(decoded), CAIRO_FORMAT_ARGB32);
    assert_memory_equal(cairo_image_surface_get_data(decoded), words, sizeof words);
    cairo_surface_destroy(decoded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(transparency_survives_a_png)};
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
