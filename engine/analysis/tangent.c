/* The innermost loop goes over trajectories, or over the vectors of a single one, which lie together as well. */
#include "engine/analysis/tangent.h"

#include "engine/kernels/kernels.h"

#include <float.h>
#include <math.h>
#include <string.h>

static int64_t row_of(const bn_tangent_shape *shape)
{
    return (1 + shape->vectors) * shape->trajectories;
}

static void multiply_one(int64_t n, int64_t k, const double *matrix, const double *state, double *out)
{
    for (int64_t i = 0; i < n; i++) {
        double *to = out + i * (1 + k) + 1;
        memset(to, 0, (size_t)k * sizeof *to);
        for (int64_t j = 0; j < n; j++) {
            const double a = matrix[i * n + j], *from = state + j * (1 + k) + 1;
            for (int64_t v = 0; v < k; v++) to[v] += a * from[v];
        }
    }
}

void bn_tangent_multiply(const bn_tangent_shape *shape, const double *matrices, const double *state,
                         double *out)
{
    const int64_t n = shape->variables, k = shape->vectors, m = shape->trajectories, row = row_of(shape);
    if (m == 1) {
        multiply_one(n, k, matrices, state, out);
        return;
    }
    const bn_kernels *kernels = bn_kernels_now();
    for (int64_t i = 0; i < n; i++)
        for (int64_t v = 0; v < k; v++)
            kernels->tangent_row(n, m, row, matrices + i * n * m, state + (1 + v) * m,
                                 out + i * row + (1 + v) * m);
}

// The largest |element| of column v of each trajectory.
static void largest(const bn_tangent_shape *shape, const double *state, int64_t v, double *most)
{
    const int64_t m = shape->trajectories, row = row_of(shape);
    for (int64_t c = 0; c < m; c++) most[c] = 0.0;
    for (int64_t i = 0; i < shape->variables; i++) {
        const double *column = state + i * row + v * m;
        for (int64_t c = 0; c < m; c++) most[c] = fabs(column[c]) > most[c] ? fabs(column[c]) : most[c];
    }
}

void bn_tangent_scale(const bn_tangent_shape *shape, const double *state, double *scratch, double *scale)
{
    const int64_t m = shape->trajectories;
    const double least = sqrt(DBL_EPSILON);
    largest(shape, state, 0, scratch);
    for (int64_t v = 1; v <= shape->vectors; v++) {
        double *scales = scale + (v - 1) * m;
        largest(shape, state, v, scales);
        for (int64_t c = 0; c < m; c++)
            scales[c] = least * (1.0 + scratch[c]) / (scales[c] > DBL_MIN ? scales[c] : DBL_MIN);
    }
}

void bn_tangent_displace(const bn_tangent_shape *shape, const double *scale, const double *state,
                         double *displaced)
{
    const int64_t k = shape->vectors, m = shape->trajectories, row = row_of(shape);
    for (int64_t i = 0; i < shape->variables; i++) {
        const double *x = state + i * row, *q = x + m;
        double *to = displaced + i * row;
        memcpy(to, x, (size_t)m * sizeof *to);
        to += m;
        for (int64_t e = 0; e < k * m; e++) to[e] = scale[e] * q[e];
        for (int64_t v = 0; v < k; v++)
            for (int64_t c = 0; c < m; c++) to[v * m + c] += x[c];
    }
}

void bn_tangent_difference(const bn_tangent_shape *shape, const double *scale, const double *values,
                           double *out)
{
    const int64_t k = shape->vectors, m = shape->trajectories, row = row_of(shape);
    for (int64_t i = 0; i < shape->variables; i++) {
        const double *f = values + i * row;
        double *to = out + i * row;
        for (int64_t v = 1; v <= k; v++)
            for (int64_t c = 0; c < m; c++) to[v * m + c] = f[v * m + c] - f[c];
        for (int64_t e = 0; e < k * m; e++) to[m + e] /= scale[e];
        if (to != f) memcpy(to, f, (size_t)m * sizeof *to);
    }
}

void bn_tangent_gather(const bn_tangent_shape *shape, const double *state, int64_t c, double *Q)
{
    const int64_t n = shape->variables, m = shape->trajectories, row = row_of(shape);
    for (int64_t v = 0; v < shape->vectors; v++)
        for (int64_t i = 0; i < n; i++) Q[v * n + i] = state[i * row + (1 + v) * m + c];
}

void bn_tangent_scatter(const bn_tangent_shape *shape, const double *Q, int64_t c, double *state)
{
    const int64_t n = shape->variables, m = shape->trajectories, row = row_of(shape);
    for (int64_t v = 0; v < shape->vectors; v++)
        for (int64_t i = 0; i < n; i++) state[i * row + (1 + v) * m + c] = Q[v * n + i];
}
