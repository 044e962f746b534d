/* A trainer and its block, for tests. Include it after <cmocka.h>. */
#ifndef TESTS_TRAINER_WORLD_H
#define TESTS_TRAINER_WORLD_H

#include "common/memory.h"
#include "engine/training/trainer.h"

typedef struct {
    bn_trainer trainer;
    void *block;
} world;

static inline world *open_world(const bn_trainer_config *config)
{
    world *w = bn_memory_allocate(1, sizeof *w);
    w->block = bn_memory_allocate(bn_trainer_size(config), 1);
    assert_int_equal(bn_trainer_open(&w->trainer, config, w->block).code, BN_OK);
    return w;
}

static inline void end(world *w)
{
    bn_trainer_close(&w->trainer);
    bn_memory_free(w->block);
    bn_memory_free(w);
}

static inline size_t weight_bytes(const world *w)
{
    return (size_t)(w->trainer.network.ld * w->trainer.network.columns) * sizeof(float);
}

#endif
