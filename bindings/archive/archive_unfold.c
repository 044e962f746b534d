/* Unfolding: entries come with every group before what is in it, so one pass sets each into the table of its
   group, found by path. */
#include "bindings/archive/archive_tree.h"
#include "bindings/common/bnl.h"
#include "bindings/common/bnl_suggestion.h"

#include <limits.h>
#include <string.h>

static bool fit_doubles(const int64_t *numbers, int64_t count)
{
    const int64_t most = INT64_C(1) << 53;
    for (int64_t i = 0; i < count; i++)
        if (numbers[i] > most || numbers[i] < -most) return false;
    return true;
}

// Pushes a vector of integers that a tensor can't hold as an array, or nothing and returns false.
static bool push_array(lua_State *L, const bn_archive *archive, const bn_archive_entry *entry)
{
    if (!entry->integers || entry->tensor.dims != 1) return false;
    const int64_t count = entry->tensor.shape[0];
    int64_t *numbers = lua_newuserdatauv(L, (size_t)count * sizeof *numbers, 0);
    bnl_check(L, bn_archive_read_integers(archive, entry, numbers));
    if (fit_doubles(numbers, count)) {
        lua_pop(L, 1);
        return false;
    }
    lua_createtable(L, count < INT_MAX ? (int)count : 0, 0);
    for (int64_t i = 0; i < count; i++) {
        lua_pushinteger(L, numbers[i]);
        lua_rawseti(L, -2, i + 1);
    }
    lua_remove(L, -2);
    return true;
}

static void push_tensor(lua_State *L, const bn_archive *archive, const bn_archive_entry *entry)
{
    if (push_array(L, archive, entry)) return;
    const bn_tensor *shape = &entry->tensor;
    bn_tensor *tensor = bnl_new_tensor(L, shape->dtype, shape->dims, shape->shape);
    bnl_check(L, bn_archive_read(archive, entry, tensor));
}

// Pushes nil for an entry that is not a single value.
static void push_value(lua_State *L, const bn_archive_entry *entry)
{
    switch (entry->kind) {
    case BN_ARCHIVE_TEXT:
        lua_pushstring(L, entry->text);
        break;
    case BN_ARCHIVE_REAL:
        lua_pushnumber(L, entry->real);
        break;
    case BN_ARCHIVE_INTEGER:
        lua_pushinteger(L, entry->integer);
        break;
    case BN_ARCHIVE_FLAG:
        lua_pushboolean(L, entry->flag);
        break;
    default:
        lua_pushnil(L);
    }
}

// --- a group as nested tables -------------------------------------------------------------------

static bool is_within(const char *path, const char *object)
{
    const size_t length = strlen(object);
    return object[1] == '\0' ||
           (strncmp(path, object, length) == 0 && (path[length] == '/' || path[length] == '\0'));
}

// Sets table.name = the value on the top, and pops it.
static void set_raw(lua_State *L, int table, const char *name)
{
    lua_pushstring(L, name);
    lua_insert(L, -2);
    lua_rawset(L, table < 0 ? table - 1 : table);
}

// Sets the value on the top into the table of the group it is in, and pops it. groups: index of tables by
// path
static void set_member(lua_State *L, int groups, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (strcmp(slash + 1, "attributes") == 0)
        luaL_error(L, "'%s' has the name that the values of a group have; it can be read alone", path);
    lua_pushlstring(L, path, slash == path ? 1 : (size_t)(slash - path));
    lua_rawget(L, groups);
    lua_insert(L, -2);
    set_raw(L, -2, slash + 1);
    lua_pop(L, 1);
}

static void unfold_group(lua_State *L, int groups, const char *path, bool outermost)
{
    lua_createtable(L, 0, 4);
    lua_newtable(L);
    set_raw(L, -2, "attributes");
    lua_pushvalue(L, -1);
    set_raw(L, groups, path);
    if (outermost)
        lua_pop(L, 1);
    else
        set_member(L, groups, path);
}

