/* A closure stands before every function: upvalue 1 belongs to the function, upvalue 2 is the address of its
   description. The function runs in the closure's own frame, so that its errors name the right argument and
   line. */
#include "bindings/common/bnl_function.h"

#include "bindings/common/bnl_suggestion.h"

#include <lauxlib.h>
#include <math.h>
#include <stdint.h>

static int too_many(lua_State *L, int most, int object)
{
    static const char *const few[] = {"no argument is taken", "one argument is taken"};
    const char *takes = most < 2 ? few[most] : lua_pushfstring(L, "at most %d arguments are taken", most);
    return luaL_argerror(L, most + object + 1, takes);
}

static void check_arguments(lua_State *L, const bnl_function *f, int object)
{
    int last = lua_gettop(L);
    if (last > f->most + object) too_many(L, f->most, object);
    while (last > 0 && lua_isnil(L, last)) last--;
    for (int i = 1 + object; i < last; i++)
        if (lua_isnil(L, i) && (f->nil_before >> (i - object) & 1) == 0)
            luaL_argerror(L, i, "it is nil, and another argument follows");
}

static int call_function(lua_State *L)
{
    const bnl_function *f = lua_touserdata(L, lua_upvalueindex(2));
    if (f->most != BNL_ANY) check_arguments(L, f, 0);
    return f->function(L);
}

static int call_method(lua_State *L)
{
    const bnl_function *f = lua_touserdata(L, lua_upvalueindex(2));
    if (f->most != BNL_ANY) check_arguments(L, f, 1);
    return f->function(L);
}

static void push(lua_State *L, const bnl_function *description, lua_CFunction call)
{
    lua_pushlightuserdata(L, (void *)(uintptr_t)description);
    lua_pushcclosure(L, call, 2);
}

void bnl_push_function(lua_State *L, const bnl_function *function)
{
    push(L, function, call_function);
}

void bnl_push_method(lua_State *L, const bnl_function *method)
{
    push(L, method, call_method);
}

static void add(lua_State *L, const bnl_function *list, lua_CFunction call)
{
    for (; list->name != NULL; list++) {
        lua_pushnil(L);
        push(L, list, call);
        lua_setfield(L, -2, list->name);
    }
}

void bnl_add_functions(lua_State *L, const bnl_function *list)
{
    add(L, list, call_function);
}

void bnl_add_methods(lua_State *L, const bnl_function *list)
{
    add(L, list, call_method);
}

void bnl_new_constructor(lua_State *L, const bnl_function *function)
{
    lua_pushnil(L);
    bnl_push_function(L, function);
}

void bnl_new_module(lua_State *L, const char *name, const bnl_function *list)
{
    lua_newtable(L);
    bnl_add_functions(L, list);
    bnl_refuse_unknown(L, name);
}

// --- names -----------------------------------------------------------------------------------------------

int bnl_unknown_name(lua_State *L, int table, const char *name, const char *owner)
{
    bnl_suggestion suggestion = bnl_suggestion_for(name);
    for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1))
        if (lua_type(L, -2) == LUA_TSTRING) bnl_suggestion_offer(&suggestion, lua_tostring(L, -2));
    if (suggestion.best == NULL) return luaL_error(L, "%s has no '%s'", owner, name);
    return luaL_error(L, "%s has no '%s'; did you mean '%s'?", owner, name, suggestion.best);
}

// __index of a table whose owner's name is upvalue 1.
static int unknown_name(lua_State *L)
{
    if (lua_type(L, 2) != LUA_TSTRING) {
        lua_pushnil(L); // as of any table, for ipairs
        return 1;
    }
    return bnl_unknown_name(L, 1, lua_tostring(L, 2), lua_tostring(L, lua_upvalueindex(1)));
}

void bnl_refuse_unknown(lua_State *L, const char *owner)
{
    if (lua_getmetatable(L, -1) != 0) {
        lua_pop(L, 1);
        return;
    }
    lua_createtable(L, 0, 1);
    lua_pushstring(L, owner);
    lua_pushcclosure(L, unknown_name, 1);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
}

// __newindex of objects: the class is upvalue 1, its methods are upvalue 2.
static int refuse_assignment(lua_State *L)
{
    const char *owner = lua_tostring(L, lua_upvalueindex(1)), *name = luaL_tolstring(L, 2, NULL);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(2)) != LUA_TNIL)
        return luaL_error(L, "'%s' of a %s can't be assigned; it is a method: write :%s(…)", name, owner,
                          name);
    lua_pushliteral(L, "set");
    if (lua_rawget(L, lua_upvalueindex(2)) != LUA_TNIL)
        return luaL_error(L, "'%s' of a %s can't be assigned; write :set { %s = … }", name, owner, name);
    return luaL_error(L, "'%s' of a %s can't be assigned; help(object) lists its methods", name, owner);
}

void bnl_refuse_assignment(lua_State *L, const char *owner)
{
    lua_pushliteral(L, "__newindex");
    if (lua_rawget(L, -3) == LUA_TNIL) {
        lua_pushstring(L, owner);
        lua_pushvalue(L, -3);
        lua_pushcclosure(L, refuse_assignment, 2);
        lua_setfield(L, -4, "__newindex");
    }
    lua_pop(L, 1);
}

// --- arguments -------------------------------------------------------------------------------------------

void bnl_push_number(lua_State *L, double value)
{
    lua_pushnumber(L, isnan(value) ? (double)NAN : value);
}

double bnl_number(lua_State *L, int index)
{
    const double number = lua_tonumber(L, index);
    if (!lua_isinteger(L, index)) return number;
    const lua_Integer whole = lua_tointeger(L, index);
    if (number < 0x1p63 && (lua_Integer)number == whole) return number;
    luaL_error(L, "%I is an integer that no double holds; write %I + 0.0 where the nearest will do", whole,
               whole);
    return NAN;
}

double bnl_check_number(lua_State *L, int index)
{
    luaL_checktype(L, index, LUA_TNUMBER);
    return bnl_number(L, index);
}

lua_Integer bnl_check_integer(lua_State *L, int index)
{
    luaL_checktype(L, index, LUA_TNUMBER);
    return luaL_checkinteger(L, index);
}

const char *bnl_check_text(lua_State *L, int index)
{
    luaL_checktype(L, index, LUA_TSTRING);
    return lua_tostring(L, index);
}

double bnl_opt_number(lua_State *L, int index, double otherwise)
{
    return lua_isnoneornil(L, index) ? otherwise : bnl_check_number(L, index);
}

lua_Integer bnl_opt_integer(lua_State *L, int index, lua_Integer otherwise)
{
    return lua_isnoneornil(L, index) ? otherwise : bnl_check_integer(L, index);
}

const char *bnl_opt_text(lua_State *L, int index, const char *otherwise)
{
    return lua_isnoneornil(L, index) ? otherwise : bnl_check_text(L, index);
}

bool bnl_opt_flag(lua_State *L, int index, bool otherwise)
{
    if (lua_isnoneornil(L, index)) return otherwise;
    luaL_checktype(L, index, LUA_TBOOLEAN);
    return lua_toboolean(L, index);
}

void bnl_check_end(lua_State *L, int index)
{
    if (lua_gettop(L) >= index) luaL_argerror(L, index, "no argument is taken here");
}
