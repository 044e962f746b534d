/* Runs a Lua script with the whole library inside and with memory that can be made to fail. The allocations
   of engine, plots, bindings and the Lua state itself are counted together; the n-th, or the n-th and all
   after it, returns NULL. The script reaches this by the module `failing`. */
#include "bindings/common/library.h"
#include "disk.h"

#include <dirent.h>
#include <errno.h>
#include <lauxlib.h>
#include <lualib.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NEVER = -1 };

static atomic_long made;   // allocations since the last call of arm
static atomic_long failed; // how many of these failed
static atomic_long first_to_fail = NEVER;
static atomic_bool lasting; // whether all after the first fail as well
static atomic_long blocks;  // allocated by the library and not freed

static bool refuse(void)
{
    const long number = atomic_fetch_add(&made, 1) + 1;
    const long first = atomic_load(&first_to_fail);
    const bool refused = first != NEVER && (number == first || (number > first && atomic_load(&lasting)));
    if (refused) atomic_fetch_add(&failed, 1);
    return refused;
}

static void arm(long first, bool all_after)
{
    atomic_store(&lasting, all_after);
    atomic_store(&made, 0);
    atomic_store(&failed, 0);
    atomic_store(&first_to_fail, first);
}

// --- what the library calls ----------------------------------------------------------------------

// Declared here alone: in the copies of the libraries these names replace those of libc.
void *failing_malloc(size_t size);
void *failing_calloc(size_t count, size_t size);
void *failing_realloc(void *block, size_t size);
void *failing_aligned_alloc(size_t alignment, size_t size);
char *failing_strdup(const char *text);
char *failing_strndup(const char *text, size_t size);
char *failing_realpath(const char *path, char *resolved);
void failing_free(void *block);
int failing_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*work)(void *),
                           void *of);

static void *counted(void *block)
{
    if (block != NULL) atomic_fetch_add(&blocks, 1);
    return block;
}

static void *no_memory(void)
{
    errno = ENOMEM;
    return NULL;
}

void *failing_malloc(size_t size)
{
    return refuse() ? no_memory() : counted(malloc(size));
}

void *failing_calloc(size_t count, size_t size)
{
    return refuse() ? no_memory() : counted(calloc(count, size));
}

void *failing_realloc(void *block, size_t size)
{
    if (refuse()) return no_memory();
    return block == NULL ? counted(realloc(block, size)) : realloc(block, size);
}

void *failing_aligned_alloc(size_t alignment, size_t size)
{
    return refuse() ? no_memory() : counted(aligned_alloc(alignment, size));
}

char *failing_strdup(const char *text)
{
    return refuse() ? no_memory() : counted(strdup(text));
}

char *failing_strndup(const char *text, size_t size)
{
    return refuse() ? no_memory() : counted(strndup(text, size));
}

char *failing_realpath(const char *path, char *resolved)
{
    if (resolved != NULL) return realpath(path, resolved);
    return refuse() ? no_memory() : counted(realpath(path, NULL));
}

void failing_free(void *block)
{
    if (block != NULL) atomic_fetch_sub(&blocks, 1);
    free(block);
}

int failing_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*work)(void *),
                           void *of)
{
    return refuse() ? EAGAIN : pthread_create(thread, attributes, work, of);
}

// --- what Lua calls ------------------------------------------------------------------------------

typedef struct {
    void *block;
    size_t old_size, size;
} request;

// After a failure Lua collects garbage and tries again; that has to fail, too, or a single failure had no
// effect.
static bool refuse_lua(const request *asked)
{
    static request refused_last;
    const bool again = memcmp(asked, &refused_last, sizeof *asked) == 0;
    refused_last = (request){0};
    if (again) return true;
    const bool refused = refuse();
    if (refused) refused_last = *asked;
    return refused;
}

static void *allocate(void *unused, void *block, size_t old_size, size_t size)
{
    (void)unused;
    if (size == 0) {
        free(block);
        return NULL;
    }
    const request asked = {block, old_size, size};
    const bool grows = block == NULL || size > old_size;
    return grows && refuse_lua(&asked) ? NULL : realloc(block, size);
}

// --- what the script calls -----------------------------------------------------------------------

// call(first, lasting, f): calls f with allocation `first` failing. Returns how many allocations there were,
// how many of them failed, whether f returned, and its result or its error.
static int failing_call(lua_State *L)
{
    const long first = (long)luaL_checkinteger(L, 1);
    const bool all_after = lua_toboolean(L, 2);
    luaL_checktype(L, 3, LUA_TFUNCTION);
    lua_settop(L, 3);
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    arm(first, all_after);
    const int status = lua_pcall(L, 0, 1, 0);
    const long number = atomic_load(&made), refused = atomic_load(&failed);
    arm(NEVER, false);
    lua_pushinteger(L, number);
    lua_pushinteger(L, refused);
    lua_pushboolean(L, status == LUA_OK);
    lua_rotate(L, 3, 3);
    return 4;
}

// blocks(): how many blocks the library has at this moment.
static int failing_blocks(lua_State *L)
{
    lua_pushinteger(L, atomic_load(&blocks));
    return 1;
}

// files(folder): the names in a folder, in no order.
static int failing_files(lua_State *L)
{
    DIR *folder = opendir(luaL_checkstring(L, 1));
    if (folder == NULL) return luaL_error(L, "no folder '%s'", lua_tostring(L, 1));
    lua_newtable(L);
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (entry->d_name[0] == '.' && strspn(entry->d_name, ".") == strlen(entry->d_name)) continue;
        lua_pushstring(L, entry->d_name);
        lua_rawseti(L, -2, luaL_len(L, -2) + 1);
    }
    closedir(folder);
    return 1;
}

static const luaL_Reg functions[] = {
    {"call", failing_call}, {"blocks", failing_blocks}, {"files", failing_files}, {NULL, NULL}};

static int open_failing(lua_State *L)
{
    luaL_newlib(L, functions);
    luaL_setfuncs(L, disk_functions, 0);
    return 1;
}

// --- the program ---------------------------------------------------------------------------------

static int run(lua_State *L)
{
    luaL_openlibs(L);
    luaL_requiref(L, "failing", open_failing, 0);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
    lua_pushcfunction(L, luaopen_balnet);
    lua_setfield(L, -2, "balnet");
    luaL_requiref(L, "balnet", luaopen_balnet, 0); // the submodules are known from now on
    if (luaL_loadfile(L, lua_touserdata(L, 1)) != LUA_OK) return lua_error(L);
    lua_call(L, 0, 0);
    return 0;
}

int main(int argc, char **argv)
{
    lua_State *L = lua_newstate(allocate, NULL);
    if (argc != 2 || L == NULL) return EXIT_FAILURE;
    lua_pushcfunction(L, run);
    lua_pushlightuserdata(L, argv[1]);
    const bool ran = lua_pcall(L, 1, 0, 0) == LUA_OK;
    if (!ran) fprintf(stderr, "%s\n", luaL_tolstring(L, -1, NULL));
    lua_close(L);
    return ran ? EXIT_SUCCESS : EXIT_FAILURE;
}
