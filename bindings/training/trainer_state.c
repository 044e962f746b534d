/* The state of a trainer as a table: its tensors and two counts. A state is checked completely before
   anything is written, so that one that does not fit changes nothing. */
#include "bindings/training/trainer_state.h"

#include "bindings/common/bnl.h"

#include "engine/tensor/tensor_copy.h"

#include <stdio.h>

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

// A tensor of the state; its data is NULL when this trainer does not have it.
typedef struct {
    char name[48];
    bn_tensor tensor;
} state_part;

enum { FIXED_PARTS = 7, MASKS = 4, PARTS_OF_PARAMETER = 3 };

static state_part named(const char *name, const char *suffix, bn_tensor tensor)
{
    state_part part = {.tensor = tensor};
    (void)snprintf(part.name, sizeof part.name, "%s%s", name, suffix);
    return part;
}

static state_part fixed_part(const bn_trainer *t, int k)
{
    switch (k) {
    case 0:
        return named("weights", "", whole(t, t->network.weights));
    case 1:
        return named("first_moment", "", whole(t, bn_optimiser_first_moment(&t->optimiser)));
    case 2:
        return named("second_moment", "", whole(t, bn_optimiser_second_moment(&t->optimiser)));
    case 3:
        return named("initial_state", "", bn_trainer_initial_state(t));
    case 4:
        return named("connections", "", bn_constraint_connections(&t->constraint));
    case 5:
        return named("activation_table", "", bn_phi_table(&t->network.phi));
    default:
        return named("signs", "", bn_constraint_signs(&t->constraint));
    }
}

static state_part mask_part(const bn_trainer *t, int k)
{
    const bn_masks *masks = &t->masks;
    const bool given[MASKS] = {masks->J, masks->w_in, masks->w_out, masks->bias};
    if (!given[k]) return named(bn_masks_fields[k].name, "", (bn_tensor){0});
    const bn_network view = bn_masks_view(masks, &t->network);
    const bn_tensor tensors[MASKS] = {bn_network_J(&view), bn_network_w_in(&view), bn_network_w_out(&view),
                                      bn_network_bias(&view)};
    return named(bn_masks_fields[k].name, "", tensors[k]);
}

static state_part part_of_parameter(const bn_trainer *t, int k)
{
    const bn_parameter *p = &t->parameter[k / PARTS_OF_PARAMETER];
    switch (k % PARTS_OF_PARAMETER) {
    case 0:
        return named(p->name, "", bn_parameter_view(p, p->value));
    case 1:
        return named(p->name, "_first_moment",
                     bn_parameter_view(p, bn_optimiser_first_moment(&p->optimiser)));
    default:
        return named(p->name, "_second_moment",
                     bn_parameter_view(p, bn_optimiser_second_moment(&p->optimiser)));
    }
}

static int parts_of(const bn_trainer *t)
{
    return FIXED_PARTS + MASKS + PARTS_OF_PARAMETER * t->parameters;
}

static state_part part_at(const bn_trainer *t, int k)
{
    if (k < FIXED_PARTS) return fixed_part(t, k);
    if (k < FIXED_PARTS + MASKS) return mask_part(t, k - FIXED_PARTS);
    return part_of_parameter(t, k - FIXED_PARTS - MASKS);
}

static bool has_steps(const bn_trainer *t)
{
    return t->optimiser.config.kind == BN_OPTIMISER_ADAM;
}

int bnl_push_trainer_state(lua_State *L, const bn_trainer *t)
{
    lua_createtable(L, 0, parts_of(t) + 2);
    for (int k = 0; k < parts_of(t); k++) {
        const state_part part = part_at(t, k);
        if (part.tensor.data == NULL) continue;
        bn_tensor *copy = bnl_new_tensor(L, part.tensor.dtype, part.tensor.dims, part.tensor.shape);
        bnl_check(L, bn_tensor_copy(&part.tensor, copy));
        lua_setfield(L, -2, part.name);
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

// The tensor of the state at 2 that fits the part, left on the stack; NULL where neither has one.
static const bn_tensor *state_field(lua_State *L, const state_part *part)
{
    char given[96], needed[96];
    const bool none = lua_getfield(L, 2, part->name) == LUA_TNIL;
    if (none && part->tensor.data == NULL) return NULL;
    if (part->tensor.data == NULL) luaL_error(L, "the state has '%s'; this trainer has none", part->name);
    const bn_tensor *source = bnl_test_tensor(L, -1);
    if (source == NULL)
        luaL_error(L, "field '%s' of the state is %s; a tensor was needed", part->name, luaL_typename(L, -1));
    else if (!bn_tensor_same_shape(source, &part->tensor))
        luaL_error(L, "field '%s' of the state is %s; this trainer needs %s", part->name,
                   bn_tensor_shape_text(source, given, sizeof given),
                   bn_tensor_shape_text(&part->tensor, needed, sizeof needed));
    return source;
}

// Every part is checked before the first is written.
static void restore_parts(lua_State *L, const bn_trainer *t)
{
    const int count = parts_of(t), first = lua_gettop(L) + 1;
    luaL_checkstack(L, count + 4, NULL);
    for (int k = 0; k < count; k++) {
        const state_part part = part_at(t, k);
        state_field(L, &part);
    }
    for (int k = 0; k < count; k++) {
        state_part part = part_at(t, k);
        if (lua_isnil(L, first + k)) continue;
        bnl_check(L, bn_tensor_copy(bnl_check_tensor(L, first + k), &part.tensor));
    }
}

int bnl_restore_trainer(lua_State *L, bn_trainer *t)
{
    luaL_checktype(L, 2, LUA_TTABLE);
    const lua_Integer epoch = count_field(L, "epoch");
    const lua_Integer adam_step = count_field(L, "adam_step");
    restore_parts(L, t);
    t->epoch = epoch;
    bn_trainer_set_steps(t, adam_step);
    bn_trainer_put_state(t);
    return 0;
}
