/* Map of gated recurrent units: one product with J for the drives; the tangent map scales its blocks row by row. */
#include "engine/analysis/gru_map.h"

#include "engine/base/blas.h"
#include "engine/base/elementary.h"

#include <string.h>

static double logistic(double a)
{
    return 1.0 / (1.0 + bn_exp(-a));
}

void bn_gru_map_step(const bn_gru_map *map, const double *h, double *gates, double *next)
{
    const int64_t N = map->neurons;
    const double *input = map->drive + 3 * N;
    memcpy(gates, map->drive, (size_t)(3 * N) * sizeof *gates);
    cblas_dgemv(CblasColMajor, CblasNoTrans, (int)(3 * N), (int)N, 1.0, map->J, (int)(4 * N), h, 1, 1.0,
                gates, 1);
    for (int64_t i = 0; i < N; i++) {
        const double r = logistic(gates[i]), u = logistic(gates[N + i]), a_h = gates[2 * N + i];
        const double n = bn_tanh(input[i] + r * a_h);
        gates[i] = r;
        gates[N + i] = u;
        gates[2 * N + i] = n;
        gates[3 * N + i] = a_h;
        next[i] = (1.0 - u) * n + u * h[i];
    }
}

void bn_gru_map_jacobian(const bn_gru_map *map, const double *h, const double *gates, double *M)
{
    const int64_t N = map->neurons;
    const double *r = gates, *u = gates + N, *n = gates + 2 * N, *a_h = gates + 3 * N;
    for (int64_t j = 0; j < N; j++) {
        const double *J_r = map->J + j * 4 * N, *J_u = J_r + N, *J_h = J_u + N;
        double *column = M + j * N;
        for (int64_t i = 0; i < N; i++) {
            const double of_candidate = (1.0 - u[i]) * (1.0 - n[i]) * (1.0 + n[i]);
            column[i] = (h[i] - n[i]) * u[i] * (1.0 - u[i]) * J_u[i] +
                        of_candidate * r[i] * (J_h[i] + a_h[i] * (1.0 - r[i]) * J_r[i]);
        }
        column[j] += u[j];
    }
}

void bn_gru_map_slopes(const bn_gru_map *map, const double *h, const double *gates, double *slopes)
{
    const int64_t N = map->neurons;
    const double *r = gates, *u = gates + N, *n = gates + 2 * N, *a_h = gates + 3 * N;
    for (int64_t i = 0; i < N; i++) {
        const double of_candidate = (1.0 - u[i]) * (1.0 - n[i]) * (1.0 + n[i]);
        slopes[i] = of_candidate * a_h[i] * r[i] * (1.0 - r[i]);
        slopes[N + i] = (h[i] - n[i]) * u[i] * (1.0 - u[i]);
        slopes[2 * N + i] = of_candidate * r[i];
        slopes[3 * N + i] = of_candidate;
    }
}
