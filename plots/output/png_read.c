/* Reading PNG files back: our walk over the chunks checks their sums and collects the texts; cairo (libpng)
   decodes the pixels. */
#include "plots/output/png.h"

#include "common/file.h"

#include <cairo.h>
#include <string.h>
#include <zlib.h>

enum { LONGEST_TEXT = 1 << 24 }; // bytes that a compressed text may become

static const unsigned char signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

bool pl_png_is(const pl_bytes *file)
{
    return file->size >= sizeof signature && memcmp(file->data, signature, sizeof signature) == 0;
}

static uint32_t big(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

// --- texts ----------------------------------------------------------------------------------------------

/* Adds the text that was compressed by zlib; false when it is damaged or too long. */
static bool add_inflated(const unsigned char *deflated, size_t size, pl_bytes *text)
{
    enum { PART = 4096 };
    unsigned char part[PART];
    z_stream stream = {.next_in = (unsigned char *)(size_t)deflated, .avail_in = (uInt)size};
    if (inflateInit(&stream) != Z_OK) return false;
    int going = Z_OK;
    while (going == Z_OK && text->size < LONGEST_TEXT) {
        stream.next_out = part;
        stream.avail_out = PART;
        going = inflate(&stream, Z_NO_FLUSH);
        pl_bytes_add(text, part, PART - stream.avail_out);
    }
    inflateEnd(&stream);
    return going == Z_STREAM_END;
}

static bool collect_value(const unsigned char *content, size_t key, const unsigned char *value, size_t size,
                          bool deflated, pl_bytes *text)
{
    if (!deflated) {
        pl_recipe_collect(text, content, key, value, size);
        return true;
    }
    pl_bytes inflated = {0};
    const bool sound = add_inflated(value, size, &inflated);
    pl_bytes_add(&inflated, "", 1);
    text->failed |= inflated.failed;
    if (sound && !inflated.failed) pl_recipe_collect(text, content, key, inflated.data, inflated.size);
    pl_bytes_release(&inflated);
    return sound;
}

typedef enum { NO_TEXT, LATIN, COMPRESSED, INTERNATIONAL } text_kind;

static text_kind kind_of(const unsigned char *chunk)
{
    if (memcmp(chunk + 4, "tEXt", 4) == 0) return LATIN;
    if (memcmp(chunk + 4, "zTXt", 4) == 0) return COMPRESSED;
    return memcmp(chunk + 4, "iTXt", 4) == 0 ? INTERNATIONAL : NO_TEXT;
}

/* Collects the content of a text chunk; false when it is damaged. */
static bool collect_text(const unsigned char *content, size_t size, text_kind kind, pl_bytes *text)
{
    const size_t key = strnlen((const char *)content, size);
    size_t at = key + 1;
    bool deflated = kind == COMPRESSED;
    if (deflated) at++; // the method, of which there is one
    if (kind == INTERNATIONAL) {
        if (at + 2 > size) return false;
        deflated = content[at] != 0;
        at += 2;
        for (int skipped = 0; skipped < 2 && at <= size; skipped++)
            at += strnlen((const char *)content + at, size - at) + 1;
    }
    return at <= size && collect_value(content, key, content + at, size - at, deflated, text);
}

/* Collects the texts of all chunks; false when one is damaged or the last is missing. */
static bool collect_texts(const pl_bytes *file, pl_bytes *text)
{
    for (size_t at = sizeof signature; at + 12 <= file->size;) {
        const unsigned char *chunk = file->data + at;
        const size_t size = big(chunk);
        if (size > file->size - at - 12 || big(chunk + 8 + size) != crc32(0, chunk + 4, (uInt)size + 4))
            return false;
        const text_kind kind = kind_of(chunk);
        if (kind != NO_TEXT && !collect_text(chunk + 8, size, kind, text)) return false;
        if (memcmp(chunk + 4, "IEND", 4) == 0) return true;
        at += size + 12;
    }
    return false;
}

// --- pixels ---------------------------------------------------------------------------------------------

typedef struct {
    const unsigned char *at, *end;
} source;

static cairo_status_t feed(void *from, unsigned char *data, unsigned size)
{
    source *in = from;
    if ((size_t)(in->end - in->at) < size) return CAIRO_STATUS_READ_ERROR;
    memcpy(data, in->at, size);
    in->at += size;
    return CAIRO_STATUS_SUCCESS;
}

static void add_pixels(cairo_surface_t *surface, pl_bytes *picture)
{
    const bool opaque = cairo_image_surface_get_format(surface) == CAIRO_FORMAT_RGB24;
    const int width = cairo_image_surface_get_width(surface),
              height = cairo_image_surface_get_height(surface);
    const size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    const unsigned char *data = cairo_image_surface_get_data(surface);
    pl_bytes_add_big(picture, (uint32_t)width);
    pl_bytes_add_big(picture, (uint32_t)height);
    for (int y = 0; y < height; y++) {
        uint32_t *row = pl_bytes_extend(picture, (size_t)width * sizeof *row);
        if (row == NULL) return;
        memcpy(row, data + (size_t)y * stride, (size_t)width * sizeof *row);
        for (int x = 0; opaque && x < width; x++) row[x] |= 0xFF000000;
    }
}

bn_status pl_png_separate(const char *path, const pl_bytes *file, pl_recipe_copy *copy)
{
    const bn_status damaged = bn_fault(BN_EFORMAT, "%s is a damaged PNG file", bn_file_shown(path));
    if (!collect_texts(file, &copy->text)) return damaged;
    source in = {file->data, file->data + file->size};
    cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(feed, &in);
    const cairo_status_t status = cairo_surface_status(surface);
    if (status == CAIRO_STATUS_SUCCESS) add_pixels(surface, &copy->picture);
    copy->picture.failed |= status == CAIRO_STATUS_NO_MEMORY;
    cairo_surface_destroy(surface);
    return status == CAIRO_STATUS_SUCCESS || status == CAIRO_STATUS_NO_MEMORY ? bn_ok() : damaged;
}