// Sets an attribute of a group; those of tensors are left out, since there is no table for them.
static void unfold_attribute(lua_State *L, int groups, const bn_archive_entry *entry)
{
    lua_pushstring(L, entry->path);
    if (lua_rawget(L, groups) == LUA_TTABLE) {
        lua_getfield(L, -1, "attributes");
        push_value(L, entry);
        set_raw(L, -2, entry->attribute);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

static void unfold(lua_State *L, const bn_archive *archive, size_t first, int64_t most_dims)
{
    const char *object = bn_archive_entry_at(archive, first)->path;
    lua_newtable(L);
    const int groups = lua_gettop(L);
    for (size_t i = first; i < bn_archive_count(archive); i++) {
        const bn_archive_entry *entry = bn_archive_entry_at(archive, i);
        if (!is_within(entry->path, object)) break;
        if (entry->attribute != NULL) {
            unfold_attribute(L, groups, entry);
        } else if (entry->kind == BN_ARCHIVE_GROUP) {
            unfold_group(L, groups, entry->path, i == first);
        } else if (entry->kind == BN_ARCHIVE_TENSOR && entry->tensor.dims <= most_dims) {
            push_tensor(L, archive, entry);
            set_member(L, groups, entry->path);
        }
    }
    lua_pushstring(L, object);
    lua_rawget(L, groups);
    lua_remove(L, groups);
}

// --- one object ---------------------------------------------------------------------------------

static size_t check_object(lua_State *L, const bn_archive *archive, const char *path, const char *object)
{
    bnl_suggestion suggestion = bnl_suggestion_for(object);
    for (size_t i = 0; i < bn_archive_count(archive); i++) {
        const bn_archive_entry *entry = bn_archive_entry_at(archive, i);
        if (entry->attribute != NULL) continue;
        if (strcmp(entry->path, object) == 0) return i;
        bnl_suggestion_offer(&suggestion, entry->path);
    }
    if (suggestion.best != NULL)
        luaL_error(L, "'%s' has no '%s'; did you mean '%s'?", path, object, suggestion.best);
    return (size_t)luaL_error(L, "'%s' has no '%s'", path, object);
}

void bnl_push_archive_object(lua_State *L, const bn_archive *archive, const char *path, const char *object,
                             int64_t most_dims)
{
    const size_t at = check_object(L, archive, path, object);
    const bn_archive_entry *entry = bn_archive_entry_at(archive, at);
    if (entry->kind == BN_ARCHIVE_GROUP)
        unfold(L, archive, at, most_dims);
    else if (entry->kind == BN_ARCHIVE_TENSOR)
        push_tensor(L, archive, entry);
    else
        luaL_error(L, "'%s' of '%s' is neither a group nor a tensor of numbers", object, path);
}

// --- the list -----------------------------------------------------------------------------------

static void push_shape(lua_State *L, const bn_tensor *tensor)
{
    lua_createtable(L, tensor->dims, 0);
    for (int d = 0; d < tensor->dims; d++) {
        lua_pushinteger(L, tensor->shape[d]);
        lua_rawseti(L, -2, d + 1);
    }
}

static void push_row(lua_State *L, const bn_archive_entry *entry)
{
    lua_createtable(L, 0, 4);
    lua_pushstring(L, entry->path);
    lua_setfield(L, -2, "path");
    lua_pushstring(L, bn_word_of(bn_archive_kind_words, (int)entry->kind));
    lua_setfield(L, -2, "kind");
    lua_pushstring(L, entry->attribute);
    lua_setfield(L, -2, "attribute");
    push_value(L, entry);
    lua_setfield(L, -2, "value");
    if (entry->kind != BN_ARCHIVE_TENSOR) return;
    lua_pushstring(L, entry->integers ? "int64" : bn_dtype_name(entry->tensor.dtype));
    lua_setfield(L, -2, "dtype");
    push_shape(L, &entry->tensor);
    lua_setfield(L, -2, "shape");
}

void bnl_push_archive_list(lua_State *L, const bn_archive *archive)
{
    const size_t count = bn_archive_count(archive);
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        push_row(L, bn_archive_entry_at(archive, i));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}
