/* Signals that ask a run to save and stop, in Lua.

       local watch <close> = require("balnet.signals").watch()
       while work_is_left and not watch:caught() do ... end

   A handler only sets a flag; the loop asks for it between epochs. While at least one watch is open SIGINT
   and SIGTERM are ours, afterwards whoever had them before has them again. */
#include "bnl.h"
#include "library.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define CLASS "balnet.signals.watch"

typedef struct {
    bool open;
} watch;

enum { WATCHED = 2 };
static const int numbers[WATCHED] = {SIGINT, SIGTERM};
static const char *const names[WATCHED] = {"SIGINT", "SIGTERM"};

// A process has one disposition a signal, so these belong to the process and not to a Lua state.
static volatile sig_atomic_t caught_signal;
static int open_watches;
static struct sigaction before[WATCHED];

static void remember(int number)
{
    caught_signal = number;
}

static void install(void)
{
    struct sigaction action = {.sa_handler = remember, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    caught_signal = 0;
    for (int i = 0; i < WATCHED; i++) sigaction(numbers[i], &action, &before[i]);
}

static void restore(void)
{
    for (int i = 0; i < WATCHED; i++) sigaction(numbers[i], &before[i], NULL);
}

static watch *check_watch(lua_State *L)
{
    watch *self = luaL_checkudata(L, 1, CLASS);
    luaL_argcheck(L, self->open, 1, "the watch is closed");
    return self;
}

/***
Begins to watch for SIGINT and SIGTERM instead of letting them end the program.
@function watch
@treturn watch to be closed; closing gives the signals back to whoever had them
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
@treturn ?string "SIGINT" or "SIGTERM"; nil when none came
@treturn ?integer the exit status that goes with it, 128 + its number
*/
static int watch_caught(lua_State *L)
{
    check_watch(L);
    const int number = caught_signal;
    for (int i = 0; i < WATCHED; i++) {
        if (number != numbers[i]) continue;
        lua_pushstring(L, names[i]);
        lua_pushinteger(L, 128 + number);
        return 2;
    }
    lua_pushnil(L);
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

static const luaL_Reg methods[] = {{"caught", watch_caught}, {"close", watch_close}, {NULL, NULL}};
static const luaL_Reg metamethods[] = {{"__close", watch_close}, {"__gc", watch_close}, {NULL, NULL}};
static const luaL_Reg functions[] = {{"watch", signals_watch}, {NULL, NULL}};

int luaopen_balnet_signals(lua_State *L)
{
    bnl_define_class(L, CLASS, methods, metamethods);
    luaL_newlib(L, functions);
    return 1;
}
