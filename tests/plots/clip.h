/* A short movie for tests. */
#ifndef TESTS_CLIP_H
#define TESTS_CLIP_H

#include "plots/output/movie.h"

#include <stdbool.h>
#include <stdint.h>

enum { WIDTH = 40, HEIGHT = 30, FRAMES = 6, PIXELS = WIDTH * HEIGHT };

typedef struct {
    uint32_t words[FRAMES][PIXELS];
} clip;

/* A square that walks over a background of few or of many colours; the third frame repeats the second. */
static inline clip walking_square(bool many)
{
    clip made;
    for (int f = 0; f < FRAMES; f++) {
        for (int i = 0; i < PIXELS; i++) {
            const int x = i % WIDTH, y = i / WIDTH, step = f == 2 ? 1 : f;
            const bool inside = x >= 5 * step && x < 5 * step + 8 && y >= 10 && y < 18;
            const uint32_t behind = many ? (uint32_t)(x * 6) << 16 | (uint32_t)(y * 8) << 8 | 0x80 : 0xFFFFFF;
            made.words[f][i] = 0xFF000000 | (inside ? 0x102030 : behind);
        }
    }
    return made;
}

static inline pl_movie_def def_of_clip(void)
{
    pl_movie_def def = pl_movie_def_default();
    def.width = WIDTH;
    def.height = HEIGHT;
    return def;
}

static inline bn_status save_clip(const char *path, const clip *of, const pl_movie_def *def)
{
    pl_movie *movie;
    BN_TRY(pl_movie_begin(path, def, &movie));
    for (int f = 0; f < FRAMES; f++) {
        const pl_pixels frame = {WIDTH, HEIGHT, (uint32_t *)(size_t)of->words[f]};
        const bn_status status = pl_movie_add(movie, &frame);
        if (status.code == BN_OK) continue;
        pl_movie_abandon(movie);
        return status;
    }
    return pl_movie_finish(movie);
}

#endif
