/* Text: measures against the numbers in the font's tables (DejaVu Sans 2.37, read with fontTools; 2048 units
   an em), heights against each other, ink counted on small pixel buffers. */
#include "plots/text/text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/near.h"

static const double em = 20.48; // so that a hundredth is a unit of the font

static int open_fonts(void **state)
{
    return pl_fonts_open(NULL, NULL, (pl_fonts **)state).code == BN_OK ? 0 : -1;
}

static int close_fonts(void **state)
{
    pl_fonts_close(*state);
    return 0;
}

static pl_text_extent measured(const pl_fonts *fonts, const char *string)
{
    pl_text_style style = pl_text_style_default();
    style.size = em;
    pl_text_extent extent;
    assert_int_equal(pl_text_measure(fonts, string, &style, &extent).code, BN_OK);
    return extent;
}

/* --- Arithmetic --- */

static void a_letter_is_as_wide_as_the_font_says(void **state)
{
    const pl_text_extent extent = measured(*state, "H");
    assert_near(extent.width, 15.40, 1e-9);
    assert_near(extent.ink.left, 2.01, 1e-9);
    assert_near(extent.ink.right, 13.39, 1e-9);
    assert_near(extent.ink.top, -14.93, 1e-9);
    assert_near(extent.ink.bottom, 0.0, 1e-9);
}

// The font's obliques have H from 55 to 1485: sheared by 11 degrees about half the height of a capital.
static void a_slanted_letter_leans_as_the_oblique_does(void **state)
{
    pl_text_style style = pl_text_style_default();
    style.size = em;
    style.face = PL_FACE_ITALIC;
    pl_text_extent extent;
    assert_int_equal(pl_text_measure(*state, "H", &style, &extent).code, BN_OK);
    assert_near(extent.width, 15.40, 1e-9);
    assert_near(extent.ink.left, 0.55, 0.02);
    assert_near(extent.ink.right, 14.85, 0.02);
}

static void words_are_kerned(void **state)
{
    const double apart = measured(*state, "A").width + measured(*state, "V").width;
    assert_near(measured(*state, "AV").width - apart, -1.31, 1e-9); // the font's pair A V
    assert_near(measured(*state, "$\\mathrm{AV}$").width - apart, -1.31, 1e-9);
}

static void an_empty_text_has_the_height_of_a_line(void **state)
{
    const pl_text_extent extent = measured(*state, "");
    assert_near(extent.width, 0.0, 0.0);
    assert_near(extent.ascent, 0.76 * em, 1e-9);
    assert_near(extent.descent, 0.24 * em, 1e-9);
    assert_near(extent.ink.right - extent.ink.left, 0.0, 0.0);
}

static void a_tall_formula_makes_its_line_taller(void **state)
{
    const pl_text_extent flat = measured(*state, "$x$"), tall = measured(*state, "$\\dfrac{H}{H}$");
    assert_near(flat.ascent, 0.76 * em, 1e-9);
    assert_true(tall.ascent > 1.1 * em);
    assert_true(tall.descent > 0.5 * em);
}

static void lines_stand_apart_as_the_style_says_and_more_where_they_would_touch(void **state)
{
    assert_near(measured(*state, "a\nb\nc").below, 2 * 1.25 * em, 1e-9);
    assert_true(measured(*state, "$\\dfrac{H}{H}$\n$\\dfrac{H}{H}$").below > 1.7 * em);
    assert_near(measured(*state, "wide\ni").width, measured(*state, "wide").width, 1e-9);
}

static void signs_between_operands_have_space_and_signs_of_numbers_none(void **state)
{
    const double minus = measured(*state, "\xE2\x88\x92").width, one = measured(*state, "1").width;
    assert_near(measured(*state, "$-1$").width, minus + one, 1e-9);
    assert_near(measured(*state, "$1-1$").width, minus + 2 * one + 2 * em * 4 / 18, 1e-9);
    assert_near(measured(*state, "$1=-1$").width, 2 * minus + 2 * one + 2 * em * 5 / 18,
                1e-9); // = is as wide
    assert_near(measured(*state, "$(-1)$").width, minus + one + 2 * measured(*state, "(").width, 1e-9);
    assert_near(measured(*state, "$1,000$").width, 4 * one + measured(*state, ",").width, 1e-9);
    assert_near(measured(*state, "$1, 1$").width, 2 * one + measured(*state, ",").width + em / 6, 1e-9);
}

