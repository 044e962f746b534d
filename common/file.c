/* File: plain system calls. Each is checked, and repeated when a signal interrupted it. The name of the
   temporary file contains the number of the process, and it is created with O_EXCL; so another process does
   not write to it, and a planted link is not followed. */
#include "common/file.h"

#include "common/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_TEMPORARIES = 100, LONGEST_TEMPORARY_STEM = NAME_MAX - 40 };
_Static_assert(BN_FILE_PATH_SIZE >= PATH_MAX, "realpath fills as much");

const char *bn_file_shown(const char *path)
{
    const size_t length = strlen(path);
    const char *shown = length > BN_FILE_SHOWN ? path + length - BN_FILE_SHOWN : path;
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
        if (got == 0) break; // another process has truncated the file meanwhile
        done += (size_t)got;
    }
    *size = done;
    return bn_ok();
}

static bn_status measure(int file, const char *path, size_t *size)
{
    struct stat about;
    if (fstat(file, &about) != 0) return refused("read", path);
    errno = S_ISDIR(about.st_mode) ? EISDIR : EINVAL;
    if (!S_ISREG(about.st_mode)) return refused("read", path);
    *size = (size_t)about.st_size;
    return bn_ok();
}

static bn_status read_open(int file, const char *path, unsigned char **bytes, size_t *size)
{
    BN_TRY(measure(file, path, size));
    unsigned char *block = bn_memory_allocate_plain(*size, 1);
    if (block == NULL) return bn_fault(BN_ENOMEM, "no memory to read a file of %zu bytes", *size);
    const bn_status status = read_all(file, path, block, size);
    if (status.code == BN_OK)
        *bytes = block;
    else
        bn_memory_free(block);
    return status;
}

// O_NONBLOCK: opening a pipe that nobody writes to must not wait.
static int open_to_read(const char *path)
{
    return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

bn_status bn_file_read(const char *path, unsigned char **bytes, size_t *size)
{
    const int file = open_to_read(path);
    if (file < 0) return refused("read", path);
    const bn_status status = read_open(file, path, bytes, size);
    close(file);
    return status;
}

bn_status bn_file_measure(const char *path, size_t *size)
{
    const int file = open_to_read(path);
    if (file < 0) return refused("read", path);
    const bn_status status = measure(file, path, size);
    close(file);
    return status;
}

bn_status bn_file_map(const char *path, unsigned char **bytes, size_t *size)
{
    const int file = open_to_read(path);
    if (file < 0) return refused("read", path);
    bn_status status = measure(file, path, size);
    if (status.code == BN_OK) {
        void *map = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, file, 0);
        if (map == MAP_FAILED)
            status = refused("map", path);
        else
            *bytes = map;
    }
    close(file);
    return status;
}

void bn_file_unmap(unsigned char *bytes, size_t size)
{
    if (bytes != NULL) munmap(bytes, size);
}

// --- beginning -----------------------------------------------------------------------------------

// How many bytes of a path name its folder, with the slash; 0 for the current folder.
static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

