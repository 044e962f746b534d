/* Results: plain tables of numbers and vectors that print as a title and a line for each figure of merit. */
#ifndef BNL_RESULT_H
#define BNL_RESULT_H

#include <lua.h>
#include <stdint.h>

/* Sets a field of the table on top of the stack: a number; a new zeroed vector, whose elements are returned
   and live as long as the table holds it; or `frequency`, a vector of 0, spacing, 2 spacing, ... */
void bnl_set_number(lua_State *L, const char *name, double value);
double *bnl_set_vector(lua_State *L, const char *name, int64_t count);
void bnl_set_frequencies(lua_State *L, int64_t count, double spacing);

typedef struct {
    const char *label;
    const char *field; // of the table: a number, a string, or a tensor, of which the first elements are shown
    const char *error; // field of the same shape to be shown after "+-", or NULL
    const char *unit;  // or NULL
} bnl_summary_line;

typedef struct {
    const char *title;
    const bnl_summary_line *lines; // ends with a NULL label
    const char *const
        *optional; // fields that a result need not have, beside those of the lines; ends with NULL, or NULL
} bnl_summary;

/* Gives the table on top of the stack the text of `summary`, which must live as long as the program. A line
   whose field is nil is left out. A name that no result of the summary has becomes an error that suggests the
   nearest. */
void bnl_set_summary(lua_State *L, const bnl_summary *summary);

#endif
