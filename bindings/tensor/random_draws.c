/* Integers, permutations, choices and numbers of other distributions, part of balnet.random. Every element
   takes one block of the stream, so that the position moves by their number. */
#include "bindings/tensor/random_draws.h"

#include "bindings/common/bnl.h"

#include "engine/linalg/linalg.h"
#include "engine/random/distributions.h"
#include "engine/tensor/tensor_copy.h"
#include "engine/tensor/tensor_sort.h"
#include "engine/tensor/tensor_view.h"

#include <math.h>
#include <stddef.h>

// Pushes a tensor of the shape that begins at argument `first`.
static bn_tensor *new_result(lua_State *L, int first)
{
    int64_t shape[BN_TENSOR_MAX_DIMS];
    const int dims = lua_gettop(L) < first ? 0 : lua_gettop(L) - first + 1;
    luaL_argcheck(L, dims <= BN_TENSOR_MAX_DIMS, first, "a tensor has at most 8 dimensions");
    for (int d = 0; d < dims; d++) shape[d] = bnl_check_integer(L, first + d);
    return bnl_new_tensor(L, BN_F64, dims, shape);
}

// Ends a draw into the tensor on the top of the stack.
static int drawn(lua_State *L, bnl_stream *s, size_t count, bn_status status)
{
    bnl_check(L, status);
    s->position += count;
    return 1;
}

int bnl_random_integers(lua_State *L)
{
    bnl_stream *s = bnl_check_stream(L);
    const int64_t low = bnl_check_integer(L, 2), high = bnl_check_integer(L, 3);
    bn_tensor *out = new_result(L, 4);
    const size_t count = (size_t)bn_tensor_count(out);
    return drawn(L, s, count, bn_random_integers(&s->stream, s->position, low, high, count, out->data));
}

enum { MOST_PARAMETERS = 2 };

typedef bn_status draw_some(const bn_random_stream *stream, uint64_t first, const double *parameters,
                            size_t count, double *out);

// Draws element by element, each with its own parameters: numbers, or tensors of the shape of the result.
static bn_status draw_each(const bnl_stream *s, draw_some *draw, int parameters, const double *number,
                           const bn_tensor *const *tensor, const bn_tensor *out)
{
    double *to = out->data;
    for (int64_t i = 0; i < bn_tensor_count(out); i++) {
        double each[MOST_PARAMETERS];
        for (int k = 0; k < parameters; k++)
            each[k] = tensor[k] != NULL ? ((const double *)tensor[k]->data)[i] : number[k];
        BN_TRY(draw(&s->stream, s->position + (uint64_t)i, each, 1, to + i));
    }
    return bn_ok();
}

/* Pushes a tensor of the shape that begins at argument `first`, or else of the one to which the tensors among the
   parameters broadcast. */
static bn_tensor *new_result_over(lua_State *L, int first, bn_tensor *const tensor[MOST_PARAMETERS])
{
    const bn_tensor *one = tensor[0] != NULL ? tensor[0] : tensor[1];
    if (one == NULL || lua_gettop(L) >= first) return new_result(L, first);
    int64_t shape[BN_TENSOR_MAX_DIMS];
    int dims = 0;
    bnl_check(L, bn_tensor_common_shape(one, tensor[1] != NULL ? tensor[1] : one, &dims, shape));
    return bnl_new_tensor(L, BN_F64, dims, shape);
}

// Pushes the tensor, repeated to the shape of out.
static const bn_tensor *spread_over(lua_State *L, const bn_tensor *tensor, const bn_tensor *out)
{
    bn_tensor *copy = bnl_new_tensor(L, BN_F64, out->dims, out->shape);
    bnl_check(L, bn_tensor_copy(tensor, copy));
    return copy;
}

