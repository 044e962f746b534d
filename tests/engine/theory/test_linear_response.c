// Expected values: an independent computation of the same closed forms (numpy), printed with one or two
// decimals; limits and identities between the forms to rounding.
#include "common/memory.h"
#include "engine/analysis/information.h"
#include "engine/theory/linear_response.h"
#include "engine/theory/meanfield_run.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/near.h"
#include "tests/refused.h"

static bn_linear_def weak_noise(double balance)
{
    bn_linear_def def = bn_linear_def_default();
    def.balance = balance;
    return def;
}

static bn_linear_def strong_noise(double balance)
{
    bn_linear_def def = weak_noise(balance);
    def.neurons = 1024.0;
    def.noise = 1.0;
    def.dt = 1.0 / 128.0;
    return def;
}

typedef struct {
    int64_t bins;
    double df;
    double _Complex *gain;
    double *noise, *signal, *density;
} spectra;

static spectra spectra_of(const bn_linear_def *def)
{
    const int64_t n = bn_linear_samples(def);
    spectra s = {.bins = n / 2 + 1, .df = 1.0 / ((double)n * def->dt)};
    s.gain = bn_memory_allocate((size_t)s.bins, sizeof *s.gain);
    s.noise = bn_memory_allocate((size_t)s.bins, sizeof *s.noise);
    s.signal = bn_memory_allocate((size_t)s.bins, sizeof *s.signal);
    s.density = bn_memory_allocate((size_t)s.bins, sizeof *s.density);
    assert_int_equal(bn_linear_spectra(def, n, s.gain, NULL, s.noise, s.signal).code, BN_OK);
    bn_linear_density(def->neurons, def->coupling, s.bins, s.gain, NULL, s.noise, s.signal, s.density);
    return s;
}

static void free_spectra(spectra *s)
{
    bn_memory_free(s->gain);
    bn_memory_free(s->noise);
    bn_memory_free(s->signal);
    bn_memory_free(s->density);
}

static double rate_of(const bn_linear_def *def)
{
    spectra s = spectra_of(def);
    const double rate = bn_information_integral(s.bins, s.df, s.density, 0.5 / def->dt);
    free_spectra(&s);
    return rate;
}

static void weak_noise_has_the_rates_of_the_table(void **state)
{
    (void)state;
    static const double sampled[6] = {64.6, 129.7, 259.1, 511.3, 972.1, 1692.6};
    static const double below[6] = {64.0, 127.5, 251.1, 484.5, 898.9, 1552.1};
    static const double unlimited[6] = {64.6, 129.9, 260.4, 521.6, 1043.9, 2088.5};
    for (int i = 0; i < 6; i++) {
        const bn_linear_def def = weak_noise(exp2(i));
        assert_near(bn_linear_rate_sampled(&def), sampled[i], 0.0501);
        assert_near(bn_linear_rate_below(&def, 512.0), below[i], 0.0501);
        assert_near(bn_linear_rate_unlimited(&def), unlimited[i], 0.0501);
        assert_near(rate_of(&def), bn_linear_rate_sampled(&def), 1e-6 * sampled[i]); // all units are active
    }
}

// Slope and fit of the linear range, b = 1 ... 8: .996 for the theory.
static void the_rate_grows_linearly_with_the_balance(void **state)
{
    (void)state;
    double sum_x = 0.0, sum_y = 0.0, sum_xx = 0.0, sum_xy = 0.0;
    for (int i = 0; i < 4; i++) {
        const bn_linear_def def = weak_noise(exp2(i));
        const double x = log(def.balance), y = log(bn_linear_rate_sampled(&def));
        sum_x += x;
        sum_y += y;
        sum_xx += x * x;
        sum_xy += x * y;
    }
    const double slope = (4.0 * sum_xy - sum_x * sum_y) / (4.0 * sum_xx - sum_x * sum_x);
    assert_near(slope, 0.996, 0.0006);
}

static void strong_noise_silences_units_and_lowers_the_rate(void **state)
{
    (void)state;
    static const double rate[6] = {2.34, 5.38, 11.60, 24.05, 48.58, 94.92};
    static const double slope[6] = {0.734, 0.808, 0.858, 0.886, 0.900, 0.908};
    for (int i = 0; i < 6; i++) {
        const bn_linear_def def = strong_noise(exp2(i));
        bn_linear_state at;
        assert_int_equal(bn_linear_state_of(&def, &at).code, BN_OK);
        assert_near(at.slope, slope[i], 0.0005001);
        assert_near(at.mean + def.balance * at.rate, def.balance,
                    1e-13 * def.balance); // the balance equation
        assert_near(at.relaxation, 1.0 + def.balance * at.slope, 1e-12);
        assert_near(at.variance, 1.0 / (128.0 * (1.0 - pow(127.0 / 128.0, 2.0))), 1e-13);
        assert_near(rate_of(&def), rate[i], 0.00501);
    }
    const bn_linear_def first = strong_noise(1.0), last = strong_noise(32.0);
    assert_near(bn_linear_rate_sampled(&first), 2.62, 0.00501);
    assert_near(bn_linear_rate_unlimited(&last), 103.7, 0.0501);
}

