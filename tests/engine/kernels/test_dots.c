#include "engine/kernels/dots.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 9, K = 40, LD = 47 };

// Small whole numbers, so that sums are exact in any order.
static float entry(int64_t i, int64_t l)
{
    return (float)((7 * i + 3 * l + i * l) % 11 - 5);
}

static void a_dot_product_is_the_sum_of_products_and_leaves_its_neighbours(void **state)
{
    (void)state;
    float rows[MOST * LD], b[MOST * LD];
    for (int64_t i = 0; i < MOST; i++)
        for (int64_t l = 0; l < LD; l++) rows[i * LD + l] = entry(i, l), b[i * LD + l] = entry(l, i + 2);
    for (int64_t count = 1; count <= MOST; count++)
        for (int64_t n = 1; n <= 5; n++)
            for (int64_t k = 1; k <= K; k++) {
                float c[5 * (MOST + 1)];
                memset(c, 0, sizeof c);
                bn_dots_run(rows, LD, count, b, LD, n, k, c, MOST + 1);
                for (int64_t j = 0; j < 5; j++)
                    for (int64_t i = 0; i <= MOST; i++) {
                        float sum = 0.0f;
                        for (int64_t l = 0; l < k && i < count && j < n; l++)
                            sum += rows[i * LD + l] * b[j * LD + l];
                        assert_float_equal(c[j * (MOST + 1) + i], sum, 0.0f);
                    }
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dot_product_is_the_sum_of_products_and_leaves_its_neighbours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
