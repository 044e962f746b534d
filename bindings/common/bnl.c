/* The shared part of the bindings. A status becomes an error message prefixed with the position of the
   calling Lua line; a definition is read field by field against a list, so that an unknown word is caught. */
#include "bindings/common/bnl.h"

#include "bindings/common/bnl_nearest.h"

#include "common/memory.h"

#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

int bnl_error(lua_State *L, const char *format, ...)
{
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    luaL_where(L, 1);
    va_list arguments;
    va_start(arguments, format);
    const char *sentence = lua_pushvfstring(L, format, arguments);
    va_end(arguments);
    luaL_gsub(L, sentence, " -nan", " nan");
    lua_remove(L, -2);
    lua_concat(L, 2);
    return lua_error(L);
}

void bnl_check(lua_State *L, bn_status status)
{
    if (status.code == BN_OK) return;
    bnl_error(L, "%s", status.message[0] != '\0' ? status.message : bn_code_text(status.code));
}

static const bnl_field *field_named(const bnl_field *fields, const char *name)
{
    for (; fields->name != NULL; fields++)
        if (strcmp(fields->name, name) == 0) return fields;
    return NULL;
}

static int unknown_field(lua_State *L, const bnl_field *fields, const char *name)
{
    bnl_nearest nearest = bnl_nearest_to(name);
    for (const bnl_field *field = fields; field->name != NULL; field++)
        bnl_nearest_offer(&nearest, field->name);
    if (nearest.best != NULL)
        return luaL_error(L, "unknown field '%s'; did you mean '%s'?", name, nearest.best);
    luaL_Buffer known;
    luaL_buffinit(L, &known);
    for (const bnl_field *field = fields; field->name != NULL; field++) {
        if (field > fields) luaL_addstring(&known, ", ");
        luaL_addstring(&known, field->name);
    }
    luaL_pushresult(&known);
    return luaL_error(L, "unknown field '%s'; there are %s", name, lua_tostring(L, -1));
}

static int read_choice(lua_State *L, const bnl_field *field)
{
    const char *word = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
    for (int i = 0; word != NULL && field->choices[i] != NULL; i++)
        if (strcmp(field->choices[i], word) == 0) return i;

    luaL_Buffer words;
    luaL_buffinit(L, &words);
    for (int i = 0; field->choices[i] != NULL; i++) {
        if (i > 0) luaL_addstring(&words, ", ");
        luaL_addstring(&words, field->choices[i]);
    }
    luaL_pushresult(&words);
    const char *given = word != NULL ? word : luaL_typename(L, -2);
    return luaL_error(L, "field '%s' is %s; it must be one of: %s", field->name, given, lua_tostring(L, -1));
}

static int wrong_kind(lua_State *L, const bnl_field *field, const char *needed)
{
    const char *given = luaL_tolstring(L, -1, NULL);
    return bnl_error(L, "field '%s' is %s; it must be %s", field->name, given, needed);
}

static void read_field(lua_State *L, const bnl_field *field, unsigned char *definition)
{
    void *member = definition + field->offset;
    int exact = 0;
    switch (field->kind) {
    case BNL_INT:
        *(int64_t *)member = lua_tointegerx(L, -1, &exact);
        if (!exact || lua_type(L, -1) != LUA_TNUMBER) wrong_kind(L, field, "an integer");
        break;
    case BNL_REAL:
        if (lua_type(L, -1) != LUA_TNUMBER) wrong_kind(L, field, "a number");
        *(double *)member = lua_tonumber(L, -1);
        break;
    case BNL_BOOL:
        if (!lua_isboolean(L, -1)) wrong_kind(L, field, "true or false");
        *(bool *)member = lua_toboolean(L, -1);
        break;
    case BNL_CHOICE:
        *(int *)member = read_choice(L, field);
        break;
    case BNL_ARRAY:
        if (luaL_testudata(L, -1, BNL_TENSOR) == NULL) wrong_kind(L, field, "a tensor");
        *(const bn_tensor **)member = bnl_check_tensor(L, -1);
        break;
    case BNL_VALUE:
        break;
    }
}

void bnl_read_definition(lua_State *L, int index, const bnl_field *fields, void *definition)
{
    if (lua_isnoneornil(L, index)) return;
    luaL_checktype(L, index, LUA_TTABLE);
    index = lua_absindex(L, index);
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L, "a definition has only named fields; a %s was found as a key",
                       luaL_typename(L, -2));
        const char *name = lua_tostring(L, -2);
        const bnl_field *field = field_named(fields, name);
        if (field == NULL)
            unknown_field(L, fields, name);
        else
            read_field(L, field, definition);
    }
}

static bool is_pushed(const bnl_field *field)
{
    return field->kind != BNL_ARRAY && field->kind != BNL_VALUE;
}

static void push_field(lua_State *L, const bnl_field *field, const unsigned char *definition)
{
    const void *member = definition + field->offset;
    switch (field->kind) {
    case BNL_INT:
        lua_pushinteger(L, *(const int64_t *)member);
        break;
    case BNL_REAL:
        lua_pushnumber(L, *(const double *)member);
        break;
    case BNL_BOOL:
        lua_pushboolean(L, *(const bool *)member);
        break;
    case BNL_CHOICE:
        lua_pushstring(L, field->choices[*(const int *)member]);
        break;
    default:
        break;
    }
}

void bnl_push_definition(lua_State *L, const bnl_field *fields, const void *definition)
{
    lua_newtable(L);
    for (; fields->name != NULL; fields++) {
        if (!is_pushed(fields)) continue;
        push_field(L, fields, definition);
        lua_setfield(L, -2, fields->name);
    }
}

void *bnl_block_of(void *userdata, size_t size)
{
    const uintptr_t behind = (uintptr_t)userdata + size;
    return (void *)((behind + BN_ALIGNMENT - 1) / BN_ALIGNMENT * BN_ALIGNMENT);
}

void *bnl_new_block(lua_State *L, size_t size, size_t block, const char *class)
{
    const size_t whole = size + BN_ALIGNMENT + block;
    void *userdata = lua_newuserdatauv(L, whole, 1);
    bn_memory_clear(userdata, whole);
    luaL_setmetatable(L, class);
    return userdata;
}

void bnl_new_class(lua_State *L, const char *name, const luaL_Reg *methods, const luaL_Reg *metamethods)
{
    lua_newtable(L);
    if (metamethods != NULL) luaL_setfuncs(L, metamethods, 0);
    lua_newtable(L);
    luaL_setfuncs(L, methods, 0);
    lua_setfield(L, -2, "__index");
    lua_pushstring(L, name);
    lua_pushvalue(L, -1);
    lua_setfield(L, -3, "__name");
    lua_setfield(L, -2, "__metatable");
}

void bnl_register_class(lua_State *L, const char *name)
{
    if (luaL_getmetatable(L, name) == LUA_TNIL) {
        lua_pushvalue(L, -2);
        lua_setfield(L, LUA_REGISTRYINDEX, name);
    }
    lua_pop(L, 2);
}

void bnl_define_class(lua_State *L, const char *name, const luaL_Reg *methods, const luaL_Reg *metamethods)
{
    bnl_new_class(L, name, methods, metamethods);
    bnl_register_class(L, name);
}
