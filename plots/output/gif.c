/* Animated GIF: frames are kept as the spans of pixels that changed, by number of colour, until all colours
   are known; then one palette serves all frames, so nothing flickers, and each frame is cut to the box of
   what changed, with the rest of the box transparent. Where the palette had to be chosen, a pixel keeps its
   colour until the new one differs visibly; or, where dithering is asked for, the colour is mixed from dots of the
   palette's, in a fixed pattern (Bayer 1973; Knoll 1999), so that what stays the same in the frames
   does not move. */
#include "plots/base/bytes.h"
#include "plots/color/color_histogram.h"
#include "plots/color/palette.h"
#include "plots/output/movie_format.h"

#include <gif_lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A span ends where SPAN_GAP pixels are unchanged. A pixel keeps its colour while no channel differs by more
   than TOLERANCE of 255. */
enum { UNCHANGED = PL_PALETTE_SIZE, SPAN_GAP = 8, TOLERANCE = 4, COLOUR_BITS = 8 };

typedef struct {
    char *path;
    int width, height, delay, loops; // delay in hundredths of a second
    bool dither;
    size_t count, frames;
    pl_color_histogram histogram;
    uint32_t *last; // the frame before, as drawn
    pl_bytes spans; // of all frames: {start, length, numbers}, a frame closed by a length of 0
    pl_bytes comment;
} gif;

typedef struct {
    uint32_t start, length;
} span;

static void abandon(void *state)
{
    gif *movie = state;
    free(movie->path);
    free(movie->last);
    pl_color_histogram_release(&movie->histogram);
    pl_bytes_release(&movie->spans);
    pl_bytes_release(&movie->comment);
    free(movie);
}

static bn_status begin(const char *path, const pl_movie_def *def, void **state)
{
    gif *movie = calloc(1, sizeof *movie);
    if (movie == NULL) return bn_fault(BN_ENOMEM, "not enough memory for a movie");
    *state = movie;
    movie->width = def->width;
    movie->height = def->height;
    movie->delay = (int)lround(def->seconds_a_frame * 100.0);
    movie->loops = def->loops;
    movie->dither = def->dither;
    movie->count = (size_t)def->width * (size_t)def->height;
    movie->path = strdup(path);
    movie->last = calloc(movie->count, sizeof movie->last[0]);
    if (movie->path == NULL || movie->last == NULL)
        return bn_fault(BN_ENOMEM, "not enough memory for a movie");
    pl_recipe_add_json(&movie->comment, &def->recipe);
    BN_TRY(pl_bytes_status(&movie->comment));
    return pl_color_histogram_create(&movie->histogram);
}

/* --- Gathering --- */

/* The end of the span that begins at a changed pixel: where the next SPAN_GAP pixels are unchanged. */
static size_t span_end(const uint32_t *old, const uint32_t *new, size_t from, size_t count)
{
    size_t end = from + 1;
    for (size_t i = end; i < count && i - end < SPAN_GAP; i++) {
        if (old[i] != new[i]) end = i + 1;
    }
    return end;
}

static void add_span(gif *movie, const uint32_t *words, size_t start, size_t length)
{
    const span head = {(uint32_t)start, (uint32_t)length};
    pl_bytes_add(&movie->spans, &head, sizeof head);
    uint16_t *numbers = pl_bytes_extend(&movie->spans, length * sizeof *numbers);
    if (numbers == NULL) return;
    for (size_t i = 0; i < length; i++)
        numbers[i] = pl_color_histogram_add(&movie->histogram, words[start + i] & 0xFFFFFF);
}

static bn_status add(void *state, const pl_pixels *frame)
{
    gif *movie = state;
    for (size_t i = 0; i < movie->count;) {
        if (movie->last[i] == frame->words[i]) {
            i++;
            continue;
        }
        const size_t end = span_end(movie->last, frame->words, i, movie->count);
        add_span(movie, frame->words, i, end - i);
        i = end;
    }
    pl_bytes_add(&movie->spans, &(span){0, 0}, sizeof(span));
    memcpy(movie->last, frame->words, movie->count * sizeof movie->last[0]);
    movie->frames++;
    return pl_bytes_status(&movie->spans);
}

