/* A closed descriptor is filled by opening /dev/null the wrong way round: the lowest free number is the one
   that is closed. The check of stdout runs when the process exits, however it does: a script may call
   os.exit. */
#include "streams.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void fill(int descriptor, int wrong_way)
{
    if (fcntl(descriptor, F_GETFD) == -1 && errno == EBADF) open("/dev/null", wrong_way);
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
    fill(STDERR_FILENO, O_RDONLY);
    atexit(check_stdout);
}
