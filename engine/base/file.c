/* File: plain system calls, every one checked, those that a signal interrupted repeated. The temporary file
   is created with O_EXCL under a name that holds the process's number, so that neither another process nor a
   planted link can stand in its place. */
#include "engine/base/file.h"

#include "engine/base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LONGEST_SHOWN = 140, MOST_TEMPORARIES = 100, TEMPORARY_SIZE = PATH_MAX + 40 };

const char *bn_file_shown(const char *path)
{
    const size_t length = strlen(path);
    const char *shown = length > LONGEST_SHOWN ? path + length - LONGEST_SHOWN : path;
    while ((*shown & 0xC0) == 0x80) shown++; // not from the middle of a character
    return shown;
}

static bn_status refused(const char *verb, const char *path)
{
    const int error = errno;
    return bn_fault(BN_EIO, "cannot %s '%s': %s", verb, bn_file_shown(path), strerror(error));
}

// --- reading -------------------------------------------------------------------------------------

static bn_status read_all(int file, const char *path, unsigned char *bytes, size_t *size)
{
    size_t done = 0;
    while (done < *size) {
        const ssize_t got = read(file, bytes + done, *size - done);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return refused("read", path);
        if (got == 0) break; // cut by someone else since its size was asked
        done += (size_t)got;
    }
    *size = done;
    return bn_ok();
}

static bn_status read_open(int file, const char *path, unsigned char **bytes, size_t *size)
{
    struct stat about;
    if (fstat(file, &about) != 0) return refused("read", path);
    errno = S_ISDIR(about.st_mode) ? EISDIR : EINVAL;
    if (!S_ISREG(about.st_mode)) return refused("read", path);
    *size = (size_t)about.st_size;
    unsigned char *block = bn_memory_allocate(*size, 1);
    if (block == NULL) return bn_fault(BN_ENOMEM, "no memory to read a file of %zu bytes", *size);
    const bn_status status = read_all(file, path, block, size);
    if (status.code == BN_OK)
        *bytes = block;
    else
        bn_memory_free(block);
    return status;
}

bn_status bn_file_read(const char *path, unsigned char **bytes, size_t *size)
{
    const int file =
        open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); // a pipe without a writer must not hold us
    if (file < 0) return refused("read", path);
    const bn_status status = read_open(file, path, bytes, size);
    close(file);
    return status;
}

// --- replacing -----------------------------------------------------------------------------------

static bool sync_folder_of(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    const size_t length = slash == NULL ? 0 : (size_t)(slash - path) + 1;
    snprintf(folder, sizeof folder, "%.*s", (int)length, path);
    const int file = open(length > 0 ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) return false;
    const bool synced = fsync(file) == 0 || errno == EINVAL; // a file system that needs no such thing
    const int error = errno;
    close(file);
    errno = error;
    return synced;
}

static bn_status give_name(const char *temporary, const char *path)
{
    if (rename(temporary, path) != 0) return refused("write", path);
    return sync_folder_of(path) ? bn_ok() : refused("bring to disk the folder of", path);
}

bn_status bn_file_settle(const char *temporary, const char *path)
{
    const int file = open(temporary, O_RDONLY | O_CLOEXEC);
    if (file < 0) return refused("bring to disk", temporary);
    const bn_status status = fsync(file) == 0 ? bn_ok() : refused("bring to disk", temporary);
    close(file);
    BN_TRY(status);
    return give_name(temporary, path);
}

// The new file, open, and its path; -1 with errno when there can be none.
static int create_beside(const char *path, char temporary[TEMPORARY_SIZE])
{
    int file = -1;
    errno = ENAMETOOLONG;
    if (strlen(path) >= PATH_MAX) return -1;
    for (int n = 0; n < MOST_TEMPORARIES; n++) {
        const int used = snprintf(temporary, TEMPORARY_SIZE, "%s.tmp.%ld", path, (long)getpid());
        if (n > 0) snprintf(temporary + used, TEMPORARY_SIZE - (size_t)used, ".%d", n);
        file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file >= 0 || errno != EEXIST) break; // a namesake was left by a process that was killed
    }
    return file;
}

static bool write_all(int file, const unsigned char *bytes, size_t size)
{
    while (size > 0) {
        const ssize_t put = write(file, bytes, size);
        if (put < 0 && errno == EINTR) continue;
        if (put == 0) errno = EIO;
        if (put <= 0) return false;
        bytes += put;
        size -= (size_t)put;
    }
    return true;
}

static bn_status fill_and_close(int file, const char *path, const void *bytes, size_t size)
{
    bn_status status = bn_ok();
    if (!write_all(file, bytes, size) || fsync(file) != 0) status = refused("write", path);
    if (close(file) != 0 && status.code == BN_OK) status = refused("write", path);
    return status;
}

// The file that is replaced: path, or what a link there leads to.
static bn_status find_target(const char *path, char target[PATH_MAX])
{
    struct stat about;
    if (stat(path, &about) != 0) {
        errno = ENAMETOOLONG;
        const int length = snprintf(target, PATH_MAX, "%s", path);
        return length < PATH_MAX ? bn_ok() : refused("write", path);
    }
    errno = EISDIR;
    if (S_ISDIR(about.st_mode)) return refused("write", path);
    if (!S_ISREG(about.st_mode))
        return bn_fault(BN_EIO, "cannot write '%s': it is no file", bn_file_shown(path));
    return realpath(path, target) != NULL ? bn_ok() : refused("write", path);
}

bn_status bn_file_replace(const char *path, const void *bytes, size_t size)
{
    char target[PATH_MAX], temporary[TEMPORARY_SIZE];
    BN_TRY(find_target(path, target));
    const int file = create_beside(target, temporary);
    if (file < 0) return refused("write", path);
    bn_status status = fill_and_close(file, path, bytes, size);
    if (status.code == BN_OK) status = give_name(temporary, target);
    if (status.code != BN_OK) unlink(temporary);
    return status;
}
