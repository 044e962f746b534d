/* Writing: a value is owned by what it is put into as soon as it is made, so that an error frees all of it. */
#include "bindings/data/mat_values.h"

#include "bindings/common/bnl.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_DEPTH = 64 };

// --- names ---------------------------------------------------------------------------------------

static int by_bytes(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

const char **bnl_push_mat_names(lua_State *L, int index, const char *path, size_t *count)
{
    size_t used = 0;
    *count = 0;
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) ++*count;
    const char **names = lua_newuserdatauv(L, (*count + 1) * sizeof *names, 0);
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING && path[0] != '\0')
            luaL_error(L, "'%s' is neither a list nor a table of names", path);
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L, "variables has a %s as a name; texts were needed", luaL_typename(L, -2));
        size_t length;
        const char *name = lua_tolstring(L, -2, &length);
        if (!bn_mat_is_name(name) || strlen(name) != length)
            luaL_error(L,
                       "'%s%s%s' is no name for MATLAB: a letter, then letters, digits and '_', 63 at most",
                       path, path[0] != '\0' ? "." : "", name);
        names[used++] = name;
    }
    names[used] = NULL;
    qsort(names, used, sizeof *names, by_bytes);
    return names;
}

// --- where values go ---------------------------------------------------------------------------

// Of a variable the place of its owner, else a cell or struct and where in it.
typedef struct {
    bn_mat_value **owner;
    bn_mat_value *whole;
    int64_t index;
    const char *field; // NULL in a cell
} place;

typedef struct {
    const char *name, *path; // of a variable, else NULL; for messages
    int depth;
    place at;
} making;

static void put(const making *m, bn_mat_value *made)
{
    if (m->at.owner != NULL)
        *m->at.owner = made;
    else if (m->at.field != NULL)
        bn_mat_set_field(m->at.whole, m->at.field, made);
    else
        bn_mat_set_element(m->at.whole, m->at.index, made);
}

static void check(lua_State *L, const making *m, bn_status status)
{
    if (status.code == BN_EINVAL) luaL_error(L, "'%s': %s", m->path, status.message);
    bnl_check(L, status);
}

// --- numbers -------------------------------------------------------------------------------------

// Pushes the contiguous tensor whose extents are those of the tensor at `index` in reverse.
static const bn_tensor *push_reversed(lua_State *L, int index)
{
    const bn_tensor *given = bnl_check_tensor(L, index);
    lua_pushvalue(L, index);
    bnl_reverse_dims(L);
    const bn_tensor *reversed = bnl_contiguous(L, lua_gettop(L), given->dtype);
    lua_remove(L, -2);
    return reversed;
}

// The class at `index`, where the tensor there, plain or classed, is replaced by the plain one.
static bn_mat_class take_class(lua_State *L, int index)
{
    const bnl_mat_classed *classed = luaL_testudata(L, index, BNL_MAT_CLASSED);
    if (classed == NULL) return bnl_check_tensor(L, index)->dtype == BN_F32 ? BN_MAT_SINGLE : BN_MAT_DOUBLE;
    lua_getiuservalue(L, index, 1);
    lua_replace(L, index);
    return classed->class;
}

static bool is_tensor(lua_State *L, int index)
{
    return luaL_testudata(L, index, BNL_MAT_CLASSED) != NULL || luaL_testudata(L, index, BNL_TENSOR) != NULL;
}

// The value is on the top, here and below.
static void make_tensor(lua_State *L, const making *m)
{
    bn_mat_value *made;
    lua_pushvalue(L, -1);
    const int index = lua_gettop(L);
    const bn_mat_class class = take_class(L, index);
    check(L, m, bn_mat_new_numbers(m->name, class, push_reversed(L, index), NULL, &made));
    put(m, made);
    lua_settop(L, index - 1);
}

static void make_number(lua_State *L, const making *m)
{
    bn_mat_value *made;
    bnl_scalar scalar;
    const bool flag = lua_isboolean(L, -1);
    const lua_Integer integer = lua_isinteger(L, -1) ? lua_tointeger(L, -1) : 0, most = INT64_C(1) << 53;
    const double number = flag ? lua_toboolean(L, -1) : lua_tonumber(L, -1);
    if (integer > most || integer < -most)
        check(L, m, bn_mat_new_integer(m->name, integer, &made));
    else
        check(L, m,
              bn_mat_new_numbers(m->name, flag ? BN_MAT_LOGICAL : BN_MAT_DOUBLE,
                                 bnl_set_scalar(&scalar, BN_F64, number), NULL, &made));
    put(m, made);
}

static void make_text(lua_State *L, const making *m)
{
    size_t length;
    bn_mat_value *made;
    const char *text = lua_tolstring(L, -1, &length);
    check(L, m, bn_mat_new_text(m->name, text, length, &made));
    put(m, made);
}

