/* The clock of requests' heads. libmicrohttpd closes connections that send nothing; one that sends a byte now and then
   would keep its place for hours, and a few hundred of them keep every browser out. */
#ifndef BALNET_LIVE_HEADS_H
#define BALNET_LIVE_HEADS_H

#include <pthread.h>
#include <stdbool.h>

enum { LIVE_MOST_CONNECTIONS = 256, LIVE_HEAD = 5 };

typedef struct {
    int socket;
    long until;   // second of the monotonic clock by which the head must be here
    bool taken;   // by a connection
    bool waiting; // for a head
} live_head;

typedef struct {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    live_head heads[LIVE_MOST_CONNECTIONS];
    bool closing;
} live_heads;

/* Begins a thread that shuts the sockets whose head is not whole LIVE_HEAD seconds after live_head_awaited. False where
   the system gives none (errno). The caller ends it. */
bool live_heads_begin(live_heads *heads);

/* After the last connection has gone. */
void live_heads_end(live_heads *heads);

/* A connection has come; NULL where there are as many as may be, which is allowed below. */
live_head *live_head_new(live_heads *heads, int socket);

/* A head is awaited from now on, or has come. */
void live_head_awaited(live_heads *heads, live_head *head);
void live_head_here(live_heads *heads, live_head *head);

/* The connection has gone; its socket is still open. */
void live_head_gone(live_heads *heads, live_head *head);

#endif
