/* The path of the running program. */
#ifndef BN_PROGRAM_H
#define BN_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

/* Writes the path of the running program, from /proc, or else from the name by which it was called: a path,
   or a name that is looked up in PATH. False when neither leads to a file. */
bool bn_program_path(char *path, size_t size);

#endif
