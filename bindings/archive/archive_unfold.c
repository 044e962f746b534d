/* Unfolding: entries come with every group before what is in it, so one pass sets each into the table of its
   group, found by path. */
#include "bindings/archive/archive_tree.h"
#include "bindings/common/bnl.h"
#include "bindings/common/bnl_suggestion.h"

#include "common/file.h"

#include <limits.h>
#include <string.h>

static bool fit_doubles(const int64_t *numbers, int64_t count)
{
    const int64_t most = INT64_C(1) << 53;
    for (int64_t i = 0; i < count; i++)
        if (numbers[i] > most || numbers[i] < -most) return false;
    return true;
}

// Pushes a vector of integers that a tensor can't hold as an array, or nothing with *pushed = false.
static bn_status push_array(lua_State *L, const bn_archive *archive, const bn_archive_entry *entry,
                            bool *pushed)
{
    *pushed = false;
    if (!entry->integers || entry->tensor.dims != 1) return bn_ok();
    const int64_t count = entry->tensor.shape[0];
    int64_t *numbers = lua_newuserdatauv(L, (size_t)count * sizeof *numbers, 0);
    const bn_status status = bn_archive_read_integers(archive, entry, numbers);
    if (status.code != BN_OK || fit_doubles(numbers, count)) {
        lua_pop(L, 1);
        return status;
    }
    lua_createtable(L, count < INT_MAX ? (int)count : 0, 0);
    for (int64_t i = 0; i < count; i++) {
        lua_pushinteger(L, numbers[i]);
        lua_rawseti(L, -2, i + 1);
    }
    lua_remove(L, -2);
    *pushed = true;
    return bn_ok();
}

// Pushes a table of the real and the imaginary parts, or nothing on an error.
static bn_status push_complex(lua_State *L, const bn_archive *archive, const bn_archive_entry *entry)
{
    const bn_tensor *shape = &entry->tensor;
    lua_createtable(L, 0, 2);
    bn_tensor *real = bnl_new_tensor(L, shape->dtype, shape->dims, shape->shape);
    lua_setfield(L, -2, "real");
    bn_tensor *imag = bnl_new_tensor(L, shape->dtype, shape->dims, shape->shape);
    lua_setfield(L, -2, "imag");
    bn_status status = bn_archive_read(archive, entry, real);
    if (status.code == BN_OK) status = bn_archive_read_imag(archive, entry, imag);
    if (status.code != BN_OK) lua_pop(L, 1);
    return status;
}

// Pushes the tensor, or nothing on an error.
static bn_status push_tensor(lua_State *L, const bn_archive *archive, const bn_archive_entry *entry)
{
    if (entry->complex) return push_complex(L, archive, entry);
    bool pushed;
    const bn_status failed = push_array(L, archive, entry, &pushed);
    if (pushed || failed.code != BN_OK) return failed;
    const bn_tensor *shape = &entry->tensor;
    bn_tensor *tensor = bnl_new_tensor(L, shape->dtype, shape->dims, shape->shape);
    const bn_status status = bn_archive_read(archive, entry, tensor);
    if (status.code != BN_OK) lua_pop(L, 1);
    return status;
}

