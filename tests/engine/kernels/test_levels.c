/* Every level of instructions computes the same bits, also for counts that are not whole vectors. */
#include "engine/kernels/kernels.h"
#include "engine/kernels/philox.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/engine/kernels/numbers.h"

enum { MOST = 203, SENTINEL = 0x5a };

typedef struct {
    float a[4 * MOST + 16], b[4 * MOST + 16], c[4 * MOST + 16];
} arrays;

typedef void (*computation)(const bn_kernels *kernels, size_t count, arrays *out);

static void assert_same_at_every_level(computation compute)
{
    static arrays expected, given;
    for (size_t count = 0; count <= MOST; count += count < 70 ? 1 : 19) {
        memset(&expected, SENTINEL, sizeof expected);
        compute(bn_kernels_of(BN_LEVEL_BASELINE), count, &expected);
        for (int level = 1; level < BN_LEVELS; level++) {
            if (!bn_processor_has((bn_level)level)) continue;
            memset(&given, SENTINEL, sizeof given);
            compute(bn_kernels_of((bn_level)level), count, &given);
            assert_memory_equal(&given, &expected, sizeof given);
        }
    }
}

// The fills cross block number 2^32 - 1.
static const uint32_t key[2] = {0x89abcdef, 0x01234567}, high[2] = {99, 7};
static const uint64_t across = 0xffffffffu - 100;

static void words(const bn_kernels *kernels, size_t count, arrays *out)
{
    kernels->random_words(key, high, across, count, (void *)out->a);
}

static void normals(const bn_kernels *kernels, size_t count, arrays *out)
{
    kernels->random_normals(key, high, across, count, out->a);
}

static void random_words_are_the_same_at_every_level(void **state)
{
    (void)state;
    assert_same_at_every_level(words);
}

static void normals_are_the_same_at_every_level(void **state)
{
    (void)state;
    assert_same_at_every_level(normals);
}

static void random_words_are_those_of_the_plain_generator_at_every_level(void **state)
{
    (void)state;
    for (int level = 0; level < BN_LEVELS; level++) {
        if (!bn_processor_has((bn_level)level)) continue;
        uint32_t given[4 * MOST];
        bn_kernels_of((bn_level)level)->random_words(key, high, across, MOST, given);
        for (uint64_t i = 0; i < MOST; i++) {
            uint32_t block[4];
            bn_philox_block(key, high, across + i, block);
            assert_memory_equal(given + 4 * i, block, sizeof block);
        }
    }
}

static void fill(arrays *out, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        out->a[i] = number(i);
        out->b[i] = number(i + 1000);
        out->c[i] = fabsf(number(i + 2000));
    }
}

static void adam(const bn_kernels *kernels, size_t count, arrays *out)
{
    const bn_adam_factors factors = {0.9f, 0.999f, 0.1f, 0.001f, 1e-3f, 1.01f, 1e-8f};
    float gradient[MOST];
    for (size_t i = 0; i < count; i++) gradient[i] = number(i + 3000);
    fill(out, count);
    kernels->adam_update(&factors, out->a, gradient, out->b, out->c, (int64_t)count);
}

static void rmsprop(const bn_kernels *kernels, size_t count, arrays *out)
{
    const bn_rmsprop_factors factors = {0.9f, 0.1f, 1e-3f, 1e-8f};
    fill(out, count);
    kernels->rmsprop_update(&factors, out->a, out->b, out->c, (int64_t)count);
}

static void sgd(const bn_kernels *kernels, size_t count, arrays *out)
{
    fill(out, count);
    kernels->sgd_update(0.9f, 1e-3f, out->a, out->b, out->c, (int64_t)count);
}

static void adam_is_the_same_at_every_level(void **state)
{
    (void)state;
    assert_same_at_every_level(adam);
}

static void rmsprop_is_the_same_at_every_level(void **state)
{
    (void)state;
    assert_same_at_every_level(rmsprop);
}

static void gradient_descent_is_the_same_at_every_level(void **state)
{
    (void)state;
    assert_same_at_every_level(sgd);
}

enum { KINDS = 5 };