// Draws with parameters from argument 2 on, numbers or tensors; the shape begins behind them.
static int draw_with(lua_State *L, draw_some *draw, int parameters)
{
    bnl_stream *s = bnl_check_stream(L);
    double number[MOST_PARAMETERS] = {0};
    bn_tensor *given[MOST_PARAMETERS] = {NULL};
    const bn_tensor *spread[MOST_PARAMETERS] = {NULL};
    for (int k = 0; k < parameters; k++) {
        given[k] = bnl_test_tensor(L, 2 + k);
        if (given[k] == NULL) number[k] = bnl_check_number(L, 2 + k);
    }
    const bn_tensor *out = new_result_over(L, 2 + parameters, given);
    const int result = lua_gettop(L);
    const size_t count = (size_t)bn_tensor_count(out);
    for (int k = 0; k < parameters; k++)
        if (given[k] != NULL) spread[k] = spread_over(L, given[k], out);
    const bool alike = spread[0] == NULL && spread[1] == NULL;
    const bn_status status = alike ? draw(&s->stream, s->position, number, count, out->data)
                                   : draw_each(s, draw, parameters, number, spread, out);
    lua_settop(L, result);
    return drawn(L, s, count, status);
}

static bn_status bernoulli(const bn_random_stream *stream, uint64_t first, const double *p, size_t count,
                           double *out)
{
    return bn_random_bernoulli(stream, first, p[0], count, out);
}

static bn_status exponential(const bn_random_stream *stream, uint64_t first, const double *scale,
                             size_t count, double *out)
{
    return bn_random_exponential(stream, first, scale[0], count, out);
}

static bn_status poisson(const bn_random_stream *stream, uint64_t first, const double *mean, size_t count,
                         double *out)
{
    return bn_random_poisson(stream, first, mean[0], count, out);
}

static bn_status gamma_numbers(const bn_random_stream *stream, uint64_t first, const double *p, size_t count,
                               double *out)
{
    return bn_random_gamma(stream, first, p[0], p[1], count, out);
}

int bnl_random_bernoulli(lua_State *L)
{
    return draw_with(L, bernoulli, 1);
}

int bnl_random_exponential(lua_State *L)
{
    return draw_with(L, exponential, 1);
}

int bnl_random_poisson(lua_State *L)
{
    return draw_with(L, poisson, 1);
}

int bnl_random_gamma(lua_State *L)
{
    return draw_with(L, gamma_numbers, 2);
}

// --- order -------------------------------------------------------------------------------------------

// Pushes the first `count` elements of a random order of 1 ... n: the steps of Fisher and Yates that they
// need.
static bn_tensor *push_order(lua_State *L, bnl_stream *s, int64_t n, int64_t count)
{
    bn_tensor *order = bnl_new_tensor(L, BN_F64, 1, &n);
    double *value = order->data;
    for (int64_t i = 0; i < n; i++) value[i] = (double)(i + 1);
    for (int64_t i = 0; i < count; i++) {
        double at;
        bnl_check(L, bn_random_integers(&s->stream, s->position++, i, n - 1, 1, &at));
        const double held = value[i];
        value[i] = value[(int64_t)at];
        value[(int64_t)at] = held;
    }
    return order;
}

int bnl_random_permutation(lua_State *L)
{
    bnl_stream *s = bnl_check_stream(L);
    const int64_t n = bnl_check_integer(L, 2);
    luaL_argcheck(L, n >= 0, 2, "a number of at least 0 was needed");
    push_order(L, s, n, n > 0 ? n - 1 : 0);
    return 1;
}

// Pushes the elements of dimension 1 whose numbers, from 1 on, are the first `count` of `numbers`.
static void push_taken(lua_State *L, const bn_tensor *from, const bn_tensor *numbers, int64_t count)
{
    int64_t shape[BN_TENSOR_MAX_DIMS];
    for (int d = 0; d < from->dims; d++) shape[d] = d == 0 ? count : from->shape[d];
    int64_t *index = lua_newuserdatauv(L, (size_t)count * sizeof *index, 0);
    for (int64_t i = 0; i < count; i++) index[i] = (int64_t)((const double *)numbers->data)[i] - 1;
    bn_tensor *taken = bnl_new_tensor(L, from->dtype, from->dims, shape);
    bnl_check(L, bn_tensor_take(from, 0, index, taken));
}

