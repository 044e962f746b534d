/* The parts of the tensor class, one binding file each; tensor.c puts them together. A part pushes nothing
   and adds its methods to the table at `methods`, its functions to the table at `functions` (absolute stack
   indices). */
#ifndef BNL_TENSOR_PARTS_H
#define BNL_TENSOR_PARTS_H

#include "bindings/common/bnl.h"

void bnl_tensor_register_make(lua_State *L, int methods, int functions);
void bnl_tensor_register_shape(lua_State *L, int methods, int functions);
void bnl_tensor_register_copy(lua_State *L, int methods, int functions);
void bnl_tensor_register_math(lua_State *L, int methods, int functions);
void bnl_tensor_register_reduce(lua_State *L, int methods, int functions);
void bnl_tensor_register_product(lua_State *L, int methods, int functions);
void bnl_tensor_register_index(lua_State *L, int methods);
void bnl_tensor_register_text(lua_State *L, int methods, int functions);

/* Adds `list` to the table at `table`. */
void bnl_tensor_add_functions(lua_State *L, int table, const bnl_function *list);
void bnl_tensor_add_methods(lua_State *L, int table, const bnl_function *list);

/* Metamethods. __index takes the method table as its upvalue. */
int bnl_tensor_index(lua_State *L);
int bnl_tensor_newindex(lua_State *L);
int bnl_tensor_pairs(lua_State *L);
int bnl_tensor_tostring(lua_State *L);
int bnl_tensor_equal(lua_State *L);

/* The metamethods of arithmetic, into the metatable at `metatable`. */
void bnl_tensor_register_arithmetic(lua_State *L, int metatable);

/* Pushes a tensor of the numbers in the nested table at `index`. A ragged table, or an element that is not a
   number, is a Lua error that gives its position. */
bn_tensor *bnl_tensor_from_table(lua_State *L, int index, bn_dtype dtype);

/* Pushes a new row-major copy in the given dtype. */
bn_tensor *bnl_tensor_clone(lua_State *L, const bn_tensor *tensor, bn_dtype dtype);

#endif
