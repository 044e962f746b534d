/* Listing: one walk over the groups of an open file. The bounds on depth, entries and claimed sizes keep a
   foreign file from costing more than its own size justifies. */
#include "engine/archive/archive_internal.h"

#include "common/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// LEAST_OF_ENTRY: bytes that an entry takes in a file; links in a circle take none.
enum { LEAST_OF_ENTRY = 32, MOST_DEPTH = 64, NAME_SIZE = BN_ARCHIVE_NAME_SIZE, PATH_SIZE = 4096 };

// --- the list ------------------------------------------------------------------------------------

static bn_status make_room(bn_archive *archive)
{
    if (archive->count < archive->room) return bn_ok();
    const size_t most = 100000 + archive->bytes / LEAST_OF_ENTRY;
    if (archive->count >= most)
        return bn_fault(BN_EFORMAT, "it has more than %zu groups, tensors and attributes", most);
    const size_t room = archive->room > 0 ? 2 * archive->room : 64;
    bn_archive_item *items = bn_memory_allocate_plain(room, sizeof *items);
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
    char *words = bn_memory_allocate_plain(size, 1);
    if (words == NULL) return bn_fault(BN_ENOMEM, "no memory for the name of an entry");
    bn_archive_item *new = &archive->items[archive->count++];
    *new = (bn_archive_item){.entry = *entry, .words = words};
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
    BN_TRY(bn_archive_attribute_read(archive, attribute, &entry, &text, reason));
    const bn_status status = add(archive, &entry);
    bn_memory_free(text);
    return status;
}

