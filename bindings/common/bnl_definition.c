/* Definitions: a Lua table is read field by field against the list beside its struct, so that an unknown name
   is caught. The lists themselves are kept in the registry as light userdata, for balnet.native.fields. */
#include "bindings/common/bnl.h"
#include "bindings/common/bnl_suggestion.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

static int unknown_field(lua_State *L, const bn_field *fields, const char *name)
{
    bnl_suggestion suggestion = bnl_suggestion_for(name);
    bn_field field;
    for (size_t i = 0; bn_field_at(fields, i, &field); i++) bnl_suggestion_offer(&suggestion, field.name);
    bnl_suggestion_push(L, &suggestion, "field");
    return luaL_error(L, "%s", lua_tostring(L, -1));
}

void bnl_push_words(lua_State *L, const bn_word *words)
{
    luaL_Buffer list;
    luaL_buffinit(L, &list);
    for (const bn_word *word = words; word->word != NULL; word++) {
        if (word > words) luaL_addstring(&list, ", ");
        luaL_addstring(&list, word->word);
    }
    luaL_pushresult(&list);
}

static int read_word(lua_State *L, const bn_field *field)
{
    const char *given = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
    const bn_word *word = bn_word_named(field->words, given);
    if (word != NULL) return word->value;
    if (given == NULL) given = luaL_typename(L, -1);
    bnl_push_words(L, field->words);
    return luaL_error(L, "field '%s' is %s; it must be one of: %s", field->name, given, lua_tostring(L, -1));
}

int bnl_opt_word(lua_State *L, int index, const bn_word *words, int otherwise)
{
    if (lua_isnoneornil(L, index)) return otherwise;
    const char *given = bnl_check_text(L, index);
    const bn_word *word = bn_word_named(words, given);
    if (word != NULL) return word->value;
    bnl_push_words(L, words);
    return luaL_argerror(
        L, index, lua_pushfstring(L, "'%s' was given; it must be one of: %s", given, lua_tostring(L, -1)));
}

static int wrong_kind(lua_State *L, const bn_field *field, const char *needed)
{
    const char *given = luaL_tolstring(L, -1, NULL);
    return bnl_error(L, "field '%s' is %s; it must be %s", field->name, given, needed);
}

// Reads the value on top of the stack into the member.
static void read_field(lua_State *L, const bn_field *field, void *member)
{
    int exact = 0;
    switch (field->kind) {
    case BN_FIELD_INTEGER:
        *(int64_t *)member = lua_tointegerx(L, -1, &exact);
        if (!exact || lua_type(L, -1) != LUA_TNUMBER) wrong_kind(L, field, "an integer");
        break;
    case BN_FIELD_REAL:
        if (lua_type(L, -1) != LUA_TNUMBER) wrong_kind(L, field, "a number");
        if (isnan(lua_tonumber(L, -1))) luaL_error(L, "%s is nan; a number was needed", field->name);
        *(double *)member = bnl_number(L, -1);
        break;
    case BN_FIELD_FLAG:
        if (!lua_isboolean(L, -1)) wrong_kind(L, field, "true or false");
        *(bool *)member = lua_toboolean(L, -1);
        break;
    case BN_FIELD_WORD:
        *(int *)member = read_word(L, field);
        break;
    case BN_FIELD_TENSOR:
        if (luaL_testudata(L, -1, BNL_TENSOR) == NULL) wrong_kind(L, field, "a tensor");
        *(const bn_tensor **)member = bnl_check_tensor(L, -1);
        break;
    case BN_FIELD_OTHER:
        break;
    }
}

// Gives integers that follow another field its value, unless the table at `index` has them.
static void follow(lua_State *L, int index, const bn_field *fields, unsigned char *definition)
{
    bn_field field, leader;
    for (size_t i = 0; bn_field_at(fields, i, &field); i++) {
        if (field.like == NULL || !bn_field_named(fields, field.like, &leader)) continue;
        const bool given = lua_istable(L, index) && lua_getfield(L, index, field.name) != LUA_TNIL;
        if (lua_istable(L, index)) lua_pop(L, 1);
        if (!given) memcpy(definition + field.offset, definition + leader.offset, sizeof(int64_t));
    }
}

static bool is_given(const bn_field *field, const void *member)
{
    if (field->kind == BN_FIELD_REAL) return !isnan(*(const double *)member);
    return field->kind != BN_FIELD_TENSOR || *(const bn_tensor *const *)member != NULL;
}

// What is needed is there, and all is within its range.
static void check_definition(lua_State *L, const bn_field *fields, const void *definition)
{
    bn_field field;
    for (size_t i = 0; bn_field_at(fields, i, &field); i++)
        if (field.needed && !is_given(&field, (const unsigned char *)definition + field.offset))
            bnl_error(L, "field '%s' is needed: %s", field.name, field.help);
    bnl_check(L, bn_fields_check(fields, definition));
}

void bnl_read_definition(lua_State *L, int index, const bn_field *fields, void *definition)
{
    index = lua_absindex(L, index);
    if (lua_isnoneornil(L, index)) {
        follow(L, index, fields, definition);
        check_definition(L, fields, definition);
        return;
    }
    luaL_checktype(L, index, LUA_TTABLE);
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L, "a definition has only named fields; a %s was found as a key",
                       luaL_typename(L, -2));
        const char *name = lua_tostring(L, -2);
        bn_field field;
        if (!bn_field_named(fields, name, &field)) unknown_field(L, fields, name);
        if (field.callable && lua_isfunction(L, -1)) continue;
        read_field(L, &field, (unsigned char *)definition + field.offset);
    }
    follow(L, index, fields, definition);
    check_definition(L, fields, definition);
}

static bool push_field(lua_State *L, const bn_field *field, const void *member)
{
    switch (field->kind) {
    case BN_FIELD_INTEGER:
        lua_pushinteger(L, *(const int64_t *)member);
        return true;
    case BN_FIELD_REAL:
        bnl_push_number(L, *(const double *)member);
        return !isnan(field->fallback) || !isnan(*(const double *)member);
    case BN_FIELD_FLAG:
        lua_pushboolean(L, *(const bool *)member);
        return true;
    case BN_FIELD_WORD:
        lua_pushstring(L, bn_word_of(field->words, *(const int *)member));
        return true;
    case BN_FIELD_TENSOR:
    case BN_FIELD_OTHER:
        break;
    }
    lua_pushnil(L);
    return false;
}

void bnl_push_definition(lua_State *L, const bn_field *fields, const void *definition)
{
    lua_newtable(L);
    bn_field field;
    for (size_t i = 0; bn_field_at(fields, i, &field); i++) {
        if (push_field(L, &field, (const unsigned char *)definition + field.offset))
            lua_setfield(L, -2, field.name);
        else
            lua_pop(L, 1);
    }
}

static void declare(lua_State *L, const char *kind, const char *name, const void *list)
{
    luaL_getsubtable(L, LUA_REGISTRYINDEX, kind);
    lua_pushlightuserdata(L, (void *)(uintptr_t)list);
    lua_setfield(L, -2, name);
    lua_pop(L, 1);
}

void bnl_declare_fields(lua_State *L, const char *name, const bn_field *fields)
{
    declare(L, BNL_FIELDS, name, fields);
}

void bnl_declare_words(lua_State *L, const char *name, const bn_word *words)
{
    declare(L, BNL_WORDS, name, words);
}
