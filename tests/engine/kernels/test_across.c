/* Reductions down and along many lines at once have the bits of those of each line at every level of instructions. */
#include "engine/kernels/kernels.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/engine/kernels/numbers.h"

enum { ROWS = 300, APART = BN_COLUMNS + 3 };

static double table[ROWS][APART], column[BN_COLUMNS][ROWS];

// Numbers of very different sizes.
static void fill_table(void)
{
    for (int i = 0; i < ROWS; i++)
        for (int j = 0; j < BN_COLUMNS; j++)
            table[i][j] = column[j][i] =
                ldexp((double)number((size_t)(i * BN_COLUMNS + j)), (i * 7 + j) % 50);
}

static double sum_of(int64_t n, const double *x)
{
    bn_sums s = {{0.0}, {0.0}};
    double value = 0.0, correction = 0.0;
    bn_kernels_of(BN_LEVEL_BASELINE)->add_sums(n, x, &s);
    for (int k = 0; k < BN_SUMS; k++) {
        const double sum = value + s.sum[k], of_x = sum - value;
        correction += (value - (sum - of_x)) + (s.sum[k] - of_x);
        correction += s.lost[k];
        value = sum;
    }
    return value + correction;
}

static void at_every_level(void check(const bn_kernels *k, int64_t n))
{
    fill_table();
    for (int level = 0; level < BN_LEVELS; level++) {
        if (!bn_processor_has((bn_level)level)) continue;
        for (int64_t n = 1; n <= ROWS; n += n < 40 ? 1 : 37) check(bn_kernels_of((bn_level)level), n);
    }
}

static void check_sums(const bn_kernels *k, int64_t n)
{
    double given[BN_COLUMNS];
    for (int columns = BN_SUMS; columns <= BN_COLUMNS; columns += 7) {
        k->sums_across(n, columns, table[0], APART, given);
        for (int j = 0; j < columns; j++) assert_true(given[j] == sum_of(n, column[j]));
    }
    k->sums_along(n, column[0], ROWS, given);
    for (int j = 0; j < BN_SUMS; j++) assert_true(given[j] == sum_of(n, column[j]));
}

static void sums_are_those_of_each_line(void **state)
{
    (void)state;
    at_every_level(check_sums);
}

static void check_extremes(const bn_kernels *k, int64_t n)
{
    double given[BN_COLUMNS];
    table[n / 2][3] = NAN;
    for (int columns = BN_SUMS; columns <= BN_COLUMNS; columns += 7) {
        k->least_across(n, columns, table[0], APART, -1.0, given);
        for (int j = 0; j < columns; j++) {
            double least = INFINITY;
            for (int64_t i = 0; i < n; i++) least = -column[j][i] < least ? -column[j][i] : least;
            assert_true(j == 3 ? isnan(given[j]) : given[j] == least);
        }
    }
    table[n / 2][3] = column[3][n / 2];
}

static void extremes_are_those_of_each_column(void **state)
{
    (void)state;
    at_every_level(check_extremes);
}

// Mean and sum of squared deviations in long double.
static void check_moments(const bn_kernels *k, int64_t n)
{
    bn_moments m, again;
    k->moments_across(n, table[0], APART, &m);
    bn_kernels_of(BN_LEVEL_BASELINE)->moments_across(n, table[0], APART, &again);
    assert_memory_equal(&m, &again, sizeof m);
    for (int j = 0; j < BN_SUMS; j++) {
        long double mean = 0.0L, squares = 0.0L;
        for (int64_t i = 0; i < n; i++) mean += (long double)column[j][i] / (long double)n;
        for (int64_t i = 0; i < n; i++) squares += powl((long double)column[j][i] - mean, 2.0L);
        const double deviation = m.squares[j] * m.scale[j] * m.scale[j];
        assert_true(fabs(deviation - (double)squares) <= 1e-13 * (double)squares);
        assert_true(fabs(m.mean[j] * m.scale[j] - (double)mean) <= 1e-14 * m.scale[j]);
    }
}

static void moments_are_the_same_at_every_level(void **state)
{
    (void)state;
    at_every_level(check_moments);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_are_those_of_each_line),
        cmocka_unit_test(extremes_are_those_of_each_column),
        cmocka_unit_test(moments_are_the_same_at_every_level),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
