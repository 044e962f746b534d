/* MP4 and WebM: frames go to ffmpeg through a socket instead of a pipe, for a socket can be written to without
   SIGPIPE; ffmpeg writes into the temporary file that is renamed at the end. It gets that file by its
   descriptor: by its name it would make the file again that another run has removed after this one was
   killed. It is started with an argument vector, without a shell, in a process group of its own, so that
   Ctrl-C reaches this program and not ffmpeg. */
#include "common/file.h"
#include "plots/base/bytes.h"
#include "plots/base/number_text.h"
#include "plots/output/movie_format.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { LONGEST_ARGUMENT = 100000 }; // Linux takes 131072 bytes
enum { MOST_ARGUMENTS = 64 };

enum { TARGET = 3 }; // ffmpeg's descriptor of the file
static const char target[] = "file:/dev/fd/3";

// What ffmpeg is told of a format; NULL ends a list.
static const char *const x264[] = {"-c:v",      "libx264",    "-preset", "veryfast", "-crf", "18",
                                   "-movflags", "+faststart", "-f",      "mp4",      NULL};
static const char *const vp9[] = {"-c:v", "libvpx-vp9", "-deadline", "good", "-cpu-used", "5", "-crf",
                                  "24",   "-b:v",       "0",         "-f",   "webm",      NULL};

typedef struct {
    bn_file file;
    pid_t child; // 0 when there is none
    int frames;  // the socket; -1 when closed
    int errors;  // what ffmpeg writes to its standard error; -1 when there is none
    pl_bytes metadata;
} film;

static void close_frames(film *movie)
{
    if (movie->frames >= 0) close(movie->frames);
    movie->frames = -1;
}

/* Waits for ffmpeg to end; its wait status. */
static int wait_for_child(film *movie)
{
    int status = 0;
    while (waitpid(movie->child, &status, 0) < 0 && errno == EINTR) continue;
    movie->child = 0;
    return status;
}

static void release(film *movie)
{
    close_frames(movie);
    if (movie->errors >= 0) close(movie->errors);
    pl_bytes_release(&movie->metadata);
    free(movie);
}

static void abandon(void *state)
{
    film *movie = state;
    if (movie->child > 0) {
        kill(movie->child, SIGKILL);
        wait_for_child(movie);
    }
    bn_file_abandon(&movie->file);
    release(movie);
}

/* --- Starting --- */

static void collect_metadata(film *movie, const pl_recipe *recipe)
{
    if (recipe->count == 0) return;
    pl_bytes_add_text(&movie->metadata, "comment=");
    pl_recipe_add_json(&movie->metadata, recipe);
    pl_bytes_add(&movie->metadata, "", 1);
}

static int spawn(film *movie, char *const *arguments, int input)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, movie->errors, STDERR_FILENO);
    posix_spawn_file_actions_adddup2(&actions, movie->file.descriptor, TARGET);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    const int reason = posix_spawnp(&movie->child, arguments[0], &actions, &attributes, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (reason != 0) movie->child = 0;
    return reason;
}

static void append(const char *arguments[MOST_ARGUMENTS], int *count, const char *const *list)
{
    for (; *list != NULL; list++) arguments[(*count)++] = *list;
    arguments[*count] = NULL;
}

/* bitexact and one thread, so that the same frames give the same bytes on every machine with this ffmpeg. */
static int start(film *movie, const pl_movie_def *def, const char *const *codec, int input)
{
    char size[32], rate[32];
    snprintf(size, sizeof size, "%dx%d", def->width, def->height);
    pl_number_text(rate, sizeof rate, "%.9g", 1.0 / def->seconds_a_frame);
    const bool has_comment = movie->metadata.size > 0 && movie->metadata.size <= LONGEST_ARGUMENT;
    const char *comment = has_comment ? (const char *)movie->metadata.data : "comment=";
    const char *const before[] = {"ffmpeg",     "-hide_banner", "-nostdin",
                                  "-loglevel",  "error",        "-y",
                                  "-f",         "rawvideo",     "-pix_fmt",
                                  "bgra",       "-s",           size,
                                  "-framerate", rate,           "-i",
                                  "pipe:0",     "-vf",          "pad=ceil(iw/2)*2:ceil(ih/2)*2:color=white",
                                  NULL};
    const char *const behind[] = {"-pix_fmt", "yuv420p",   "-threads",  "1",     "-fflags", "+bitexact",
                                  "-flags:v", "+bitexact", "-metadata", comment, target,    NULL};
    const char *arguments[MOST_ARGUMENTS];
    int count = 0;
    append(arguments, &count, before);
    append(arguments, &count, codec);
    append(arguments, &count, behind);
    return spawn(movie, (char *const *)(size_t)arguments, input);
}

