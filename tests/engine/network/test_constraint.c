#include "engine/network/constraint.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/refused.h"

enum { N = 3 };

typedef struct {
    double connections[N * N], signs[N];
    bn_tensor matrix, vector; // of them
    bn_constraint constraint;
    void *block;
} world;

static world *world_with(const double connections[N * N], const double signs[N])
{
    world *w = bn_memory_allocate(1, sizeof *w);
    memcpy(w->connections, connections, sizeof w->connections);
    memcpy(w->signs, signs, sizeof w->signs);
    assert_int_equal(bn_tensor_describe(BN_F64, 2, (int64_t[]){N, N}, w->connections, &w->matrix).code,
                     BN_OK);
    assert_int_equal(bn_tensor_describe(BN_F64, 1, (int64_t[]){N}, w->signs, &w->vector).code, BN_OK);
    bn_arena ruler = bn_arena_measure();
    bn_constraint_lay_out(&ruler, &w->matrix, &w->vector, N);
    w->block = bn_memory_allocate(ruler.used, 1);
    bn_arena arena = bn_arena_over(w->block);
    w->constraint = bn_constraint_lay_out(&arena, &w->matrix, &w->vector, N);
    bn_constraint_set(&w->constraint, &w->matrix, &w->vector);
    return w;
}

static void end(world *w)
{
    bn_memory_free(w->block);
    bn_memory_free(w);
}

static const double some[N * N] = {1, 1, 0, 0, 1, 1, 1, 1, 1}; // row by row: onto unit i from unit j
static const double dale[N] = {1, -1, 0};

static void check_column(const world *w, int64_t j, const float expected[N])
{
    float column[N] = {-2.0f, 3.0f, -4.0f};
    bn_constraint_project(&w->constraint, j, column);
    assert_memory_equal(column, expected, sizeof column);
}

static void a_weight_goes_to_the_nearest_that_is_allowed(void **state)
{
    (void)state;
    world *w = world_with(some, dale);
    check_column(w, 0, (float[]){0.0f, 0.0f, 0.0f});   // excitatory, and absent onto unit 2
    check_column(w, 1, (float[]){-2.0f, 0.0f, -4.0f}); // inhibitory
    check_column(w, 2, (float[]){0.0f, 3.0f, -4.0f});  // free, and absent onto unit 1
    end(w);
}

static void gradients_are_held_where_there_is_no_connection_and_only_there(void **state)
{
    (void)state;
    world *w = world_with(some, dale);
    float column[N] = {-2.0f, 3.0f, -4.0f};
    bn_constraint_hold(&w->constraint, 0, column);
    assert_memory_equal(column, ((float[]){-2.0f, 0.0f, -4.0f}), sizeof column);
    end(w);
}

static void without_connections_and_signs_nothing_is_constrained(void **state)
{
    (void)state;
    bn_arena ruler = bn_arena_measure();
    const bn_constraint constraint = bn_constraint_lay_out(&ruler, NULL, NULL, N);
    float column[N] = {-2.0f, 3.0f, -4.0f};
    bn_constraint_project(&constraint, 1, column);
    assert_memory_equal(column, ((float[]){-2.0f, 3.0f, -4.0f}), sizeof column);
    assert_int_equal(ruler.used, 0);
}

static void nan_passes_through(void **state)
{
    (void)state;
    world *w = world_with(some, dale);
    float column[N] = {NAN, NAN, NAN};
    bn_constraint_project(&w->constraint, 0, column);
    assert_true(isnan(column[0]) && column[1] == 0.0f && isnan(column[2]));
    end(w);
}

static void views_show_what_was_set(void **state)
{
    (void)state;
    world *w = world_with(some, dale);
    const bn_tensor matrix = bn_constraint_connections(&w->constraint);
    const bn_tensor vector = bn_constraint_signs(&w->constraint);
    for (int64_t i = 0; i < N; i++) {
        assert_true(bn_tensor_get(&vector, &i) == dale[i]);
        for (int64_t j = 0; j < N; j++)
            assert_true(bn_tensor_get(&matrix, (int64_t[]){i, j}) == some[i * N + j]);
    }
    end(w);
}

static void invalid_connections_and_signs_are_refused(void **state)
{
    (void)state;
    world *w = world_with(some, dale);
    assert_int_equal(bn_constraint_check(&w->matrix, &w->vector, N).code, BN_OK);
    assert_int_equal(bn_constraint_check(NULL, NULL, N).code, BN_OK);
    assert_refused(bn_constraint_check(&w->matrix, &w->vector, 4), BN_EINVAL,
                   "connections is 3 x 3; 4 x 4 was needed, 0 or 1 for each weight of J");
    w->connections[5] = 0.5;
    assert_refused(bn_constraint_check(&w->matrix, &w->vector, N), BN_EINVAL,
                   "connections is 0.5 onto unit 2 from unit 3; it must be 0 or 1");
    w->connections[5] = 1.0;
    w->signs[2] = (double)NAN;
    assert_int_equal(bn_constraint_check(NULL, &w->vector, N).code, BN_EINVAL);
    w->signs[2] = 2.0;
    assert_refused(bn_constraint_check(&w->matrix, &w->vector, N), BN_EINVAL,
                   "signs is 2 for unit 3; it must be 1 (excitatory), -1 (inhibitory) or 0 (free)");
    w->vector.shape[0] = 2;
    assert_refused(bn_constraint_check(&w->matrix, &w->vector, N), BN_EINVAL,
                   "signs is 2; 3 was needed, 1, -1 or 0 for each unit");
    end(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_weight_goes_to_the_nearest_that_is_allowed),
        cmocka_unit_test(gradients_are_held_where_there_is_no_connection_and_only_there),
        cmocka_unit_test(without_connections_and_signs_nothing_is_constrained),
        cmocka_unit_test(nan_passes_through),
        cmocka_unit_test(views_show_what_was_set),
        cmocka_unit_test(invalid_connections_and_signs_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