static herr_t visit_attribute(hid_t object, const char *name, const H5A_info_t *about, void *context)
{
    (void)about;
    walk *at = context;
    if (at->archive->ours && H5Iget_type(object) == H5I_DATASET && bn_archive_is_of_scales(name)) return 0;
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

// --- data sets -----------------------------------------------------------------------------------

static bn_status joined(char member[PATH_SIZE], const char *path, const char *name)
{
    const int used = snprintf(member, PATH_SIZE, "%s/%s", path[1] == '\0' ? "" : path, name);
    if (strlen(name) < NAME_SIZE && used < PATH_SIZE) return bn_ok();
    return bn_fault(BN_EFORMAT, "it has a name longer than %d or a path longer than %d bytes", NAME_SIZE - 1,
                    PATH_SIZE - 1);
}

// The records whose columns are listed: of a data set, or within a column of such.
typedef struct {
    bn_archive *archive;
    hid_t space;
    int column; // where the names of columns begin in paths
    int depth;
} records;

static bn_status list_columns(const records *r, const char *path, hid_t type);

static bn_status list_column(const records *r, const char *path, const char *name, hid_t type)
{
    char member[PATH_SIZE], reason[BN_ARCHIVE_REASON_SIZE];
    BN_TRY(joined(member, path, name));
    if (name[0] == '\0' || strchr(name, '/') != NULL)
        return add_other(r->archive, member, "it is a column whose name is empty or has a slash");
    bn_archive_entry entry = {.path = member, .column = r->column};
    bn_archive_describe_values(type, r->space, r->archive->bytes, &entry, reason);
    BN_TRY(add(r->archive, &entry));
    const records inner = {r->archive, r->space, r->column, r->depth + 1};
    return entry.kind == BN_ARCHIVE_TABLE ? list_columns(&inner, member, type) : bn_ok();
}

static bn_status list_columns(const records *r, const char *path, hid_t type)
{
    const int count = H5Tget_nmembers(type);
    bn_status status = bn_ok();
    if (r->depth > MOST_DEPTH)
        return bn_fault(BN_EFORMAT, "its records are nested deeper than %d", MOST_DEPTH);
    for (int i = 0; i < count && status.code == BN_OK; i++) {
        char *name = H5Tget_member_name(type, (unsigned)i);
        const hid_t member = H5Tget_member_type(type, (unsigned)i);
        if (name == NULL || member < 0)
            status = bn_archive_fault(BN_EFORMAT, "read a column of", path);
        else
            status = list_column(r, path, name, member);
        H5Tclose(member);
        H5free_memory(name);
    }
    return status;
}

static bn_status list_table(bn_archive *archive, const char *path, hid_t set)
{
    const records r = {.archive = archive, .space = H5Dget_space(set), .column = (int)strlen(path) + 1};
    const hid_t type = H5Dget_type(set);
    const bn_status status = list_columns(&r, path, type);
    H5Tclose(type);
    H5Sclose(r.space);
    return status;
}

static bn_status list_set(bn_archive *archive, const char *path, hid_t set)
{
    char reason[BN_ARCHIVE_REASON_SIZE] = "";
    bn_archive_entry entry = {.path = path};
    bn_archive_describe(set, archive->bytes, &entry, reason);
    BN_TRY(add(archive, &entry));
    BN_TRY(list_attributes(archive, path, set));
    return entry.kind == BN_ARCHIVE_TABLE ? list_table(archive, path, set) : bn_ok();
}

// --- groups --------------------------------------------------------------------------------------

static bn_status list_group(bn_archive *archive, const char *path, hid_t group, int depth);

static bn_status list_object(bn_archive *archive, const char *path, hid_t object, int depth)
{
    switch (H5Iget_type(object)) {
    case H5I_GROUP:
        return list_group(archive, path, object, depth);
    case H5I_DATASET:
        return list_set(archive, path, object);
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

hid_t bn_archive_open_inside(hid_t group, const char *name)
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
    const hid_t object = bn_archive_open_inside(group, name);
    if (object < 0) return add_other(archive, path, "it is a link to what is not in this file");
    const bn_status status =
        H5Iget_type(object) == H5I_DATASET
            ? list_set(archive, path, object)
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
    const size_t place = archive->count;
    const bn_status status = list_object(archive, path, object, depth);
    if (place < archive->count) archive->items[place].address = about.u.address;
    H5Oclose(object);
    return status;
}

static bn_status list_member(bn_archive *archive, const char *path, hid_t group, const char *name, int depth)
{
    char member[PATH_SIZE];
    BN_TRY(joined(member, path, name));
    return list_link(archive, member, group, name, depth);
}

// Whether a member of a group is not asked for.
static bool is_left_out(const bn_archive *archive, hid_t group, const char *name)
{
    H5O_info_t about;
    if (archive->part == BN_ARCHIVE_UNREPEATED) return H5Aexists(group, name) > 0;
    return archive->part == BN_ARCHIVE_GROUPS &&
           H5Oget_info_by_name2(group, name, &about, H5O_INFO_BASIC, H5P_DEFAULT) >= 0 &&
           about.type != H5O_TYPE_GROUP;
}

static herr_t visit_member(hid_t group, const char *name, const H5L_info_t *about, void *context)
{
    (void)about;
    walk *at = context;
    if (at->archive->ours && at->depth == 1 && strcmp(name, BN_ARCHIVE_SEAL_NAME) == 0) return 0;
    if (is_left_out(at->archive, group, name)) return 0;
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

// --- all of it -----------------------------------------------------------------------------------

static int by_address(const void *left, const void *right)
{
    const bn_archive_place *a = left, *b = right;
    return a->address < b->address ? -1 : a->address > b->address;
}

static bn_status find_places(bn_archive *archive)
{
    archive->places = bn_memory_allocate_plain(archive->count, sizeof *archive->places);
    if (archive->places == NULL) return bn_fault(BN_ENOMEM, "no memory for the places of objects");
    for (size_t i = 0; i < archive->count; i++) {
        const bn_archive_item *at = &archive->items[i];
        if (at->address == 0) continue;
        archive->places[archive->placed++] = (bn_archive_place){at->address, at->entry.path};
    }
    qsort(archive->places, archive->placed, sizeof *archive->places, by_address);
    return bn_ok();
}

const char *bn_archive_path_at(const bn_archive *archive, haddr_t address)
{
    const bn_archive_place key = {.address = address};
    const bn_archive_place *found =
        archive->placed == 0 ? NULL : bsearch(&key, archive->places, archive->placed, sizeof key, by_address);
    return found != NULL ? found->path : "";
}

static bn_status list_all(bn_archive *archive, hid_t root)
{
    H5O_info_t about;
    BN_TRY(list_group(archive, "/", root, 0));
    if (H5Oget_info2(root, &about, H5O_INFO_BASIC) >= 0) archive->items[0].address = about.addr;
    for (size_t i = 0; i < archive->count; i++)
        if (archive->items[i].entry.references) return find_places(archive);
    return bn_ok();
}

bn_status bn_archive_list(bn_archive *archive)
{
    const hid_t root = H5Gopen2(archive->file, "/", H5P_DEFAULT);
    if (root < 0) return bn_archive_fault(BN_EFORMAT, "read", "/");
    archive->ours = H5Lexists(root, BN_ARCHIVE_SEAL_NAME, H5P_DEFAULT) > 0;
    const bn_status status = list_all(archive, root);
    H5Gclose(root);
    return status;
}
