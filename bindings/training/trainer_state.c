/* The state of a trainer as a table: its tensors and two counts. A state is checked completely before
   anything is written, so that one that does not fit changes nothing. */
#include "bindings/training/trainer_state.h"

#include "bindings/common/bnl.h"

#include "engine/tensor/tensor_copy.h"

// All parameters, or as many moments, as a matrix without padding.
static bn_tensor whole(const bn_trainer *t, float *data)
{
    const bn_network *network = &t->network;
    return (bn_tensor){.dtype = BN_F32,
                       .dims = 2,
                       .shape = {network->rows, network->columns},
                       .stride = {1, network->ld},
                       .data = data};
}

enum { STATE_TENSORS = 6 };

static const char *const state_names[STATE_TENSORS] = {"weights",       "first_moment", "second_moment",
                                                       "initial_state", "connections",  "signs"};

// A tensor of the state; its data is NULL when this trainer does not have it.
static bn_tensor state_part(const bn_trainer *t, int part)
{
    switch (part) {
    case 0:
        return whole(t, t->network.weights);
    case 1:
        return whole(t, bn_optimiser_first_moment(&t->optimiser));
    case 2:
        return whole(t, bn_optimiser_second_moment(&t->optimiser));
    case 3:
        return bn_trainer_initial_state(t);
    case 4:
        return bn_constraint_connections(&t->constraint);
    default:
        return bn_constraint_signs(&t->constraint);
    }
}

static bool has_steps(const bn_trainer *t)
{
    return t->optimiser.config.kind == BN_OPTIMISER_ADAM;
}

int bnl_push_trainer_state(lua_State *L, const bn_trainer *t)
{
    lua_createtable(L, 0, STATE_TENSORS + 2);
    for (int part = 0; part < STATE_TENSORS; part++) {
        const bn_tensor source = state_part(t, part);
        if (source.data == NULL) continue;
        bn_tensor *copy = bnl_new_tensor(L, BN_F32, source.dims, source.shape);
        bnl_check(L, bn_tensor_copy(&source, copy));
        lua_setfield(L, -2, state_names[part]);
    }
    lua_pushinteger(L, t->epoch);
    lua_setfield(L, -2, "epoch");
    lua_pushinteger(L, has_steps(t) ? t->optimiser.adam.step : 0);
    lua_setfield(L, -2, "adam_step");
    return 1;
}

static lua_Integer count_field(lua_State *L, const char *name)
{
    int exact = 0;
    lua_getfield(L, 2, name);
    const lua_Integer count = lua_tointegerx(L, -1, &exact);
    if (!exact || count < 0 || count > INT32_MAX)
        luaL_error(L, "field '%s' of the state is %s; a whole number from 0 to 2^31 - 1 was needed", name,
                   luaL_tolstring(L, -1, NULL));
    lua_pop(L, 1);
    return count;
}

// The tensor of the state at 2 that fits `part`, left on the stack; NULL where neither has one.
static const bn_tensor *state_field(lua_State *L, const bn_trainer *t, int part)
{
    char given[96], needed[96];
    const bn_tensor target = state_part(t, part);
    const bool none = lua_getfield(L, 2, state_names[part]) == LUA_TNIL;
    if (none && target.data == NULL) return NULL;
    if (target.data == NULL) luaL_error(L, "the state has '%s'; this trainer has none", state_names[part]);
    const bn_tensor *source = bnl_test_tensor(L, -1);
    if (source == NULL)
        luaL_error(L, "field '%s' of the state is %s; a tensor was needed", state_names[part],
                   luaL_typename(L, -1));
    else if (!bn_tensor_same_shape(source, &target))
        luaL_error(L, "field '%s' of the state is %s; this trainer needs %s", state_names[part],
                   bn_tensor_shape_text(source, given, sizeof given),
                   bn_tensor_shape_text(&target, needed, sizeof needed));
    return source;
}

int bnl_restore_trainer(lua_State *L, bn_trainer *t)
{
    luaL_checktype(L, 2, LUA_TTABLE);
    const bn_tensor *source[STATE_TENSORS];
    for (int part = 0; part < STATE_TENSORS; part++) source[part] = state_field(L, t, part);
    const lua_Integer epoch = count_field(L, "epoch");
    const lua_Integer adam_step = count_field(L, "adam_step");
    for (int part = 0; part < STATE_TENSORS; part++) {
        bn_tensor target = state_part(t, part);
        if (source[part] == NULL) continue;
        bnl_check(L, bn_tensor_copy(source[part], &target));
    }
    t->epoch = epoch;
    if (has_steps(t)) t->optimiser.adam.step = adam_step;
    bn_trainer_put_state(t);
    return 0;
}
