/* The handler only sets a hook, the one thing Lua allows there; the hook raises the error. A handler has no
   argument, so the state it acts on is the file's one variable. */
#include "bindings/program/signals.h"

#include <lauxlib.h>
#include <signal.h>

static lua_State *watched;

static void on_sigint(void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
}

static void raise_interrupted(lua_State *L, lua_Debug *where)
{
    (void)where;
    lua_sethook(L, NULL, 0, 0);
    luaL_error(L, "interrupted!");
}

static void set_hook(int number)
{
    (void)number;
    on_sigint(SIG_DFL);
    lua_sethook(watched, raise_interrupted, LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT, 1);
}

void bnl_watch_interrupt(lua_State *L)
{
    watched = L;
    on_sigint(set_hook);
}

void bnl_unwatch_interrupt(void)
{
    on_sigint(SIG_DFL);
    signal(SIGTERM, SIG_DFL); // a run that the code has made may have a handler
}

static void do_nothing(int number)
{
    (void)number;
}

void bnl_await_save_requests(void)
{
    struct sigaction action = {.sa_handler = do_nothing, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGUSR1, &action, NULL);
}
