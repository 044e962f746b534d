/* File: whole files, read at once and replaced at once.

   A file gets its final name only when all of it is on the disk: it is written under a temporary name in the
   same folder, brought to disk (fsync), renamed, and the folder is brought to disk. After a crash, a full
   disk or a kill there is the old file or the new one, and nothing in between. A process that is killed while
   it writes can leave the temporary file "PATH.tmp.PID".

   Errors of all functions: BN_EIO with the path and the system's reason. */
#ifndef BN_FILE_H
#define BN_FILE_H

#include "engine/base/status.h"

#include <stddef.h>

/* *bytes = the content of the regular file at path, *size its length; the caller frees *bytes by
   bn_memory_free. Errors also: BN_ENOMEM. */
bn_status bn_file_read(const char *path, unsigned char **bytes, size_t *size);

/* Puts a file with that content at path, replacing the file that was there, or that a link there leads to; on
   an error it stays. What is there and is no file, as a device, is refused. Its mode follows the user's
   umask. */
bn_status bn_file_replace(const char *path, const void *bytes, size_t size);

/* The last part of the above, for a finished file that somebody else wrote at `temporary`, in the same
 * folder. */
bn_status bn_file_settle(const char *temporary, const char *path);

/* The path as a message shows it: its end, where the whole would leave no room for the reason. */
const char *bn_file_shown(const char *path);

#endif
