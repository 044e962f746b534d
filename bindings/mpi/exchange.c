/* Blocks go by nonblocking sends from rank to rank. While one is waited for, MPI is asked again and again, and
   so are two signs that a rank is lost: it has said that it ends, or, on rank 0, a signal has come, which is what
   mpirun sends to all others when one has died. Then what is on its way still gets a moment to arrive. Other
   ranks don't give up at a signal: rank 0 decides, and mpirun ends them where it is rank 0 that has died. */
#include "bindings/mpi/exchange.h"

#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { DATA = 1, FAREWELL = 2 };                  // tags; messages have 0
enum { LEAST_ROOM = 64, MOST_AT_ONCE = 1 << 30 }; // requests; bytes of one, since MPI counts in int

static const double moment = 0.3;           // seconds that a rank in doubt has; mpirun kills after 1
static const double until_sleep = 1.0;      // of waiting, after which a wait leaves the processor to others
static const double longest_farewell = 2.0; // that ranks have to leave where one is lost

static void pause_for(long nanoseconds)
{
    const struct timespec pause = {.tv_nsec = nanoseconds};
    nanosleep(&pause, NULL);
}

static void set_fault(world *self, int error)
{
    char text[MPI_MAX_ERROR_STRING] = "";
    int length = 0;
    MPI_Error_string(error, text, &length);
    (void)snprintf(self->fault, sizeof self->fault, "the ranks can't talk to each other: %s", text);
}

// --- posting

// Room for one more request.
static bool make_room(world *self)
{
    if (self->posted < self->room) return true;
    const int room = self->room == 0 ? LEAST_ROOM : 2 * self->room;
    MPI_Request *requests = realloc(self->requests, (size_t)room * sizeof *requests);
    if (requests != NULL) self->requests = requests;
    int *peers = realloc(self->peers, (size_t)room * sizeof *peers);
    if (peers != NULL) self->peers = peers;
    int *done = realloc(self->done, (size_t)room * sizeof *done);
    if (done != NULL) self->done = done;
    if (requests == NULL || peers == NULL || done == NULL) return false;
    self->room = room;
    return true;
}

static void post_piece(world *self, char *data, int bytes, int from, int to)
{
    const bool sends = from == self->exchange.rank;
    if (!make_room(self)) {
        (void)snprintf(self->fault, sizeof self->fault, "rank %d has no memory left", self->exchange.rank);
        return;
    }
    MPI_Request *request = &self->requests[self->posted];
    const int error = sends ? MPI_Isend(data, bytes, MPI_BYTE, to, DATA, MPI_COMM_WORLD, request)
                            : MPI_Irecv(data, bytes, MPI_BYTE, from, DATA, MPI_COMM_WORLD, request);
    if (error != MPI_SUCCESS) {
        set_fault(self, error);
        return;
    }
    self->peers[self->posted++] = sends ? to : from;
}

static void post(void *context, void *data, size_t bytes, int from, int to)
{
    world *self = context;
    if (from != self->exchange.rank && to != self->exchange.rank) return;
    self->shared = true;
    if (!self->open) (void)snprintf(self->fault, sizeof self->fault, "the world is closed");
    char *next = data;
    for (size_t left = bytes; left > 0 && self->fault[0] == '\0';) {
        const size_t piece = left < MOST_AT_ONCE ? left : MOST_AT_ONCE;
        post_piece(self, next, (int)piece, from, to);
        next += piece;
        left -= piece;
    }
}

// --- waiting

// Whether all that was posted has arrived.
static bool has_arrived(world *self)
{
    int ended = 0;
    const int error = MPI_Testsome(self->posted, self->requests, &ended, self->done, MPI_STATUSES_IGNORE);
    if (error != MPI_SUCCESS) set_fault(self, error);
    if (error != MPI_SUCCESS || ended == MPI_UNDEFINED) return error == MPI_SUCCESS;
    for (int i = 0; i < self->posted; i++)
        if (self->requests[i] != MPI_REQUEST_NULL) return false;
    return true;
}

static bool has_left(int rank)
{
    int there = 0;
    MPI_Iprobe(rank, FAREWELL, MPI_COMM_WORLD, &there, MPI_STATUS_IGNORE);
    return there != 0;
}

// A rank that something is waited for; where there are several, one that has said that it ends.
static int awaited_rank(const world *self, bool *left)
{
    int rank = 0;
    *left = false;
    for (int i = 0; i < self->posted && !*left; i++) {
        if (self->requests[i] == MPI_REQUEST_NULL) continue;
        rank = self->peers[i];
        *left = has_left(rank);
    }
    return rank;
}

// Sets the fault when a rank is lost.
static void look_for_lost(world *self)
{
    bool left;
    const int rank = awaited_rank(self, &left);
    const bool signalled = self->exchange.rank == 0 && self->signal != NULL && *self->signal != 0;
    if (!left && !signalled) return;
    const double now = MPI_Wtime();
    if (self->doubted_since == 0.0) self->doubted_since = now;
    if (now - self->doubted_since < moment) return;
    (void)snprintf(self->fault, sizeof self->fault,
                   left ? "rank %d has ended"
                        : "a signal has come, and rank %d does not answer: it is dead or slow",
                   rank);
}

static void abandon_requests(world *self)
{
    for (int i = 0; i < self->posted; i++)
        if (self->requests[i] != MPI_REQUEST_NULL) MPI_Request_free(&self->requests[i]);
}

static const char *wait_for_all(void *context)
{
    world *self = context;
    const double began = MPI_Wtime();
    self->doubted_since = 0.0;
    while (self->fault[0] == '\0' && self->posted > 0 && !has_arrived(self)) {
        look_for_lost(self);
        if (MPI_Wtime() - began < until_sleep)
            sched_yield();
        else
            pause_for(200000);
    }
    if (self->fault[0] != '\0') abandon_requests(self);
    self->posted = 0;
    return self->fault[0] == '\0' ? NULL : self->fault;
}

void bnl_world_begin(world *self)
{
    self->exchange = (bn_exchange){.context = self, .post = post, .wait = wait_for_all};
    MPI_Comm_rank(MPI_COMM_WORLD, &self->exchange.rank);
    MPI_Comm_size(MPI_COMM_WORLD, &self->exchange.ranks);
}

// --- leaving

static bool all_have_left(const world *self)
{
    for (int rank = 0; rank < self->exchange.ranks; rank++)
        if (rank != self->exchange.rank && !has_left(rank)) return false;
    return true;
}

static void take_farewells(const world *self)
{
    for (int rank = 0; rank < self->exchange.ranks; rank++)
        if (rank != self->exchange.rank)
            MPI_Recv(NULL, 0, MPI_BYTE, rank, FAREWELL, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

void bnl_world_leave(world *self)
{
    for (int rank = 0; rank < self->exchange.ranks;
         rank++) // empty, so that MPI does not wait for the receiver
        if (rank != self->exchange.rank) MPI_Send(NULL, 0, MPI_BYTE, rank, FAREWELL, MPI_COMM_WORLD);
    const double began = MPI_Wtime();
    while (!all_have_left(self)) {
        if (self->fault[0] != '\0' && MPI_Wtime() - began > longest_farewell) MPI_Abort(MPI_COMM_WORLD, 1);
        pause_for(2000000);
    }
    take_farewells(self);
    MPI_Finalize();
    free(self->requests);
    free(self->peers);
    free(self->done);
}
