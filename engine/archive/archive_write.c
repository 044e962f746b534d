/* Writing: HDF5 builds the file in reserved memory from the sorted list; it is sealed and put in place. Times
   are not stored, and gaps and edges are zero, so that the bytes follow from the content alone. */
#include "engine/archive/archive.h"

#include "common/file.h"
#include "common/memory.h"
#include "engine/archive/archive_internal.h"
#include "engine/archive/archive_plan_internal.h"
#include "engine/tensor/tensor_copy.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DEFLATE_LEVEL = 1 }; // higher levels save a twentieth and take a third longer

// --- HDF5 ----------------------------------------------------------------------------------------

typedef struct {
    const bn_archive_plan *plan;
    size_t at; // the place of the entry that is being written
    hid_t file;
    hid_t group_list;             // how groups are created
    hid_t set_list;               // and data sets that are not in chunks
    hid_t link_list;              // how their names are stored
    const bn_archive_entry *last; // that was written
    hid_t group;                  // the group that it is in
    hid_t owner;                  // the object whose attributes are being written, and
    const char *owner_path;       // its path; NULL for none
    bn_archive_scales scales;
    uint64_t *sums; // of the entries that are written
    size_t count;   // of sums
    uint64_t seal;  // where the seal is in the file
} writer;

static bool set_object(hid_t list)
{
    // A few attributes stay in the object's header: smaller, and every reader knows it. HDF5 looks through all
    // that are there for each new one, so that many take an index of their own.
    enum { MOST_IN_HEADER = 256 };
    return H5Pset_obj_track_times(list, false) >= 0 && H5Pset_attr_phase_change(list, MOST_IN_HEADER, 0) >= 0;
}

// A group keeps few members in its header. HDF5 would move them into an index when they become more, which takes longer
// than all else that it does with them: that many are in an index from the beginning.
static bool set_members(hid_t list, const bn_archive_plan *plan, size_t first, const char *group)
{
    enum { MOST_IN_HEADER = 8 };
    const bool many = bn_archive_has_members(plan, first, group, MOST_IN_HEADER + 1);
    return H5Pset_link_phase_change(list, many ? 0 : MOST_IN_HEADER, 0) >= 0;
}

static hid_t create_file(const bn_archive_plan *plan, bn_archive_image *image)
{
    const hid_t creation = H5Pcreate(H5P_FILE_CREATE);
    const bool set = set_object(creation) && set_members(creation, plan, 0, "/");
    const hid_t file = set ? bn_archive_image_create(image, creation) : H5I_INVALID_HID;
    H5Pclose(creation);
    return file;
}

static writer open_writer(const bn_archive_plan *plan, bn_archive_image *image)
{
    const writer w = {.plan = plan,
                      .file = create_file(plan, image),
                      .group = H5I_INVALID_HID,
                      .group_list = H5Pcreate(H5P_GROUP_CREATE),
                      .set_list = H5Pcreate(H5P_DATASET_CREATE),
                      .link_list = H5Pcreate(H5P_LINK_CREATE)};
    set_object(w.group_list);
    set_object(w.set_list);
    H5Pset_char_encoding(w.link_list, H5T_CSET_UTF8);
    return w;
}

static void close_owner(writer *w)
{
    if (w->owner_path != NULL) H5Oclose(w->owner);
    w->owner_path = NULL;
}

static void close_writer(writer *w)
{
    close_owner(w);
    if (w->group >= 0) H5Gclose(w->group);
    H5Pclose(w->group_list);
    H5Pclose(w->set_list);
    H5Pclose(w->link_list);
    H5Fclose(w->file);
}

static bn_status make_group(void *context, const char *path)
{
    const writer *w = context;
    if (strcmp(path, "/") == 0 || H5Lexists(w->file, path, H5P_DEFAULT) > 0) return bn_ok(); // a tensor too
    set_members(w->group_list, w->plan, w->at, path);
    const hid_t group = H5Gcreate2(w->file, path, w->link_list, w->group_list, H5P_DEFAULT);
    if (group < 0) return bn_archive_fault(BN_ENOMEM, "build", path);
    H5Gclose(group);
    return bn_ok();
}

