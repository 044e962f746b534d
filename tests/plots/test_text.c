/* Text: measures against the numbers in the font's tables (DejaVu Sans 2.37, read with fontTools). */
#include "plots/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/near.h"

static int open_fonts(void **state)
{
    return pl_fonts_open(NULL, (pl_fonts **)state).code == PL_OK ? 0 : -1;
}

static int close_fonts(void **state)
{
    pl_fonts_close(*state);
    return 0;
}

static void a_letter_is_as_wide_as_the_font_says(void **state)
{
    pl_text_style style = pl_text_style_default();
    style.size = 20.48;
    pl_text_extent extent;
    assert_int_equal(pl_text_measure(*state, "H", &style, &extent).code, PL_OK);
    assert_near(extent.width, 15.40, 1e-9);
    assert_near(extent.ink.left, 2.01, 1e-9);
    assert_near(extent.ink.right, 13.39, 1e-9);
    assert_near(extent.ink.top, -14.93, 1e-9);
    assert_near(extent.ink.bottom, 0.0, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_is_as_wide_as_the_font_says),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
