#include "plots/color/colormap.h"
#include "plots/color/norm.h"
#include "plots/color/vision.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/near.h"

static uint32_t rgb_of(const char *text)
{
    pl_color color;
    assert_int_equal(pl_color_parse(text, &color).code, BN_OK);
    return (uint32_t)lround(color.red * 255.0) << 16 | (uint32_t)lround(color.green * 255.0) << 8 |
           (uint32_t)lround(color.blue * 255.0);
}

// From CSS Color Level 4 and from Okabe and Ito's table.
static void names_and_digits_mean_what_their_lists_say(void **state)
{
    (void)state;
    assert_int_equal(rgb_of("rebeccapurple"), 0x663399);
    assert_int_equal(rgb_of("SteelBlue"), 0x4682b4);
    assert_int_equal(rgb_of("k"), 0x000000);
    assert_int_equal(rgb_of("#fa0"), 0xffaa00);
    assert_int_equal(rgb_of("#12aBcD"), 0x12abcd);
    assert_int_equal(rgb_of("vermillion"), 0xd55e00);
    assert_int_equal(rgb_of("C0"), 0x0072b2);
    pl_color color;
    assert_int_equal(pl_color_parse("#11223380", &color).code, BN_OK);
    assert_near(color.alpha, 128.0 / 255.0, 1e-12);
    assert_int_equal(pl_color_parse("none", &color).code, BN_OK);
    assert_near(color.alpha, 0.0, 0.0);
}

static void an_unknown_colour_is_named(void **state)
{
    (void)state;
    const char *wrong[] = {"bleu", "#12", "#12345g", "C8", "", "#"};
    for (int i = 0; i < 6; i++) {
        pl_color color;
        const bn_status status = pl_color_parse(wrong[i], &color);
        assert_int_equal(status.code, BN_EINVAL);
        assert_non_null(strstr(status.message, wrong[i]));
    }
}

// The ends and middles of the published tables.
static void maps_are_the_published_ones(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint32_t low, high;
    } known[] = {{"viridis", 0x440154, 0xfde725},  {"magma", 0x000004, 0xfcfdbf},
                 {"cividis", 0x00224e, 0xfee838},  {"grey", 0x000000, 0xffffff},
                 {"RdBu", 0x67001f, 0x053061},     {"vik", 0x001261, 0x590008},
                 {"twilight", 0xe2d9e2, 0xe2d9e2}, {"viridis_r", 0xfde725, 0x440154}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        pl_colormap map;
        assert_int_equal(pl_colormap_named(known[i].name, &map).code, BN_OK);
        const uint32_t low = pl_colormap_rgb(&map, 0.0), high = pl_colormap_rgb(&map, 1.0);
        for (int shift = 0; shift <= 16; shift += 8) { // tables of 8 bits differ by one from rounding
            assert_true(abs((int)(low >> shift & 0xff) - (int)(known[i].low >> shift & 0xff)) <= 1);
            assert_true(abs((int)(high >> shift & 0xff) - (int)(known[i].high >> shift & 0xff)) <= 1);
        }
    }
}

// Grey is its own formula.
static void levels_lie_between_the_entries(void **state)
{
    (void)state;
    pl_colormap map;
    assert_int_equal(pl_colormap_named("grey", &map).code, BN_OK);
    for (double at = 0.0; at <= 1.0; at += 0.01) {
        const double grey = pl_colormap_rgb(&map, at) & 0xff;
        assert_near(grey, 255.0 * at, 0.7);
    }
    assert_int_equal(pl_colormap_rgb(&map, -3.0), 0x000000);
    assert_int_equal(pl_colormap_rgb(&map, 7.0), 0xffffff);
    assert_int_equal(pl_colormap_named("virids", &map).code, BN_EINVAL);
}

