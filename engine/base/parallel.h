/* Parallel: a pool of worker threads that runs the iterations of a loop. What an iteration computes must
   depend on its number alone, not on the thread that runs it; then results are the same for every number of
   threads. */
#ifndef BN_PARALLEL_H
#define BN_PARALLEL_H

#include "common/status.h"

enum { BN_MOST_THREADS = 256 };

/* The body of a loop, for iteration `number`. */
typedef void (*bn_loop_body)(void *context, int number);

typedef struct bn_pool bn_pool;

/* Starts threads - 1 workers; the caller's thread is the last. With one thread there is no pool and *pool is
   NULL. Errors: BN_EINVAL outside 1 … BN_MOST_THREADS, BN_ENOMEM when the system gives no memory or
   thread. */
bn_status bn_pool_start(int threads, bn_pool **pool);

/* Calls body(context, number) once for each number from 0 to count - 1, and returns when all calls have
   returned. A NULL pool makes them in order. Calls must come from one thread at a time. */
void bn_pool_run(bn_pool *pool, bn_loop_body body, void *context, int count);

/* Ends the workers and frees the pool; NULL is allowed. */
void bn_pool_stop(bn_pool *pool);

/* The processors this process may run on, at least 1. */
int bn_processors(void);

#endif
