// Runs of the time-resolved theory: memory, copies, parts of a run, and what is refused.
#include "engine/theory/meanfield_run.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/engine/theory/meanfield_world.h"
#include "tests/near.h"

// --- memory and copies ---

static void no_step_allocates_and_memory_does_not_grow_with_the_steps(void **state)
{
    (void)state;
    bn_meanfield_def def = chaotic();
    def.band = 30;
    world w = world_of(def, false);
    bn_arena ruler = bn_arena_measure();
    bn_meanfield_lay_out(&ruler, &def);
    assert_true(ruler.used <= 12 * (2 * 31 * sizeof(double) + BN_ALIGNMENT));
    assert_sound(bn_meanfield_start(&w.run.theory, 1.0, 1.0, 0.0));
    bn_memory_fail_after(0);
    for (int n = 0; n < 500; n++) assert_sound(bn_meanfield_step(&w.run.theory, (double[4]){1.0}, NULL));
    assert_int_equal(bn_memory_fail_after(-1), 0);
    bn_memory_free(w.block);
}

static void a_copy_goes_the_same_way(void **state)
{
    (void)state;
    bn_meanfield_def def = chaotic();
    def.activation = BN_ACTIVATION_SOFTPLUS;
    def.balance = 5.0;
    def.gain = 1.0;
    def.band = 20;
    def.terms = 32;
    def.neurons = 100;
    world w = world_of(def, true);
    assert_sound(bn_meanfield_start(&w.run.theory, 0.5, 1.0, 0.0));
    for (int n = 0; n < 70; n++) assert_sound(bn_meanfield_step(&w.run.theory, (double[4]){1.0}, NULL));
    bn_meanfield_copy(&w.run.theory, &w.run.twin);
    for (int n = 0; n < 70; n++) {
        assert_sound(bn_meanfield_step(&w.run.theory, (double[4]){1.1}, NULL));
        assert_sound(bn_meanfield_step(&w.run.twin, (double[4]){1.1}, NULL));
        assert_true(bn_meanfield_rate(&w.run.theory) == bn_meanfield_rate(&w.run.twin));
    }
    assert_sound(bn_meanfield_step(&w.run.twin, (double[4]){1.2}, NULL));
    assert_true(bn_meanfield_rate(&w.run.theory) != bn_meanfield_rate(&w.run.twin));
    bn_memory_free(w.block);
}

// Each snapshot is a column of c; the first lags of the last one begin with the last variance.
static void snapshots_are_columns_at_even_distances(void **state)
{
    (void)state;
    enum { STEPS = 100, BAND = 16, SNAPSHOTS = 3 };
    bn_meanfield_def def = bn_meanfield_def_default();
    def.band = BAND;
    world w = world_of(def, false);
    double input[STEPS], variance[STEPS], snapshot[SNAPSHOTS * (BAND + 1)];
    double time[SNAPSHOTS];
    for (int i = 0; i < STEPS; i++) input[i] = 1.0 + 0.1 * i;
    bn_meanfield_drive drive = bn_meanfield_drive_default();
    drive.steps = STEPS;
    drive.input = input;
    drive.snapshots = SNAPSHOTS;
    const bn_meanfield_record record = {.variance = variance, .snapshot = snapshot, .snapshot_time = time};
    bn_meanfield_summary summary;
    assert_sound(run_over(&w.run, &drive, &record, &summary));
    const int step[SNAPSHOTS] = {33, 66, 100};
    for (int s = 0; s < SNAPSHOTS; s++) {
        assert_near(time[s], step[s] * def.dt, 1e-12);
        assert_true(snapshot[s * (BAND + 1)] == variance[step[s] - 1]);
    }
    assert_true(isnan(summary.lyapunov));
    bn_memory_free(w.block);
}

// --- what is refused ---

static void a_mean_mode_too_stiff_for_an_euler_step_is_refused_with_a_dt_that_does(void **state)
{
    (void)state;
    bn_meanfield_summary summary;
    bn_meanfield_def def = chaotic();
    def.balance = 200.0;
    def.mean_step = BN_MEAN_EULER;
    const bn_status status = summarise(def, (sinusoid){.steps = 100}, false, NULL, &summary);
    assert_int_equal(status.code, BN_EINVAL);
    assert_non_null(strstr(status.message, "too stiff for dt = 0.0625 at t = 0: it decays at the rate"));
    assert_non_null(strstr(status.message, "needs dt < "));
    def.dt = 1.0 / 128.0;
    assert_sound(summarise(def, (sinusoid){.steps = 1000}, false, NULL, &summary));
    def.dt = 1.0 / 16.0;
    def.mean_step = BN_MEAN_STIFF;
    assert_sound(summarise(def, (sinusoid){.steps = 1000}, false, NULL, &summary));
}