// --- tensors -------------------------------------------------------------------------------------

// data: count doubles, each replaced by the same number as 64-bit integer
static bn_status make_integers(const char *path, void *data, int64_t count)
{
    unsigned char *at = data;
    for (int64_t k = 0; k < count; k++, at += sizeof(double)) {
        double number;
        memcpy(&number, at, sizeof number);
        if (!(number >= -0x1p63 && number < 0x1p63 && number == floor(number)))
            return bn_fault(BN_EINVAL, "'%s' has %.17g as element %lld; integers of 64 bits were needed",
                            bn_file_shown(path), number, (long long)k + 1);
        memcpy(at, &(int64_t){(int64_t)number}, sizeof(int64_t));
    }
    return bn_ok();
}

static bn_status check_integers(const bn_archive_entry *entry)
{
    bn_tensor copy;
    if (entry->kind != BN_ARCHIVE_TENSOR || !entry->integers || entry->whole != NULL) return bn_ok();
    BN_TRY(bn_tensor_duplicate(&entry->tensor, BN_F64, &copy));
    const bn_status status = make_integers(entry->path, copy.data, bn_tensor_count(&copy));
    bn_memory_free(copy.data);
    return status;
}

// The writer's own, or one that is to be closed: copies of lists take a good part of the time of small archives.
static hid_t creation_list(const writer *w, const bn_archive_entry *entry)
{
    if (!bn_archive_is_chunked(entry)) return w->set_list;
    const hid_t list = H5Pcopy(w->set_list);
    int64_t chunk[BN_TENSOR_MAX_DIMS];
    hsize_t extent[BN_TENSOR_MAX_DIMS];
    bn_archive_chunk_shape(entry, chunk);
    for (int d = 0; d < entry->tensor.dims; d++) extent[d] = (hsize_t)chunk[d];
    H5Pset_chunk(list, entry->tensor.dims, extent);
    H5Pset_shuffle(list);
    H5Pset_deflate(list, DEFLATE_LEVEL);
    // Chunks reach beyond the edge of the data; without this they would store uninitialised memory there.
    H5Pset_fill_value(list, H5T_NATIVE_DOUBLE, &(double){0});
    return list;
}

static hid_t create_space(const bn_tensor *tensor)
{
    hsize_t extent[BN_TENSOR_MAX_DIMS];
    for (int d = 0; d < tensor->dims; d++) extent[d] = (hsize_t)tensor->shape[d];
    return tensor->dims == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(tensor->dims, extent, NULL);
}

static hid_t type_in_file(const bn_archive_entry *entry)
{
    if (entry->integers) return H5T_STD_I64LE;
    return entry->tensor.dtype == BN_F32 ? H5T_IEEE_F32LE : H5T_IEEE_F64LE;
}

static hid_t type_in_memory(const bn_archive_entry *entry)
{
    if (entry->integers) return H5T_NATIVE_INT64;
    return entry->tensor.dtype == BN_F32 ? H5T_NATIVE_FLOAT : H5T_NATIVE_DOUBLE;
}

static const char *name_in_group(const char *path)
{
    return strrchr(path, '/') + 1;
}

static bn_status put_labels(writer *w, hid_t set, const bn_archive_entry *entry)
{
    BN_TRY(bn_archive_labels_write(set, entry));
    return bn_archive_scales_connect(&w->scales, set, entry);
}

// data: row-major, of the entry's type in memory
static bn_status store(writer *w, const bn_archive_entry *entry, const void *data)
{
    const hid_t kept = type_in_file(entry), held = type_in_memory(entry);
    const hid_t space = create_space(&entry->tensor);
    const hid_t list = creation_list(w, entry);
    const hid_t set =
        H5Dcreate2(w->group, name_in_group(entry->path), kept, space, w->link_list, list, H5P_DEFAULT);
    bn_status status = bn_ok();
    if (set < 0 || H5Dwrite(set, held, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) < 0)
        status = bn_archive_fault(BN_ENOMEM, "build", entry->path);
    else if (entry->labels != NULL && entry->tensor.dims > 0)
        status = put_labels(w, set, entry);
    // Closing compresses what is left; a flush would do so too, but goes through all objects of the file.
    if (H5Dclose(set) < 0 && status.code == BN_OK) status = bn_archive_fault(BN_ENOMEM, "build", entry->path);
    if (list != w->set_list) H5Pclose(list);
    H5Sclose(space);
    w->sums[w->count++] = bn_archive_entry_sum(entry, data);
    return status;
}

