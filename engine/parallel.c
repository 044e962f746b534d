/* Parallel: every task of a round has a flag, and who sets it runs the task. A thread takes the tasks that
   its number says, round after round the same, so that what they left in its core's cache is found there
   again; after some patience the caller takes what a thread without a processor has not begun. A training
   step lasts a tenth of a millisecond, less than a sleeping thread takes to wake, so a worker spins for a
   while before it sleeps. */
#include "parallel.h"

#include "memory.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

enum { SPINS = 20000, PATIENCE = 1000, MOST_TASKS = 256 };

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
    atomic_int sleepers; // workers waiting for `wake`
    atomic_int count;    // tasks of this round
    atomic_int left;     // tasks of this round that are not done
    atomic_bool quit;
    atomic_bool taken[MOST_TASKS]; // true where there is no task
    bn_task task;                  // written before a flag is cleared, read by who sets it
    void *context;
    int first; // the number of the task of flag 0
};

static void relax(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#else
    sched_yield();
#endif
}

static void try_task(bn_pool *pool, int flag)
{
    if (atomic_load(&pool->taken[flag]) || atomic_exchange(&pool->taken[flag], true)) return;
    pool->task(pool->context, pool->first + flag);
    atomic_fetch_sub(&pool->left, 1);
}

// Of every `stride` tasks the one at `first`.
static void run_tasks(bn_pool *pool, int first, int stride)
{
    const int count = atomic_load(&pool->count);
    for (int flag = first; flag < count; flag += stride) try_task(pool, flag);
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
        run_tasks(pool, self->thread, pool->workers + 1);
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
    for (int flag = 0; flag < MOST_TASKS; flag++) atomic_init(&made->taken[flag], true);
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

static void run_round(bn_pool *pool, bn_task task, void *context, int first, int count)
{
    pool->task = task;
    pool->context = context;
    pool->first = first;
    atomic_store(&pool->count, count);
    atomic_store(&pool->left, count);
    for (int flag = 0; flag < count; flag++) atomic_store(&pool->taken[flag], false);
    announce(pool);
    run_tasks(pool, 0, pool->workers + 1);
    for (int spin = 0; atomic_load(&pool->left) > 0; spin++) {
        if (spin == PATIENCE) run_tasks(pool, 0, 1);
        if (spin < SPINS)
            relax();
        else
            sched_yield();
    }
}

void bn_pool_run(bn_pool *pool, bn_task task, void *context, int count)
{
    if (pool == NULL) {
        for (int number = 0; number < count; number++) task(context, number);
        return;
    }
    for (int first = 0; first < count; first += MOST_TASKS)
        run_round(pool, task, context, first, count - first < MOST_TASKS ? count - first : MOST_TASKS);
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
