/* Child processes in Lua, without a shell.

       local process = require "balnet.native.process"
       local child <close> = process.start({ "balnet", "script.lua", "--seed", "3" }, "log.txt")
       while not child:ended() do process.wait({ child }, 0.5) end

       local log <close> = assert(process.open_log "log.txt")     -- appended to, and locked until both have closed it
       local logged <close> = process.start({ "balnet", "script.lua", "--seed", "4" }, log)

   The stdin of a child is empty; it writes into its log, or to the stderr of this process. When its parent
   dies it gets SIGTERM. */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include "engine/base/parallel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CLASS "balnet.native.process.child"
#define LOG   "balnet.native.process.log"

typedef struct {
    pid_t pid;
    int watched; // a descriptor that can be read from when the child has ended; -1 when there is none
    bool runs;
    int status; // as waitpid gives it, after the child has ended
} child;

static int refused(lua_State *L, const char *what, const char *name, const char *reason)
{
    lua_pushnil(L);
    lua_pushfstring(L, "cannot %s '%s': %s", what, name, reason);
    return 2;
}

// --- starting ------------------------------------------------------------------------------------

// Pushes the NULL-terminated vector of the strings in the list at `index`, which must stay where it is.
static char **push_arguments(lua_State *L, int index)
{
    luaL_checktype(L, index, LUA_TTABLE);
    const lua_Integer count = luaL_len(L, index);
    luaL_argcheck(L, count > 0, index, "a list that begins with a program is needed");
    char **arguments = lua_newuserdatauv(L, (size_t)(count + 1) * sizeof *arguments, 0);
    for (lua_Integer i = 1; i <= count; i++) {
        const bool text = lua_rawgeti(L, index, i) == LUA_TSTRING;
        if (!text) luaL_error(L, "argument %I is a %s; a string was needed", i - 1, luaL_typename(L, -1));
        arguments[i - 1] =
            (char *)(uintptr_t)lua_tostring(L, -1); // execvp takes no const and changes nothing
        lua_pop(L, 1);
    }
    arguments[count] = NULL;
    return arguments;
}

// Pushes the environment of this process, with a word that the child is no rank of what mpirun has started.
static char **push_environment(lua_State *L)
{
    static const char alone[] = "BALNET_ALONE=1";
    size_t count = 0;
    while (environ[count] != NULL) count++;
    char **environment = lua_newuserdatauv(L, (count + 2) * sizeof *environment, 0);
    memcpy(environment, environ, count * sizeof *environment);
    environment[count] = (char *)(uintptr_t)alone;
    environment[count + 1] = NULL;
    return environment;
}

// In the child, between fork and exec, where only calls that signal handlers may make are allowed.
static _Noreturn void become(char *const *arguments, char *const *environment, int log, bool own_session,
                             int trouble, pid_t parent)
{
    if (own_session) setsid();
    const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    signal(SIGUSR1, SIG_IGN); // it must not end a program that has no handler, or none yet
    const bool bound = prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && getppid() == parent;
    if (bound && dup2(nothing, STDIN_FILENO) >= 0 && dup2(log, STDOUT_FILENO) >= 0 &&
        dup2(log, STDERR_FILENO) >= 0)
        execvpe(arguments[0], arguments, environment);
    const int error = errno;
    if (write(trouble, &error, sizeof error) < 0) _exit(126);
    _exit(127);
}

// The errno of the child's exec, read from the pipe; 0 when exec succeeded.
static int error_of(int trouble)
{
    int error = 0;
    ssize_t got;
    do got = read(trouble, &error, sizeof error);
    while (got < 0 && errno == EINTR);
    return got > 0 ? error : 0;
}

// Returns 0 or an error number.
static int start(child *self, char *const *arguments, char *const *environment, int log, bool own_session)
{
    int trouble[2];
    if (pipe2(trouble, O_CLOEXEC) != 0) return errno;
    const pid_t parent = getpid();
    self->pid = fork();
    if (self->pid == 0) become(arguments, environment, log, own_session, trouble[1], parent);
    const int fork_error = errno;
    close(trouble[1]);
    const int error = self->pid < 0 ? fork_error : error_of(trouble[0]);
    close(trouble[0]);
    if (error != 0 && self->pid > 0) waitpid(self->pid, NULL, 0);
    if (error != 0) return error;
    self->runs = true;
    self->watched = pidfd_open(self->pid, 0);
    return 0;
}