/* --- Encoding --- */

typedef struct {
    const gif *movie;
    pl_palette palette;
    unsigned char *nearest;       // palette index by number of colour
    unsigned char *mixed;         // likewise the dots of which it is mixed
    unsigned char *shown, *frame; // what is on the screen; what the frame writes there, UNCHANGED elsewhere
    size_t at;                    // in movie->spans
    int left, top, right, bottom; // the box of what the frame changes; right <= left when that is nothing
    GifFileType *file;
} encoder;

static void change(encoder *to, size_t pixel, unsigned char index)
{
    const int x = (int)(pixel % (size_t)to->movie->width), y = (int)(pixel / (size_t)to->movie->width);
    to->frame[pixel] = to->shown[pixel] = index;
    to->left = x < to->left ? x : to->left;
    to->right = x >= to->right ? x + 1 : to->right;
    to->top = y < to->top ? y : to->top;
    to->bottom = y + 1;
}

// What a pixel takes for a colour.
static unsigned char index_at(const encoder *to, size_t pixel, uint16_t number)
{
    static const unsigned char pattern[4][4] = {{0, 8, 2, 10}, {12, 4, 14, 6}, {3, 11, 1, 9}, {15, 7, 13, 5}};
    if (!to->movie->dither) return to->nearest[number];
    const size_t width = (size_t)to->movie->width;
    return to->mixed[(size_t)number * PL_DITHER_DOTS + pattern[pixel / width % 4][pixel % width % 4]];
}

static bool looks_the_same(const encoder *to, unsigned char shown, unsigned char index, uint16_t number)
{
    if (shown == UNCHANGED) return false;
    if (shown == index) return true;
    return !to->palette.exact && !to->movie->dither &&
           pl_colour_distance(to->palette.colours[shown], to->movie->histogram.entries[number].colour) <=
               TOLERANCE;
}

/* Turns the next frame's spans into indices and the box of what they change. */
static void compose(encoder *to)
{
    const gif *movie = to->movie;
    memset(to->frame, UNCHANGED, movie->count);
    to->left = movie->width;
    to->top = movie->height;
    to->right = to->bottom = 0;
    for (;;) {
        span head;
        memcpy(&head, movie->spans.data + to->at, sizeof head);
        to->at += sizeof head;
        if (head.length == 0) break;
        for (uint32_t i = 0; i < head.length; i++, to->at += sizeof(uint16_t)) {
            uint16_t number;
            memcpy(&number, movie->spans.data + to->at, sizeof number);
            const size_t pixel = head.start + i;
            const unsigned char index = index_at(to, pixel, number);
            if (!looks_the_same(to, to->shown[pixel], index, number)) change(to, pixel, index);
        }
    }
}

static bool put_frame(encoder *to)
{
    const gif *movie = to->movie;
    if (to->right <= to->left)
        to->left = to->top = 0, to->right = to->bottom = 1; // an empty frame keeps the time
    const GraphicsControlBlock control = {
        .DisposalMode = DISPOSE_DO_NOT, .DelayTime = movie->delay, .TransparentColor = UNCHANGED};
    GifByteType extension[4];
    EGifGCBToExtension(&control, extension);
    const int width = to->right - to->left, height = to->bottom - to->top;
    bool going = EGifPutExtension(to->file, GRAPHICS_EXT_FUNC_CODE, sizeof extension, extension) == GIF_OK &&
                 EGifPutImageDesc(to->file, to->left, to->top, width, height, false, NULL) == GIF_OK;
    for (int y = to->top; y < to->bottom && going; y++) {
        unsigned char *row = to->frame + (size_t)y * (size_t)movie->width + to->left;
        going = EGifPutLine(to->file, row, width) == GIF_OK;
    }
    return going;
}

static ColorMapObject *colour_map(const pl_palette *palette)
{
    ColorMapObject *map = GifMakeMapObject(1 << COLOUR_BITS, NULL);
    for (int i = 0; map != NULL && i < palette->count; i++) {
        map->Colors[i] = (GifColorType){.Red = (GifByteType)(palette->colours[i] >> 16),
                                        .Green = (GifByteType)(palette->colours[i] >> 8),
                                        .Blue = (GifByteType)palette->colours[i]};
    }
    return map;
}

