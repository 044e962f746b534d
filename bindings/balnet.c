/* The program: runs a Lua script with the library at hand. */
#include "program/module.h"

#include <lauxlib.h>
#include <lualib.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    lua_State *L = luaL_newstate();
    luaL_openlibs(L);
    bnl_add_searcher(L);
    lua_settop(L, 0);
    lua_createtable(L, argc, 1);
    for (int i = 0; i < argc; i++) {
        lua_pushstring(L, argv[i]);
        lua_rawseti(L, -2, i - 1);
    }
    lua_setglobal(L, "arg");
    const int status = argc > 1 ? luaL_dofile(L, argv[1]) : LUA_OK;
    if (status != LUA_OK) fprintf(stderr, "balnet: %s\n", lua_tostring(L, -1));
    lua_close(L);
    return status != LUA_OK;
}
