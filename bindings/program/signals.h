/* Ctrl-C while Lua code runs. */
#ifndef BNL_PROGRAM_SIGNALS_H
#define BNL_PROGRAM_SIGNALS_H

#include <lua.h>

/* From here on SIGINT raises the Lua error "interrupted!" at the next step of L's code; a second SIGINT
   before that step ends the process. */
void bnl_watch_interrupt(lua_State *L);

/* SIGINT and SIGTERM end the process again. */
void bnl_unwatch_interrupt(void);

/* SIGUSR1 asks a run to save and go on. From here on it is ignored while there is no run. */
void bnl_await_save_requests(void);

#endif
