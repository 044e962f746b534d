/* `require "balnet"`: puts every C module and every embedded Lua module into package.preload, then runs the
   Lua module `balnet`, which composes the table that the user sees. A module is loaded when it is first asked
   for. */
#include "bindings/common/library.h"

#include "bindings/common/bnl.h"
#include "bindings/common/embedded.h"
#include "engine/kernels/kernels.h"

#include <lauxlib.h>
#include <stdbool.h>
#include <string.h>

static const luaL_Reg c_modules[] = {
    {"balnet.cluster", luaopen_balnet_cluster},
    {"balnet.force", luaopen_balnet_force},
    {"balnet.mat", luaopen_balnet_mat},
    {"balnet.network", luaopen_balnet_network},
    {"balnet.npy", luaopen_balnet_npy},
    {"balnet.random", luaopen_balnet_random},
    {"balnet.stimulus", luaopen_balnet_stimulus},
    {"balnet.tensor", luaopen_balnet_tensor},
    {"balnet.trainer", luaopen_balnet_trainer},
    {"balnet.native.archive", luaopen_balnet_native_archive},
    {"balnet.native.csv", luaopen_balnet_native_csv},
    {"balnet.native.density", luaopen_balnet_native_density},
    {"balnet.native.distance", luaopen_balnet_native_distance},
    {"balnet.native.distribution", luaopen_balnet_native_distribution},
    {"balnet.native.lapack", luaopen_balnet_native_lapack},
    {"balnet.native.fft", luaopen_balnet_native_fft},
    {"balnet.native.fields", luaopen_balnet_native_fields},
    {"balnet.native.filter", luaopen_balnet_native_filter},
    {"balnet.native.fixed_points", luaopen_balnet_native_fixed_points},
    {"balnet.native.flossing", luaopen_balnet_native_flossing},
    {"balnet.native.gaussian", luaopen_balnet_native_gaussian},
    {"balnet.native.information_rate", luaopen_balnet_native_information_rate},
    {"balnet.native.json", luaopen_balnet_native_json},
    {"balnet.native.kernels", luaopen_balnet_native_kernels},
    {"balnet.native.linear_response", luaopen_balnet_native_linear_response},
    {"balnet.native.lyapunov_network", luaopen_balnet_native_lyapunov_network},
    {"balnet.native.lyapunov_tracker", luaopen_balnet_native_lyapunov_tracker},
    {"balnet.native.markdown", luaopen_balnet_native_markdown},
    {"balnet.native.meanfield", luaopen_balnet_native_meanfield},
    {"balnet.native.peak", luaopen_balnet_native_peak},
    {"balnet.native.plot", luaopen_balnet_native_plot},
    {"balnet.native.populations", luaopen_balnet_native_populations},
    {"balnet.native.populations_time", luaopen_balnet_native_populations_time},
    {"balnet.native.two_time", luaopen_balnet_native_two_time},
    {"balnet.native.process", luaopen_balnet_native_process},
    {"balnet.native.reminder", luaopen_balnet_native_reminder},
    {"balnet.native.signals", luaopen_balnet_native_signals},
    {"balnet.native.simulation", luaopen_balnet_native_simulation},
    {"balnet.native.connections", luaopen_balnet_native_connections},
    {"balnet.native.sources", luaopen_balnet_native_sources},
    {"balnet.native.stationary", luaopen_balnet_native_stationary},
    {"balnet.native.stepper", luaopen_balnet_native_stepper},
    {"balnet.native.suggestion", luaopen_balnet_native_suggestion},
    {"balnet.native.system", luaopen_balnet_native_system},
    {NULL, NULL},
};

// The name of a public module is balnet.NAME; internal modules have longer names.
static bool is_public(const char *module)
{
    const char *dot = strchr(module, '.');
    return dot != NULL && strchr(dot + 1, '.') == NULL;
}

// Makes unknown names in the module on the top of the stack, and arguments too many, errors.
static void guard_module(lua_State *L, const char *module)
{
    lua_getglobal(L, "require");
    lua_pushliteral(L, "balnet.parameters.arguments");
    lua_call(L, 1, 1);
    lua_getfield(L, -1, "module");
    lua_remove(L, -2);
    lua_pushstring(L, module);
    lua_rotate(L, -3, -1);
    lua_call(L, 2, 1);
}

static int load_embedded(lua_State *L)
{
    const bnl_embedded *file = lua_touserdata(L, lua_upvalueindex(1));
    if (luaL_loadbuffer(L, file->text, file->size, file->chunk_name) != LUA_OK) return lua_error(L);
    lua_pushstring(L, file->module);
    lua_call(L, 1, 1);
    if (is_public(file->module)) guard_module(L, file->module);
    return 1;
}

static void push_loader(lua_State *L, const bnl_embedded *file)
{
    lua_pushlightuserdata(L, (void *)(uintptr_t)file);
    lua_pushcclosure(L, load_embedded, 1);
}

static void preload_modules(lua_State *L)
{
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
    luaL_setfuncs(L, c_modules, 0);
    for (const bnl_embedded *file = bnl_embedded_files; file->module != NULL; file++) {
        if (strcmp(file->module, "balnet") == 0) continue;
        push_loader(L, file);
        lua_setfield(L, -2, file->module);
    }
    lua_pop(L, 1);
}

int bnl_open_embedded(lua_State *L, const bnl_embedded *file)
{
    bnl_check(L, bn_kernels_check());
    bnl_outlive_file_limits();
    preload_modules(L);
    push_loader(L, file);
    lua_call(L, 0, 1);
    return 1;
}

int luaopen_balnet(lua_State *L)
{
    const bnl_embedded *file = bnl_embedded_files;
    while (strcmp(file->module, "balnet") != 0) file++;
    return bnl_open_embedded(L, file);
}
