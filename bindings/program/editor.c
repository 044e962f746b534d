/* While a line is read, signals are blocked and taken from a descriptor that is polled beside the keyboard: a
   signal is an event like a key, and the terminal is restored with no handler running. Characters are read as
   the user's locale says, which holds for this thread and this call alone: Lua's own stays "C". */
#include "bindings/program/editor.h"

#include "bindings/program/history.h"
#include "bindings/program/libedit.h"

#include <errno.h>
#include <fcntl.h>
#include <lauxlib.h>
#include <limits.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#define CLASS "balnet.editor"

static const int watched[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH};
enum { WATCHED = sizeof watched / sizeof *watched };

static int signal_pipe[2] = {-1, -1}; // a handler has no argument; a process has one terminal

struct bnl_editor {
    const bnl_libedit *edit;
    lua_State *L; // of the call under way, for completion
    EditLine *line;
    History *history;
    const char *prompt;
    locale_t locale;
    struct sigaction before[WATCHED]; // the signal actions outside of the call
    bool remembers;                   // whether history_path is a path
    char history_path[PATH_MAX];
};

static bnl_editor *editor_of(EditLine *line)
{
    void *editor = NULL;
    bnl_load_libedit()->get(line, EL_CLIENTDATA, &editor);
    return editor;
}

static char *current_prompt(EditLine *line)
{
    return (char *)(uintptr_t)editor_of(line)->prompt;
}

// --- keys and signals

static void note_signal(int number)
{
    const int error = errno;
    const unsigned char byte = (unsigned char)number;
    const ssize_t written = write(signal_pipe[1], &byte, 1);
    (void)written; // a full pipe holds signals enough
    errno = error;
}

static void watch_signals(bnl_editor *editor)
{
    struct sigaction action = {.sa_handler = note_signal};
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < WATCHED; i++) sigaction(watched[i], &action, &editor->before[i]);
}

static void unwatch_signals(bnl_editor *editor)
{
    for (int i = 0; i < WATCHED; i++) sigaction(watched[i], &editor->before[i], NULL);
}

// Gives the signal its usual effect with the terminal as the user left it. Returns when the signal does not
// end the process.
static void take_signal(bnl_editor *editor, int number)
{
    if (number == SIGWINCH) {
        editor->edit->resize(editor->line);
        return;
    }
    editor->edit->set(editor->line, EL_PREP_TERM, 0);
    if (number != SIGCONT) {
        putchar('\n');
        fflush(stdout);
        unwatch_signals(editor);
        raise(number);
        watch_signals(editor);
    }
    editor->edit->set(editor->line, EL_PREP_TERM, 1);
    editor->edit->set(editor->line, EL_REFRESH);
}

// Waits for a key; false at the end of the input. *byte is what the terminal sent.
static bool read_byte(bnl_editor *editor, char *byte)
{
    struct pollfd sources[] = {{.fd = signal_pipe[0], .events = POLLIN},
                               {.fd = STDIN_FILENO, .events = POLLIN}};
    for (;;) {
        if (poll(sources, 2, -1) < 0) {
            if (errno != EINTR) return false;
            continue;
        }
        unsigned char number;
        if ((sources[0].revents & POLLIN) != 0 && read(signal_pipe[0], &number, 1) == 1)
            take_signal(editor, number);
        else if (sources[1].revents != 0)
            return read(STDIN_FILENO, byte, 1) == 1;
    }
}

static int read_character(EditLine *line, wchar_t *character)
{
    mbstate_t state = {0};
    char byte;
    while (read_byte(editor_of(line), &byte)) {
        const size_t used = mbrtowc(character, &byte, 1, &state);
        if (used <= 1) return 1;
        if (used == (size_t)-1) memset(&state, 0, sizeof state); // bytes that are no character are dropped
    }
    return 0;
}

// --- completion

