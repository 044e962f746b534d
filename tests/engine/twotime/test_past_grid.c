// The grid of the past. Expected values: polynomials, which quadrature and interpolation have exactly.
#include "engine/twotime/past_tables.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/near.h"

static bn_past_grid grid_of(double smallest, int degree, void **block)
{
    bn_arena ruler = bn_arena_measure();
    bn_past_grid_lay_out(&ruler, smallest, degree);
    *block = bn_memory_allocate(ruler.used, 1);
    assert_non_null(*block);
    bn_arena arena = bn_arena_over(*block);
    return bn_past_grid_lay_out(&arena, smallest, degree);
}

// Radau's nodes of 2 stages are 1/3 and 1, of weights 3/4 and 1/4.
static void nodes_are_those_of_radau(void **state)
{
    (void)state;
    void *block;
    const bn_past_grid grid = grid_of(0.01, 2, &block);
    assert_near(grid.node[1], 1.0 / 3.0, 1e-15);
    assert_near(grid.node[2], 1.0, 0.0);
    assert_near(grid.rule[1], 0.75, 1e-15);
    assert_near(grid.rule[2], 0.25, 1e-15);
    bn_memory_free(block);
}

static void panels_widen_by_at_most_a_factor_of_two_and_end_at_both_ends(void **state)
{
    (void)state;
    void *block;
    const bn_past_grid grid = grid_of(1e-7, 5, &block);
    assert_near(grid.half.edge[1], 1e-7, 1e-20);
    assert_near(grid.half.edge[grid.half.panels], 0.5, 0.0);
    for (int64_t k = 2; k <= grid.half.panels; k++)
        assert_true(grid.half.edge[k] <= 2.0 * grid.half.edge[k - 1] * (1.0 + 1e-12));
    assert_near(grid.lag[0], 0.0, 0.0);
    assert_near(grid.share[grid.count - 1], 0.0, 0.0);
    for (int64_t i = 1; i < grid.count; i++) {
        assert_true(grid.lag[i] > grid.lag[i - 1]);
        assert_near(grid.lag[i] + grid.share[i], 1.0, 1e-15);
    }
    bn_memory_free(block);
}

// x^3, of the integral 1/4 and the derivative 3 x^2.
static void integrals_slopes_and_values_of_cubics_are_exact(void **state)
{
    (void)state;
    void *block;
    const bn_past_grid grid = grid_of(1e-4, 4, &block);
    double sum = 0.0, weight[BN_PAST_MOST_NODES];
    for (int64_t i = 1; i < grid.count; i++) {
        const int64_t first = bn_past_grid_first(&grid, i);
        double slope = 0.0;
        for (int k = 0; k <= 4; k++) slope -= grid.slope[i - first][k] * pow(grid.share[first + k], 3.0);
        assert_near(slope / bn_past_grid_width(&grid, i), 3.0 * pow(grid.share[i], 2.0), 1e-9);
        sum += grid.weight[i] * pow(grid.share[i], 3.0);
    }
    assert_near(sum, 0.25, 1e-14);
    for (double share = 0.0; share <= 1.0; share += 0.003) {
        const int64_t first = bn_past_grid_locate(&grid, 1.0 - share, share, weight);
        double value = 0.0;
        for (int k = 0; k <= 4; k++) value += weight[k] * pow(grid.share[first + k], 3.0);
        assert_near(value, pow(share, 3.0), 1e-14);
    }
    bn_memory_free(block);
}

// int_s^t (u/t) (s/u) du = s (1 - s/t) of every node, in units of t.
static void tables_integrate_between_two_times(void **state)
{
    (void)state;
    bn_arena ruler = bn_arena_measure();
    const bn_past_grid measured = bn_past_grid_lay_out(&ruler, 1e-3, 4);
    bn_past_tables_lay_out(&ruler, &measured);
    void *block = bn_memory_allocate(ruler.used, 1);
    bn_arena arena = bn_arena_over(block);
    const bn_past_grid grid = bn_past_grid_lay_out(&arena, 1e-3, 4);
    const bn_past_tables tables = bn_past_tables_lay_out(&arena, &grid);
    assert_int_equal(arena.used, ruler.used);
    for (int64_t i = 1; i < grid.count; i++) {
        double sum = 0.0;
        for (int64_t q = tables.begin[i]; q < tables.begin[i + 1]; q++) {
            double now = 0.0, past = 0.0;
            for (int k = 0; k <= 4; k++) {
                now += tables.now.weight[5 * q + k] * grid.share[tables.now.first[q] + k];
                past += tables.past.weight[5 * q + k] * grid.share[tables.past.first[q] + k];
            }
            assert_near(log(now), tables.log_share[q], 1e-12 / now);
            sum += tables.weight[q] * now * past;
        }
        assert_near(sum, grid.share[i] * grid.lag[i], 1e-13);
    }
    bn_memory_free(block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nodes_are_those_of_radau),
        cmocka_unit_test(panels_widen_by_at_most_a_factor_of_two_and_end_at_both_ends),
        cmocka_unit_test(integrals_slopes_and_values_of_cubics_are_exact),
        cmocka_unit_test(tables_integrate_between_two_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
