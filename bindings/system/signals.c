/* Signals that ask a run to save and stop, or to save and go on, in Lua.

       local signals = require "balnet.native.signals"
       signals.end_program()
       local watch <close> = signals.watch()
       while work_is_left and not watch:caught() do
         if watch:asked_to_save() then ... end
         ...
       end

   A handler only sets flags; the loop reads them between epochs. While at least one watch is open the signals
   that end a run have handlers of this file; afterwards they have their former handlers again. SIGQUIT keeps
   its effect, so that a user can end a program at once. */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"
#include "bindings/program/repl.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define CLASS "balnet.native.signals.watch"
#define GUARD "balnet.native.signals.guard"

typedef struct {
    bool open;
} watch;

enum { GRACE = 2 }; // seconds

// What terminals, ssh, queues (time limits, preemption) and failing power send to end a run.
static const struct {
    int number;
    const char *name;
    bool left_ignored; // whether a signal that was ignored before, as by nohup, stays ignored
} ends[] = {{SIGINT, "SIGINT", false},  {SIGTERM, "SIGTERM", false}, {SIGHUP, "SIGHUP", true},
            {SIGXCPU, "SIGXCPU", true}, {SIGUSR2, "SIGUSR2", true},  {SIGPWR, "SIGPWR", true}};
enum { WATCHED = sizeof ends / sizeof ends[0] };

// A process has one disposition a signal, so these belong to the process and not to a Lua state.
static volatile sig_atomic_t caught_signal;
static volatile sig_atomic_t save_asked;
static volatile sig_atomic_t shutting_down; // a signal has asked the program to end
static time_t interrupted_at; // time of the last SIGINT by the handler's clock; 0 when there was none
static int open_watches;
static struct sigaction before[WATCHED];
static lua_State *guarded; // the state whose program a signal ends; NULL for none

static void handle(int number, void (*handler)(int), struct sigaction *old)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, old);
}

static bool is_ignored(int number)
{
    struct sigaction now;
    return sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

static void take(void (*handler)(int), struct sigaction old[WATCHED])
{
    for (int i = 0; i < WATCHED; i++) {
        if (old != NULL) sigaction(ends[i].number, NULL, old + i);
        if (!ends[i].left_ignored || !is_ignored(ends[i].number)) handle(ends[i].number, handler, NULL);
    }
}

static const char *name_of(int number)
{
    for (int i = 0; i < WATCHED; i++)
        if (ends[i].number == number) return ends[i].name;
    return NULL;
}

// --- handlers ------------------------------------------------------------------------------------

// A second Ctrl-C within two seconds ends the process at once.
static void end_if_again(int number)
{
    struct timespec now = {0};
    if (number != SIGINT) return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    const bool again = interrupted_at != 0 && now.tv_sec - interrupted_at < GRACE;
    interrupted_at = now.tv_sec;
    if (!again) return;
    handle(number, SIG_DFL, NULL);
    raise(number);
}

static void remember(int number)
{
    end_if_again(number);
    caught_signal = number;
}

static void remember_save(int number)
{
    (void)number;
    save_asked = 1;
}

static void do_nothing(int number)
{
    (void)number;
}

// An alarm that this file did not set has its usual effect.
static void end_at_once(int number)
{
    const int last = caught_signal != 0 ? caught_signal : number;
    handle(last, SIG_DFL, NULL);
    raise(last);
}

// As os.exit(status, true) does: to-be-closed variables are closed, and no pcall can catch it.
static void end_now(lua_State *L, lua_Debug *where)
{
    (void)where;
    alarm(0);
    const int number = caught_signal;
    take(SIG_DFL, NULL);
    fprintf(stderr, "stopped by %s\n", name_of(number));
    lua_close(L);
    exit(128 + number);
}

// A hook runs at the next step of Lua code. A long call of C has none, and is not waited for; signals that
// come every second (SIGXCPU) don't put the end off.
static void end_soon(int number)
{
    remember(number);
    lua_sethook(guarded, end_now, LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT, 1);
    if (!shutting_down) alarm(GRACE);
    shutting_down = 1;
}

// --- the end of the program ----------------------------------------------------------------------

static int guard_end(lua_State *L)
{
    (void)L;
    if (guarded != NULL) take(SIG_DFL, NULL);
    guarded = NULL;
    return 0;
}

static const luaL_Reg guard_metamethods[] = {{"__gc", guard_end}, {NULL, NULL}};
static const bnl_function no_methods[] = {{NULL, NULL, 0, 0}};

// The guard takes the signals back when the state is closed.
static void keep_guard(lua_State *L)
{
    lua_newuserdatauv(L, 1, 0);
    luaL_setmetatable(L, GUARD);
    lua_setfield(L, LUA_REGISTRYINDEX, GUARD " of the state");
    lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_MAINTHREAD);
    guarded = lua_tothread(L, -1);
    lua_pop(L, 1);
}

static bool at_prompt(lua_State *L)
{
    lua_getfield(L, LUA_REGISTRYINDEX, BNL_INTERACTIVE);
    const bool interactive = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return interactive;
}

