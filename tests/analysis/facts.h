/* Facts for the analysers, which read one file at a time. The target `analyse` includes this header before
   every file, instead of the definitions in common/status.c; nothing is built with it. */
#ifndef TESTS_FACTS_H
#define TESTS_FACTS_H

#include "../../common/status.h"

typedef struct lua_State lua_State;
int luaL_error(lua_State *L, const char *format, ...) __attribute__((noreturn));
int luaL_argerror(lua_State *L, int argument, const char *message) __attribute__((noreturn));

/* A status has the code it was given. */
void tests_said(const char *format, ...);
#define bn_ok()              ((bn_status){.code = BN_OK})
#define bn_fault(given, ...) (tests_said(__VA_ARGS__), (bn_status){.code = (given)})

#endif
