/* Flattening: the nested table is visited twice, once to count its entries and once to fill them in. Names
   and paths are kept alive by a table of all strings and tensors that entries point to. */
#include "bindings/archive/archive_tree.h"
#include "bindings/common/bnl.h"

#include <string.h>

enum { MOST_DEPTH = 32 };

typedef struct {
    const bn_tensor *tensor; // unset in a userdata, whose user value is the tensor
    bool integers, compressed;
    const char *labels[BN_TENSOR_MAX_DIMS]; // kept alive by the list that is the second user value
    bool labelled;
    const int64_t *whole; // integers that bypass the tensor, kept alive by the third user value
    const char *text;     // instead of a tensor; the first user value
} stored_tensor;

typedef struct {
    bn_archive_entry *entries; // NULL while counting
    size_t count, room;
    int kept; // stack index of the table that keeps alive what entries point to
} flattening;

// --- stored tensors -----------------------------------------------------------------------------

// Pushes the tensor, plain or stored, at `index`, or pushes nothing and returns false. A closed one is an
// error.
static bool push_stored_tensor(lua_State *L, int index, stored_tensor *stored)
{
    const stored_tensor *given = luaL_testudata(L, index, BNL_STORED);
    *stored = given != NULL ? *given : (stored_tensor){.integers = false};
    if (given != NULL)
        lua_getiuservalue(L, index, 1);
    else
        lua_pushvalue(L, index);
    stored->tensor = luaL_testudata(L, -1, BNL_TENSOR);
    if (stored->tensor == NULL) lua_pop(L, 1);
    return stored->tensor != NULL;
}

// Pushes a copy of what is stored at `index`, a plain tensor or a stored one.
static stored_tensor *push_copy(lua_State *L, int index)
{
    stored_tensor stored;
    if (!push_stored_tensor(L, index, &stored)) bnl_check_tensor(L, index);
    stored_tensor *pushed = lua_newuserdatauv(L, sizeof *pushed, 3);
    *pushed = stored;
    lua_insert(L, -2);
    lua_setiuservalue(L, -2, 1);
    if (stored.labelled) {
        lua_getiuservalue(L, index, 2);
        lua_setiuservalue(L, -2, 2);
    }
    if (stored.whole != NULL) {
        lua_getiuservalue(L, index, 3);
        lua_setiuservalue(L, -2, 3);
    }
    luaL_setmetatable(L, BNL_STORED);
    return pushed;
}

int bnl_push_stored_integers(lua_State *L, int index)
{
    const int64_t count = luaL_len(L, index);
    if (count == 0) luaL_error(L, "an empty table was given; at least one integer was needed");
    int64_t *whole = lua_newuserdatauv(L, (size_t)count * sizeof *whole, 0);
    bn_tensor *tensor = bnl_new_tensor(L, BN_F64, 1, &count); // for its shape
    for (int64_t i = 0; i < count; i++) {
        int is_integer;
        lua_geti(L, index, i + 1);
        whole[i] = lua_tointegerx(L, -1, &is_integer);
        if (!is_integer)
            luaL_error(L, "element %I is %s; an integer was needed", (lua_Integer)i + 1,
                       luaL_tolstring(L, -1, NULL));
        ((double *)tensor->data)[i] = (double)whole[i];
        lua_pop(L, 1);
    }
    stored_tensor *pushed = push_copy(L, lua_gettop(L));
    pushed->integers = true;
    pushed->whole = whole;
    lua_pushvalue(L, -3);
    lua_setiuservalue(L, -2, 3);
    return 1;
}

static int push_stored_text(lua_State *L, int index)
{
    size_t length = 0;
    const char *text = lua_tolstring(L, index, &length);
    if (strlen(text) != length) luaL_error(L, "the text contains a zero byte");
    stored_tensor *pushed = lua_newuserdatauv(L, sizeof *pushed, 3);
    *pushed = (stored_tensor){.text = text};
    lua_pushvalue(L, index);
    lua_setiuservalue(L, -2, 1);
    luaL_setmetatable(L, BNL_STORED);
    return 1;
}