static void a_solution_that_diverges_says_which_quantity_and_when(void **state)
{
    (void)state;
    bn_meanfield_def def = bn_meanfield_def_default();
    def.activation = BN_ACTIVATION_LINEAR;
    def.gain = 100.0;
    def.balance = 0.0;
    def.band = 50;
    def.terms = 2;
    world w = world_of(def, false);
    assert_sound(bn_meanfield_start(&w.run.theory, 0.0, 1.0, 0.0));
    bn_status status = bn_ok();
    for (int n = 0; n < 1000 && status.code == BN_OK; n++)
        status = bn_meanfield_step(&w.run.theory, (double[4]){0.0}, NULL);
    assert_int_equal(status.code, BN_NOT_FINITE);
    assert_non_null(strstr(status.message, "activity grows without bound"));
    assert_non_null(strstr(status.message, "at t = "));
    assert_non_null(strstr(status.message, "a linear network does for g >= 1"));
    bn_memory_free(w.block);
}

// softplus at large activity is relu, whose b_c at g = 3 is 6.076: below it a small state grows, by 1e30 in
// 250 tau, and above it is bounded. A power above 1 overtakes every balance, from a large enough state.
static bn_status run_once(bn_meanfield_def def, const bn_meanfield_drive *drive)
{
    bn_meanfield_summary summary;
    const bn_meanfield_record record = {0};
    world w = world_of(def, false);
    const bn_status status = run_over(&w.run, drive, &record, &summary);
    bn_memory_free(w.block);
    return status;
}

static void activity_that_grows_without_bound_is_an_error_with_what_is_known_of_it(void **state)
{
    (void)state;
    enum { STEPS = 4000 };
    static double input[STEPS];
    for (int i = 0; i < STEPS; i++) input[i] = 1.0;
    bn_meanfield_def def = bn_meanfield_def_default();
    def.activation = BN_ACTIVATION_SOFTPLUS;
    def.gain = 3.0;
    def.balance = 5.0;
    def.noise = 0.5;
    def.band = 100;
    def.terms = 64;
    bn_meanfield_drive drive = bn_meanfield_drive_default();
    drive.steps = STEPS;
    drive.input = input;
    drive.start_mean = 0.0;
    drive.start_variance = 0.1;
    const bn_status grown = run_once(def, &drive);
    assert_int_equal(grown.code, BN_NOT_FINITE);
    assert_non_null(strstr(grown.message, "does for b <= b_c = 6.076 at g = 3, b is 5"));
    def.balance = 12.0;
    drive.steps = 1000;
    assert_sound(run_once(def, &drive));
    def.activation = BN_ACTIVATION_THRESHOLD_POWER;
    def.activation_power = 2.0;
    def.gain = 0.5;
    drive.start_variance = 1e4;
    const bn_status overtaken = run_once(def, &drive);
    assert_int_equal(overtaken.code, BN_NOT_FINITE);
    assert_non_null(strstr(overtaken.message, "from a large enough state, whatever b is"));
    drive.start_variance = 0.1;
    assert_sound(run_once(def, &drive));
}

static void numbers_out_of_range_are_refused(void **state)
{
    (void)state;
    bn_meanfield_def def = bn_meanfield_def_default();
    assert_sound(bn_meanfield_check(&def));
    const double bad_dt[] = {0.0, -0.1, 1.0, NAN, INFINITY};
    for (int i = 0; i < 5; i++) {
        def.dt = bad_dt[i];
        assert_non_null(strstr(bn_meanfield_check(&def).message, "dt is "));
    }
    def = bn_meanfield_def_default();
    def.band = 1;
    assert_non_null(strstr(bn_meanfield_check(&def).message, "band is 1"));
    def.band = 100;
    def.gain = -1.0;
    assert_non_null(strstr(bn_meanfield_check(&def).message, "gain is -1"));
    def.gain = 2.0;
    def.balance = 1.5;
    assert_non_null(strstr(bn_meanfield_check(&def).message, "no stationary state: b_c = 1.692 at g = 2"));
    def.balance = 8.0;
    def.neurons = -5;
    assert_non_null(strstr(bn_meanfield_check(&def).message, "neurons is -5"));
    def.neurons = 0;
    def.terms = 1;
    assert_non_null(strstr(bn_meanfield_check(&def).message, "terms is 1"));
}

static void steps_may_be_taken_in_parts(void **state)
{
    (void)state;
    enum { STEPS = 300 };
    double input[STEPS];
    for (int i = 0; i < STEPS; i++) input[i] = 1.0 + 0.3 * sin(0.2 * i);
    bn_meanfield_def def = chaotic();
    def.band = 40;
    bn_meanfield_drive drive = bn_meanfield_drive_default();
    drive.steps = STEPS;
    drive.input = input;
    const bn_meanfield_record record = {0};
    bn_meanfield_summary whole;
    world w = world_of(def, false);
    assert_sound(run_over(&w.run, &drive, &record, &whole));
    assert_sound(bn_meanfield_run_begin(&w.run, &drive, &record));
    int64_t left = STEPS;
    for (int part = 0; left > 0; part++) {
        assert_sound(bn_meanfield_run_advance(&w.run, 7, &left));
        assert_true(left == (7 * (part + 1) < STEPS ? STEPS - 7 * (part + 1) : 0));
    }
    const bn_meanfield_summary parts = bn_meanfield_run_end(&w.run);
    assert_true(parts.lyapunov == whole.lyapunov && parts.variance == whole.variance);
    bn_memory_free(w.block);
}

