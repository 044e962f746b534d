// The two-time theory with a thinned and with a full past. Expected values: closed forms and an independent
// integration in tests/data/two_time.csv, made by two_time.py beside it; laws of long times; finite differences.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/twotime/thinned_internal.h"

#include "tests/near.h"
#include "tests/refused.h"

#include "tests/engine/twotime/two_time_world.h"

static void a_thinned_past_has_the_values_of_closed_forms_and_of_another_program(void **state)
{
    (void)state;
    assert_values_of_others(1e-4, 1e-3);
}

// The errors of Heun's step are of second order: a third of the difference of two grids is that of the finer one.
static void a_full_past_approaches_the_same_values_with_the_square_of_its_step(void **state)
{
    (void)state;
    known list[MOST_KNOWN];
    const int count = read_known(list);
    for (int i = 0; i < count; i++) {
        if (list[i].model.time > 4.0) continue;
        bn_two_time_value value[2];
        for (int k = 0; k < 2; k++) {
            void *block;
            const bn_full_past full =
                full_run(&list[i].model, list[i].model.time / (k == 0 ? 100.0 : 200.0), &block);
            value[k] = bn_full_past_at(&full, list[i].model.time, list[i].s);
            bn_memory_free(block);
        }
        const double c = (4.0 * value[1].correlation - value[0].correlation) / 3.0;
        const double r = (4.0 * value[1].response - value[0].response) / 3.0;
        assert_near(c, list[i].correlation, 2e-5 + list[i].tolerance);
        assert_near(r, list[i].response, 2e-5 + list[i].tolerance);
        assert_near(value[1].correlation, list[i].correlation, 5e-3);
    }
}

// The derivative of the residual beside central differences of it, in the middle of a run.
static void the_matrix_of_newton_is_the_derivative_of_the_residual(void **state)
{
    (void)state;
    for (int confinement = 0; confinement < 2; confinement++) {
        void *block;
        bool left;
        bn_thinned_def def = thinned_def((bn_confinement)confinement, 0.5, 0.6, 3.0);
        def.model.pair_gain = 0.4;
        def.model.noise = 0.7;
        def.tolerance = 1e-2;
        bn_thinned thinned = thinned_begun(&def, &block);
        assert_int_equal(bn_thinned_advance(&thinned, 30, &left).code, BN_OK);
        const int64_t width = bn_thinned_width(&thinned), n = thinned.rows;
        double row[1024], high[1024];
        assert_in_range(width, 10, 1024);
        thinned.log_time[n] = thinned.log_time[n - 1] + 0.2;
        bn_thinned_prepare(&thinned);
        memcpy(row, bn_thinned_row(&thinned, n - 1), (size_t)width * sizeof *row);
        bn_thinned_residual(&thinned, row, true);
        for (int64_t j = 0; j < width; j++) {
            const double kept = row[j], step = 1e-5;
            row[j] = kept + step;
            bn_thinned_residual(&thinned, row, false);
            memcpy(high, thinned.residual, (size_t)width * sizeof *high);
            row[j] = kept - step;
            bn_thinned_residual(&thinned, row, false);
            row[j] = kept;
            for (int64_t i = 0; i < width; i++)
                assert_near(thinned.matrix[i * width + j], (high[i] - thinned.residual[i]) / (2.0 * step),
                            1e-7 * (1.0 + fabs(thinned.matrix[i * width + j])));
        }
        bn_memory_free(block);
    }
}

static void memory_grows_with_the_logarithm_of_time(void **state)
{
    (void)state;
    int64_t rows[3];
    for (int k = 0; k < 3; k++) {
        void *block;
        bn_thinned_def def = thinned_def(BN_CONFINED_LEAK, 0.6, 0.5, pow(10.0, 2 + 2 * k));
        def.tolerance = 1e-2;
        def.model.noise = 0.7;
        const bn_thinned thinned = thinned_run(&def, &block);
        rows[k] = thinned.rows;
        bn_memory_free(block);
    }
    assert_true(rows[2] - rows[1] <= (rows[1] - rows[0]) * 3 / 2);
}

static void an_interrupted_run_goes_on_as_if_it_had_not_been(void **state)
{
    (void)state;
    void *block[2];
    bool left = true;
    bn_thinned_def def = thinned_def(BN_CONFINED_SPHERE, 1.0, 0.3, 5.0);
    def.tolerance = 1e-3;
    const bn_thinned whole = thinned_run(&def, &block[0]);
    bn_thinned parts = thinned_begun(&def, &block[1]);
    while (left) assert_int_equal(bn_thinned_advance(&parts, 7, &left).code, BN_OK);
    assert_int_equal(parts.rows, whole.rows);
    assert_memory_equal(bn_thinned_row(&parts, parts.rows - 1), bn_thinned_row(&whole, whole.rows - 1),
                        (size_t)bn_thinned_width(&whole) * sizeof(double));
    for (int k = 0; k < 2; k++) bn_memory_free(block[k]);
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    bn_thinned_def def = thinned_def(BN_CONFINED_LEAK, 0.7, 0.5, 100.0);
    assert_refused(bn_thinned_check(&def), BN_EINVAL, "gain (1 + symmetry) is 1.05; less than 1");
    def = thinned_def(BN_CONFINED_SPHERE, 0.7, -0.6, 100.0);
    def.model.pair_gain = 0.1;
    assert_refused(bn_thinned_check(&def), BN_EINVAL, "symmetry is -0.6; -1/2 or more");
    def.model.symmetry = 1.5;
    assert_refused(bn_thinned_check(&def), BN_EINVAL, "symmetry");
    def = thinned_def(BN_CONFINED_LEAK, 0.5, 0.5, 100.0);
    def.tolerance = 0.0;
    assert_refused(bn_thinned_check(&def), BN_EINVAL, "tolerance");
}

static void runs_without_room_or_bound_end_with_the_reason(void **state)
{
    (void)state;
    void *block;
    bool left;
    bn_thinned_def def = thinned_def(BN_CONFINED_LEAK, 0.5, 0.5, 100.0);
    def.rows = 16;
    bn_thinned thinned = thinned_begun(&def, &block);
    assert_refused(bn_thinned_advance(&thinned, 100, &left), BN_EINVAL, "rows is 16");
    bn_memory_free(block);
    def = thinned_def(BN_CONFINED_LEAK, 0.0, 0.5, 100.0);
    def.model.pair_gain = 3.0;
    def.tolerance = 1e-3;
    thinned = thinned_begun(&def, &block);
    assert_refused(bn_thinned_advance(&thinned, 4000, &left), BN_NOT_FINITE, "grows without bound");
    bn_memory_free(block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thinned_past_has_the_values_of_closed_forms_and_of_another_program),
        cmocka_unit_test(a_full_past_approaches_the_same_values_with_the_square_of_its_step),
        cmocka_unit_test(the_matrix_of_newton_is_the_derivative_of_the_residual),
        cmocka_unit_test(memory_grows_with_the_logarithm_of_time),
        cmocka_unit_test(an_interrupted_run_goes_on_as_if_it_had_not_been),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(runs_without_room_or_bound_end_with_the_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
