/* The ranks of a trainer: which microbatches and which columns of W are this rank's, and what ranks give each
   other. A trainer without an exchange is the only rank. */
#ifndef BN_TRAINER_RANKS_H
#define BN_TRAINER_RANKS_H

#include "engine/training/trainer.h"

/* Calls body(trainer, number) for this rank's microbatches, or for its column ranges. */
void bn_trainer_run_microbatches(bn_trainer *trainer, bn_loop_body body);
void bn_trainer_run_ranges(bn_trainer *trainer, bn_loop_body body);

/* Give every rank the first states of all trials; the costs of a forward pass; and its states, outputs and
   targets, too. Errors: BN_EIO with the exchange's sentence. */
bn_status bn_trainer_gather_first_states(bn_trainer *trainer);
bn_status bn_trainer_gather_costs(bn_trainer *trainer);
bn_status bn_trainer_gather_trials(bn_trainer *trainer);

/* Give every rank, after the backward pass, what it needs for the gradient in its columns, and the costs and
   slopes of all microbatches; and then all columns of the gradient. Errors: likewise. */
bn_status bn_trainer_gather_courses(bn_trainer *trainer);
bn_status bn_trainer_gather_gradient(bn_trainer *trainer);

#endif
