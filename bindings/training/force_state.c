/* The state of FORCE learning as a table. It is checked completely before anything is written. */
#include "bindings/training/force.h"

#include "bindings/common/bnl.h"

#include "engine/tensor/tensor_copy.h"

#include <math.h>

typedef struct {
    const char *name;
    bn_tensor tensor; // its data is NULL where this network does not have it
} part;

enum { PARTS = 11 };

static part tensor_part(const char *name, double *data, int dims, const int64_t shape[3],
                        const int64_t stride[3])
{
    part p = {name, {.dtype = BN_F64, .dims = dims, .data = data}};
    for (int d = 0; d < dims; d++) {
        p.tensor.shape[d] = shape[d];
        p.tensor.stride[d] = stride[d];
    }
    return p;
}

static part vector(const char *name, double *data, int64_t count)
{
    return tensor_part(name, data, 1, (int64_t[3]){count}, (int64_t[3]){1});
}

static part by_row(const char *name, double *data, int64_t rows, int64_t columns)
{
    return tensor_part(name, data, 2, (int64_t[3]){rows, columns}, (int64_t[3]){columns, 1});
}

static part by_column(const char *name, double *data, int64_t rows, int64_t columns)
{
    return tensor_part(name, data, 2, (int64_t[3]){rows, columns}, (int64_t[3]){1, rows});
}

// Parts of the inverses of all units, which lie alike one behind the other.
static part of_units(const bn_force *f, int k)
{
    const int64_t N = f->config.neurons, n = f->learned;
    if (f->unit == NULL) return (part){k == 0 ? "unit_inverse" : "unit_pending", {0}};
    const int64_t apart = N > 1 ? f->unit[1].P - f->unit[0].P : 0;
    if (k == 0)
        return tensor_part("unit_inverse", f->unit->P, 3, (int64_t[3]){N, n, n}, (int64_t[3]){apart, n, 1});
    return tensor_part("unit_pending", f->unit->U, 3, (int64_t[3]){N, BN_RLS_BLOCK, n},
                       (int64_t[3]){apart, n, 1});
}

static part part_at(const bn_force *f, int k)
{
    const int64_t N = f->config.neurons, R = f->config.outputs;
    switch (k) {
    case 0:
        return by_column("J", f->J, N, N);
    case 1:
        return by_column("w_in", f->config.inputs > 0 ? f->w_in : NULL, N, f->config.inputs);
    case 2:
        return by_column("w_fb", f->w_fb, N, R);
    case 3:
        return by_row("w_out", f->w_out, R, N);
    case 4:
        return vector("x", f->x, N);
    case 5:
        return vector("rate", f->rate, N);
    case 6:
        return vector("output", f->z, R);
    case 7:
        return by_row("inverse", f->readout.P, N, N);
    case 8:
        return by_row("pending", f->readout.U, BN_RLS_BLOCK, N);
    default:
        return of_units(f, k - 9);
    }
}

static void set_count(lua_State *L, const char *name, int64_t count)
{
    lua_pushinteger(L, count);
    lua_setfield(L, -2, name);
}

int bnl_push_force_state(lua_State *L, const bn_force *f)
{
    lua_createtable(L, 0, PARTS + 1);
    for (int k = 0; k < PARTS; k++) {
        const part p = part_at(f, k);
        if (p.tensor.data == NULL) continue;
        bn_tensor *copy = bnl_new_tensor(L, BN_F64, p.tensor.dims, p.tensor.shape);
        bnl_check(L, bn_tensor_copy(&p.tensor, copy));
        lua_setfield(L, -2, p.name);
    }
    lua_createtable(L, 0, 3);
    set_count(L, "pending_count", f->readout.pending);
    set_count(L, "step", f->step);
    set_count(L, "seed", (int64_t)f->config.seed);
    lua_setfield(L, -2, "attributes"); // of the group that an archive makes of the state
    return 1;
}

static int64_t count_field(lua_State *L, const char *name, int64_t least, int64_t most)
{
    int exact = 0;
    const bool is_there = lua_getfield(L, 2, "attributes") == LUA_TTABLE;
    if (!is_there) luaL_error(L, "the state has no table 'attributes'");
    lua_getfield(L, -1, name);
    const lua_Integer count = lua_tointegerx(L, -1, &exact);
    if (!exact || count < least || count > most)
        luaL_error(L, "attribute '%s' of the state is %s; a whole number from %I to %I was needed", name,
                   luaL_tolstring(L, -1, NULL), (lua_Integer)least, (lua_Integer)most);
    lua_pop(L, 2);
    return count;
}

// The units from which the connections of a unit learn are drawn from the seed and are not in the state.
static void check_seed(lua_State *L, const bn_force *f)
{
    const int64_t seed = count_field(L, "seed", INT64_MIN, INT64_MAX);
    if (f->unit != NULL && (uint64_t)seed != f->config.seed)
        luaL_error(
            L, "the state is of seed %I; this network has the seed %I, and with it other plastic connections",
            (lua_Integer)seed, (lua_Integer)f->config.seed);
}

static bool is_finite(const bn_tensor *source)
{
    const int64_t *shape = source->shape, rows = source->dims > 1 ? shape[1] : 1;
    const int64_t columns = source->dims > 2 ? shape[2] : 1;
    for (int64_t i = 0; i < shape[0]; i++)
        for (int64_t j = 0; j < rows; j++)
            for (int64_t k = 0; k < columns; k++)
                if (!isfinite(bn_tensor_get(source, (int64_t[]){i, j, k}))) return false;
    return true;
}

// Leaves the field on the stack.
static void check_part(lua_State *L, const part *p)
{
    char given[96], needed[96];
    lua_getfield(L, 2, p->name);
    const bool is_there = !lua_isnil(L, -1);
    if (is_there != (p->tensor.data != NULL))
        luaL_error(L, "the state has %s'%s'; this network has %s", is_there ? "" : "no ", p->name,
                   is_there ? "none" : "one");
    const bn_tensor *source = is_there ? bnl_check_tensor(L, -1) : &p->tensor;
    if (is_there && !bn_tensor_same_shape(source, &p->tensor))
        luaL_error(L, "field '%s' of the state is %s; this network needs %s", p->name,
                   bn_tensor_shape_text(source, given, sizeof given),
                   bn_tensor_shape_text(&p->tensor, needed, sizeof needed));
    if (is_there && !is_finite(source))
        luaL_error(L, "field '%s' of the state holds nan or inf; finite numbers were needed", p->name);
}

int bnl_restore_force(lua_State *L, bn_force *f)
{
    luaL_checktype(L, 2, LUA_TTABLE);
    const int first = lua_gettop(L) + 1;
    const int64_t step = count_field(L, "step", 0, INT64_MAX),
                  pending = count_field(L, "pending_count", 0, BN_RLS_BLOCK);
    check_seed(L, f);
    luaL_checkstack(L, PARTS + 4, NULL);
    for (int k = 0; k < PARTS; k++) {
        const part p = part_at(f, k);
        check_part(L, &p);
    }
    for (int k = 0; k < PARTS; k++) {
        part p = part_at(f, k);
        if (p.tensor.data != NULL) bnl_check(L, bn_tensor_copy(bnl_check_tensor(L, first + k), &p.tensor));
    }
    f->step = step;
    f->readout.pending = pending;
    for (int64_t i = 0; i < f->config.neurons && f->unit != NULL; i++) f->unit[i].pending = pending;
    return 0;
}
