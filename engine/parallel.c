/* Parallel: a task goes to the thread that its number says, round after round, so that what it left in that
   core's cache is found there again. A training step lasts a tenth of a millisecond, less than a sleeping
   thread takes to wake, so a worker spins for a while after its last task before it sleeps on a condition.
   Each round has a number; a worker that sees a new one takes part in it. */
#include "parallel.h"

#include "memory.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

enum { SPINS = 20000 };

typedef struct {
    bn_pool *pool;
    int thread; // 1 … workers; the caller's is 0
    pthread_t handle;
} worker;

struct bn_pool {
    int workers;
    worker *worker;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    atomic_uint round;   // grows by one when tasks are there
    atomic_int busy;     // workers that have not finished this round
    atomic_int sleepers; // workers waiting for `wake`
    atomic_bool quit;
    bn_task task; // written before `round` grows, read after
    void *context;
    int count;
};

static void relax(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#else
    sched_yield();
#endif
}

static void run_tasks(const bn_pool *pool, int thread)
{
    for (int number = thread; number < pool->count; number += pool->workers + 1)
        pool->task(pool->context, number);
}

static unsigned wait_for_round(bn_pool *pool, unsigned seen)
{
    for (int spin = 0; spin < SPINS; spin++) {
        const unsigned round = atomic_load(&pool->round);
        if (round != seen) return round;
        relax();
    }
    pthread_mutex_lock(&pool->mutex);
    atomic_fetch_add(&pool->sleepers, 1);
    while (atomic_load(&pool->round) == seen) pthread_cond_wait(&pool->wake, &pool->mutex);
    atomic_fetch_sub(&pool->sleepers, 1);
    pthread_mutex_unlock(&pool->mutex);
    return atomic_load(&pool->round);
}

static void *work(void *argument)
{
    const worker *self = argument;
    bn_pool *pool = self->pool;
    unsigned seen = 0;
    for (;;) {
        seen = wait_for_round(pool, seen);
        if (atomic_load(&pool->quit)) return NULL;
        run_tasks(pool, self->thread);
        atomic_fetch_sub(&pool->busy, 1);
    }
}

// Sequentially consistent: either a worker about to sleep sees the new round, or it is counted as a sleeper
// here.
static void announce(bn_pool *pool)
{
    atomic_fetch_add(&pool->round, 1);
    if (atomic_load(&pool->sleepers) == 0) return;
    pthread_mutex_lock(&pool->mutex);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->mutex);
}

bn_status bn_pool_start(int threads, bn_pool **pool)
{
    *pool = NULL;
    if (threads < 1 || threads > BN_MOST_THREADS)
        return bn_fault(BN_EINVAL, "threads is %d; it must be from 1 to %d", threads, BN_MOST_THREADS);
    if (threads == 1) return bn_ok();
    bn_pool *made = bn_memory_allocate(1, sizeof *made);
    worker *workers = bn_memory_allocate((size_t)threads, sizeof *workers);
    if (made == NULL || workers == NULL) {
        bn_memory_free(workers);
        bn_memory_free(made);
        return bn_fault(BN_ENOMEM, "no memory for %d threads", threads);
    }
    made->worker = workers;
    pthread_mutex_init(&made->mutex, NULL);
    pthread_cond_init(&made->wake, NULL);
    while (made->workers < threads - 1) {
        worker *next = &workers[made->workers];
        *next = (worker){.pool = made, .thread = made->workers + 1};
        if (pthread_create(&next->handle, NULL, work, next) != 0) {
            bn_pool_stop(made);
            return bn_fault(BN_ENOMEM, "the system gave no thread; %d were asked for", threads);
        }
        made->workers++;
    }
    *pool = made;
    return bn_ok();
}

void bn_pool_run(bn_pool *pool, bn_task task, void *context, int count)
{
    if (pool == NULL) {
        for (int number = 0; number < count; number++) task(context, number);
        return;
    }
    pool->task = task;
    pool->context = context;
    pool->count = count;
    atomic_store(&pool->busy, pool->workers);
    announce(pool);
    run_tasks(pool, 0);
    for (int spin = 0; atomic_load(&pool->busy) > 0; spin++) {
        if (spin < SPINS)
            relax();
        else
            sched_yield();
    }
}

void bn_pool_stop(bn_pool *pool)
{
    if (pool == NULL) return;
    atomic_store(&pool->quit, true);
    announce(pool);
    for (int i = 0; i < pool->workers; i++) pthread_join(pool->worker[i].handle, NULL);
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->mutex);
    bn_memory_free(pool->worker);
    bn_memory_free(pool);
}

int bn_processors(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    const int count = CPU_COUNT(&set);
    return count > 0 ? count : 1;
}