// The raw Welch estimate of 256 tau in segments of 8 tau: leakage and bias together.
static void leakage_and_bias_predict_the_raw_estimate(void **state)
{
    (void)state;
    static const double raw[6] = {72.6, 135.6, 262.4, 511.5, 968.7, 1685.7};
    for (int i = 0; i < 6; i++) {
        const bn_linear_def def = weak_noise(exp2(i));
        bn_linear_state at;
        assert_int_equal(bn_linear_state_of(&def, &at).code, BN_OK);
        spectra s = spectra_of(&def);
        bn_information_leaked(s.bins, s.df, at.relaxation, 8.0, s.density);
        const double seen = bn_information_integral(s.bins, s.df, s.density, 512.0);
        assert_near(seen + 512.0 * bn_information_bias(63.0 / (1.0 + 2.0 / 36.0), 1, 1), raw[i], 0.0501);
        free_spectra(&s);
    }
}

// The feedback cancels: with the balance of the input held, the coupling changes the rate only through p.
static void inhibition_alone_does_not_inform(void **state)
{
    (void)state;
    bn_linear_def def = weak_noise(4.0);
    const double with = rate_of(&def);
    def.coupling = 0.25;
    assert_near(rate_of(&def), with, 1e-9 * with);
}

// The densities of signal and noise integrate to the variances; the slope p and more of the noise's at high
// f.
static void densities_integrate_to_variances(void **state)
{
    (void)state;
    const bn_linear_def def = strong_noise(2.0);
    spectra s = spectra_of(&def);
    bn_linear_state at;
    assert_int_equal(bn_linear_state_of(&def, &at).code, BN_OK);
    assert_near(2.0 * bn_information_integral(s.bins, s.df, s.signal, 64.0), 0.01, 1e-12);
    const double x = at.mean / sqrt(at.variance), cdf = 0.5 * erfc(-x / sqrt(2.0));
    const double square =
        at.variance * ((1.0 + x * x) * cdf + x * exp(-x * x / 2.0) / sqrt(2.0 * 3.14159265358979324));
    assert_near(2.0 * bn_information_integral(s.bins, s.df, s.noise, 64.0), square - at.rate * at.rate,
                1e-12);
    assert_near(cabs(s.gain[0]), 2.0 * at.slope / at.relaxation, 1e-12);
    free_spectra(&s);
}

enum { BAND = 32 * 64, TRANSIENT = 60 * 64, LAGS = 30 * 64, SAMPLES = 8192 };

// Response (LAGS) and covariance (BAND + 1) of a chaotic network (g = 2, dt = 2^-6) by mean-field theory.
static void find_response(double noise, double balance, double *response, double *covariance)
{
    bn_meanfield_def theory = bn_meanfield_def_default();
    theory.gain = 2.0;
    theory.balance = balance;
    theory.noise = noise;
    theory.dt = 1.0 / 64.0;
    theory.band = BAND;
    theory.mean_step = BN_MEAN_EULER;
    theory.lyapunov = false;
    bn_arena ruler = bn_arena_measure();
    bn_meanfield_run_lay_out(&ruler, &theory, true);
    void *block = bn_memory_allocate(ruler.used, 1);
    bn_arena arena = bn_arena_over(block);
    bn_meanfield_run run = bn_meanfield_run_lay_out(&arena, &theory, true);
    static double input[TRANSIENT];
    for (int i = 0; i < TRANSIENT; i++) input[i] = 1.0;
    bn_meanfield_drive drive = bn_meanfield_drive_default();
    drive.steps = TRANSIENT;
    drive.input = input;
    const bn_meanfield_record record = {.rate_covariance = covariance};
    int64_t left = TRANSIENT;
    assert_int_equal(bn_meanfield_run_begin(&run, &drive, &record).code, BN_OK);
    assert_int_equal(bn_meanfield_run_advance(&run, TRANSIENT, &left).code, BN_OK);
    assert_int_equal(bn_meanfield_run_answer(&run, LAGS, response).code, BN_OK);
    bn_memory_free(block);
}

