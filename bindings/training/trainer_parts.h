/* A step in parts: forward, the script's loss, backward, update. */
#ifndef BNL_TRAINER_PARTS_H
#define BNL_TRAINER_PARTS_H

#include "engine/training/trainer.h"

#include <lua.h>

/* trainer:forward: inputs at 2. Pushes outputs and states. */
int bnl_forward(lua_State *L, bn_trainer *t);

/* trainer:backward: the slope of the loss in the outputs at 2. Pushes the gradients. */
int bnl_backward(lua_State *L, bn_trainer *t);

/* Pushes a table of copies of the gradients. Returns 1. */
int bnl_push_gradients(lua_State *L, const bn_trainer *t);

#endif
