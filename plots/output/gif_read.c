/* Reading GIF files back: giflib goes from block to block, and nothing is decompressed. */
#include "plots/output/gif_read.h"

#include "common/file.h"

#include <gif_lib.h>
#include <string.h>

bool pl_gif_is(const pl_bytes *file)
{
    return pl_bytes_has(file, 0, "GIF87a") || pl_bytes_has(file, 0, "GIF89a");
}

typedef struct {
    const unsigned char *at, *end;
} source;

static int feed(GifFileType *gif, GifByteType *bytes, int count)
{
    source *in = gif->UserData;
    const size_t left = (size_t)(in->end - in->at);
    const size_t given = (size_t)count < left ? (size_t)count : left;
    memcpy(bytes, in->at, given);
    in->at += given;
    return (int)given;
}

static void add_colours(pl_bytes *picture, const ColorMapObject *map)
{
    if (map != NULL) pl_bytes_add(picture, map->Colors, (size_t)map->ColorCount * sizeof map->Colors[0]);
}

/* Adds blocks, each behind its length, from `block` on; false when the file is damaged. */
static bool add_blocks(GifFileType *gif, GifByteType *block, int (*next)(GifFileType *, GifByteType **),
                       pl_bytes *out)
{
    while (block != NULL) {
        pl_bytes_add(out, block, (size_t)block[0] + 1);
        if (next(gif, &block) == GIF_ERROR) return false;
    }
    return true;
}

static bool add_image(GifFileType *gif, pl_bytes *picture)
{
    if (DGifGetImageDesc(gif) == GIF_ERROR) return false;
    const GifImageDesc *image = &gif->Image;
    const int box[] = {image->Left, image->Top, image->Width, image->Height, image->Interlace};
    pl_bytes_add(picture, box, sizeof box);
    add_colours(picture, image->ColorMap);
    int code_size;
    GifByteType *block;
    return DGifGetCode(gif, &code_size, &block) != GIF_ERROR &&
           add_blocks(gif, block, DGifGetCodeNext, picture);
}

/* Collects the recipe of a comment's blocks, each behind its length. */
static void collect_comment(const pl_bytes *blocks, pl_bytes *text)
{
    pl_bytes comment = {0};
    for (size_t at = 0; at < blocks->size; at += (size_t)blocks->data[at] + 1)
        pl_bytes_add(&comment, blocks->data + at + 1, blocks->data[at]);
    text->failed |= comment.failed || blocks->failed;
    if (comment.size > 0) pl_recipe_collect_json(text, comment.data, comment.size);
    pl_bytes_release(&comment);
}

static bool add_extension(GifFileType *gif, pl_recipe_copy *copy)
{
    int code;
    GifByteType *block;
    if (DGifGetExtension(gif, &code, &block) == GIF_ERROR) return false;
    if (code != COMMENT_EXT_FUNC_CODE) return add_blocks(gif, block, DGifGetExtensionNext, &copy->picture);
    pl_bytes blocks = {0};
    const bool sound = add_blocks(gif, block, DGifGetExtensionNext, &blocks);
    if (sound) collect_comment(&blocks, &copy->text);
    pl_bytes_release(&blocks);
    return sound;
}

static bool add_records(GifFileType *gif, pl_recipe_copy *copy)
{
    for (;;) {
        GifRecordType kind;
        if (DGifGetRecordType(gif, &kind) == GIF_ERROR) return false;
        if (kind == TERMINATE_RECORD_TYPE) return true;
        const bool image = kind == IMAGE_DESC_RECORD_TYPE;
        if (!image && kind != EXTENSION_RECORD_TYPE) return false;
        if (!(image ? add_image(gif, &copy->picture) : add_extension(gif, copy))) return false;
    }
}

bn_status pl_gif_separate(const char *path, const pl_bytes *file, pl_recipe_copy *copy)
{
    source in = {file->data, file->data + file->size};
    int error = 0;
    bool sound = false;
    GifFileType *gif = DGifOpen(&in, feed, &error);
    if (gif != NULL) {
        const int size[] = {gif->SWidth, gif->SHeight};
        pl_bytes_add(&copy->picture, size, sizeof size);
        add_colours(&copy->picture, gif->SColorMap);
        sound = add_records(gif, copy);
        DGifCloseFile(gif, &error);
    }
    if (sound) return bn_ok();
    return bn_fault(BN_EFORMAT, "%s is a damaged GIF file", bn_file_shown(path));
}
