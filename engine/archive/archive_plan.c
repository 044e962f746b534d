/* Plan: the entries are sorted by path, so that groups come before what is in them and the file does not
   depend on the order they were given in. Sizes are bounds: the room reserved is what the numbers take and a
   generous part for what HDF5 needs around each. */
#include "engine/archive/archive_plan_internal.h"

#include "common/file.h"
#include "common/memory.h"
#include "engine/archive/archive_internal.h"

#include <stdlib.h>
#include <string.h>

enum {
    LONGEST_PATH = 1000,
    CHUNK_BYTES = 1 << 18, // small enough for the cache that readers keep for a dataset
    ROOM = 1 << 16,        // for what every HDF5 file has
    ROOM_OF_ENTRY = 4096,  // for its headers
    ROOM_OF_CHUNK = 1024,  // for its place in the index
};

// --- the list ------------------------------------------------------------------------------------

static int by_place(const void *left, const void *right)
{
    const bn_archive_entry *a = *(const bn_archive_entry *const *)left;
    const bn_archive_entry *b = *(const bn_archive_entry *const *)right;
    const int order = strcmp(a->path, b->path);
    if (order != 0) return order;
    return strcmp(a->attribute != NULL ? a->attribute : "", b->attribute != NULL ? b->attribute : "");
}

// A name against the path "/name" of an entry, of which the object itself comes before its attributes.
static int by_name(const void *name, const void *entry)
{
    const bn_archive_entry *const *at = entry;
    const int order = strcmp(name, (*at)->path + 1);
    return order != 0 ? order : -((*at)->attribute != NULL);
}

// The group, tensor or text with the path "/name"; NULL for none.
static const bn_archive_entry *find(const bn_archive_plan *plan, const char *name)
{
    const bn_archive_entry *const *found =
        bsearch(name, plan->sorted, plan->count, sizeof(const bn_archive_entry *), by_name);
    return found != NULL ? *found : NULL;
}

static bool is_data(const bn_archive_plan *plan, const char *path)
{
    const bn_archive_entry *found = find(plan, path + 1);
    return found != NULL && found->kind != BN_ARCHIVE_GROUP;
}

static bool good_part(const char *part, size_t length)
{
    return length > 0 && !(length == 1 && part[0] == '.') && !(length == 2 && memcmp(part, "..", 2) == 0);
}

static bool good_path(const char *path)
{
    if (path[0] != '/' || strlen(path) > LONGEST_PATH) return false;
    for (const char *part = path + 1; path[1] != '\0'; part += strcspn(part, "/") + 1) {
        if (!good_part(part, strcspn(part, "/"))) return false;
        if (part[strcspn(part, "/")] == '\0') break;
    }
    return true;
}

static bn_status check_entry(const bn_archive_entry *entry)
{
    const bool attribute = entry->kind != BN_ARCHIVE_GROUP && entry->kind != BN_ARCHIVE_TENSOR;
    if (!good_path(entry->path))
        return bn_fault(BN_EINVAL, "'%.100s' is no path: \"/name/name\" was needed, of at most %d bytes",
                        bn_file_shown(entry->path), LONGEST_PATH);
    const bool possible = attribute == (entry->attribute != NULL) || entry->kind == BN_ARCHIVE_TEXT;
    if (entry->kind >= BN_ARCHIVE_OTHER || !possible)
        return bn_fault(BN_EINVAL, "'%s' has a kind that does not go with its names",
                        bn_file_shown(entry->path));
    if (strcmp(entry->path, BN_ARCHIVE_SEAL_PATH) == 0)
        return bn_fault(BN_EINVAL, "'%s' is the name of the seal of archives", BN_ARCHIVE_SEAL_PATH);
    if (entry->attribute != NULL && (entry->attribute[0] == '\0' || strlen(entry->attribute) > LONGEST_PATH))
        return bn_fault(BN_EINVAL, "an attribute of '%s' has a name of %zu bytes; 1 to %d are possible",
                        bn_file_shown(entry->path), strlen(entry->attribute), LONGEST_PATH);
    return bn_ok();
}

