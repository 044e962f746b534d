/* A text file, one line an entry. Errors are not reported: the session goes on without a history. Cutting
   writes a new file beside it and renames that. */
#include "bindings/program/history.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Makes every folder of the path that is missing.
static bool make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        const bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
        *slash = '/';
        if (!made) return false;
    }
    return true;
}

bool bnl_history_path(char *path, size_t size)
{
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    int length;
    if (state != NULL && state[0] == '/')
        length = snprintf(path, size, "%s/balnet/history", state);
    else if (home != NULL && home[0] == '/')
        length = snprintf(path, size, "%s/.local/state/balnet/history", home);
    else
        return false;
    return length > 0 && (size_t)length < size && make_folders(path);
}

// The file's text, NUL-terminated and owned by the caller; NULL when it can't be read.
static char *read_text(const char *path)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) return NULL;
    char *text = NULL;
    size_t room = 0;
    const ssize_t size = getdelim(&text, &room, '\0', file);
    fclose(file);
    if (size > 0) return text;
    free(text);
    return NULL;
}

static void replace_text(const char *path, const char *text)
{
    char part[PATH_MAX];
    if (snprintf(part, sizeof part, "%s.%ld", path, (long)getpid()) >= (int)sizeof part) return;
    const int descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    if (file == NULL) return;
    const bool whole = fputs(text, file) >= 0;
    if (fclose(file) != 0 || !whole || rename(part, path) != 0) unlink(part);
}

static long count_lines(const char *text)
{
    long lines = 0;
    for (; *text != '\0'; text++) lines += *text == '\n';
    return lines;
}

void bnl_history_load(const char *path, void (*remember)(void *to, const char *line), void *to)
{
    char *text = read_text(path);
    if (text == NULL) return;
    const long lines = count_lines(text);
    char *kept = text;
    for (long over = lines - BNL_HISTORY_LINES; over > 0; over--) kept = strchr(kept, '\n') + 1;
    if (lines > 2 * BNL_HISTORY_LINES) replace_text(path, kept);
    for (char *line = strtok(kept, "\n"); line != NULL; line = strtok(NULL, "\n")) remember(to, line);
    free(text);
}

void bnl_history_append(const char *path, const char *line)
{
    char text[4096];
    const int length = snprintf(text, sizeof text, "%s\n", line);
    if (length <= 0 || (size_t)length >= sizeof text) return;
    const int descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (descriptor < 0) return;
    const ssize_t written = write(descriptor, text, (size_t)length);
    (void)written; // a full disk is no reason to disturb the session
    close(descriptor);
}
