/* Everything that training goes on from, as a Lua table and back. */
#ifndef BNL_TRAINER_STATE_H
#define BNL_TRAINER_STATE_H

#include "engine/training/trainer.h"

#include <lua.h>

/* Pushes a table of copies: weights, moments and constraint if there are any, initial_state, epoch,
   adam_step. Returns 1. */
int bnl_push_trainer_state(lua_State *L, const bn_trainer *t);

/* Puts the table at 2 into the trainer; a Lua error, and nothing changed, where a field is missing or of
   another shape. Returns 0. */
int bnl_restore_trainer(lua_State *L, bn_trainer *t);

#endif