static void values_and_slopes(const bn_kernels *kernels, size_t count, arrays *out)
{
    float x[MOST];
    for (size_t i = 0; i < count; i++) x[i] = number(i) * 1e-3f;
    for (int kind = 0; kind < KINDS; kind++) {
        const bn_phi phi = {.activation = (bn_activation)kind, .power = 1.7};
        kernels->activation_values(&phi, x, count, out->a + kind * (MOST / KINDS));
        if (count > MOST / KINDS) break;
    }
    for (int kind = 0; kind < KINDS; kind++) {
        const bn_phi phi = {.activation = (bn_activation)kind, .power = 1.7};
        kernels->activation_slopes(&phi, x, count, out->b + kind * (MOST / KINDS));
        if (count > MOST / KINDS) break;
    }
}

static void activations_and_their_slopes_are_the_same_at_every_level(void **state)
{
    (void)state;
    assert_same_at_every_level(values_and_slopes);
}

enum { COLUMNS = 3, LD = 112, SUMS = 4 * MOST };

// x^2 between -1 and 1, linear beyond.
static bn_phi table_of_parabola(void)
{
    static double rows[] = {-1.0, 1.0, -2.0, 0.0, 0.0, 0.0, 1.0, 1.0, 2.0};
    static float cubic[8];
    bn_phi phi = {.activation = BN_ACTIVATION_TABLE, .points = 3, .rows = rows, .cubic = cubic};
    bn_phi_plan(&phi);
    return phi;
}

// One step forward and one back of `count` units with one activation; the sum of squares is the last number.
static void step_of(const bn_kernels *kernels, bn_activation kind, bool noisy, size_t count, arrays *out)
{
    float amplitude[LD] = {0.0f}, x[COLUMNS * LD], drive[COLUMNS * LD], noise[COLUMNS * LD];
    for (size_t i = 0; i < COLUMNS * LD; i++) {
        x[i] = i % LD < count ? number(i) * 1e-4f : 0.0f;
        drive[i] = i % LD < count ? number(i + 7) * 1e-4f : 0.0f;
        noise[i] = number(i + 8) * 1e-4f;
    }
    for (size_t i = 0; i < count; i++) amplitude[i] = 0.4f;
    const bn_phi phi =
        kind == BN_ACTIVATION_TABLE ? table_of_parabola() : (bn_phi){.activation = kind, .power = 1.7};
    const bn_step step = {0.8f, 0.2f, amplitude, noisy, ((int64_t)count + 15) / 16 * 16, (int64_t)count, LD,
                          LD,   LD,   LD,        &phi};
    const double squares = kernels->step_forward(&step, COLUMNS, x, drive, noise, out->a, out->b);
    kernels->step_backward(&step, COLUMNS, out->a, out->b, drive, noise, 0.01f, out->c);
    memcpy(out->a + SUMS, &squares, sizeof squares);
}

#define STEP(name, kind, noisy)                                                                              \
    static void name(const bn_kernels *kernels, size_t count, arrays *out)                                   \
    {                                                                                                        \
        if (count <= LD) step_of(kernels, kind, noisy, count, out);                                          \
    }

STEP(relu, BN_ACTIVATION_RELU, true)
STEP(quiet_relu, BN_ACTIVATION_RELU, false)
STEP(tanh_, BN_ACTIVATION_TANH, true)
STEP(softplus, BN_ACTIVATION_SOFTPLUS, true)
STEP(power, BN_ACTIVATION_THRESHOLD_POWER, true)
STEP(linear, BN_ACTIVATION_LINEAR, false)
STEP(sigmoid, BN_ACTIVATION_SIGMOID, true)
STEP(erf_, BN_ACTIVATION_ERF, true)
STEP(asymmetric_tanh, BN_ACTIVATION_ASYMMETRIC_TANH, true)
STEP(table, BN_ACTIVATION_TABLE, true)

static void steps_forward_and_back_are_the_same_at_every_level(void **state)
{
    (void)state;
    assert_same_at_every_level(relu);
    assert_same_at_every_level(quiet_relu);
    assert_same_at_every_level(tanh_);
    assert_same_at_every_level(softplus);
    assert_same_at_every_level(power);
    assert_same_at_every_level(linear);
    assert_same_at_every_level(sigmoid);
    assert_same_at_every_level(erf_);
    assert_same_at_every_level(asymmetric_tanh);
    assert_same_at_every_level(table);
}

enum { GRU_LD = 4 * LD };

