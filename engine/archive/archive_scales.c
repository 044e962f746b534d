/* Dimension scales, as HDF5's specification of them and netCDF have it: a vector at the root that bears the name of
   a dimension, by its own label, holds the dimension's values. Each tensor with a label of that name and the same
   extent refers to it, and it to each of these. A tensor of which a dimension has no scale refers to none: netCDF-C
   4.9.0 and h5netcdf can't read one of which some have. */
#include "engine/archive/archive_internal.h"

#include "common/memory.h"

#include <stdlib.h>
#include <string.h>

// --- attributes ----------------------------------------------------------------------------------

// Closes type and space.
static bn_status set_attribute(hid_t set, const char *name, hid_t type, hid_t space, const void *value)
{
    const hid_t attribute = H5Acreate2(set, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    bn_status status = bn_ok();
    if (attribute < 0 || H5Awrite(attribute, type, value) < 0)
        status = bn_archive_fault(BN_ENOMEM, "build", name);
    H5Aclose(attribute);
    H5Sclose(space);
    H5Tclose(type);
    return status;
}

static bn_status set_text(hid_t set, const char *name, const char *text)
{
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, strlen(text) + 1);
    return set_attribute(set, name, type, H5Screate(H5S_SCALAR), text);
}

// --- which ---------------------------------------------------------------------------------------

bool bn_archive_is_scale(const bn_archive_entry *entry)
{
    return entry->kind == BN_ARCHIVE_TENSOR && entry->labels != NULL && entry->tensor.dims == 1 &&
           strcmp(entry->path + 1, entry->labels[0]) == 0;
}

static bool has_dimensions(const bn_archive_entry *entry)
{
    return entry->kind == BN_ARCHIVE_TENSOR && entry->labels != NULL && !bn_archive_is_scale(entry);
}

static int by_label(const void *label, const void *scale)
{
    return strcmp(label, ((const bn_archive_scale *)scale)->entry->path + 1);
}

static bn_archive_scale *find_scale(const bn_archive_scales *scales, const char *label)
{
    return bsearch(label, scales->list, scales->count, sizeof *scales->list, by_label);
}

static void list_uses(const bn_archive_entry *entry, bn_archive_scales *scales)
{
    const size_t before = scales->used;
    for (int d = 0; has_dimensions(entry) && d < entry->tensor.dims; d++) {
        bn_archive_scale *scale = find_scale(scales, entry->labels[d]);
        if (scale == NULL || scale->entry->tensor.shape[0] != entry->tensor.shape[d]) {
            scales->used = before;
            return;
        }
        scales->uses[scales->used] =
            (bn_archive_use){.scale = scale, .entry = entry, .dimension = d, .place = scales->used};
        scales->used++;
    }
}

bn_status bn_archive_scales_plan(const bn_archive_plan *plan, bn_archive_scales *scales)
{
    size_t dimensions = 0, count = 0;
    for (size_t i = 0; i < plan->count; i++) {
        count += bn_archive_is_scale(plan->sorted[i]);
        if (has_dimensions(plan->sorted[i])) dimensions += (size_t)plan->sorted[i]->tensor.dims;
    }
    *scales = (bn_archive_scales){.list = bn_memory_allocate_plain(count + 1, sizeof *scales->list),
                                  .uses = bn_memory_allocate_plain(dimensions + 1, sizeof *scales->uses)};
    if (scales->list == NULL || scales->uses == NULL)
        return bn_fault(BN_ENOMEM, "no memory for a list of %zu dimensions", dimensions);
    for (size_t i = 0; i < plan->count; i++)
        if (bn_archive_is_scale(plan->sorted[i])) scales->list[scales->count++].entry = plan->sorted[i];
    for (size_t i = 0; i < plan->count; i++) list_uses(plan->sorted[i], scales);
    return bn_ok();
}

void bn_archive_scales_free(bn_archive_scales *scales)
{
    bn_memory_free(scales->list);
    bn_memory_free(scales->uses);
}

static bn_status refer(hid_t set, const bn_archive_entry *entry, hobj_ref_t *reference)
{
    return H5Rcreate(reference, set, ".", H5R_OBJECT, -1) >= 0
               ? bn_ok()
               : bn_archive_fault(BN_ENOMEM, "build", entry->path);
}

