/* Reading: a file of ours is in memory, whole and checked, before HDF5 sees it; a foreign one stays on the disk.
   One walk over the groups lists what is there, numbers are converted when an entry is read. The bounds on
   depth, entries and claimed sizes keep a foreign file from costing more than its own size justifies. */
#include "engine/archive/archive.h"

#include "common/file.h"
#include "common/memory.h"
#include "engine/archive/archive_internal.h"

#include <stdio.h>
#include <string.h>

const bn_word bn_archive_kind_words[] = {
    {BN_ARCHIVE_GROUP, "group", "holds others"},
    {BN_ARCHIVE_TENSOR, "tensor", "numbers"},
    {BN_ARCHIVE_TEXT, "text", "an attribute"},
    {BN_ARCHIVE_REAL, "real", "an attribute"},
    {BN_ARCHIVE_INTEGER, "integer", "an attribute"},
    {BN_ARCHIVE_FLAG, "flag", "an attribute"},
    {BN_ARCHIVE_OTHER, "other", "an object of another program"},
    {0},
};

enum { MOST_ENTRIES = 100000, MOST_DEPTH = 64, NAME_SIZE = 1024, PATH_SIZE = 4096 };

typedef struct {
    bn_archive_entry entry;
    char *words; // path, attribute, text and reason of the entry, one after another
} item;

struct bn_archive {
    bn_archive_image image; // empty for a foreign file
    size_t bytes;           // of the file
    hid_t file;
    item *items;
    size_t count, room;
};

// --- the list ------------------------------------------------------------------------------------

static bn_status make_room(bn_archive *archive)
{
    if (archive->count < archive->room) return bn_ok();
    if (archive->count >= MOST_ENTRIES)
        return bn_fault(BN_EFORMAT, "it has more than %d groups, tensors and attributes", MOST_ENTRIES);
    const size_t room = archive->room > 0 ? 2 * archive->room : 64;
    item *items = bn_memory_allocate(room, sizeof *items);
    if (items == NULL) return bn_fault(BN_ENOMEM, "no memory for a list of %zu entries", room);
    if (archive->count > 0) memcpy(items, archive->items, archive->count * sizeof *items);
    bn_memory_free(archive->items);
    archive->items = items;
    archive->room = room;
    return bn_ok();
}

static char *appended(char **end, const char *text)
{
    char *start = *end;
    const size_t size = strlen(text) + 1;
    *end += size;
    return memcpy(start, text, size);
}

// Adds the entry with copies of its words.
static bn_status add(bn_archive *archive, const bn_archive_entry *entry)
{
    BN_TRY(make_room(archive));
    const char *attribute = entry->attribute != NULL ? entry->attribute : "";
    const char *text = entry->kind == BN_ARCHIVE_TEXT ? entry->text : "";
    const char *reason = entry->kind == BN_ARCHIVE_OTHER ? entry->reason : "";
    const size_t size = strlen(entry->path) + strlen(attribute) + strlen(text) + strlen(reason) + 4;
    char *words = bn_memory_allocate(size, 1);
    if (words == NULL) return bn_fault(BN_ENOMEM, "no memory for the name of an entry");
    item *new = &archive->items[archive->count++];
    *new = (item){.entry = *entry, .words = words};
    new->entry.path = appended(&words, entry->path);
    new->entry.attribute = entry->attribute != NULL ? appended(&words, attribute) : NULL;
    new->entry.text = entry->kind == BN_ARCHIVE_TEXT ? appended(&words, text) : NULL;
    new->entry.reason = entry->kind == BN_ARCHIVE_OTHER ? appended(&words, reason) : NULL;
    return bn_ok();
}

static bn_status add_other(bn_archive *archive, const char *path, const char *reason)
{
    return add(archive, &(bn_archive_entry){.kind = BN_ARCHIVE_OTHER, .path = path, .reason = reason});
}

/* Members and attributes are visited in one pass by HDF5's own iteration: to ask for each by its number
   takes time in the square of their number. Between visits the walk keeps what it is listing and, once it
   has failed, why. */
typedef struct {
    bn_archive *archive;
    const char *path; // of the object whose members or attributes are visited
    int depth;
    bn_status status;
} walk;