// One step forward and one back of `count` gated recurrent units.
static void gated(const bn_kernels *kernels, size_t count, arrays *out)
{
    float amplitude[LD] = {0.0f}, x[COLUMNS * LD], drive[COLUMNS * GRU_LD], noise[COLUMNS * LD],
          carry[COLUMNS * LD];
    static float gates[COLUMNS * GRU_LD], slope[COLUMNS * GRU_LD];
    const int64_t units = (int64_t)count;
    if (count > LD - 16) return;
    for (size_t i = 0; i < COLUMNS * LD; i++) {
        x[i] = number(i) * 1e-4f, noise[i] = number(i + 8) * 1e-4f, carry[i] = number(i + 3) * 1e-4f;
    }
    for (size_t i = 0; i < COLUMNS * GRU_LD; i++) drive[i] = number(i + 7) * 1e-3f;
    for (size_t i = 0; i < count; i++) amplitude[i] = 0.4f;
    const bn_step step = {.amplitude = amplitude,
                          .noisy = true,
                          .rows = (units + 15) / 16 * 16,
                          .units = units,
                          .ldx = LD,
                          .lde = GRU_LD,
                          .ldz = LD,
                          .ldn = LD};
    const double squares = kernels->gru_forward(&step, COLUMNS, x, drive, noise, out->a, out->b, gates);
    kernels->gru_backward(&step, COLUMNS, x, out->a, gates, noise, 0.01f, carry, slope);
    memcpy(out->c, slope, sizeof out->c);
    memcpy(out->b + COLUMNS * LD, slope + sizeof out->c / sizeof *slope, COLUMNS * LD * sizeof *slope);
    memcpy(out->a + COLUMNS * LD, carry, sizeof carry);
    memcpy(out->a + SUMS, &squares, sizeof squares);
}

static void gated_units_are_the_same_at_every_level(void **state)
{
    (void)state;
    assert_same_at_every_level(gated);
}

// Rates in rows past N would enter the products.
static void rates_past_the_last_unit_are_zero(void **state)
{
    (void)state;
    static arrays out;
    for (int level = 0; level < BN_LEVELS; level++) {
        if (!bn_processor_has((bn_level)level)) continue;
        for (int kind = 0; kind <= BN_ACTIVATION_TABLE; kind++) {
            memset(&out, SENTINEL, sizeof out);
            step_of(bn_kernels_of((bn_level)level), (bn_activation)kind, true, 37, &out);
            for (int i = 37; i < 48; i++) assert_true(out.b[i] == 0.0f);
        }
    }
}

static void sums(const bn_kernels *kernels, size_t count, arrays *out)
{
    fill(out, count);
    const float *const columns[4] = {out->a, out->b, out->a + 5, out->b + 9};
    const float factor[4] = {0.1f, 2.5f, -3.0f, 1e-3f};
    const double sum[2] = {kernels->sum_f32((int64_t)count, out->a),
                           kernels->dot_f32((int64_t)count, out->a, out->b)};
    kernels->add_columns_f32((int64_t)count, columns, factor, out->c);
    memcpy(out->a + SUMS, sum, sizeof sum);
}

static void sums_are_the_same_at_every_level(void **state)
{
    (void)state;
    assert_same_at_every_level(sums);
}

// `count` columns of 40 numbers, of which 37 are rows.
static void products_with_factors(const bn_kernels *kernels, size_t count, arrays *out)
{
    enum { UNITS = 37, APART = 40 };
    static float a[APART * MOST + 16], factor[2 * 48];
    for (size_t i = 0; i < APART * MOST; i++) a[i] = number(i);
    for (size_t i = 0; i < 48; i++) factor[i] = factor[48 + i] = i < UNITS ? number(7 * i) : 0.0f;
    kernels->project_f32(48, (int64_t)count, a, APART, factor, 48, 2, out->a);
    kernels->sum_products_f32(UNITS, (int64_t)count, a, APART, a, APART, out->b);
}

static void products_with_factors_are_the_same_at_every_level(void **state)
{
    (void)state;
    assert_same_at_every_level(products_with_factors);
}

