/* The nearest known word, in Lua.

       local suggestion = require "balnet.native.suggestion"
       suggestion.find("neuron", { "neurons", "steps" })   --> "neurons"
*/
#include "bindings/common/bnl_function.h"
#include "bindings/common/bnl_suggestion.h"
#include "bindings/common/library.h"

#include <lauxlib.h>

// The word at `word` held against the list of strings at `list`.
static bnl_suggestion suggestion_among(lua_State *L, int word, int list)
{
    bnl_suggestion suggestion = bnl_suggestion_for(bnl_check_text(L, word));
    luaL_checktype(L, list, LUA_TTABLE);
    const lua_Integer count = luaL_len(L, list);
    for (lua_Integer i = 1; i <= count; i++) {
        if (lua_rawgeti(L, list, i) != LUA_TSTRING) luaL_argerror(L, list, "a list of strings is needed");
        bnl_suggestion_offer(&suggestion, lua_tostring(L, -1));
        lua_pop(L, 1); // the list keeps the string alive
    }
    return suggestion;
}

/***
The word of a list that is nearest to a mistyped one.
@function find
@tparam string word as it was given
@tparam {string,...} words the known ones
@treturn ?string the nearest; nil when none is near enough
*/
static int suggestion_find(lua_State *L)
{
    const bnl_suggestion suggestion = suggestion_among(L, 1, 2);
    lua_pushstring(L, suggestion.best);
    return 1;
}

/***
The sentence about a word that is not known: with the nearest, or with those that are.
@function sentence
@tparam string what "field", "option", ...
@tparam string word as it was given
@tparam {string,...} words the known ones
@treturn string
*/
static int suggestion_sentence(lua_State *L)
{
    const bnl_suggestion suggestion = suggestion_among(L, 2, 3);
    bnl_suggestion_push(L, &suggestion, bnl_check_text(L, 1));
    return 1;
}

static const bnl_function functions[] = {
    {"find", suggestion_find, 2, 0}, {"sentence", suggestion_sentence, 3, 0}, {NULL, NULL, 0, 0}};

int luaopen_balnet_native_suggestion(lua_State *L)
{
    bnl_new_module(L, "balnet.native.suggestion", functions);
    return 1;
}