// The return values by which HDF5 continues or stops.
static herr_t outcome(const walk *at)
{
    return at->status.code == BN_OK ? 0 : 1;
}

// The status of a walk that HDF5 ended with `result`.
static bn_status ended(const walk *at, herr_t result)
{
    if (at->status.code != BN_OK || result >= 0) return at->status;
    return bn_archive_fault(BN_EFORMAT, "read", at->path);
}

// --- attributes ----------------------------------------------------------------------------------

static bn_status list_attribute(bn_archive *archive, const char *path, const char *name, hid_t attribute)
{
    if (strlen(name) >= NAME_SIZE)
        return bn_fault(BN_EFORMAT, "it has an attribute whose name is longer than %d bytes", NAME_SIZE - 1);
    bn_archive_entry entry = {.path = path, .attribute = name};
    char *text = NULL, reason[BN_ARCHIVE_REASON_SIZE] = "";
    BN_TRY(bn_archive_attribute_read(attribute, &entry, &text, reason));
    const bn_status status = add(archive, &entry);
    bn_memory_free(text);
    return status;
}

static herr_t visit_attribute(hid_t object, const char *name, const H5A_info_t *about, void *context)
{
    (void)about;
    walk *at = context;
    const hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
    at->status = attribute < 0 ? bn_archive_fault(BN_EFORMAT, "read an attribute of", at->path)
                               : list_attribute(at->archive, at->path, name, attribute);
    if (attribute >= 0) H5Aclose(attribute);
    return outcome(at);
}

static bn_status list_attributes(bn_archive *archive, const char *path, hid_t object)
{
    walk at = {.archive = archive, .path = path, .status = bn_ok()};
    const herr_t result = H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, NULL, visit_attribute, &at);
    return ended(&at, result);
}

// --- tensors -------------------------------------------------------------------------------------

static bn_status list_tensor(bn_archive *archive, const char *path, hid_t set)
{
    char reason[BN_ARCHIVE_REASON_SIZE] = "";
    bn_archive_entry entry = {.path = path};
    bn_archive_describe(set, archive->bytes, &entry, reason);
    BN_TRY(add(archive, &entry));
    return list_attributes(archive, path, set);
}

// --- groups --------------------------------------------------------------------------------------

static bn_status list_group(bn_archive *archive, const char *path, hid_t group, int depth);

static bn_status list_object(bn_archive *archive, const char *path, hid_t object, int depth)
{
    switch (H5Iget_type(object)) {
    case H5I_GROUP:
        return list_group(archive, path, object, depth);
    case H5I_DATASET:
        return list_tensor(archive, path, object);
    default:
        return add_other(archive, path, "it is a named type, which holds no numbers");
    }
}

static herr_t stay_inside(const char *parent, const char *group, const char *file, const char *object,
                          unsigned *flags, hid_t access, void *context)
{
    (void)parent, (void)group, (void)file, (void)object, (void)flags, (void)access, (void)context;
    return -1;
}

// Opens what the name leads to; negative where that is nothing or in another file.
static hid_t open_inside(hid_t group, const char *name)
{
    const hid_t access = H5Pcreate(H5P_LINK_ACCESS);
    hid_t object = H5I_INVALID_HID;
    if (H5Pset_elink_cb(access, stay_inside, NULL) >= 0) object = H5Oopen(group, name, access);
    H5Pclose(access);
    return object;
}

// A link to a group is not followed: groups could be listed without end, each as part of another.
static bn_status list_soft_link(bn_archive *archive, const char *path, hid_t group, const char *name)
{
    const hid_t object = open_inside(group, name);
    if (object < 0) return add_other(archive, path, "it is a link to what is not in this file");
    const bn_status status =
        H5Iget_type(object) == H5I_DATASET
            ? list_tensor(archive, path, object)
            : add_other(archive, path, "it is a link to a group; ask for the group itself");
    H5Oclose(object);
    return status;
}

