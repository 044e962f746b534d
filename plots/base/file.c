/* Files: O_EXCL under a name nobody else has, write until all is written, fsync, rename, fsync of the folder.
   What a link points to is replaced, not the link; a device is written in place, for renaming would replace
   it. */
#include "plots/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_ATTEMPTS = 1000, READ_SIZE = 65536, MOST_SHOWN = 150 };

/* Of a long path the end is shown, so that the message has room for the reason. */
static pl_status refused(const char *verb, const char *path, int reason)
{
    const size_t size = strlen(path);
    const bool cut = size > MOST_SHOWN;
    return pl_fault(PL_EIO, "can't %s %s%s: %s", verb, cut ? "..." : "",
                    cut ? path + size - MOST_SHOWN : path, strerror(reason));
}

static void forget(pl_file *file)
{
    free(file->path);
    free(file->temporary);
    if (file->folder >= 0) close(file->folder);
    *file = (pl_file){.descriptor = -1, .folder = -1};
}

/* How many bytes of a path name its folder, with the slash; 0 for the current folder. */
static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

static int open_temporary(pl_file *file)
{
    const size_t folder = folder_length(file->path);
    const size_t size = folder + 64;
    file->temporary = malloc(size);
    if (file->temporary == NULL) return ENOMEM;
    snprintf(file->temporary, size, "%.*s", (int)folder, file->path);
    file->folder = open(folder > 0 ? file->temporary : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        snprintf(file->temporary, size, "%.*s.balnet-%ld-%d.part", (int)folder, file->path, (long)getpid(),
                 attempt);
        file->descriptor = open(file->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file->descriptor >= 0) return 0;
        if (errno != EEXIST) break;
    }
    return errno;
}

static int open_in_place(pl_file *file)
{
    file->descriptor = open(file->path, O_WRONLY | O_CLOEXEC);
    return file->descriptor >= 0 ? 0 : errno;
}

pl_status pl_file_begin(const char *path, pl_file *file)
{
    *file = (pl_file){.descriptor = -1, .folder = -1};
    struct stat existing;
    const bool exists = stat(path, &existing) == 0;
    file->path = exists ? realpath(path, NULL) : strdup(path);
    if (file->path == NULL) return refused("write", path, errno);

    int reason;
    if (exists && S_ISDIR(existing.st_mode))
        reason = EISDIR;
    else
        reason = exists && !S_ISREG(existing.st_mode) ? open_in_place(file) : open_temporary(file);
    if (reason == 0) return pl_ok();
    forget(file);
    return refused("write", path, reason);
}

pl_status pl_file_write(pl_file *file, const void *data, size_t size)
{
    for (size_t done = 0; done < size;) {
        const ssize_t written = write(file->descriptor, (const char *)data + done, size - done);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return refused("write", file->path, errno);
        done += (size_t)written;
    }
    return pl_ok();
}

/* Makes the renaming last; a folder that couldn't be opened for that (write-only) is left to the system. */
static int flush_folder(const pl_file *file)
{
    if (file->folder < 0) return 0;
    return fsync(file->folder) == 0 || errno == EINVAL ? 0 : errno;
}

static int close_flushed(pl_file *file)
{
    // A pipe or device can't be flushed and says EINVAL.
    int reason = fsync(file->descriptor) == 0 || errno == EINVAL ? 0 : errno;
    if (close(file->descriptor) != 0 && reason == 0) reason = errno;
    file->descriptor = -1;
    return reason;
}

static int give_name(const pl_file *file)
{
    if (file->temporary == NULL) return 0;
    if (rename(file->temporary, file->path) != 0) return errno;
    return flush_folder(file);
}

pl_status pl_file_finish(pl_file *file)
{
    int reason = close_flushed(file);
    if (reason == 0) reason = give_name(file);
    const pl_status status = reason == 0 ? pl_ok() : refused("write", file->path, reason);
    if (reason == 0)
        forget(file);
    else
        pl_file_abandon(file);
    return status;
}

void pl_file_abandon(pl_file *file)
{
    if (file->descriptor >= 0) close(file->descriptor);
    if (file->temporary != NULL) unlink(file->temporary);
    forget(file);
}

pl_status pl_file_save(const char *path, const pl_bytes *bytes)
{
    PL_TRY(pl_bytes_status(bytes));
    pl_file file;
    PL_TRY(pl_file_begin(path, &file));
    const pl_status status = pl_file_write(&file, bytes->data, bytes->size);
    if (status.code == PL_OK) return pl_file_finish(&file);
    pl_file_abandon(&file);
    return status;
}

static pl_status read_all(int descriptor, const char *path, pl_bytes *bytes)
{
    for (;;) {
        void *room = pl_bytes_extend(bytes, READ_SIZE);
        if (room == NULL) return pl_bytes_status(bytes);
        ssize_t got;
        do got = read(descriptor, room, READ_SIZE);
        while (got < 0 && errno == EINTR);
        bytes->size -= READ_SIZE - (got > 0 ? (size_t)got : 0);
        if (got < 0) return refused("read", path, errno);
        if (got == 0) return pl_ok();
    }
}

pl_status pl_file_read(const char *path, pl_bytes *bytes)
{
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return refused("read", path, errno);
    const pl_status status = read_all(descriptor, path, bytes);
    close(descriptor);
    return status;
}
