/* Reading WebM files back (RFC 8794, EBML, and RFC 9559, Matroska): elements within elements, each behind its name
   and its size, whose first bytes say how long they are. Frames and their times are in clusters, the comment is
   a tag. */
#include "plots/output/webm_read.h"

#include "common/file.h"

#include <string.h>

typedef struct {
    const unsigned char *at, *end; // at == NULL: there is none
} span;

typedef struct {
    uint32_t name;
    span content;
} element;

enum {
    SEGMENT = 0x18538067,
    INFO = 0x1549A966,
    TIMESTAMP_SCALE = 0x2AD7B1,
    CLUSTER = 0x1F43B675,
    TAGS = 0x1254C367,
    TAG = 0x7373,
    SIMPLE_TAG = 0x67C8,
    TAG_NAME = 0x45A3,
    TAG_STRING = 0x4487,
};

enum { LONGEST_NAME = 4, LONGEST_SIZE = 8 };

/* The bytes of the number at the beginning of a span; 0 when it is cut, or longer than `most`. */
static int length_of_number(span in, int most)
{
    int length = 1;
    while (in.at < in.end && length <= most && !(*in.at & 0x80 >> (length - 1))) length++;
    return length <= most && length <= in.end - in.at ? length : 0;
}

static uint64_t big(const unsigned char *at, int bytes)
{
    uint64_t number = 0;
    for (int i = 0; i < bytes; i++) number = number << 8 | at[i];
    return number;
}

/* Takes the first element of a span from it; false where there is none, or where it is cut, which leaves the span. */
static bool take(span *in, element *taken)
{
    span rest = *in;
    const int name = length_of_number(rest, LONGEST_NAME);
    if (name == 0) return false;
    taken->name = (uint32_t)big(rest.at, name);
    rest.at += name;
    const int length = length_of_number(rest, LONGEST_SIZE);
    if (length == 0) return false;
    const uint64_t unknown = (UINT64_C(1) << 7 * length) - 1;
    uint64_t size = big(rest.at, length) & unknown;
    rest.at += length;
    if (size == unknown) size = (uint64_t)(rest.end - rest.at); // to the end
    if (size > (uint64_t)(rest.end - rest.at)) return false;
    taken->content = (span){rest.at, rest.at + size};
    in->at = taken->content.end;
    return true;
}

/* The content of the first element of that name; none when it is not there or one before it is cut. */
static span find(span in, uint32_t name)
{
    element found;
    while (take(&in, &found))
        if (found.name == name) return found.content;
    return (span){0};
}

static bool is_text(span content, const char *text)
{
    const size_t length = strlen(text);
    return content.at != NULL && (size_t)(content.end - content.at) == length &&
           memcmp(content.at, text, length) == 0;
}

static void collect_tag(span tag, pl_bytes *text)
{
    element part;
    while (take(&tag, &part)) {
        if (part.name != SIMPLE_TAG || !is_text(find(part.content, TAG_NAME), "COMMENT")) continue;
        const span value = find(part.content, TAG_STRING);
        if (value.at != NULL) pl_recipe_collect_json(text, value.at, (size_t)(value.end - value.at));
    }
}

static void collect_tags(span tags, pl_bytes *text)
{
    element part;
    while (take(&tags, &part))
        if (part.name == TAG) collect_tag(part.content, text);
}

bool pl_webm_is(const pl_bytes *file)
{
    return pl_bytes_has(file, 0, "\x1A\x45\xDF\xA3");
}

bn_status pl_webm_separate(const char *path, const pl_bytes *file, pl_recipe_copy *copy)
{
    const span whole = {file->data, file->data + file->size};
    span segment = find(whole, SEGMENT);
    element part;
    bool has_frames = false;
    while (segment.at != NULL && take(&segment, &part)) {
        span kept = {0};
        if (part.name == TAGS) collect_tags(part.content, &copy->text);
        if (part.name == INFO) kept = find(part.content, TIMESTAMP_SCALE);
        if (part.name == CLUSTER) kept = part.content;
        has_frames = has_frames || part.name == CLUSTER;
        if (kept.at != NULL) pl_bytes_add(&copy->picture, kept.at, (size_t)(kept.end - kept.at));
    }
    if (!has_frames || segment.at != segment.end)
        return bn_fault(BN_EFORMAT, "%s is a damaged WebM file", bn_file_shown(path));
    return bn_ok();
}
