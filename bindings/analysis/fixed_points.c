/* Fixed points of networks in Lua, and courses of gated recurrent units with their tangent maps, beneath
   balnet.fixed_points, balnet.geometry and balnet.lyapunov.

       local flow = { J = J, drive = c, activation = "tanh" }
       local x, q, iterations = native.find(flow, starts, { tolerance = 1e-20, drives = c_of_each })
       local group, representative = native.join(x, q, 1e-3)
       local A = native.jacobian(flow, x[1])
       local slopes = native.drive_slopes(flow, x[1])
       local F, q = native.velocity(flow, x)
       local states, maps = native.course({ J = J, drive = c, cell = "gru" }, x, drives, true)
       local real, imag, unstable, map_unstable = native.delay_roots(w_real, w_imag, { delay = 0.5, dt = 0.1 })

   Points are rows of a matrix; everything is f64. */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include "engine/analysis/delay_roots.h"
#include "engine/analysis/fixed_points.h"
#include "engine/analysis/gru_map.h"
#include "engine/kernels/gru_kernels.h"
#include "engine/network/activation_table.h"
#include "engine/network/network.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    bn_rate_flow flow;
    int cell, activation;
    double power;
    const bn_tensor *activation_table, *J, *drive, *time_constants;
} flow_definition;

static const bn_field flow_fields[] = {
    {.part = bn_cell_field, .offset = offsetof(flow_definition, cell)},
    {.part = bn_activation_field, .offset = offsetof(flow_definition, activation)},
    {.part = bn_activation_power_field, .offset = offsetof(flow_definition, power)},
    {.part = bn_activation_table_field, .offset = offsetof(flow_definition, activation_table)},
    {"J", BN_FIELD_TENSOR, offsetof(flow_definition, J), .needed = true,
     .help = "N x N, of gated units 4 N x N"},
    {"drive", BN_FIELD_TENSOR, offsetof(flow_definition, drive), .needed = true,
     .help = "N, of gated units 4 N"},
    {"time_constants", BN_FIELD_TENSOR, offsetof(flow_definition, time_constants), .help = "N"},
    {0},
};

typedef struct {
    bn_delay delay;
    double dt;
} delayed_step;

static const bn_field delayed_step_fields[] = {
    {.part = bn_delay_fields, .offset = offsetof(delayed_step, delay)},
    {"dt", BN_FIELD_REAL, offsetof(delayed_step, dt), .above = true, .most = 2e6, .needed = true,
     .help = "of the Euler map"},
    {0},
};

typedef struct {
    bn_fixed_points_def def;
    int64_t threads;
    const bn_tensor *drives;
} find_options;

static const bn_field find_fields[] = {
    {.part = bn_fixed_points_fields, .offset = offsetof(find_options, def)},
    {"threads", BN_FIELD_INTEGER, offsetof(find_options, threads), .most = BN_MOST_THREADS,
     .zero = "as many as processors", .help = "of the search"},
    {"drives", BN_FIELD_TENSOR, offsetof(find_options, drives),
     .help = "n x N, of gated units n x 4 N: instead of that of the flow"},
    {0},
};

// Pushes room for `count` numbers and returns it.
static double *push_numbers(lua_State *L, int64_t count)
{
    return lua_newuserdatauv(L, (size_t)count * sizeof(double), 0);
}

// N finite numbers of a tensor, 1 where there is none.
static const double *push_units(lua_State *L, const bn_tensor *units, const char *name, int64_t N)
{
    double *numbers = push_numbers(L, N);
    if (units != NULL && (units->dims != 1 || units->shape[0] != N))
        bnl_error(L, "%s has not the shape %I", name, (lua_Integer)N);
    for (int64_t i = 0; i < N; i++) {
        numbers[i] = units != NULL ? bn_tensor_get(units, &i) : 1.0;
        if (!isfinite(numbers[i]))
            bnl_error(L, "%s[%I] is %f; a finite number was needed", name, (lua_Integer)i + 1, numbers[i]);
    }
    return numbers;
}

static const double *push_J(lua_State *L, const bn_tensor *J)
{
    const int64_t rows = J->shape[0];
    double *columns = push_numbers(L, rows * J->shape[1]);
    for (int64_t j = 0; j < J->shape[1]; j++)
        for (int64_t i = 0; i < rows; i++) {
            const double weight = bn_tensor_get(J, (int64_t[]){i, j});
            columns[j * rows + i] = weight;
            if (!isfinite(weight))
                bnl_error(L, "J[{ %I, %I }] is %f; a finite number was needed", (lua_Integer)i + 1,
                          (lua_Integer)j + 1, weight);
        }
    return columns;
}

