/* The live page's server in Lua. A module of its own, balnet_live.so, so that nothing else of balnet needs
   libmicrohttpd.

       local server = live.open(page, 0)
       print(server:address())
       server:publish(0, "state", text)
       local save, stop = server:commands()

   The server's thread never calls Lua: Lua publishes texts and asks for commands. */
#include "bindings/live/server.h"

#include <lauxlib.h>
#include <lua.h>
#include <string.h>

#define CLASS "balnet.native.live.server"

typedef struct {
    live_server *server; // NULL once closed
} server_box;

static live_server *check_server(lua_State *L)
{
    const server_box *box = luaL_checkudata(L, 1, CLASS);
    luaL_argcheck(L, box->server != NULL, 1, "the server is closed");
    return box->server;
}

static int live_open(lua_State *L)
{
    size_t size;
    const char *page = luaL_checklstring(L, 1, &size);
    const lua_Integer port = luaL_optinteger(L, 2, 0);
    luaL_argcheck(L, port >= 0 && port <= 65535, 2, "0 to 65535 was needed");
    char fault[LIVE_SENTENCE];
    server_box *box = lua_newuserdatauv(L, sizeof *box, 0);
    box->server = NULL;
    luaL_setmetatable(L, CLASS);
    if (live_start(page, size, (int)port, &box->server, fault)) return 1;
    lua_pushnil(L);
    lua_pushstring(L, fault);
    return 2;
}

static int server_address(lua_State *L)
{
    lua_pushstring(L, live_address(check_server(L)));
    return 1;
}

static int server_publish(lua_State *L)
{
    live_server *server = check_server(L);
    const lua_Integer topic = luaL_checkinteger(L, 2);
    luaL_argcheck(L, topic >= 0 && topic < LIVE_TOPICS, 2, "no such topic");
    const char *name = luaL_checkstring(L, 3);
    size_t size;
    const char *text = luaL_checklstring(L, 4, &size);
    luaL_argcheck(L, strpbrk(name, "\r\n") == NULL, 3, "one word was needed");
    luaL_argcheck(L, memchr(text, '\n', size) == NULL && memchr(text, '\r', size) == NULL, 4,
                  "one line was needed");
    lua_pushboolean(L, live_publish(server, (int)topic, name, text, size));
    return 1;
}

static int server_commands(lua_State *L)
{
    const unsigned commands = live_take_commands(check_server(L));
    lua_pushboolean(L, (commands & LIVE_SAVE) != 0);
    lua_pushboolean(L, (commands & LIVE_STOP) != 0);
    return 2;
}

static int server_clients(lua_State *L)
{
    live_server *server = check_server(L);
    lua_pushinteger(L, live_clients(server));
    lua_pushboolean(L, live_take_arrival(server));
    return 2;
}

static int server_close(lua_State *L)
{
    server_box *box = luaL_checkudata(L, 1, CLASS);
    live_stop(box->server);
    box->server = NULL;
    return 0;
}

static const luaL_Reg methods[] = {{"address", server_address},   {"publish", server_publish},
                                   {"commands", server_commands}, {"clients", server_clients},
                                   {"close", server_close},       {NULL, NULL}};
static const luaL_Reg functions[] = {{"open", live_open}, {NULL, NULL}};

__attribute__((visibility("default"))) int luaopen_balnet_live(lua_State *L);

int luaopen_balnet_live(lua_State *L)
{
    luaL_newmetatable(L, CLASS);
    luaL_newlib(L, methods);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, server_close);
    lua_setfield(L, -2, "__gc");
    lua_pushcfunction(L, server_close);
    lua_setfield(L, -2, "__close");
    luaL_newlib(L, functions);
    return 1;
}
