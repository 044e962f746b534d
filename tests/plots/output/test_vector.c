/* What SVG and EPS files hold beside the drawing: the recipe, ids, letters, and the size. */
#include "plots/output/format.h"

#include "plots/output/encoder.h"
#include "plots/output/recipe.h"
#include "plots/text/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/plots/sample_page.h"

static void vector_files_hold_the_recipe_in_their_own_way(void **state)
{
    save(*state, "a.svg");
    save(*state, "a.eps");
    assert_true(contains(*state, "a.svg", "<entry key=\"seed\">3</entry>"));
    assert_true(contains(*state, "a.svg", "-- &lt;\xC3\xBC&gt; &amp; \""));
    assert_true(contains(*state, "a.eps", "\n% seed: 3\n"));
    assert_true(contains(*state, "a.eps", "\n% script_text: local x = 1\n%  | \n%  | -- <"));
}

/* The ids in an SVG file, each closed by a zero. */
static pl_bytes ids_of(const world *here, const char *name)
{
    pl_bytes file = content(here, name), ids = {0};
    const char mark[] = " id=\"";
    for (size_t at = pl_bytes_find(&file, 0, mark); at < file.size; at = pl_bytes_find(&file, at, mark)) {
        at += strlen(mark);
        const size_t end = pl_bytes_find(&file, at, "\"");
        pl_bytes_add(&ids, file.data + at, end - at);
        pl_bytes_add(&ids, "", 1);
    }
    pl_bytes_release(&file);
    return ids;
}

static void two_drawings_in_one_page_of_html_share_no_id(void **state)
{
    save(*state, "a.svg");
    const pl_page page = {.width = 100, .height = 60, .draw = draw, .drawn = *state};
    const pl_page_output output = pl_page_output_default();
    assert_int_equal(pl_page_save(&page, path_of(*state, "b.svg"), &output).code, BN_OK);
    pl_bytes a = ids_of(*state, "a.svg"), b = ids_of(*state, "b.svg");
    assert_true(a.size > 10 && b.size > 10);
    for (const char *i = (char *)a.data; i < (char *)a.data + a.size; i += strlen(i) + 1) {
        char reference[100];
        for (const char *k = (char *)b.data; k < (char *)b.data + b.size; k += strlen(k) + 1)
            assert_string_not_equal(i, k);
        snprintf(reference, sizeof reference, "#%s", i);
        if (strstr(i, "glyph") != NULL && strstr(i, "-0") == NULL)
            assert_true(contains(*state, "a.svg", reference));
    }
    pl_bytes_release(&a);
    pl_bytes_release(&b);
}

static void an_svg_holds_texts_when_asked_to(void **state)
{
    const pl_page page = page_of(*state);
    pl_page_output output = with_recipe();
    output.svg_text = true;
    assert_string_equal(pl_page_save(&page, path_of(*state, "t.svg"), &output).message, "");
    assert_true(contains(*state, "t.svg", ">Test error</text>"));
    assert_true(contains(*state, "t.svg", ">\xCE\xB1</text>"));
    assert_true(contains(*state, "t.svg", "font-style=\"italic\" font-size=\"8\" textLength="));
    assert_true(contains(*state, "t.svg", "font-weight=\"bold\" font-size=\"8\" textLength="));
    assert_false(contains(*state, "t.svg", "<use xlink:href=\"#"));
    save(*state, "a.svg");
    assert_true(contains(*state, "a.svg", "<use xlink:href=\"#"));
    assert_false(contains(*state, "a.svg", "<text"));
}

static void an_eps_says_its_exact_size(void **state)
{
    const pl_page page = {.width = 100.25, .height = 50.125, .draw = draw, .drawn = *state};
    const pl_page_output output = pl_page_output_default();
    assert_int_equal(pl_page_save(&page, path_of(*state, "b.eps"), &output).code, BN_OK);
    assert_true(contains(*state, "b.eps",
                         "%%BoundingBox: 0 0 101 51\n%%HiResBoundingBox: 0 0 100.250000 50.125000\n"));
}

static void an_eps_keeps_its_letters(void **state)
{
    save(*state, "a.eps");
    assert_true(contains(*state, "a.eps", "/FontType 42"));
    assert_false(contains(*state, "a.eps", "/FontType 3"));
    assert_true(contains(*state, "a.eps", "%%BoundingBox: 0 0 100 50"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vector_files_hold_the_recipe_in_their_own_way),
        cmocka_unit_test(two_drawings_in_one_page_of_html_share_no_id),
        cmocka_unit_test(an_svg_holds_texts_when_asked_to),
        cmocka_unit_test(an_eps_says_its_exact_size),
        cmocka_unit_test(an_eps_keeps_its_letters),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
