/* Documents: files read back by poppler's tools. */
#include "plots/output/document.h"

#include "plots/canvas/theme.h"
#include "plots/output/recipe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/plots/content.h"
#include "tests/plots/folder.h"

// A drawing that clears the whole surface, then fills a box of its own size.
static bn_status fill(const void *drawn, cairo_t *pen)
{
    const pl_page *page = drawn;
    cairo_set_source_rgb(pen, 1.0, 1.0, 1.0);
    cairo_paint(pen);
    cairo_set_source_rgb(pen, 0.0, 0.0, 0.0);
    cairo_rectangle(pen, 0.0, 0.0, page->width, page->height);
    cairo_fill(pen);
    return bn_ok();
}

static bn_status go_wrong(const void *drawn, cairo_t *pen)
{
    (void)drawn, (void)pen;
    return bn_fault(BN_EFORMAT, "a drawing that fails");
}

static pl_page box(double width_mm, double height_mm)
{
    return (pl_page){
        .width = width_mm * PL_POINTS_PER_MM, .height = height_mm * PL_POINTS_PER_MM, .draw = fill};
}

static void every_sheet_is_a_page_of_a4(void **state)
{
    char text[4000];
    pl_page one = box(178, 100), two[2] = {box(50, 20), box(80, 30)};
    one.drawn = &one;
    for (int i = 0; i < 2; i++) two[i].drawn = &two[i];
    const pl_sheet sheets[3] = {{&one, 1}, {two, 2}, {NULL, 0}};
    const pl_document_def def = pl_document_def_default();
    pl_page_output output = pl_page_output_default();
    output.recipe = (pl_recipe){(const pl_recipe_entry[]){{"seed", "3"}}, 1};
    const char *path = path_in(*state, "a.pdf");
    assert_string_equal(pl_document_save(&def, sheets, 3, path, &output).message, "");
    output_about("pdfinfo %s 2>&1", path, text);
    assert_non_null(strstr(text, "Pages:           3"));
    assert_non_null(strstr(text, "(A4)"));
    assert_non_null(strstr(text, "seed: 3"));
    assert_null(strstr(text, "Error"));
}

// Rendered at a pixel a millimetre, rounded up; row by row, 0 is black.
static void rows_of(const char *path, int sheet, unsigned char pixels[298][211])
{
    char command[300];
    snprintf(command, sizeof command, "pdftoppm -r 25.4 -gray -aa no -f %d -l %d '%s'", sheet, sheet, path);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    int width = 0, height = 0;
    assert_int_equal(fscanf(pipe, "P5 %d %d 255", &width, &height), 2);
    assert_int_equal(fgetc(pipe), '\n');
    assert_true(width == 211 && height == 298);
    assert_int_equal(fread(pixels, 211, 298, pipe), 298);
    assert_int_equal(pclose(pipe), 0);
}

// 16 mm of margin, then 20 mm of the first box, a gap of 5 mm, and 30 mm of the second, around the middle at
// 105 mm.
static void drawings_stand_below_each_other_in_the_middle(void **state)
{
    static unsigned char pixels[298][211];
    pl_page two[2] = {box(50, 20), box(80, 30)};
    for (int i = 0; i < 2; i++) two[i].drawn = &two[i];
    const pl_sheet sheets[2] = {{NULL, 0}, {two, 2}};
    const pl_document_def def = pl_document_def_default();
    const pl_page_output output = pl_page_output_default();
    const char *path = path_in(*state, "a.pdf");
    assert_int_equal(pl_document_save(&def, sheets, 2, path, &output).code, BN_OK);
    rows_of(path, 2, pixels);
    for (int y = 0; y < 297; y++) {
        const bool first = y > 16 && y<35, second = y> 41 && y < 70;
        if (y >= 15 && y <= 71 && !first && !second && !(y > 36 && y < 40)) continue; // an edge
        const int from = first ? 82 : 67, to = first ? 128 : 143;
        assert_int_equal(pixels[y][105], first || second ? 0 : 255);
        assert_int_equal(pixels[y][from], first || second ? 0 : 255);
        assert_int_equal(pixels[y][to], first || second ? 0 : 255);
        assert_int_equal(pixels[y][from - 4], 255);
        assert_int_equal(pixels[y][to + 4], 255);
    }
}

static void drawings_that_do_not_fit_are_refused_with_sheet_and_size(void **state)
{
    const pl_document_def def = pl_document_def_default();
    const pl_page_output output = pl_page_output_default();
    const char *path = path_in(*state, "a.pdf");
    const pl_page small = box(10, 10), high[2] = {box(100, 200), box(100, 100)}, wide = box(180, 10);
    const pl_sheet sheets[2] = {{&small, 1}, {high, 2}};
    assert_string_equal(pl_document_save(&def, sheets, 2, path, &output).message,
                        "sheet 2 needs 100.0 mm x 305.0 mm between its margins and has 178.0 mm x 265.0 mm");
    const pl_sheet one = {&wide, 1};
    assert_non_null(strstr(pl_document_save(&def, &one, 1, path, &output).message, "sheet 1 needs 180.0 mm"));
    assert_int_equal(access(path, F_OK), -1);
}

static void without_pages_or_in_another_format_or_with_a_drawing_that_fails_there_is_no_file(void **state)
{
    const pl_document_def def = pl_document_def_default();
    const pl_page_output output = pl_page_output_default();
    pl_page drawings[2] = {box(10, 10), box(10, 10)};
    for (int i = 0; i < 2; i++) drawings[i].drawn = &drawings[i];
    const pl_sheet sheet = {drawings, 2};
    const char *path = path_in(*state, "a.pdf"), *picture = path_in(*state, "a.png");
    assert_non_null(strstr(pl_document_save(&def, &sheet, 0, path, &output).message, "there are no pages"));
    assert_non_null(
        strstr(pl_document_save(&def, &sheet, 1, picture, &output).message, "does not end in .pdf"));
    drawings[1].draw = go_wrong;
    assert_string_equal(pl_document_save(&def, &sheet, 1, path, &output).message, "a drawing that fails");
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(access(picture, F_OK), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_sheet_is_a_page_of_a4),
        TEST(drawings_stand_below_each_other_in_the_middle),
        TEST(drawings_that_do_not_fit_are_refused_with_sheet_and_size),
        TEST(without_pages_or_in_another_format_or_with_a_drawing_that_fails_there_is_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