static bn_status list_link(bn_archive *archive, const char *path, hid_t group, const char *name, int depth)
{
    H5L_info_t about;
    if (H5Lget_info(group, name, &about, H5P_DEFAULT) < 0) return bn_archive_fault(BN_EFORMAT, "read", path);
    if (about.type == H5L_TYPE_SOFT) return list_soft_link(archive, path, group, name);
    if (about.type != H5L_TYPE_HARD) return add_other(archive, path, "it is a link into another file");
    const hid_t object = H5Oopen(group, name, H5P_DEFAULT);
    if (object < 0) return add_other(archive, path, bn_archive_fault(BN_EFORMAT, "open", path).message);
    const bn_status status = list_object(archive, path, object, depth);
    H5Oclose(object);
    return status;
}

static bn_status list_member(bn_archive *archive, const char *path, hid_t group, const char *name, int depth)
{
    char member[PATH_SIZE];
    const int used = snprintf(member, sizeof member, "%s/%s", path[1] == '\0' ? "" : path, name);
    if (strlen(name) >= NAME_SIZE || used >= PATH_SIZE)
        return bn_fault(BN_EFORMAT, "it has a name longer than %d or a path longer than %d bytes",
                        NAME_SIZE - 1, PATH_SIZE - 1);
    return list_link(archive, member, group, name, depth);
}

static herr_t visit_member(hid_t group, const char *name, const H5L_info_t *about, void *context)
{
    (void)about;
    walk *at = context;
    at->status = list_member(at->archive, at->path, group, name, at->depth);
    return outcome(at);
}

static bn_status list_group(bn_archive *archive, const char *path, hid_t group, int depth)
{
    if (depth > MOST_DEPTH)
        return bn_fault(BN_EFORMAT, "its groups are nested deeper than %d, or in a circle", MOST_DEPTH);
    walk at = {.archive = archive, .path = path, .depth = depth + 1, .status = bn_ok()};
    BN_TRY(add(archive, &(bn_archive_entry){.kind = BN_ARCHIVE_GROUP, .path = path}));
    BN_TRY(list_attributes(archive, path, group));
    const herr_t result = H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, NULL, visit_member, &at);
    return ended(&at, result);
}

// --- opening -------------------------------------------------------------------------------------

static bn_status list_all(bn_archive *archive)
{
    const hid_t root = H5Gopen2(archive->file, "/", H5P_DEFAULT);
    if (root < 0) return bn_archive_fault(BN_EFORMAT, "read", "/");
    const bn_status status = list_group(archive, "/", root, 0);
    H5Gclose(root);
    return status;
}

static bn_status load(const char *path, bn_archive_trust trust, bn_archive *archive)
{
    bn_archive_image *image = &archive->image;
    if (trust == BN_ARCHIVE_FOREIGN) return bn_file_measure(path, &archive->bytes);
    BN_TRY(bn_file_read(path, &image->bytes, &image->capacity));
    BN_TRY(bn_archive_unseal(path, image->bytes, &image->capacity));
    archive->bytes = image->capacity;
    return bn_ok();
}

static bn_status open_file(const char *path, bn_archive *archive)
{
    return archive->image.bytes != NULL ? bn_archive_image_open(&archive->image, &archive->file)
                                        : bn_archive_disk_open(path, &archive->file);
}

static bn_status open_quietly(const char *path, bn_archive *archive)
{
    const bn_archive_hush hush = bn_archive_hush_begin();
    bn_status status = open_file(path, archive);
    if (status.code == BN_OK) status = list_all(archive);
    bn_archive_hush_end(&hush);
    if (status.code != BN_EFORMAT) return status;
    return bn_fault(BN_EFORMAT, "'%s' cannot be read: %s", bn_file_shown(path), status.message);
}

bn_status bn_archive_open(const char *path, bn_archive_trust trust, bn_archive **archive)
{
    bn_archive *opened = bn_memory_allocate(1, sizeof *opened);
    if (opened == NULL) return bn_fault(BN_ENOMEM, "no memory to read '%s'", bn_file_shown(path));
    opened->file = H5I_INVALID_HID;
    bn_status status = load(path, trust, opened);
    if (status.code == BN_OK) status = open_quietly(path, opened);
    if (status.code == BN_OK)
        *archive = opened;
    else
        bn_archive_close(opened);
    return status;
}

void bn_archive_close(bn_archive *archive)
{
    if (archive == NULL) return;
    if (archive->file >= 0) H5Fclose(archive->file);
    for (size_t i = 0; i < archive->count; i++) bn_memory_free(archive->items[i].words);
    bn_memory_free(archive->items);
    bn_memory_free(archive->image.bytes);
    bn_memory_free(archive);
}

