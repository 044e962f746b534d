/* What the processor can do, in Lua.

   local floor = 6 * N * N * B * T / balnet.native.peak.flops()   -- seconds of an epoch that only
   multiplies */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include "engine/base/blas.h"
#include "engine/kernels/kernels.h"
#include "engine/kernels/peak.h"

enum { REPEATS = 50 };

static int repeats_at(lua_State *L, int index, int otherwise)
{
    const lua_Integer repeats = bnl_opt_integer(L, index, otherwise);
    luaL_argcheck(L, repeats >= 1 && repeats <= 1000000, index, "repeats must be from 1 to 1000000");
    return (int)repeats;
}

/***
Single-precision operations per second of one thread in fused multiply-adds, each counted as two, measured
now.
@function flops
@tparam[opt] integer repeats of about a fifth of a millisecond, of which the best counts (50)
@treturn number
*/
static int peak_flops(lua_State *L)
{
    lua_pushnumber(L, bn_peak_flops(repeats_at(L, 1, REPEATS)));
    return 1;
}

/***
Bytes per second that one thread reads from 256 MB of memory, measured now.
@function bandwidth
@tparam[opt] integer repeats of which the best counts (5)
@treturn number
*/
static int peak_bandwidth(lua_State *L)
{
    lua_pushnumber(L, bn_peak_bandwidth(repeats_at(L, 1, 5)));
    return 1;
}

/***
The kernels that OpenBLAS chose for this processor, as "Haswell".
@function corename
@treturn string
*/
static int peak_corename(lua_State *L)
{
    lua_pushstring(L, bn_blas_corename());
    return 1;
}

/***
The level of instructions whose kernels run: "baseline", "neon", "avx2" or "avx512". They give the same bytes.
@function instructions
@tparam[opt] string level to be taken from now on, while nothing else computes; an error with those there are
if the processor has it not
@treturn string
*/
static int peak_instructions(lua_State *L)
{
    const char *name = bnl_opt_text(L, 1, NULL);
    if (name != NULL) {
        bn_level level;
        bnl_check(L, bn_processor_level(name, &level));
        bn_kernels_use(level);
    }
    lua_pushstring(L, bn_level_name(bn_kernels_now()->level));
    return 1;
}

/***
The levels of instructions that this processor has, the best last.
@function levels
@treturn table of strings
*/
static int peak_levels(lua_State *L)
{
    lua_createtable(L, BN_LEVELS, 0);
    for (int level = 0; level < BN_LEVELS; level++) {
        if (!bn_processor_has((bn_level)level)) continue;
        lua_pushstring(L, bn_level_name((bn_level)level));
        lua_rawseti(L, -2, luaL_len(L, -2) + 1);
    }
    return 1;
}

static const bnl_function functions[] = {
    {"flops", peak_flops, 1, 0},       {"bandwidth", peak_bandwidth, 1, 0},
    {"corename", peak_corename, 0, 0}, {"instructions", peak_instructions, 1, 0},
    {"levels", peak_levels, 0, 0},     {NULL, NULL, 0, 0}};

int luaopen_balnet_native_peak(lua_State *L)
{
    bnl_new_module(L, "balnet.native.peak", functions);
    return 1;
}
