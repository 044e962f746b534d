/* Texts: arrays of them, of a fixed or of various lengths, and references to objects, which are read as the
   paths of what they lead to. They are handed over as one block, pointers first. */
#include "engine/archive/archive_internal.h"

#include "common/file.h"
#include "common/memory.h"

#include <string.h>

typedef struct {
    const char *start;
    size_t length;
} piece;

// One block of copies, each ended by a zero. pieces: count
static char **copies_of(const piece *pieces, size_t count)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) bytes += pieces[i].length + 1;
    char **texts = bn_memory_allocate_plain(count * sizeof *texts + bytes, 1);
    char *end = texts != NULL ? (char *)(texts + count) : NULL;
    for (size_t i = 0; texts != NULL && i < count; i++) {
        texts[i] = end;
        if (pieces[i].length > 0) memcpy(end, pieces[i].start, pieces[i].length);
        end += pieces[i].length + 1;
    }
    return texts;
}

// Without the bytes that fill it up.
static piece fixed_piece(const char *start, size_t size, bool spaces)
{
    size_t length = strnlen(start, size);
    while (spaces && length > 0 && start[length - 1] == ' ') length--;
    return (piece){start, length};
}

typedef struct {
    hid_t held;  // the type in memory, of a record where the entry is a column
    hid_t text;  // of one text
    size_t size; // of one in memory
    size_t count;
} reading;

// The text whose pointer, or the path of the object whose address, lies at `start`.
static piece far_piece(const bn_archive *archive, bool reference, const unsigned char *start)
{
    hobj_ref_t address = 0;
    char *text = NULL;
    if (reference) memcpy(&address, start, sizeof address);
    if (!reference) memcpy(&text, start, sizeof text);
    const char *found = reference ? bn_archive_path_at(archive, address) : text;
    return (piece){found, found != NULL ? strlen(found) : 0};
}

// data: what HDF5 has put there; pieces: of each text
static void find_pieces(const bn_archive *archive, const bn_archive_entry *entry, const reading *r,
                        const unsigned char *data, piece *pieces)
{
    const bool far = entry->references || H5Tis_variable_str(r->text) > 0;
    const bool spaces = !far && H5Tget_strpad(r->text) == H5T_STR_SPACEPAD;
    for (size_t i = 0; i < r->count; i++) {
        const unsigned char *start = data + i * r->size;
        pieces[i] = far ? far_piece(archive, entry->references, start)
                        : fixed_piece((const char *)start, r->size, spaces);
    }
}

static bn_status read_pieces(const bn_archive *archive, const bn_archive_entry *entry,
                             const bn_archive_values *values, const reading *r, char ***texts)
{
    piece *pieces = bn_memory_allocate_plain(r->count, sizeof *pieces);
    unsigned char *data = bn_memory_allocate_plain(r->count, r->size);
    bn_status status = bn_ok();
    if (pieces == NULL || data == NULL)
        status = bn_fault(BN_ENOMEM, "no memory for %zu texts", r->count);
    else if (!bn_archive_values_read(values, r->held, data))
        status = bn_archive_fault(BN_EFORMAT, "read", entry->path);
    if (status.code == BN_OK) {
        find_pieces(archive, entry, r, data, pieces);
        *texts = copies_of(pieces, r->count);
        if (*texts == NULL) status = bn_fault(BN_ENOMEM, "no memory for %zu texts", r->count);
        const hid_t space = values->attribute ? H5Aget_space(values->id) : H5Dget_space(values->id);
        H5Dvlen_reclaim(r->held, space, H5P_DEFAULT, data);
        H5Sclose(space);
    }
    bn_memory_free(data);
    bn_memory_free(pieces);
    return status;
}

static bn_status read_open(const bn_archive *archive, const bn_archive_entry *entry,
                           const bn_archive_values *values, char ***texts)
{
    const hid_t kept = bn_archive_values_type(values);
    reading r = {.count = (size_t)bn_tensor_count(&entry->tensor)};
    r.held = bn_archive_same_type(kept, entry, &r.text);
    r.size = r.text >= 0 ? H5Tget_size(r.text) : 0;
    const bn_status status = r.held < 0 || r.size == 0 ? bn_archive_fault(BN_EFORMAT, "read", entry->path)
                                                       : read_pieces(archive, entry, values, &r, texts);
    H5Tclose(r.text);
    H5Tclose(r.held);
    H5Tclose(kept);
    return status;
}

bn_status bn_archive_read_texts(const bn_archive *archive, const bn_archive_entry *entry, char ***texts)
{
    *texts = NULL;
    if (entry->kind != BN_ARCHIVE_TEXTS)
        return bn_fault(BN_EINVAL, "'%s' does not hold texts", bn_file_shown(entry->path));
    const bn_archive_hush hush = bn_archive_hush_begin();
    const bn_archive_values values = bn_archive_values_open(archive, entry);
    const bn_status status = read_open(archive, entry, &values, texts);
    bn_archive_values_close(&values);
    bn_archive_hush_end(&hush);
    return status;
}
