/* Loading and calling are one step, `run`: the status of loading decides whether anything is called, and an
   error of either is reported in the same way. */
#include "bindings/program/script.h"

#include "bindings/program/call.h"
#include "bindings/program/module.h"

#include <lauxlib.h>
#include <lualib.h>
#include <stdlib.h>
#include <string.h>

void bnl_set_arg_table(lua_State *L, const bnl_options *options)
{
    const int zero = options->script < options->argc ? options->script : 0;
    lua_createtable(L, options->argc - options->script, zero + 1);
    for (int i = 0; i < options->argc; i++) {
        lua_pushstring(L, options->argv[i]);
        lua_rawseti(L, -2, i - zero);
    }
    lua_setglobal(L, "arg");
}

// Calls the function below `arguments` values, or reports why it could not be loaded.
static int run(lua_State *L, const bnl_options *options, int load_status, int arguments)
{
    const int status = load_status == LUA_OK ? bnl_call(L, arguments, 0) : load_status;
    return status == LUA_OK ? EXIT_SUCCESS : bnl_report(L, options->program);
}

static int run_text(lua_State *L, const bnl_options *options, const char *text, const char *name)
{
    return run(L, options, luaL_loadbuffer(L, text, strlen(text), name), 0);
}

int bnl_run_init(lua_State *L, const bnl_options *options)
{
    if (options->no_environment) return EXIT_SUCCESS;
    const char *name = "=LUA_INIT" LUA_VERSUFFIX;
    const char *init = getenv(name + 1);
    if (init == NULL) {
        name = "=LUA_INIT";
        init = getenv(name + 1);
    }
    if (init == NULL) return EXIT_SUCCESS;
    if (init[0] == '@') return run(L, options, luaL_loadfile(L, init + 1), 0);
    return run_text(L, options, init, name);
}

// `name` or `global=name`.
static int require_library(lua_State *L, const bnl_options *options, const char *word)
{
    const char *equals = strchr(word, '=');
    const char *name = equals != NULL ? equals + 1 : word;
    lua_getglobal(L, "require");
    lua_pushstring(L, name);
    if (bnl_call(L, 1, 1) != LUA_OK) return bnl_report(L, options->program);
    lua_pushlstring(L, word, equals != NULL ? (size_t)(equals - word) : strlen(word));
    lua_insert(L, -2);
    lua_pushglobaltable(L);
    lua_insert(L, -3);
    lua_settable(L, -3);
    lua_pop(L, 1);
    return EXIT_SUCCESS;
}

int bnl_run_options(lua_State *L, const bnl_options *options)
{
    for (int i = 1; i < options->script; i++) {
        const char option = options->argv[i][1];
        if (option == 'W') lua_warning(L, "@on", 0);
        if (option != 'e' && option != 'l') continue;
        const char *value = options->argv[i] + 2;
        if (*value == '\0') value = options->argv[++i];
        const int status = option == 'e' ? run_text(L, options, value, "=(command line)")
                                         : require_library(L, options, value);
        if (status != EXIT_SUCCESS) return status;
    }
    return EXIT_SUCCESS;
}

// The arguments come from the table, which the code run before the script may have changed.
static int push_arguments(lua_State *L)
{
    if (lua_getglobal(L, "arg") != LUA_TTABLE) luaL_error(L, "'arg' is not a table");
    const int count = (int)luaL_len(L, -1);
    luaL_checkstack(L, count + 3, "too many arguments to script");
    for (int i = 1; i <= count; i++) lua_rawgeti(L, -i, i);
    lua_remove(L, -1 - count);
    return count;
}

int bnl_run_script(lua_State *L, const bnl_options *options)
{
    const char *file = options->argv[options->script];
    const bool is_stdin = strcmp(file, "-") == 0 && strcmp(options->argv[options->script - 1], "--") != 0;
    const int status = luaL_loadfile(L, is_stdin ? NULL : file);
    return run(L, options, status, status == LUA_OK ? push_arguments(L) : 0);
}

int bnl_run_stdin(lua_State *L, const bnl_options *options)
{
    return run(L, options, luaL_loadfile(L, NULL), 0);
}

static const char *const commands[] = {"sweep", "info", "report", "--rerun", "--selftest", NULL};

// Pushes the module's name; false when argv[1] is no reserved word.
static bool push_command_module(lua_State *L, const bnl_options *options)
{
    for (int i = 0; options->argc > 1 && commands[i] != NULL; i++) {
        if (strcmp(options->argv[1], commands[i]) != 0) continue;
        lua_pushfstring(L, "balnet.command.%s", commands[i] + strspn(commands[i], "-"));
        return true;
    }
    return false;
}

bool bnl_is_command(lua_State *L, const bnl_options *options)
{
    if (!push_command_module(L, options)) return false;
    // A word may be the name of a script where there is no library; an option can only be the library's.
    const bool exists = options->argv[1][0] == '-' || bnl_has_module(L, lua_tostring(L, -1));
    lua_pop(L, 1);
    return exists;
}

int bnl_run_command(lua_State *L, const bnl_options *options)
{
    lua_getglobal(L, "require");
    push_command_module(L, options);
    if (bnl_call(L, 1, 1) != LUA_OK) return bnl_report(L, options->program);
    luaL_checkstack(L, options->argc, "too many arguments");
    for (int i = 2; i < options->argc; i++) lua_pushstring(L, options->argv[i]);
    if (bnl_call(L, options->argc - 2, 1) != LUA_OK) return bnl_report(L, options->program);
    const int status = (int)lua_tointeger(L, -1);
    lua_pop(L, 1);
    return status;
}