int bnl_push_stored_value(lua_State *L, int index)
{
    const bool number = lua_type(L, index) == LUA_TNUMBER, flag = lua_isboolean(L, index);
    if (lua_type(L, index) == LUA_TSTRING) return push_stored_text(L, index);
    if (!number && !flag)
        luaL_error(L, "a %s was given; a text, number or boolean was needed", luaL_typename(L, index));
    const int64_t whole = flag ? lua_toboolean(L, index) : lua_tointeger(L, index);
    int64_t *kept = lua_newuserdatauv(L, sizeof *kept, 0);
    *kept = whole;
    bn_tensor *tensor = bnl_new_tensor(L, BN_F64, 0, NULL);
    *(double *)tensor->data = flag ? (double)whole : lua_tonumber(L, index);
    stored_tensor *pushed = push_copy(L, lua_gettop(L));
    if (number && !lua_isinteger(L, index)) return 1;
    pushed->integers = true;
    pushed->whole = kept;
    lua_pushvalue(L, -3);
    lua_setiuservalue(L, -2, 3);
    return 1;
}

int bnl_push_stored(lua_State *L, int index, bool integers, bool compressed)
{
    stored_tensor *pushed = push_copy(L, index);
    pushed->integers = pushed->integers || integers;
    pushed->compressed = pushed->compressed || compressed;
    return 1;
}

int bnl_push_stored_shape(lua_State *L, int index)
{
    stored_tensor stored;
    if (!push_stored_tensor(L, index, &stored)) return 0;
    for (int d = 0; d < stored.tensor->dims; d++) lua_pushinteger(L, stored.tensor->shape[d]);
    return stored.tensor->dims;
}

int bnl_push_labelled(lua_State *L, int index, int labels)
{
    luaL_checktype(L, labels, LUA_TTABLE);
    stored_tensor *pushed = push_copy(L, index);
    const int dims = pushed->tensor->dims;
    if (luaL_len(L, labels) != dims)
        luaL_error(L, "%I labels for a tensor of %d dimensions; one for each was needed", luaL_len(L, labels),
                   dims);
    lua_createtable(L, dims, 0);
    for (int d = 0; d < dims; d++) {
        if (lua_rawgeti(L, labels, d + 1) != LUA_TSTRING)
            luaL_error(L, "label %d is a %s; a string was needed", d + 1, luaL_typename(L, -1));
        pushed->labels[d] = lua_tostring(L, -1);
        lua_rawseti(L, -2, d + 1);
    }
    lua_setiuservalue(L, -2, 2);
    pushed->labelled = true;
    return 1;
}

// --- one entry ----------------------------------------------------------------------------------

// Keeps the value at `index` alive as long as the entries.
static void keep(lua_State *L, const flattening *f, int index)
{
    lua_pushvalue(L, index);
    lua_rawseti(L, f->kept, (lua_Integer)lua_rawlen(L, f->kept) + 1);
}

static void add(lua_State *L, flattening *f, const bn_archive_entry *entry)
{
    if (f->entries != NULL) {
        if (f->count >= f->room) luaL_error(L, "the table was changed while it was written");
        f->entries[f->count] = *entry;
    }
    f->count++;
}

// The name at `index`; it must be one part of a path, without a slash.
static const char *check_name(lua_State *L, int index, const char *path)
{
    size_t length = 0;
    if (lua_type(L, index) != LUA_TSTRING)
        luaL_error(L, "'%s' has a %s as a name; a string was needed", path, luaL_typename(L, index));
    const char *name = lua_tolstring(L, index, &length);
    if (length == 0 || strlen(name) != length || strchr(name, '/') != NULL)
        luaL_error(L, "'%s' has the name '%s'; it must not be empty nor contain '/' or a zero byte", path,
                   name);
    return name;
}

static const char *check_text(lua_State *L, const char *path, const char *name)
{
    size_t length = 0;
    const char *text = lua_tolstring(L, -1, &length);
    if (strlen(text) != length) luaL_error(L, "attribute '%s' of '%s' contains a zero byte", name, path);
    return text;
}

