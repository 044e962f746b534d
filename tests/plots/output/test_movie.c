/* Movies: GIFs decoded again by giflib, composed frame by frame as a viewer does, and numbered files. */
#include "plots/output/movie.h"

#include "plots/color/palette.h"
#include "plots/output/format.h"

#include <gif_lib.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/plots/clip.h"
#include "tests/plots/content.h"
#include "tests/plots/folder.h"

static GifFileType *decoded(const char *path)
{
    int error;
    GifFileType *file = DGifOpenFileName(path, &error);
    assert_non_null(file);
    assert_int_equal(DGifSlurp(file), GIF_OK);
    return file;
}

/* Draws a frame of a file over what was there, as viewers do. */
static void compose(GifFileType *file, int frame, uint32_t screen[PIXELS])
{
    const SavedImage *image = &file->SavedImages[frame];
    GraphicsControlBlock control;
    assert_int_equal(DGifSavedExtensionToGCB(file, frame, &control), GIF_OK);
    assert_null(image->ImageDesc.ColorMap); // one palette for all frames
    const GifImageDesc *box = &image->ImageDesc;
    for (int i = 0; i < box->Width * box->Height; i++) {
        if (image->RasterBits[i] == control.TransparentColor) continue;
        const GifColorType *colour = &file->SColorMap->Colors[image->RasterBits[i]];
        screen[(box->Top + i / box->Width) * WIDTH + box->Left + i % box->Width] =
            (uint32_t)colour->Red << 16 | (uint32_t)colour->Green << 8 | colour->Blue;
    }
}

static void a_gif_of_few_colours_is_exact(void **state)
{
    const clip made = walking_square(false);
    const pl_movie_def def = def_of_clip();
    const char *path = path_in(*state, "a.gif");
    assert_string_equal(save_clip(path, &made, &def).message, "");
    GifFileType *file = decoded(path);
    assert_int_equal(file->ImageCount, FRAMES);
    assert_int_equal(file->SWidth, WIDTH);
    uint32_t screen[PIXELS] = {0};
    for (int f = 0; f < FRAMES; f++) {
        compose(file, f, screen);
        for (int i = 0; i < PIXELS; i++) assert_int_equal(screen[i], made.words[f][i] & 0xFFFFFF);
    }
    DGifCloseFile(file, NULL);
}

static void frames_hold_only_what_changed(void **state)
{
    const clip made = walking_square(false);
    const pl_movie_def def = def_of_clip();
    const char *path = path_in(*state, "a.gif");
    assert_int_equal(save_clip(path, &made, &def).code, BN_OK);
    GifFileType *file = decoded(path);
    assert_int_equal(file->SavedImages[0].ImageDesc.Width, WIDTH);
    assert_int_equal(file->SavedImages[1].ImageDesc.Width,
                     13); // from the old square's left to the new one's right
    assert_int_equal(file->SavedImages[1].ImageDesc.Height, 8);
    assert_int_equal(file->SavedImages[1].ImageDesc.Top, 10);
    assert_int_equal(file->SavedImages[2].ImageDesc.Width, 1); // nothing changed
    DGifCloseFile(file, NULL);
}

static void many_colours_are_near_and_still_pixels_do_not_flicker(void **state)
{
    const clip made = walking_square(true);
    const pl_movie_def def = def_of_clip();
    const char *path = path_in(*state, "a.gif");
    assert_int_equal(save_clip(path, &made, &def).code, BN_OK);
    GifFileType *file = decoded(path);
    uint32_t screen[PIXELS] = {0}, before[PIXELS];
    for (int f = 0; f < FRAMES; f++) {
        memcpy(before, screen, sizeof before);
        compose(file, f, screen);
        for (int i = 0; i < PIXELS; i++) {
            assert_in_range(pl_colour_distance(screen[i], made.words[f][i] & 0xFFFFFF), 0, 16);
            if (f > 0 && made.words[f][i] == made.words[f - 1][i]) assert_int_equal(screen[i], before[i]);
        }
    }
    DGifCloseFile(file, NULL);
}

