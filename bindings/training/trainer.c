/* Trainers in Lua.

       local trainer = balnet.trainer { neurons = 100, stimuli = 2, seed = 1 }
       for epoch = 1, 1000 do local loss = trainer:step() end
       print(trainer:measure().test_error) */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"
#include "bindings/training/network.h"
#include "bindings/training/trainer_definition.h"
#include "bindings/training/trainer_parts.h"
#include "bindings/training/trainer_respond.h"
#include "bindings/training/trainer_state.h"
#include "bindings/training/trainer_task.h"

#include "engine/training/trainer.h"

#include <math.h>

#define CLASS "balnet.trainer"

typedef struct {
    bn_trainer trainer;
    bnl_trainer_definition definition;
    bool open;
} trainer;

static int trainer_new(lua_State *L)
{
    const bnl_trainer_definition d = bnl_read_trainer_definition(L);
    bnl_check(L, bn_trainer_config_check(&d.config));
    const size_t size = bn_trainer_size(&d.config);
    if (size == 0) return luaL_error(L, "the trainer would be larger than any memory");
    trainer *t = bnl_new_block(L, sizeof *t, size, CLASS);
    t->definition = d;
    t->definition.config.connections = t->definition.config.signs = NULL; // the trainer has a copy of its own
    t->definition.config.masks = (bn_masks_config){0};
    t->definition.config.time_constants = t->definition.config.network.activation_table = NULL;
    bnl_check(L, bn_trainer_open(&t->trainer, &d.config, bnl_block_of(t, sizeof *t)));
    t->open = true;
    bnl_keep_task(L, 1);
    return 1;
}

static trainer *check_trainer(lua_State *L)
{
    trainer *t = luaL_checkudata(L, 1, CLASS);
    if (!t->open) luaL_error(L, "the trainer is closed");
    return t;
}

static int trainer_close(lua_State *L)
{
    trainer *t = luaL_checkudata(L, 1, CLASS);
    if (t->open) bn_trainer_close(&t->trainer);
    t->open = false;
    return 0;
}

// Calls the task, if there is one, for the batch of the next step or measurement.
static void take_batch(lua_State *L, trainer *t, bn_purpose purpose, int64_t epoch)
{
    const bn_trainer_config *c = &t->trainer.config;
    if (!c->task) return;
    lua_settop(L, 2);
    bnl_call_task(L, bn_random_open(c->seed_stimulus, purpose, (uint32_t)epoch), c->trial.batch, epoch);
    check_trainer(L); // the task may have closed it
    bnl_put_batch(L, &t->trainer);
}

// Asks for the learning rate of the next step, where that is a function.
static void take_rate(lua_State *L, trainer *t)
{
    if (t->trainer.config.optimiser.schedule.kind != BN_SCHEDULE_FUNCTION) return;
    const double rate = bnl_call_rate(L, t->trainer.epoch + 1);
    check_trainer(L); // the function may have closed it
    bnl_put_rate(L, &t->trainer, rate);
}

static int trainer_step(lua_State *L)
{
    trainer *t = check_trainer(L);
    const lua_Integer epochs = bnl_opt_integer(L, 2, 1);
    luaL_argcheck(L, epochs >= 1, 2, "at least one epoch is needed");
    for (lua_Integer i = 0; i < epochs; i++) {
        take_rate(L, t);
        take_batch(L, t, BN_PURPOSE_TASK, t->trainer.epoch + 1);
        const bn_status status = bn_trainer_step(&t->trainer, NULL);
        if (status.code == BN_NOT_FINITE) break;
        bnl_check(L, status);
    }
    bnl_push_number(L, t->trainer.loss);
    return 1;
}

static int trainer_epoch(lua_State *L)
{
    lua_pushinteger(L, check_trainer(L)->trainer.epoch);
    return 1;
}

