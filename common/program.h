/* Where the program that runs lies. */
#ifndef BN_PROGRAM_H
#define BN_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

/* Writes the path of the running program, as /proc tells it, or else what it was called by: a path, or a
   name that is looked up in PATH. Relative then, if it was called so. False when neither leads to a file. */
bool bn_program_path(char *path, size_t size);

#endif
