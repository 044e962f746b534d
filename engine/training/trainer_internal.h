/* What the files of the trainer have in common. */
#ifndef BN_TRAINER_INTERNAL_H
#define BN_TRAINER_INTERNAL_H

#include "engine/training/trainer.h"

/* Moves the weights of columns first … first + count - 1 of W to the nearest that the constraint allows. */
void bn_trainer_constrain(bn_trainer *trainer, int64_t first, int64_t count);

/* The gradient after the backward pass of every microbatch, 0 where nothing is trained. */
void bn_trainer_take_gradient(bn_trainer *trainer);

/* One step of the optimiser, after bn_trainer_take_gradient where trainer->stage says so, else with it. */
void bn_trainer_update_weights(bn_trainer *trainer);

#endif