static bn_status put_tensor(writer *w, const bn_archive_entry *entry)
{
    if (entry->whole != NULL) return store(w, entry, entry->whole);
    if (!entry->integers && bn_tensor_is_contiguous(&entry->tensor))
        return store(w, entry, entry->tensor.data);
    bn_tensor copy;
    BN_TRY(bn_tensor_duplicate(&entry->tensor, entry->integers ? BN_F64 : entry->tensor.dtype, &copy));
    bn_status status = bn_ok();
    if (entry->integers) status = make_integers(entry->path, copy.data, bn_tensor_count(&copy));
    if (status.code == BN_OK) status = store(w, entry, copy.data);
    bn_memory_free(copy.data);
    return status;
}

// --- texts ---------------------------------------------------------------------------------------

// A text, ended by a zero, as a data set of one value; *at is where it lies in the file. It is not declared as UTF-8,
// which it may be: Octave's load ends at a text that is. The zero is kept, since netCDF-C 4.9.0 reads on without it.
static bn_status store_text(const writer *w, hid_t group, const char *path, const char *text, size_t length,
                            uint64_t *at)
{
    const hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
    H5Tset_size(type, length + 1);
    const hid_t set =
        H5Dcreate2(group, name_in_group(path), type, space, w->link_list, w->set_list, H5P_DEFAULT);
    bn_status status = bn_ok();
    if (set < 0 || H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text) < 0)
        status = bn_archive_fault(BN_ENOMEM, "build", path);
    else
        *at = H5Dget_offset(set);
    H5Dclose(set);
    H5Sclose(space);
    H5Tclose(type);
    return status;
}

static bn_status put_text(writer *w, const bn_archive_entry *entry)
{
    uint64_t at;
    w->sums[w->count++] = bn_archive_entry_sum(entry, NULL);
    return store_text(w, w->group, entry->path, entry->text, strlen(entry->text), &at);
}

static bn_status put_seal(writer *w)
{
    const size_t length = bn_archive_seal_size(w->count);
    char *text = bn_memory_allocate_plain(length + 1, 1);
    if (text == NULL) return bn_fault(BN_ENOMEM, "no memory for a seal of %zu bytes", length);
    bn_archive_seal_begin(text, w->sums, w->count);
    const bn_status status = store_text(w, w->file, BN_ARCHIVE_SEAL_PATH, text, length, &w->seal);
    bn_memory_free(text);
    return status;
}

// --- the file ------------------------------------------------------------------------------------

static bn_status put_attribute(writer *w, const bn_archive_entry *entry)
{
    if (w->owner_path == NULL || strcmp(w->owner_path, entry->path) != 0) {
        close_owner(w);
        BN_TRY(make_group(w, entry->path));
        w->owner = H5Oopen(w->file, entry->path, H5P_DEFAULT);
        w->owner_path = entry->path;
    }
    w->sums[w->count++] = bn_archive_entry_sum(entry, NULL);
    return bn_archive_attribute_write(w->owner, entry);
}

static bool in_same_group(const char *path, const char *other)
{
    const size_t length = (size_t)(strrchr(path, '/') - path) + 1;
    return strncmp(path, other, length) == 0 && strchr(other + length, '/') == NULL;
}

