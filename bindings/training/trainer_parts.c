/* Steps of one's own in Lua.

       local output = trainer:forward(input)
       local gradients = trainer:backward((output - target) * (2 / output:count()))
       trainer:update() */
#include "bindings/training/trainer_parts.h"

#include "bindings/common/bnl.h"
#include "bindings/training/trainer_task.h"

#include "engine/tensor/tensor_copy.h"

int bnl_forward(lua_State *L, bn_trainer *t)
{
    bnl_check(L, bn_trainer_forward(t, bnl_check_tensor(L, 2)));
    bnl_push_trials(L, &t->trial, bn_trial_output, t->trial.R);
    bnl_push_trials(L, &t->trial, bn_trial_state, t->trial.N);
    return 2;
}

int bnl_backward(lua_State *L, bn_trainer *t)
{
    bnl_check(L, bn_trainer_backward(t, bnl_check_tensor(L, 2)));
    return bnl_push_gradients(L, t);
}

static void push_copy(lua_State *L, bn_tensor part, const char *name)
{
    bn_tensor *copy = bnl_new_tensor(L, BN_F32, part.dims, part.shape);
    bnl_check(L, bn_tensor_copy(&part, copy));
    lua_setfield(L, -2, name);
}

int bnl_push_gradients(lua_State *L, const bn_trainer *t)
{
    const bn_network gradient = bn_trainer_gradient(t);
    lua_createtable(L, 0, 4 + t->parameters);
    push_copy(L, bn_network_J(&gradient), "J");
    push_copy(L, bn_network_w_in(&gradient), "w_in");
    push_copy(L, bn_network_w_out(&gradient), "w_out");
    push_copy(L, bn_network_bias(&gradient), "bias");
    for (int k = 0; k < t->parameters; k++) {
        const bn_parameter *p = &t->parameter[k];
        push_copy(L, bn_parameter_view(p, p->gradient), p->name);
    }
    return 1;
}