static void open_folder(bn_file *file, size_t length)
{
    char folder[BN_FILE_PATH_SIZE];
    snprintf(folder, sizeof folder, "%.*s", (int)length, file->path);
    file->folder = open(length > 0 ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

// Creates and opens the temporary file; false with the reason in errno. Its name is longer than the file's,
// so of a long name it takes the beginning.
static bool create_temporary(bn_file *file)
{
    const size_t folder = folder_length(file->path);
    int stem = (int)strlen(file->path);
    if ((size_t)stem - folder > LONGEST_TEMPORARY_STEM) stem = (int)folder + LONGEST_TEMPORARY_STEM;
    open_folder(file, folder);
    for (int n = 0; n < MOST_TEMPORARIES; n++) {
        const int used = snprintf(file->temporary, sizeof file->temporary, "%.*s.tmp.%ld", stem, file->path,
                                  (long)getpid());
        if (n > 0) snprintf(file->temporary + used, sizeof file->temporary - (size_t)used, ".%d", n);
        file->descriptor = open(file->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file->descriptor >= 0) return true;
        if (errno != EEXIST) break; // a file of that name was left by a process that was killed
    }
    return false;
}

static bool open_in_place(bn_file *file)
{
    file->descriptor = open(file->path, O_WRONLY | O_CLOEXEC);
    return file->descriptor >= 0;
}

// Sets file->path to the path, with links followed; *in_place = whether it is a device or a pipe. False with
// the reason in errno.
static bool find_target(const char *path, bn_file *file, bool *in_place)
{
    struct stat about;
    *in_place = false;
    if (stat(path, &about) != 0) {
        if (errno == ENAMETOOLONG) return false;
        errno = ENAMETOOLONG;
        return snprintf(file->path, sizeof file->path, "%s", path) < (int)sizeof file->path;
    }
    errno = EISDIR;
    if (S_ISDIR(about.st_mode)) return false;
    *in_place = !S_ISREG(about.st_mode);
    return realpath(path, file->path) != NULL;
}

void bn_file_clear(bn_file *file)
{
    *file = (bn_file){.descriptor = -1, .folder = -1};
}

bn_status bn_file_begin(const char *path, bn_file_kind kind, bn_file *file)
{
    bool in_place;
    bn_file_clear(file);
    if (!find_target(path, file, &in_place)) return refused("write", path);
    if (in_place && kind == BN_FILE_REGULAR_ONLY)
        return bn_fault(BN_EIO, "cannot write '%s': it is not a regular file", bn_file_shown(path));
    snprintf(file->shown, sizeof file->shown, "%s", bn_file_shown(path));
    if (in_place ? open_in_place(file) : create_temporary(file)) return bn_ok();
    const bn_status status = refused("write", path);
    if (file->folder >= 0) close(file->folder);
    bn_file_clear(file);
    return status;
}

// --- writing -------------------------------------------------------------------------------------

bn_status bn_file_write(bn_file *file, const void *bytes, size_t size)
{
    for (size_t done = 0; done < size;) {
        const ssize_t put = write(file->descriptor, (const char *)bytes + done, size - done);
        if (put < 0 && errno == EINTR) continue;
        if (put == 0) errno = EIO;
        if (put <= 0) return refused("write", file->shown);
        done += (size_t)put;
    }
    return bn_ok();
}

// --- finishing -----------------------------------------------------------------------------------

// A device or a pipe cannot be flushed and says EINVAL.
static bool flush_and_close(bn_file *file)
{
    const bool in_place = file->temporary[0] == '\0';
    const bool flushed = fsync(file->descriptor) == 0 || (in_place && errno == EINVAL);
    const int error = errno;
    const bool closed = close(file->descriptor) == 0;
    file->descriptor = -1;
    if (!flushed) errno = error;
    return flushed && closed;
}

// Flushes the folder, so that the renaming survives a power cut. It is skipped for a folder that could not be
// opened, and where the file system cannot flush folders and says EINVAL.
static bool flush_folder(const bn_file *file)
{
    return file->folder < 0 || fsync(file->folder) == 0 || errno == EINVAL;
}

static bn_status give_name(bn_file *file)
{
    if (file->temporary[0] == '\0') return bn_ok();
    if (rename(file->temporary, file->path) != 0) return refused("write", file->shown);
    file->temporary[0] = '\0';
    return flush_folder(file) ? bn_ok() : refused("flush to disk the folder of", file->shown);
}

bn_status bn_file_finish(bn_file *file)
{
    bn_status status = flush_and_close(file) ? bn_ok() : refused("write", file->shown);
    if (status.code == BN_OK) status = give_name(file);
    bn_file_abandon(file); // closes the folder; the temporary file is renamed by now
    return status;
}

void bn_file_abandon(bn_file *file)
{
    if (file->descriptor >= 0) close(file->descriptor);
    if (file->temporary[0] != '\0') unlink(file->temporary);
    if (file->folder >= 0) close(file->folder);
    bn_file_clear(file);
}

bn_status bn_file_replace(const char *path, bn_file_kind kind, const void *bytes, size_t size)
{
    bn_file file;
    BN_TRY(bn_file_begin(path, kind, &file));
    const bn_status status = bn_file_write(&file, bytes, size);
    if (status.code == BN_OK) return bn_file_finish(&file);
    bn_file_abandon(&file);
    return status;
}
