/* A disk that fails: the calls by which the library writes files, counted, made to fail, and recorded. */
#ifndef FAILURES_DISK_H
#define FAILURES_DISK_H

#include <lauxlib.h>

/* The functions of the module `failing` for files. */
extern const luaL_Reg disk_functions[];

#endif