// Opens a file for appending and locks it. The child inherits the open file and with it the lock, and holds
// it until it ends. -1 with EWOULDBLOCK when another child holds the lock. A file system without locks
// counts as locked.
static int open_locked(const char *path)
{
    const int log = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (log < 0) return -1;
    if (flock(log, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return log;
    close(log);
    errno = EWOULDBLOCK;
    return -1;
}

static int open_replaced(const char *path)
{
    const int log = open_locked(path);
    if (log < 0 || ftruncate(log, 0) == 0 || errno == EINVAL) return log; // a device has no length
    const int error = errno;
    close(log);
    errno = error;
    return -1;
}

// Pushes nil, the sentence, and whether another process has the log.
static int refused_log(lua_State *L, const char *path)
{
    const bool busy = errno == EWOULDBLOCK;
    refused(L, "write", path, busy ? "another process writes into it" : strerror(errno));
    lua_pushboolean(L, busy);
    return 3;
}

/***
Opens a file for appending and locks it against other processes, also of other machines that share the file
system. The lock lasts until the log is closed here and every child that was started with it has ended.
@function open_log
@tparam string path
@treturn ?log to be closed; nil when it can't be had
@treturn ?string the sentence that says why
@treturn ?boolean whether the reason is that another process holds it
*/
static int process_open_log(lua_State *L)
{
    const char *path = bnl_check_text(L, 1);
    int *log = lua_newuserdatauv(L, sizeof *log, 0);
    *log = -1;
    luaL_setmetatable(L, LOG);
    *log = open_locked(path);
    return *log >= 0 ? 1 : refused_log(L, path);
}

static int check_log(lua_State *L, int index)
{
    const int *log = luaL_checkudata(L, index, LOG);
    luaL_argcheck(L, *log >= 0, index, "the log is closed");
    return *log;
}

/***
The bytes in a log.
@function log:length
@treturn integer
*/
static int log_length(lua_State *L)
{
    struct stat about = {.st_size = 0};
    fstat(check_log(L, 1), &about);
    lua_pushinteger(L, (lua_Integer)about.st_size);
    return 1;
}

/***
Closes a log; a second time does nothing. A to-be-closed variable and the collector do it too.
@function log:close
*/
static int log_close(lua_State *L)
{
    int *log = luaL_checkudata(L, 1, LOG);
    if (*log >= 0) close(*log);
    *log = -1;
    return 0;
}

// A descriptor of the log in argument 2, to be closed; -1 when there is none.
static int log_of_child(lua_State *L)
{
    if (luaL_testudata(L, 2, LOG) != NULL) return fcntl(check_log(L, 2), F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    const char *path = bnl_opt_text(L, 2, NULL);
    return path != NULL ? open_replaced(path) : fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
}

/***
Starts a program.
@function start
@tparam {string,...} arguments the program, looked up in PATH when it has no slash, and its arguments
@tparam[opt] string|log log what gets the child's stdout and stderr: a log of open_log, which is appended to, and
the child is the leader of a session of its own, which no terminal and no process group ends; or the path of a
file, which is replaced; without one the program writes to the stderr of this process
@treturn ?child to be closed; nil when the program or the log can't be had
@treturn ?string the sentence that says why
@treturn ?boolean whether the reason is that another child, of any process, writes into the log
*/
static int process_start(lua_State *L)
{
    lua_settop(L, 2);
    const bool own_session = luaL_testudata(L, 2, LOG) != NULL;
    char **arguments = push_arguments(L, 1);
    char **environment = push_environment(L);
    child *self = lua_newuserdatauv(L, sizeof *self, 0);
    *self = (child){.watched = -1};
    luaL_setmetatable(L, CLASS);
    const int log = log_of_child(L);
    if (log < 0) return refused_log(L, own_session ? "the log" : luaL_optstring(L, 2, "stderr"));
    const int error = start(self, arguments, environment, log, own_session);
    close(log);
    return error == 0 ? 1 : refused(L, "run", arguments[0], strerror(error));
}

// --- a child -------------------------------------------------------------------------------------

static child *check_child(lua_State *L, int index)
{
    return luaL_checkudata(L, index, CLASS);
}

static void reap(child *self, int options)
{
    if (!self->runs) return;
    pid_t ended;
    do ended = waitpid(self->pid, &self->status, options);
    while (ended < 0 && errno == EINTR);
    if (ended < 0) self->status = W_EXITCODE(255, 0); // the exit status was collected elsewhere
    self->runs = ended == 0;
    if (self->runs || self->watched < 0) return;
    close(self->watched);
    self->watched = -1;
}

/***
How a child has ended.
@function child:ended
@treturn ?string "exit" or "signal"; nil while it runs
@treturn ?integer the exit status, or the signal's number
*/
static int child_ended(lua_State *L)
{
    child *self = check_child(L, 1);
    reap(self, WNOHANG);
    if (self->runs) return 0;
    const bool exited = WIFEXITED(self->status);
    lua_pushstring(L, exited ? "exit" : "signal");
    lua_pushinteger(L, exited ? WEXITSTATUS(self->status) : WTERMSIG(self->status));
    return 2;
}

static const bn_word signals[] = {
    {SIGINT, "SIGINT", "interrupt"},
    {SIGTERM, "SIGTERM", "end, with the state saved"},
    {SIGHUP, "SIGHUP", "the terminal is closed"},
    {SIGXCPU, "SIGXCPU", "the limit of time is reached"},
    {SIGUSR1, "SIGUSR1", "save, and go on"},
    {SIGUSR2, "SIGUSR2", "from a queue: the limit of time is near"},
    {SIGPWR, "SIGPWR", "the power fails"},
    {SIGKILL, "SIGKILL", "end at once"},
    {0},
};

/***
Sends a signal; nothing happens to a child that has ended.
@function child:signal
@tparam string name "SIGINT", "SIGTERM", "SIGHUP", "SIGXCPU", "SIGUSR1", "SIGUSR2", "SIGPWR" or "SIGKILL"
*/
static int child_signal(lua_State *L)
{
    child *self = check_child(L, 1);
    luaL_checkstring(L, 2);
    const int number = bnl_opt_word(L, 2, signals, 0);
    reap(self, WNOHANG);
    if (self->runs) kill(self->pid, number);
    return 0;
}

/***
Ends a child that still runs, by SIGTERM, and waits for it. A to-be-closed variable and the collector do it
too.
@function child:close
*/
static int child_close(lua_State *L)
{
    child *self = check_child(L, 1);
    reap(self, WNOHANG);
    if (self->runs) kill(self->pid, SIGTERM);
    reap(self, 0);
    return 0;
}

// --- waiting -------------------------------------------------------------------------------------

/***
Waits until one of the children has ended, a signal has come, or the time is over.
@function wait
@tparam {child,...} children
@tparam number seconds
*/
static int process_wait(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    const lua_Number seconds = bnl_check_number(L, 2);
    luaL_argcheck(L, seconds >= 0 && seconds < 1e6, 2, "0 to 1e6 seconds are possible");
    const lua_Integer count = luaL_len(L, 1);
    struct pollfd *watched = lua_newuserdatauv(L, (size_t)(count + 1) * sizeof *watched, 0);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, 1, i);
        child *self = check_child(L, -1);
        reap(self, WNOHANG);
        if (!self->runs) return 0;
        watched[i - 1] = (struct pollfd){.fd = self->watched, .events = POLLIN};
        lua_pop(L, 1);
    }
    poll(watched, (nfds_t)count, (int)(1000 * seconds));
    return 0;
}

/***
The processors this process may run on.
@function processors
@treturn integer
*/
static int process_processors(lua_State *L)
{
    lua_pushinteger(L, bn_processors());
    return 1;
}

static const bnl_function methods[] = {{"ended", child_ended, 0, 0},
                                       {"signal", child_signal, 1, 0},
                                       {"close", child_close, 0, 0},
                                       {NULL, NULL, 0, 0}};
static const luaL_Reg metamethods[] = {{"__close", child_close}, {"__gc", child_close}, {NULL, NULL}};
static const bnl_function log_methods[] = {
    {"length", log_length, 0, 0}, {"close", log_close, 0, 0}, {NULL, NULL, 0, 0}};
static const luaL_Reg log_metamethods[] = {{"__close", log_close}, {"__gc", log_close}, {NULL, NULL}};
static const bnl_function functions[] = {{"open_log", process_open_log, 1, 0},
                                         {"start", process_start, 2, 0},
                                         {"wait", process_wait, 2, 0},
                                         {"processors", process_processors, 0, 0},
                                         {NULL, NULL, 0, 0}};

int luaopen_balnet_native_process(lua_State *L)
{
    bnl_declare_words(L, "signal", signals);
    bnl_define_class(L, CLASS, methods, metamethods);
    bnl_define_class(L, LOG, log_methods, log_metamethods);
    bnl_new_module(L, "balnet.native.process", functions);
    return 1;
}
