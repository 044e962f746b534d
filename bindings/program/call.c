/* The message handler runs where the error was raised, so it sees the stack that a traceback shows. An error
   object with __tostring gets no traceback, nor does a request to end. */
#include "bindings/program/call.h"

#include "bindings/program/signals.h"

#include <lauxlib.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

// Whether the value at `index` is a request to end; *status is the exit status it asks for.
static bool asks_to_end(lua_State *L, int index, lua_Integer *status)
{
    if (!lua_istable(L, index)) return false;
    index = lua_absindex(L, index);
    lua_pushliteral(L, "exit_status");
    lua_rawget(L, index);
    const bool whole = lua_isinteger(L, -1);
    *status = lua_tointeger(L, -1);
    lua_pop(L, 1);
    return whole && *status >= 0 && *status <= 255;
}

static int handle_message(lua_State *L)
{
    lua_Integer status;
    const char *message = lua_tostring(L, 1);
    if (message == NULL) {
        if (asks_to_end(L, 1, &status)) return 1;
        if (luaL_callmeta(L, 1, "__tostring") && lua_type(L, -1) == LUA_TSTRING) return 1;
        message = lua_pushfstring(L, "(error object is a %s value)", luaL_typename(L, 1));
    }
    luaL_traceback(L, L, message, 1);
    return 1;
}

int bnl_call(lua_State *L, int arguments, int results)
{
    const int handler = lua_gettop(L) - arguments;
    lua_pushcfunction(L, handle_message);
    lua_insert(L, handler);
    bnl_watch_interrupt(L);
    const int status = lua_pcall(L, arguments, results, handler);
    bnl_unwatch_interrupt();
    lua_remove(L, handler);
    return status;
}

void bnl_print_message(const char *program, const char *message)
{
    if (program != NULL) fprintf(stderr, "%s: ", program);
    fprintf(stderr, "%s\n", message);
    fflush(stderr);
}

int bnl_report(lua_State *L, const char *program)
{
    lua_Integer status = EXIT_FAILURE;
    const bool ends = asks_to_end(L, -1, &status);
    if (ends) {
        lua_pushliteral(L, "message");
        lua_rawget(L, -2);
        lua_remove(L, -2);
    } else {
        status = EXIT_FAILURE;
    }
    const char *message = lua_tostring(L, -1);
    if (message == NULL && !ends) message = "(error object is not a string)";
    if (message != NULL && !(ends && message[0] == '\0')) bnl_print_message(program, message);
    lua_pop(L, 1);
    return (int)status;
}
