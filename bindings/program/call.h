/* Calls whose errors are reported, with traceback, and end the program with a status. */
#ifndef BNL_PROGRAM_CALL_H
#define BNL_PROGRAM_CALL_H

#include <lua.h>

/* lua_pcall with a traceback added to the message of an error and with Ctrl-C as an error. An error that is a
   request to end (below) is left as it is. Returns what lua_pcall returns. */
int bnl_call(lua_State *L, int arguments, int results);

/* Prints the error on the top of the stack to stderr, behind "program: " unless program is NULL, and pops it.
   Returns the exit status that goes with it: EXIT_FAILURE, unless the error is a request to end. That is a
   table whose raw field `exit_status` is an integer of 0 to 255; its raw field `message` is printed without a
   traceback; without a message nothing is printed. */
int bnl_report(lua_State *L, const char *program);

/* Prints a message to stderr as above. */
void bnl_print_message(const char *program, const char *message);

#endif
