/* The C modules of the library, one open function a binding file. Each returns its module and sets no global. */
#ifndef BNL_LIBRARY_H
#define BNL_LIBRARY_H

#include <lua.h>

int luaopen_balnet_tensor(lua_State *L);

#endif
