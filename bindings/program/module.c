/* The searcher leaves loading to Lua's package.loadlib, which keeps the library open as long as the state
   lives. The program's place is found out when it runs, so that an installed tree may be moved. A submodule
   is found by its open function, as Lua's own all-in-one searcher would. */
#include "bindings/program/module.h"

#include "common/program.h"

#include <lauxlib.h>
#include <limits.h>
#include <lualib.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const searcher_key = "balnet.searcher"; // in the registry

static bool is_of_library(const char *name)
{
    return strcmp(name, "balnet") == 0 || strncmp(name, "balnet.", 7) == 0;
}

// Pushes the path of balnet.so in `folder`, which is relative to the program's own; false when it isn't
// there.
static bool push_path(lua_State *L, const char *program_folder, const char *folder)
{
    const char *path = lua_pushfstring(L, "%s/%sbalnet.so", program_folder, folder);
    if (access(path, R_OK) == 0) return true;
    lua_pop(L, 1);
    return false;
}

static bool push_module_path(lua_State *L)
{
    char program[PATH_MAX];
    if (!bn_program_path(program, sizeof program)) return false;
    *strrchr(program, '/') = '\0';
    return push_path(L, program, "") || push_path(L, program, BALNET_MODULE_FROM_PROGRAM "/");
}

/* OpenBLAS starts threads while it is loaded, a buffer of 128 MiB each, unless the environment asks for one
   thread; the library has threads of its own. Under a limit of memory those threads wait forever for their
   buffers, and the program waits for them when it ends. */
static const char threads_of_blas[] = "OPENBLAS_NUM_THREADS";

// Pushes what package.loadlib, the searcher's upvalue, returns for the module's open function: the function;
// or nil, the message, and the step that failed.
static void load_opener(lua_State *L, const char *path, const char *name)
{
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushstring(L, path);
    lua_pushfstring(L, "luaopen_%s", luaL_gsub(L, name, ".", "_"));
    lua_remove(L, -2);
    const bool given = getenv(threads_of_blas) != NULL;
    if (!given) setenv(threads_of_blas, "1", 0);
    lua_call(L, 2, 3);
    if (!given) unsetenv(threads_of_blas); // child processes must not inherit it
}

// The searcher as `require` calls it: takes the module's name; returns its open function and path, or the
// reason why there is none.
static int search(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);
    if (!is_of_library(name)) return 0;
    if (!push_module_path(L)) {
        lua_pushliteral(L,
                        "no balnet.so beside the program or where it was installed (the program is sought by "
                        "/proc/self/exe, by the path it was called by, and in PATH)");
        return 1;
    }
    const char *path = lua_tostring(L, -1);
    load_opener(L, path, name);
    if (lua_isfunction(L, -3)) {
        lua_settop(L, -3);
        lua_pushstring(L, path);
        return 2;
    }
    const char *why = lua_tostring(L, -2);
    if (strcmp(lua_tostring(L, -1), "init") != 0)
        return luaL_error(L, "error loading module '%s' from file '%s':\n\t%s", name, path, why);
    lua_pushfstring(L, "no module '%s' in file '%s'", name, path);
    return 1;
}

void bnl_add_searcher(lua_State *L)
{
    lua_getglobal(L, LUA_LOADLIBNAME);
    lua_getfield(L, -1, "searchers");
    for (lua_Integer i = luaL_len(L, -1); i >= 2; i--) {
        lua_rawgeti(L, -1, i);
        lua_rawseti(L, -2, i + 1);
    }
    lua_getfield(L, -2, "loadlib");
    lua_pushcclosure(L, search, 1);
    lua_pushvalue(L, -1);
    lua_setfield(L, LUA_REGISTRYINDEX, searcher_key);
    lua_rawseti(L, -2, 2);
    lua_pop(L, 2);
}

bool bnl_has_module(lua_State *L, const char *name)
{
    lua_getfield(L, LUA_REGISTRYINDEX, searcher_key);
    lua_pushstring(L, name);
    lua_call(L, 1, 1);
    const bool has = lua_isfunction(L, -1);
    lua_pop(L, 1);
    return has;
}
