/* The program: runs a Lua script with the library at hand. */
#include <lauxlib.h>
#include <lualib.h>
#include <stdio.h>

int luaopen_balnet(lua_State *L);

int main(int argc, char **argv)
{
    lua_State *L = luaL_newstate();
    luaL_openlibs(L);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
    lua_pushcfunction(L, luaopen_balnet);
    lua_setfield(L, -2, "balnet");
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
