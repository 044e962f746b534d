/* Recordings: every signal is made contiguous in double precision; converted copies are collected in one
   table, so that whatever number of signals there is occupies one place on the stack. */
#include "bindings/common/bnl_recording.h"

#include "bindings/common/bnl.h"

#include <float.h>
#include <math.h>

static void add_signal(lua_State *L, int index, const char *name, bnl_recording *recording)
{
    char shape[64];
    if (bnl_test_tensor(L, index) == NULL)
        luaL_error(L, "%s is a %s; a tensor, or an array of tensors, was needed", name,
                   luaL_typename(L, index));
    const double epsilon = bnl_check_tensor(L, index)->dtype == BN_F32 ? (double)FLT_EPSILON : DBL_EPSILON;
    const bn_tensor *signal = bnl_contiguous(L, index, BN_F64);
    bn_tensor_shape_text(signal, shape, sizeof shape);
    if (signal->dims < 1 || signal->dims > 2)
        luaL_error(L, "%s has shape %s; steps, or trials x steps, was needed", name, shape);
    const int64_t steps = signal->shape[signal->dims - 1], trials = signal->dims == 2 ? signal->shape[0] : 1;
    if (recording->signals == BN_DENSITY_MAX_CHANNELS)
        luaL_error(L, "there are more than %d signals", BN_DENSITY_MAX_CHANNELS);
    if (recording->signals > 0 && (steps != recording->steps || trials != recording->trials))
        luaL_error(L, "%s has shape %s; the other signals have %I trials of %I steps", name, shape,
                   (lua_Integer)recording->trials, (lua_Integer)recording->steps);
    recording->steps = steps;
    recording->trials = trials;
    recording->epsilon[recording->signals] = epsilon;
    recording->data[recording->signals++] = signal->data;
}

int64_t bnl_add_signals(lua_State *L, int index, const char *name, bnl_recording *recording)
{
    const int64_t before = recording->signals;
    if (!lua_istable(L, index)) {
        add_signal(L, index, name, recording);
        return recording->signals - before;
    }
    index = lua_absindex(L, index);
    lua_newtable(L);
    const lua_Integer count = luaL_len(L, index);
    if (count == 0) luaL_error(L, "%s is an empty table; at least one signal was needed", name);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_geti(L, index, i);
        add_signal(L, -1, name, recording);
        lua_seti(L, -3, i);
        lua_pop(L, 1);
    }
    return recording->signals - before;
}

int64_t bnl_segment_steps(lua_State *L, double duration, double dt, int64_t steps)
{
    if (!(dt > 0.0) || !isfinite(dt)) bnl_error(L, "field 'dt' is %f; a positive time step was needed", dt);
    if (steps < 4)
        bnl_error(L, "the trials have %I steps; at least the 4 of a segment were needed", (lua_Integer)steps);
    const double wanted = isnan(duration) ? (double)steps / 8.0 : duration / dt;
    const bool fits = wanted >= 3.0 && wanted <= (double)steps * (1.0 + 1e-9);
    if (!fits && isnan(duration))
        bnl_error(
            L,
            "an eighth of a trial of %I steps is too short for a segment; give 'segment', %f (4 steps) to %f",
            (lua_Integer)steps, 4.0 * dt, (double)steps * dt);
    if (!fits)
        bnl_error(L, "field 'segment' is %f; %f (4 steps) to %f (a trial of %I steps) was needed", duration,
                  4.0 * dt, (double)steps * dt, (lua_Integer)steps);
    const int64_t even = 2 * (int64_t)floor(wanted / 2.0 + 0.5);
    return even <= steps ? even : even - 2;
}

int64_t bnl_skip_steps(lua_State *L, double duration, double dt, int64_t most)
{
    if (!(duration >= 0.0 && duration / dt <= (double)most))
        bnl_error(L, "field 'skip' is %f; 0 to %f, which leaves a segment, was needed", duration,
                  (double)most * dt);
    return (int64_t)ceil(duration / dt);
}