// Pushes `width` numbers of every step of trial 1, T x width.
static void push_trace(lua_State *L, const bn_trial *trial, bnl_trace at, int64_t width, double factor)
{
    const int64_t T = trial->config.steps;
    bn_tensor *out = bnl_new_tensor(L, BN_F64, 2, (int64_t[]){T, width});
    for (int64_t t = 0; t < T; t++)
        for (int64_t k = 0; k < width; k++)
            ((double *)out->data)[t * width + k] = factor * (double)at(trial, t + 1, 0)[k];
}

enum { SHOWN_UNITS = 5 };

static void push_tracking(lua_State *L, const bn_trainer *t)
{
    const bn_trial *trial = &t->trial;
    lua_createtable(L, 0, 4);
    if (t->config.task)
        bnl_push_task_input(L, t);
    else
        push_trace(L, trial, bn_trial_target, trial->R, t->config.network.balance);
    lua_setfield(L, -2, "stimulus");
    push_trace(L, trial, bn_trial_target, trial->R, 1.0);
    lua_setfield(L, -2, "target");
    push_trace(L, trial, bn_trial_output, trial->R, 1.0);
    lua_setfield(L, -2, "output");
    push_trace(L, trial, bn_trial_state, trial->N < SHOWN_UNITS ? trial->N : SHOWN_UNITS, 1.0);
    lua_setfield(L, -2, "state");
}

// The final state of the first test trial, and phi' there.
static void push_final_state(lua_State *L, const bn_trainer *t)
{
    const bn_trial *trial = &t->trial;
    const float *x = bn_trial_state(trial, trial->config.steps, 0);
    bn_tensor *state = bnl_new_tensor(L, BN_F64, 1, &trial->N);
    bn_tensor *slope = bnl_new_tensor(L, BN_F64, 1, &trial->N);
    for (int64_t i = 0; i < trial->N; i++) {
        ((double *)state->data)[i] = (double)x[i];
        ((double *)slope->data)[i] = bn_phi_slope(&t->network.phi, (double)x[i]);
    }
    lua_setfield(L, -3, "slope");
    lua_setfield(L, -2, "state");
}

static int trainer_measure(lua_State *L)
{
    trainer *t = check_trainer(L);
    bn_measurement measurement = {.test_error = (double)NAN, .tracking_error = (double)NAN};
    take_batch(L, t, BN_PURPOSE_TEST_TASK, 0);
    const bn_status status = bn_trainer_measure(&t->trainer, &measurement);
    if (status.code != BN_NOT_FINITE) bnl_check(L, status);
    lua_createtable(L, 0, 6);
    if (t->trainer.config.task) {
        bnl_push_test(L, &t->trainer);
        lua_setfield(L, -2, "test");
    }
    bnl_push_number(L, measurement.test_error);
    lua_setfield(L, -2, "test_error");
    bnl_push_number(L, measurement.tracking_error);
    lua_setfield(L, -2, "tracking_error");
    push_tracking(L, &t->trainer);
    lua_setfield(L, -2, "tracking");
    push_final_state(L, &t->trainer);
    return 1;
}

static int trainer_validate(lua_State *L)
{
    trainer *t = check_trainer(L);
    double error = (double)NAN;
    take_batch(L, t, BN_PURPOSE_VALIDATION_TASK, 0);
    const bn_status status = bn_trainer_validate(&t->trainer, &error);
    if (status.code != BN_NOT_FINITE) bnl_check(L, status);
    lua_pushnumber(L, error);
    return 1;
}

static int trainer_respond(lua_State *L)
{
    return bnl_respond(L, &check_trainer(L)->trainer);
}

static int trainer_forward(lua_State *L)
{
    return bnl_forward(L, &check_trainer(L)->trainer);
}

static int trainer_backward(lua_State *L)
{
    return bnl_backward(L, &check_trainer(L)->trainer);
}

static int trainer_update(lua_State *L)
{
    trainer *t = check_trainer(L);
    take_rate(L, t);
    bnl_check(L, bn_trainer_update(&t->trainer));
    return 0;
}

static int trainer_gradients(lua_State *L)
{
    return bnl_push_gradients(L, &check_trainer(L)->trainer);
}

static int push_part(lua_State *L, bn_tensor part)
{
    bnl_push_view(L, 1, &part);
    return 1;
}

