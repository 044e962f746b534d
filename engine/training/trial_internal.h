/* The steps and the matrix products of a trial, for files that run one. */
#ifndef BN_TRIAL_INTERNAL_H
#define BN_TRIAL_INTERNAL_H

#include "engine/kernels/step_kernels.h"
#include "engine/training/trial.h"

/* A step of the network's dynamics, over states, rates and drives as the trial lays them out. */
bn_step bn_trial_step(const bn_trial *trial, bool noisy);

/* Whether the units are gated recurrent ones. */
bool bn_trial_is_gru(const bn_trial *trial);

/* Whether the recurrent input is delayed. */
bool bn_trial_is_delayed(const bn_trial *trial);

/* With a delay: as if the trials had had the rates of step 0 always; goes before the steps of a pass. Then z with the
   rates that arrive at step `step`, counted from 0 and each asked for once, in their place; without a delay z itself.
   z: ldz x count, the microbatch's trials at one step. */
void bn_trial_delay_begin(const bn_trial *trial, const bn_microbatch *microbatch);
const float *bn_trial_hear(const bn_trial *trial, const bn_microbatch *microbatch, const float *z, int64_t step);

/* The way back with a delay: lambda_t from l_{t+1}, after begin_back for t = T, …, 0 in turn. */
void bn_trial_delay_begin_back(const bn_microbatch *microbatch);
void bn_trial_delay_back(const bn_trial *trial, const bn_microbatch *microbatch, int64_t t);

/* A step forward of `columns` trials, as the kernel step_forward; and back, as step_backward, from the back
   product of the microbatch. With time constants of the units alpha stands in the place of dt. Of rate units. */
double bn_trial_advance(const bn_trial *trial, const bn_step *step, int64_t columns, const float *x,
                        const float *drive, const float *noise, float *next, float *rate);
void bn_trial_retreat(const bn_trial *trial, const bn_step *step, const bn_microbatch *microbatch,
                      const float *x, const float *rate, const float *l, float cost, float *l_before);

/* Adds dL/dalpha by one step, from the state `before` to x, with the noise of that step in the microbatch when
   noisy. l: alpha dL/dx. */
void bn_trial_add_unit_slope(const bn_trial *trial, const bn_microbatch *microbatch, bool noisy,
                             const float *x, const float *before, const float *l);

/* initial_slope = dL/dx_0 summed over trials. l: alpha dL/dx_0. */
void bn_trial_sum_initial_slope(const bn_trial *trial, const bn_microbatch *microbatch, const float *l);

/* The first column of a microbatch at step t: states, ldx apart, and rates, ldz apart. Those of its trials follow. */
float *bn_trial_states(const bn_trial *trial, const bn_microbatch *microbatch, int64_t t);
float *bn_trial_rates(const bn_trial *trial, const bn_microbatch *microbatch, int64_t t);

/* The costs of the rates of step t and of the change of states up to it, times B T R in L. */
bool bn_trial_penalises_rates(const bn_trial *trial);
bool bn_trial_penalises_changes(const bn_trial *trial);
double bn_trial_cost_of_rates(const bn_trial *trial, const bn_microbatch *microbatch, int64_t t);
double bn_trial_cost_of_changes(const bn_trial *trial, const bn_microbatch *microbatch, int64_t t);

/* Adds the slope of the cost of the rates of step t to what comes back to them, and that of the changes to and from
   the states of step t to l: alpha dL/dx_t of rate units, dL/dx_t, ldx apart, of a GRU. */
void bn_trial_push_rates_back(const bn_trial *trial, const bn_microbatch *microbatch, int64_t t);
void bn_trial_pull_changes(const bn_trial *trial, const bn_microbatch *microbatch, int64_t t, float *l);

/* The same with gated recurrent units: a step forward to step t + 1, keeping the gates in the course, of the sum of
   squares; and the way back from step t, where the back product has arrived, to the slopes of the drives of the step to
   t. bn_trial_gru_begin goes before the way back, and bn_trial_gru_end after it gives dL/dx_0 from the back product of
   step 0. */
double bn_trial_gru_advance(const bn_trial *trial, const bn_microbatch *microbatch, const bn_step *step,
                            int64_t t);
void bn_trial_gru_begin(const bn_trial *trial, const bn_microbatch *microbatch);
void bn_trial_gru_retreat(const bn_trial *trial, const bn_microbatch *microbatch, const bn_step *step,
                          int64_t t, float cost, float *slope);
void bn_trial_gru_end(const bn_trial *trial, const bn_microbatch *microbatch);

/* Whether the outer product of this network is worth packing the course for. */
bool bn_trial_packs_course(const bn_network *network);

void bn_trial_plan_products(bn_trial *trial);

/* Whether the columns of W for inputs and bias have a product of their own in the gradient, which reads course.l. */
bool bn_trial_inputs_apart(const bn_trial *trial);

/* microbatch->product = the first `rows` rows of W z, for z of the microbatch's trials at one step. */
void bn_trial_multiply(const bn_trial *trial, const bn_microbatch *microbatch, int64_t rows, const float *z);

/* microbatch->back_product = the last N rows of W^T times [e; l] of the microbatch's trials at one step;
   only the first `rows` rows of [e; l] are not zero. */
void bn_trial_multiply_back(const bn_trial *trial, const bn_microbatch *microbatch, int64_t rows,
                            const float *e_l);

/* Packs the complete course of a microbatch when packs_course, and computes its own gradient when
   per_microbatch. */
void bn_trial_multiply_outer(const bn_trial *trial, const bn_microbatch *microbatch);

#endif
