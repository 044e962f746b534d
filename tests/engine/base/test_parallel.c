#include "engine/base/parallel.h"

#include <stdatomic.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "tests/near.h"

enum { ITERATIONS = 37 };

typedef struct {
    atomic_int runs[ITERATIONS];
} counts;

static void count_run(void *context, int number)
{
    counts *t = context;
    atomic_fetch_add(&t->runs[number], 1);
}

static void check_pool(int threads, int loops)
{
    counts t;
    memset(&t, 0, sizeof t);
    bn_pool *pool;
    assert_int_equal(bn_pool_start(threads, &pool).code, BN_OK);
    for (int loop = 0; loop < loops; loop++) bn_pool_run(pool, count_run, &t, ITERATIONS);
    for (int i = 0; i < ITERATIONS; i++) assert_int_equal(atomic_load(&t.runs[i]), loops);
    bn_pool_stop(pool);
}

static void every_iteration_runs_once(void **state)
{
    (void)state;
    check_pool(1, 3);
    check_pool(2, 2000);
    check_pool(5, 500);
}

static void sleeping_workers_wake(void **state)
{
    (void)state;
    counts t;
    memset(&t, 0, sizeof t);
    bn_pool *pool;
    assert_int_equal(bn_pool_start(3, &pool).code, BN_OK);
    for (int loop = 0; loop < 5; loop++) {
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL); // longer than workers spin
        bn_pool_run(pool, count_run, &t, ITERATIONS);
    }
    for (int i = 0; i < ITERATIONS; i++) assert_int_equal(atomic_load(&t.runs[i]), 5);
    bn_pool_stop(pool);
}

static void thread_counts_out_of_range_are_refused(void **state)
{
    (void)state;
    bn_pool *pool;
    assert_int_equal(bn_pool_start(0, &pool).code, BN_EINVAL);
    assert_null(pool);
    assert_int_equal(bn_pool_start(BN_MOST_THREADS + 1, &pool).code, BN_EINVAL);
    bn_pool_stop(NULL);
    assert_true(bn_processors() >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_iteration_runs_once),
        cmocka_unit_test(sleeping_workers_wake),
        cmocka_unit_test(thread_counts_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
