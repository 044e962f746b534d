/* Exchange: what the processes of one run tell each other. The engine knows no way to do it; the caller brings
   one, over MPI for instance. Every process, a rank from 0, posts the same blocks in the same order and then
   waits. */
#ifndef BN_EXCHANGE_H
#define BN_EXCHANGE_H

#include <stddef.h>

typedef struct {
    int rank, ranks; // 0 <= rank < ranks
    void *context;   // the first argument of both functions

    /* Begins to copy `bytes` bytes from `data` of rank `from` to `data` of rank `to`; other ranks do nothing.
       The bytes stay as they are until the wait. */
    void (*post)(void *context, void *data, size_t bytes, int from, int to);

    /* Returns NULL when all that was posted has arrived; or the sentence that says why it never will, which
       stays valid. Then the blocks hold anything, and every later wait fails, too. */
    const char *(*wait)(void *context);
} bn_exchange;

#endif
