/* Trials of one's own through the network of a trainer. */
#ifndef BNL_TRAINER_RESPOND_H
#define BNL_TRAINER_RESPOND_H

#include "common/field.h"
#include "engine/training/trainer.h"

#include <lua.h>

extern const bn_field bnl_respond_fields[];

/* trainer:respond: the trainer at 1, inputs at 2, options at 3. Returns 1 or 2. */
int bnl_respond(lua_State *L, const bn_trainer *t);

#endif
