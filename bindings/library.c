/* `require "balnet"`: puts every C module and every embedded Lua module into package.preload, then runs the Lua
   module `balnet`, which composes the table that the user sees. A module is loaded when it is first asked for. */
#include "library.h"

#include "embedded.h"

#include <lauxlib.h>
#include <string.h>

static const luaL_Reg c_modules[] = {
    {"balnet.tensor", luaopen_balnet_tensor},
    {NULL, NULL},
};

static int load_embedded(lua_State *L)
{
    const bnl_embedded *file = lua_touserdata(L, lua_upvalueindex(1));
    if (luaL_loadbuffer(L, file->text, file->size, file->chunk_name) != LUA_OK) return lua_error(L);
    lua_pushstring(L, file->module);
    lua_call(L, 1, 1);
    return 1;
}

static void preload_embedded(lua_State *L, const bnl_embedded *file)
{
    lua_pushlightuserdata(L, (void *)(uintptr_t)file);
    lua_pushcclosure(L, load_embedded, 1);
    lua_setfield(L, -2, file->module);
}

__attribute__((visibility("default"))) int luaopen_balnet(lua_State *L)
{
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
    luaL_setfuncs(L, c_modules, 0);
    const bnl_embedded *top = NULL;
    for (const bnl_embedded *file = bnl_embedded_files; file->module != NULL; file++) {
        if (strcmp(file->module, "balnet") == 0) top = file;
        else preload_embedded(L, file);
    }
    lua_pop(L, 1);
    lua_pushlightuserdata(L, (void *)(uintptr_t)top);
    lua_pushcclosure(L, load_embedded, 1);
    lua_call(L, 0, 1);
    return 1;
}
