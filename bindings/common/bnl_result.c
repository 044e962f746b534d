/* Results: one metatable for each summary, kept in the registry under the summary's address. The text is made
   when it is asked for, from the fields as they are then. */
#include "bindings/common/bnl_result.h"

#include "bindings/common/bnl.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { MOST_SHOWN = 5 };

void bnl_set_number(lua_State *L, const char *name, double value)
{
    bnl_push_number(L, value);
    lua_setfield(L, -2, name);
}

double *bnl_set_vector(lua_State *L, const char *name, int64_t count)
{
    bn_tensor *vector = bnl_new_tensor(L, BN_F64, 1, &count);
    lua_setfield(L, -2, name);
    return vector->data;
}

void bnl_set_frequencies(lua_State *L, int64_t count, double spacing)
{
    double *frequency = bnl_set_vector(L, "frequency", count);
    for (int64_t k = 0; k < count; k++) frequency[k] = (double)k * spacing;
}

static void add_number(luaL_Buffer *text, double value, double error)
{
    char number[80];
    if (isnan(value)) value = (double)NAN; // a NaN without its sign
    if (isnan(error))
        snprintf(number, sizeof number, "%.6g", value);
    else
        snprintf(number, sizeof number, "%.6g +- %.2g", value, error);
    luaL_addstring(text, number);
}

static double error_at(const bn_tensor *errors, int64_t i)
{
    return errors != NULL ? bn_tensor_get(errors, &i) : NAN;
}

static void add_tensor(luaL_Buffer *text, const bn_tensor *values, const bn_tensor *errors)
{
    const int64_t count = values->shape[0];
    for (int64_t i = 0; i < count && i < MOST_SHOWN; i++) {
        if (i > 0) luaL_addstring(text, ", ");
        add_number(text, bn_tensor_get(values, &i), error_at(errors, i));
    }
    if (count <= MOST_SHOWN) return;
    char rest[60];
    snprintf(rest, sizeof rest, ", ... (%lld in all)", (long long)count);
    luaL_addstring(text, rest);
}

// The value at stack index `at`, with the error at `at` + 1; both stay where they are.
static void add_value(lua_State *L, luaL_Buffer *text, int at)
{
    const bn_tensor *values = bnl_test_tensor(L, at);
    if (values != NULL && values->dims == 1)
        add_tensor(text, values, bnl_test_tensor(L, at + 1));
    else if (lua_type(L, at) == LUA_TNUMBER)
        add_number(text, lua_tonumber(L, at), lua_isnumber(L, at + 1) ? lua_tonumber(L, at + 1) : NAN);
    else
        luaL_addstring(text, lua_type(L, at) == LUA_TSTRING ? lua_tostring(L, at) : luaL_typename(L, at));
}

// Stack: table, value, error, and whatever the buffer keeps above.
static void add_line(lua_State *L, luaL_Buffer *text, const bnl_summary_line *line)
{
    char label[48];
    snprintf(label, sizeof label, "\n  %-24s ", line->label);
    luaL_addstring(text, label);
    add_value(L, text, 2);
    if (line->unit == NULL) return;
    luaL_addchar(text, ' ');
    luaL_addstring(text, line->unit);
}

static int summary_tostring(lua_State *L)
{
    const bnl_summary *summary = lua_touserdata(L, lua_upvalueindex(1));
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    lua_pushstring(L, summary->title);
    for (const bnl_summary_line *line = summary->lines; line->label != NULL; line++) {
        // the value and its error go below the text so far, where add_value looks for them
        lua_getfield(L, 1, line->field);
        lua_insert(L, 2);
        if (line->error != NULL)
            lua_getfield(L, 1, line->error);
        else
            lua_pushnil(L);
        lua_insert(L, 3);
        luaL_Buffer text;
        luaL_buffinit(L, &text);
        if (!lua_isnil(L, 2)) add_line(L, &text, line);
        luaL_pushresult(&text);
        lua_concat(L, 2);
        lua_replace(L, 2);
        lua_settop(L, 2);
    }
    return 1;
}

static bool is_same(const char *name, const char *other)
{
    return other != NULL && strcmp(name, other) == 0;
}

// Whether a result may lack the field.
static bool is_known(const bnl_summary *summary, const char *name)
{
    for (const bnl_summary_line *line = summary->lines; line->label != NULL; line++)
        if (is_same(name, line->field) || is_same(name, line->error)) return true;
    for (const char *const *optional = summary->optional; optional != NULL && *optional != NULL; optional++)
        if (is_same(name, *optional)) return true;
    return false;
}

static int summary_index(lua_State *L)
{
    const bnl_summary *summary = lua_touserdata(L, lua_upvalueindex(1));
    if (lua_type(L, 2) != LUA_TSTRING || is_known(summary, lua_tostring(L, 2))) {
        lua_pushnil(L);
        return 1;
    }
    const char *owner = lua_pushfstring(L, "a result (%s)", summary->title);
    return bnl_unknown_name(L, 1, lua_tostring(L, 2), owner);
}

void bnl_set_summary(lua_State *L, const bnl_summary *summary)
{
    void *key = (void *)(uintptr_t)summary;
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, key) == LUA_TNIL) {
        lua_pop(L, 1);
        lua_createtable(L, 0, 2);
        lua_pushlightuserdata(L, key);
        lua_pushcclosure(L, summary_index, 1);
        lua_setfield(L, -2, "__index");
        lua_pushlightuserdata(L, key);
        lua_pushcclosure(L, summary_tostring, 1);
        lua_setfield(L, -2, "__tostring");
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, key);
    }
    lua_setmetatable(L, -2);
}
