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

// Without noise the states of a symmetric sphere follow exp(J t): mu is half the logarithmic derivative of I1(4 t)/(2
// t), which is 2 - 3/(4 t) + 3/(64 t^2) + O(1/t^3), and the energy -mu/2 (L. F. Cugliandolo and D. S. Dean, J. Phys.
// A 28, 4213, 1995). Held is the distance of mu from 2 to a hundredth.
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
        if (t <= 1e3) continue;
        assert_near(mu, 2.0 - 0.75 / t + 0.046875 / (t * t), 0.01 * 0.75 / t);
        assert_near(thinned.power[n], mu / 2.0, 1e-8);
    }
    bn_memory_free(block);
}

// Products of two units on a symmetric sphere (p = 3 of the spherical p-spin model) approach the threshold energy
// -sqrt(4/3) as a power of time near -2/3 (Cugliandolo and Kurchan 1993; G. Folena, S. Franz and F. Ricci-Tersenghi,
// Phys. Rev. X 10, 031045, 2020, for the power).
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
