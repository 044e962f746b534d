/* The processes that mpirun has started, in Lua: messages between them, and the exchange of a trainer that they
   share. A module of its own, balnet_mpi.so, so that nothing else of balnet needs MPI.

       local world = mpi.open()
       if world:rank() > 0 then world:send(0, "ready") end
       local text, rank = world:receive(0.5)

       local epochs = world:share(tostring(trainer:epoch()))     -- of every rank
       local trainer = balnet.trainer { world = world, batch = 640 }

   Messages are short texts: MPI hands those over without waiting for the receiver. A failure is nil and a
   sentence and not, as by default, the end of all processes. Ranks count from 0, as everywhere in MPI. */
#include "bindings/mpi/exchange.h"

#include <lauxlib.h>
#include <lua.h>
#include <mpi.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CLASS BNL_WORLD

enum { MOST_BYTES = 256 };

static world *check_world(lua_State *L)
{
    world *self = luaL_checkudata(L, 1, CLASS);
    luaL_argcheck(L, self->open, 1, "the world is closed");
    return self;
}

static int refused(lua_State *L, int error)
{
    char text[MPI_MAX_ERROR_STRING];
    int length = 0;
    MPI_Error_string(error, text, &length);
    lua_pushnil(L);
    lua_pushlstring(L, text, (size_t)length);
    return 2;
}

/***
Joins the processes that mpirun has started; once in a process.
@function open
@treturn ?world nil when that is not possible
@treturn ?string the sentence that says why
*/
static int mpi_open(lua_State *L)
{
    world *self = lua_newuserdatauv(L, sizeof *self, 0);
    *self = (world){.open = false};
    luaL_setmetatable(L, CLASS);
    const int error = MPI_Init(NULL, NULL);
    if (error != MPI_SUCCESS) return refused(L, error);
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    self->open = true;
    bnl_world_begin(self);
    return 1;
}

/***
The number of this process, from 0.
@function world:rank
@treturn integer
*/
static int world_rank(lua_State *L)
{
    int rank = 0;
    check_world(L);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    lua_pushinteger(L, rank);
    return 1;
}

/***
How many processes there are.
@function world:size
@treturn integer
*/
static int world_size(lua_State *L)
{
    int size = 0;
    check_world(L);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    lua_pushinteger(L, size);
    return 1;
}

/***
Sends a text of at most 256 bytes.
@function world:send
@tparam integer rank
@tparam string text
@treturn ?boolean true; nil when it can't be sent
@treturn ?string the sentence that says why
*/
static int world_send(lua_State *L)
{
    size_t length = 0;
    check_world(L);
    const int rank = (int)luaL_checkinteger(L, 2);
    const char *text = luaL_checklstring(L, 3, &length);
    luaL_argcheck(L, length <= MOST_BYTES, 3, "longer than 256 bytes");
    const int error = MPI_Send(text, (int)length, MPI_CHAR, rank, 0, MPI_COMM_WORLD);
    if (error != MPI_SUCCESS) return refused(L, error);
    lua_pushboolean(L, true);
    return 1;
}

// Whether a message has come within the time. The blocking wait of MPI would keep a processor busy.
static bool wait_for_message(double seconds, MPI_Status *message)
{
    static const struct timespec pause = {.tv_nsec = 2000000};
    const double deadline = MPI_Wtime() + seconds;
    int there = 0;
    while (MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &there, message) == MPI_SUCCESS) {
        if (there != 0 || MPI_Wtime() >= deadline) break;
        nanosleep(&pause, NULL);
    }
    return there != 0;
}

/***
Waits for a message of any process.
@function world:receive
@tparam number seconds
@treturn ?string text; nil when none came in that time
@treturn ?integer rank of the sender
*/
static int world_receive(lua_State *L)
{
    check_world(L);
    char text[MOST_BYTES];
    MPI_Status message;
    int length = 0;
    if (!wait_for_message(luaL_checknumber(L, 2), &message)) return 0;
    MPI_Recv(text, MOST_BYTES, MPI_CHAR, message.MPI_SOURCE, message.MPI_TAG, MPI_COMM_WORLD, &message);
    MPI_Get_count(&message, MPI_CHAR, &length);
    lua_pushlstring(L, text, (size_t)length);
    lua_pushinteger(L, message.MPI_SOURCE);
    return 2;
}

