/* The interactive program. */
#ifndef BNL_PROGRAM_REPL_H
#define BNL_PROGRAM_REPL_H

#include <lua.h>

/* True in the registry of a state whose code is typed at a prompt: the prompt then handles
   SIGINT. */
#define BNL_INTERACTIVE "balnet.interactive"

/* Reads chunks and prints their results until stdin ends, or until "quit" or "exit" is typed and is no global.
   What is typed is first tried as an expression; of statements with an expression behind them ("x = 3; x") the
   expression's value is the result; a chunk that is not complete goes on in the next line; the prompts are the
   globals _PROMPT and _PROMPT2. Errors are printed and the loop goes on.

   On a terminal lines can be edited, are kept in a history, the library is available as the global `balnet`,
   `help` prints its reference, and tables and objects are printed readably. Elsewhere input is read plainly and
   echoed, so that a recorded session reads as it was typed. */
void bnl_run_interactive(lua_State *L);

#endif
