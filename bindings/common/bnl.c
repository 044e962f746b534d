/* The shared part of the bindings. A status becomes an error message prefixed with the position of the
   calling Lua line. */
#include "bindings/common/bnl.h"

#include "common/memory.h"

#include <locale.h>
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

const char *bnl_push_text(lua_State *L, int index)
{
    const bool number = lua_type(L, index) == LUA_TNUMBER;
    const char *text = luaL_tolstring(L, index, NULL);
    if (!number) return text;
    text = luaL_gsub(L, text, localeconv()->decimal_point, ".");
    lua_remove(L, -2);
    return text;
}

void bnl_raise(lua_State *L, const bn_status *status)
{
    bnl_error(L, "%s", status->message[0] != '\0' ? status->message : bn_code_text(status->code));
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

void bnl_new_class(lua_State *L, const char *name, const bnl_function *methods, const luaL_Reg *metamethods)
{
    lua_newtable(L);
    if (metamethods != NULL) luaL_setfuncs(L, metamethods, 0);
    const char *owner = lua_pushfstring(L, "a %s", name);
    lua_newtable(L);
    bnl_add_methods(L, methods);
    bnl_refuse_unknown(L, owner);
    lua_remove(L, -2);
    bnl_refuse_assignment(L, name);
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

int bnl_describe(lua_State *L)
{
    luaL_getmetafield(L, 1, "__name");
    const char *name = lua_tostring(L, -1), *dot = strrchr(name, '.');
    lua_getglobal(L, "require");
    lua_pushstring(L, "balnet.program.facts");
    lua_call(L, 1, 1);
    lua_getfield(L, -1, "line");
    lua_pushstring(L, dot != NULL ? dot + 1 : name);
    lua_pushvalue(L, 1);
    lua_call(L, 2, 1);
    return 1;
}

void bnl_define_class(lua_State *L, const char *name, const bnl_function *methods,
                      const luaL_Reg *metamethods)
{
    bnl_new_class(L, name, methods, metamethods);
    bnl_register_class(L, name);
}
