/* A movie: frames of one size, written as an animated GIF, by ffmpeg as MP4 or WebM, or as numbered PNG files. */
#ifndef PL_MOVIE_H
#define PL_MOVIE_H

#include "plots/output/pixels.h"
#include "plots/output/recipe.h"

#include <stdbool.h>

typedef struct {
    int width, height;      // pixels, 1 to 32767
    double seconds_a_frame; // 0.02 to 600; a GIF counts in hundredths
    int loops;              // how often a GIF is played; 0 for without end
    bool dither;            // a GIF of more than 255 colours mixes them from dots of two
    double dpi;             // that PNG files say they have
    pl_recipe recipe;       // carried by the file as a JSON object in a comment
} pl_movie_def;

/* 0.1 s a frame, without end, 110 dpi. */
pl_movie_def pl_movie_def_default(void);

typedef struct pl_movie pl_movie;

/* Begins a movie in the format that the extension of path says, .gif or .mp4; the caller finishes or abandons
   it. Nothing of def is kept. Errors: BN_EINVAL for another extension or a number out of its range; BN_EABSENT
   when ffmpeg is not installed; BN_EIO with path and reason; BN_ENOMEM. */
bn_status pl_movie_begin(const char *path, const pl_movie_def *def, pl_movie **movie);

/* Adds a frame. What is transparent in it is laid on white. Errors: BN_EINVAL when the size is not the
   movie's, BN_ENOMEM, BN_EIO. After an error the caller abandons the movie. */
bn_status pl_movie_add(pl_movie *movie, const pl_pixels *frame);

/* Ends the movie, frees it, and gives the file its name. Errors: BN_EINVAL when there are no frames; BN_EIO;
   BN_ENOMEM; there is then no file under that name that was not there before. */
bn_status pl_movie_finish(pl_movie *movie);

/* Frees a movie that will not be finished; there is no file, and the PNG files written so far are removed. NULL is
   allowed. */
void pl_movie_abandon(pl_movie *movie);

#endif
