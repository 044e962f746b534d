/* Reading MP4 files back (ISO/IEC 14496-12): boxes within boxes, each behind its size and its kind. Frames are in
   mdat, the times at which they are shown in stts, and the comment is where ffmpeg and iTunes put it. */
#include "plots/output/mp4_read.h"

#include "common/file.h"

#include <string.h>

typedef struct {
    const unsigned char *at, *end; // at == NULL: there is none
} span;

static uint64_t big(const unsigned char *at, int bytes)
{
    uint64_t number = 0;
    for (int i = 0; i < bytes; i++) number = number << 8 | at[i];
    return number;
}

/* What is in the box at in.at, without size and kind; none when it is cut. */
static span content(span in)
{
    enum { HEAD = 8, LONG_HEAD = 16 };
    const size_t left = (size_t)(in.end - in.at);
    if (left < HEAD) return (span){0};
    uint64_t size = big(in.at, 4);
    const bool is_long = size == 1;
    if (is_long && left >= LONG_HEAD) size = big(in.at + HEAD, 8);
    if (size == 0) size = left; // to the end of the file
    const size_t head = is_long ? LONG_HEAD : HEAD;
    if (size < head || size > left) return (span){0};
    return (span){in.at + head, in.at + size};
}

/* The content of the first box of a kind; none when it is not there or one before it is cut. */
static span find(span in, const char *kind)
{
    while (in.at != NULL && in.at < in.end) {
        const span inside = content(in);
        if (inside.at == NULL) break;
        if (memcmp(in.at + 4, kind, 4) == 0) return inside;
        in.at = inside.end;
    }
    return (span){0};
}

/* The bytes of the numbers that a box of a kind begins with. */
static size_t numbers_before(const char *kind)
{
    if (strcmp(kind, "meta") == 0) return 4;
    return strcmp(kind, "data") == 0 ? 8 : 0;
}

/* The same through boxes within boxes, behind the numbers that they begin with. */
static span find_through(span in, const char *const *kinds, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        in = find(in, kinds[i]);
        const size_t skipped = numbers_before(kinds[i]);
        if (in.at == NULL || (size_t)(in.end - in.at) < skipped) return (span){0};
        in.at += skipped;
    }
    return in;
}

bool pl_mp4_is(const pl_bytes *file)
{
    return pl_bytes_has(file, 4, "ftyp");
}

bn_status pl_mp4_separate(const char *path, const pl_bytes *file, pl_recipe_copy *copy)
{
    static const char *const to_times[] = {"moov", "trak", "mdia", "minf", "stbl", "stts"},
                             *const to_clock[] = {"moov", "trak", "mdia", "mdhd"},
                             *const to_comment[] = {"moov", "udta", "meta", "ilst", "\251cmt", "data"};
    const span whole = {file->data, file->data + file->size};
    const span frames = find(whole, "mdat"), times = find_through(whole, to_times, 6),
               clock = find_through(whole, to_clock, 4), comment = find_through(whole, to_comment, 6);
    if (frames.at == NULL || times.at == NULL || clock.at == NULL)
        return bn_fault(BN_EFORMAT, "%s is a damaged MP4 file", bn_file_shown(path));
    pl_bytes_add(&copy->picture, clock.at, (size_t)(clock.end - clock.at));
    pl_bytes_add(&copy->picture, times.at, (size_t)(times.end - times.at));
    pl_bytes_add(&copy->picture, frames.at, (size_t)(frames.end - frames.at));
    if (comment.at != NULL)
        pl_recipe_collect_json(&copy->text, comment.at, (size_t)(comment.end - comment.at));
    return bn_ok();
}
