/* Tables of numbers and texts: the part of balnet.csv that reads and puts files into their place;
   lua/balnet/csv.lua has the rest.

       local matrix = read("table.csv", ",", false, {}, {})
       local columns, names = read("table.csv", ",", true, { "NA" }, {})            -- columns x rows
       local columns, names, texts = read("table.csv", ",", true, {}, true)        -- texts[3]: those of column 3
       replace("table.csv", "1,2\n")

   Every function is described in lua/balnet/csv.lua. */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include "common/file.h"
#include "engine/data/csv.h"

#include <limits.h>
#include <string.h>

#define READ "balnet.csv.read"

static int free_read(lua_State *L)
{
    bn_csv_free(luaL_checkudata(L, 1, READ));
    return 0;
}

// Pushes the userdata that owns what was read.
static bn_csv *push_read(lua_State *L, const char *path, const bn_csv_config *config)
{
    bn_csv *csv = lua_newuserdatauv(L, sizeof *csv, 0);
    *csv = (bn_csv){.bytes = NULL};
    luaL_setmetatable(L, READ);
    bnl_check(L, bn_csv_open(path, config, csv));
    return csv;
}

// The list of words at `index`, which keeps them alive, ended by NULL; pushes the block that it lies in.
static const char *const *push_missing(lua_State *L, int index)
{
    const lua_Integer count = luaL_len(L, index);
    const char **missing = lua_newuserdatauv(L, ((size_t)count + 1) * sizeof *missing, 0);
    for (lua_Integer i = 0; i < count; i++) {
        lua_rawgeti(L, index, i + 1);
        missing[i] = bnl_check_text(L, -1);
        lua_pop(L, 1);
    }
    missing[count] = NULL;
    return missing;
}

static void push_names(lua_State *L, const bn_csv *csv)
{
    lua_createtable(L, 0, 0);
    for (int64_t j = 0; j < csv->columns; j++) {
        lua_pushstring(L, csv->names[j]);
        lua_rawseti(L, -2, j + 1);
    }
}

// The place of the column that is named, or counted, on the top.
static int64_t check_column(lua_State *L, const char *path, const bn_csv *csv)
{
    if (lua_isinteger(L, -1)) {
        const int64_t j = lua_tointeger(L, -1);
        if (j < 1 || j > csv->columns)
            luaL_error(L, "'%s' has %I columns, and no column %I", path, (lua_Integer)csv->columns,
                       (lua_Integer)j);
        return j - 1;
    }
    const char *name = bnl_check_text(L, -1);
    for (int64_t j = 0; csv->names != NULL && j < csv->columns; j++)
        if (strcmp(csv->names[j], name) == 0) return j;
    return luaL_error(L, "'%s' has no column '%s'", path, name);
}

// Pushes the block of which columns are texts: those in the list at `index`, which may be no list.
static bool *push_marks(lua_State *L, int index, const char *path, const bn_csv *csv)
{
    bool *marks = lua_newuserdatauv(L, (size_t)csv->columns + 1, 0);
    memset(marks, 0, (size_t)csv->columns);
    const lua_Integer count = lua_istable(L, index) ? luaL_len(L, index) : 0;
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, index, i);
        marks[check_column(L, path, csv)] = true;
        lua_pop(L, 1);
    }
    return marks;
}

static void push_text(lua_State *L, const bn_csv_field *field)
{
    luaL_Buffer buffer;
    char *text = luaL_buffinitsize(L, &buffer, (size_t)(field->end - field->start));
    luaL_pushresultsize(&buffer, bn_csv_text(field, text));
}

static void add_texts_of_row(lua_State *L, const bn_csv_row *row, const bool *marks, int texts, int64_t i)
{
    bn_csv_field field = {.start = NULL};
    for (int64_t j = 0; bn_csv_next_field(row, &field); j++) {
        if (!marks[j]) continue;
        lua_rawgeti(L, texts, j + 1);
        push_text(L, &field);
        lua_rawseti(L, -2, i + 1);
        lua_pop(L, 1);
    }
}

// Pushes the table of the columns of texts, by their places.
static void push_texts(lua_State *L, const bn_csv *csv, const bn_csv_config *config, const bool *marks)
{
    lua_newtable(L);
    const int texts = lua_gettop(L);
    for (int64_t j = 0; j < csv->columns; j++) {
        if (!marks[j]) continue;
        lua_createtable(L, csv->rows < INT_MAX ? (int)csv->rows : 0, 0);
        lua_rawseti(L, texts, j + 1);
    }
    bn_csv_row row = bn_csv_rows(csv, config);
    if (memchr(marks, 1, (size_t)csv->columns) == NULL) return;
    for (int64_t i = 0; bn_csv_next_row(&row); i++) add_texts_of_row(L, &row, marks, texts, i);
}

// By columns, those are the rows of the tensor, so that each is contiguous.
static int csv_read(lua_State *L)
{
    const char *path = bnl_check_text(L, 1);
    bn_csv_config config = {.separator = *bnl_check_text(L, 2), .header = lua_toboolean(L, 3)};
    luaL_checktype(L, 4, LUA_TTABLE);
    config.mixed = lua_isboolean(L, 5);
    config.missing = push_missing(L, 4);
    bn_csv *csv = push_read(L, path, &config);
    bool *marks = push_marks(L, 5, path, csv);
    const bool by_column = config.header || config.mixed || luaL_len(L, 5) > 0;
    const int64_t shape[2] = {by_column ? csv->columns : csv->rows, by_column ? csv->rows : csv->columns};
    const bn_tensor *tensor = bnl_new_result(L, BN_F64, 2, shape);
    bnl_check(L, bn_csv_read(csv, path, &config, marks, tensor->data, by_column ? 1 : csv->columns,
                             by_column ? csv->rows : 1));
    if (!by_column) {
        bn_csv_free(csv);
        return 1;
    }
    if (config.header)
        push_names(L, csv);
    else
        lua_pushnil(L);
    push_texts(L, csv, &config, marks);
    bn_csv_free(csv);
    return 3;
}

static int csv_replace(lua_State *L)
{
    const char *path = bnl_check_text(L, 1);
    size_t size = 0;
    const char *text = luaL_checklstring(L, 2, &size);
    bnl_check(L, bn_file_replace(path, BN_FILE_OR_DEVICE, text, size));
    return 0;
}

static const bnl_function functions[] = {
    {"read", csv_read, 5, 0}, {"replace", csv_replace, 2, 0}, {NULL, NULL, 0, 0}};

int luaopen_balnet_native_csv(lua_State *L)
{
    static const bnl_function none[] = {{NULL, NULL, 0, 0}};
    static const luaL_Reg metamethods[] = {{"__gc", free_read}, {NULL, NULL}};
    bnl_define_class(L, READ, none, metamethods);
    bnl_new_module(L, "balnet.native.csv", functions);
    return 1;
}
