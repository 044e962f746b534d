/* Tables of numbers in texts: the part of balnet.csv that reads and puts files into their place;
   lua/balnet/csv.lua has the rest.

       local matrix = read("table.csv", ",", false, {})
       local columns, names = read("table.csv", ",", true, { "NA" })     -- columns x rows
       replace("table.csv", "1,2\n")

   Every function is described in lua/balnet/csv.lua. */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include "common/file.h"
#include "engine/data/csv.h"

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

// With a header, the columns are the rows of the tensor, so that each is contiguous.
static int csv_read(lua_State *L)
{
    const char *path = bnl_check_text(L, 1);
    bn_csv_config config = {.separator = *bnl_check_text(L, 2), .header = lua_toboolean(L, 3)};
    luaL_checktype(L, 4, LUA_TTABLE);
    config.missing = push_missing(L, 4);
    bn_csv *csv = push_read(L, path, &config);
    const bool header = config.header;
    const int64_t shape[2] = {header ? csv->columns : csv->rows, header ? csv->rows : csv->columns};
    const bn_tensor *tensor = bnl_new_tensor(L, BN_F64, 2, shape);
    bnl_check(
        L, bn_csv_read(csv, path, &config, tensor->data, header ? 1 : csv->columns, header ? csv->rows : 1));
    if (header) push_names(L, csv);
    bn_csv_free(csv);
    return header ? 2 : 1;
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
    {"read", csv_read, 4, 0}, {"replace", csv_replace, 2, 0}, {NULL, NULL, 0, 0}};

int luaopen_balnet_native_csv(lua_State *L)
{
    static const bnl_function none[] = {{NULL, NULL, 0, 0}};
    static const luaL_Reg metamethods[] = {{"__gc", free_read}, {NULL, NULL}};
    bnl_define_class(L, READ, none, metamethods);
    bnl_new_module(L, "balnet.native.csv", functions);
    return 1;
}
