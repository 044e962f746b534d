/* What the program runs before it ends or becomes interactive. Each function reports its errors and returns
   the exit status: EXIT_SUCCESS, or that of the first error. */
#ifndef BNL_PROGRAM_SCRIPT_H
#define BNL_PROGRAM_SCRIPT_H

#include "bindings/program/options.h"

#include <lua.h>
#include <stdbool.h>

/* Sets the global `arg`: the script at 0, its arguments from 1, what stands before it at negative indices;
   where there is no script, the program's name is at 0. */
void bnl_set_arg_table(lua_State *L, const bnl_options *options);

/* Runs LUA_INIT_5_4 or, where that isn't set, LUA_INIT: code, or a file when it begins with '@'. Under -E
   nothing. */
int bnl_run_init(lua_State *L, const bnl_options *options);

/* Carries out -e, -l and -W in their order. */
int bnl_run_options(lua_State *L, const bnl_options *options);

/* Runs the script with its arguments; "-" is stdin unless it follows "--". */
int bnl_run_script(lua_State *L, const bnl_options *options);

/* Runs stdin as a script without arguments. */
int bnl_run_stdin(lua_State *L, const bnl_options *options);

/* Whether the first word is a command of the library, as `balnet sweep`: a word that is reserved and whose
   module balnet.command.NAME exists. */
bool bnl_is_command(lua_State *L, const bnl_options *options);

/* Runs it: the module is a function that takes the words behind the command and returns the exit status. */
int bnl_run_command(lua_State *L, const bnl_options *options);

#endif
