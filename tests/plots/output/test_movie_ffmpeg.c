/* Movies that ffmpeg encodes, with scripts in its place. */
#include "plots/output/movie.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/plots/clip.h"
#include "tests/plots/content.h"
#include "tests/plots/folder.h"

/* Sets PATH to a folder with a shell script named ffmpeg, or with nothing. */
static void stand_in(const char *folder, const char *script)
{
    char path[256];
    snprintf(path, sizeof path, "%s/ffmpeg", folder);
    if (script != NULL) {
        FILE *file = fopen(path, "w");
        fprintf(file, "#!/bin/sh\n%s\n", script);
        fclose(file);
        chmod(path, 0755);
    }
    snprintf(path, sizeof path, script == NULL ? "%s" : "%s:/usr/bin:/bin", folder);
    setenv("PATH", path, 1);
}

static void an_absent_ffmpeg_is_named(void **state)
{
    const clip made = walking_square(false);
    const pl_movie_def def = def_of_clip();
    stand_in(*state, NULL);
    const char *path = path_in(*state, "a.mp4");
    const bn_status status = save_clip(path, &made, &def);
    assert_int_equal(status.code, BN_EABSENT);
    assert_non_null(strstr(status.message, "needs the program ffmpeg, which is not installed"));
    char deep[800]; // of which a sentence shows the end alone
    int length = snprintf(deep, sizeof deep, "%s", (const char *)*state);
    while (length < 400) length += snprintf(deep + length, sizeof deep - (size_t)length, "/.");
    snprintf(deep + length, sizeof deep - (size_t)length, "/a.mp4");
    assert_non_null(strstr(save_clip(deep, &made, &def).message,
                           "/a.mp4 needs the program ffmpeg, which is not installed"));
    assert_int_equal(access(path, F_OK), -1);
    stand_in(*state, "exit 127"); // as where posix_spawn leaves it to the child to find no program
    assert_int_equal(save_clip(path, &made, &def).code, BN_EABSENT);
    assert_int_equal(access(path, F_OK), -1);
    setenv("PATH", "/usr/bin:/bin", 1);
}

/* Which the search of PATH tells otherwise, as it does of a folder that this user can't search. */
static void an_ffmpeg_that_may_not_be_run_is_absent(void **state)
{
    const clip made = walking_square(false);
    const pl_movie_def def = def_of_clip();
    stand_in(*state, "exit 0");
    assert_int_equal(chmod(path_in(*state, "ffmpeg"), 0644), 0);
    setenv("PATH", *state, 1);
    assert_int_equal(save_clip(path_in(*state, "a.mp4"), &made, &def).code, BN_EABSENT);
    setenv("PATH", "/usr/bin:/bin", 1);
}

static void ffmpeg_gets_every_pixel_and_its_file_gets_the_name(void **state)
{
    const clip made = walking_square(true);
    pl_movie_def def = def_of_clip();
    def.recipe = (pl_recipe){(const pl_recipe_entry[]){{"seed", "3; $(rm x)"}}, 1};
    char script[512];
    snprintf(script, sizeof script,
             "for last in \"$@\"; do :; done; printf '%%s\\n' \"$@\" > %s/arguments; cat > \"${last#file:}\"",
             (char *)*state);
    stand_in(*state, script);
    assert_string_equal(save_clip(path_in(*state, "a.mp4"), &made, &def).message, "");
    pl_bytes file = content_of(path_in(*state, "a.mp4"));
    assert_int_equal(file.size, sizeof made.words);
    assert_memory_equal(file.data, made.words, sizeof made.words);
    pl_bytes arguments = content_of(path_in(*state, "arguments"));
    assert_true(pl_bytes_find(&arguments, 0, "\n40x30\n") < arguments.size);
    assert_true(pl_bytes_find(&arguments, 0, "\nyuv420p\n") < arguments.size);
    assert_true(pl_bytes_find(&arguments, 0, "\nlibx264\n") < arguments.size);
    assert_true(pl_bytes_find(&arguments, 0, "\nfile:/") < arguments.size);
    assert_true(pl_bytes_find(&arguments, 0, "\ncomment={\"seed\": \"3; $(rm x)\"}\n") < arguments.size);
    pl_bytes_release(&file);
    pl_bytes_release(&arguments);
    assert_string_equal(save_clip(path_in(*state, "a.webm"), &made, &def).message, "");
    arguments = content_of(path_in(*state, "arguments"));
    assert_true(pl_bytes_find(&arguments, 0, "\nlibvpx-vp9\n") < arguments.size);
    assert_true(pl_bytes_find(&arguments, 0, "\nwebm\n") < arguments.size);
    pl_bytes_release(&arguments);
}

static void an_ffmpeg_that_dies_is_quoted_and_leaves_no_file(void **state)
{
    // A big movie, so that the socket fills and sending to the dead process fails.
    static uint32_t words[600 * 600];
    pl_movie_def def = pl_movie_def_default();
    def.width = def.height = 600;
    stand_in(*state, "echo 'Unknown encoder libx264' >&2; exit 3");
    pl_movie *movie;
    const char *path = path_in(*state, "a.mp4");
    assert_int_equal(pl_movie_begin(path, &def, &movie).code, BN_OK);
    bn_status status = bn_ok();
    for (int i = 0; i < 50 && status.code == BN_OK; i++)
        status = pl_movie_add(movie, &(pl_pixels){600, 600, words});
    assert_int_equal(status.code, BN_EIO);
    assert_non_null(strstr(status.message, "Unknown encoder libx264"));
    pl_movie_abandon(movie);
    assert_int_equal(access(path, F_OK), -1);

    const clip made = walking_square(false);
    def = def_of_clip();
    stand_in(*state, "cat > /dev/null; exit 4");
    assert_non_null(strstr(save_clip(path, &made, &def).message, "exit status 4"));
    stand_in(*state, "cat > /dev/null; kill -9 $$");
    assert_non_null(strstr(save_clip(path, &made, &def).message, "ended by signal 9"));
    assert_int_equal(access(path, F_OK), -1);
}

static void an_abandoned_movie_leaves_nothing(void **state)
{
    pl_movie_def def = def_of_clip();
    stand_in(*state, "cat > /dev/null; sleep 60");
    pl_movie *movie;
    const char *path = path_in(*state, "a.mp4");
    assert_int_equal(pl_movie_begin(path, &def, &movie).code, BN_OK);
    pl_movie_abandon(movie);
    assert_int_equal(access(path, F_OK), -1);
    pl_movie_abandon(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_absent_ffmpeg_is_named, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(an_ffmpeg_that_may_not_be_run_is_absent, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(ffmpeg_gets_every_pixel_and_its_file_gets_the_name, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(an_ffmpeg_that_dies_is_quoted_and_leaves_no_file, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(an_abandoned_movie_leaves_nothing, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
