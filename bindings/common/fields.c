/* The lists of fields and words of the C side in Lua, for what is made from them or tested against them: the
   parameters of a run, the help and the annotations for editors.

       local fields = require "balnet.native.fields"
       require "balnet.trainer"                                  -- which declares its own
       for _, field in ipairs(fields.of "balnet.trainer.definition") do print(field.name, field.default) end
*/
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include <math.h>

static void set_text(lua_State *L, const char *name, const char *text)
{
    if (text == NULL) return;
    lua_pushstring(L, text);
    lua_setfield(L, -2, name);
}

// Pushes a bound or default of a field of integers as an integer.
static void set_number(lua_State *L, const char *name, const bn_field *field, double value)
{
    if (isnan(value) || isinf(value)) return;
    if (field->kind == BN_FIELD_INTEGER)
        lua_pushinteger(L, (lua_Integer)value);
    else
        lua_pushnumber(L, value);
    lua_setfield(L, -2, name);
}

static void set_default(lua_State *L, const bn_field *field)
{
    switch (field->kind) {
    case BN_FIELD_INTEGER:
    case BN_FIELD_REAL:
        if (field->like == NULL) set_number(L, "default", field, field->fallback);
        break;
    case BN_FIELD_FLAG:
        lua_pushboolean(L, field->fallback != 0.0);
        lua_setfield(L, -2, "default");
        break;
    case BN_FIELD_WORD:
        set_text(L, "default", bn_word_of(field->words, (int)field->fallback));
        break;
    case BN_FIELD_TENSOR:
    case BN_FIELD_OTHER:
        break;
    }
}

// A list of the words, or of their lines of help.
static void set_words(lua_State *L, const char *name, const bn_word *words, bool help)
{
    lua_newtable(L);
    for (lua_Integer i = 0; words[i].word != NULL; i++) {
        lua_pushstring(L, help ? words[i].help : words[i].word);
        lua_rawseti(L, -2, i + 1);
    }
    lua_setfield(L, -2, name);
}

// The line of help, with the meaning of 0 and the reason for the range.
static void set_help(lua_State *L, const bn_field *field)
{
    lua_pushstring(L, field->help);
    if (field->zero != NULL) lua_pushfstring(L, "; 0: %s", field->zero);
    if (field->why != NULL) lua_pushfstring(L, "; %s", field->why);
    lua_concat(L, 1 + (field->zero != NULL) + (field->why != NULL));
    lua_setfield(L, -2, "help");
}

static void push_field(lua_State *L, const bn_field *field)
{
    static const char *const kinds[] = {
        [BN_FIELD_INTEGER] = "integer", [BN_FIELD_REAL] = "number",   [BN_FIELD_FLAG] = "boolean",
        [BN_FIELD_WORD] = "choice",     [BN_FIELD_TENSOR] = "tensor", [BN_FIELD_OTHER] = "other",
    };
    lua_newtable(L);
    set_text(L, "name", field->name);
    set_text(L, "kind", kinds[field->kind]);
    set_text(L, "like", field->like);
    set_text(L, "unit", field->unit);
    set_text(L, "type", field->type);
    if (field->needed) {
        lua_pushboolean(L, true);
        lua_setfield(L, -2, "needed");
    }
    set_help(L, field);
    set_default(L, field);
    if (field->kind == BN_FIELD_INTEGER || field->kind == BN_FIELD_REAL) {
        set_number(L, field->above ? "above" : "least", field, field->least);
        set_number(L, field->below ? "below" : "most", field, field->most);
    }
    if (field->words != NULL) set_words(L, "choices", field->words, false);
}

// The list that was declared under the name that is argument 1.
static const void *check_list(lua_State *L, const char *kind)
{
    const char *name = bnl_check_text(L, 1);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, kind);
    lua_getfield(L, -1, name);
    const void *list = lua_touserdata(L, -1);
    if (list == NULL) luaL_error(L, "no list '%s' was declared", name);
    return list;
}

/***
The fields of a definition, in order: `name`, `kind` ("integer", "number", "boolean", "choice", "tensor",
"other"), `default`, or `like` with the name of the field whose value it has; `least` or `above`, `most` or
`below`; `choices`; `unit`; `help`. An error for a name under which none was declared.
@function of
@tparam string name as "balnet.trainer.definition"
@treturn {table,...}
*/
static int fields_of(lua_State *L)
{
    const bn_field *fields = check_list(L, BNL_FIELDS);
    bn_field field;
    lua_newtable(L);
    for (size_t i = 0; bn_field_at(fields, i, &field); i++) {
        push_field(L, &field);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/***
The words of an enumeration and their lines of help. An error for a name under which none was declared.
@function words_of
@tparam string name as "activation"
@treturn table `word` and `help`, lists of the same length
*/
static int fields_words_of(lua_State *L)
{
    const bn_word *words = check_list(L, BNL_WORDS);
    lua_newtable(L);
    set_words(L, "word", words, false);
    set_words(L, "help", words, true);
    return 1;
}

static int push_names(lua_State *L, const char *kind)
{
    luaL_getsubtable(L, LUA_REGISTRYINDEX, kind);
    lua_newtable(L);
    lua_Integer count = 0;
    for (lua_pushnil(L); lua_next(L, -3) != 0; lua_pop(L, 1)) {
        lua_pushvalue(L, -2);
        lua_rawseti(L, -4, ++count);
    }
    return 1;
}

/***
The names of all definitions that were declared so far, in no order.
@function definitions
@treturn {string,...}
*/
static int fields_definitions(lua_State *L)
{
    return push_names(L, BNL_FIELDS);
}

/***
The names of all enumerations that were declared so far, in no order.
@function enumerations
@treturn {string,...}
*/
static int fields_enumerations(lua_State *L)
{
    return push_names(L, BNL_WORDS);
}

static const bnl_function functions[] = {
    {"of", fields_of, 1, 0},
    {"words_of", fields_words_of, 1, 0},
    {"definitions", fields_definitions, 0, 0},
    {"enumerations", fields_enumerations, 0, 0},
    {NULL, NULL, 0, 0},
};

int luaopen_balnet_native_fields(lua_State *L)
{
    bnl_new_module(L, "balnet.native.fields", functions);
    return 1;
}
