/* Maps and flows of scripts, step by step: what balnet.dynamics and balnet.lyapunov are made of.

       local stepper = balnet.native.stepper.new(f, x, { dimension = 3, dt = 0.01, tangents = true })
       stepper:advance(1000)
       print(stepper:result(1), stepper:state())

   x: a table of n numbers, or a tensor n x m of m trajectories. The engine does the arithmetic and never calls the
   script; this file calls it between its stages. */
#include "bindings/analysis/stepper.h"

#include "bindings/analysis/lyapunov_result.h"
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"
#include "engine/tensor/tensor_copy.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define CLASS "balnet.native.stepper"

typedef struct {
    bn_lyapunov_def def;
    double interval, transient, tolerance;
    int64_t seed;
    bool map, tangents, components;
} definition;

static const bn_field fields[] = {
    {.part = bn_lyapunov_fields, .offset = offsetof(definition, def)},
    {"interval", BN_FIELD_REAL, offsetof(definition, interval), .most = INFINITY},
    {"transient", BN_FIELD_REAL, offsetof(definition, transient), .most = INFINITY},
    {"seed", BN_FIELD_INTEGER, offsetof(definition, seed), .fallback = 1, .least = -INFINITY,
     .most = INFINITY},
    {"tolerance", BN_FIELD_REAL, offsetof(definition, tolerance), .most = 1.0, .below = true},
    {"map", BN_FIELD_FLAG, offsetof(definition, map), .help = "x is a map"},
    {"tangents", BN_FIELD_FLAG, offsetof(definition, tangents), .help = "with vectors"},
    {"components", BN_FIELD_FLAG, offsetof(definition, components), .help = "f of numbers"},
    {0},
};

static definition check_definition(lua_State *L)
{
    definition d = {0};
    bn_fields_default(fields, &d);
    bnl_read_definition(L, 3, fields, &d);
    if (d.def.exponents == 0) d.def.exponents = d.def.dimension;
    d.def.every = bnl_steps_of(L, "interval", d.interval, d.def.dt, 1);
    d.def.transient = bnl_steps_of(L, "transient", d.transient, d.def.dt, 0);
    d.def.seed = (uint64_t)d.seed;
    bnl_check(L, bn_lyapunov_check(&d.def));
    if (d.components && d.def.dimension > STEPPER_MOST_COMPONENTS)
        bnl_error(L, "%I variables are too many for a function of components; at most %d were needed",
                  (lua_Integer)d.def.dimension, STEPPER_MOST_COMPONENTS);
    return d;
}

static const bn_runge_kutta *method_of(const definition *d)
{
    if (d->map) return NULL;
    return d->tolerance > 0.0 ? &bn_runge_kutta_pair : &bn_runge_kutta_classical;
}

static stepper stepper_of(const definition *d, int64_t trajectories, bool many)
{
    const bn_tangent_shape shape = {d->def.dimension, d->tangents ? d->def.exponents : 0, trajectories};
    return (stepper){.shape = shape,
                     .count = shape.variables * (1 + shape.vectors) * shape.trajectories,
                     .method = method_of(d),
                     .dt = d->def.dt,
                     .tolerance = d->tolerance,
                     .length = d->def.dt,
                     .many = many,
                     .components = d->components};
}

static void lay_out(bn_arena *arena, stepper *s, const bn_lyapunov_def *def)
{
    const size_t n = (size_t)s->shape.variables, k = (size_t)s->shape.vectors,
                 m = (size_t)s->shape.trajectories, all = (size_t)s->count, real = sizeof(double);
    const size_t stages = s->method == NULL ? 1 : (size_t)s->method->stages;
    s->state = bn_arena_take(arena, all, real);
    s->next = bn_arena_take(arena, all, real);
    s->stage = bn_arena_take(arena, all, real);
    s->slopes = bn_arena_take(arena, stages * all, real);
    s->matrices = bn_arena_take(arena, k > 0 ? n * n * m : 0, real);
    s->displaced = bn_arena_take(arena, all, real);
    s->answers = bn_arena_take(arena, all, real);
    s->scale = bn_arena_take(arena, k * m, real);
    s->trackers = k > 0 ? bn_arena_take(arena, m, sizeof *s->trackers) : NULL;
    for (size_t c = 0; k > 0 && c < m; c++) {
        const bn_lyapunov tracker = bn_lyapunov_lay_out(arena, def);
        if (s->trackers != NULL) s->trackers[c] = tracker;
    }
}

// The states at the start, and vectors of a seed for each trajectory.
static void start(lua_State *L, stepper *s)
{
    const int64_t n = s->shape.variables, m = s->shape.trajectories, row = (1 + s->shape.vectors) * m;
    for (int64_t i = 0; i < n && !s->many; i++) {
        lua_rawgeti(L, 2, i + 1);
        s->state[i * row] = bnl_check_number(L, -1);
        lua_pop(L, 1);
    }
    if (s->many) {
        const int64_t shape[] = {n, m};
        bn_tensor states;
        bnl_check(L, bn_tensor_describe(BN_F64, 2, shape, s->state, &states));
        states.stride[0] = row;
        bnl_check(L, bn_tensor_copy(bnl_check_tensor(L, 2), &states));
    }
    for (int64_t c = 0; s->trackers != NULL && c < m; c++) {
        s->trackers[c].def.seed += (uint64_t)c;
        bn_lyapunov_start(&s->trackers[c]);
        bn_tangent_scatter(&s->shape, s->trackers[c].Q, c, s->state);
    }
}