// Grey in five: the changes are at fifths, and the ends are those of the map.
static void a_map_in_steps_has_so_many_colours_over_equal_parts(void **state)
{
    (void)state;
    pl_colormap map, all;
    assert_int_equal(pl_colormap_named("grey_r_5", &map).code, BN_OK);
    for (int step = 0; step < 5; step++) {
        assert_near(pl_colormap_rgb(&map, 0.2 * step) & 0xff, 255.0 * (1.0 - 0.25 * step), 0.7);
        assert_int_equal(pl_colormap_rgb(&map, 0.2 * step), pl_colormap_rgb(&map, 0.2 * step + 0.199));
    }
    assert_int_equal(pl_colormap_named("viridis", &all).code, BN_OK);
    assert_int_equal(pl_colormap_named("viridis_256", &map).code, BN_OK);
    assert_int_equal(pl_colormap_rgb(&map, 1.0), pl_colormap_rgb(&all, 1.0));
    const bn_status status = pl_colormap_named("viridis_1", &map);
    assert_int_equal(status.code, BN_EINVAL);
    assert_string_equal(status.message, "colour map 'viridis_1' has 1 steps; 2 to 256 were needed");
    static const char *const wrong[] = {"viridis_0", "viridis_257", "viridis_", "viridis_5_r",
                                        "viridis5",  "_7",          "7"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(pl_colormap_named(wrong[i], &map).code, BN_EINVAL);
}

static void a_centred_norm_reaches_equally_far(void **state)
{
    (void)state;
    const double values[] = {-1.0, 0.5, NAN, 3.0, INFINITY};
    pl_norm_options options = pl_norm_options_default();
    options.centre = 0.0;
    pl_norm norm;
    assert_int_equal(pl_norm_fit(&options, values, 5, &norm).code, BN_OK);
    assert_near(norm.low, -3.0, 0.0);
    assert_near(norm.high, 3.0, 0.0);
    assert_near(pl_norm_at(&norm, 0.0), 0.5, 1e-15);
    assert_true(isnan(pl_norm_at(&norm, NAN)));
}

static void a_logarithmic_norm_counts_decades(void **state)
{
    (void)state;
    const double values[] = {-1.0, 0.0, 0.01, 100.0};
    pl_norm_options options = pl_norm_options_default();
    options.logarithmic = true;
    pl_norm norm;
    assert_int_equal(pl_norm_fit(&options, values, 4, &norm).code, BN_OK);
    assert_near(norm.low, 0.01, 0.0);
    assert_near(pl_norm_at(&norm, 1.0), 0.5, 1e-12);
    assert_true(isnan(pl_norm_at(&norm, 0.0)));
    options.low = -1.0;
    assert_int_equal(pl_norm_fit(&options, values, 4, &norm).code, BN_EINVAL);
}

static void constant_and_missing_data_still_have_a_norm(void **state)
{
    (void)state;
    const double constant[] = {2.0, 2.0};
    const pl_norm_options options = pl_norm_options_default();
    pl_norm norm;
    assert_int_equal(pl_norm_fit(&options, constant, 2, &norm).code, BN_OK);
    assert_true(norm.low < 2.0 && 2.0 < norm.high);
    assert_int_equal(pl_norm_fit(&options, NULL, 0, &norm).code, BN_OK);
    assert_true(norm.low < norm.high);
}

// Computed with NumPy from the published matrices, and those of IEC 61966-2-1.
static void colours_are_seen_as_published(void **state)
{
    (void)state;
    static const struct {
        uint32_t rgb;
        pl_vision vision;
        pl_lab seen;
    } known[] = {
        {0xff0000, PL_VISION_USUAL, {53.241, 80.092, 67.203}},
        {0xff0000, PL_VISION_PROTANOPIA, {40.291, -3.674, 47.470}},
        {0xff0000, PL_VISION_DEUTERANOPIA, {59.746, -5.426, 63.843}},
        {0x008000, PL_VISION_DEUTERANOPIA, {44.801, -4.320, 44.622}},
        {0x008000, PL_VISION_GREY, {46.227, 0.0, 0.0}},
        {0xffffff, PL_VISION_PROTANOPIA, {100.0, 0.0, 0.0}},
        {0x000000, PL_VISION_GREY, {0.0, 0.0, 0.0}},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_near(
            pl_lab_distance(pl_vision_lab(pl_color_rgb(known[i].rgb), known[i].vision), known[i].seen), 0.0,
            0.03);
}

static double least_distance(size_t count, pl_vision vision)
{
    double least = INFINITY;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            least = fmin(least, pl_lab_distance(pl_vision_lab(pl_color_palette(i), vision),
                                                pl_vision_lab(pl_color_palette(j), vision)));
    return least;
}

// NumPy has 17.035 for the nearest pair of the eight, and 11.770 for the nearest greys of the first three.
static void the_palette_is_told_apart_by_the_colour_blind_and_its_first_three_in_grey(void **state)
{
    (void)state;
    assert_true(least_distance(PL_PALETTE_SIZE, PL_VISION_USUAL) > 26.0);
    assert_true(least_distance(PL_PALETTE_SIZE, PL_VISION_PROTANOPIA) > 20.0);
    assert_near(least_distance(PL_PALETTE_SIZE, PL_VISION_DEUTERANOPIA), 17.035, 0.01);
    assert_near(least_distance(3, PL_VISION_GREY), 11.770, 0.01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_digits_mean_what_their_lists_say),
        cmocka_unit_test(an_unknown_colour_is_named),
        cmocka_unit_test(maps_are_the_published_ones),
        cmocka_unit_test(colours_are_seen_as_published),
        cmocka_unit_test(the_palette_is_told_apart_by_the_colour_blind_and_its_first_three_in_grey),
        cmocka_unit_test(levels_lie_between_the_entries),
        cmocka_unit_test(a_map_in_steps_has_so_many_colours_over_equal_parts),
        cmocka_unit_test(a_centred_norm_reaches_equally_far),
        cmocka_unit_test(a_logarithmic_norm_counts_decades),
        cmocka_unit_test(constant_and_missing_data_still_have_a_norm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