/* The mean error of blocks of 4 x 4 pixels, those of the pattern, of a channel, against a movie of one still frame. */
static double mean_error_of_blocks(const char *path, const uint32_t *words, int width)
{
    GifFileType *file = decoded(path);
    const SavedImage *image = &file->SavedImages[0];
    double mean = 0.0;
    const int blocks = width / 4 * (width / 4);
    for (int block = 0; block < blocks; block++) {
        double error[3] = {0.0};
        for (int i = 0; i < 16; i++) {
            const int x = block % (width / 4) * 4 + i % 4, y = block / (width / 4) * 4 + i / 4;
            const GifColorType *shown = &file->SColorMap->Colors[image->RasterBits[y * width + x]];
            const uint32_t meant = words[y * width + x];
            error[0] += ((int)shown->Red - (int)(meant >> 16 & 0xFF)) / 16.0;
            error[1] += ((int)shown->Green - (int)(meant >> 8 & 0xFF)) / 16.0;
            error[2] += ((int)shown->Blue - (int)(meant & 0xFF)) / 16.0;
        }
        for (int c = 0; c < 3; c++) mean += fabs(error[c]) / (3.0 * blocks);
    }
    assert_int_equal(file->SavedImages[1].ImageDesc.Width, 1); // nothing changed in the second frame
    DGifCloseFile(file, NULL);
    return mean;
}

static void dithering_mixes_the_colours_that_a_palette_lacks(void **state)
{
    enum { SLOPE = 100 };
    static uint32_t words[SLOPE * SLOPE];
    for (uint32_t i = 0; i < SLOPE * SLOPE; i++)
        words[i] = 0xFF000000 | (i % SLOPE * 5 / 2) << 16 | (i / SLOPE * 5 / 2) << 8 | 0x40;
    double error[2];
    for (int dither = 0; dither <= 1; dither++) {
        pl_movie_def def = pl_movie_def_default();
        def.width = def.height = SLOPE;
        def.dither = dither;
        pl_movie *movie;
        const char *path = path_in(*state, "a.gif");
        assert_int_equal(pl_movie_begin(path, &def, &movie).code, BN_OK);
        for (int f = 0; f < 2; f++)
            assert_int_equal(pl_movie_add(movie, &(pl_pixels){SLOPE, SLOPE, words}).code, BN_OK);
        assert_int_equal(pl_movie_finish(movie).code, BN_OK);
        error[dither] = mean_error_of_blocks(path, words, SLOPE);
    }
    assert_true(error[0] > 1.0); // there are bands
    assert_true(error[1] < 0.7 * error[0]);
}

static void a_gif_says_how_fast_and_how_often_and_carries_its_recipe(void **state)
{
    const clip made = walking_square(false);
    pl_movie_def def = def_of_clip();
    def.seconds_a_frame = 0.25;
    def.loops = 258;
    def.recipe = (pl_recipe){(const pl_recipe_entry[]){{"seed", "3"}, {"text", "a \"b\"\n\\\x01"}}, 2};
    const char *path = path_in(*state, "a.gif");
    assert_int_equal(save_clip(path, &made, &def).code, BN_OK);
    GifFileType *file = decoded(path);
    GraphicsControlBlock control;
    DGifSavedExtensionToGCB(file, 3, &control);
    assert_int_equal(control.DelayTime, 25);
    const ExtensionBlock *blocks = file->SavedImages[0].ExtensionBlocks;
    assert_memory_equal(blocks[0].Bytes, "NETSCAPE2.0", 11);
    assert_memory_equal(blocks[1].Bytes, "\x01\x02\x01", 3);
    const char comment[] = "{\"seed\": \"3\", \"text\": \"a \\\"b\\\"\\n\\\\\\u0001\"}";
    assert_int_equal(blocks[2].Function, COMMENT_EXT_FUNC_CODE);
    assert_int_equal(blocks[2].ByteCount, sizeof comment - 1);
    assert_memory_equal(blocks[2].Bytes, comment, sizeof comment - 1);
    DGifCloseFile(file, NULL);
}

static void the_same_frames_are_the_same_bytes(void **state)
{
    const clip made = walking_square(true);
    const pl_movie_def def = def_of_clip();
    pl_bytes files[2] = {{0}, {0}};
    for (int i = 0; i < 2; i++) {
        const char *path = path_in(*state, i == 0 ? "a.gif" : "b.gif");
        assert_int_equal(save_clip(path, &made, &def).code, BN_OK);
        files[i] = content_of(path);
    }
    assert_int_equal(files[0].size, files[1].size);
    assert_memory_equal(files[0].data, files[1].data, files[0].size);
    for (int i = 0; i < 2; i++) pl_bytes_release(&files[i]);
}