// Two slices whose connections a row are `count` / 4 in all, with and without weights.
static void sparse_products(const bn_kernels *kernels, size_t count, arrays *out)
{
    static uint16_t from[BN_SPARSE_SLICE * MOST];
    const uint16_t length[2] = {(uint16_t)(count / 6), (uint16_t)(count / 4 - count / 6)};
    for (size_t k = 0; k < BN_SPARSE_SLICE * (count / 4); k++) from[k] = (uint16_t)(k * 37 % 12);
    for (size_t i = 0; i < 4 * MOST; i++) out->b[i] = number(i);
    memset(out->a, 0, sizeof out->a);
    memset(out->c, 0, sizeof out->c);
    kernels->sparse_sum(2, length, from, out->b, out->b, out->a);
    kernels->sparse_sum(2, length, from, NULL, out->b, out->a + 32);
    for (int trials = 4, at = 0; trials <= 16; at += BN_SPARSE_SLICE * trials, trials *= 2) {
        kernels->sparse_sums(1, length, from, NULL, trials, out->b, out->a + 64 + at);
        kernels->sparse_sums(1, length, from, out->b, trials, out->b, out->c + at);
    }
}

static void sparse_products_are_the_same_at_every_level(void **state)
{
    (void)state;
    assert_same_at_every_level(sparse_products);
}

// Rows and sums of the theory, in double precision.
static void theory(const bn_kernels *kernels, size_t count, arrays *out)
{
    enum { ROW = 96 };
    double mean[ROW] = {0.0}, variance[ROW] = {0.0}, covariance[ROW] = {0.0}, power[ROW],
           result[5][ROW] = {{0.0}}, row[4][ROW] = {{0.0}};
    if (count >= ROW) return;
    for (size_t i = 0; i < count; i++) {
        mean[i] = sin(0.3 * (double)i);
        variance[i] = i % 9 == 0 ? 0.0 : 1.1 + cos((double)i);
        covariance[i] = 1.2 * sqrt(variance[i]) * sin((double)i);
    }
    kernels->relu_row(count, mean, variance, covariance, 0.3, 1.44, result[0], result[1]);
    kernels->add_columns_f64((int64_t)count, (const double *const[4]){mean, variance, covariance, mean},
                             (const double[4]){0.1, 2.5, -3.0, 1e-3}, result[2]);
    kernels->series_row(1, count, ROW, result[0], result[1], mean, variance, covariance, result[3], result[4],
                        power);
    if (count % 8 == 0) {
        result[4][ROW - 1] = kernels->hermite_step(3, count, variance, mean, covariance);
        kernels->rate_moments(count, variance, mean, covariance, &result[4][ROW - 2], &result[4][ROW - 3],
                              &result[4][ROW - 4], &result[4][ROW - 5]);
    }
    if (count % 16 == 0)
        kernels->two_powers(count, mean, variance, 0.9, &result[4][ROW - 6], &result[4][ROW - 7]);
    kernels->two_powers_row(count / 2, mean, variance, count, covariance, result[0], result[1]);
    kernels->bell_row(count, covariance, row[0]);
    kernels->softplus_row(count, covariance, row[1], row[2]);
    kernels->tangent_row(4, (int64_t)count / 4, (int64_t)count / 4, mean, covariance, row[3]);
    kernels->add_two((int64_t)count, row[3], (const double[2]){0.3, -1.7},
                     (const double *const[2]){variance, covariance}, row[3]);
    memcpy(out->a, result, sizeof result);
    memcpy(out->b, mean, sizeof mean);
    memcpy(out->c, row, sizeof row);
}

static void rows_of_the_theory_are_the_same_at_every_level(void **state)
{
    (void)state;
    assert_same_at_every_level(theory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_words_are_the_same_at_every_level),
        cmocka_unit_test(normals_are_the_same_at_every_level),
        cmocka_unit_test(random_words_are_those_of_the_plain_generator_at_every_level),
        cmocka_unit_test(adam_is_the_same_at_every_level),
        cmocka_unit_test(rmsprop_is_the_same_at_every_level),
        cmocka_unit_test(gradient_descent_is_the_same_at_every_level),
        cmocka_unit_test(activations_and_their_slopes_are_the_same_at_every_level),
        cmocka_unit_test(steps_forward_and_back_are_the_same_at_every_level),
        cmocka_unit_test(gated_units_are_the_same_at_every_level),
        cmocka_unit_test(rates_past_the_last_unit_are_zero),
        cmocka_unit_test(sums_are_the_same_at_every_level),
        cmocka_unit_test(products_with_factors_are_the_same_at_every_level),
        cmocka_unit_test(sparse_products_are_the_same_at_every_level),
        cmocka_unit_test(rows_of_the_theory_are_the_same_at_every_level),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