static void spaces_are_as_wide_as_in_latex(void **state)
{
    const double none = measured(*state, "$11$").width;
    assert_near(measured(*state, "$1\\,1$").width - none, em / 6, 1e-9);
    assert_near(measured(*state, "$1\\:1$").width - none, em * 4 / 18, 1e-9);
    assert_near(measured(*state, "$1\\;1$").width - none, em * 5 / 18, 1e-9);
    assert_near(measured(*state, "$1\\!1$").width - none, -em / 6, 1e-9);
    assert_near(measured(*state, "$1\\quad1$").width - none, em, 1e-9);
    assert_near(measured(*state, "$1\\qquad1$").width - none, 2 * em, 1e-9);
}

static void a_superscript_is_raised_and_a_subscript_lowered(void **state)
{
    const pl_text_extent plain = measured(*state, "$H$"), upper = measured(*state, "$H^2$");
    const pl_text_extent lower = measured(*state, "$H_2$"), both = measured(*state, "$H_2^2$");
    assert_true(upper.ink.top < plain.ink.top && upper.ink.bottom == plain.ink.bottom);
    assert_true(lower.ink.bottom > plain.ink.bottom + 0.1 * em && lower.ink.top == plain.ink.top);
    assert_true(both.ink.bottom > lower.ink.bottom);
    assert_true(both.width < upper.width + 0.5 * lower.width); // stacked, not one after the other
    assert_near(measured(*state, "$H^2_2$").width, both.width, 0.0);
}

static void limits_stand_under_and_over_a_sum_and_beside_an_integral(void **state)
{
    const pl_text_extent sum = measured(*state, "$\\sum$"), with = measured(*state, "$\\sum_0^1$");
    assert_near(with.width, sum.width, 1e-9);
    assert_true(with.ink.top < sum.ink.top - 0.4 * em && with.ink.bottom > sum.ink.bottom + 0.4 * em);
    assert_true(measured(*state, "$\\int_0^1$").width > measured(*state, "$\\int$").width + 0.3 * em);
}

static void a_fence_grows_with_what_it_holds(void **state)
{
    const pl_text_extent low = measured(*state, "$\\left(x\\right)$");
    const pl_text_extent high = measured(*state, "$\\left[\\dfrac{x}{y}\\right.$");
    const pl_text_extent inside = measured(*state, "$\\dfrac{x}{y}$");
    assert_near(low.ink.top, measured(*state, "$(x)$").ink.top, 0.05 * em);
    assert_true(high.ink.top <= inside.ink.top && high.ink.bottom >= inside.ink.bottom);
}

static void an_anchor_puts_its_point_at_the_origin(void **state)
{
    pl_text_style style = pl_text_style_default();
    style.size = em;
    pl_text *text;
    assert_int_equal(pl_text_create(*state, "H", &style, &text).code, BN_OK);
    pl_text_box box = pl_text_bounds(text, (pl_text_anchor){PL_LEFT, PL_TOP, 0});
    assert_near(box.left, 0, 1e-9);
    assert_near(box.top, 0, 1e-9);
    box = pl_text_bounds(text, (pl_text_anchor){PL_RIGHT, PL_BOTTOM, 0});
    assert_near(box.right, 0, 1e-9);
    assert_near(box.bottom, 0, 1e-9);
    box = pl_text_ink(text, (pl_text_anchor){PL_CENTRE, PL_MIDDLE, 0});
    assert_near(box.left + box.right, 0, 1e-9); // H has equal bearings
    assert_near(box.top + box.bottom, 0, 1e-9);
    pl_text_free(text);
}

static void a_quarter_turn_swaps_the_sides_of_the_box(void **state)
{
    pl_text_style style = pl_text_style_default();
    pl_text *text;
    assert_int_equal(pl_text_create(*state, "label", &style, &text).code, BN_OK);
    const pl_text_box flat = pl_text_bounds(text, (pl_text_anchor){PL_LEFT, PL_BASELINE, 0});
    const pl_text_box upright = pl_text_bounds(text, (pl_text_anchor){PL_LEFT, PL_BASELINE, acos(0.0)});
    assert_near(upright.top, -flat.right, 1e-9); // reads upward
    assert_near(upright.left, flat.top, 1e-9);
    assert_near(upright.right, flat.bottom, 1e-9);
    pl_text_free(text);
}

static void a_bad_size_is_refused(void **state)
{
    const double sizes[] = {0.0, -1.0, NAN, INFINITY};
    for (int i = 0; i < 4; i++) {
        pl_text_style style = pl_text_style_default();
        style.size = sizes[i];
        pl_text_extent extent;
        assert_int_equal(pl_text_measure(*state, "x", &style, &extent).code, BN_EINVAL);
    }
}

