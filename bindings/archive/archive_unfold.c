/* Unfolding: entries come with every group and table before what is in it, so one pass sets each into the Lua
   table of what it is in, found by path. */
#include "bindings/archive/archive_tree.h"
#include "bindings/common/bnl.h"
#include "bindings/common/bnl_suggestion.h"

#include "common/file.h"

#include <string.h>

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
        bnl_push_number(L, entry->real);
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

// Where the parts of an unfolding are on the stack, and what it was asked for.
typedef struct {
    const bn_archive *archive;
    const bnl_archive_reading *reading;
    int groups;     // tables of groups, by path
    int skipped;    // the list of what was left out
    int attributes; // tables of attributes, by path of their objects
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

// Pushes the values of an entry; where there are none to be had, false, and nothing is pushed. In a foreign
// file they are then left out; in one of ours that is an error.
static bool push_values(lua_State *L, const unfolding *u, const bn_archive_entry *entry)
{
    const bn_status status = bnl_push_archive_values(L, u->archive, entry, u->reading);
    if (status.code == BN_OK) return true;
    if (status.code != BN_EFORMAT || !u->reading->foreign) check_reading(L, u->reading->path, status);
    skip(L, u, entry, status.message);
    return false;
}

// Pushes the table of the attributes of the object: the one that the table of a group has, or its own.
static void push_attributes(lua_State *L, const unfolding *u, const char *path)
{
    const int top = lua_gettop(L);
    lua_pushstring(L, path);
    if (lua_rawget(L, u->attributes) == LUA_TTABLE) return;
    lua_pop(L, 1);
    lua_pushstring(L, path);
    const bool group =
        lua_rawget(L, u->groups) == LUA_TTABLE && lua_getfield(L, -1, "attributes") != LUA_TNIL;
    if (!group) lua_newtable(L);
    lua_replace(L, top + 1);
    lua_settop(L, top + 1);
    lua_pushvalue(L, -1);
    set_raw(L, u->attributes, path);
}

static void unfold_attribute(lua_State *L, const unfolding *u, const bn_archive_entry *entry)
{
    if (entry->kind == BN_ARCHIVE_OTHER) {
        skip(L, u, entry, entry->reason);
        return;
    }
    push_attributes(L, u, entry->path);
    const bool several = entry->kind == BN_ARCHIVE_TENSOR || entry->kind == BN_ARCHIVE_TEXTS;
    if (!several) push_value(L, entry);
    if (!several || push_values(L, u, entry)) set_raw(L, -2, entry->attribute);
    lua_pop(L, 1);
}

// The table of a group has its values where a member of that name would be.
static bool has_taken_name(const bn_archive_entry *entry)
{
    return strcmp(strrchr(entry->path, '/') + 1, "attributes") == 0;
}

// In an archive of ours an array of a text repeats an attribute, for other programs.
static bool is_repeated(const unfolding *u, const bn_archive_entry *entry)
{
    return !u->reading->foreign && entry->kind == BN_ARCHIVE_TEXTS;
}

// The object that was asked for takes the place of a group of its path.
static void unfold_values(lua_State *L, const unfolding *u, const bn_archive_entry *entry, bool outermost)
{
    if (outermost)
        check_reading(L, u->reading->path, bnl_push_archive_values(L, u->archive, entry, u->reading));
    else if (is_repeated(u, entry) || !push_values(L, u, entry))
        return;
    if (outermost)
        set_raw(L, u->groups, entry->path);
    else
        set_member(L, u->groups, entry->path);
}

static void unfold_object(lua_State *L, const unfolding *u, const bn_archive_entry *entry, bool outermost)
{
    if (entry->kind == BN_ARCHIVE_OTHER)
        skip(L, u, entry, entry->reason);
    else if (!outermost && has_taken_name(entry))
        skip(L, u, entry, "it has the name that the values of a group have; it can be read alone");
    else if (entry->kind == BN_ARCHIVE_GROUP || entry->kind == BN_ARCHIVE_TABLE)
        unfold_group(L, u->groups, entry->path, outermost);
    else if (outermost || entry->tensor.dims <= u->reading->most_dims)
        unfold_values(L, u, entry, outermost);
}

// The number of the first entry from `at` on that is not within the object.
static size_t end_of(const bn_archive *archive, size_t at, const char *object)
{
    while (at < bn_archive_count(archive) && is_within(bn_archive_entry_at(archive, at)->path, object)) at++;
    return at;
}

// Pushes the object with that index, the list of what was left out of it, and the attributes by path.
static void unfold(lua_State *L, const bn_archive *archive, size_t first, const bnl_archive_reading *reading)
{
    const char *object = bn_archive_entry_at(archive, first)->path;
    for (int i = 0; i < 3; i++) lua_newtable(L);
    const int top = lua_gettop(L);
    const unfolding u = {
        .archive = archive, .reading = reading, .groups = top - 2, .skipped = top - 1, .attributes = top};
    const size_t end = end_of(archive, first, object);
    for (size_t i = first; i < end; i++) {
        const bn_archive_entry *entry = bn_archive_entry_at(archive, i);
        if (entry->attribute == NULL)
            unfold_object(L, &u, entry, i == first);
        else
            unfold_attribute(L, &u, entry);
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
    unfold(L, archive, at, reading);
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

// Sets a field of the row on the top, where it is true.
static void push_mark(lua_State *L, const char *name, bool mark)
{
    if (!mark) return;
    lua_pushboolean(L, true);
    lua_setfield(L, -2, name);
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
    const bool tensor = entry->kind == BN_ARCHIVE_TENSOR;
    if (!tensor && entry->kind != BN_ARCHIVE_TEXTS && entry->kind != BN_ARCHIVE_TABLE) return;
    push_shape(L, &entry->tensor);
    lua_setfield(L, -2, "shape");
    if (tensor) lua_pushstring(L, entry->integers ? "int64" : bn_dtype_name(entry->tensor.dtype));
    if (tensor) lua_setfield(L, -2, "dtype");
    push_mark(L, "complex", entry->complex);
    push_mark(L, "references", entry->references);
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
