/* Formats: files are read back by other programs (poppler's tools, libpng through cairo), have the same bytes
   when written twice, and are never partial. */
#include "plots/output/format.h"

#include "plots/base/date.h"
#include "plots/output/encoder.h"
#include "plots/output/png.h"
#include "plots/output/recipe.h"
#include "plots/text/text.h"

#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/plots/sample_page.h"

static void a_pdf_embeds_its_fonts_as_truetype(void **state)
{
    char text[4000];
    save(*state, "a.pdf");
    output_of(*state, "pdffonts %s 2>&1", "a.pdf", text);
    assert_non_null(strstr(text, "DejaVuSans"));
    assert_non_null(strstr(text, "DejaVuSans-Bold"));
    assert_non_null(strstr(text, "TrueType"));
    assert_null(strstr(text, "Type 3"));
}

static void a_pdf_can_be_searched(void **state)
{
    char text[4000];
    save(*state, "a.pdf");
    output_of(*state, "pdftotext %s - 2>&1", "a.pdf", text);
    assert_non_null(strstr(text, "Test error"));
    assert_non_null(strstr(text, "and W\xCE\xB1"));
}

static void a_pdf_tells_its_recipe_to_other_programs(void **state)
{
    char text[4000];
    save(*state, "a.pdf");
    output_of(*state, "pdfinfo -custom %s 2>&1", "a.pdf", text);
    assert_non_null(strstr(text, "seed:"));
    assert_non_null(strstr(text, "balnet scripts/two_stimuli.lua --out (a) \\b"));
    assert_null(strstr(text, "CreationDate"));
    output_of(*state, "pdfinfo %s 2>&1", "a.pdf", text);
    assert_non_null(strstr(text, "seed: 3"));
    assert_null(strstr(text, "Error"));
}

static void a_recipe_comes_back_from_every_format(void **state)
{
    const char *const names[] = {"a.png", "a.PDF", "a.svg", "a.eps"};
    for (int i = 0; i < 4; i++) {
        save(*state, names[i]);
        pl_recipe_copy copy;
        assert_string_equal(pl_recipe_read(path_of(*state, names[i]), &copy).message, "");
        assert_int_equal(copy.recipe.count, sizeof entries / sizeof entries[0]);
        for (size_t k = 0; k < copy.recipe.count; k++) {
            assert_string_equal(copy.recipe.entries[k].key, entries[k].key);
            if (i < 3) assert_string_equal(copy.recipe.entries[k].value, entries[k].value);
        }
        // An EPS file loses the tab alone.
        assert_non_null(
            strstr(pl_recipe_value(&copy.recipe, "script_text"), "= 1\n\n-- <\xC3\xBC> & \"\xF0"));
        assert_string_equal(pl_recipe_value(&copy.recipe, "seed"), "3");
        assert_null(pl_recipe_value(&copy.recipe, "see"));
        pl_recipe_release(&copy);
    }
}

static pl_bytes picture_of(const world *here, const char *name)
{
    pl_recipe_copy copy;
    assert_string_equal(pl_recipe_read(path_of(here, name), &copy).message, "");
    const pl_bytes picture = copy.picture;
    copy.picture = (pl_bytes){0};
    pl_recipe_release(&copy);
    return picture;
}

static void a_picture_is_the_same_whatever_its_recipe_and_date(void **state)
{
    const char *const names[][2] = {
        {"a.pdf", "b.pdf"}, {"a.svg", "b.svg"}, {"a.eps", "b.eps"}, {"a.png", "b.png"}};
    for (int i = 0; i < 4; i++) {
        const pl_page page = page_of(*state);
        pl_page_output output = pl_page_output_default();
        output.date = 1234567890;
        save(*state, names[i][0]);
        assert_int_equal(pl_page_save(&page, path_of(*state, names[i][1]), &output).code, BN_OK);
        pl_bytes a = picture_of(*state, names[i][0]), b = picture_of(*state, names[i][1]);
        assert_int_equal(a.size, b.size);
        assert_memory_equal(a.data, b.data, a.size);
        assert_true(a.size > 1000);
        pl_bytes_release(&a);
        pl_bytes_release(&b);
    }
}

