/* Recordings: the signals given to an estimator, as tensors of steps or trials x steps, and the choice of its
   segments. */
#ifndef BNL_RECORDING_H
#define BNL_RECORDING_H

#include "engine/analysis/density.h"

#include <lua.h>
#include <stdint.h>

typedef struct {
    int64_t signals, trials, steps;
    const double *data[BN_DENSITY_MAX_CHANNELS]; // trials x steps each
    double epsilon[BN_DENSITY_MAX_CHANNELS];     // of the dtype that each had
} bnl_recording;

/* Adds the signals at `index` to *recording, which is zeroed before the first call: a tensor (steps, or
   trials x steps), or an array of such. Returns how many there were. Pushes one value, which keeps the data
   alive. Anything else, or a shape other than that of the signals already there, is a Lua error that calls
   them `name`. */
int64_t bnl_add_signals(lua_State *L, int index, const char *name, bnl_recording *recording);

/* The steps of a segment of the given duration, rounded to an even number within the trial; with `duration`
   NaN an eighth of a trial. A dt that is not positive, or a segment shorter than 4 steps or longer than a
   trial, is a Lua error. */
int64_t bnl_segment_steps(lua_State *L, double duration, double dt, int64_t steps);

/* The steps of a duration that is left out at the start of a trial, rounded up; more than `most` is a Lua
   error. */
int64_t bnl_skip_steps(lua_State *L, double duration, double dt, int64_t most);

#endif
