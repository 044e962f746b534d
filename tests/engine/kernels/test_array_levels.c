/* The kernels of tensors compute the same bits at every level of instructions, also for counts that are not whole
   vectors. */
#include "engine/base/elementary.h"
#include "engine/kernels/kernels.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/engine/kernels/numbers.h"

enum { MOST = 203 };

// What array kernels leave in doubles, for the same numbers with a NaN, zeros of both signs and repetitions among them.
typedef struct {
    double out[9][MOST + 5], number[7];
    bn_sums sums[2];
} array_results;

static void run_array_kernels(const bn_kernels *k, int64_t n, bool with_nan, array_results *r)
{
    double x[MOST + BN_SUMS], y[MOST + BN_SUMS], choice[MOST];
    float single[MOST + BN_SUMS];
    for (int64_t i = 0; i < MOST + BN_SUMS; i++) {
        x[i] = (double)number((size_t)i) * 1.1;
        y[i] = i % 7 == 0 ? -0.0 : (double)number((size_t)i + 500);
        if (i % 5 == 0) y[i] = x[i];
        if (i < MOST) choice[i] = i % 3 == 0 ? 0.0 : 1.0;
    }
    if (with_nan && n > 2) x[n / 2] = NAN;
    for (int64_t i = 0; i < MOST + BN_SUMS; i++) single[i] = (float)x[i];
    bool any_nan;
    k->rectify(n, x, r->out[0]);
    k->add(n, x, y, r->out[1]);
    k->smaller(n, x, y, r->out[2]);
    k->larger(n, x, y, r->out[3]);
    k->less(n, x, y, r->out[4]);
    k->equal(n, x, y, r->out[5]);
    k->shift_scaled(n, x, 0.5, 0.3, r->out[6]);
    k->absolute(n, x, r->out[7]);
    r->number[0] = (double)k->gather_chosen(n, x, choice, r->out[8]);
    k->scatter_chosen(n, y, choice, r->out[8]);
    k->add_sums(n, x, &r->sums[0]);
    k->add_sums_f32(n, single, &r->sums[1]);
    r->number[1] = k->plain_sum(n, x);
    r->number[2] = k->greatest_magnitude(n, y);
    r->number[3] = k->squared_deviations(n, x, 0.7);
    r->number[4] = k->least(n, x, -1.0, &any_nan);
    r->number[5] = any_nan;
    r->number[6] = (double)k->count_nonzero(n, y);
}

static void array_kernels_are_the_same_at_every_level(void **state)
{
    (void)state;
    static array_results expected, given;
    for (int64_t n = 0; n <= MOST; n += n < 70 ? 1 : 19)
        for (int level = 1; level < BN_LEVELS; level++) {
            if (!bn_processor_has((bn_level)level)) continue;
            memset(&expected, 0, sizeof expected);
            memset(&given, 0, sizeof given);
            run_array_kernels(bn_kernels_of(BN_LEVEL_BASELINE), n, n % 2 == 0, &expected);
            run_array_kernels(bn_kernels_of((bn_level)level), n, n % 2 == 0, &given);
            assert_memory_equal(given.out, expected.out, sizeof given.out);
            assert_memory_equal(given.number, expected.number, sizeof given.number);
            if (n % 2 == 0) continue; // the sign of a NaN is nobody's promise
            assert_memory_equal(given.sums, expected.sums, sizeof given.sums);
        }
}

static double argument(int i)
{
    const double ends[] = {0.0,   -0.0,   INFINITY, -INFINITY, NAN,  709.8,
                           710.0, -745.2, -746.5,   1e-310,    22.5, -40.0};
    if (i < 12) return ends[i];
    return sin(i * 0.37) * pow(2.0, i % 60 - 50);
}

static void exponentials_are_those_of_the_engine_at_every_level(void **state)
{
    (void)state;
    enum { N = 3001 };
    static double x[N], y[N];
    for (int i = 0; i < N; i++) x[i] = argument(i);
    for (int level = 0; level < BN_LEVELS; level++) {
        if (!bn_processor_has((bn_level)level)) continue;
        bn_kernels_of((bn_level)level)->exponentials(N, x, y);
        for (int i = 0; i < N; i++) {
            const double expected = bn_exp(x[i]);
            assert_true(isnan(expected) ? isnan(y[i]) : expected == y[i]);
        }
    }
}

