/* The functions of a format of movies, called by movie.c. */
#ifndef PL_MOVIE_FORMAT_H
#define PL_MOVIE_FORMAT_H

#include "plots/output/movie.h"

/* Begins a movie at path and writes the format's own state to *state; add, finish and abandon get it back.
   finish and abandon free it. Frames that are added are opaque and have the def's size. */
typedef struct {
    const char *extension;
    bn_status (*begin)(const char *path, const pl_movie_def *def, void **state);
    bn_status (*add)(void *state, const pl_pixels *frame);
    bn_status (*finish)(void *state);
    void (*abandon)(void *state);
} pl_movie_format;

extern const pl_movie_format pl_gif_format, pl_mp4_format, pl_webm_format, pl_frames_format;

#endif
