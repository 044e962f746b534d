/* The nearest known word, in Lua.

       local suggestion = require "balnet.native.suggestion"
       suggestion.find("neuron", { "neurons", "steps" })   --> "neurons"
*/
#include "bindings/common/bnl_function.h"
#include "bindings/common/bnl_suggestion.h"
#include "bindings/common/library.h"

#include <lauxlib.h>

/***
The word of a list that is nearest to a mistyped one.
@function find
@tparam string word as it was given
@tparam {string,...} words the known ones
@treturn ?string the nearest; nil when none is near enough
*/
static int suggestion_find(lua_State *L)
{
    bnl_suggestion suggestion = bnl_suggestion_for(bnl_check_text(L, 1));
    luaL_checktype(L, 2, LUA_TTABLE);
    const lua_Integer count = luaL_len(L, 2);
    for (lua_Integer i = 1; i <= count; i++) {
        if (lua_rawgeti(L, 2, i) != LUA_TSTRING) return luaL_argerror(L, 2, "a list of strings is needed");
        bnl_suggestion_offer(&suggestion, lua_tostring(L, -1));
        lua_pop(L, 1); // the list keeps the string alive
    }
    lua_pushstring(L, suggestion.best);
    return 1;
}

static const bnl_function functions[] = {{"find", suggestion_find, 2, 0}, {NULL, NULL, 0, 0}};

int luaopen_balnet_native_suggestion(lua_State *L)
{
    bnl_new_module(L, "balnet.native.suggestion", functions);
    return 1;
}
