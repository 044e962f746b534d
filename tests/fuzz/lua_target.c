/* A fuzzer whose target is a function in Lua: TARGET.lua beside this file returns it. It gets the input as a
   string and raises an error when a promise is broken. libFuzzer gets the lines of Lua that ran as counters
   beside the edges of the C code, so that it explores both. */
#include <lauxlib.h>
#include <lualib.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { COUNTERS = 1 << 14 };

__attribute__((section("__libfuzzer_extra_counters"))) static uint8_t counters[COUNTERS];

static void count_line(lua_State *L, lua_Debug *at)
{
    lua_getinfo(L, "Sl", at);
    uint32_t hash = (uint32_t)at->currentline;
    for (const char *c = at->short_src; *c != '\0'; c++) hash = (hash ^ (uint8_t)*c) * 16777619u;
    counters[hash % COUNTERS]++;
}

static void need(lua_State *L, int status)
{
    if (status == LUA_OK) return;
    fprintf(stderr, "%s: %s\n", TARGET, lua_tostring(L, -1));
    abort();
}

static int with_traceback(lua_State *L)
{
    luaL_traceback(L, L, luaL_tolstring(L, 1, NULL), 1);
    return 1;
}

// The state, with the traceback at 1 and the target at 2.
static lua_State *open_state(void)
{
    lua_State *L = luaL_newstate();
    luaL_openlibs(L);
    lua_pushcfunction(L, with_traceback);
    static const char start[] = "package.cpath = os.getenv 'BALNET_BUILD' .. '/?.so'\n"
                                "require 'balnet'\n"
                                "return dofile(os.getenv 'BALNET_SOURCE' .. '/tests/fuzz/" TARGET ".lua')";
    need(L, luaL_loadstring(L, start));
    need(L, lua_pcall(L, 0, 1, 1));
    lua_sethook(L, count_line, LUA_MASKLINE, 0);
    return L;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static lua_State *L;
    if (L == NULL) L = open_state();
    lua_pushvalue(L, 2);
    lua_pushlstring(L, (const char *)data, size);
    need(L, lua_pcall(L, 1, 0, 1));
    return 0;
}
