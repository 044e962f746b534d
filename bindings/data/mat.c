/* MATLAB's files in Lua.

       local data = balnet.mat.read "session.mat"
       balnet.mat.write("rates.mat", { rates = rates, info = { animal = "M7", awake = true } })

   Every function is described in lua/balnet/meta/mat.lua. */
#include "bindings/data/mat_values.h"

#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#define OPEN  "balnet.mat.open"
#define VALUE "balnet.mat.value"

// --- reading -------------------------------------------------------------------------------------

static int close_open(lua_State *L)
{
    bn_mat **mat = luaL_checkudata(L, 1, OPEN);
    bn_mat_close(*mat);
    *mat = NULL;
    return 0;
}

static int free_value(lua_State *L)
{
    bn_mat_value **value = luaL_checkudata(L, 1, VALUE);
    bn_mat_free(*value);
    *value = NULL;
    return 0;
}

// Pushes the userdata that owns the file.
static bn_mat *push_open(lua_State *L, const char *path)
{
    bn_mat **mat = lua_newuserdatauv(L, sizeof *mat, 0);
    *mat = NULL;
    luaL_setmetatable(L, OPEN);
    lua_toclose(L, lua_gettop(L));
    bnl_check(L, bn_mat_open(path, mat));
    return *mat;
}

// Pushes the userdata that is to own a variable.
static bn_mat_value **push_owner(lua_State *L)
{
    bn_mat_value **value = lua_newuserdatauv(L, sizeof *value, 0);
    *value = NULL;
    luaL_setmetatable(L, VALUE);
    return value;
}

static const bn_field reading_fields[] = {
    {"squeeze", BN_FIELD_FLAG, offsetof(bnl_mat_reading, squeeze),
     .help = "leave dimensions of one out; a number is no tensor"},
    {0},
};

static int mat_read(lua_State *L)
{
    const char *path = bnl_check_text(L, 1);
    bnl_mat_reading reading;
    bn_fields_default(reading_fields, &reading);
    bnl_read_definition(L, 2, reading_fields, &reading);
    lua_settop(L, 2);
    lua_newtable(L);
    lua_newtable(L);
    reading.skipped = lua_gettop(L);
    bn_mat *mat = push_open(L, path);
    bn_mat_value **value = push_owner(L);
    for (;;) {
        bnl_check(L, bn_mat_next(mat, value));
        if (*value == NULL) break;
        const char *name = bn_mat_describe(*value).name;
        lua_pushstring(L, name);
        if (bnl_push_mat_value(L, *value, name, 0, &reading))
            lua_rawset(L, reading.skipped - 1);
        else
            lua_pop(L, 2);
        bn_mat_free(*value);
        *value = NULL;
    }
    lua_pushvalue(L, reading.skipped - 1);
    lua_pushvalue(L, reading.skipped);
    return 2;
}

// --- writing -------------------------------------------------------------------------------------

static int mat_as(lua_State *L)
{
    bnl_check_tensor(L, 1);
    const int class = bnl_opt_word(L, 2, bn_mat_class_words, -1);
    if (class < 0) luaL_error(L, "a class is missing");
    bnl_mat_classed *classed = lua_newuserdatauv(L, sizeof *classed, 1);
    classed->class = (bn_mat_class) class;
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    luaL_setmetatable(L, BNL_MAT_CLASSED);
    return 1;
}

static int mat_write(lua_State *L)
{
    size_t count;
    const char *path = bnl_check_text(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    const bool compressed = bnl_opt_flag(L, 3, false);
    const char **names = bnl_push_mat_names(L, 2, "", &count);
    bn_mat_value **values = lua_newuserdatauv(L, (count + 1) * sizeof *values, 0);
    lua_newtable(L); // what keeps the variables alive
    for (size_t i = 0; i < count; i++) {
        bn_mat_value **owner = push_owner(L);
        lua_getfield(L, 2, names[i]);
        bnl_make_mat_value(L, names[i], owner);
        lua_pop(L, 1);
        values[i] = *owner;
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    bnl_check(L, bn_mat_write(path, values, count, compressed));
    return 0;
}

static const bnl_function functions[] = {
    {"as", mat_as, 2, 0}, {"read", mat_read, 2, 0}, {"write", mat_write, 3, 0}, {NULL, NULL, 0, 0}};

int luaopen_balnet_mat(lua_State *L)
{
    static const bnl_function none[] = {{NULL, NULL, 0, 0}};
    static const luaL_Reg of_open[] = {{"__gc", close_open}, {"__close", close_open}, {NULL, NULL}};
    static const luaL_Reg of_value[] = {{"__gc", free_value}, {NULL, NULL}};
    bnl_declare_fields(L, "balnet.mat.options", reading_fields);
    bnl_declare_words(L, "mat_class", bn_mat_class_words);
    bnl_define_class(L, OPEN, none, of_open);
    bnl_define_class(L, VALUE, none, of_value);
    bnl_define_class(L, BNL_MAT_CLASSED, none, NULL);
    bnl_new_module(L, "balnet.mat", functions);
    return 1;
}
