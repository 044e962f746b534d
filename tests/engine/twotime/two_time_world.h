/* Runs of the two-time theory for tests, each in a block of its own. */
#ifndef TESTS_TWO_TIME_WORLD_H
#define TESTS_TWO_TIME_WORLD_H

#include "engine/twotime/full_past.h"
#include "engine/twotime/thinned.h"

#include "tests/near.h"

#include <stdio.h>

static inline bn_thinned_def thinned_def(bn_confinement confinement, double gain, double symmetry,
                                         double time)
{
    bn_thinned_def def;
    bn_fields_default(bn_thinned_fields, &def);
    def.model.confinement = confinement;
    def.model.gain = gain;
    def.model.symmetry = symmetry;
    def.model.time = time;
    return def;
}

/* Laid out and begun; *block is to be freed. */
static inline bn_thinned thinned_begun(const bn_thinned_def *def, void **block)
{
    assert_int_equal(bn_thinned_check(def).code, BN_OK);
    bn_arena ruler = bn_arena_measure();
    bn_thinned_lay_out(&ruler, def);
    *block = bn_memory_allocate(ruler.used, 1);
    assert_non_null(*block);
    bn_arena arena = bn_arena_over(*block);
    bn_thinned thinned = bn_thinned_lay_out(&arena, def);
    assert_int_equal(arena.used, ruler.used);
    bn_thinned_start(&thinned);
    return thinned;
}

static inline bn_thinned thinned_run(const bn_thinned_def *def, void **block)
{
    bool left;
    bn_thinned thinned = thinned_begun(def, block);
    assert_int_equal(bn_thinned_advance(&thinned, def->rows, &left).code, BN_OK);
    assert_false(left);
    return thinned;
}

static inline bn_full_past full_run(const bn_two_time_def *def, double dt, void **block)
{
    bool left;
    bn_arena ruler = bn_arena_measure();
    bn_full_past_lay_out(&ruler, def, dt);
    *block = bn_memory_allocate(ruler.used, 1);
    assert_non_null(*block);
    bn_arena arena = bn_arena_over(*block);
    bn_full_past full = bn_full_past_lay_out(&arena, def, dt);
    bn_full_past_start(&full);
    assert_int_equal(bn_full_past_advance(&full, BN_FULL_MOST_STEPS, &left).code, BN_OK);
    assert_false(left);
    return full;
}

/* Values that are known otherwise: tests/data/two_time.csv, made by two_time.py beside it. */
typedef struct {
    bn_two_time_def model; // its time is t
    double s, correlation, response, tolerance;
} known;

enum { MOST_KNOWN = 200 };

static inline int read_known(known *list)
{
    FILE *file = fopen(BALNET_TEST_DATA "/two_time.csv", "r");
    assert_non_null(file);
    int count = 0, sphere;
    double x[10];
    assert_int_equal(fscanf(file, "%*[^\n]"), 0);
    while (count < MOST_KNOWN && fscanf(file, "%d,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf", &sphere, x, x + 1,
                                        x + 2, x + 3, x + 4, x + 5, x + 6, x + 7, x + 8, x + 9) == 11) {
        const bn_two_time_def model = {.confinement = sphere ? BN_CONFINED_SPHERE : BN_CONFINED_LEAK,
                                       .gain = x[0],
                                       .pair_gain = x[1],
                                       .symmetry = x[2],
                                       .noise = x[3],
                                       .start_variance = x[4],
                                       .time = x[5]};
        list[count++] = (known){model, x[6], x[7], x[8], x[9]};
    }
    fclose(file);
    assert_in_range(count, 70, MOST_KNOWN - 1);
    return count;
}

static inline bool same_model(const bn_two_time_def *a, const bn_two_time_def *b)
{
    return a->confinement == b->confinement && a->gain == b->gain && a->pair_gain == b->pair_gain &&
           a->symmetry == b->symmetry && a->noise == b->noise && a->start_variance == b->start_variance;
}

/* Runs the models of the list with a tolerance; cases of one model stand together, the longest time last. */
static inline void assert_values_of_others(double tolerance, double error)
{
    known list[MOST_KNOWN];
    const int count = read_known(list);
    for (int first = 0, last; first < count; first = last) {
        for (last = first + 1; last < count && same_model(&list[last].model, &list[first].model);) last++;
        void *block;
        const bn_thinned_def def = {list[last - 1].model, tolerance, 2000};
        const bn_thinned thinned = thinned_run(&def, &block);
        for (int i = first; i < last; i++) {
            const bn_two_time_value value = bn_thinned_at(&thinned, list[i].model.time, list[i].s);
            assert_near(value.correlation, list[i].correlation, error + list[i].tolerance);
            assert_near(value.response, list[i].response, error + list[i].tolerance);
        }
        bn_memory_free(block);
    }
}

#endif
