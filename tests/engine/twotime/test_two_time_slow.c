// The two-time theory with a thinned past, far and to more digits. Expected values as in test_two_time.c.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/engine/twotime/two_time_world.h"

static void errors_fall_with_the_tolerance(void **state)
{
    (void)state;
    assert_values_of_others(1e-6, 1e-5);
}

// mu = 2 - 3/(4 t) + 3/(64 t^2) + ..., its distance from 2 to a hundredth.
static void pairs_follow_their_law_to_a_hundred_thousand(void **state)
{
    (void)state;
    void *block;
    bn_thinned_def def = thinned_def(BN_CONFINED_SPHERE, 1.0, 1.0, 1e5);
    def.tolerance = 1e-6;
    const bn_thinned thinned = thinned_run(&def, &block);
    for (int64_t n = 0; n < thinned.rows; n++) {
        const double t = bn_thinned_time(&thinned, n),
                     mu = bn_thinned_row(&thinned, n)[2 * thinned.grid.count];
        if (t > 1e3) assert_near(mu, 2.0 - 0.75 / t + 0.046875 / (t * t), 0.01 * 0.75 / t);
    }
    bn_memory_free(block);
}

// A power of time near -2/3 above -sqrt(4/3).
static void triples_follow_their_law_to_a_million(void **state)
{
    (void)state;
    void *block;
    bn_thinned_def def = thinned_def(BN_CONFINED_SPHERE, 0.0, 1.0, 1e6);
    def.model.pair_gain = sqrt(1.5);
    def.tolerance = 1e-5;
    const bn_thinned thinned = thinned_run(&def, &block);
    int64_t before = thinned.rows - 1;
    while (bn_thinned_time(&thinned, before) > 1e4) before--;
    const double late = sqrt(4.0 / 3.0) - thinned.power[thinned.rows - 1],
                 early = sqrt(4.0 / 3.0) - thinned.power[before];
    assert_true(late > 0.0);
    assert_near(log(late / early) / log(1e6 / bn_thinned_time(&thinned, before)), -2.0 / 3.0, 0.01);
    bn_memory_free(block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_fall_with_the_tolerance),
        cmocka_unit_test(pairs_follow_their_law_to_a_hundred_thousand),
        cmocka_unit_test(triples_follow_their_law_to_a_million),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
