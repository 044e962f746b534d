/* What the files of the trainer have in common. */
#ifndef BN_TRAINER_INTERNAL_H
#define BN_TRAINER_INTERNAL_H

#include "engine/training/trainer.h"

/* Moves the weights of columns first … first + count - 1 of W to the nearest that the constraint allows. */
void bn_trainer_constrain(bn_trainer *trainer, int64_t first, int64_t count);

/* Lays out the parameters beside the network's matrix, those that the config has; gives them their first
   values; and computes their gradients once the matrix has its own. */
void bn_trainer_lay_out_parameters(bn_trainer *trainer, bn_arena *arena);
void bn_trainer_initialise_parameters(bn_trainer *trainer);
void bn_trainer_take_parameter_gradients(bn_trainer *trainer);

/* Puts the values of these parameters where the passes find them. */
void bn_trainer_put_parameters(bn_trainer *trainer);

/* What L grows by for the weights before the last step. */
double bn_trainer_penalty(const bn_trainer *trainer);

/* The gradient after the backward pass of every microbatch, 0 where nothing is trained. Errors: those of the
   exchange. */
bn_status bn_trainer_take_gradient(bn_trainer *trainer);

/* One step of the optimiser, after bn_trainer_take_gradient where trainer->stage says so, else with it. Errors:
   those of the exchange; then no weight has changed. */
bn_status bn_trainer_update_weights(bn_trainer *trainer);

#endif
