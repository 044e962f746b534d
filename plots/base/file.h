/* Files that appear whole or not at all: written under another name in the same folder, flushed to the disk,
 * renamed. */
#ifndef PL_FILE_H
#define PL_FILE_H

#include "plots/base/bytes.h"

/* A file on its way. `temporary` is where its bytes are until it is finished. */
typedef struct {
    char *path, *temporary; // owned; temporary is NULL where the path is a device or a pipe, written in place
    int descriptor;
    int folder; // a descriptor of the folder that holds the file; -1 where it can't be read or nothing is
                // renamed
} pl_file;

/* Makes a new temporary file beside path, readable as the user's umask allows; a symbolic link at path is
   followed. The caller finishes or abandons it. Errors: PL_EIO with path and reason, PL_ENOMEM; then there is
   nothing to abandon. */
pl_status pl_file_begin(const char *path, pl_file *file);

/* Errors: PL_EIO with path and reason; the file is then to be abandoned. */
pl_status pl_file_write(pl_file *file, const void *data, size_t size);

/* Flushes the bytes, gives the file its name and flushes its folder. On error the file is abandoned. */
pl_status pl_file_finish(pl_file *file);

/* Removes what was written. */
void pl_file_abandon(pl_file *file);

/* All in one. */
pl_status pl_file_save(const char *path, const pl_bytes *bytes);

/* Reads a whole file; *bytes is empty before and released by the caller, also after an error. Errors: PL_EIO,
 * PL_ENOMEM. */
pl_status pl_file_read(const char *path, pl_bytes *bytes);

#endif