// An error of reading, with the file's path.
static void check_reading(lua_State *L, const char *path, bn_status status)
{
    if (status.code == BN_OK) return;
    bnl_check(L, bn_fault(status.code, "'%s' cannot be read: %s", bn_file_shown(path), status.message));
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
    lua_pushlstring(L, path, slash == path ? 1 : (size_t)(slash - path));
    if (lua_rawget(L, groups) == LUA_TTABLE) { // else the group itself was left out
        lua_insert(L, -2);
        set_raw(L, -2, slash + 1);
    } else {
        lua_pop(L, 1);
    }
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

// Where the parts of an unfolding are on the stack, and what it was asked for.
typedef struct {
    const bn_archive *archive;
    const bnl_archive_reading *reading;
    int groups;  // tables of groups, by path
    int skipped; // the list of what was left out
} unfolding;

static void skip(lua_State *L, const unfolding *u, const bn_archive_entry *entry, const char *reason)
{
    lua_createtable(L, 0, 3);
    lua_pushstring(L, entry->path);
    lua_setfield(L, -2, "path");
    lua_pushstring(L, entry->attribute);
    lua_setfield(L, -2, "attribute");
    lua_pushstring(L, reason);
    lua_setfield(L, -2, "reason");
    lua_rawseti(L, u->skipped, (lua_Integer)lua_rawlen(L, u->skipped) + 1);
}

// In a foreign file data that can't be had are left out; in one of ours they are an error.
static void unfold_tensor(lua_State *L, const unfolding *u, const bn_archive_entry *entry)
{
    const bn_status status = push_tensor(L, u->archive, entry);
    if (status.code == BN_OK)
        set_member(L, u->groups, entry->path);
    else if (status.code == BN_EFORMAT && u->reading->foreign)
        skip(L, u, entry, status.message);
    else
        check_reading(L, u->reading->path, status);
}

// The table of a group has its values where a member of that name would be.
static bool has_taken_name(const bn_archive_entry *entry)
{
    return strcmp(strrchr(entry->path, '/') + 1, "attributes") == 0;
}

static void unfold_object(lua_State *L, const unfolding *u, const bn_archive_entry *entry, bool outermost)
{
    if (entry->kind == BN_ARCHIVE_OTHER)
        skip(L, u, entry, entry->reason);
    else if (!outermost && has_taken_name(entry))
        skip(L, u, entry, "it has the name that the values of a group have; it can be read alone");
    else if (entry->kind == BN_ARCHIVE_GROUP)
        unfold_group(L, u->groups, entry->path, outermost);
    else if (entry->tensor.dims <= u->reading->most_dims)
        unfold_tensor(L, u, entry);
}

// Pushes the group with that index and the list of what was left out of it.
static void unfold(lua_State *L, const bn_archive *archive, size_t first, const bnl_archive_reading *reading)
{
    const char *object = bn_archive_entry_at(archive, first)->path;
    lua_newtable(L);
    lua_newtable(L);
    const unfolding u = {
        .archive = archive, .reading = reading, .groups = lua_gettop(L) - 1, .skipped = lua_gettop(L)};
    for (size_t i = first; i < bn_archive_count(archive); i++) {
        const bn_archive_entry *entry = bn_archive_entry_at(archive, i);
        if (!is_within(entry->path, object)) break;
        if (entry->attribute == NULL)
            unfold_object(L, &u, entry, i == first);
        else if (entry->kind == BN_ARCHIVE_OTHER)
            skip(L, &u, entry, entry->reason);
        else
            unfold_attribute(L, u.groups, entry);
    }
    lua_pushstring(L, object);
    lua_rawget(L, u.groups);
    lua_replace(L, u.groups);
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

void bnl_push_archive_object(lua_State *L, const bn_archive *archive, const char *object,
                             const bnl_archive_reading *reading)
{
    const size_t at = check_object(L, archive, reading->path, object);
    const bn_archive_entry *entry = bn_archive_entry_at(archive, at);
    if (entry->kind == BN_ARCHIVE_OTHER)
        luaL_error(L, "'%s' of '%s' cannot be read: %s", object, reading->path, entry->reason);
    if (entry->kind == BN_ARCHIVE_GROUP) {
        unfold(L, archive, at, reading);
    } else {
        check_reading(L, reading->path, push_tensor(L, archive, entry));
        lua_newtable(L);
    }
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
    lua_pushstring(L, entry->reason);
    lua_setfield(L, -2, "reason");
    if (entry->kind != BN_ARCHIVE_TENSOR) return;
    lua_pushstring(L, entry->integers ? "int64" : bn_dtype_name(entry->tensor.dtype));
    lua_setfield(L, -2, "dtype");
    push_shape(L, &entry->tensor);
    lua_setfield(L, -2, "shape");
    if (!entry->complex) return;
    lua_pushboolean(L, true);
    lua_setfield(L, -2, "complex");
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