// format: of the shape that was given and a number of units
static void refuse_shape(lua_State *L, const bn_tensor *given, const char *format, int units)
{
    char shape[64];
    bnl_error(L, format, bn_tensor_shape_text(given, shape, sizeof shape), units);
}

// The activation, whose table lies in a userdata that is pushed.
static bn_phi push_phi(lua_State *L, const flow_definition *d)
{
    const bn_activation activation = (bn_activation)d->activation;
    bnl_check(L, bn_phi_check_table(activation, d->activation_table));
    bn_arena ruler = bn_arena_measure();
    bn_phi_lay_out(&ruler, activation, d->power, d->activation_table);
    bn_arena arena = bn_arena_over(bnl_block_of(lua_newuserdatauv(L, ruler.used + BN_ALIGNMENT, 0), 0));
    return bn_phi_lay_out(&arena, activation, d->power, d->activation_table);
}

static void check_J(lua_State *L, const bn_tensor *J, int64_t blocks)
{
    if (J->dims != 2 || J->shape[0] != blocks * J->shape[1] || J->shape[1] < 1 ||
        J->shape[1] > BN_MOST_NEURONS)
        refuse_shape(L, J,
                     blocks > 1 ? "J is %s; 4 N x N of 1 to %d units was needed"
                                : "J is %s; a square matrix of 1 to %d units was needed",
                     BN_MOST_NEURONS);
}

// The flow at index 1, whose numbers lie in four userdata that are pushed.
static bn_rate_flow push_flow(lua_State *L)
{
    flow_definition d = {0};
    bn_fields_default(flow_fields, &d);
    bnl_read_definition(L, 1, flow_fields, &d);
    d.flow.gated = d.cell == BN_CELL_GRU;
    const int64_t blocks = d.flow.gated ? BN_GRU_BLOCKS : 1;
    check_J(L, d.J, blocks);
    d.flow.neurons = d.J->shape[1];
    d.flow.phi = push_phi(L, &d);
    d.flow.J = push_J(L, d.J);
    d.flow.drive = push_units(L, d.drive, "the drive", blocks * d.flow.neurons);
    d.flow.tau = push_units(L, d.time_constants, "time_constants", d.flow.neurons);
    for (int64_t i = 0; i < d.flow.neurons; i++)
        if (d.flow.tau[i] <= 0.0)
            bnl_error(L, "time_constants[%I] is %f; it must be more than 0", (lua_Integer)i + 1,
                      d.flow.tau[i]);
    return d.flow;
}

// format: of a number, the row it is in and its value
static void check_finite(lua_State *L, const double *x, int64_t rows, int64_t width, const char *format)
{
    for (int64_t i = 0; i < rows * width; i++)
        if (!isfinite(x[i]))
            bnl_error(L, format, (lua_Integer)(i % width) + 1, (lua_Integer)(i / width) + 1, x[i]);
}

// The points at `index`, n x N finite numbers, or one of N; pushed as contiguous f64.
static const double *push_points(lua_State *L, int index, int64_t N, int64_t *n)
{
    const bn_tensor *given = bnl_check_tensor(L, index);
    if (given->dims < 1 || given->dims > 2 || given->shape[given->dims - 1] != N)
        refuse_shape(L, given, "the points are %s; n x %d was needed", (int)N);
    *n = given->dims == 2 ? given->shape[0] : 1;
    const double *x = bnl_contiguous(L, index, BN_F64)->data;
    check_finite(L, x, *n, N, "unit %I of point %I is %f; a finite number was needed");
    return x;
}

// The one point at index 2.
static const double *push_point(lua_State *L, int64_t N)
{
    int64_t n = 0;
    const double *x = push_points(L, 2, N, &n);
    if (n != 1) bnl_error(L, "%I points were given; one was needed", (lua_Integer)n);
    return x;
}

// The drives of n starts, pushed as contiguous f64; NULL where there are none.
static const double *push_drives_of_starts(lua_State *L, const bn_tensor *drives, int64_t n, int64_t width)
{
    if (drives == NULL) return NULL;
    if (drives->dims != 2 || drives->shape[0] != n || drives->shape[1] != width)
        refuse_shape(L, drives, "the drives are %s; one a start, of %d numbers, was needed", (int)width);
    lua_getfield(L, 3, "drives");
    const double *drive = bnl_contiguous(L, -1, BN_F64)->data;
    check_finite(L, drive, n, width, "drive %I of start %I is %f; a finite number was needed");
    return drive;
}

