/* JSON in Lua: the part of balnet.json that reads; lua/balnet/json.lua has the rest.

       local value = decode('{"a": [1, 2.5]}', "the text", false, null)
       local value = read("run.json", true, null)                -- arrays of numbers are tensors

   Every function is described in lua/balnet/json.lua. */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include "common/file.h"
#include "common/memory.h"
#include "engine/data/json.h"

#include <limits.h>

#define TREE  "balnet.json.tree"
#define BYTES "balnet.json.bytes"

// How values are pushed.
typedef struct {
    bool tensors;
    int null; // stack index of what stands for null
} pushing;

static int free_tree(lua_State *L)
{
    bn_json **json = luaL_checkudata(L, 1, TREE);
    bn_json_free(*json);
    *json = NULL;
    return 0;
}

static int free_bytes(lua_State *L)
{
    unsigned char **bytes = luaL_checkudata(L, 1, BYTES);
    bn_memory_free(*bytes);
    *bytes = NULL;
    return 0;
}

static void push_value(lua_State *L, const bn_json *json, const pushing *how);

static void push_list(lua_State *L, const bn_json *list, const pushing *how)
{
    bn_tensor shape;
    if (how->tensors && bn_json_is_array(list, &shape)) {
        bn_json_numbers(list, bnl_new_result(L, BN_F64, shape.dims, shape.shape)->data);
        return;
    }
    const size_t count = bn_json_count(list);
    lua_createtable(L, count < INT_MAX ? (int)count : 0, 0);
    for (size_t i = 0; i < count; i++) {
        push_value(L, bn_json_element(list, i), how);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static void push_object(lua_State *L, const bn_json *object, const pushing *how)
{
    lua_newtable(L);
    bn_json_member member = {.at = NULL};
    while (bn_json_next((bn_json *)(uintptr_t)object, &member)) {
        push_value(L, member.value, how);
        lua_setfield(L, -2, member.name);
    }
}

// The parser bounds the depth; the stack is let grow to it.
static void push_value(lua_State *L, const bn_json *json, const pushing *how)
{
    size_t length;
    luaL_checkstack(L, 10, "too many nested values");
    switch (bn_json_kind_of(json)) {
    case BN_JSON_NULL:
        lua_pushvalue(L, how->null);
        break;
    case BN_JSON_FLAG:
        lua_pushboolean(L, bn_json_flag(json));
        break;
    case BN_JSON_INTEGER:
        lua_pushinteger(L, bn_json_integer(json));
        break;
    case BN_JSON_REAL:
        bnl_push_number(L, bn_json_real(json));
        break;
    case BN_JSON_TEXT: {
        const char *text = bn_json_text(json, &length);
        lua_pushlstring(L, text, length);
        break;
    }
    case BN_JSON_LIST:
        push_list(L, json, how);
        break;
    default:
        push_object(L, json, how);
    }
}

static int push_parsed(lua_State *L, const char *source, const char *text, size_t length, const pushing *how)
{
    bn_json **json = lua_newuserdatauv(L, sizeof *json, 0);
    *json = NULL;
    luaL_setmetatable(L, TREE);
    bnl_check(L, bn_json_parse(source, text, length, json));
    push_value(L, *json, how);
    bn_json_free(*json);
    *json = NULL;
    return 1;
}

static int json_decode(lua_State *L)
{
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length), *source = bnl_check_text(L, 2);
    return push_parsed(L, source, text, length, &(pushing){.tensors = lua_toboolean(L, 3), .null = 4});
}

static int json_read(lua_State *L)
{
    size_t length;
    const char *path = bnl_check_text(L, 1);
    unsigned char **bytes = lua_newuserdatauv(L, sizeof *bytes, 0);
    *bytes = NULL;
    luaL_setmetatable(L, BYTES);
    bnl_check(L, bn_file_read(path, bytes, &length));
    push_parsed(L, path, (const char *)*bytes, length, &(pushing){.tensors = lua_toboolean(L, 2), .null = 3});
    bn_memory_free(*bytes);
    *bytes = NULL;
    return 1;
}

static const bnl_function functions[] = {
    {"decode", json_decode, 4, 0}, {"read", json_read, 3, 0}, {NULL, NULL, 0, 0}};

int luaopen_balnet_native_json(lua_State *L)
{
    static const bnl_function none[] = {{NULL, NULL, 0, 0}};
    static const luaL_Reg of_tree[] = {{"__gc", free_tree}, {NULL, NULL}};
    static const luaL_Reg of_bytes[] = {{"__gc", free_bytes}, {NULL, NULL}};
    bnl_define_class(L, TREE, none, of_tree);
    bnl_define_class(L, BYTES, none, of_bytes);
    bnl_new_module(L, "balnet.native.json", functions);
    return 1;
}