// new(f, x, definition); x was looked at by the caller in Lua
static int stepper_new(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TFUNCTION);
    luaL_checktype(L, 3, LUA_TTABLE);
    const bn_tensor *many = bnl_test_tensor(L, 2);
    if (many == NULL) luaL_checktype(L, 2, LUA_TTABLE);
    const definition d = check_definition(L);
    if (many != NULL && d.components)
        return luaL_error(L, "components are of one trajectory; the state is a tensor");
    stepper plan = stepper_of(&d, many == NULL ? 1 : many->shape[1], many != NULL);
    bn_arena ruler = bn_arena_measure();
    lay_out(&ruler, &plan, &d.def);
    if (ruler.overflow || bn_memory_exceeds(ruler.used))
        return luaL_error(L, "%I trajectories of %I variables with %I vectors are too many",
                          (lua_Integer)plan.shape.trajectories, (lua_Integer)plan.shape.variables,
                          (lua_Integer)plan.shape.vectors);
    stepper *s = bnl_new_block(L, sizeof *s, ruler.used, CLASS);
    *s = plan;
    bn_arena arena = bn_arena_over(bnl_block_of(s, sizeof *s));
    lay_out(&arena, s, &d.def);
    start(L, s);
    lua_insert(L, 1);
    bnl_stepper_prepare(L, s, 2);
    lua_settop(L, 1);
    return 1;
}

static stepper *check_stepper(lua_State *L)
{
    return luaL_checkudata(L, 1, CLASS);
}

static void swap(double **a, double **b)
{
    double *kept = *a;
    *a = *b;
    *b = kept;
}

static void step_map(lua_State *L, stepper *s)
{
    memcpy(s->stage, s->state, (size_t)s->count * sizeof *s->stage);
    bnl_stepper_evaluate(L, s, 0, (double)s->steps * s->dt);
    memcpy(s->state, s->slopes, (size_t)s->count * sizeof *s->state);
}

// next = the state after a step of length h from time t
static void attempt(lua_State *L, stepper *s, double t, double h)
{
    for (int stage = s->goes_on ? 1 : 0; stage < s->method->stages; stage++) {
        bn_runge_kutta_stage(s->method, stage, h, s->count, s->state, s->slopes, s->stage);
        bnl_stepper_evaluate(L, s, stage, t + s->method->at[stage] * h);
    }
    bn_runge_kutta_end(s->method, h, s->count, s->state, s->slopes, s->next);
}

// Goes on from `done` towards `end`; returns the time reached. What is left up to the end may be shorter than any
// step that the tolerance asks for.
static double step_part(lua_State *L, stepper *s, double done, double end)
{
    const double t = (double)s->steps * s->dt + done, left = end - done, h = fmin(s->length, left);
    if (s->length < 16.0 * DBL_EPSILON * fmax(fabs(t), s->dt))
        bnl_error(L, "no step is short enough for the tolerance %f at time %f: %f was tried", s->tolerance, t,
                  h);
    attempt(L, s, t, h);
    const double error =
        bn_runge_kutta_error(s->method, h, s->count, s->state, s->next, s->slopes, s->tolerance);
    const bool taken = error <= 1.0;
    const double advised = bn_runge_kutta_next(h, error);
    // A step that was cut short tells little of the error; one that was refused is tried again from the same state.
    s->length = taken && h < s->length ? fmax(s->length, advised) : advised;
    s->goes_on = true;
    if (!taken) return done;
    swap(&s->state, &s->next);
    memcpy(s->slopes, s->slopes + (s->method->stages - 1) * s->count, (size_t)s->count * sizeof *s->slopes);
    return h >= left ? end : done + h;
}

static void step_flow(lua_State *L, stepper *s)
{
    if (s->tolerance == 0.0) {
        attempt(L, s, (double)s->steps * s->dt, s->dt);
        swap(&s->state, &s->next);
        return;
    }
    for (double done = 0.0; done < s->dt;) done = step_part(L, s, done, s->dt);
}

static bool is_finite(int64_t count, const double *x)
{
    bool finite = true;
    for (int64_t c = 0; c < count; c++) finite &= fabs(x[c]) <= DBL_MAX;
    return finite;
}

static void check_finite(lua_State *L, const stepper *s)
{
    const int64_t m = s->shape.trajectories, row = (1 + s->shape.vectors) * m;
    for (int64_t i = 0; i < s->shape.variables; i++)
        for (int64_t c = 0; c < m && !is_finite(m, s->state + i * row); c++)
            if (!isfinite(s->state[i * row + c])) {
                const char *of = s->many ? lua_pushfstring(L, " of trajectory %I", (lua_Integer)c + 1) : "";
                bnl_error(L, "x[%I]%s is %f after step %I; a finite number was needed", (lua_Integer)i + 1,
                          of, s->state[i * row + c], (lua_Integer)s->steps);
            }
}

