/* Where the program finds the library: balnet.so is loaded when a script first requires "balnet" or
   "balnet.NAME", so that a script which needs neither BLAS nor HDF5 nor cairo doesn't load them. */
#ifndef BNL_PROGRAM_MODULE_H
#define BNL_PROGRAM_MODULE_H

#include <lua.h>
#include <stdbool.h>

/* Puts a searcher for the library behind package.preload and before every other searcher. The standard
   libraries must be open. It looks beside the program, then in the folder the program was installed with;
   where balnet.so is in neither, Lua's own search goes on. */
void bnl_add_searcher(lua_State *L);

/* Whether balnet.so has a module of that name. Loads balnet.so; a library that cannot be loaded is a Lua
   error. */
bool bnl_has_module(lua_State *L, const char *name);

#endif
