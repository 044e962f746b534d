/* What every binding file needs: statuses as Lua errors, definitions read from
   tables, tensors as userdata. */
#ifndef BNL_H
#define BNL_H

#include "bindings/common/bnl_function.h"
#include "common/field.h"
#include "common/status.h"
#include "engine/base/inline.h"
#include "engine/tensor/tensor.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdbool.h>
#include <stddef.h>

/* As luaL_error, for sentences with numbers in them: NaN has no sign there, though printf shows one. */
int bnl_error(lua_State *L, const char *format, ...);

/* Pushes the text of a value, as luaL_tolstring, but of a number with a decimal point in any locale. */
const char *bnl_push_text(lua_State *L, int index);

/* Raises a Lua error with the status's sentence, at the line of the Lua code that called; the second unless it is
   BN_OK, inline, since a status is too long to be copied for every call. */
void bnl_raise(lua_State *L, const bn_status *status);

BN_INLINE void bnl_check(lua_State *L, bn_status status)
{
    if (status.code != BN_OK) bnl_raise(L, &status);
}

/* --- definitions: a Lua table read against one list of fields ------------------------------------------- */

/* Overwrites the members of *definition that the table at `index` names; nil or no table leaves all members. A
   field that follows another one and is not given then takes that one's value. A name that is no field, or a
   value of the wrong kind or out of its range, is a Lua error that names the field, says what was given and
   what was needed, and suggests the nearest name; so is a field that is needed and not given. */
void bnl_read_definition(lua_State *L, int index, const bn_field *fields, void *definition);

/* Pushes a table of all fields with the values in *definition. Left out are tensors, fields without a member,
   and real numbers that were not given. */
void bnl_push_definition(lua_State *L, const bn_field *fields, const void *definition);

/* The value of the word at `index`, or `otherwise` for nil. A word that is not in the list is a Lua error
   that names the argument and the words. */
int bnl_opt_word(lua_State *L, int index, const bn_word *words, int otherwise);

/* Pushes all words of a list as one text, commas between them. */
void bnl_push_words(lua_State *L, const bn_word *words);

/* Registers a list for Lua's balnet.native.fields. The name of a list of fields is that of the class in the
   annotations for editors, as "balnet.network.definition"; the name of a list of words is what they choose,
   as "activation". The lists must live as long as the program. The registry keeps their addresses as light
   userdata, in tables under these keys. */
#define BNL_FIELDS "balnet.declared_fields"
#define BNL_WORDS  "balnet.declared_words"
void bnl_declare_fields(lua_State *L, const char *name, const bn_field *fields);
void bnl_declare_words(lua_State *L, const char *name, const bn_word *words);

/* --- tensors ---------------------------------------------------------------------------------------- */

#define BNL_TENSOR "balnet.tensor"

/* Pushes a new zeroed row-major tensor whose elements lie in the userdata itself; the pointer is valid as
   long as the userdata lives. A shape out of range is a Lua error. */
bn_tensor *bnl_new_tensor(lua_State *L, bn_dtype dtype, int dims, const int64_t *shape);

/* The same with elements that are not set, for a result of which every element is written. */
bn_tensor *bnl_new_result(lua_State *L, bn_dtype dtype, int dims, const int64_t *shape);

/* Pushes a tensor that describes memory owned by the userdata at `owner`, which it keeps alive; when `owner`
   is itself a view, the owner of that view. */
bn_tensor *bnl_push_view(lua_State *L, int owner, const bn_tensor *view);

/* Replaces the tensor on the top of the stack by a view of it with its dimensions in reverse. */
void bnl_reverse_dims(lua_State *L);

/* The tensor at `index`; the first raises a Lua error where there is none, the second returns NULL. Both
   raise one for a closed tensor. */
bn_tensor *bnl_check_tensor(lua_State *L, int index);
bn_tensor *bnl_test_tensor(lua_State *L, int index);

/* The tensor at `index` as contiguous row-major data of the given dtype: itself, or a converted copy that is
   pushed onto the stack so that it lives as long as the call. Always pushes exactly one value. */
bn_tensor *bnl_contiguous(lua_State *L, int index, bn_dtype dtype);

/* The optional dtype word at `index` ("f32" or "f64"), else `otherwise`. */
bn_dtype bnl_opt_dtype(lua_State *L, int index, bn_dtype otherwise);

/* Pushes a userdata of class `class` that holds `size` bytes of its own and behind them an aligned block of
   `block` bytes, all zero; bnl_block_of finds the block. It holds nothing that must be freed. */
void *bnl_new_block(lua_State *L, size_t size, size_t block, const char *class);
void *bnl_block_of(void *userdata, size_t size);

/* The dimension at `index`, counted from 1, or from the end by -1, -2, …; returned counted from 0. */
int bnl_check_dim(lua_State *L, int index, int dims);

/* The shape given at `index`: one table of extents, or all the numbers that follow one another. Returns the
   number of dimensions; *next is the first argument behind it. */
int bnl_check_shape(lua_State *L, int index, int64_t *shape, int *next);

/* A number as a tensor without dimensions, valid as long as *scalar. Returns &scalar->tensor. */
typedef struct {
    bn_tensor tensor;
    union {
        float f32;
        double f64;
    } value;
} bnl_scalar;

bn_tensor *bnl_set_scalar(bnl_scalar *scalar, bn_dtype dtype, double value);

/* A class in two steps: pushes its metatable, with the methods as `__index`, which refuses other names; pops
   it and registers it under its name, unless a class of that name exists. Only a complete class is
   registered: a class that an error for want of memory left without __gc would make objects that are never
   freed. */
void bnl_new_class(lua_State *L, const char *name, const bnl_function *methods, const luaL_Reg *metamethods);
void bnl_register_class(lua_State *L, const char *name);

/* A __tostring: what lua/balnet/program/facts.lua knows of the object by the last part of its class. */
int bnl_describe(lua_State *L);

/* Both steps at once, for a class that needs no more. */
void bnl_define_class(lua_State *L, const char *name, const bnl_function *methods,
                      const luaL_Reg *metamethods);

#endif