// Opens the group that the entry is in: to find it anew for each would take a good part of the time.
static bn_status enter_group(writer *w, const bn_archive_entry *entry)
{
    char path[BN_ARCHIVE_NAME_SIZE];
    if (w->last != NULL && in_same_group(entry->path, w->last->path)) return bn_ok();
    BN_TRY(bn_archive_for_groups_above(entry, w, make_group));
    snprintf(path, sizeof path, "%.*s", (int)(strrchr(entry->path, '/') - entry->path) + 1, entry->path);
    if (w->group >= 0) H5Gclose(w->group);
    w->group = H5Gopen2(w->file, path, H5P_DEFAULT);
    return w->group >= 0 ? bn_ok() : bn_archive_fault(BN_ENOMEM, "build", path);
}

static bn_status put(writer *w, size_t place)
{
    const bn_archive_entry *entry = w->plan->sorted[place];
    w->at = place;
    BN_TRY(enter_group(w, entry));
    w->last = entry;
    if (entry->attribute != NULL) return put_attribute(w, entry);
    if (entry->kind == BN_ARCHIVE_TENSOR) return put_tensor(w, entry);
    return entry->kind == BN_ARCHIVE_TEXT ? put_text(w, entry) : make_group(w, entry->path);
}

static bn_status put_those(writer *w, bool scales)
{
    for (size_t i = 0; i < w->plan->count; i++)
        if (bn_archive_is_scale(w->plan->sorted[i]) == scales) BN_TRY(put(w, i));
    return bn_ok();
}

static bn_status put_all(writer *w)
{
    if (w->file < 0) return bn_archive_fault(BN_ENOMEM, "build", "an archive in memory");
    BN_TRY(bn_archive_scales_plan(w->plan, &w->scales));
    BN_TRY(put_those(w, true));
    BN_TRY(put_those(w, false));
    BN_TRY(put_seal(w));
    BN_TRY(bn_archive_scales_finish(&w->scales, w->file));
    return H5Fflush(w->file, H5F_SCOPE_LOCAL) >= 0
               ? bn_ok()
               : bn_archive_fault(BN_ENOMEM, "build", "an archive in memory");
}

// The file is closed before it is sealed: closing gives up what is unused at its end, as the next program that
// opens it for writing would.
static bn_status build(const bn_archive_plan *plan, bn_archive_image *image, size_t *size)
{
    const bn_archive_hush hush = bn_archive_hush_begin();
    writer w = open_writer(plan, image);
    w.sums = bn_memory_allocate_plain(plan->count + 1, sizeof *w.sums);
    const bn_status status = w.sums != NULL ? put_all(&w) : bn_fault(BN_ENOMEM, "no memory for a seal");
    close_writer(&w);
    bn_archive_scales_free(&w.scales);
    bn_archive_hush_end(&hush);
    *size = (size_t)bn_archive_length(image->bytes, image->capacity);
    if (status.code == BN_OK) bn_archive_seal_end(image->bytes, *size, (size_t)w.seal, w.count);
    bn_memory_free(w.sums);
    return status;
}

static bn_status write_plan(const char *path, const bn_archive_plan *plan)
{
    size_t size = 0;
    bn_archive_image image = {.capacity = bn_archive_room_for(plan)};
    image.bytes = bn_memory_allocate_plain(image.capacity, 1);
    if (image.bytes == NULL)
        return bn_fault(BN_ENOMEM, "no memory to build '%s' (%zu bytes)", bn_file_shown(path),
                        image.capacity);
    bn_status status = build(plan, &image, &size);
    if (status.code == BN_OK) status = bn_file_replace(path, BN_FILE_REGULAR_ONLY, image.bytes, size);
    bn_memory_free(image.bytes);
    return status;
}

bn_status bn_archive_write(const char *path, const bn_archive_entry *entries, size_t count)
{
    bn_archive_plan plan;
    BN_TRY(bn_archive_plan_make(entries, count, &plan));
    const bn_status status = write_plan(path, &plan);
    bn_memory_free(plan.sorted);
    return status;
}

bn_status bn_archive_check(const bn_archive_entry *entries, size_t count)
{
    bn_archive_plan plan;
    BN_TRY(bn_archive_plan_make(entries, count, &plan));
    bn_memory_free(plan.sorted);
    for (size_t i = 0; i < count; i++) BN_TRY(check_integers(entries + i));
    return bn_ok();
}