static void writing_twice_gives_the_same_bytes(void **state)
{
    const char *const names[][2] = {
        {"a.pdf", "b.pdf"}, {"a.svg", "b.svg"}, {"a.eps", "b.eps"}, {"a.png", "b.png"}};
    for (int i = 0; i < 4; i++) {
        save(*state, names[i][0]);
        save(*state, names[i][1]);
        pl_bytes a = content(*state, names[i][0]), b = content(*state, names[i][1]);
        assert_int_equal(a.size, b.size);
        assert_memory_equal(a.data, b.data, a.size);
        pl_bytes_release(&a);
        pl_bytes_release(&b);
    }
    // Without SOURCE_DATE_EPOCH the file holds no date of today.
    char year[8];
    snprintf(year, sizeof year, "(%d", pl_date_of((long long)time(NULL)).year);
    assert_false(contains(*state, "a.pdf", year));
    assert_false(contains(*state, "a.eps", "CreationDate"));
}

// 1234567890 s is 2009-02-13 23:31:30 UTC.
static void the_date_is_that_of_the_environment(void **state)
{
    setenv("SOURCE_DATE_EPOCH", "1234567890", 1);
    save(*state, "a.pdf");
    save(*state, "a.eps");
    setenv("SOURCE_DATE_EPOCH", "yesterday", 1);
    assert_int_equal(pl_page_output_default().date, -1);
    unsetenv("SOURCE_DATE_EPOCH");
    assert_true(contains(*state, "a.pdf", "/CreationDate (D:20090213233130Z)"));
    assert_true(contains(*state, "a.eps", "%%CreationDate: 2009-02-13T23:31:30Z\n"));
}

static void a_png_decodes_to_the_pixels_that_were_painted(void **state)
{
    const pl_page page = page_of(*state);
    save(*state, "a.png");
    cairo_surface_t *decoded = cairo_image_surface_create_from_png(path_of(*state, "a.png"));
    const int width = cairo_image_surface_get_width(decoded),
              height = cairo_image_surface_get_height(decoded);
    assert_int_equal(width, 278); // 100 points at 200 dpi
    assert_int_equal(height, 139);
    pl_pixels pixels;
    assert_int_equal(pl_pixels_create(width, height, &pixels).code, BN_OK);
    assert_int_equal(pl_page_paint(&page, &pixels).code, BN_OK);
    for (int y = 0; y < height; y++) {
        const uint32_t *row =
            (const uint32_t *)(const void *)(cairo_image_surface_get_data(decoded) +
                                             (size_t)y * (size_t)cairo_image_surface_get_stride(decoded));
        for (int x = 0; x < width; x++) assert_int_equal(row[x] | 0xFF000000, pixels.words[y * width + x]);
    }
    pl_pixels_release(&pixels);
    cairo_surface_destroy(decoded);
}

static bn_status refuse(const void *drawn, cairo_t *pen)
{
    (void)drawn;
    (void)pen;
    return bn_fault(BN_EINVAL, "not today");
}

static void a_drawing_that_fails_leaves_no_file(void **state)
{
    const char *const names[] = {"x.pdf", "x.svg", "x.eps", "x.png"};
    for (int i = 0; i < 4; i++) {
        const pl_page page = {.width = 10, .height = 10, .draw = refuse};
        const pl_page_output output = pl_page_output_default();
        assert_string_equal(pl_page_save(&page, path_of(*state, names[i]), &output).message, "not today");
        assert_int_equal(access(path_of(*state, names[i]), F_OK), -1);
    }
}

