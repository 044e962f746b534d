/* File: whole files, read at once and replaced at once.

   A file gets its final name only when all of it is on the disk: it is written under a temporary name in the
   same folder, flushed (fsync) and renamed, and the folder is flushed. After a crash, a full disk or a kill
   there is the old file or the new one, and nothing in between. A process that is killed while it writes can
   leave the temporary file "PATH.tmp.PID" ("PATH.tmp.PID.N" where that name was taken). */
#ifndef BN_FILE_H
#define BN_FILE_H

#include "common/status.h"

#include <stddef.h>

enum {
    BN_FILE_SHOWN = 140, // bytes of a path that a message shows at most
    BN_FILE_PATH_SIZE = 4096,
    BN_FILE_TEMPORARY_SIZE = BN_FILE_PATH_SIZE + 40
};

/* The path as a message shows it: its end, where the whole would leave no room for the reason. */
const char *bn_file_shown(const char *path);

/* *bytes = the content of the regular file at path, *size its length; the caller frees *bytes by
   bn_memory_free. Errors: BN_EIO with the path and the system's reason, also for a folder, a device and a
   pipe; BN_ENOMEM. */
bn_status bn_file_read(const char *path, unsigned char **bytes, size_t *size);

/* *size = the length of the regular file at path, which can be read. Errors: BN_EIO as bn_file_read. */
bn_status bn_file_measure(const char *path, size_t *size);

/* Likewise as pages that the system reads when they are touched; what is written to them stays in memory. The
   caller gives them back by bn_file_unmap, which takes NULL too. A file that another program cuts short
   meanwhile ends the process at the next touch behind its end; one that is replaced stays. Errors: BN_EIO with
   the path and the system's reason, also for an empty file. */
bn_status bn_file_map(const char *path, unsigned char **bytes, size_t *size);
void bn_file_unmap(unsigned char *bytes, size_t size);

/* How a device or a pipe at the path is handled; a renaming would remove it. */
typedef enum {
    BN_FILE_REGULAR_ONLY, // it is refused
    BN_FILE_OR_DEVICE,    // it is written in place
} bn_file_kind;

/* A file that is being written. It owns two descriptors and no memory. */
typedef struct {
    char path[BN_FILE_PATH_SIZE];           // the file to replace, with links followed
    char temporary[BN_FILE_TEMPORARY_SIZE]; // the file that is written; empty when written in place
    char shown[BN_FILE_SHOWN + 1];          // the path that was given, as messages show it
    int descriptor;                         // -1 when closed
    int folder;                             // of the folder that holds the file; -1 for none
} bn_file;

/* A bn_file that bn_file_abandon takes: nothing is open and nothing written. */
void bn_file_clear(bn_file *file);

/* Creates a temporary file beside path, with the mode that the user's umask leaves. The caller finishes or
   abandons it. Errors: BN_EIO with the path and the system's reason; there is then nothing to abandon. */
bn_status bn_file_begin(const char *path, bn_file_kind kind, bn_file *file);

/* Adds bytes at the end. Errors: BN_EIO with the path and the system's reason; the caller then abandons the
   file. */
bn_status bn_file_write(bn_file *file, const void *bytes, size_t size);

/* Flushes the bytes, gives the file its name and flushes its folder. Errors: BN_EIO with the path and the
   system's reason. The file is then abandoned, and the old one stays, unless the error names the folder: then
   the new file is whole and in its place, and a power cut may still bring the old one back. */
bn_status bn_file_finish(bn_file *file);

/* Removes what was written; what was written in place stays. */
void bn_file_abandon(bn_file *file);

/* Writes a file with that content at path: begins, writes and finishes it. Errors: BN_EIO as bn_file_begin,
   bn_file_write and bn_file_finish; the old file then stays as bn_file_finish says. */
bn_status bn_file_replace(const char *path, bn_file_kind kind, const void *bytes, size_t size);

#endif