static int find(lua_State *L)
{
    find_options o = {0};
    bn_fields_default(find_fields, &o);
    bnl_read_definition(L, 3, find_fields, &o);
    const bn_rate_flow flow = push_flow(L);
    int64_t n = 0;
    bn_fixed_points_starts starts = {.x = push_points(L, 2, flow.neurons, &n)};
    starts.n = n;
    starts.drive = push_drives_of_starts(L, o.drives, n, bn_rate_flow_scratch(&flow));
    int64_t *iterations = lua_newuserdatauv(L, (size_t)n * sizeof *iterations, 0);
    bn_tensor *x = bnl_new_tensor(L, BN_F64, 2, (int64_t[]){n, flow.neurons});
    bn_tensor *q = bnl_new_tensor(L, BN_F64, 1, &n);
    bn_tensor *used = bnl_new_tensor(L, BN_F64, 1, &n);
    bn_fixed_points found = {.x = x->data, .q = q->data, .iterations = iterations};
    const int threads = o.threads > 0 ? (int)o.threads : bn_processors();
    bn_pool *pool = NULL;
    bnl_check(L, bn_pool_start(threads, &pool));
    const bn_status status = bn_fixed_points_find(&flow, &o.def, &starts, pool, threads, &found);
    bn_pool_stop(pool);
    bnl_check(L, status);
    for (int64_t k = 0; k < n; k++) ((double *)used->data)[k] = (double)iterations[k];
    return 3;
}

static int velocity(lua_State *L)
{
    const bn_rate_flow flow = push_flow(L);
    const int64_t N = flow.neurons;
    int64_t n = 0;
    const double *x = push_points(L, 2, N, &n);
    double *rate = push_numbers(L, bn_rate_flow_scratch(&flow));
    bn_tensor *F = bnl_new_tensor(L, BN_F64, 2, (int64_t[]){n, N});
    bn_tensor *q = bnl_new_tensor(L, BN_F64, 1, &n);
    for (int64_t k = 0; k < n; k++)
        ((double *)q->data)[k] = bn_rate_flow_velocity(&flow, x + k * N, rate, (double *)F->data + k * N);
    return 2;
}

static int jacobian(lua_State *L)
{
    const bn_rate_flow flow = push_flow(L);
    const double *x = push_point(L, flow.neurons);
    bn_tensor *columns = bnl_new_tensor(L, BN_F64, 2, (int64_t[]){flow.neurons, flow.neurons});
    bn_rate_flow_jacobian(&flow, x, push_numbers(L, bn_rate_flow_scratch(&flow)), columns->data);
    lua_pop(L, 1);
    bnl_reverse_dims(L);
    return 1;
}

/* Of the eigenvalues w of J diag(phi'), real and imaginary parts, the rightmost root of each under a delay, and how
   many of its roots grow, those of the flow and those of the Euler map; times are in units of the time constant. */
static int delay_roots(lua_State *L)
{
    delayed_step o = {0};
    bn_fields_default(delayed_step_fields, &o);
    bnl_read_definition(L, 3, delayed_step_fields, &o);
    const bn_tensor *real = bnl_contiguous(L, 1, BN_F64), *imag = bnl_contiguous(L, 2, BN_F64);
    const int64_t N = real->dims == 1 ? real->shape[0] : -1;
    luaL_argcheck(L, N >= 0 && imag->dims == 1 && imag->shape[0] == N, 2,
                  "as many parts as real ones were needed");
    double *out[4];
    for (int k = 0; k < 4; k++) out[k] = bnl_new_tensor(L, BN_F64, 1, &N)->data;
    for (int64_t i = 0; i < N; i++) {
        bn_delay_roots roots;
        const double _Complex w = ((const double *)real->data)[i] + I * ((const double *)imag->data)[i];
        bnl_check(L, bn_delay_roots_of(&o.delay, o.dt, w, &roots));
        out[0][i] = creal(roots.rightmost);
        out[1][i] = cimag(roots.rightmost);
        out[2][i] = (double)roots.unstable;
        out[3][i] = (double)roots.map_unstable;
    }
    return 4;
}

// dF/dc of each number of the drive at a point.
static int drive_slopes(lua_State *L)
{
    const bn_rate_flow flow = push_flow(L);
    const int64_t width = bn_rate_flow_scratch(&flow);
    const double *x = push_point(L, flow.neurons);
    double *scratch = push_numbers(L, width);
    bn_rate_flow_drive_slopes(&flow, x, scratch, bnl_new_tensor(L, BN_F64, 1, &width)->data);
    return 1;
}