static void add_attribute(lua_State *L, flattening *f, const char *path, const char *name)
{
    bn_archive_entry entry = {.path = path, .attribute = name};
    switch (lua_type(L, -1)) {
    case LUA_TSTRING:
        entry.kind = BN_ARCHIVE_TEXT;
        entry.text = check_text(L, path, name);
        break;
    case LUA_TBOOLEAN:
        entry.kind = BN_ARCHIVE_FLAG;
        entry.flag = lua_toboolean(L, -1);
        break;
    case LUA_TNUMBER:
        entry.kind = lua_isinteger(L, -1) ? BN_ARCHIVE_INTEGER : BN_ARCHIVE_REAL;
        if (lua_isinteger(L, -1))
            entry.integer = lua_tointeger(L, -1);
        else
            entry.real = lua_tonumber(L, -1);
        break;
    default:
        luaL_error(L, "attribute '%s' of '%s' is a %s; a text, number or boolean was needed", name, path,
                   luaL_typename(L, -1));
    }
    keep(L, f, -2);
    keep(L, f, -1);
    add(L, f, &entry);
}

// The table of attributes is on the top.
static void flatten_attributes(lua_State *L, flattening *f, const char *path)
{
    if (!lua_istable(L, -1))
        luaL_error(L, "'attributes' of '%s' is a %s; a table was needed", path, luaL_typename(L, -1));
    for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1))
        add_attribute(L, f, path, check_name(L, -2, path));
}

// --- the tree -----------------------------------------------------------------------------------

static void flatten_group(lua_State *L, flattening *f, const char *path, int depth);

// The text that is to be an array of one value; NULL for anything else.
static const char *text_of(lua_State *L, int index)
{
    const stored_tensor *given = luaL_testudata(L, index, BNL_STORED);
    return given != NULL ? given->text : NULL;
}

// The member is on the top.
static void flatten_member(lua_State *L, flattening *f, const char *path, int depth)
{
    stored_tensor stored;
    if (lua_istable(L, -1)) {
        flatten_group(L, f, path, depth);
    } else if (text_of(L, -1) != NULL) {
        keep(L, f, -1);
        add(L, f, &(bn_archive_entry){.kind = BN_ARCHIVE_TEXT, .path = path, .text = text_of(L, -1)});
    } else if (push_stored_tensor(L, -1, &stored)) {
        if (stored.tensor->data == NULL) luaL_error(L, "'%s' is a closed tensor", path);
        keep(L, f, -1);
        lua_pop(L, 1);
        keep(L, f, -1);
        const stored_tensor *given = luaL_testudata(L, -1, BNL_STORED);
        add(L, f,
            &(bn_archive_entry){.kind = BN_ARCHIVE_TENSOR,
                                .path = path,
                                .tensor = *stored.tensor,
                                .integers = stored.integers,
                                .compressed = stored.compressed,
                                .whole = stored.whole,
                                .labels = stored.labelled ? given->labels : NULL});
    } else {
        luaL_error(L, "'%s' is a %s; a tensor or a table was needed (single values go into 'attributes')",
                   path, luaL_typename(L, -1));
    }
}

// The group's table is on the top.
static void flatten_group(lua_State *L, flattening *f, const char *path, int depth)
{
    if (depth > MOST_DEPTH)
        luaL_error(L, "tables are nested deeper than %d; does one contain itself?", MOST_DEPTH);
    luaL_checkstack(L, 10, "too many nested tables");
    add(L, f, &(bn_archive_entry){.kind = BN_ARCHIVE_GROUP, .path = path});
    for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
        const char *name = check_name(L, -2, path);
        if (strcmp(name, "attributes") == 0) {
            flatten_attributes(L, f, path);
            continue;
        }
        const char *member = lua_pushfstring(L, "%s/%s", path[1] == '\0' ? "" : path, name);
        keep(L, f, -1);
        lua_pop(L, 1);
        flatten_member(L, f, member, depth + 1);
    }
}

static void flatten(lua_State *L, flattening *f, int index)
{
    lua_pushvalue(L, index);
    f->count = 0;
    flatten_group(L, f, "/", 0);
    lua_pop(L, 1);
}

const bn_archive_entry *bnl_archive_entries(lua_State *L, int index, size_t *count)
{
    flattening f = {0};
    lua_newtable(L);
    f.kept = lua_gettop(L);
    flatten(L, &f, index);
    f.room = f.count;
    f.entries = lua_newuserdatauv(L, f.room * sizeof *f.entries, 0);
    flatten(L, &f, index);
    *count = f.count;
    return f.entries;
}