// --- from a tensor to its scales ------------------------------------------------------------------

static bn_status mark_scale(hid_t set, bn_archive_scale *scale)
{
    BN_TRY(set_text(set, "CLASS", "DIMENSION_SCALE"));
    BN_TRY(set_text(set, "NAME", scale->entry->labels[0]));
    return refer(set, scale->entry, &scale->reference);
}

static bn_status refer_to_scales(hid_t set, const bn_archive_use *its, size_t count)
{
    hvl_t list[BN_TENSOR_MAX_DIMS] = {{0}};
    for (size_t i = 0; i < count; i++)
        list[its[i].dimension] = (hvl_t){.len = 1, .p = &its[i].scale->reference};
    const hsize_t dims = (hsize_t)its[0].entry->tensor.dims;
    const hid_t space = H5Screate_simple(1, &dims, NULL);
    return set_attribute(set, "DIMENSION_LIST", H5Tvlen_create(H5T_STD_REF_OBJ), space, list);
}

bn_status bn_archive_scales_connect(bn_archive_scales *scales, hid_t set, const bn_archive_entry *entry)
{
    if (bn_archive_is_scale(entry)) return mark_scale(set, find_scale(scales, entry->labels[0]));
    bn_archive_use *its = scales->uses + scales->connected;
    size_t count = 0;
    hobj_ref_t reference;
    while (scales->connected + count < scales->used && its[count].entry == entry) count++;
    if (count == 0) return bn_ok();
    BN_TRY(refer(set, entry, &reference));
    for (size_t i = 0; i < count; i++) its[i].reference = reference;
    scales->connected += count;
    return refer_to_scales(set, its, count);
}

// --- from a scale to its tensors ------------------------------------------------------------------

typedef struct {
    hobj_ref_t dataset;
    int dimension;
} user;

// An attribute has at most 64 kB. The list of a scale that has more users is left out: readers go the other way.
enum { MOST_USERS = 65000 / sizeof(user) };

static hid_t new_user_type(void)
{
    const hid_t type = H5Tcreate(H5T_COMPOUND, sizeof(user));
    H5Tinsert(type, "dataset", HOFFSET(user, dataset), H5T_STD_REF_OBJ);
    H5Tinsert(type, "dimension", HOFFSET(user, dimension), H5T_NATIVE_INT);
    return type;
}

static bn_status set_users(hid_t file, const bn_archive_use *its, size_t count)
{
    if (count > MOST_USERS) return bn_ok();
    user *users = bn_memory_allocate_plain(count, sizeof *users);
    if (users == NULL) return bn_fault(BN_ENOMEM, "no memory for a list of %zu tensors", count);
    for (size_t i = 0; i < count; i++) {
        users[i].dimension = its[i].dimension;
        users[i].dataset = its[i].reference;
    }
    const hid_t set = H5Dopen2(file, its[0].scale->entry->path, H5P_DEFAULT);
    const hid_t space = H5Screate_simple(1, &(hsize_t){count}, NULL);
    const bn_status status = set_attribute(set, "REFERENCE_LIST", new_user_type(), space, users);
    H5Dclose(set);
    bn_memory_free(users);
    return status;
}

static int by_scale(const void *left, const void *right)
{
    const bn_archive_use *a = left, *b = right;
    const int order = (a->scale > b->scale) - (a->scale < b->scale);
    return order != 0 ? order : (a->place > b->place) - (a->place < b->place);
}

bn_status bn_archive_scales_finish(bn_archive_scales *scales, hid_t file)
{
    bn_archive_use *uses = scales->uses;
    qsort(uses, scales->used, sizeof *uses, by_scale);
    for (size_t i = 0, count; i < scales->used; i += count) {
        for (count = 1; i + count < scales->used && uses[i + count].scale == uses[i].scale;) count++;
        BN_TRY(set_users(file, uses + i, count));
    }
    return bn_ok();
}

bool bn_archive_is_of_scales(const char *attribute)
{
    static const char *const names[] = {"CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST",
                                        "DIMENSION_LABELS"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(attribute, names[i]) == 0) return true;
    return false;
}