static const bn_tensor *check_list(lua_State *L, int index)
{
    const bn_tensor *list = bnl_check_tensor(L, index);
    luaL_argcheck(L, list->dims > 0, index, "a tensor of at least one dimension was needed");
    return list;
}

int bnl_random_shuffle(lua_State *L)
{
    bnl_stream *s = bnl_check_stream(L);
    const bn_tensor *list = check_list(L, 2);
    const int64_t n = list->shape[0];
    const bn_tensor *order = push_order(L, s, n, n > 0 ? n - 1 : 0);
    push_taken(L, list, order, n);
    return 1;
}

typedef struct {
    bool replace;
    const bn_tensor *weights;
} choice;

const bn_field bnl_choice_fields[] = {
    {"replace", BN_FIELD_FLAG, offsetof(choice, replace), .fallback = 1,
     .help = "whether one may be chosen more than once"},
    {"weights", BN_FIELD_TENSOR, offsetof(choice, weights),
     .help = "how likely each is, at least 0; all alike by default"},
    {0},
};

// Pushes the n weights as f64, each finite and at least 0, and one of them more; returns how many are more.
static int64_t push_weights(lua_State *L, const bn_tensor *weights, int64_t n)
{
    int64_t positive = 0;
    if (weights->dims != 1 || weights->shape[0] != n)
        luaL_error(L, "there are %I to choose from; a vector of as many weights was needed", (lua_Integer)n);
    bn_tensor *copy = bnl_new_tensor(L, BN_F64, 1, &n);
    bnl_check(L, bn_tensor_copy(weights, copy));
    for (int64_t i = 0; i < n; i++) {
        const double weight = ((const double *)copy->data)[i];
        if (!(weight >= 0.0 && weight < INFINITY))
            luaL_error(L, "weight %I is %f; a finite number of at least 0 was needed", (lua_Integer)i + 1,
                       weight);
        positive += weight > 0.0;
    }
    if (positive == 0) luaL_error(L, "all weights are 0; one that is more was needed");
    return positive;
}

// The place of `at` among n ascending sums, from 1 on: the first that is more.
static double place_of(const double *sums, int64_t n, double at)
{
    int64_t low = 0, high = n - 1;
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (at < sums[middle])
            high = middle;
        else
            low = middle + 1;
    }
    return (double)(low + 1);
}

// Pushes `count` numbers from 1 ... n, chosen with replacement by the weights, which become their sums.
static void push_weighted(lua_State *L, bnl_stream *s, double *weights, int64_t n, int64_t count)
{
    int64_t last = 0;
    for (int64_t i = 0; i < n; i++) {
        if (weights[i] > 0.0) last = i; // rounding leaves nothing to those behind it
        if (i > 0) weights[i] += weights[i - 1];
    }
    if (!(weights[last] < INFINITY)) luaL_error(L, "the weights sum to more than a number holds");
    double *number = bnl_new_tensor(L, BN_F64, 1, &count)->data;
    for (int64_t i = 0; i < count; i++) {
        double u;
        bn_random_uniform_f64(&s->stream, s->position++, 1, &u);
        number[i] = place_of(weights, last + 1, u * weights[last]);
    }
}

