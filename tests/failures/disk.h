/* A disk that fails: the calls by which the library writes files, counted, made to fail, and recorded. */
#ifndef FAILURES_DISK_H
#define FAILURES_DISK_H

#include <lauxlib.h>

/* The functions of `failing` that have to do with files. */
extern const luaL_Reg disk_functions[];

#endif