// --- tables --------------------------------------------------------------------------------------

// Whether the table on the top is { real = tensor, imag = tensor } and nothing else.
static bool is_complex(lua_State *L)
{
    const int top = lua_gettop(L);
    size_t count = 0;
    for (lua_pushnil(L); lua_next(L, top) != 0; lua_pop(L, 1)) count++;
    lua_pushliteral(L, "real");
    lua_rawget(L, top);
    lua_pushliteral(L, "imag");
    lua_rawget(L, top);
    const bool complex = count == 2 && is_tensor(L, top + 1) && is_tensor(L, top + 2);
    lua_settop(L, top);
    return complex;
}

static void make_complex(lua_State *L, const making *m)
{
    const int top = lua_gettop(L);
    bn_mat_value *made;
    lua_getfield(L, top, "real");
    lua_getfield(L, top, "imag");
    const bn_mat_class class = take_class(L, top + 1);
    if (take_class(L, top + 2) != class)
        luaL_error(L, "'%s': real and imag are of different classes", m->path);
    const bn_tensor *real = push_reversed(L, top + 1), *imag = push_reversed(L, top + 2);
    if (!bn_tensor_same_shape(real, imag))
        luaL_error(L, "'%s': real and imag have different shapes", m->path);
    if (class == BN_MAT_LOGICAL) luaL_error(L, "'%s': complex numbers can't be logical", m->path);
    check(L, m, bn_mat_new_numbers(m->name, class, real, imag, &made));
    put(m, made);
    lua_settop(L, top);
}

static void make_value(lua_State *L, const making *m);

static void make_cell(lua_State *L, const making *m)
{
    const int top = lua_gettop(L);
    const lua_Integer count = (lua_Integer)lua_rawlen(L, top);
    lua_Integer entries = 0;
    bn_mat_value *made;
    for (lua_pushnil(L); lua_next(L, top) != 0; lua_pop(L, 1)) entries++;
    if (entries != count) luaL_error(L, "'%s' is neither a list nor a table of names", m->path);
    if (count > INT32_MAX) luaL_error(L, "'%s' has more than 2^31 elements", m->path);
    check(L, m, bn_mat_new_cell(m->name, count, &made));
    put(m, made);
    for (lua_Integer i = 1; i <= count; i++) {
        const char *path = lua_pushfstring(L, "%s{%I}", m->path, i);
        lua_rawgeti(L, top, i);
        make_value(L, &(making){NULL, path, m->depth + 1, {.whole = made, .index = i - 1}});
        lua_settop(L, top);
    }
}

static void make_struct(lua_State *L, const making *m)
{
    const int top = lua_gettop(L);
    size_t count;
    bn_mat_value *made;
    const char **fields = bnl_push_mat_names(L, top, m->path, &count);
    check(L, m, bn_mat_new_struct(m->name, fields, &made));
    put(m, made);
    for (size_t f = 0; f < count; f++) {
        const char *path = lua_pushfstring(L, "%s.%s", m->path, fields[f]);
        lua_getfield(L, top, fields[f]);
        make_value(L, &(making){NULL, path, m->depth + 1, {.whole = made, .field = fields[f]}});
        lua_settop(L, top + 1);
    }
    lua_settop(L, top);
}

// An empty table is a cell without elements.
static void make_table(lua_State *L, const making *m)
{
    if (m->depth > MOST_DEPTH)
        luaL_error(L, "tables are nested deeper than %d; does one contain itself?", MOST_DEPTH);
    const int top = lua_gettop(L);
    lua_pushnil(L);
    const bool named = lua_next(L, top) != 0 && lua_type(L, -2) == LUA_TSTRING;
    lua_settop(L, top);
    if (!named)
        make_cell(L, m);
    else if (is_complex(L))
        make_complex(L, m);
    else
        make_struct(L, m);
}

static void make_value(lua_State *L, const making *m)
{
    luaL_checkstack(L, 20, NULL);
    switch (lua_type(L, -1)) {
    case LUA_TNUMBER:
    case LUA_TBOOLEAN:
        make_number(L, m);
        return;
    case LUA_TSTRING:
        make_text(L, m);
        return;
    case LUA_TTABLE:
        make_table(L, m);
        return;
    default:
        if (!is_tensor(L, lua_gettop(L)))
            luaL_error(L, "'%s' is a %s; a tensor, number, text, boolean or table was needed", m->path,
                       luaL_typename(L, -1));
        make_tensor(L, m);
    }
}

void bnl_make_mat_value(lua_State *L, const char *name, bn_mat_value **owner)
{
    make_value(L, &(making){.name = name, .path = name, .at = {.owner = owner}});
}
