/* The copies of the library call failing_open and so on instead of libc's functions. One of these calls can
   be made to fail with an error, and a read or a write to transfer half of its bytes. The successful calls
   can be recorded, which gives the state of a disk at any moment. */
#include "disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NEVER = -1, SHORT = 0 };

static long calls;           // since the last call of arm
static long to_fail = NEVER; // the number of the call that fails
static int error_to_give;    // an errno, or SHORT
static bool refused_once;
static bool flushes = true;
static lua_State *recorder; // with the list of calls at the top of its stack; NULL when nothing is recorded

int failing_open(const char *path, int flags, ...);
ssize_t failing_read(int file, void *bytes, size_t size);
ssize_t failing_write(int file, const void *bytes, size_t size);
int failing_fsync(int file);
int failing_rename(const char *from, const char *to);
int failing_unlink(const char *path);
int failing_close(int file);
int failing_mkdir(const char *path, mode_t mode);

// Whether this call is the one to fail; errno is then set.
static bool refuse(void)
{
    if (++calls != to_fail) return false;
    refused_once = true;
    errno = error_to_give;
    return true;
}

// Adds { verb, first, second } to the record, numbers as integers.
static void record(const char *verb, const char *first, size_t first_size, const char *second, int file)
{
    if (recorder == NULL) return;
    lua_State *L = recorder;
    lua_newtable(L);
    lua_pushstring(L, verb);
    lua_setfield(L, -2, "verb");
    lua_pushlstring(L, first, first_size);
    lua_setfield(L, -2, "first");
    lua_pushstring(L, second);
    lua_setfield(L, -2, "second");
    lua_pushinteger(L, file);
    lua_setfield(L, -2, "file");
    lua_rawseti(L, 1, luaL_len(L, 1) + 1);
}

int failing_open(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    if (refuse() && error_to_give != SHORT) return -1;
    const int file = open(path, flags, mode);
    if (file >= 0) record((flags & O_CREAT) != 0 ? "create" : "open", path, strlen(path), NULL, file);
    return file;
}

// Whether the call fails; if not, *size may be halved.
static bool refuse_bytes(size_t *size)
{
    if (!refuse()) return false;
    if (error_to_give != SHORT) return true;
    *size = (*size + 1) / 2;
    return false;
}

ssize_t failing_read(int file, void *bytes, size_t size)
{
    return refuse_bytes(&size) ? -1 : read(file, bytes, size);
}

ssize_t failing_write(int file, const void *bytes, size_t size)
{
    if (refuse_bytes(&size)) return -1;
    const ssize_t written = write(file, bytes, size);
    if (written > 0) record("write", bytes, (size_t)written, NULL, file);
    return written;
}

int failing_fsync(int file)
{
    if (refuse() && error_to_give != SHORT) return -1;
    const int result = flushes ? fsync(file) : 0;
    if (result == 0) record("fsync", "", 0, NULL, file);
    return result;
}

int failing_rename(const char *from, const char *to)
{
    if (refuse() && error_to_give != SHORT) return -1;
    const int result = rename(from, to);
    if (result == 0) record("rename", from, strlen(from), to, -1);
    return result;
}

int failing_unlink(const char *path)
{
    const int result = unlink(path);
    if (result == 0) record("unlink", path, strlen(path), NULL, -1);
    return result;
}

// A close that fails has closed the descriptor all the same, as in Linux.
int failing_close(int file)
{
    const bool fails = refuse() && error_to_give != SHORT;
    const int result = close(file);
    record("close", "", 0, NULL, file);
    if (!fails) return result;
    errno = error_to_give;
    return -1;
}

int failing_mkdir(const char *path, mode_t mode)
{
    return refuse() && error_to_give != SHORT ? -1 : mkdir(path, mode);
}

static const struct {
    const char *name;
    int error;
} errors[] = {{"ENOSPC", ENOSPC}, {"EIO", EIO}, {"EACCES", EACCES}, {"short", SHORT}};

static int error_named(lua_State *L, int index)
{
    const char *name = luaL_checkstring(L, index);
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (strcmp(errors[i].name, name) == 0) return errors[i].error;
    return luaL_argerror(L, index, "an error that is known was needed");
}

// call_disk(n, error, f): calls f with call n of the disk failing. Returns whether there was one, whether f
// returned, and its result or its error.
static int call_disk(lua_State *L)
{
    const long first = (long)luaL_checkinteger(L, 1);
    error_to_give = error_named(L, 2);
    lua_settop(L, 3);
    calls = 0;
    refused_once = false;
    to_fail = first;
    const int status = lua_pcall(L, 0, 1, 0);
    to_fail = NEVER;
    lua_pushboolean(L, refused_once);
    lua_pushboolean(L, status == LUA_OK);
    lua_rotate(L, -3, 2);
    return 3;
}

// recorded(f): calls f and returns the list of what it did to the disk: tables with verb, first, second and
// file.
static int recorded(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_settop(L, 1);
    lua_State *list = lua_newthread(L);
    lua_newtable(list);
    luaL_checkstack(list, LUA_MINSTACK, NULL);
    recorder = list;
    lua_pushvalue(L, 1);
    const int status = lua_pcall(L, 0, 0, 0);
    recorder = NULL;
    if (status != LUA_OK) return lua_error(L);
    lua_settop(list, 1);
    lua_xmove(list, L, 1);
    return 1;
}

// flush(on): whether fsync waits for the disk, as it does at first.
static int flush(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TBOOLEAN);
    flushes = lua_toboolean(L, 1);
    return 0;
}

const luaL_Reg disk_functions[] = {
    {"call_disk", call_disk}, {"recorded", recorded}, {"flush", flush}, {NULL, NULL}};
