/* What a trainer is made of, read from a Lua table. */
#ifndef BNL_TRAINER_DEFINITION_H
#define BNL_TRAINER_DEFINITION_H

#include "engine/training/trainer.h"

#include <lua.h>

typedef struct {
    bn_trainer_config config;
    int64_t seed_stimulus, seed_noise, seed_state, seed_network;
    int64_t seed; // the default of the seeds that are not given
} bnl_trainer_definition;

extern const bn_field bnl_trainer_fields[];

/* The definition in the table at 1, or the default where there is none; a Lua error that names the field
   when one is unknown or of the wrong kind. Its tensors are valid as long as the table holds them. */
bnl_trainer_definition bnl_read_trainer_definition(lua_State *L);

/* Pushes it as a table, without its tensors. */
void bnl_push_trainer_definition(lua_State *L, const bnl_trainer_definition *definition);

#endif
