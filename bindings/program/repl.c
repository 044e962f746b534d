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

static const char blanks[] = " \t";
static const char show_key[] = "balnet.show"; // in the registry, at a terminal: the function that makes a
                                              // result readable

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

// Whether the first `size` bytes of the text are complete statements.
static bool is_complete(lua_State *L, const char *text, size_t size)
{
    const bool complete = luaL_loadbuffer(L, text, size, "=stdin") == LUA_OK;
    lua_pop(L, 1);
    return complete;
}

// Stack: a text that is no chunk. Where its last line ends statements and is an expression behind them, as
// "x = 3; x", pushes the chunk that returns the expression; the last place that gives one counts.
static bool load_with_value(lua_State *L)
{
    const int top = lua_gettop(L);
    size_t size;
    const char *text = lua_tolstring(L, 1, &size);
    for (size_t at = size; at-- > 1 && text[at] != '\n';) {
        if (strchr("; \t", text[at]) == NULL || !is_complete(L, text, at)) continue;
        lua_pushlstring(L, text, at);
        lua_pushfstring(L, "%s\nreturn %s", lua_tostring(L, -1), text + at + 1);
        if (load_text(L, -1) == LUA_OK) return true;
        lua_settop(L, top);
    }
    return false;
}

// Stack: the first line. Adds lines until they are a complete chunk or have an error that more lines can't
// remove.
static int load_statements(lua_State *L, bnl_editor *editor)
{
    for (;;) {
        const int status = load_text(L, 1);
        if (status == LUA_OK || load_with_value(L)) return LUA_OK;
        if (!wants_more(L, status) || !read_line(L, editor, "_PROMPT2", ">> ")) return status;
        lua_pushfstring(L, "%s\n%s", lua_tostring(L, 1), lua_tostring(L, -1));
        lua_replace(L, 1);
        lua_settop(L, 1);
    }
}

// Whether the line is `word` or `word()`, with blanks around it.
static bool is_word(const char *line, const char *word)
{
    line += strspn(line, blanks);
    if (strncmp(line, word, strlen(word)) != 0) return false;
    line += strlen(word);
    line += strspn(line, blanks);
    if (strncmp(line, "()", 2) == 0) line += 2;
    return line[strspn(line, blanks)] == '\0';
}

// Whether the user wants to end the session; not where the word names something of the user's own.
static bool wants_to_quit(lua_State *L, const char *line)
{
    static const char *const words[] = {"quit", "exit"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!is_word(line, words[i])) continue;
        const bool is_free = lua_getglobal(L, words[i]) == LUA_TNIL;
        lua_pop(L, 1);
        return is_free;
    }
    return false;
}

// Where the line is "help svd", which is no Lua, puts help "svd" in its place.
static void quote_help(lua_State *L)
{
    const char *line = lua_tostring(L, 1);
    if (strncmp(line, "help", 4) != 0 || strchr(blanks, line[4]) == NULL || line[4] == '\0') return;
    const char *name = line + 4 + strspn(line + 4, blanks);
    const size_t size = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:");
    if (size == 0 || name[size + strspn(name + size, blanks)] != '\0') return;
    lua_pushlstring(L, name, size);
    lua_pushfstring(L, "help \"%s\"", lua_tostring(L, -1));
    lua_replace(L, 1);
    lua_settop(L, 1);
}

// Leaves the chunk, or the message of its syntax error, on the top of the stack.
static int load_chunk(lua_State *L, bnl_editor *editor)
{
    lua_settop(L, 0);
    if (!read_line(L, editor, "_PROMPT", "> ") || wants_to_quit(L, lua_tostring(L, 1))) return END_OF_INPUT;
    quote_help(L);
    if (lua_tostring(L, 1)[0] == '=') {
        lua_pushfstring(L, "return %s", lua_tostring(L, 1) + 1);
        lua_replace(L, 1);
    }
    lua_pushfstring(L, "return %s", lua_tostring(L, 1));
    if (load_text(L, -1) == LUA_OK) return LUA_OK;
    lua_settop(L, 1);
    return load_statements(L, editor);
}

// Puts readable texts in the places of the values from index `first` on. A value that can't be shown stays.
static void show_results(lua_State *L, int first)
{
    for (int i = first, last = lua_gettop(L); i <= last; i++) {
        if (lua_getfield(L, LUA_REGISTRYINDEX, show_key) == LUA_TFUNCTION) {
            lua_pushvalue(L, i);
            if (lua_pcall(L, 1, 1, 0) == LUA_OK) lua_copy(L, -1, i);
        }
        lua_settop(L, last);
    }
}

// Prints the values from index `first` on by the global `print`, which the user may have replaced.
static void print_results(lua_State *L, int first)
{
    const int count = lua_gettop(L) - first + 1;
    if (count == 0) return;
    luaL_checkstack(L, LUA_MINSTACK, "too many results to print");
    show_results(L, first);
    lua_getglobal(L, "print");
    lua_insert(L, first);
    if (lua_pcall(L, count, 0, 0) == LUA_OK) return;
    bnl_print_message(NULL, lua_pushfstring(L, "error calling 'print' (%s)", luaL_tolstring(L, -1, NULL)));
}

// Makes `balnet` and `help` globals, and results readable.
static void predefine_library(lua_State *L)
{
    lua_getglobal(L, "require");
    lua_pushliteral(L, "balnet.program.prompt");
    if (bnl_call(L, 1, 1) == LUA_OK)
        lua_setfield(L, LUA_REGISTRYINDEX, show_key);
    else
        bnl_report(L, NULL);
    puts("balnet is the library, help() tells of it; TAB completes names, Ctrl-R searches what was typed, "
         "quit "
         "or Ctrl-D ends.");
}

void bnl_run_interactive(lua_State *L)
{
    lua_pushboolean(L, 1);
    lua_setfield(L, LUA_REGISTRYINDEX, BNL_INTERACTIVE);
    bnl_editor *editor = bnl_editor_open(L);
    if (isatty(STDIN_FILENO)) predefine_library(L);
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
