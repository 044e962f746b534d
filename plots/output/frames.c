/* Numbered PNG files, one a frame, each written when it comes, under a name of its own until the end: a movie
   that is abandoned leaves an earlier one of the same name as it was, and one that is finished takes the frames
   of a longer one away. */
#include "common/file.h"
#include "plots/base/bytes.h"
#include "plots/output/movie_format.h"
#include "plots/output/png.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    char *path;
    size_t place, length; // of what the number replaces in the path
    int digits;           // of the number, at least
    double dpi;
    int count;
    pl_recipe_copy copy;
} frames;

// The length of "%d" or "%04d" at the beginning of a text, and how many digits it asks for; 0 for anything else.
static size_t length_of_place(const char *text, int *digits)
{
    size_t at = text[0] == '%' ? 1 : 0;
    if (at == 0) return 0;
    *digits = 1;
    if (text[at] == '0') at++;
    if (isdigit((unsigned char)text[at])) *digits = text[at++] - '0';
    return text[at] == 'd' ? at + 1 : 0;
}

static bn_status find_place(const char *path, frames *made)
{
    const char *slash = strrchr(path, '/'), *place = strchr(slash != NULL ? slash : path, '%');
    if (place != NULL) made->length = length_of_place(place, &made->digits);
    if (made->length == 0 || strchr(place + 1, '%') != NULL)
        return bn_fault(BN_EINVAL,
                        "%s has no place, or not one alone, for the number of a frame, as frame_%%04d.png",
                        bn_file_shown(path));
    made->place = (size_t)(place - path);
    return bn_ok();
}

static bn_status keep_recipe(const pl_recipe *recipe, pl_recipe_copy *copy)
{
    for (size_t i = 0; i < recipe->count; i++) {
        const pl_recipe_entry *entry = &recipe->entries[i];
        pl_recipe_collect(&copy->text, entry->key, strlen(entry->key), entry->value, strlen(entry->value));
    }
    return pl_recipe_tabulate(copy);
}

static bn_status begin(const char *path, const pl_movie_def *def, void **state)
{
    frames *made = calloc(1, sizeof *made);
    if (made == NULL) return bn_fault(BN_ENOMEM, "not enough memory for a movie");
    *state = made;
    BN_TRY(find_place(path, made));
    made->path = strdup(path);
    made->dpi = def->dpi;
    if (made->path == NULL) return bn_fault(BN_ENOMEM, "not enough memory for a movie");
    return keep_recipe(&def->recipe, &made->copy);
}

static const char unfinished[] = ".part"; // behind the path of a frame

// The path of a frame, from 1.
static bn_status path_of(const frames *of, int number, char path[BN_FILE_PATH_SIZE])
{
    const int length = snprintf(path, BN_FILE_PATH_SIZE, "%.*s%0*d%s", (int)of->place, of->path, of->digits,
                                number, of->path + of->place + of->length);
    if (length < BN_FILE_PATH_SIZE) return bn_ok();
    return bn_fault(BN_EIO, "cannot write '%s': the path is too long", bn_file_shown(of->path));
}

// Likewise, while the movie is not finished.
static bn_status unfinished_path_of(const frames *of, int number, char path[BN_FILE_PATH_SIZE])
{
    BN_TRY(path_of(of, number, path));
    if (strlen(path) + sizeof unfinished > BN_FILE_PATH_SIZE)
        return bn_fault(BN_EIO, "cannot write '%s': the path is too long", bn_file_shown(of->path));
    strcat(path, unfinished);
    return bn_ok();
}

static bn_status add(void *state, const pl_pixels *frame)
{
    frames *of = state;
    char path[BN_FILE_PATH_SIZE];
    BN_TRY(unfinished_path_of(of, of->count + 1, path));
    pl_bytes file = {0};
    bn_status status = pl_png_encode(frame, of->dpi, &of->copy.recipe, &file);
    if (status.code == BN_OK) status = pl_bytes_save(&file, path);
    pl_bytes_release(&file);
    if (status.code == BN_OK) of->count++;
    return status;
}

static void release(frames *of)
{
    pl_recipe_release(&of->copy);
    free(of->path);
    free(of);
}

static void abandon(void *state)
{
    frames *of = state;
    for (int number = 1; number <= of->count; number++) {
        char path[BN_FILE_PATH_SIZE];
        if (unfinished_path_of(of, number, path).code == BN_OK) unlink(path);
    }
    release(of);
}

static bn_status rename_frames(const frames *of)
{
    for (int number = 1; number <= of->count; number++) {
        char from[BN_FILE_PATH_SIZE], to[BN_FILE_PATH_SIZE];
        BN_TRY(unfinished_path_of(of, number, from));
        BN_TRY(path_of(of, number, to));
        if (rename(from, to) != 0)
            return bn_fault(BN_EIO, "cannot write '%s': %s", bn_file_shown(to), strerror(errno));
    }
    return bn_ok();
}

// The frames of an earlier movie behind the last one, up to the first number that is missing.
static void remove_later(const frames *of)
{
    char path[BN_FILE_PATH_SIZE];
    for (int number = of->count + 1; number < INT_MAX; number++)
        if (path_of(of, number, path).code != BN_OK || unlink(path) != 0) return;
}

static bn_status finish(void *state)
{
    frames *of = state;
    const bn_status status = rename_frames(of);
    if (status.code != BN_OK) {
        abandon(of);
        return status;
    }
    remove_later(of);
    release(of);
    return status;
}

const pl_movie_format pl_frames_format = {".png", begin, add, finish, abandon};
