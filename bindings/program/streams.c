/* A closed descriptor is filled by opening /dev/null, which gets the lowest free number. stdin is opened for
   writing and stdout for reading, so that their use fails; stderr is opened for writing, so that it is silent
   for this process and its children. The check of stdout runs when the process exits, however it does: a
   script may call os.exit. */
#include "bindings/program/streams.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void fill(int descriptor, int direction)
{
    if (fcntl(descriptor, F_GETFD) == -1 && errno == EBADF) open("/dev/null", direction);
}

static void check_stdout(void)
{
    errno = 0;
    const int lost = fflush(stdout) != 0 || ferror(stdout);
    if (!lost) return;
    const char *why = errno != 0 ? strerror(errno) : "a write failed";
    fprintf(stderr, "balnet: output to stdout was lost: %s\n", why);
    _exit(EXIT_FAILURE);
}

void bnl_guard_streams(void)
{
    fill(STDIN_FILENO, O_WRONLY);
    fill(STDOUT_FILENO, O_RDONLY);
    fill(STDERR_FILENO, O_WRONLY);
    atexit(check_stdout);
}