static void transparent_pixels_are_blended_with_white(void **state)
{
    pl_movie_def def = pl_movie_def_default();
    def.width = def.height = 2;
    uint32_t words[4] = {0, 0x80800000, 0xFF112233, 0x80000000};
    pl_movie *movie;
    const char *path = path_in(*state, "a.gif");
    assert_int_equal(pl_movie_begin(path, &def, &movie).code, BN_OK);
    assert_int_equal(pl_movie_add(movie, &(pl_pixels){2, 2, words}).code, BN_OK);
    assert_int_equal(pl_movie_finish(movie).code, BN_OK);
    GifFileType *file = decoded(path);
    const unsigned expected[4] = {0xFFFFFF, 0xFF7F7F, 0x112233, 0x7F7F7F};
    for (int i = 0; i < 4; i++) {
        const GifColorType *colour = &file->SColorMap->Colors[file->SavedImages[0].RasterBits[i]];
        assert_int_equal(colour->Red << 16 | colour->Green << 8 | colour->Blue, expected[i]);
    }
    DGifCloseFile(file, NULL);
}

static void a_background_keeps_its_colour_among_many_like_it(void **state)
{
    (void)state;
    pl_color_histogram histogram;
    pl_palette palette;
    unsigned char nearest[4096];
    assert_int_equal(pl_color_histogram_create(&histogram).code, BN_OK);
    for (uint32_t i = 0; i < 4096; i++)
        pl_color_histogram_add(&histogram, 0xFFFFFF - (i % 16 * 0x10000 + i / 16 % 16 * 0x100 + i / 256));
    for (int i = 0; i < 100000; i++) pl_color_histogram_add(&histogram, 0xFFFFFF);
    assert_int_equal(pl_palette_choose(&histogram, &palette, nearest).code, BN_OK);
    assert_int_equal(palette.count, PL_PALETTE_SIZE);
    assert_int_equal(palette.colours[nearest[pl_color_histogram_add(&histogram, 0xFFFFFF)]], 0xFFFFFF);
    pl_color_histogram_release(&histogram);
}

static void colours_past_sixteen_bits_are_rounded(void **state)
{
    (void)state;
    pl_color_histogram histogram;
    assert_int_equal(pl_color_histogram_create(&histogram).code, BN_OK);
    for (uint32_t i = 0; i < 200000; i++) pl_color_histogram_add(&histogram, i * 83);
    assert_in_range(histogram.count, 49152, PL_MOST_COLOURS);
    const uint16_t number = pl_color_histogram_add(&histogram, 199999 * 83);
    assert_in_range(pl_colour_distance(histogram.entries[number].colour, 199999 * 83), 0, 15);
    pl_color_histogram_release(&histogram);
}

static void frames_are_numbered_files_with_recipe(void **state)
{
    const clip made = walking_square(false);
    pl_movie_def def = def_of_clip();
    def.recipe = (pl_recipe){(const pl_recipe_entry[]){{"seed", "3"}}, 1};
    assert_string_equal(save_clip(path_in(*state, "a%03d.png"), &made, &def).message, "");
    for (int f = 1; f <= FRAMES; f++) {
        char name[32];
        snprintf(name, sizeof name, "a%03d.png", f);
        pl_recipe_copy copy;
        assert_int_equal(pl_recipe_read(path_in(*state, name), &copy).code, BN_OK);
        assert_string_equal(pl_recipe_value(&copy.recipe, "seed"), "3");
        pl_recipe_release(&copy);
    }
    assert_int_equal(access(path_in(*state, "a007.png"), F_OK), -1);
    pl_movie *movie;
    assert_int_equal(pl_movie_begin(path_in(*state, "b%d.png"), &def, &movie).code, BN_OK);
    assert_int_equal(pl_movie_add(movie, &(pl_pixels){WIDTH, HEIGHT, (uint32_t *)(size_t)made.words[0]}).code,
                     BN_OK);
    assert_int_equal(access(path_in(*state, "b1.png.part"), F_OK), 0);
    pl_movie_abandon(movie);
    assert_int_equal(access(path_in(*state, "b1.png.part"), F_OK), -1);
    assert_int_equal(access(path_in(*state, "b1.png"), F_OK), -1);
    for (int i = 0; i < 5; i++) {
        const char *const wrong[] = {"a.png", "a%s.png", "a%d%d.png", "a%05.png", "a%.png"};
        assert_non_null(strstr(save_clip(wrong[i], &made, &def).message, "for the number of a frame"));
    }
}