bn_status bn_archive_for_groups_above(const bn_archive_entry *entry, void *context,
                                      bn_status (*visit)(void *context, const char *group))
{
    char group[LONGEST_PATH + 1];
    for (const char *slash = strchr(entry->path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        const size_t length = (size_t)(slash - entry->path);
        memcpy(group, entry->path, length);
        group[length] = '\0';
        BN_TRY(visit(context, group));
    }
    return bn_ok();
}

static bn_status check_way(void *plan, const char *group)
{
    if (!is_data(plan, group)) return bn_ok();
    return bn_fault(BN_EINVAL, "'%s' is a tensor; nothing can be in it", bn_file_shown(group));
}

static bn_status check_plan(bn_archive_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) BN_TRY(check_entry(plan->sorted[i]));
    qsort(plan->sorted, plan->count, sizeof *plan->sorted, by_place);
    for (size_t i = 0; i < plan->count; i++) {
        if (i > 0 && by_place(plan->sorted + i - 1, plan->sorted + i) == 0)
            return bn_fault(BN_EINVAL, "'%s' is given twice", bn_file_shown(plan->sorted[i]->path));
        BN_TRY(bn_archive_for_groups_above(plan->sorted[i], plan, check_way));
    }
    return bn_ok();
}

bn_status bn_archive_plan_make(const bn_archive_entry *entries, size_t count, bn_archive_plan *plan)
{
    *plan =
        (bn_archive_plan){.sorted = bn_memory_allocate_plain(count, sizeof *plan->sorted), .count = count};
    if (plan->sorted == NULL) return bn_fault(BN_ENOMEM, "no memory for a list of %zu entries", count);
    for (size_t i = 0; i < count; i++) plan->sorted[i] = entries + i;
    const bn_status status = check_plan(plan);
    if (status.code != BN_OK) bn_memory_free(plan->sorted);
    return status;
}

bool bn_archive_has_members(const bn_archive_plan *plan, size_t first, const char *group, size_t count)
{
    const size_t length = strcmp(group, "/") == 0 ? 0 : strlen(group);
    for (size_t i = first; i < plan->count && count > 0; i++) {
        const char *path = plan->sorted[i]->path;
        if (strncmp(path, group, length) != 0) break;
        const bool inside = path[length] == '/' && path[length + 1] != '\0';
        if (inside && plan->sorted[i]->attribute == NULL && strchr(path + length + 1, '/') == NULL) count--;
    }
    return count == 0;
}

// --- sizes ---------------------------------------------------------------------------------------

static size_t item_size(const bn_archive_entry *entry)
{
    return entry->integers ? sizeof(int64_t) : bn_dtype_size(entry->tensor.dtype);
}

bool bn_archive_is_chunked(const bn_archive_entry *entry)
{
    return entry->compressed && entry->tensor.dims > 0 && bn_tensor_count(&entry->tensor) > 0;
}

void bn_archive_chunk_shape(const bn_archive_entry *entry, int64_t chunk[BN_TENSOR_MAX_DIMS])
{
    int64_t room = CHUNK_BYTES / (int64_t)item_size(entry);
    for (int d = entry->tensor.dims - 1; d >= 0; d--) {
        const int64_t extent = entry->tensor.shape[d];
        const int64_t parts = room > 0 ? (extent + room - 1) / room : extent;
        chunk[d] = (extent + parts - 1) / parts; // equal parts, so that the last is not mostly padding
        room /= chunk[d];
    }
}

static size_t room_of_tensor(const bn_archive_entry *entry)
{
    if (!bn_archive_is_chunked(entry)) return (size_t)bn_tensor_count(&entry->tensor) * item_size(entry);
    int64_t chunk[BN_TENSOR_MAX_DIMS];
    bn_archive_chunk_shape(entry, chunk);
    int64_t chunks = 1;
    int64_t items = 1;
    for (int d = 0; d < entry->tensor.dims; d++) {
        chunks *= (entry->tensor.shape[d] + chunk[d] - 1) / chunk[d];
        items *= chunk[d];
    }
    return (size_t)chunks * ((size_t)items * item_size(entry) + ROOM_OF_CHUNK) + ROOM;
}

static size_t room_of_labels(const bn_archive_entry *entry)
{
    size_t room = 0;
    for (int d = 0; entry->labels != NULL && d < entry->tensor.dims; d++)
        room += ROOM_OF_ENTRY + 2 * strlen(entry->labels[d]); // each also in a list of references
    return room;
}

size_t bn_archive_room_for(const bn_archive_plan *plan)
{
    size_t room = ROOM + bn_archive_seal_size(plan->count);
    for (size_t i = 0; i < plan->count; i++) {
        const bn_archive_entry *entry = plan->sorted[i];
        room += ROOM_OF_ENTRY + 4 * strlen(entry->path);
        if (entry->attribute != NULL) room += 4 * strlen(entry->attribute);
        if (entry->kind == BN_ARCHIVE_TENSOR) room += room_of_tensor(entry) + room_of_labels(entry);
        if (entry->kind == BN_ARCHIVE_TEXT) room += 2 * strlen(entry->text);
    }
    return room;
}