static int terminal_columns(void)
{
    struct winsize size = {0};
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

// Stack: the line up to the cursor. Pushes the results of balnet.program.completion: the text to insert, the
// choices to show.
static int ask_completion(lua_State *L)
{
    lua_getglobal(L, "require");
    lua_pushliteral(L, "balnet.program.completion");
    lua_call(L, 1, 1);
    lua_pushvalue(L, 1);
    lua_pushinteger(L, terminal_columns());
    lua_call(L, 2, 2);
    return 2;
}

static unsigned char show_completion(bnl_editor *editor, lua_State *L)
{
    const char *insert = lua_tostring(L, -2);
    const char *choices = lua_tostring(L, -1);
    if (insert != NULL && insert[0] != '\0')
        return editor->edit->insertstr(editor->line, insert) == 0 ? CC_REFRESH : CC_ERROR;
    if (choices == NULL) return CC_REFRESH_BEEP;
    printf("\n%s\n", choices);
    return CC_REDISPLAY;
}

static unsigned char complete(EditLine *line, int key)
{
    (void)key;
    bnl_editor *editor = editor_of(line);
    lua_State *L = editor->L;
    const int top = lua_gettop(L);
    const LineInfo *info = editor->edit->line(line);
    lua_pushcfunction(L, ask_completion);
    lua_pushlstring(L, info->buffer, (size_t)(info->cursor - info->buffer));
    const locale_t users = uselocale(LC_GLOBAL_LOCALE);
    const int status = lua_pcall(L, 1, 2, 0);
    uselocale(users);
    const unsigned char result = status == LUA_OK ? show_completion(editor, L) : CC_REFRESH_BEEP;
    lua_settop(L, top);
    return result;
}

// --- life

static int close_editor(lua_State *L)
{
    bnl_editor *editor = luaL_checkudata(L, 1, CLASS);
    if (editor->line != NULL) editor->edit->end(editor->line);
    if (editor->history != NULL) editor->edit->history_end(editor->history);
    if (editor->locale != (locale_t)0) freelocale(editor->locale);
    return 0;
}

static bnl_editor *new_editor(lua_State *L)
{
    bnl_editor *editor = lua_newuserdatauv(L, sizeof *editor, 0);
    memset(editor, 0, sizeof *editor);
    if (luaL_newmetatable(L, CLASS)) {
        lua_pushcfunction(L, close_editor);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    lua_setfield(L, LUA_REGISTRYINDEX, CLASS " of the session"); // lives as long as the state
    return editor;
}

static bool open_signal_pipe(void)
{
    return signal_pipe[0] >= 0 || pipe2(signal_pipe, O_CLOEXEC | O_NONBLOCK) == 0;
}

static void remember(void *to, const char *line)
{
    const bnl_editor *editor = to;
    HistEvent event;
    editor->edit->history(editor->history, &event, H_ENTER, line);
}

static bool start_history(bnl_editor *editor)
{
    HistEvent event;
    editor->history = editor->edit->history_init();
    if (editor->history == NULL) return false;
    editor->edit->history(editor->history, &event, H_SETSIZE, BNL_HISTORY_LINES);
    editor->edit->history(editor->history, &event, H_SETUNIQUE, 1);
    editor->remembers = bnl_history_path(editor->history_path, sizeof editor->history_path);
    if (editor->remembers) bnl_history_load(editor->history_path, remember, editor);
    return true;
}

static bool start_line(bnl_editor *editor)
{
    const bnl_libedit *edit = editor->edit;
    editor->line = edit->init("balnet", stdin, stdout, stderr);
    if (editor->line == NULL) return false;
    edit->set(editor->line, EL_CLIENTDATA, editor);
    edit->set(editor->line, EL_PROMPT, current_prompt);
    edit->set(editor->line, EL_EDITOR, "emacs");
    edit->set(editor->line, EL_HIST, edit->history, editor->history);
    edit->set(editor->line, EL_GETCFN, read_character);
    edit->wset(editor->line, EL_ADDFN, L"balnet-complete", L"complete a name", complete); // el_set would leak
    edit->set(editor->line, EL_BIND, "\t", "balnet-complete", NULL);
    edit->set(editor->line, EL_BIND, "^R", "em-inc-search-prev", NULL);
    edit->source(editor->line, NULL); // the user's ~/.editrc
    return true;
}

static bool terminal_can_edit(void)
{
    const char *terminal = getenv("TERM");
    if (terminal == NULL || terminal[0] == '\0' || strcmp(terminal, "dumb") == 0) return false;
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

bnl_editor *bnl_editor_open(lua_State *L)
{
    if (!terminal_can_edit() || bnl_load_libedit() == NULL) return NULL;
    bnl_editor *editor = new_editor(L);
    editor->edit = bnl_load_libedit();
    editor->locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
    const locale_t before = uselocale(editor->locale);
    const bool started = open_signal_pipe() && start_history(editor) && start_line(editor);
    uselocale(before);
    return started ? editor : NULL;
}

static const char *edit_line(bnl_editor *editor, int *length)
{
    const locale_t old = uselocale(editor->locale);
    watch_signals(editor);
    editor->edit->set(editor->line, EL_PREP_TERM,
                      1); // before the prompt is shown, since an answer may come at once
    const char *text = editor->edit->gets(editor->line, length);
    unwatch_signals(editor);
    uselocale(old);
    return text;
}

static void remember_typed(bnl_editor *editor, const char *line)
{
    if (line[strspn(line, " \t")] == '\0') return;
    remember(editor, line);
    if (editor->remembers) bnl_history_append(editor->history_path, line);
}

bool bnl_editor_read(lua_State *L, bnl_editor *editor, const char *prompt)
{
    int length = 0;
    editor->L = L;
    editor->prompt = prompt;
    const char *text = edit_line(editor, &length);
    if (text == NULL || length <= 0) return false;
    if (text[length - 1] == '\n') length--;
    lua_pushlstring(L, text, (size_t)length);
    remember_typed(editor, lua_tostring(L, -1));
    return true;
}
