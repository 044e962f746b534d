/* Lines typed at a terminal, with editing, history and completion by libedit, which is loaded here and only
   here. */
#ifndef BNL_PROGRAM_EDITOR_H
#define BNL_PROGRAM_EDITOR_H

#include <lua.h>
#include <stdbool.h>

typedef struct bnl_editor bnl_editor;

/* An editor on stdin and stdout, owned by the Lua state. NULL where lines are read without editing: stdin or
   stdout is no terminal, the terminal can't move its cursor (TERM unset or dumb), or libedit isn't there. */
bnl_editor *bnl_editor_open(lua_State *L);

/* Pushes the line that the user types, without its end, and adds it to the history; false, with nothing
   pushed, at the end of the input. Outside this call the terminal is as the user left it. A signal that comes
   during the call (SIGINT, SIGTERM, SIGTSTP, …) has its usual effect, with the terminal restored before it.
   TAB calls the module balnet.program.completion. */
bool bnl_editor_read(lua_State *L, bnl_editor *editor, const char *prompt);

#endif
