/* Values of archives in Lua: numbers as tensors, texts and integers that f64 can't hold as nested lists. A scalar
   of those is the one value. */
#include "bindings/archive/archive_tree.h"
#include "bindings/common/bnl.h"

#include "common/memory.h"

#include <limits.h>

#define TEXTS "balnet.archive.texts"

// The dimensions in reverse, where that was asked for; attributes have theirs.
static bn_tensor seen(const bn_archive_entry *entry, const bnl_archive_reading *reading)
{
    bn_tensor tensor = entry->tensor;
    for (int d = 0; reading->reversed && entry->attribute == NULL && d < tensor.dims; d++) {
        tensor.shape[d] = entry->tensor.shape[tensor.dims - 1 - d];
        tensor.stride[d] = entry->tensor.stride[tensor.dims - 1 - d];
    }
    return tensor;
}

// --- nested lists --------------------------------------------------------------------------------

// Either numbers or texts, as many as the shape says.
typedef struct {
    bn_tensor shape;
    const int64_t *numbers;
    char *const *texts;
} elements;

static void push_nested(lua_State *L, const elements *e, int d, int64_t place)
{
    if (d == e->shape.dims && e->texts != NULL) {
        lua_pushstring(L, e->texts[place]);
    } else if (d == e->shape.dims) {
        lua_pushinteger(L, e->numbers[place]);
    } else {
        const int64_t extent = e->shape.shape[d];
        lua_createtable(L, extent < INT_MAX ? (int)extent : 0, 0);
        for (int64_t i = 0; i < extent; i++) {
            push_nested(L, e, d + 1, place + i * e->shape.stride[d]);
            lua_rawseti(L, -2, i + 1);
        }
    }
}

static int free_texts(lua_State *L)
{
    char ***texts = lua_touserdata(L, 1);
    bn_memory_free(*texts);
    *texts = NULL;
    return 0;
}

// Pushes the userdata that owns the texts to be read.
static char ***push_owner(lua_State *L)
{
    char ***texts = lua_newuserdatauv(L, sizeof *texts, 0);
    *texts = NULL;
    if (luaL_newmetatable(L, TEXTS)) {
        lua_pushcfunction(L, free_texts);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    return texts;
}

static bn_status push_texts(lua_State *L, const bn_archive *archive, const bn_archive_entry *entry,
                            const bnl_archive_reading *reading)
{
    char ***texts = push_owner(L);
    const bn_status status = bn_archive_read_texts(archive, entry, texts);
    if (*texts != NULL) {
        const elements e = {.shape = seen(entry, reading), .texts = *texts};
        push_nested(L, &e, 0, 0);
        lua_insert(L, -2);
    }
    bn_memory_free(*texts);
    *texts = NULL;
    lua_pop(L, 1);
    return status;
}

// --- tensors -------------------------------------------------------------------------------------

// Replaces the tensor on the top by a view with its dimensions in reverse, where that was asked for.
static void finish(lua_State *L, const bn_archive_entry *entry, const bnl_archive_reading *reading,
                   const bn_tensor *tensor)
{
    if (reading->reversed && entry->attribute == NULL && tensor->dims >= 2) bnl_reverse_dims(L);
}

typedef bn_status (*reader)(const bn_archive *archive, const bn_archive_entry *entry, bn_tensor *out);

static bn_status push_read(lua_State *L, const bn_archive *archive, const bn_archive_entry *entry,
                           const bnl_archive_reading *reading, reader read)
{
    const bn_tensor *shape = &entry->tensor;
    bn_tensor *tensor = bnl_new_tensor(L, shape->dtype, shape->dims, shape->shape);
    const bn_status status = read(archive, entry, tensor);
    if (status.code != BN_OK)
        lua_pop(L, 1);
    else
        finish(L, entry, reading, tensor);
    return status;
}

static bn_status push_complex(lua_State *L, const bn_archive *archive, const bn_archive_entry *entry,
                              const bnl_archive_reading *reading)
{
    lua_createtable(L, 0, 2);
    bn_status status = push_read(L, archive, entry, reading, bn_archive_read);
    if (status.code == BN_OK) lua_setfield(L, -2, "real");
    if (status.code == BN_OK) status = push_read(L, archive, entry, reading, bn_archive_read_imag);
    if (status.code == BN_OK)
        lua_setfield(L, -2, "imag");
    else
        lua_pop(L, 1);
    return status;
}

static bool fit_doubles(const int64_t *numbers, int64_t count)
{
    const int64_t most = INT64_C(1) << 53;
    for (int64_t i = 0; i < count; i++)
        if (numbers[i] > most || numbers[i] < -most) return false;
    return true;
}

static void push_whole(lua_State *L, const bn_archive_entry *entry, const bnl_archive_reading *reading,
                       const int64_t *numbers)
{
    const bn_tensor shape = seen(entry, reading);
    const int64_t count = bn_tensor_count(&shape);
    if (!fit_doubles(numbers, count)) {
        push_nested(L, &(elements){.shape = shape, .numbers = numbers}, 0, 0);
        return;
    }
    const bn_tensor *tensor = bnl_new_tensor(L, BN_F64, entry->tensor.dims, entry->tensor.shape);
    double *out = tensor->data;
    for (int64_t k = 0; k < count; k++) out[k] = (double)numbers[k];
    finish(L, entry, reading, tensor);
}

// Pushes integers as a tensor, or as lists where that can't hold them.
static bn_status push_exact(lua_State *L, const bn_archive *archive, const bn_archive_entry *entry,
                            const bnl_archive_reading *reading)
{
    const int64_t count = bn_tensor_count(&entry->tensor);
    int64_t *numbers = lua_newuserdatauv(L, (size_t)count * sizeof *numbers, 0);
    const bn_status status = bn_archive_read_integers(archive, entry, numbers);
    if (status.code == BN_OK) {
        push_whole(L, entry, reading, numbers);
        lua_insert(L, -2);
    }
    lua_pop(L, 1);
    return status;
}

static bn_status push_integers(lua_State *L, const bn_archive *archive, const bn_archive_entry *entry,
                               const bnl_archive_reading *reading)
{
    if (reading->large == BNL_LARGE_EXACT) return push_exact(L, archive, entry, reading);
    return push_read(L, archive, entry, reading,
                     reading->large == BNL_LARGE_ROUNDED ? bn_archive_read_rounded : bn_archive_read);
}

bn_status bnl_push_archive_values(lua_State *L, const bn_archive *archive, const bn_archive_entry *entry,
                                  const bnl_archive_reading *reading)
{
    luaL_checkstack(L, 2 * BN_TENSOR_MAX_DIMS, NULL);
    if (entry->kind == BN_ARCHIVE_TEXTS) return push_texts(L, archive, entry, reading);
    if (entry->complex) return push_complex(L, archive, entry, reading);
    if (entry->integers) return push_integers(L, archive, entry, reading);
    return push_read(L, archive, entry, reading, bn_archive_read);
}