static int trainer_J(lua_State *L)
{
    return push_part(L, bn_network_J(&check_trainer(L)->trainer.network));
}

static int trainer_w_in(lua_State *L)
{
    return push_part(L, bn_network_w_in(&check_trainer(L)->trainer.network));
}

static int trainer_w_out(lua_State *L)
{
    return push_part(L, bn_network_w_out(&check_trainer(L)->trainer.network));
}

static int trainer_bias(lua_State *L)
{
    return push_part(L, bn_network_bias(&check_trainer(L)->trainer.network));
}

static int trainer_parameters(lua_State *L)
{
    const trainer *t = check_trainer(L);
    bnl_trainer_definition d = t->definition;
    d.config.threads = t->trainer.config.threads;
    d.config.network.readouts = t->trainer.network.config.readouts;
    d.config.optimiser.learning_rate = t->trainer.optimiser.config.learning_rate;
    bnl_push_trainer_definition(L, &d);
    bnl_set_table(L, &t->trainer.network.phi);
    return 1;
}

static int trainer_state(lua_State *L)
{
    return bnl_push_trainer_state(L, &check_trainer(L)->trainer);
}

static int trainer_restore(lua_State *L)
{
    return bnl_restore_trainer(L, &check_trainer(L)->trainer);
}

static int trainer_profile(lua_State *L)
{
    bn_trainer *t = &check_trainer(L)->trainer;
    double seconds[BN_PHASES];
    bn_trainer_profile(t, seconds);
    if (!lua_isnoneornil(L, 2)) bn_trainer_set_profile(t, bnl_opt_flag(L, 2, false));
    lua_createtable(L, 0, BN_PHASES);
    for (int phase = 0; phase < BN_PHASES; phase++) {
        bnl_push_number(L, seconds[phase]);
        lua_setfield(L, -2, bn_word_of(bn_phase_words, phase));
    }
    return 1;
}

static const bnl_function methods[] = {
    {"step", trainer_step, 1, 0},
    {"epoch", trainer_epoch, 0, 0},
    {"measure", trainer_measure, 0, 0},
    {"validate", trainer_validate, 0, 0},
    {"respond", trainer_respond, 2, 0},
    {"forward", trainer_forward, 1, 0},
    {"backward", trainer_backward, 1, 0},
    {"update", trainer_update, 0, 0},
    {"gradients", trainer_gradients, 0, 0},
    {"J", trainer_J, 0, 0},
    {"w_in", trainer_w_in, 0, 0},
    {"w_out", trainer_w_out, 0, 0},
    {"bias", trainer_bias, 0, 0},
    {"state", trainer_state, 0, 0},
    {"restore", trainer_restore, 1, 0},
    {"close", trainer_close, 0, 0},
    {"profile", trainer_profile, 1, 0},
    {"parameters", trainer_parameters, 0, 0},
    {NULL, NULL, 0, 0},
};

static const luaL_Reg metamethods[] = {
    {"__gc", trainer_close}, {"__close", trainer_close}, {"__tostring", bnl_describe}, {NULL, NULL}};

static const bnl_function constructor = {"trainer", trainer_new, 1, 0};

int luaopen_balnet_trainer(lua_State *L)
{
    bnl_declare_fields(L, "balnet.trainer.definition", bnl_trainer_fields);
    bnl_declare_fields(L, "balnet.respond.options", bnl_respond_fields);
    bnl_declare_words(L, "cell", bn_cell_words);
    bnl_declare_words(L, "phase", bn_phase_words);
    bnl_declare_words(L, "optimiser", bn_optimiser_words);
    bnl_declare_words(L, "initial_state", bn_initial_words);
    bnl_declare_words(L, "backend", bn_backend_words);
    bnl_declare_words(L, "loss", bn_loss_words);
    bnl_declare_words(L, "schedule", bn_schedule_words);
    bnl_define_class(L, CLASS, methods, metamethods);
    bnl_new_constructor(L, &constructor);
    return 1;
}