// The rate at every step under a step of the input by 0.5 at step `at`, and from where it differs from that
// without one.
static int64_t first_difference(bn_mean_step mean_step, bn_activation activation, bn_input_join join, int at)
{
    enum { STEPS = 60 };
    double input[2][STEPS], rate[2][STEPS];
    bn_meanfield_def def = bn_meanfield_def_default();
    def.mean_step = mean_step;
    def.activation = activation;
    def.balance = 8.0;
    def.gain = 1.2;
    def.band = 40;
    def.terms = 32;
    world w = world_of(def, false);
    for (int k = 0; k < 2; k++) {
        bn_meanfield_summary summary;
        bn_meanfield_drive drive = bn_meanfield_drive_default();
        for (int i = 0; i < STEPS; i++) input[k][i] = 1.0 + 0.2 * sin(i) + (k == 1 && i >= at ? 0.5 : 0.0);
        drive.steps = STEPS;
        drive.input = input[k];
        drive.join = join;
        const bn_meanfield_record record = {.rate = rate[k]};
        assert_sound(run_over(&w.run, &drive, &record, &summary));
    }
    bn_memory_free(w.block);
    int64_t i = 0;
    while (i < STEPS && rate[0][i] == rate[1][i]) i++;
    return i;
}

// State i is the one after input i, so a step of the input at 30 first shows in state 30: not in the start,
// and not before. The cubic of step 27 knows the input 30.
static void no_state_depends_on_later_inputs(void **state)
{
    (void)state;
    static const bn_activation activations[] = {BN_ACTIVATION_RELU, BN_ACTIVATION_TANH};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(first_difference(BN_MEAN_STIFF, activations[i], BN_INPUT_HELD, 30), 30);
        assert_int_equal(first_difference(BN_MEAN_EULER, activations[i], BN_INPUT_HELD, 30), 30);
        assert_int_equal(first_difference(BN_MEAN_EULER, activations[i], BN_INPUT_CUBIC, 30), 30);
        assert_int_equal(first_difference(BN_MEAN_STIFF, activations[i], BN_INPUT_CUBIC, 30), 27);
    }
    assert_true(bn_meanfield_drive_default().join == BN_INPUT_HELD);
}

static void an_unsound_drive_is_refused(void **state)
{
    (void)state;
    bn_meanfield_summary summary;
    bn_meanfield_def def = bn_meanfield_def_default();
    def.band = 8;
    world w = world_of(def, false);
    double input[20] = {1.0};
    const bn_meanfield_record record = {0};
    bn_meanfield_drive drive = bn_meanfield_drive_default();
    drive.input = input;
    drive.steps = 4;
    assert_int_equal(run_over(&w.run, &drive, &record, &summary).code, BN_EINVAL);
    drive.steps = 20;
    drive.period = 19;
    assert_non_null(strstr(run_over(&w.run, &drive, &record, &summary).message, "period is 19"));
    drive.period = 0;
    drive.start_mean = 1.0;
    assert_non_null(strstr(run_over(&w.run, &drive, &record, &summary).message,
                           "start_mean is 1 and start_variance was not given; both or neither"));
    drive.start_variance = -1.0;
    assert_non_null(strstr(run_over(&w.run, &drive, &record, &summary).message, "variance at the start"));
    drive.start_variance = 1.0;
    input[7] = NAN;
    const bn_status status = run_over(&w.run, &drive, &record, &summary);
    assert_int_equal(status.code, BN_NOT_FINITE);
    assert_non_null(strstr(status.message, "step 8"));
    bn_memory_free(w.block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_step_allocates_and_memory_does_not_grow_with_the_steps),
        cmocka_unit_test(a_copy_goes_the_same_way),
        cmocka_unit_test(snapshots_are_columns_at_even_distances),
        cmocka_unit_test(a_mean_mode_too_stiff_for_an_euler_step_is_refused_with_a_dt_that_does),
        cmocka_unit_test(a_solution_that_diverges_says_which_quantity_and_when),
        cmocka_unit_test(activity_that_grows_without_bound_is_an_error_with_what_is_known_of_it),
        cmocka_unit_test(numbers_out_of_range_are_refused),
        cmocka_unit_test(steps_may_be_taken_in_parts),
        cmocka_unit_test(no_state_depends_on_later_inputs),
        cmocka_unit_test(an_unsound_drive_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
