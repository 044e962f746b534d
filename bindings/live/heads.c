/* One thread sleeps until the first head is late. A socket is shut, not closed: the server's thread then finds it at
   its end and closes it, which only the owner may do, as its number is given to the next connection. */
#include "bindings/live/heads.h"

#include <errno.h>
#include <limits.h>
#include <sys/socket.h>
#include <time.h>

static long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (long)time.tv_sec;
}

// Shuts the late ones; the second at which the next one would be late, LONG_MAX where none is awaited.
static long shut_late(live_heads *heads)
{
    const long present = now();
    long next = LONG_MAX;
    for (int i = 0; i < LIVE_MOST_CONNECTIONS; i++) {
        live_head *head = &heads->heads[i];
        if (head->waiting && head->until <= present) {
            shutdown(head->socket, SHUT_RDWR);
            head->waiting = false;
        }
        if (head->waiting && head->until < next) next = head->until;
    }
    return next;
}

static void *watch(void *context)
{
    live_heads *heads = context;
    pthread_mutex_lock(&heads->lock);
    while (!heads->closing) {
        const struct timespec until = {.tv_sec = shut_late(heads)};
        if (until.tv_sec == LONG_MAX)
            pthread_cond_wait(&heads->changed, &heads->lock);
        else
            pthread_cond_timedwait(&heads->changed, &heads->lock, &until);
    }
    pthread_mutex_unlock(&heads->lock);
    return NULL;
}

bool live_heads_begin(live_heads *heads)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&heads->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&heads->lock, NULL);
    errno = pthread_create(&heads->thread, NULL, watch, heads);
    if (errno == 0) return true;
    pthread_cond_destroy(&heads->changed);
    pthread_mutex_destroy(&heads->lock);
    return false;
}

void live_heads_end(live_heads *heads)
{
    pthread_mutex_lock(&heads->lock);
    heads->closing = true;
    pthread_cond_signal(&heads->changed);
    pthread_mutex_unlock(&heads->lock);
    pthread_join(heads->thread, NULL);
    pthread_cond_destroy(&heads->changed);
    pthread_mutex_destroy(&heads->lock);
}

live_head *live_head_new(live_heads *heads, int socket)
{
    live_head *found = NULL;
    pthread_mutex_lock(&heads->lock);
    for (int i = 0; i < LIVE_MOST_CONNECTIONS && found == NULL; i++)
        if (!heads->heads[i].taken) found = &heads->heads[i];
    if (found != NULL) *found = (live_head){.socket = socket, .taken = true};
    pthread_mutex_unlock(&heads->lock);
    return found;
}

void live_head_awaited(live_heads *heads, live_head *head)
{
    if (head == NULL) return;
    pthread_mutex_lock(&heads->lock);
    head->until = now() + LIVE_HEAD;
    head->waiting = true;
    pthread_cond_signal(&heads->changed);
    pthread_mutex_unlock(&heads->lock);
}

void live_head_here(live_heads *heads, live_head *head)
{
    if (head == NULL) return;
    pthread_mutex_lock(&heads->lock);
    head->waiting = false;
    pthread_mutex_unlock(&heads->lock);
}

void live_head_gone(live_heads *heads, live_head *head)
{
    if (head == NULL) return;
    pthread_mutex_lock(&heads->lock);
    *head = (live_head){0};
    pthread_mutex_unlock(&heads->lock);
}
