/* The exchange between the ranks of MPI's world, without collective calls, so that a rank that is lost is
   noticed. */
#ifndef BNL_MPI_EXCHANGE_H
#define BNL_MPI_EXCHANGE_H

#include "bindings/common/world.h"

#include <mpi.h>
#include <signal.h>
#include <stdbool.h>

enum { BNL_FAULT_BYTES = 512 };

/* The userdata of a world. */
typedef struct {
    bn_exchange exchange; // the first member, see world.h
    bool open;
    bool shared; // whether something was exchanged
    MPI_Request *requests;
    int *peers; // of the requests
    int *done;  // room for the numbers of those that have ended
    int posted, room;
    const volatile sig_atomic_t *signal; // the number of a signal that came, or 0; NULL: not looked at
    double doubted_since;        // when a rank was first found to have left or a signal to have come; 0: not
    char fault[BNL_FAULT_BYTES]; // empty while all is well
} world;

/* Sets up the exchange of a world that is open. */
void bnl_world_begin(world *self);

/* Tells the others that this rank ends, waits until they all do, and leaves MPI. Where a rank is lost all are
   ended after two seconds. */
void bnl_world_leave(world *self);

#endif
