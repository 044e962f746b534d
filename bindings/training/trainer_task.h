/* Tasks of one's own: Lua functions that give a trainer its batches. */
#ifndef BNL_TRAINER_TASK_H
#define BNL_TRAINER_TASK_H

#include "engine/training/trainer.h"

#include <lua.h>
#include <stdbool.h>

/* Whether the definition at `index` has a task; a Lua error where that is no function. */
bool bnl_has_task(lua_State *L, int index);

/* Keeps the functions of the definition at `index`, and the task's parameters, with the trainer on top of the
   stack. */
void bnl_keep_task(lua_State *L, int index);

/* Calls the task of the trainer at 1, which may throw and may do anything to the trainer. It is told the epoch,
   nil for 0. Pushes its input, target and mask. */
void bnl_call_task(lua_State *L, bn_random_stream numbers, int64_t batch, int64_t epoch);

/* Puts the three values on top of the stack into the trainer; a Lua error at the task's line, and nothing
   changed, where they don't fit. */
void bnl_put_batch(lua_State *L, bn_trainer *t);

/* Whether the learning rate in the definition at `index` is a function. */
bool bnl_has_rate(lua_State *L, int index);

/* Calls the learning rate of the trainer at 1, which may throw and may do anything to the trainer; and puts
   what it gave. A Lua error at the function's line, and nothing changed, where that is no number or out of
   range. */
double bnl_call_rate(lua_State *L, int64_t epoch);
void bnl_put_rate(lua_State *L, bn_trainer *t, double rate);

/* Pushes `width` numbers of every step of every trial, T x width x B. */
typedef float *(*bnl_trace)(const bn_trial *trial, int64_t t, int64_t b);
void bnl_push_trials(lua_State *L, const bn_trial *trial, bnl_trace at, int64_t width);

/* Pushes the input of the first trial, T x S, f64; all trials of a test batch as a table of tensors. */
void bnl_push_task_input(lua_State *L, const bn_trainer *t);
void bnl_push_test(lua_State *L, const bn_trainer *t);

#endif
