/* A tensor is converted as a whole; a table is read number by number. */
#include "bindings/analysis/matrix.h"

#include "bindings/common/bnl.h"

#include <string.h>

static void read_row(lua_State *L, int64_t n, int64_t row, double *values)
{
    const int table = lua_gettop(L);
    if (!lua_istable(L, table) || (int64_t)lua_rawlen(L, table) != n)
        luaL_error(L, "row %I of the matrix is not a table of %I numbers", (lua_Integer)row, (lua_Integer)n);
    for (int64_t j = 0; j < n; j++) {
        if (lua_rawgeti(L, table, j + 1) != LUA_TNUMBER)
            luaL_error(L, "element (%I, %I) of the matrix is a %s", (lua_Integer)row, (lua_Integer)j + 1,
                       luaL_typename(L, -1));
        values[j] = lua_tonumber(L, -1);
        lua_pop(L, 1);
    }
}

void bnl_read_matrix(lua_State *L, int index, int64_t n, double *values)
{
    const bn_tensor *tensor = bnl_test_tensor(L, index);
    if (tensor == NULL) {
        luaL_checktype(L, index, LUA_TTABLE);
        if ((int64_t)lua_rawlen(L, index) != n)
            luaL_error(L, "a matrix of %I rows was needed", (lua_Integer)n);
        for (int64_t i = 0; i < n; i++) {
            lua_rawgeti(L, index, i + 1);
            read_row(L, n, i + 1, values + i * n);
            lua_pop(L, 1);
        }
        return;
    }
    char shape[64];
    if (tensor->dims != 2 || tensor->shape[0] != n || tensor->shape[1] != n)
        luaL_error(L, "the matrix is %s; %I x %I was needed",
                   bn_tensor_shape_text(tensor, shape, sizeof shape), (lua_Integer)n, (lua_Integer)n);
    const bn_tensor *rows = bnl_contiguous(L, index, BN_F64);
    memcpy(values, rows->data, (size_t)(n * n) * sizeof *values);
    lua_pop(L, 1);
}