// Pushes the order in which 1 ... n are chosen without replacement by the weights: that of exponential
// waiting times with these rates (Efraimidis and Spirakis 2006).
static void push_waiting(lua_State *L, bnl_stream *s, const double *weights, int64_t n)
{
    bn_tensor *times = bnl_new_tensor(L, BN_F64, 1, &n);
    double *time = times->data;
    bnl_check(L, bn_random_exponential(&s->stream, s->position, 1.0, (size_t)n, time));
    s->position += (uint64_t)n;
    for (int64_t i = 0; i < n; i++) time[i] = weights[i] > 0.0 ? time[i] / weights[i] : INFINITY;
    bn_tensor *order = bnl_new_tensor(L, BN_F64, 1, &n);
    bnl_check(L, bn_tensor_argsort(times, 0, BN_ASCENDING, order));
    for (int64_t i = 0; i < n; i++) ((double *)order->data)[i] += 1.0;
}

// Pushes `count` numbers from 1 ... n.
static bn_tensor *push_numbers(lua_State *L, bnl_stream *s, const choice *chosen, int64_t n, int64_t count)
{
    if (chosen->weights != NULL) {
        const int64_t positive = push_weights(L, chosen->weights, n);
        double *weights = bnl_check_tensor(L, -1)->data;
        if (chosen->replace)
            push_weighted(L, s, weights, n, count);
        else
            push_waiting(L, s, weights, n);
        if (!chosen->replace && count > positive)
            luaL_error(L, "%I were to be chosen without replacement; %I have a weight", (lua_Integer)count,
                       (lua_Integer)positive);
        return bnl_check_tensor(L, -1);
    }
    if (!chosen->replace) return push_order(L, s, n, count);
    bn_tensor *numbers = bnl_new_tensor(L, BN_F64, 1, &count);
    if (count > 0)
        bnl_check(L, bn_random_integers(&s->stream, s->position, 1, n, (size_t)count, numbers->data));
    s->position += (uint64_t)count;
    return numbers;
}

int bnl_random_choice(lua_State *L)
{
    bnl_stream *s = bnl_check_stream(L);
    const bn_tensor *list = lua_type(L, 2) == LUA_TNUMBER ? NULL : check_list(L, 2);
    const int64_t n = list == NULL ? bnl_check_integer(L, 2) : list->shape[0],
                  count = bnl_check_integer(L, 3);
    choice chosen = {.replace = true};
    bnl_read_definition(L, 4, bnl_choice_fields, &chosen);
    luaL_argcheck(L, n >= 1, 2, "at least 1 to choose from was needed");
    luaL_argcheck(L, count >= 0, 3, "a number of at least 0 was needed");
    if (!chosen.replace && count > n)
        luaL_error(L, "%I of %I were to be chosen without replacement", (lua_Integer)count, (lua_Integer)n);
    const bn_tensor *numbers = push_numbers(L, s, &chosen, n, count);
    if (list != NULL) {
        push_taken(L, list, numbers, count);
        return 1;
    }
    bn_tensor kept;
    bnl_check(L, bn_tensor_slice(numbers, 0, 0, count, 1, &kept));
    bnl_push_view(L, -1, &kept);
    return 1;
}

int bnl_random_orthogonal(lua_State *L)
{
    bnl_stream *s = bnl_check_stream(L);
    const int64_t n = bnl_check_integer(L, 2), shape[] = {n, n};
    bn_tensor *normals = bnl_new_tensor(L, BN_F64, 2, shape), *r = bnl_new_tensor(L, BN_F64, 2, shape);
    bn_tensor *q = bnl_new_tensor(L, BN_F64, 2, shape);
    const size_t count = (size_t)bn_tensor_count(normals);
    bn_random_normal_f64(&s->stream, s->position, count, normals->data);
    s->position += (count + 1) / 2;
    bnl_check(L, bn_linalg_qr(normals, q, r));
    for (int64_t j = 0; j < n; j++) {
        if (bn_tensor_get(r, (int64_t[]){j, j}) >= 0.0) continue;
        for (int64_t i = 0; i < n; i++)
            bn_tensor_set(q, (int64_t[]){i, j}, -bn_tensor_get(q, (int64_t[]){i, j}));
    }
    return 1;
}
