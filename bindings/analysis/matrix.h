/* Square matrices from scripts. */
#ifndef BNL_MATRIX_H
#define BNL_MATRIX_H

#include <lua.h>
#include <stdint.h>

/* values: n x n row by row, from the tensor, or table of rows, at `index`; anything else is a Lua error. */
void bnl_read_matrix(lua_State *L, int index, int64_t n, double *values);

#endif