// Linear response of that network of N = 1024 units: the rate, and the gain at f = 0.5 and 2.
static void predicts(double noise, double balance, double rate, double gain_at_half, double gain_at_two)
{
    static double response[LAGS], covariance[BAND + 1];
    find_response(noise, balance, response, covariance);
    static double _Complex gain[SAMPLES / 2 + 1];
    static double noise_density[SAMPLES / 2 + 1], signal[SAMPLES / 2 + 1], density[SAMPLES / 2 + 1];
    bn_linear_def def = strong_noise(balance);
    def.dt = 1.0 / 64.0;
    assert_int_equal(bn_linear_predict(&def, LAGS, response, BAND + 1, covariance, SAMPLES, gain,
                                       noise_density, signal, density)
                         .code,
                     BN_OK);
    const double df = 64.0 / SAMPLES; // a bin at 0.5 and one at 2
    assert_near(bn_information_integral(SAMPLES / 2 + 1, df, density, 32.0), rate, 0.01 * rate);
    assert_near(cabs(gain[64]), gain_at_half, 0.002);
    assert_near(cabs(gain[256]), gain_at_two, 0.001);
}

static void chaos_with_noise_has_the_rates_of_mean_field_theory(void **state)
{
    (void)state;
    predicts(1.0, 8.0, 13.75, 0.655, 0.220);
    predicts(0.1, 32.0, 235.0, 0.966, 0.696);
}

static void unsound_definitions_are_refused_with_a_sentence(void **state)
{
    (void)state;
    bn_linear_def bad = weak_noise(1.0);
    assert_int_equal(bn_linear_check(&bad).code, BN_OK);
    bad.noise = 0.0;
    assert_refused(bn_linear_check(&bad), BN_EINVAL,
                   "noise is 0; it must be more than 0 (without it the rate is infinite)");
    bad = weak_noise(-1.0);
    assert_refused(bn_linear_check(&bad), BN_EINVAL, "balance is -1; it must be more than 0");
    bn_linear_state at;
    assert_int_equal(bn_linear_state_of(&bad, &at).code, BN_EINVAL);
    bad = weak_noise(1.0);
    bad.dt = 2.0;
    assert_refused(bn_linear_check(&bad), BN_EINVAL, "dt is 2; it must be from 1e-06 to 1 τ");
    bad = weak_noise(1.0);
    assert_int_equal(bn_linear_spectra(&bad, 64, NULL, NULL, NULL, NULL).code, BN_EINVAL);
}

static double tracking_error(double balance, double coupling, double delay, int64_t order)
{
    bn_linear_def def = weak_noise(balance);
    def.neurons = 1000.0;
    def.coupling = coupling;
    def.dt = 1.0 / 64.0;
    def.delay = (bn_delay){delay, order};
    double error;
    assert_int_equal(bn_linear_tracking_error(&def, &error).code, BN_OK);
    return error;
}

// The numbers are printed by tests/data/tracking_error.py.
static void the_error_of_the_copy_is_that_of_the_recursion_in_time(void **state)
{
    (void)state;
    assert_near(tracking_error(4.0, 1.0, 0.0, 0), 0.00184544694884816, 1e-14);
    assert_near(tracking_error(8.0, 1.0, 0.125, 0), 0.00147940487449582, 1e-14);
    assert_near(tracking_error(11.0, 1.0, 0.125, 0), 0.00688282306533169, 1e-14);
    assert_near(tracking_error(4.0, 1.5, 0.125, 0), 0.00109903774398953, 1e-14);
    assert_near(tracking_error(10.0, 1.0, 0.25, 2), 0.00993666058267369, 1e-13);
    assert_near(tracking_error(16.0, 1.0, 0.25, 1), 0.00672495740621044, 1e-14);
}

static void a_delay_bounds_the_balance(void **state)
{
    (void)state;
    bn_linear_def def = strong_noise(1.0);
    double feedback, frequency, balance;
    def.delay.time = 0.125;
    assert_int_equal(bn_delay_bound(&def.delay, def.dt, &feedback, &frequency).code, BN_OK);
    assert_int_equal(bn_linear_balance_bound(&def, &balance).code, BN_OK);
    bn_linear_state at;
    def.balance = balance;
    assert_int_equal(bn_linear_state_of(&def, &at).code, BN_OK);
    assert_near(at.relaxation - 1.0, feedback, 1e-9);
    assert_true(at.slope < 0.95); // the bound of b is above that of the feedback
    def.balance = 1.001 * balance;
    assert_refused(bn_linear_spectra(&def, bn_linear_samples(&def), NULL, NULL, NULL, NULL), BN_NO_SOLUTION,
                   "the mean oscillates");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weak_noise_has_the_rates_of_the_table),
        cmocka_unit_test(the_rate_grows_linearly_with_the_balance),
        cmocka_unit_test(strong_noise_silences_units_and_lowers_the_rate),
        cmocka_unit_test(leakage_and_bias_predict_the_raw_estimate),
        cmocka_unit_test(inhibition_alone_does_not_inform),
        cmocka_unit_test(densities_integrate_to_variances),
        cmocka_unit_test(chaos_with_noise_has_the_rates_of_mean_field_theory),
        cmocka_unit_test(the_error_of_the_copy_is_that_of_the_recursion_in_time),
        cmocka_unit_test(a_delay_bounds_the_balance),
        cmocka_unit_test(unsound_definitions_are_refused_with_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