static void a_missing_font_folder_is_named(void **state)
{
    (void)state;
    pl_fonts *fonts;
    const bn_status status = pl_fonts_open("/nowhere", NULL, &fonts);
    assert_int_equal(status.code, BN_EIO);
    assert_non_null(strstr(status.message, "/nowhere/DejaVuSans.ttf: No such file or directory"));
    assert_non_null(strstr(status.message, "fonts-dejavu-core"));
}

/* --- Ink --- */

enum { SIDE = 160 };

typedef struct {
    unsigned char pixels[SIDE][SIDE];
} picture;

/* A text of 80 pixels an em, its baseline 100 pixels down and 20 from the left. */
static picture drawn(const pl_fonts *fonts, const char *string)
{
    picture result = {{{0}}};
    cairo_surface_t *surface =
        cairo_image_surface_create_for_data(result.pixels[0], CAIRO_FORMAT_A8, SIDE, SIDE, SIDE);
    cairo_t *pen = cairo_create(surface);
    pl_text_style style = pl_text_style_default();
    style.size = 80;
    assert_int_equal(
        pl_text_show(fonts, string, &style, pen, 20, 100, (pl_text_anchor){PL_LEFT, PL_BASELINE, 0}).code,
        BN_OK);
    assert_int_equal(cairo_status(pen), CAIRO_STATUS_SUCCESS);
    cairo_destroy(pen);
    cairo_surface_destroy(surface);
    return result;
}

static bool row_is_black(const picture *of, int row)
{
    for (int i = 0; i < SIDE; i++) {
        if (of->pixels[row][i] > 0) return true;
    }
    return false;
}

/* How many separate bands of rows have ink. */
static int bands(const picture *of)
{
    int count = 0;
    for (int row = 0; row < SIDE; row++)
        count += row_is_black(of, row) && (row == 0 || !row_is_black(of, row - 1));
    return count;
}

static void a_bar_stands_above_its_letter_and_does_not_touch_it(void **state)
{
    const char *const strings[] = {"$\\bar J$",   "$\\bar x$", "$\\bar i$", "$\\overline{xH}$", "$\\hat J$",
                                   "$\\tilde x$", "$\\dot x$", "$\\vec v$", "$\\underline x$"};
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
        const picture with = drawn(*state, strings[i]);
        assert_int_equal(bands(&with), 2);
    }
    const picture without = drawn(*state, "$J$");
    assert_int_equal(bands(&without), 1);
}

static void a_bar_is_as_wide_as_a_wide_letter_and_not_narrower_than_legible(void **state)
{
    int width[2] = {0, 0};
    const char *const strings[] = {"$\\bar{\\mathrm{W}}$", "$\\bar{\\mathrm{l}}$"};
    for (int i = 0; i < 2; i++) {
        const picture with = drawn(*state, strings[i]);
        int row = 0;
        while (!row_is_black(&with, row)) row++;
        for (int x = 0; x < SIDE; x++) width[i] += with.pixels[row + 2][x] > 127;
    }
    assert_near(width[0], 80 * 1900.0 / 2048, 3); // W has ink from 68 to 1957
    assert_near(width[1], 80 * 0.34, 2);
}

static void a_fraction_is_three_bands_and_its_bar_lies_on_the_axis(void **state)
{
    const picture fraction = drawn(*state, "$\\frac{a}{b}$"), minus = drawn(*state, "$-$");
    assert_int_equal(bands(&fraction), 3);
    int middle = 0, count = 0;
    for (int row = 0; row < SIDE; row++) {
        if (row_is_black(&minus, row)) middle += row, count++;
    }
    assert_true(row_is_black(&fraction, middle / count));
    assert_false(row_is_black(&fraction, middle / count - 6));
}

static void a_root_covers_what_it_holds(void **state)
{
    const pl_text_extent root = measured(*state, "$\\sqrt{x^2+y}$"), inside = measured(*state, "$x^2+y$");
    assert_true(root.ink.top < inside.ink.top - 0.1 * em);
    assert_true(root.ink.bottom >= inside.ink.bottom);
    assert_true(root.width > inside.width + 0.5 * em);
}

/* Ink that is measured is ink that is drawn: within a pixel of the bounding box of the pixels. */
static void measured_ink_is_drawn_ink(void **state)
{
    const char *const strings[] = {
        "$\\bar J_i^2$",   "$\\frac{x}{y}$", "$f(x)$", "$\\sqrt[3]{x}$", "$\\left[\\dfrac ab\\right]$", "Tg",
        "$\\hat\\lambda$", "$\\int_0$"};
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
        const picture with = drawn(*state, strings[i]);
        double left = SIDE, right = 0, top = SIDE, bottom = 0;
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                if (with.pixels[y][x] < 20) continue;
                left = fmin(left, x), right = fmax(right, x + 1), top = fmin(top, y),
                bottom = fmax(bottom, y + 1);
            }
        }
        const pl_text_box ink = measured(*state, strings[i]).ink;
        const double scale = 80 / em;
        assert_near(20 + scale * ink.left, left, 1.5);
        assert_near(20 + scale * ink.right, right, 1.5);
        assert_near(100 + scale * ink.top, top, 1.5);
        assert_near(100 + scale * ink.bottom, bottom, 1.5);
    }
}

