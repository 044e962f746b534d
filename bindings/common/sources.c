/* The texts of the library's own Lua files and annotations by their paths, for the reference.

       print(require "balnet.native.sources"["balnet/fit.lua"])
*/
#include "bindings/common/embedded.h"
#include "bindings/common/library.h"

#include <lauxlib.h>

static void add_texts(lua_State *L, const bnl_embedded *file)
{
    for (; file->module != NULL; file++) {
        lua_pushlstring(L, file->text, file->size);
        lua_setfield(L, -2, file->chunk_name + 1); // without the = that Lua wants before the name of a chunk
    }
}

int luaopen_balnet_native_sources(lua_State *L)
{
    lua_newtable(L);
    add_texts(L, bnl_embedded_files);
    add_texts(L, bnl_embedded_annotations);
    return 1;
}
