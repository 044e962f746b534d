/* Tasks: the function and its parameters are kept in a table, the trainer's user value. The function is
   called between epochs, never from within the engine; its results are all checked before any is copied. An
   error is reported at the line where the function is defined, since that function must be changed. */
#include "bindings/training/trainer_task.h"

#include "bindings/common/bnl.h"
#include "bindings/tensor/random_stream.h"

bool bnl_has_task(lua_State *L, int index)
{
    if (!lua_istable(L, index)) return false;
    const int type = lua_getfield(L, index, "task");
    lua_pop(L, 1);
    if (type != LUA_TNIL && type != LUA_TFUNCTION)
        luaL_error(L, "field 'task' is a %s; it must be a function", lua_typename(L, type));
    return type == LUA_TFUNCTION;
}

void bnl_keep_task(lua_State *L, int index)
{
    static const char *const names[] = {"task", "task_parameters", "learning_rate", "world"};
    lua_createtable(L, 0, 4);
    for (int i = 0; i < 4 && lua_istable(L, index); i++) {
        lua_getfield(L, index, names[i]);
        lua_setfield(L, -2, names[i]);
    }
    lua_setiuservalue(L, -2, 1);
}

static void push_kept(lua_State *L, const char *name)
{
    lua_getiuservalue(L, 1, 1);
    lua_getfield(L, -1, name);
    lua_remove(L, -2);
}

void bnl_call_task(lua_State *L, bn_random_stream numbers, int64_t batch, int64_t epoch)
{
    push_kept(L, "task");
    bnl_push_stream(L, numbers);
    lua_pushinteger(L, batch);
    push_kept(L, "task_parameters");
    if (epoch > 0)
        lua_pushinteger(L, epoch);
    else
        lua_pushnil(L);
    lua_call(L, 4, 3);
}

// Raises an error at the line where a function that is kept is defined.
static void raise_at(lua_State *L, const char *name, const char *fault)
{
    lua_Debug function;
    push_kept(L, name);
    lua_getinfo(L, ">S", &function);
    lua_pushfstring(L, "%s:%d: %s", function.short_src, function.linedefined, fault);
    lua_error(L);
}

static void raise_at_task(lua_State *L, const char *fault)
{
    raise_at(L, "task", lua_pushfstring(L, "the task's %s", fault));
}

bool bnl_has_rate(lua_State *L, int index)
{
    if (!lua_istable(L, index)) return false;
    const int type = lua_getfield(L, index, "learning_rate");
    lua_pop(L, 1);
    return type == LUA_TFUNCTION;
}

double bnl_call_rate(lua_State *L, int64_t epoch)
{
    push_kept(L, "learning_rate");
    lua_pushinteger(L, epoch);
    lua_call(L, 1, 1);
    if (lua_type(L, -1) != LUA_TNUMBER)
        raise_at(L, "learning_rate",
                 lua_pushfstring(L, "the learning rate of epoch %d is %s; a number was needed", (int)epoch,
                                 luaL_tolstring(L, -1, NULL)));
    const double rate = lua_tonumber(L, -1);
    lua_pop(L, 1);
    return rate;
}

void bnl_put_rate(lua_State *L, bn_trainer *t, double rate)
{
    const bn_status status = bn_trainer_set_learning_rate(t, rate);
    if (status.code != BN_OK) raise_at(L, "learning_rate", lua_pushstring(L, status.message));
}

static const bn_tensor *check_result(lua_State *L, int index, const char *name)
{
    const bn_tensor *tensor = luaL_testudata(L, index, BNL_TENSOR);
    if (tensor == NULL)
        raise_at_task(L,
                      lua_pushfstring(L, "%s is a %s; a tensor was needed (it returns input, target, mask)",
                                      name, luaL_typename(L, index)));
    else if (tensor->data == NULL)
        raise_at_task(L, lua_pushfstring(L, "%s is a closed tensor", name));
    return tensor;
}

void bnl_put_batch(lua_State *L, bn_trainer *t)
{
    const int first = lua_gettop(L) - 2;
    bn_batch batch = {.input = check_result(L, first, "input"),
                      .target = check_result(L, first + 1, "target")};
    if (!lua_isnil(L, first + 2)) batch.mask = check_result(L, first + 2, "mask");
    const bn_status status = bn_trainer_put_batch(t, &batch);
    if (status.code != BN_OK) raise_at_task(L, lua_pushstring(L, status.message));
}

void bnl_push_task_input(lua_State *L, const bn_trainer *t)
{
    const int64_t shape[2] = {t->trial.config.steps, t->trial.S};
    bn_tensor *out = bnl_new_tensor(L, BN_F64, 2, shape);
    for (int64_t i = 0; i < shape[0] * shape[1]; i++) ((double *)out->data)[i] = (double)t->drawn[i];
}

void bnl_push_trials(lua_State *L, const bn_trial *trial, bnl_trace at, int64_t width)
{
    const int64_t T = trial->config.steps, B = trial->config.batch;
    const bn_tensor *out = bnl_new_tensor(L, BN_F32, 3, (int64_t[]){T, width, B});
    for (int64_t t = 0; t < T; t++)
        for (int64_t b = 0; b < B; b++) {
            const float *numbers = at(trial, t + 1, b);
            for (int64_t k = 0; k < width; k++) ((float *)out->data)[(t * width + k) * B + b] = numbers[k];
        }
}

static void push_inputs(lua_State *L, const bn_trainer *t)
{
    const int64_t T = t->trial.config.steps, S = t->trial.S, B = t->trial.config.batch;
    const bn_tensor *out = bnl_new_tensor(L, BN_F32, 3, (int64_t[]){T, S, B});
    for (int64_t b = 0; b < B; b++)
        for (int64_t i = 0; i < T * S; i++) ((float *)out->data)[i * B + b] = t->drawn[b * T * S + i];
}

void bnl_push_test(lua_State *L, const bn_trainer *t)
{
    const bn_trial *trial = &t->trial;
    lua_createtable(L, 0, 4);
    push_inputs(L, t);
    lua_setfield(L, -2, "input");
    bnl_push_trials(L, trial, bn_trial_target, trial->R);
    lua_setfield(L, -2, "target");
    bnl_push_trials(L, trial, bn_trial_weight, trial->R);
    lua_setfield(L, -2, "mask");
    bnl_push_trials(L, trial, bn_trial_output, trial->R);
    lua_setfield(L, -2, "output");
}
