// Expected values: the solution of the normal equations, by LU factorisation.
#include "engine/linalg/linalg.h"
#include "engine/random/random.h"
#include "engine/training/rls.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/near.h"

enum { N = 9, EXAMPLES = 3 * BN_RLS_BLOCK + 5 }; // more than fit into blocks
static const double alpha = 0.7;

static void draw(uint32_t purpose, size_t count, double *out)
{
    const bn_random_stream stream = bn_random_open(4, purpose, 0);
    bn_random_normal_f64(&stream, 0, count, out);
}

static bn_tensor described(int dims, double *data)
{
    bn_tensor tensor;
    assert_int_equal(bn_tensor_describe(BN_F64, dims, (int64_t[]){N, N}, data, &tensor).code, BN_OK);
    return tensor;
}

// (alpha + sum r r^T) w = sum r f
static void solve(double *A, double *b, double *w)
{
    const bn_tensor matrix = described(2, A), right = described(1, b);
    bn_tensor solution = described(1, w);
    assert_int_equal(bn_linalg_solve(&matrix, &right, &solution).code, BN_OK);
}

static void weights_are_those_of_ridge_regression_after_every_example(void **state)
{
    (void)state;
    static double r[EXAMPLES * N], f[EXAMPLES], A[N * N], b[N], w[N], gain[N], expected[N];
    static union {
        unsigned char bytes[65536];
        _Alignas(64) double first;
    } block;
    bn_arena arena = bn_arena_over(block.bytes);
    bn_rls rls = bn_rls_lay_out(&arena, N);
    assert_true(arena.used <= sizeof block.bytes);
    bn_rls_start(&rls, alpha);
    draw(BN_PURPOSE_USER, (size_t)(EXAMPLES * N), r);
    draw(BN_PURPOSE_USER + 1, EXAMPLES, f);
    for (int i = 0; i < N; i++) A[i * N + i] = alpha;
    for (int t = 0; t < EXAMPLES; t++) {
        const double *x = r + t * N;
        double error = -f[t];
        for (int i = 0; i < N; i++) error += w[i] * x[i];
        bn_rls_update(&rls, x, gain);
        for (int i = 0; i < N; i++) {
            w[i] -= error * gain[i];
            b[i] += x[i] * f[t];
            for (int j = 0; j < N; j++) A[i * N + j] += x[i] * x[j];
        }
        solve(A, b, expected);
        for (int i = 0; i < N; i++) assert_near(w[i], expected[i], 1e-12);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_are_those_of_ridge_regression_after_every_example),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