// T x 4 N drives at index 3.
static const double *push_drives(lua_State *L, int64_t width, int64_t *steps)
{
    const bn_tensor *given = bnl_check_tensor(L, 3);
    if (given->dims != 2 || given->shape[1] != width)
        refuse_shape(L, given, "the drives are %s; steps x %d was needed", (int)width);
    *steps = given->shape[0];
    return bnl_contiguous(L, 3, BN_F64)->data;
}

/* The states after each step of gated units, T x N, whose drive is a row of index 3; with a fourth argument that is
   true the tangent maps of the steps as well, T x N x N. */
static int course(lua_State *L)
{
    const bn_rate_flow flow = push_flow(L);
    const int64_t N = flow.neurons;
    const bool tangents = lua_toboolean(L, 4);
    int64_t T = 0;
    if (!flow.gated) bnl_error(L, "a course is of gated units");
    const double *x = push_point(L, N), *drives = push_drives(L, BN_GRU_BLOCKS * N, &T);
    double *gates = push_numbers(L, BN_GRU_BLOCKS * N);
    bn_tensor *states = bnl_new_tensor(L, BN_F64, 2, (int64_t[]){T, N});
    bn_tensor *maps = bnl_new_tensor(L, BN_F64, 3, (int64_t[]){tangents ? T : 0, N, N});
    bn_gru_map map = {.neurons = N, .J = flow.J};
    for (int64_t t = 0; t < T; t++) {
        double *next = (double *)states->data + t * N;
        map.drive = drives + t * BN_GRU_BLOCKS * N;
        bn_gru_map_step(&map, x, gates, next);
        if (tangents) bn_gru_map_jacobian(&map, x, gates, (double *)maps->data + t * N * N);
        x = next;
    }
    return 2;
}

typedef struct {
    double q;
    int64_t index;
} ranked;

// Ascending by q. The caller has removed NaN, which has no order.
static int compare(const void *a, const void *b)
{
    const ranked *first = a, *second = b;
    if (first->q != second->q) return first->q < second->q ? -1 : 1;
    return (first->index > second->index) - (first->index < second->index);
}

static int join(lua_State *L)
{
    const bn_tensor *given = bnl_check_tensor(L, 1);
    const double distance = bnl_check_number(L, 3);
    luaL_argcheck(L, given->dims == 2, 1, "a matrix with one point a row was needed");
    const int64_t N = given->shape[1];
    int64_t n = 0;
    const double *x = push_points(L, 1, N, &n);
    const bn_tensor *q = bnl_contiguous(L, 2, BN_F64);
    luaL_argcheck(L, q->dims == 1 && q->shape[0] == n, 2, "one number a point was needed");
    ranked *rank = lua_newuserdatauv(L, (size_t)n * sizeof *rank, 0);
    int64_t *order = lua_newuserdatauv(L, (size_t)(3 * n) * sizeof *order, 0);
    bn_tensor *groups = bnl_new_tensor(L, BN_F64, 1, &n);
    for (int64_t k = 0; k < n; k++) rank[k] = (ranked){((const double *)q->data)[k], k};
    qsort(rank, (size_t)n, sizeof *rank, compare);
    for (int64_t k = 0; k < n; k++) order[k] = rank[k].index;
    const int64_t count = bn_fixed_points_join(n, N, x, order, distance, order + n, order + 2 * n);
    bn_tensor *first = bnl_new_tensor(L, BN_F64, 1, &count);
    for (int64_t k = 0; k < n; k++) ((double *)groups->data)[k] = (double)order[n + k] + 1.0;
    for (int64_t g = 0; g < count; g++) ((double *)first->data)[g] = (double)order[2 * n + g] + 1.0;
    return 2;
}

static const bnl_function functions[] = {{"find", find, 3, 0},
                                         {"velocity", velocity, 2, 0},
                                         {"jacobian", jacobian, 2, 0},
                                         {"drive_slopes", drive_slopes, 2, 0},
                                         {"course", course, 4, 0},
                                         {"join", join, 3, 0},
                                         {"delay_roots", delay_roots, 3, 0},
                                         {NULL, NULL, 0, 0}};

int luaopen_balnet_native_fixed_points(lua_State *L)
{
    bnl_new_module(L, "balnet.native.fixed_points", functions);
    return 1;
}
