/* The lines typed in earlier sessions: $XDG_STATE_HOME/balnet/history, by default
   ~/.local/state/balnet/history. */
#ifndef BNL_PROGRAM_HISTORY_H
#define BNL_PROGRAM_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

enum { BNL_HISTORY_LINES = 1000 };

/* Writes the file's path and makes its folders, which only their owner may read. False when there is no home,
   or the path is longer than `size`, or the folders can't be made: then nothing is remembered. */
bool bnl_history_path(char *path, size_t size);

/* Hands the file's last BNL_HISTORY_LINES lines, oldest first, to `remember`. A file that has grown to more
   than twice that is cut to them. Where there is no file, nothing happens. */
void bnl_history_load(const char *path, void (*remember)(void *to, const char *line), void *to);

/* Adds a line, by one write at the end of the file, so that sessions which run at
   once don't harm each other. */
void bnl_history_append(const char *path, const char *line);

#endif
