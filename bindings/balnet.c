/* The program: a superset of the standalone Lua interpreter. It prepares a Lua state as lua does and runs, in
   this order: LUA_INIT, the options, the script or the interactive loop. */
#include "bindings/program/call.h"
#include "bindings/program/module.h"
#include "bindings/program/options.h"
#include "bindings/program/repl.h"
#include "bindings/program/script.h"
#include "bindings/program/signals.h"
#include "bindings/program/streams.h"

#include "common/memory.h"

#include <lauxlib.h>
#include <lualib.h>
#include <stdlib.h>
#include <unistd.h>

static void open_libraries(lua_State *L, const bnl_options *options)
{
    luaL_checkversion(L);
    if (options->no_environment) {
        lua_pushboolean(L, 1);
        lua_setfield(L, LUA_REGISTRYINDEX, "LUA_NOENV");
    }
    luaL_openlibs(L);
    bnl_add_searcher(L);
    lua_gc(L, LUA_GCGEN, 0, 0);
}

// Runs when neither a script nor -i was given: the prompt on a terminal, else stdin as a script.
static int run_without_script(lua_State *L, const bnl_options *options)
{
    if (options->execute || options->version) return EXIT_SUCCESS;
    if (!isatty(STDIN_FILENO)) return bnl_run_stdin(L, options);
    bnl_print_version();
    bnl_run_interactive(L);
    return EXIT_SUCCESS;
}

static int run_script(lua_State *L, const bnl_options *options)
{
    if (options->version) bnl_print_version();
    bnl_set_arg_table(L, options);
    int status = bnl_run_init(L, options);
    if (status == EXIT_SUCCESS) status = bnl_run_options(L, options);
    if (status == EXIT_SUCCESS && options->script < options->argc) status = bnl_run_script(L, options);
    if (status != EXIT_SUCCESS) return status;
    if (options->interactive)
        bnl_run_interactive(L);
    else if (options->script == options->argc)
        return run_without_script(L, options);
    return EXIT_SUCCESS;
}

static int run_command(lua_State *L, bnl_options options)
{
    options.script = 1; // the command's word stands where a script would
    bnl_set_arg_table(L, &options);
    const int status = bnl_run_init(L, &options);
    return status == EXIT_SUCCESS ? bnl_run_command(L, &options) : status;
}

static int run_all(lua_State *L, const bnl_options *options)
{
    if (bnl_is_command(L, options)) return run_command(L, *options);
    if (options->wrong != 0) {
        bnl_explain_wrong_option(options);
        return EXIT_FAILURE;
    }
    if (options->help)
        bnl_print_usage(stdout, options->program);
    else if (options->about)
        bnl_print_about();
    else
        return run_script(L, options);
    return EXIT_SUCCESS;
}

// Runs protected, since preparing a state may already raise errors. Stack: the options; leaves the exit
// status.
static int run_program(lua_State *L)
{
    const bnl_options *options = lua_touserdata(L, 1);
    lua_settop(L, 0);
    open_libraries(L, options);
    lua_pushinteger(L, run_all(L, options));
    return 1;
}

int main(int argc, char **argv)
{
    bn_memory_keep_freed();
    bnl_guard_streams();
    bnl_await_save_requests();
    const bnl_options options = bnl_read_options(argc, argv);
    lua_State *L = luaL_newstate();
    if (L == NULL) {
        bnl_print_message(options.program, "cannot create state: not enough memory");
        return EXIT_FAILURE;
    }
    lua_pushcfunction(L, run_program);
    lua_pushlightuserdata(L, (void *)(uintptr_t)&options);
    const int failed = lua_pcall(L, 1, 1, 0) != LUA_OK;
    const int status = failed ? bnl_report(L, options.program) : (int)lua_tointeger(L, -1);
    lua_close(L);
    return status;
}