static void a_full_disk_is_reported_for_every_format(void **state)
{
    const char *const names[] = {"x.pdf", "x.svg", "x.eps", "x.png"};
    struct rlimit before, tight;
    getrlimit(RLIMIT_FSIZE, &before);
    tight = before;
    tight.rlim_cur = 500;
    signal(SIGXFSZ, SIG_IGN);
    for (int i = 0; i < 4; i++) {
        const pl_page page = page_of(*state);
        const pl_page_output output = pl_page_output_default();
        setrlimit(RLIMIT_FSIZE, &tight);
        const bn_status status = pl_page_save(&page, path_of(*state, names[i]), &output);
        setrlimit(RLIMIT_FSIZE, &before);
        assert_int_equal(status.code, BN_EIO);
        assert_non_null(strstr(status.message, "File too large"));
        assert_int_equal(access(path_of(*state, names[i]), F_OK), -1);
    }
}

static bn_status save_sized(const world *here, const char *name, double width, double dpi)
{
    pl_page page = page_of(here);
    page.width = width;
    pl_page_output output = pl_page_output_default();
    output.dpi = dpi;
    return pl_page_save(&page, path_of(here, name), &output);
}

static void invalid_pages_are_refused_with_their_numbers(void **state)
{
    assert_string_equal(save_sized(*state, "a.png", 14000, 300).message,
                        "the picture would have 58333 x 208 pixels; 1 to 32767 a side are possible");
    assert_int_equal(save_sized(*state, "a.png", NAN, 300).code, BN_EINVAL);
    assert_int_equal(save_sized(*state, "a.pdf", 1e12, 300).code, BN_EINVAL);
    assert_int_equal(save_sized(*state, "a.pdf", 0, 300).code, BN_EINVAL);
    assert_int_equal(save_sized(*state, "a.pdf", 10, NAN).code, BN_EINVAL);
    assert_non_null(
        strstr(save_sized(*state, "a.jpg", 10, 300).message, "a.jpg ends in none of .pdf, .svg, .eps, .png"));
    const pl_page page = page_of(*state);
    pl_page_output output = pl_page_output_default();
    output.recipe = (pl_recipe){(const pl_recipe_entry[]){{"a key", "x"}}, 1};
    assert_int_equal(pl_page_save(&page, path_of(*state, "a.pdf"), &output).code, BN_EINVAL);
}

static void damaged_files_have_no_recipe(void **state)
{
    save(*state, "a.png");
    save(*state, "a.pdf");
    save(*state, "a.svg");
    save(*state, "a.eps");
    const char *const names[] = {"a.png", "a.pdf", "a.svg", "a.eps"};
    for (int i = 0; i < 4; i++) {
        pl_bytes whole = content(*state, names[i]);
        for (size_t size = 0; size < whole.size - 2; size += whole.size / 97) {
            pl_bytes cut = {.data = whole.data, .size = size};
            assert_int_equal(pl_bytes_save(&cut, path_of(*state, "cut")).code, BN_OK);
            pl_recipe_copy copy;
            const bn_code code = pl_recipe_read(path_of(*state, "cut"), &copy).code;
            // A PDF that is cut in its update, and an SVG and an EPS that are cut below their recipe, may be
            // read.
            assert_true(code == BN_EFORMAT || (i == 1 && code == BN_OK && size > whole.size / 2) || i > 1);
            pl_recipe_release(&copy);
        }
        pl_bytes_release(&whole);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pdf_embeds_its_fonts_as_truetype),
        cmocka_unit_test(a_pdf_can_be_searched),
        cmocka_unit_test(a_pdf_tells_its_recipe_to_other_programs),
        cmocka_unit_test(a_recipe_comes_back_from_every_format),
        cmocka_unit_test(a_picture_is_the_same_whatever_its_recipe_and_date),
        cmocka_unit_test(writing_twice_gives_the_same_bytes),
        cmocka_unit_test(the_date_is_that_of_the_environment),
        cmocka_unit_test(a_png_decodes_to_the_pixels_that_were_painted),
        cmocka_unit_test(a_drawing_that_fails_leaves_no_file),
        cmocka_unit_test(a_full_disk_is_reported_for_every_format),
        cmocka_unit_test(invalid_pages_are_refused_with_their_numbers),
        cmocka_unit_test(damaged_files_have_no_recipe),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