typedef long double function(long double x);
enum { ARGUMENTS = 6007 };

// What both kernels of a function give, of floats as doubles; the same at every level.
static void run_function(bn_level level, bool is_exp, const double *x, double *y, float *y_f32)
{
    static float x_f32[ARGUMENTS];
    const bn_kernels *k = bn_kernels_of(level);
    for (int i = 0; i < ARGUMENTS; i++) x_f32[i] = (float)x[i];
    (is_exp ? k->powers_of_e : k->hyperbolic_tangents)(ARGUMENTS, x, y);
    (is_exp ? k->powers_of_e_f32 : k->hyperbolic_tangents_f32)(ARGUMENTS, x_f32, y_f32);
}

// `unit` is that of the last place of the true value, rounded.
static void assert_within(double y, long double expected, double rounded, double unit, double units)
{
    if (isnan(rounded))
        assert_true(isnan(y));
    else if (isinf(rounded))
        assert_true(y == rounded);
    else
        assert_true(fabsl(y - expected) <= units * unit && signbit(y) == signbit(rounded));
}

// Against the C library's functions of long double, whose errors are a thousandth of a unit here.
static void check_function(bool is_exp, double units)
{
    static double x[ARGUMENTS], y[ARGUMENTS], again[ARGUMENTS];
    static float y_f32[ARGUMENTS], again_f32[ARGUMENTS];
    function *f = is_exp ? expl : tanhl;
    for (int i = 0; i < ARGUMENTS; i++)
        x[i] = i < 3000 ? argument(i) : sin(i * 0.731) * (i % 2 == 0 ? 3.0 : 100.0);
    run_function(BN_LEVEL_BASELINE, is_exp, x, y, y_f32);
    for (int level = 1; level < BN_LEVELS; level++) {
        if (!bn_processor_has((bn_level)level)) continue;
        run_function((bn_level)level, is_exp, x, again, again_f32);
        for (int i = 0; i < ARGUMENTS; i++) { // the sign of a NaN is nobody's promise
            assert_true(isnan(y[i]) ? isnan(again[i]) : memcmp(&again[i], &y[i], sizeof *y) == 0);
            assert_true(isnan(y_f32[i]) ? isnan(again_f32[i])
                                        : memcmp(&again_f32[i], &y_f32[i], sizeof *y_f32) == 0);
        }
    }
    for (int i = 0; i < ARGUMENTS; i++) {
        const long double wide = f((long double)x[i]), of_float = f((long double)(float)x[i]);
        const double value = (double)wide;
        const float value_f32 = (float)of_float;
        const double most = fabs(value) < 2.3e-308 && is_exp ? 1.0 : units;
        const double most_f32 = fabsf(value_f32) < 1.2e-38f && is_exp ? 1.0 : units;
        assert_within(y[i], wide, value, nextafter(fabs(value), INFINITY) - fabs(value), most);
        const float unit_f32 = nextafterf(fabsf(value_f32), INFINITY) - fabsf(value_f32);
        assert_within(y_f32[i], of_float, value_f32, unit_f32, most_f32);
    }
}

static void powers_of_e_are_within_their_bound_at_every_level(void **state)
{
    (void)state;
    check_function(true, 0.6);
}

static void hyperbolic_tangents_are_within_their_bound_at_every_level(void **state)
{
    (void)state;
    check_function(false, 2.5);
}

// 1 is lost beside 1e16 in a double, and stays in the error beside the sum.
static void compensated_sums_lose_nothing(void **state)
{
    (void)state;
    const double x[17] = {1e16, [8] = 1.0, [9] = 2.0, [16] = -1e16};
    bn_sums sums = {{0.0}, {0.0}};
    bn_kernels_now()->add_sums(17, x, &sums);
    assert_true(sums.sum[0] + sums.lost[0] == 1.0);
    assert_true(sums.sum[1] == 2.0 && sums.lost[1] == 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(array_kernels_are_the_same_at_every_level),
        cmocka_unit_test(exponentials_are_those_of_the_engine_at_every_level),
        cmocka_unit_test(powers_of_e_are_within_their_bound_at_every_level),
        cmocka_unit_test(hyperbolic_tangents_are_within_their_bound_at_every_level),
        cmocka_unit_test(compensated_sums_lose_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