/* The Netscape application block, which says how often a movie is played. */
static bool put_loops(GifFileType *file, int loops)
{
    const unsigned char block[3] = {1, (unsigned char)loops, (unsigned char)(loops >> 8)};
    return loops == 1 || (EGifPutExtensionLeader(file, APPLICATION_EXT_FUNC_CODE) == GIF_OK &&
                          EGifPutExtensionBlock(file, 11, "NETSCAPE2.0") == GIF_OK &&
                          EGifPutExtensionBlock(file, sizeof block, block) == GIF_OK &&
                          EGifPutExtensionTrailer(file) == GIF_OK);
}

static bool put_comment(GifFileType *file, const pl_bytes *comment)
{
    enum { LONGEST_BLOCK = 255 };
    if (comment->size == 0) return true;
    bool going = EGifPutExtensionLeader(file, COMMENT_EXT_FUNC_CODE) == GIF_OK;
    for (size_t at = 0; at < comment->size && going; at += LONGEST_BLOCK) {
        const size_t left = comment->size - at;
        const int size = left < LONGEST_BLOCK ? (int)left : LONGEST_BLOCK;
        going = EGifPutExtensionBlock(file, size, comment->data + at) == GIF_OK;
    }
    return going && EGifPutExtensionTrailer(file) == GIF_OK;
}

static bool put_all(encoder *to)
{
    const gif *movie = to->movie;
    ColorMapObject *map = colour_map(&to->palette);
    EGifSetGifVersion(to->file, true);
    bool going = map != NULL &&
                 EGifPutScreenDesc(to->file, movie->width, movie->height, COLOUR_BITS, 0, map) == GIF_OK &&
                 put_loops(to->file, movie->loops) && put_comment(to->file, &movie->comment);
    GifFreeMapObject(map);
    for (size_t i = 0; i < movie->frames && going; i++) {
        compose(to);
        going = put_frame(to);
    }
    return going;
}

static int append(GifFileType *file, const GifByteType *data, int size)
{
    pl_bytes_add(file->UserData, data, (size_t)size);
    return ((pl_bytes *)file->UserData)->failed ? 0 : size;
}

static bn_status encode(const gif *movie, unsigned char *block, pl_bytes *out)
{
    encoder to = {
        .movie = movie, .shown = block, .frame = block + movie->count, .nearest = block + 2 * movie->count};
    to.mixed = to.nearest + movie->histogram.count;
    BN_TRY(pl_palette_choose(&movie->histogram, &to.palette, to.nearest));
    if (movie->dither) pl_palette_mix(&movie->histogram, &to.palette, to.mixed);
    memset(to.shown, UNCHANGED, movie->count);
    int error = 0;
    to.file = EGifOpen(out, append, &error);
    if (to.file == NULL) return bn_fault(BN_ENOMEM, "not enough memory for a GIF file");
    const bool put = put_all(&to);
    const int failure = to.file->Error;
    if (EGifCloseFile(to.file, &error) != GIF_OK || !put)
        return bn_fault(BN_ENOMEM, "the GIF file can't be put together: %s",
                        GifErrorString(put ? error : failure));
    return pl_bytes_status(out);
}

static bn_status encode_and_save(const gif *movie, unsigned char *block)
{
    pl_bytes out = {0};
    bn_status status = encode(movie, block, &out);
    if (status.code == BN_OK) status = pl_bytes_save(&out, movie->path);
    pl_bytes_release(&out);
    return status;
}

static bn_status finish(void *state)
{
    gif *movie = state;
    const size_t of_colour = movie->dither ? 1 + PL_DITHER_DOTS : 1;
    unsigned char *block = malloc(2 * movie->count + of_colour * movie->histogram.count);
    const bn_status status =
        block == NULL ? bn_fault(BN_ENOMEM, "not enough memory for a movie") : encode_and_save(movie, block);
    free(block);
    abandon(movie);
    return status;
}

const pl_movie_format pl_gif_format = {".gif", begin, add, finish, abandon};