static bn_status absent(const char *path)
{
    return bn_fault(BN_EABSENT, "%s needs the program ffmpeg, which is not installed (package ffmpeg)",
                    bn_file_shown(path));
}

static bn_status start_with_socket(film *movie, const char *path, const pl_movie_def *def,
                                   const char *const *codec)
{
    int ends[2];
    movie->errors = memfd_create("ffmpeg", MFD_CLOEXEC);
    if (movie->errors < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return bn_fault(BN_EIO, "can't talk to ffmpeg: %s", strerror(errno));
    movie->frames = ends[0];
    const int reason = start(movie, def, codec, ends[1]);
    close(ends[1]);
    // The search fails so, too, after a folder of PATH that can't be read or is none.
    if (reason == ENOENT || reason == EACCES || reason == ENOTDIR) return absent(path);
    return reason == 0 ? bn_ok() : bn_fault(BN_EIO, "can't start ffmpeg: %s", strerror(reason));
}

static bn_status begin(const char *path, const pl_movie_def *def, const char *const *codec, void **state)
{
    film *movie = calloc(1, sizeof *movie);
    if (movie == NULL) return bn_fault(BN_ENOMEM, "not enough memory for a movie");
    movie->frames = movie->errors = -1;
    bn_file_clear(&movie->file);
    *state = movie;
    collect_metadata(movie, &def->recipe);
    BN_TRY(pl_bytes_status(&movie->metadata));
    BN_TRY(bn_file_begin(path, BN_FILE_OR_DEVICE, &movie->file));
    return start_with_socket(movie, path, def, codec);
}

static bn_status begin_mp4(const char *path, const pl_movie_def *def, void **state)
{
    return begin(path, def, x264, state);
}

static bn_status begin_webm(const char *path, const pl_movie_def *def, void **state)
{
    return begin(path, def, vp9, state);
}

/* --- Frames --- */

/* The first line of ffmpeg's error output, or the meaning of its wait status. Where posix_spawnp can't tell
   that there is no program it may let the child exit with 127 (POSIX.1-2017, posix_spawn). */
static bn_status ffmpeg_error(const film *movie, int status)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127) return absent(movie->file.shown);
    char text[160];
    const ssize_t size = pread(movie->errors, text, sizeof text - 1, 0);
    text[size > 0 ? size : 0] = '\0';
    text[strcspn(text, "\n")] = '\0';
    if (text[0] == '\0' && WIFSIGNALED(status))
        snprintf(text, sizeof text, "ended by signal %d", WTERMSIG(status));
    else if (text[0] == '\0')
        snprintf(text, sizeof text, "exit status %d", WEXITSTATUS(status));
    return bn_fault(BN_EIO, "ffmpeg could not write %s: %s", movie->file.shown, text);
}

static bn_status add(void *state, const pl_pixels *frame)
{
    film *movie = state;
    const char *bytes = (const char *)frame->words;
    const size_t size = (size_t)frame->width * (size_t)frame->height * sizeof frame->words[0];
    for (size_t done = 0; done < size;) {
        const ssize_t sent = send(movie->frames, bytes + done, size - done, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) {
            close_frames(movie); // or ffmpeg would wait for more, should it live
            return ffmpeg_error(movie, wait_for_child(movie));
        }
        done += (size_t)sent;
    }
    return bn_ok();
}

static bn_status finish(void *state)
{
    film *movie = state;
    close_frames(movie);
    const int ended = wait_for_child(movie);
    if (ended != 0) {
        const bn_status status = ffmpeg_error(movie, ended);
        abandon(movie);
        return status;
    }
    const bn_status status = bn_file_finish(&movie->file);
    release(movie);
    return status;
}

const pl_movie_format pl_mp4_format = {".mp4", begin_mp4, add, finish, abandon};
const pl_movie_format pl_webm_format = {".webm", begin_webm, add, finish, abandon};
