/* Functions for Lua, each with the number of arguments that it takes. One argument too many, or a nil before
   another argument, is an error and never has a second meaning. */
#ifndef BNL_FUNCTION_H
#define BNL_FUNCTION_H

#include <lua.h>
#include <stdbool.h>

enum { BNL_ANY = -1 }; // any number of arguments; the function checks them itself

typedef struct {
    const char *name; // NULL ends a list
    lua_CFunction function;
    int most;            // most arguments, without the object of a method; or BNL_ANY
    unsigned nil_before; // bit n: argument n may be nil before another argument
} bnl_function;

/* Pushes a function or a method. Its upvalue 1 is the value on the top of the stack, which is popped. The
   description is kept by its address and must live as long as the program. Called with too many arguments it
   is a Lua error that says how many it takes. */
void bnl_push_function(lua_State *L, const bnl_function *function);
void bnl_push_method(lua_State *L, const bnl_function *method);

/* Adds functions, or methods, to the table on the top of the stack. */
void bnl_add_functions(lua_State *L, const bnl_function *list);
void bnl_add_methods(lua_State *L, const bnl_function *list);

/* Pushes the one function that a module is. */
void bnl_new_constructor(lua_State *L, const bnl_function *function);

/* Pushes a module: a table of functions in which an unknown name is an error. */
void bnl_new_module(lua_State *L, const char *name, const bnl_function *list);

/* Makes an unknown name in the table on the top of the stack an error, which calls the table `owner` and
   suggests the nearest name. `owner` is copied. A table that has a metatable stays as it is. */
void bnl_refuse_unknown(lua_State *L, const char *owner);

/* Makes every assignment to objects of a class an error that says what to write, unless the class has a __newindex. The
   methods are on the top of the stack, the metatable below them. `owner` is the name of the class, which is copied. */
void bnl_refuse_assignment(lua_State *L, const char *owner);

/* Raises the error that `owner` has nothing of that name. It suggests the nearest key of the table at
   `table`. */
int bnl_unknown_name(lua_State *L, int table, const char *name, const char *owner);

/* Pushes a result. NaN has no sign there, which Lua would print. */
void bnl_push_number(lua_State *L, double value);

/* The number at `index`, which is one, as a double. An integer beyond 2^53 that no double holds is an error, and
   never another number. */
double bnl_number(lua_State *L, int index);

/* Arguments of one kind, without the conversions between numbers and texts that luaL_check* allow. */
double bnl_check_number(lua_State *L, int index);
lua_Integer bnl_check_integer(lua_State *L, int index);
const char *bnl_check_text(lua_State *L, int index);

/* nil or an absent argument gives `otherwise`. */
double bnl_opt_number(lua_State *L, int index, double otherwise);
lua_Integer bnl_opt_integer(lua_State *L, int index, lua_Integer otherwise);
const char *bnl_opt_text(lua_State *L, int index, const char *otherwise);
bool bnl_opt_flag(lua_State *L, int index, bool otherwise);

/* Raises an error unless the arguments end before `index`. */
void bnl_check_end(lua_State *L, int index);

#endif