/***
Gives every rank the texts of all, of at most 255 bytes each. Every rank calls it as often.
@function world:share
@tparam string text
@treturn ?{string,...} the texts, that of rank 0 first; nil when a rank is lost
@treturn ?string the sentence that says which
*/
static int world_share(lua_State *L)
{
    world *self = check_world(L);
    size_t length = 0;
    const char *text = luaL_checklstring(L, 2, &length);
    const bn_exchange *exchange = &self->exchange;
    luaL_argcheck(L, length < MOST_BYTES, 2, "longer than 255 bytes");
    char(*texts)[MOST_BYTES] = lua_newuserdatauv(L, (size_t)exchange->ranks * sizeof *texts, 0);
    memset(texts, 0, (size_t)exchange->ranks * sizeof *texts);
    memcpy(texts[exchange->rank], text, length);
    for (int from = 0; from < exchange->ranks; from++)
        for (int to = 0; to < exchange->ranks; to++)
            if (from != to) exchange->post(self, texts[from], sizeof *texts, from, to);
    const char *fault = exchange->wait(self);
    if (fault != NULL) {
        lua_pushnil(L);
        lua_pushstring(L, fault);
        return 2;
    }
    lua_createtable(L, exchange->ranks, 0);
    for (int rank = 0; rank < exchange->ranks; rank++) {
        lua_pushstring(L, texts[rank]);
        lua_rawseti(L, -2, rank + 1);
    }
    return 1;
}

/***
Why a rank is lost; no exchange is possible any more.
@function world:fault
@treturn ?string nil while all is well
*/
static int world_fault(lua_State *L)
{
    const world *self = check_world(L);
    lua_pushstring(L, self->fault[0] != '\0' ? self->fault : NULL);
    return 1;
}

/***
Rank 0 does not wait for others any longer when a signal has come, from here on.
@function world:heed
@tparam userdata flag of the signals module
*/
static int world_heed(lua_State *L)
{
    world *self = check_world(L);
    luaL_checktype(L, 2, LUA_TLIGHTUSERDATA);
    self->signal = lua_touserdata(L, 2);
    return 0;
}

/***
Leaves the world, when all processes do.
@function world:close
*/
static int world_close(lua_State *L)
{
    world *self = luaL_checkudata(L, 1, CLASS);
    if (self->open) MPI_Finalize();
    self->open = false;
    return 0;
}

// The end of the program. Ranks that only send messages have closed their world, or some of them are lost.
static int world_leave(lua_State *L)
{
    world *self = luaL_checkudata(L, 1, CLASS);
    if (self->open && self->shared) bnl_world_leave(self);
    self->open = false;
    return 0;
}

/***
Ends all processes, this one included, when some no longer answer.
@function world:abandon
@tparam integer exit_status
*/
static int world_abandon(lua_State *L)
{
    check_world(L);
    return MPI_Abort(MPI_COMM_WORLD, (int)luaL_checkinteger(L, 2));
}

static const luaL_Reg methods[] = {
    {"rank", world_rank},   {"size", world_size},
    {"send", world_send},   {"receive", world_receive},
    {"close", world_close}, {"abandon", world_abandon},
    {"share", world_share}, {"heed", world_heed},
    {"fault", world_fault}, {NULL, NULL},
};
static const luaL_Reg functions[] = {{"open", mpi_open}, {NULL, NULL}};

__attribute__((visibility("default"))) int luaopen_balnet_mpi(lua_State *L);

int luaopen_balnet_mpi(lua_State *L)
{
    luaL_newmetatable(L, CLASS);
    luaL_newlib(L, methods);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, world_leave);
    lua_setfield(L, -2, "__gc");
    luaL_newlib(L, functions);
    return 1;
}
