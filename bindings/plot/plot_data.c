/* Data from Lua as arrays of doubles: a contiguous tensor of doubles as it is, any other tensor and a table
   as a copy in a userdata, which the caller keeps on the stack. */
#include "bindings/common/bnl.h"
#include "bindings/plot/plot.h"
#include "plots/figure/panel.h"

#include <math.h>

bool bnl_is_data(lua_State *L, int index)
{
    if (bnl_test_tensor(L, index) != NULL) return true;
    if (!lua_istable(L, index)) return false;
    if (lua_rawlen(L, index) > 0) return true;
    index = lua_absindex(L, index);
    lua_pushnil(L);
    if (lua_next(L, index) == 0) return true;
    lua_pop(L, 2);
    return false;
}

static bnl_numbers tensor_numbers(lua_State *L, int index, const char *what)
{
    const bn_tensor *given = bnl_check_tensor(L, index);
    char shape[96];
    if (given->dims > 2)
        luaL_error(L, "%s is a tensor of %s; at most 2 dimensions can be drawn", what,
                   bn_tensor_shape_text(given, shape, sizeof shape));
    const bn_tensor *tensor = bnl_contiguous(L, index, BN_F64);
    const size_t count = (size_t)bn_tensor_count(tensor);
    const bool matrix = tensor->dims == 2;
    return (bnl_numbers){tensor->data, count, matrix ? (size_t)tensor->shape[0] : count,
                         matrix ? (size_t)tensor->shape[1] : 1};
}

static bnl_numbers table_numbers(lua_State *L, int index, const char *what)
{
    const size_t count = (size_t)lua_rawlen(L, index);
    double *values = lua_newuserdatauv(L, count * sizeof *values + 1, 0);
    for (size_t i = 0; i < count; i++) {
        const int type = lua_geti(L, index, (lua_Integer)i + 1);
        const bool missing = type == LUA_TBOOLEAN && !lua_toboolean(L, -1);
        if (type != LUA_TNUMBER && !missing)
            luaL_error(L, "%s: element %d is a %s; a number was needed", what, (int)i + 1,
                       luaL_typename(L, -1));
        values[i] = missing ? NAN : lua_tonumber(L, -1);
        lua_pop(L, 1);
    }
    return (bnl_numbers){values, count, count, 1};
}

bnl_numbers bnl_check_numbers(lua_State *L, int index, const char *what)
{
    index = lua_absindex(L, index);
    if (bnl_test_tensor(L, index) != NULL) return tensor_numbers(L, index, what);
    if (!lua_istable(L, index))
        luaL_error(L, "%s is a %s; a tensor or a table of numbers was needed", what, luaL_typename(L, index));
    return table_numbers(L, index, what);
}

bool bnl_is_names(lua_State *L, int index)
{
    if (!lua_istable(L, index)) return false;
    const bool names = lua_geti(L, index, 1) == LUA_TSTRING;
    lua_pop(L, 1);
    return names;
}

bnl_numbers bnl_check_names(lua_State *L, pl_panel *panel, pl_direction direction, int index,
                            const char *what)
{
    index = lua_absindex(L, index);
    const size_t count = (size_t)lua_rawlen(L, index);
    double *places = lua_newuserdatauv(L, count * sizeof *places + 1, 0);
    for (size_t i = 0; i < count; i++) {
        if (lua_geti(L, index, (lua_Integer)i + 1) != LUA_TSTRING)
            luaL_error(L, "%s: element %d is a %s and the first one a name; names were needed", what,
                       (int)i + 1, luaL_typename(L, -1));
        bnl_check(L, pl_panel_name_place(panel, direction, lua_tostring(L, -1), &places[i]));
        lua_pop(L, 1);
    }
    return (bnl_numbers){places, count, count, 1};
}

int bnl_plot_places(lua_State *L)
{
    static const bn_word directions[] = {{PL_X, "x", "across"}, {PL_Y, "y", "upwards"}, {0}};
    lua_settop(L, 3);
    pl_panel *panel = bnl_check_panel(L, 1);
    lua_pushvalue(L, 2);
    const pl_direction direction = (pl_direction)bnl_option_word(L, "axis", directions);
    const bnl_numbers places = bnl_check_names(L, panel, direction, 3, "x");
    lua_createtable(L, (int)places.count, 0);
    for (size_t i = 0; i < places.count; i++) {
        lua_pushnumber(L, places.values[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

bnl_numbers bnl_option_numbers(lua_State *L, int index, const char *name)
{
    if (lua_isnoneornil(L, index) || lua_getfield(L, index, name) == LUA_TNIL) {
        if (lua_isnoneornil(L, index)) lua_pushnil(L);
        return (bnl_numbers){0};
    }
    const bnl_numbers numbers = bnl_check_numbers(L, -1, name);
    lua_remove(L, -2);
    return numbers;
}

void bnl_check_same_count(lua_State *L, const char *a, size_t a_count, const char *b, size_t b_count)
{
    if (a_count != b_count)
        luaL_error(L, "%s has %d values and %s has %d; as many were needed", a, (int)a_count, b,
                   (int)b_count);
}

static bnl_numbers table_matrix(lua_State *L, int index, const char *what)
{
    const size_t rows = (size_t)lua_rawlen(L, index);
    size_t columns = 0;
    if (lua_geti(L, index, 1) == LUA_TTABLE) columns = (size_t)lua_rawlen(L, -1);
    lua_pop(L, 1);
    double *values = lua_newuserdatauv(L, rows * columns * sizeof *values + 1, 0);
    for (size_t r = 0; r < rows; r++) {
        if (lua_geti(L, index, (lua_Integer)r + 1) != LUA_TTABLE || lua_rawlen(L, -1) != columns)
            luaL_error(L, "%s: row %d must be a table of %d numbers, as the first row is", what, (int)r + 1,
                       (int)columns);
        const bnl_numbers row = table_numbers(L, lua_gettop(L), what);
        for (size_t c = 0; c < columns; c++) values[r * columns + c] = row.values[c];
        lua_pop(L, 2);
    }
    return (bnl_numbers){values, rows * columns, rows, columns};
}

bnl_numbers bnl_check_matrix(lua_State *L, int index, const char *what)
{
    index = lua_absindex(L, index);
    const bn_tensor *tensor = bnl_test_tensor(L, index);
    if (tensor == NULL && lua_istable(L, index)) return table_matrix(L, index, what);
    if (tensor == NULL)
        luaL_error(L, "%s is a %s; a tensor of 2 dimensions or a table of rows was needed", what,
                   luaL_typename(L, index));
    char shape[96];
    if (tensor->dims != 2)
        luaL_error(L, "%s has shape %s; a tensor of 2 dimensions was needed", what,
                   bn_tensor_shape_text(tensor, shape, sizeof shape));
    return bnl_check_numbers(L, index, what);
}