// Tells the trackers of the steps between orthonormalisations.
static void pass(stepper *s)
{
    for (int64_t c = 0; s->passed > 0 && c < s->shape.trajectories; c++)
        bn_lyapunov_pass(&s->trackers[c], s->passed);
    s->passed = 0;
}

static void track(lua_State *L, stepper *s)
{
    if (s->trackers == NULL) return;
    if (s->passed + 1 < bn_lyapunov_until_due(&s->trackers[0])) {
        s->passed++;
        return;
    }
    pass(s);
    for (int64_t c = 0; c < s->shape.trajectories; c++) {
        s->trackers[c].by_differences = s->differences;
        bn_tangent_gather(&s->shape, s->state, c, s->trackers[c].Q);
        bnl_check(L, bn_lyapunov_stepped(&s->trackers[c]));
        bn_tangent_scatter(&s->shape, s->trackers[c].Q, c, s->state);
    }
    s->goes_on = false;
}

static int stepper_advance(lua_State *L)
{
    stepper *s = check_stepper(L);
    const lua_Integer count = bnl_check_integer(L, 2);
    luaL_checkstack(L, STEPPER_MOST_COMPONENTS * (STEPPER_MOST_COMPONENTS + 2) + LUA_MINSTACK, NULL);
    for (lua_Integer i = 0; i < count; i++) {
        if (s->method == NULL)
            step_map(L, s);
        else
            step_flow(L, s);
        s->steps++;
        check_finite(L, s);
        track(L, s);
    }
    pass(s);
    return 0;
}

static int push_state(lua_State *L, const stepper *s, double *state)
{
    const int64_t n = s->shape.variables, m = s->shape.trajectories, row = (1 + s->shape.vectors) * m;
    if (s->many) {
        const int64_t shape[] = {n, m};
        bn_tensor view, *out = bnl_new_result(L, BN_F64, 2, shape);
        bnl_check(L, bn_tensor_describe(BN_F64, 2, shape, state, &view));
        view.stride[0] = row;
        bnl_check(L, bn_tensor_copy(&view, out));
        return 1;
    }
    lua_createtable(L, (int)n, 0);
    for (int64_t i = 0; i < n; i++) {
        bnl_push_number(L, state[i * row]);
        lua_rawseti(L, -2, i + 1);
    }
    return 1;
}

static int stepper_state(lua_State *L)
{
    const stepper *s = check_stepper(L);
    return push_state(L, s, s->state);
}

// The state after `h` within the tolerance, in s->next; the state itself stays.
static void look_ahead(lua_State *L, stepper *s, double h)
{
    const double length = s->length;
    const size_t size = (size_t)s->count * sizeof *s->state;
    memcpy(s->answers, s->state, size); // unused, as there are no vectors
    for (double done = 0.0; done < h;) done = step_part(L, s, done, h);
    memcpy(s->next, s->state, size);
    memcpy(s->state, s->answers, size);
    s->length = length;
    s->goes_on = false;
}

// The state a given time later, by steps that are not kept.
static int stepper_ahead(lua_State *L)
{
    stepper *s = check_stepper(L);
    const double h = bnl_check_number(L, 2);
    luaL_checkstack(L, STEPPER_MOST_COMPONENTS * (STEPPER_MOST_COMPONENTS + 2) + LUA_MINSTACK, NULL);
    if (s->method == NULL) return luaL_error(L, "a map has no states between its steps");
    if (s->trackers != NULL) return luaL_error(L, "what lies ahead is told of states without vectors");
    s->goes_on = false;
    if (s->tolerance == 0.0)
        attempt(L, s, (double)s->steps * s->dt, h);
    else
        look_ahead(L, s, h);
    return push_state(L, s, s->next);
}

static int stepper_result(lua_State *L)
{
    const stepper *s = check_stepper(L);
    const lua_Integer c = bnl_check_integer(L, 2);
    luaL_argcheck(L, s->trackers != NULL && c >= 1 && c <= s->shape.trajectories, 2, "no such trajectory");
    bnl_push_exponents(L, &s->trackers[c - 1]);
    return 1;
}

static const bnl_function methods[] = {{"advance", stepper_advance, 1, 0},
                                       {"state", stepper_state, 0, 0},
                                       {"ahead", stepper_ahead, 1, 0},
                                       {"result", stepper_result, 1, 0},
                                       {NULL, NULL, 0, 0}};

static const bnl_function functions[] = {{"new", stepper_new, 3, 0}, {NULL, NULL, 0, 0}};

int luaopen_balnet_native_stepper(lua_State *L)
{
    bnl_define_class(L, CLASS, methods, NULL);
    bnl_new_module(L, "balnet.native.stepper", functions);
    return 1;
}
