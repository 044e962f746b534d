/* A sentence on stderr when a call takes long, whatever the call waits in.

       reminder.start(2, "still waiting")
       pcall(f)
       reminder.stop()

   A thread of its own waits for the time or for the end, with all signals left to the others. */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// There is one a process, as there is one stderr.
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool stopped;        // under the mutex
static struct timespec due; // by CLOCK_REALTIME, that of the condition
static char sentence[512];  // with its line feed
static size_t length;
static pthread_t waiter;
static bool started;

static void *wait_and_write(void *unused)
{
    (void)unused;
    pthread_mutex_lock(&mutex);
    int result = 0;
    while (!stopped && result == 0) result = pthread_cond_timedwait(&changed, &mutex, &due);
    const bool late = !stopped;
    pthread_mutex_unlock(&mutex);
    const ssize_t written = late ? write(STDERR_FILENO, sentence, length) : 0;
    (void)written; // a closed stderr hears nothing
    return NULL;
}

static void stop(void)
{
    if (!started) return;
    pthread_mutex_lock(&mutex);
    stopped = true;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&mutex);
    pthread_join(waiter, NULL);
    started = false;
}

static bool start(void)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    stopped = false;
    started = pthread_create(&waiter, NULL, wait_and_write, NULL) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

/***
Writes a sentence to stderr after some time, once, unless it is stopped before. Takes the place of an earlier one.
@function start
@tparam integer seconds at least 1
@tparam string sentence cut at 511 bytes
@treturn boolean whether there was a thread for it
*/
static int reminder_start(lua_State *L)
{
    const lua_Integer seconds = bnl_check_integer(L, 1);
    luaL_argcheck(L, seconds >= 1 && seconds <= 86400, 1, "1 to 86400 seconds were needed");
    size_t given;
    const char *text = luaL_checklstring(L, 2, &given);
    stop();
    length = given < sizeof sentence ? given : sizeof sentence - 1;
    memcpy(sentence, text, length);
    sentence[length++] = '\n';
    clock_gettime(CLOCK_REALTIME, &due);
    due.tv_sec += (time_t)seconds;
    lua_pushboolean(L, start());
    return 1;
}

/***
Ends the reminder; without one it does nothing.
@function stop
*/
static int reminder_stop(lua_State *L)
{
    (void)L;
    stop();
    return 0;
}

static const bnl_function functions[] = {
    {"start", reminder_start, 2, 0}, {"stop", reminder_stop, 0, 0}, {NULL, NULL, 0, 0}};

int luaopen_balnet_native_reminder(lua_State *L)
{
    bnl_new_module(L, "balnet.native.reminder", functions);
    return 1;
}
