/* PNG (ISO 15948) through zlib alone: rows filtered by none, sub or up, whichever leaves the smallest bytes,
   deflated into one IDAT. No libpng, whose errors are longjmps. */
#include "plots/output/png.h"

#include "common/file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { FILTER_NONE, FILTER_SUB, FILTER_UP, FILTER_COUNT };
enum { COLOUR_RGB = 2, COLOUR_RGBA = 6 };
enum { DEFLATE_LEVEL = 3 };

static const unsigned char signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

static void add_chunk(pl_bytes *out, const char *type, const pl_bytes *content)
{
    pl_bytes_add_big(out, (uint32_t)content->size);
    const size_t begin = out->size;
    pl_bytes_add(out, type, 4);
    pl_bytes_add(out, content->data, content->size);
    if (out->failed) return;
    pl_bytes_add_big(out, (uint32_t)crc32(0, out->data + begin, (uInt)(out->size - begin)));
}

static void add_header(pl_bytes *out, const pl_pixels *pixels, bool opaque)
{
    pl_bytes content = {0};
    pl_bytes_add_big(&content, (uint32_t)pixels->width);
    pl_bytes_add_big(&content, (uint32_t)pixels->height);
    pl_bytes_add(&content, (const unsigned char[5]){8, opaque ? COLOUR_RGB : COLOUR_RGBA, 0, 0, 0}, 5);
    out->failed |= content.failed;
    add_chunk(out, "IHDR", &content);
    pl_bytes_release(&content);
}

static void add_resolution(pl_bytes *out, double dpi)
{
    const uint32_t per_metre = (uint32_t)lround(fmin(dpi / 0.0254, 1e9));
    pl_bytes content = {0};
    pl_bytes_add_big(&content, per_metre);
    pl_bytes_add_big(&content, per_metre);
    pl_bytes_add(&content, (const unsigned char[1]){1}, 1); // the unit is the metre
    out->failed |= content.failed;
    add_chunk(out, "pHYs", &content);
    pl_bytes_release(&content);
}

static bool is_ascii(const char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text >= 0x80) return false;
    }
    return true;
}

static void add_entry(pl_bytes *out, const pl_recipe_entry *entry)
{
    const bool ascii = is_ascii(entry->value);
    pl_bytes content = {0};
    pl_bytes_add(&content, entry->key, strlen(entry->key) + 1);
    if (!ascii) pl_bytes_add(&content, "\0\0\0", 4); // not compressed; no language, no translated key
    pl_bytes_add_text(&content, entry->value);
    out->failed |= content.failed;
    add_chunk(out, ascii ? "tEXt" : "iTXt", &content);
    pl_bytes_release(&content);
}

/* --- Rows --- */

static bool is_opaque(const pl_pixels *pixels)
{
    const size_t count = (size_t)pixels->width * (size_t)pixels->height;
    uint32_t all = 0xFFFFFFFF;
    for (size_t i = 0; i < count; i++) all &= pixels->words[i];
    return all >> 24 == 0xFF;
}

static void unpack_opaque(const uint32_t *words, int count, unsigned char *row)
{
    for (int i = 0; i < count; i++) {
        row[3 * i] = (unsigned char)(words[i] >> 16);
        row[3 * i + 1] = (unsigned char)(words[i] >> 8);
        row[3 * i + 2] = (unsigned char)words[i];
    }
}

static unsigned char divided(uint32_t premultiplied, uint32_t alpha)
{
    const uint32_t value = alpha == 0 ? 0 : ((premultiplied & 0xFF) * 255 + alpha / 2) / alpha;
    return (unsigned char)(value > 255 ? 255 : value);
}

static void unpack(const uint32_t *words, int count, unsigned char *row)
{
    for (int i = 0; i < count; i++) {
        const uint32_t alpha = words[i] >> 24;
        row[4 * i] = divided(words[i] >> 16, alpha);
        row[4 * i + 1] = divided(words[i] >> 8, alpha);
        row[4 * i + 2] = divided(words[i], alpha);
        row[4 * i + 3] = (unsigned char)alpha;
    }
}