size_t bn_archive_count(const bn_archive *archive)
{
    return archive->count;
}

const bn_archive_entry *bn_archive_entry_at(const bn_archive *archive, size_t index)
{
    return &archive->items[index].entry;
}

// --- numbers -------------------------------------------------------------------------------------

// data: count 64-bit integers, each replaced by the same number as double
static bn_status make_doubles(const char *path, void *data, int64_t count)
{
    unsigned char *at = data;
    for (int64_t k = 0; k < count; k++, at += sizeof(double)) {
        int64_t number;
        memcpy(&number, at, sizeof number);
        if (number > INT64_C(1) << 53 || number < -(INT64_C(1) << 53))
            return bn_fault(BN_EFORMAT, "'%s' has %lld as element %lld, which f64 cannot hold",
                            bn_file_shown(path), (long long)number, (long long)k + 1);
        memcpy(at, &(double){(double)number}, sizeof(double));
    }
    return bn_ok();
}

// The record of one member by whose name HDF5 finds the part of a complex number.
static hid_t new_part_type(hid_t set, hid_t number, bool imag)
{
    const hid_t kept = H5Dget_type(set);
    hid_t held = H5I_INVALID_HID;
    char *name;
    size_t size;
    if (bn_archive_part(kept, imag, &name, &size)) {
        held = H5Tcreate(H5T_COMPOUND, H5Tget_size(number));
        H5Tinsert(held, name, 0, number);
        H5free_memory(name);
    }
    H5Tclose(kept);
    return held;
}

static bn_status read_set(hid_t file, const bn_archive_entry *entry, bool imag, void *data)
{
    const hid_t number = entry->integers                 ? H5T_NATIVE_INT64
                         : entry->tensor.dtype == BN_F32 ? H5T_NATIVE_FLOAT
                                                         : H5T_NATIVE_DOUBLE;
    const hid_t set = H5Dopen2(file, entry->path, H5P_DEFAULT);
    const hid_t held = entry->complex ? new_part_type(set, number, imag) : H5Tcopy(number);
    bn_status status = bn_ok();
    if (set < 0 || H5Dread(set, held, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) < 0)
        status = bn_archive_fault(BN_EFORMAT, "read", entry->path);
    H5Tclose(held);
    H5Dclose(set);
    return status;
}

static bn_status read_hushed(const bn_archive *archive, const bn_archive_entry *entry, bool imag, void *out)
{
    const bn_archive_hush hush = bn_archive_hush_begin();
    const bn_status status = read_set(archive->file, entry, imag, out);
    bn_archive_hush_end(&hush);
    return status;
}

bn_status bn_archive_read_integers(const bn_archive *archive, const bn_archive_entry *entry, int64_t *out)
{
    if (entry->kind != BN_ARCHIVE_TENSOR || !entry->integers)
        return bn_fault(BN_EINVAL, "'%s' does not hold integers", bn_file_shown(entry->path));
    return read_hushed(archive, entry, false, out);
}

static bn_status read_part(const bn_archive *archive, const bn_archive_entry *entry, bool imag,
                           bn_tensor *out)
{
    if (entry->kind != BN_ARCHIVE_TENSOR || !bn_tensor_same_shape(&entry->tensor, out) ||
        out->dtype != entry->tensor.dtype || !bn_tensor_is_contiguous(out))
        return bn_fault(BN_EINVAL, "'%s' does not fit into the tensor it was to be read into",
                        bn_file_shown(entry->path));
    BN_TRY(read_hushed(archive, entry, imag, out->data));
    return entry->integers ? make_doubles(entry->path, out->data, bn_tensor_count(out)) : bn_ok();
}

bn_status bn_archive_read(const bn_archive *archive, const bn_archive_entry *entry, bn_tensor *out)
{
    return read_part(archive, entry, false, out);
}

bn_status bn_archive_read_imag(const bn_archive *archive, const bn_archive_entry *entry, bn_tensor *out)
{
    if (!entry->complex) return bn_fault(BN_EINVAL, "'%s' is not complex", bn_file_shown(entry->path));
    return read_part(archive, entry, true, out);
}
