/* Functions of the operating system that the Lua side needs and that Lua's own library lacks.

       local system = require "balnet.native.system"
       assert(system.make_folder "out/two_stimuli")

   A call that the system can refuse returns nil and a sentence, as Lua's io functions do. A wrong argument is
   an error. */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include "common/file.h"
#include "common/program.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FILES_NEEDED = 5 };

#define LOCK "balnet.native.system.lock"

static int refused(lua_State *L, const char *what, const char *path)
{
    const int error = errno;
    lua_pushnil(L);
    lua_pushfstring(L, "cannot %s '%s': %s", what, path, strerror(error));
    return 2;
}

static int done(lua_State *L)
{
    lua_pushboolean(L, 1);
    return 1;
}

static bool is_folder(const char *path)
{
    struct stat about;
    if (stat(path, &about) != 0) return false;
    errno = ENOTDIR;
    return S_ISDIR(about.st_mode);
}

static bool make_one(const char *path)
{
    if (mkdir(path, 0777) == 0) return true;
    const int error = errno;
    if (error == EEXIST) return is_folder(path);
    if (is_folder(path)) return true; // a read-only file system gives EROFS even when the folder exists
    errno = error;
    return false;
}

/***
Creates a folder and those above it that are missing.
@function make_folder
@tparam string path
@return true, or nil and a sentence
*/
static int system_make_folder(lua_State *L)
{
    const char *path = bnl_check_text(L, 1);
    char *part = strcpy(lua_newuserdatauv(L, strlen(path) + 1, 0), path);
    for (char *slash = strchr(part + (*part == '/'), '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (!make_one(part)) return refused(L, "create the folder", part);
        *slash = '/';
    }
    return make_one(path) ? done(L) : refused(L, "create the folder", path);
}

// Whether `wanted` more files can be open at once.
static bool has_descriptors(int file, int wanted)
{
    if (wanted == 0) return true;
    const int copy = fcntl(file, F_DUPFD_CLOEXEC, 0);
    const bool had = copy >= 0 && has_descriptors(file, wanted - 1);
    const int error = errno;
    if (copy >= 0) close(copy);
    errno = error;
    return had;
}

/***
Whether files can be created in a folder, found out by creating one and removing it again, and whether five
more can be open beside it: a lock, an archive, its folder, and the fonts of figures.
@function check_writable
@tparam string folder
@return true, or nil and a sentence
*/
static int system_check_writable(lua_State *L)
{
    const char *folder = bnl_check_text(L, 1);
    luaL_checkstack(L, 4, NULL);
    const char *pattern = lua_pushfstring(L, "%s/.balnet-XXXXXX", folder);
    char *probe = strcpy(lua_newuserdatauv(L, strlen(pattern) + 1, 0), pattern);
    const int file = mkstemp(probe);
    if (file < 0) return refused(L, "write into the folder", folder);
    const bool roomy = has_descriptors(file, FILES_NEEDED);
    const int error = errno;
    close(file);
    unlink(probe);
    errno = error;
    return roomy ? done(L) : refused(L, "write results and figures into the folder", folder);
}

// A zombie, a process that has ended but whose exit status was not collected, counts as ended.
static bool is_alive(long process)
{
    char path[40], state = 'R';
    if (kill((pid_t)process, 0) != 0 && errno == ESRCH) return false;
    snprintf(path, sizeof path, "/proc/%ld/stat", process);
    FILE *about = fopen(path, "re");
    if (about == NULL) return true;
    if (fscanf(about, "%*d (%*[^)]) %c", &state) != 1) state = 'R';
    fclose(about);
    return state != 'Z';
}

// Whether a name is that of a temporary file (common/file.h) of a process that no longer runs.
static bool is_leftover(const char *name)
{
    long process = 0;
    int end = 0;
    const char *rest = strstr(name, ".tmp.");
    if (rest == NULL) return false;
    sscanf(rest, ".tmp.%ld%n", &process, &end);
    const bool whole = end > 0 && (rest[end] == '\0' || rest[end] == '.');
    return whole && process > 0 && !is_alive(process);
}

/***
Creates an empty folder in $TMPDIR, or in /tmp, that only this user can enter.
@function temporary_folder
@return its path, or nil and a sentence
*/
static int system_temporary_folder(lua_State *L)
{
    const char *base = getenv("TMPDIR");
    luaL_checkstack(L, 4, NULL);
    const char *pattern =
        lua_pushfstring(L, "%s/balnet-XXXXXX", base != NULL && *base != '\0' ? base : P_tmpdir);
    char *path = strcpy(lua_newuserdatauv(L, strlen(pattern) + 1, 0), pattern);
    if (mkdtemp(path) == NULL) return refused(L, "create the folder", pattern);
    lua_pushstring(L, path);
    return 1;
}

/***
Whether something of that name exists.
@function exists
@tparam string path
@treturn boolean
*/
static int system_exists(lua_State *L)
{
    struct stat about;
    lua_pushboolean(L, stat(bnl_check_text(L, 1), &about) == 0);
    return 1;
}

static int unlock(lua_State *L)
{
    int *file = luaL_checkudata(L, 1, LOCK);
    if (*file >= 0) close(*file);
    *file = -1;
    return 0;
}

/***
Locks a folder against other processes until the lock is closed, collected or the process ends. Nothing is
left in the folder. A file system without locks counts as locked.
@function lock_folder
@tparam string folder
@return the lock, or nil when another process holds it
*/
static int system_lock_folder(lua_State *L)
{
    const char *folder = bnl_check_text(L, 1);
    int *file = lua_newuserdatauv(L, sizeof *file, 0);
    *file = -1;
    luaL_setmetatable(L, LOCK);
    *file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*file < 0) return refused(L, "open the folder", folder);
    if (flock(*file, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return 1;
    close(*file);
    *file = -1;
    lua_pushnil(L);
    return 1;
}

/***
Whether the folder of that name is still the one that was locked: it may have been removed or replaced.
@function lock:is_of
@tparam string folder
@treturn boolean
*/
static int lock_is_of(lua_State *L)
{
    const int *file = luaL_checkudata(L, 1, LOCK);
    struct stat locked, named;
    const bool same = fstat(*file, &locked) == 0 && stat(bnl_check_text(L, 2), &named) == 0 &&
                      locked.st_dev == named.st_dev && locked.st_ino == named.st_ino;
    lua_pushboolean(L, same);
    return 1;
}

/***
Removes from the locked folder the half-written files of processes of this machine that were killed. Where the
file system has no locks nothing is removed, for another machine may be writing.
@function lock:remove_leftovers
*/
static int lock_remove_leftovers(lua_State *L)
{
    const int *file = luaL_checkudata(L, 1, LOCK);
    if (*file < 0 || flock(*file, LOCK_EX | LOCK_NB) != 0) return 0;
    const int again = openat(*file, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = again >= 0 ? fdopendir(again) : NULL;
    if (folder == NULL) {
        if (again >= 0) close(again);
        return 0;
    }
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder))
        if (is_leftover(entry->d_name)) unlinkat(again, entry->d_name, 0);
    closedir(folder);
    return 0;
}

static FILE *check_stream(lua_State *L)
{
    luaL_Stream *stream = luaL_checkudata(L, 1, LUA_FILEHANDLE);
    luaL_argcheck(L, stream->closef != NULL, 1, "the file is closed");
    return stream->f;
}

/***
The width of the terminal behind a stream, in columns.
@function terminal_width
@param stream a Lua file, as io.stderr
@treturn ?integer nil when the stream is no terminal; 80 when the terminal does not say
*/
static int system_terminal_width(lua_State *L)
{
    const int file = fileno(check_stream(L));
    struct winsize size = {0};
    if (!isatty(file))
        lua_pushnil(L);
    else if (ioctl(file, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        lua_pushinteger(L, 80);
    else
        lua_pushinteger(L, size.ws_col);
    return 1;
}

/***
Seconds of a clock that only goes forward, from an arbitrary beginning.
@function seconds
@treturn number
*/
static int system_seconds(lua_State *L)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    lua_pushnumber(L, (lua_Number)now.tv_sec + 1e-9 * (lua_Number)now.tv_nsec);
    return 1;
}

/***
The number of this process.
@function process
@treturn integer
*/
static int system_process(lua_State *L)
{
    lua_pushinteger(L, getpid());
    return 1;
}

/***
The path of the program that runs.
@function program
@return the path, or nil and a sentence
*/
static int system_program(lua_State *L)
{
    char path[PATH_MAX];
    if (!bn_program_path(path, sizeof path)) return refused(L, "find", "the program that runs");
    lua_pushstring(L, path);
    return 1;
}

/***
What this process writes to stdout from now on is lost.
@function discard_output
*/
static int system_discard_output(lua_State *L)
{
    (void)L;
    fflush(stdout);
    const int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nothing < 0) return 0;
    dup2(nothing, STDOUT_FILENO);
    close(nothing);
    return 0;
}

/***
The folder that this library was loaded from.
@function library_folder
@treturn string
*/
static int system_library_folder(lua_State *L)
{
    static const char here;
    Dl_info about = {.dli_fname = "balnet.so"};
    dladdr(&here, &about);
    const char *slash = strrchr(about.dli_fname, '/');
    lua_pushlstring(L, slash != NULL ? about.dli_fname : ".",
                    slash != NULL ? (size_t)(slash - about.dli_fname) : 1);
    return 1;
}

/***
Replaces a file, or writes into a device. Readers find the old content or the new one, after a power cut too.
@function replace_file
@tparam string path
@tparam string text
@return true, or nil and a sentence
*/
static int system_replace_file(lua_State *L)
{
    size_t size;
    const char *path = bnl_check_text(L, 1), *text = luaL_checklstring(L, 2, &size);
    const bn_status status = bn_file_replace(path, BN_FILE_OR_DEVICE, text, size);
    if (status.code == BN_OK) return done(L);
    lua_pushnil(L);
    lua_pushstring(L, status.message);
    return 2;
}

static const bnl_function lock_methods[] = {
    {"is_of", lock_is_of, 1, 0},
    {"remove_leftovers", lock_remove_leftovers, 0, 0},
    {"close", unlock, 0, 0},
    {NULL, NULL, 0, 0}};
static const luaL_Reg lock_metamethods[] = {{"__close", unlock}, {"__gc", unlock}, {NULL, NULL}};
static const bnl_function functions[] = {
    {"make_folder", system_make_folder, 1, 0},
    {"check_writable", system_check_writable, 1, 0},
    {"exists", system_exists, 1, 0},
    {"lock_folder", system_lock_folder, 1, 0},
    {"temporary_folder", system_temporary_folder, 0, 0},
    {"terminal_width", system_terminal_width, 1, 0},
    {"seconds", system_seconds, 0, 0},
    {"process", system_process, 0, 0},
    {"program", system_program, 0, 0},
    {"library_folder", system_library_folder, 0, 0},
    {"discard_output", system_discard_output, 0, 0},
    {"replace_file", system_replace_file, 2, 0},
    {NULL, NULL, 0, 0},
};

int luaopen_balnet_native_system(lua_State *L)
{
    bnl_define_class(L, LOCK, lock_methods, lock_metamethods);
    bnl_new_module(L, "balnet.native.system", functions);
    lua_pushliteral(L, BALNET_VERSION);
    lua_setfield(L, -2, "version");
    return 1;
}