/* Writes the filtered row and returns the sum of its bytes' distances from zero. above may be all zero. */
static uint32_t filter_row(int filter, const unsigned char *row, const unsigned char *above, size_t size,
                           size_t step, unsigned char *filtered)
{
    if (filter == FILTER_NONE) memcpy(filtered, row, size);
    if (filter == FILTER_SUB) {
        memcpy(filtered, row, step);
        for (size_t i = step; i < size; i++) filtered[i] = (unsigned char)(row[i] - row[i - step]);
    }
    if (filter == FILTER_UP) {
        for (size_t i = 0; i < size; i++) filtered[i] = (unsigned char)(row[i] - above[i]);
    }
    uint32_t sum = 0;
    for (size_t i = 0; i < size; i++) sum += filtered[i] < 128 ? filtered[i] : 256u - filtered[i];
    return sum;
}

typedef struct {
    size_t size, step;                     // bytes of a row and of a pixel
    unsigned char *row, *last;             // this one and the one above
    unsigned char *filtered[FILTER_COUNT]; // each behind its filter's number
    unsigned char *block;
} row_space;

static bool open_rows(row_space *rows, int width, size_t step)
{
    const size_t size = (size_t)width * step;
    *rows = (row_space){.size = size, .step = step, .block = calloc(2 + FILTER_COUNT, size + 1)};
    if (rows->block == NULL) return false;
    rows->row = rows->block;
    rows->last = rows->block + size + 1;
    for (int i = 0; i < FILTER_COUNT; i++) {
        rows->filtered[i] = rows->block + (size_t)(2 + i) * (size + 1);
        rows->filtered[i][0] = (unsigned char)i;
    }
    return true;
}

/* The filtered row that will deflate best, its filter's number first, and makes it the last one. */
static const unsigned char *best_row(row_space *rows)
{
    int best = 0;
    uint32_t least = UINT32_MAX;
    for (int i = 0; i < FILTER_COUNT; i++) {
        const uint32_t sum =
            filter_row(i, rows->row, rows->last, rows->size, rows->step, rows->filtered[i] + 1);
        if (sum < least) best = i, least = sum;
    }
    unsigned char *row = rows->row;
    rows->row = rows->last;
    rows->last = row;
    return rows->filtered[best];
}

static bool deflate_part(z_stream *stream, pl_bytes *out, int flush)
{
    enum { PART = 65536 };
    do {
        stream->next_out = pl_bytes_extend(out, PART);
        if (stream->next_out == NULL) return false;
        stream->avail_out = PART;
        deflate(stream, flush);
        out->size -= stream->avail_out;
    } while (stream->avail_out == 0);
    return true;
}

static bool deflate_rows(const pl_pixels *pixels, bool opaque, pl_bytes *out)
{
    row_space rows;
    z_stream stream = {0};
    if (!open_rows(&rows, pixels->width, opaque ? 3 : 4)) return false;
    if (deflateInit(&stream, DEFLATE_LEVEL) != Z_OK) {
        free(rows.block);
        return false;
    }
    bool going = true;
    for (int y = 0; y < pixels->height && going; y++) {
        const uint32_t *words = pixels->words + (size_t)y * (size_t)pixels->width;
        (opaque ? unpack_opaque : unpack)(words, pixels->width, rows.row);
        const unsigned char *row = best_row(&rows);
        stream.next_in = (unsigned char *)(size_t)row;
        stream.avail_in = (uInt)rows.size + 1;
        going = deflate_part(&stream, out, Z_NO_FLUSH);
    }
    going = going && deflate_part(&stream, out, Z_FINISH);
    deflateEnd(&stream);
    free(rows.block);
    return going;
}

bn_status pl_png_encode(const pl_pixels *pixels, double dpi, const pl_recipe *recipe, pl_bytes *out)
{
    const bool opaque = is_opaque(pixels);
    pl_bytes content = {0};
    pl_bytes_add(out, signature, sizeof signature);
    add_header(out, pixels, opaque);
    add_resolution(out, dpi);
    for (size_t i = 0; i < recipe->count; i++) add_entry(out, &recipe->entries[i]);
    if (deflate_rows(pixels, opaque, &content))
        add_chunk(out, "IDAT", &content);
    else
        out->failed = true;
    pl_bytes_release(&content);
    add_chunk(out, "IEND", &content);
    return pl_bytes_status(out);
}
