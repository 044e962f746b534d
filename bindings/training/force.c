/* FORCE learning in Lua.

       local force = balnet.force { neurons = 1000, gain = 1.5, seed = 1 }
       for period = 1, 10 do print(force:train(target).mean_error) end      -- target: steps x outputs
       print(force:run(5000).output)                                        -- without learning

   Every function is described in lua/balnet/meta/force.lua. */
#include "bindings/training/force.h"

#include "bindings/common/bnl.h"
#include "bindings/common/bnl_result.h"
#include "bindings/common/library.h"
#include "bindings/training/network.h"

#include <math.h>
#include <string.h>

#define CLASS "balnet.force"

typedef struct {
    bn_force force;
} force;

typedef struct {
    const bn_tensor *input;
    int64_t sampled;
} options;

static const bn_field fields[] = {
    {.part = bn_force_fields},
    {"seed", BN_FIELD_INTEGER, offsetof(bn_force_config, seed), .fallback = 1, .least = -INFINITY,
     .most = INFINITY, .help = "of weights and state"},
    {0},
};

static const bn_field option_fields[] = {
    {"input", BN_FIELD_TENSOR, offsetof(options, input),
     .help = "steps x inputs, or steps of one input; none: 0"},
    {"sampled", BN_FIELD_INTEGER, offsetof(options, sampled), .most = 1e9,
     .help = "the states of the first so many units are recorded"},
    {0},
};

static const bnl_summary_line record_lines[] = {
    {"steps", "steps", NULL, NULL},
    {"mean absolute error", "mean_error", NULL, NULL},
    {NULL, NULL, NULL, NULL},
};
static const char *const record_optional[] = {"output", "change", "state", NULL};
static const bnl_summary record_summary = {"FORCE", record_lines, record_optional};

static int force_new(lua_State *L)
{
    bn_force_config config = {0};
    bn_fields_default(fields, &config);
    bnl_read_definition(L, 1, fields, &config);
    bnl_check(L, bn_force_check(&config));
    bn_arena ruler = bn_arena_measure();
    bn_force_lay_out(&ruler, &config);
    if (ruler.overflow) luaL_error(L, "the network is too large");
    force *f = bnl_new_block(L, sizeof *f, ruler.used, CLASS);
    bn_arena arena = bn_arena_over(bnl_block_of(f, sizeof *f));
    f->force = bn_force_lay_out(&arena, &config);
    bn_force_start(&f->force);
    return 1;
}

static bn_force *check_force(lua_State *L)
{
    return &((force *)luaL_checkudata(L, 1, CLASS))->force;
}

static void check_finite(lua_State *L, const bn_tensor *series, const char *name, const char *row)
{
    const double *values = series->data;
    const int64_t columns = series->dims == 2 ? series->shape[1] : 1;
    for (int64_t e = 0; e < series->shape[0] * columns; e++)
        if (!isfinite(values[e]))
            bnl_error(L, "the %s of %s %I is %f; finite numbers were needed", name, row,
                      (lua_Integer)(e / columns + 1), values[e]);
}

// steps x columns, or steps where there is one column; pushed as such. `steps` of -1 are any number.
static const bn_tensor *check_shape(lua_State *L, int index, const char *name, int64_t steps, int64_t columns)
{
    const bn_tensor *series = bnl_contiguous(L, index, BN_F64);
    char shape[64];
    const bool fits =
        (series->dims == 2 && series->shape[1] == columns) || (series->dims == 1 && columns == 1);
    if (!fits || (steps >= 0 && series->shape[0] != steps))
        luaL_error(L, "the %s is %s; %s x %I was needed", name,
                   bn_tensor_shape_text(series, shape, sizeof shape),
                   steps < 0 ? "steps" : lua_pushfstring(L, "%I", (lua_Integer)steps), (lua_Integer)columns);
    return series;
}

static const bn_tensor *check_series(lua_State *L, int index, const char *name, int64_t steps,
                                     int64_t columns)
{
    const bn_tensor *series = check_shape(L, index, name, steps, columns);
    check_finite(L, series, name, "step");
    return series;
}

static options check_options(lua_State *L, int index, const bn_force *f, bn_force_task *task)
{
    options o = {0};
    bn_fields_default(option_fields, &o);
    bnl_read_definition(L, index, option_fields, &o);
    luaL_argcheck(L, o.sampled <= f->config.neurons, index, "more units than there are were to be sampled");
    if (o.input == NULL) return o;
    lua_getfield(L, index, "input");
    if (f->config.inputs == 0) luaL_error(L, "an input was given; the network has none (field 'inputs')");
    task->input = check_series(L, lua_gettop(L), "input", task->steps, f->config.inputs)->data;
    return o;
}

static double *set_matrix(lua_State *L, int table, const char *name, int64_t rows, int64_t columns)
{
    bn_tensor *tensor = bnl_new_tensor(L, BN_F64, 2, (int64_t[]){rows, columns});
    lua_setfield(L, table, name);
    return tensor->data;
}

static void set_error(lua_State *L, const bn_force_task *task, int64_t columns, const double *output)
{
    double sum = 0.0;
    const int64_t count = task->steps * columns;
    for (int64_t e = 0; e < count; e++) sum += fabs(output[e] - task->target[e]);
    bnl_set_number(L, "mean_error", sum / (double)count);
}

