/* Parallel: a round is one loop. Every iteration has a flag, which holds the number of the round in which it
   was last claimed; the thread that sets the flag to the present round runs the iteration. A thread claims
   the same iterations in every round, so that their data and flags are still in its core's cache. After a
   while the caller also claims the iterations that another thread has not begun, since that thread may have
   no processor. A training step lasts a tenth of a millisecond, less than a sleeping thread takes to wake,
   so a worker spins for a while before it sleeps. */
#include "engine/base/parallel.h"

#include "common/memory.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

enum { SPINS = 20000, PATIENCE = 1000, MOST_ITERATIONS = 128, CACHE_LINE = 64 };

typedef struct {
    bn_pool *pool;
    int thread; // 1 … workers; the caller's is 0
    pthread_t handle;
} worker;

// The last round in which the iteration of this number was claimed.
typedef struct {
    _Alignas(CACHE_LINE) atomic_uint claimed;
} flag;

struct bn_pool {
    int workers;
    worker *worker;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bn_loop_body body; // of this round; written before the round begins, read after a claim
    void *context;
    int first;                                // the iteration of flag 0
    _Alignas(CACHE_LINE) atomic_ullong round; // its number, and in the low COUNT_BITS its iterations
    atomic_int sleepers;                      // workers waiting for `wake`
    atomic_bool quit;
    _Alignas(CACHE_LINE) atomic_int done; // iterations of this round
    flag flag[MOST_ITERATIONS];
};

enum { COUNT_BITS = 16 };

// Tells the core that the thread waits for a value in memory.
static void pause_core(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#else
    sched_yield();
#endif
}

static unsigned number_of(unsigned long long round)
{
    return (unsigned)(round >> COUNT_BITS);
}

static int count_of(unsigned long long round)
{
    return (int)(round & ((1u << COUNT_BITS) - 1));
}

// Claims an iteration for the calling thread. A thread that comes after the round has ended finds every
// iteration claimed.
static bool claim(flag *f, unsigned number)
{
    unsigned last = atomic_load_explicit(&f->claimed, memory_order_relaxed);
    return (int)(last - number) < 0 && atomic_compare_exchange_strong(&f->claimed, &last, number);
}

// Claims and runs the iterations first, first + stride, … of a round.
static void run_iterations(bn_pool *pool, unsigned long long round, int first, int stride)
{
    int done = 0;
    for (int i = first; i < count_of(round); i += stride) {
        if (!claim(&pool->flag[i], number_of(round))) continue;
        pool->body(pool->context, pool->first + i);
        done++;
    }
    if (done > 0) atomic_fetch_add(&pool->done, done);
}

static unsigned long long wait_for_round(bn_pool *pool, unsigned long long seen)
{
    for (int spin = 0; spin < SPINS; spin++) {
        const unsigned long long round = atomic_load(&pool->round);
        if (round != seen) return round;
        pause_core();
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
    unsigned long long round = 0;
    for (;;) {
        round = wait_for_round(pool, round);
        if (atomic_load(&pool->quit)) return NULL;
        run_iterations(pool, round, self->thread, pool->workers + 1);
    }
}

// Begins the next round. Sequentially consistent: either a worker about to sleep sees it, or it is counted as
// a sleeper here.
static unsigned long long announce(bn_pool *pool, int count)
{
    const unsigned number = number_of(atomic_load_explicit(&pool->round, memory_order_relaxed)) + 1;
    const unsigned long long round = (unsigned long long)number << COUNT_BITS | (unsigned)count;
    atomic_store(&pool->round, round);
    if (atomic_load(&pool->sleepers) == 0) return round;
    pthread_mutex_lock(&pool->mutex);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->mutex);
    return round;
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

static void run_round(bn_pool *pool, bn_loop_body body, void *context, int first, int count)
{
    pool->body = body;
    pool->context = context;
    pool->first = first;
    atomic_store_explicit(&pool->done, 0, memory_order_relaxed);
    const unsigned long long round = announce(pool, count);
    run_iterations(pool, round, 0, pool->workers + 1);
    for (int spin = 0; atomic_load(&pool->done) < count; spin++) {
        if (spin == PATIENCE) run_iterations(pool, round, 0, 1);
        if (spin < SPINS)
            pause_core();
        else
            sched_yield();
    }
}

void bn_pool_run(bn_pool *pool, bn_loop_body body, void *context, int count)
{
    if (pool == NULL) {
        for (int number = 0; number < count; number++) body(context, number);
        return;
    }
    for (int first = 0; first < count; first += MOST_ITERATIONS)
        run_round(pool, body, context, first,
                  count - first < MOST_ITERATIONS ? count - first : MOST_ITERATIONS);
}

void bn_pool_stop(bn_pool *pool)
{
    if (pool == NULL) return;
    atomic_store(&pool->quit, true);
    announce(pool, 0);
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
