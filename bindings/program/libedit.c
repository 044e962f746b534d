/* dlopen and one dlsym a function. A function pointer is copied as bytes: ISO C has no conversion from void
   *. */
#include "bindings/program/libedit.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const struct {
    const char *name;
    size_t offset;
} functions[] = {
    {"el_init", offsetof(bnl_libedit, init)},
    {"el_end", offsetof(bnl_libedit, end)},
    {"el_set", offsetof(bnl_libedit, set)},
    {"el_wset", offsetof(bnl_libedit, wset)},
    {"el_get", offsetof(bnl_libedit, get)},
    {"el_gets", offsetof(bnl_libedit, gets)},
    {"el_line", offsetof(bnl_libedit, line)},
    {"el_insertstr", offsetof(bnl_libedit, insertstr)},
    {"el_resize", offsetof(bnl_libedit, resize)},
    {"el_source", offsetof(bnl_libedit, source)},
    {"history_init", offsetof(bnl_libedit, history_init)},
    {"history_end", offsetof(bnl_libedit, history_end)},
    {"history", offsetof(bnl_libedit, history)},
};

static bool find_functions(void *library, bnl_libedit *edit)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        void *function = dlsym(library, functions[i].name);
        if (function == NULL) return false;
        memcpy((char *)edit + functions[i].offset, &function, sizeof function);
    }
    return true;
}

const bnl_libedit *bnl_load_libedit(void)
{
    static bnl_libedit loaded;
    static bool there;
    if (there) return &loaded;
    void *library = dlopen("libedit.so.2", RTLD_NOW | RTLD_LOCAL);
    there = library != NULL && find_functions(library, &loaded);
    return there ? &loaded : NULL;
}