// A table with all tensors, filled in by the run.
static int run(lua_State *L, bn_force *f, bn_force_task task, const options *o)
{
    lua_newtable(L);
    const int table = lua_gettop(L);
    bn_force_record record = {.output = set_matrix(L, table, "output", task.steps, f->config.outputs),
                              .sampled = o->sampled};
    if (o->sampled > 0) record.state = set_matrix(L, table, "state", task.steps, o->sampled);
    if (task.target != NULL) record.change = bnl_set_vector(L, "change", task.steps);
    bnl_check(L, bn_force_run(f, &task, &record));
    lua_pushinteger(L, task.steps);
    lua_setfield(L, -2, "steps");
    if (task.target != NULL && task.steps > 0) set_error(L, &task, f->config.outputs, record.output);
    bnl_set_summary(L, &record_summary);
    return 1;
}

static int force_train(lua_State *L)
{
    bn_force *f = check_force(L);
    lua_settop(L, 3);
    const bn_tensor *target = check_series(L, 2, "target", -1, f->config.outputs);
    bn_force_task task = {.steps = target->shape[0], .target = target->data};
    const options o = check_options(L, 3, f, &task);
    return run(L, f, task, &o);
}

static int force_run(lua_State *L)
{
    bn_force *f = check_force(L);
    lua_settop(L, 3);
    bn_force_task task = {.steps = bnl_check_integer(L, 2)};
    luaL_argcheck(L, task.steps >= 0 && task.steps <= INT32_MAX, 2,
                  "the number of steps must be 0 to 2^31 - 1");
    const options o = check_options(L, 3, f, &task);
    return run(L, f, task, &o);
}

static int push_matrix(lua_State *L, double *data, const int64_t shape[2], const int64_t stride[2])
{
    bnl_push_view(L, 1,
                  &(bn_tensor){.dtype = BN_F64,
                               .dims = 2,
                               .shape = {shape[0], shape[1]},
                               .stride = {stride[0], stride[1]},
                               .data = data});
    return 1;
}

static int force_J(lua_State *L)
{
    const bn_force *f = check_force(L);
    const int64_t N = f->config.neurons;
    return push_matrix(L, f->J, (int64_t[]){N, N}, (int64_t[]){1, N});
}

static int force_w_in(lua_State *L)
{
    const bn_force *f = check_force(L);
    return push_matrix(L, f->w_in, (int64_t[]){f->config.neurons, f->config.inputs},
                       (int64_t[]){1, f->config.neurons});
}

static int force_w_fb(lua_State *L)
{
    const bn_force *f = check_force(L);
    return push_matrix(L, f->w_fb, (int64_t[]){f->config.neurons, f->config.outputs},
                       (int64_t[]){1, f->config.neurons});
}

static int force_w_out(lua_State *L)
{
    const bn_force *f = check_force(L);
    return push_matrix(L, f->w_out, (int64_t[]){f->config.outputs, f->config.neurons},
                       (int64_t[]){f->config.neurons, 1});
}

static int force_x(lua_State *L)
{
    const bn_force *f = check_force(L);
    bn_tensor *copy = bnl_new_tensor(L, BN_F64, 1, (int64_t[]){f->config.neurons});
    memcpy(copy->data, f->x, (size_t)f->config.neurons * sizeof *f->x);
    return 1;
}

static int force_set_x(lua_State *L)
{
    bn_force *f = check_force(L);
    const bn_tensor *x = check_shape(L, 2, "state", f->config.neurons, 1);
    check_finite(L, x, "state", "unit");
    memcpy(f->x, x->data, (size_t)f->config.neurons * sizeof *f->x);
    bn_force_refresh(f);
    return 0;
}

static int force_state(lua_State *L)
{
    return bnl_push_force_state(L, check_force(L));
}

static int force_restore(lua_State *L)
{
    return bnl_restore_force(L, check_force(L));
}

static int force_parameters(lua_State *L)
{
    const bn_force *f = check_force(L);
    bnl_push_definition(L, fields, &f->config);
    bnl_set_table(L, &f->phi);
    return 1;
}

static const bnl_function methods[] = {{"train", force_train, 2, 0},
                                       {"run", force_run, 2, 0},
                                       {"J", force_J, 0, 0},
                                       {"w_in", force_w_in, 0, 0},
                                       {"w_fb", force_w_fb, 0, 0},
                                       {"w_out", force_w_out, 0, 0},
                                       {"x", force_x, 0, 0},
                                       {"set_x", force_set_x, 1, 0},
                                       {"state", force_state, 0, 0},
                                       {"restore", force_restore, 1, 0},
                                       {"parameters", force_parameters, 0, 0},
                                       {NULL, NULL, 0, 0}};

static const bnl_function constructor = {"force", force_new, 1, 0};

int luaopen_balnet_force(lua_State *L)
{
    bnl_declare_fields(L, "balnet.force.definition", fields);
    bnl_declare_fields(L, "balnet.force.options", option_fields);
    bnl_declare_words(L, "architecture", bn_force_architecture_words);
    static const luaL_Reg metamethods[] = {{"__tostring", bnl_describe}, {NULL, NULL}};
    bnl_define_class(L, CLASS, methods, metamethods);
    bnl_new_constructor(L, &constructor);
    return 1;
}
