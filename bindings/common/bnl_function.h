/* Functions as Lua gets them: each with the number of arguments that it takes, so that one too many, or a nil
   in the midst of them, is an error and never a second meaning. */
#ifndef BNL_FUNCTION_H
#define BNL_FUNCTION_H

#include <lua.h>
#include <stdbool.h>

enum { BNL_ANY = -1 }; // as many arguments as are given: the function looks at them itself

typedef struct {
    const char *name; // NULL ends a list
    lua_CFunction function;
    int most;            // arguments, the object of a method not among them; or BNL_ANY
    unsigned nil_before; // bit n: argument n may be nil though one follows that is not
} bnl_function;

/* Pushes a function or a method. Upvalue 1 of what runs is the value on the top of the stack, which is
   popped. The description is kept by its address and must live as long as the program. Called with too many
   arguments it is a Lua error that says how many it takes. */
void bnl_push_function(lua_State *L, const bnl_function *function);
void bnl_push_method(lua_State *L, const bnl_function *method);

/* Adds functions, or methods, to the table on the top of the stack. */
void bnl_add_functions(lua_State *L, const bnl_function *list);
void bnl_add_methods(lua_State *L, const bnl_function *list);

/* Pushes the one function that a module is. */
void bnl_new_constructor(lua_State *L, const bnl_function *function);

/* Pushes a module: a table of functions that refuses names it has not. */
void bnl_new_module(lua_State *L, const char *name, const bnl_function *list);

/* Lets the table on the top of the stack refuse names that it has not, as an error that calls it `owner` and
   suggests the nearest. `owner` is copied. A table that has a metatable stays as it is. */
void bnl_refuse_unknown(lua_State *L, const char *owner);

/* Raises the error that `owner` has nothing of that name, which suggests the nearest key of the table at
 * `table`. */
int bnl_unknown_name(lua_State *L, int table, const char *name, const char *owner);

/* Arguments of one kind, without the conversions between numbers and texts that luaL_check* allow. */
double bnl_check_number(lua_State *L, int index);
lua_Integer bnl_check_integer(lua_State *L, int index);
const char *bnl_check_text(lua_State *L, int index);

/* What is nil or none is `otherwise`. */
double bnl_opt_number(lua_State *L, int index, double otherwise);
lua_Integer bnl_opt_integer(lua_State *L, int index, lua_Integer otherwise);
const char *bnl_opt_text(lua_State *L, int index, const char *otherwise);
bool bnl_opt_flag(lua_State *L, int index, bool otherwise);

/* Raises an error unless the arguments end before `index`. */
void bnl_check_end(lua_State *L, int index);

#endif
