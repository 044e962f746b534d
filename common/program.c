/* glibc keeps the name by which the program was called, its argv[0]. A container may have no /proc. */
#include "common/program.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool from_proc(char *path, size_t size)
{
    const ssize_t length = readlink("/proc/self/exe", path, size - 1);
    if (length <= 0 || (size_t)length >= size - 1) return false;
    path[length] = '\0';
    return true;
}

static bool is_program(const char *path)
{
    return access(path, X_OK) == 0;
}

// Looks the name up in PATH, where an empty part is the working folder.
static bool from_search(const char *name, char *path, size_t size)
{
    const char *part = getenv("PATH");
    while (part != NULL) {
        const size_t length = strcspn(part, ":");
        const int written = length == 0 ? snprintf(path, size, "./%s", name)
                                        : snprintf(path, size, "%.*s/%s", (int)length, part, name);
        if (written > 0 && (size_t)written < size && is_program(path)) return true;
        part = part[length] == ':' ? part + length + 1 : NULL;
    }
    return false;
}

// Resolves links, since the files of the program lie beside it and not beside the link.
static void follow_links(char *path, size_t size)
{
    char *real = realpath(path, NULL);
    if (real != NULL && strlen(real) < size) strcpy(path, real);
    free(real);
}

bool bn_program_path(char *path, size_t size)
{
    const char *called = program_invocation_name;
    if (from_proc(path, size)) return true;
    const bool direct = called != NULL && strchr(called, '/') != NULL;
    if (direct && strlen(called) < size && is_program(called))
        strcpy(path, called);
    else if (called == NULL || direct || !from_search(called, path, size))
        return false;
    follow_links(path, size);
    return true;
}
