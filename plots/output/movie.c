/* A movie: checks what is common to all formats, then calls the functions of the format. */
#include "plots/output/movie.h"

#include "common/file.h"
#include "plots/output/movie_format.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct pl_movie {
    const pl_movie_format *format;
    void *state;
    pl_pixels opaque; // a frame on white
    long frames;
};

pl_movie_def pl_movie_def_default(void)
{
    return (pl_movie_def){.seconds_a_frame = 0.1, .dpi = 110.0};
}

static const pl_movie_format *format_of(const char *path)
{
    const pl_movie_format *const formats[] = {&pl_gif_format, &pl_mp4_format, &pl_webm_format,
                                              &pl_frames_format};
    const char *extension = strrchr(path, '.');
    for (size_t i = 0; extension != NULL && i < sizeof formats / sizeof formats[0]; i++) {
        if (strcasecmp(extension, formats[i]->extension) == 0) return formats[i];
    }
    return NULL;
}

static bn_status check(const pl_movie_def *def)
{
    BN_TRY(pl_pixels_check_size(def->width, def->height));
    if (!(def->seconds_a_frame >= 0.02 && def->seconds_a_frame <= 600.0))
        return bn_fault(BN_EINVAL, "seconds_a_frame is %g; 0.02 to 600 was needed", def->seconds_a_frame);
    if (!(def->dpi > 0.0 && def->dpi <= 1e5))
        return bn_fault(BN_EINVAL, "dpi is %g; more than 0 and at most 100000 was needed", def->dpi);
    if (def->loops < 0 || def->loops > 65535)
        return bn_fault(BN_EINVAL, "loops is %d; 0 to 65535 was needed", def->loops);
    return pl_recipe_check(&def->recipe);
}

static bn_status begin(const char *path, const pl_movie_def *def, pl_movie *movie)
{
    BN_TRY(pl_pixels_create(def->width, def->height, &movie->opaque));
    return movie->format->begin(path, def, &movie->state);
}

bn_status pl_movie_begin(const char *path, const pl_movie_def *def, pl_movie **movie)
{
    const pl_movie_format *format = format_of(path);
    if (format == NULL)
        return bn_fault(BN_EINVAL, "%s ends in none of .gif, .mp4, .webm and .png", bn_file_shown(path));
    BN_TRY(check(def));
    pl_movie *made = calloc(1, sizeof *made);
    if (made == NULL) return bn_fault(BN_ENOMEM, "not enough memory for a movie");
    made->format = format;
    const bn_status status = begin(path, def, made);
    if (status.code == BN_OK)
        *movie = made;
    else
        pl_movie_abandon(made);
    return status;
}

/* A premultiplied colour on white: 255 less its alpha is added to each channel. */
static uint32_t on_white(uint32_t word)
{
    const uint32_t missing = 255 - (word >> 24);
    return (word | 0xFF000000) + (missing << 16 | missing << 8 | missing);
}

bn_status pl_movie_add(pl_movie *movie, const pl_pixels *frame)
{
    if (frame->width != movie->opaque.width || frame->height != movie->opaque.height)
        return bn_fault(BN_EINVAL, "frame %ld is %d x %d pixels; the movie is %d x %d", movie->frames + 1,
                        frame->width, frame->height, movie->opaque.width, movie->opaque.height);
    const size_t count = (size_t)frame->width * (size_t)frame->height;
    for (size_t i = 0; i < count; i++) movie->opaque.words[i] = on_white(frame->words[i]);
    movie->frames++;
    return movie->format->add(movie->state, &movie->opaque);
}

static void release(pl_movie *movie)
{
    pl_pixels_release(&movie->opaque);
    free(movie);
}

bn_status pl_movie_finish(pl_movie *movie)
{
    if (movie->frames == 0) {
        pl_movie_abandon(movie);
        return bn_fault(BN_EINVAL, "the movie has no frames");
    }
    const bn_status status = movie->format->finish(movie->state);
    release(movie);
    return status;
}

void pl_movie_abandon(pl_movie *movie)
{
    if (movie == NULL) return;
    if (movie->state != NULL) movie->format->abandon(movie->state);
    release(movie);
}