static pl_movie *movie_of_one_frame(const char *path, const clip *made)
{
    const pl_movie_def def = def_of_clip();
    pl_movie *movie;
    assert_int_equal(pl_movie_begin(path, &def, &movie).code, BN_OK);
    assert_int_equal(
        pl_movie_add(movie, &(pl_pixels){WIDTH, HEIGHT, (uint32_t *)(size_t)made->words[0]}).code, BN_OK);
    return movie;
}

static void an_abandoned_movie_leaves_the_frames_of_an_earlier_one(void **state)
{
    const clip made = walking_square(false);
    const pl_movie_def def = def_of_clip();
    assert_string_equal(save_clip(path_in(*state, "a%d.png"), &made, &def).message, "");
    pl_movie_abandon(movie_of_one_frame(path_in(*state, "a%d.png"), &made));
    assert_int_equal(access(path_in(*state, "a1.png"), F_OK), 0);
    assert_int_equal(access(path_in(*state, "a6.png"), F_OK), 0);
}

static void a_shorter_movie_takes_the_later_frames_of_an_earlier_one_away(void **state)
{
    const clip made = walking_square(false);
    const pl_movie_def def = def_of_clip();
    assert_string_equal(save_clip(path_in(*state, "a%d.png"), &made, &def).message, "");
    assert_string_equal(pl_movie_finish(movie_of_one_frame(path_in(*state, "a%d.png"), &made)).message, "");
    assert_int_equal(access(path_in(*state, "a1.png"), F_OK), 0);
    assert_int_equal(access(path_in(*state, "a2.png"), F_OK), -1);
    assert_int_equal(access(path_in(*state, "a6.png"), F_OK), -1);
}

static void invalid_movies_are_refused(void **state)
{
    const clip made = walking_square(false);
    pl_movie_def def = def_of_clip();
    assert_non_null(
        strstr(save_clip("a.avi", &made, &def).message, "a.avi ends in none of .gif, .mp4, .webm and .png"));
    def.seconds_a_frame = 0.0;
    assert_int_equal(save_clip("a.gif", &made, &def).code, BN_EINVAL);
    def = def_of_clip();
    def.width = 41;
    assert_string_equal(save_clip("a.gif", &made, &def).message,
                        "frame 1 is 40 x 30 pixels; the movie is 41 x 30");
    pl_movie *movie;
    assert_int_equal(pl_movie_begin("a.gif", &def, &movie).code, BN_OK);
    assert_string_equal(pl_movie_finish(movie).message, "the movie has no frames");
    def = def_of_clip();
    assert_string_equal(save_clip("/nowhere/a.gif", &made, &def).message,
                        "cannot write '/nowhere/a.gif': No such file or directory");
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_gif_of_few_colours_is_exact, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(frames_hold_only_what_changed, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(many_colours_are_near_and_still_pixels_do_not_flicker, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(a_gif_says_how_fast_and_how_often_and_carries_its_recipe, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(the_same_frames_are_the_same_bytes, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(transparent_pixels_are_blended_with_white, make_folder,
                                        remove_folder),
        cmocka_unit_test(a_background_keeps_its_colour_among_many_like_it),
        cmocka_unit_test(colours_past_sixteen_bits_are_rounded),
        cmocka_unit_test_setup_teardown(dithering_mixes_the_colours_that_a_palette_lacks, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(frames_are_numbered_files_with_recipe, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(an_abandoned_movie_leaves_the_frames_of_an_earlier_one, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(a_shorter_movie_takes_the_later_frames_of_an_earlier_one_away,
                                        make_folder, remove_folder),
        cmocka_unit_test(invalid_movies_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
