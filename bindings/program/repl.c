/* Read, load, call, print. Whether a chunk is complete is asked of Lua's parser: an error at the end of the
   text means that more may come. */
#include "bindings/program/repl.h"

#include "bindings/program/call.h"
#include "bindings/program/editor.h"

#include <lauxlib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { END_OF_INPUT = -1 }; // beside the statuses of Lua

// Pushes the line without its end; false, with nothing pushed, at the end of the input.
static bool read_plainly(lua_State *L, const char *prompt)
{
    fputs(prompt, stdout);
    fflush(stdout);
    luaL_Buffer text;
    luaL_buffinit(L, &text);
    int c = getc(stdin);
    const bool ended = c == EOF;
    for (; c != EOF && c != '\n'; c = getc(stdin)) luaL_addchar(&text, (char)c);
    luaL_pushresult(&text);
    if (ended)
        lua_pop(L, 1);
    else if (!isatty(STDIN_FILENO))
        puts(lua_tostring(L, -1));
    return !ended;
}

// The prompt is the value of a global, so that the user can change it.
static bool read_line(lua_State *L, bnl_editor *editor, const char *prompt_name, const char *otherwise)
{
    const int top = lua_gettop(L);
    if (lua_getglobal(L, prompt_name) == LUA_TNIL) lua_pushstring(L, otherwise);
    const char *prompt = luaL_tolstring(L, -1, NULL);
    const bool read = editor != NULL ? bnl_editor_read(L, editor, prompt) : read_plainly(L, prompt);
    if (read) lua_replace(L, top + 1);
    lua_settop(L, read ? top + 1 : top);
    return read;
}

static int load_text(lua_State *L, int index)
{
    size_t size;
    const char *text = lua_tolstring(L, index, &size);
    return luaL_loadbuffer(L, text, size, "=stdin");
}

static bool wants_more(lua_State *L, int load_status)
{
    static const char mark[] = "<eof>";
    size_t size;
    if (load_status != LUA_ERRSYNTAX) return false;
    const char *message = lua_tolstring(L, -1, &size);
    return size >= strlen(mark) && strcmp(message + size - strlen(mark), mark) == 0;
}

// Stack: the first line. Adds lines until they are a complete chunk or have an error that more lines can't
// remove.
static int load_statements(lua_State *L, bnl_editor *editor)
{
    for (;;) {
        const int status = load_text(L, 1);
        if (!wants_more(L, status) || !read_line(L, editor, "_PROMPT2", ">> ")) return status;
        lua_pushfstring(L, "%s\n%s", lua_tostring(L, 1), lua_tostring(L, -1));
        lua_replace(L, 1);
        lua_settop(L, 1);
    }
}

// Leaves the chunk, or the message of its syntax error, on the top of the stack.
static int load_chunk(lua_State *L, bnl_editor *editor)
{
    lua_settop(L, 0);
    if (!read_line(L, editor, "_PROMPT", "> ")) return END_OF_INPUT;
    if (lua_tostring(L, 1)[0] == '=') {
        lua_pushfstring(L, "return %s", lua_tostring(L, 1) + 1);
        lua_replace(L, 1);
    }
    lua_pushfstring(L, "return %s", lua_tostring(L, 1));
    if (load_text(L, -1) == LUA_OK) return LUA_OK;
    lua_settop(L, 1);
    return load_statements(L, editor);
}

// Prints the values from index `first` on by the global `print`, which the user may have replaced.
static void print_results(lua_State *L, int first)
{
    const int count = lua_gettop(L) - first + 1;
    if (count == 0) return;
    luaL_checkstack(L, LUA_MINSTACK, "too many results to print");
    lua_getglobal(L, "print");
    lua_insert(L, first);
    if (lua_pcall(L, count, 0, 0) == LUA_OK) return;
    bnl_print_message(NULL, lua_pushfstring(L, "error calling 'print' (%s)", luaL_tolstring(L, -1, NULL)));
}

static void predefine_library(lua_State *L)
{
    lua_getglobal(L, "require");
    lua_pushliteral(L, "balnet");
    if (bnl_call(L, 1, 1) == LUA_OK)
        lua_setglobal(L, "balnet");
    else
        bnl_report(L, NULL);
    puts("balnet is the library; TAB completes names, Ctrl-D ends.");
}

void bnl_run_interactive(lua_State *L)
{
    lua_pushboolean(L, 1);
    lua_setfield(L, LUA_REGISTRYINDEX, BNL_INTERACTIVE);
    bnl_editor *editor = bnl_editor_open(L);
    if (editor != NULL) predefine_library(L);
    for (int status = load_chunk(L, editor); status != END_OF_INPUT; status = load_chunk(L, editor)) {
        const int first = lua_gettop(L);
        if (status == LUA_OK) status = bnl_call(L, 0, LUA_MULTRET);
        if (status == LUA_OK)
            print_results(L, first);
        else
            bnl_report(L, NULL);
    }
    putchar('\n');
    fflush(stdout);
}
