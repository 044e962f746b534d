/* Dimension scales, as HDF5's specification of them and netCDF have it: a vector at the root that bears the name of
   a dimension, by its own label, holds the dimension's values. Each tensor with a label of that name and the same
   extent refers to it, and it to each of these. */
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

// A dimension of an entry, and the scale that it has.
typedef struct {
    const bn_archive_entry *scale, *entry;
    int dimension;
    size_t place; // in the order of entries and dimensions
} use;

typedef struct {
    use *items;
    size_t count;
} uses;

static bool is_scale(const bn_archive_entry *entry)
{
    return entry->kind == BN_ARCHIVE_TENSOR && entry->labels != NULL && entry->tensor.dims == 1 &&
           strcmp(entry->path + 1, entry->labels[0]) == 0;
}

static bool has_dimensions(const bn_archive_entry *entry)
{
    return entry->kind == BN_ARCHIVE_TENSOR && entry->labels != NULL && !is_scale(entry);
}

static const bn_archive_entry *scale_of(const bn_archive_plan *plan, const bn_archive_entry *entry, int d)
{
    const bn_archive_entry *scale = bn_archive_plan_find(plan, entry->labels[d]);
    const bool fits = scale != NULL && is_scale(scale) && scale->tensor.shape[0] == entry->tensor.shape[d];
    return fits ? scale : NULL;
}

static void list_uses(const bn_archive_plan *plan, uses *all)
{
    for (size_t i = 0; i < plan->count; i++) {
        const bn_archive_entry *entry = plan->sorted[i];
        for (int d = 0; has_dimensions(entry) && d < entry->tensor.dims; d++) {
            const bn_archive_entry *scale = scale_of(plan, entry, d);
            if (scale == NULL) continue;
            all->items[all->count] = (use){scale, entry, d, all->count};
            all->count++;
        }
    }
}

// Those of the same entry, or of the same scale, lie side by side; how many there are from `first` on.
static size_t alike(const uses *all, size_t first, bool of_scale)
{
    size_t i = first;
    while (i < all->count && (of_scale ? all->items[i].scale == all->items[first].scale
                                       : all->items[i].entry == all->items[first].entry))
        i++;
    return i - first;
}

static int by_scale(const void *left, const void *right)
{
    const use *a = left, *b = right;
    const int order = strcmp(a->scale->path, b->scale->path);
    return order != 0 ? order : (a->place > b->place) - (a->place < b->place);
}

// --- from a tensor to its scales ------------------------------------------------------------------

static bn_status refer_to_scales(hid_t file, const use *its, size_t count)
{
    hobj_ref_t references[BN_TENSOR_MAX_DIMS];
    hvl_t list[BN_TENSOR_MAX_DIMS] = {{0}};
    const bn_archive_entry *entry = its[0].entry;
    for (size_t i = 0; i < count; i++) {
        const int d = its[i].dimension;
        if (H5Rcreate(references + d, file, its[i].scale->path, H5R_OBJECT, -1) < 0)
            return bn_archive_fault(BN_ENOMEM, "build", entry->path);
        list[d] = (hvl_t){.len = 1, .p = references + d};
    }
    const hid_t set = H5Dopen2(file, entry->path, H5P_DEFAULT);
    const hsize_t dims = (hsize_t)entry->tensor.dims;
    const hid_t space = H5Screate_simple(1, &dims, NULL);
    const bn_status status =
        set_attribute(set, "DIMENSION_LIST", H5Tvlen_create(H5T_STD_REF_OBJ), space, list);
    H5Dclose(set);
    return status;
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

static bn_status set_users(hid_t file, const use *its, size_t count)
{
    if (count > MOST_USERS) return bn_ok();
    user *users = bn_memory_allocate(count, sizeof *users);
    if (users == NULL) return bn_fault(BN_ENOMEM, "no memory for a list of %zu tensors", count);
    for (size_t i = 0; i < count; i++) {
        users[i].dimension = its[i].dimension;
        H5Rcreate(&users[i].dataset, file, its[i].entry->path, H5R_OBJECT, -1);
    }
    const hid_t set = H5Dopen2(file, its[0].scale->path, H5P_DEFAULT);
    const hid_t space = H5Screate_simple(1, &(hsize_t){count}, NULL);
    const bn_status status = set_attribute(set, "REFERENCE_LIST", new_user_type(), space, users);
    H5Dclose(set);
    bn_memory_free(users);
    return status;
}

static bn_status make_scale(hid_t file, const bn_archive_entry *scale)
{
    const hid_t set = H5Dopen2(file, scale->path, H5P_DEFAULT);
    bn_status status = set_text(set, "CLASS", "DIMENSION_SCALE");
    if (status.code == BN_OK) status = set_text(set, "NAME", scale->labels[0]);
    H5Dclose(set);
    return status;
}

// --- all -----------------------------------------------------------------------------------------

static bn_status connect(hid_t file, uses *all)
{
    for (size_t i = 0, count; i < all->count; i += count) {
        count = alike(all, i, false);
        BN_TRY(refer_to_scales(file, all->items + i, count));
    }
    qsort(all->items, all->count, sizeof *all->items, by_scale);
    for (size_t i = 0, count; i < all->count; i += count) {
        count = alike(all, i, true);
        BN_TRY(set_users(file, all->items + i, count));
    }
    return bn_ok();
}

bn_status bn_archive_scales_write(hid_t file, const bn_archive_plan *plan)
{
    size_t most = 1;
    for (size_t i = 0; i < plan->count; i++) {
        if (is_scale(plan->sorted[i])) BN_TRY(make_scale(file, plan->sorted[i]));
        if (has_dimensions(plan->sorted[i])) most += (size_t)plan->sorted[i]->tensor.dims;
    }
    uses all = {.items = bn_memory_allocate(most, sizeof *all.items)};
    if (all.items == NULL) return bn_fault(BN_ENOMEM, "no memory for a list of %zu dimensions", most);
    list_uses(plan, &all);
    const bn_status status = connect(file, &all);
    bn_memory_free(all.items);
    return status;
}

bool bn_archive_is_of_scales(const char *attribute)
{
    static const char *const names[] = {"CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST",
                                        "DIMENSION_LABELS"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(attribute, names[i]) == 0) return true;
    return false;
}