/***
Whether the code that runs was typed at the prompt, to which SIGINT leads back.
@function interactive
@treturn boolean
*/
static int signals_interactive(lua_State *L)
{
    lua_pushboolean(L, at_prompt(L));
    return 1;
}

/***
From here on SIGINT, SIGTERM, SIGHUP, SIGXCPU, SIGUSR2 and SIGPWR (of which all but the first two stay ignored
when they are) end the program with status 128 + their number, in a way that pcall can't stop: at the next
step of Lua code everything is closed as by os.exit; where none comes within two seconds, and at a second
SIGINT within two seconds, the process ends at once. SIGUSR1 does nothing while no watch is open, and SIGPIPE
never does: the reader of the output may end before this process. Does nothing while a watch is open, and at
the prompt.
@function end_program
*/
static int signals_end_program(lua_State *L)
{
    if (open_watches > 0 || at_prompt(L)) return 0;
    if (guarded == NULL) keep_guard(L);
    handle(SIGUSR1, remember_save, NULL);
    handle(SIGALRM, end_at_once, NULL);
    if (!is_ignored(SIGPIPE)) handle(SIGPIPE, do_nothing, NULL);
    take(end_soon, NULL);
    return 0;
}

// --- watches -------------------------------------------------------------------------------------

// SIGUSR1 keeps its handler for good: a request that comes after the watch is closed must not end the
// program.
static void install(void)
{
    caught_signal = 0;
    save_asked = 0;
    interrupted_at = 0; // an earlier signal was handled
    handle(SIGUSR1, remember_save, NULL);
    take(remember, before);
}

static void restore(void)
{
    for (int i = 0; i < WATCHED; i++) sigaction(ends[i].number, &before[i], NULL);
}

static watch *check_watch(lua_State *L)
{
    watch *self = luaL_checkudata(L, 1, CLASS);
    luaL_argcheck(L, self->open, 1, "the watch is closed");
    return self;
}

/***
Begins to watch for the signals of end_program and for SIGUSR1 instead of letting them end the program. A
second SIGINT within two seconds ends it at once.
@function watch
@treturn watch to be closed; closing restores the former handlers
*/
static int signals_watch(lua_State *L)
{
    watch *self = lua_newuserdatauv(L, sizeof *self, 0);
    *self = (watch){.open = false};
    luaL_setmetatable(L, CLASS);
    if (open_watches++ == 0) install();
    self->open = true;
    return 1;
}

/***
The signal that came last since the first open watch was made.
@function watch:caught
@treturn ?string its name, as "SIGTERM"; nil when none came
@treturn ?integer the exit status that goes with it, 128 + its number
*/
static int watch_caught(lua_State *L)
{
    check_watch(L);
    const int number = caught_signal;
    const char *name = name_of(number);
    lua_pushstring(L, name);
    if (name == NULL) return 1;
    lua_pushinteger(L, 128 + number);
    return 2;
}

/***
Whether SIGUSR1, which asks to save and go on, has come since this was asked last.
@function watch:asked_to_save
@treturn boolean
*/
static int watch_asked_to_save(lua_State *L)
{
    check_watch(L);
    lua_pushboolean(L, save_asked);
    save_asked = 0;
    return 1;
}

/***
Ends the watch; a second time does nothing. A to-be-closed variable and the collector do it too.
@function watch:close
*/
static int watch_close(lua_State *L)
{
    watch *self = luaL_checkudata(L, 1, CLASS);
    if (self->open && --open_watches == 0) restore();
    self->open = false;
    return 0;
}

/***
Where the number of the last signal stands, for `heed` of a world of MPI: 0 until one comes while a watch is open.
@function flag
@treturn userdata
*/
static int signals_flag(lua_State *L)
{
    lua_pushlightuserdata(L, (void *)(uintptr_t)&caught_signal);
    return 1;
}

static const bnl_function methods[] = {{"caught", watch_caught, 0, 0},
                                       {"asked_to_save", watch_asked_to_save, 0, 0},
                                       {"close", watch_close, 0, 0},
                                       {NULL, NULL, 0, 0}};
static const luaL_Reg metamethods[] = {{"__close", watch_close}, {"__gc", watch_close}, {NULL, NULL}};
static const bnl_function functions[] = {
    {"watch", signals_watch, 0, 0},
    {"flag", signals_flag, 0, 0},
    {"end_program", signals_end_program, 0, 0},
    {"interactive", signals_interactive, 0, 0},
    {NULL, NULL, 0, 0},
};

void bnl_outlive_file_limits(void)
{
    struct sigaction now;
    if (sigaction(SIGXFSZ, NULL, &now) == 0 && now.sa_handler == SIG_DFL) handle(SIGXFSZ, do_nothing, NULL);
}

int luaopen_balnet_native_signals(lua_State *L)
{
    bnl_define_class(L, CLASS, methods, metamethods);
    bnl_define_class(L, GUARD, no_methods, guard_metamethods);
    bnl_new_module(L, "balnet.native.signals", functions);
    return 1;
}