static void a_position_that_is_not_a_number_draws_nothing_and_leaves_the_pen_sound(void **state)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 8, 8);
    cairo_t *pen = cairo_create(surface);
    const pl_text_style style = pl_text_style_default();
    const double places[] = {NAN, INFINITY, 1e12};
    for (int i = 0; i < 3; i++)
        assert_int_equal(pl_text_show(*state, "x", &style, pen, places[i], 0, (pl_text_anchor){0}).code,
                         BN_OK);
    assert_int_equal(cairo_status(pen), CAIRO_STATUS_SUCCESS);
    cairo_destroy(pen);
    cairo_surface_destroy(surface);
}

/* --- Any bytes --- */

static void any_bytes_end_in_a_text_or_an_error(void **state)
{
    static const char *const parts[] = {"$",          "{",        "}",
                                        "\\",         "^",        "_",
                                        "'",          "\\frac",   "\\sqrt",
                                        "[",          "]",        "\\left",
                                        "\\right",    "(",        ".",
                                        "x",          "\\bar",    "\\alpha",
                                        "\\sum",      "\\mathrm", "\\text",
                                        "\n",         " ",        "1",
                                        "\xC3\xA9",   "\xFF",     "\\operatorname",
                                        "-",          "\\lim",    "~",
                                        "\\,",        "$$",       "\\widehat",
                                        "\\overline", "\\mathbb", "\\\\",
                                        "\x01",       ",",        "=",
                                        "\\{"};
    uint32_t random = 1;
    int accepted = 0;
    for (int i = 0; i < 6000; i++) {
        char string[256] = "";
        random = random * 1664525u + 1013904223u;
        const int count = (int)(random >> 16) % 14;
        for (int k = 0; k < count; k++) {
            random = random * 1664525u + 1013904223u;
            strcat(string, parts[(random >> 8) % (sizeof parts / sizeof parts[0])]);
        }
        if (i % 2) strcat(string, "$");
        const pl_text_style style = pl_text_style_default();
        pl_text_extent extent;
        const bn_status status = pl_text_measure(*state, string, &style, &extent);
        if (status.code == BN_OK)
            accepted += isfinite(extent.width) && isfinite(extent.ascent) && isfinite(extent.ink.top);
        else
            assert_int_equal(status.code, BN_EFORMAT);
    }
    assert_true(accepted > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_is_as_wide_as_the_font_says),
        cmocka_unit_test(a_slanted_letter_leans_as_the_oblique_does),
        cmocka_unit_test(words_are_kerned),
        cmocka_unit_test(an_empty_text_has_the_height_of_a_line),
        cmocka_unit_test(a_tall_formula_makes_its_line_taller),
        cmocka_unit_test(lines_stand_apart_as_the_style_says_and_more_where_they_would_touch),
        cmocka_unit_test(signs_between_operands_have_space_and_signs_of_numbers_none),
        cmocka_unit_test(spaces_are_as_wide_as_in_latex),
        cmocka_unit_test(a_superscript_is_raised_and_a_subscript_lowered),
        cmocka_unit_test(limits_stand_under_and_over_a_sum_and_beside_an_integral),
        cmocka_unit_test(a_fence_grows_with_what_it_holds),
        cmocka_unit_test(an_anchor_puts_its_point_at_the_origin),
        cmocka_unit_test(a_quarter_turn_swaps_the_sides_of_the_box),
        cmocka_unit_test(a_bad_size_is_refused),
        cmocka_unit_test(a_missing_font_folder_is_named),
        cmocka_unit_test(a_bar_stands_above_its_letter_and_does_not_touch_it),
        cmocka_unit_test(a_bar_is_as_wide_as_a_wide_letter_and_not_narrower_than_legible),
        cmocka_unit_test(a_fraction_is_three_bands_and_its_bar_lies_on_the_axis),
        cmocka_unit_test(a_root_covers_what_it_holds),
        cmocka_unit_test(measured_ink_is_drawn_ink),
        cmocka_unit_test(a_position_that_is_not_a_number_draws_nothing_and_leaves_the_pen_sound),
        cmocka_unit_test(any_bytes_end_in_a_text_or_an_error),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
