/* An update subtracts u u^T from P with u = P r / sqrt(1 + r P r), which reads and writes all of P. So
   updates wait in U until there are BN_RLS_BLOCK of them, and P is only read meanwhile: P r - U (U^T r). */
#include "engine/training/rls.h"

#include "engine/kernels/columns.h"

#include <math.h>
#include <string.h>

bn_rls bn_rls_lay_out(bn_arena *arena, int64_t n)
{
    const size_t count = (size_t)n, real = sizeof(double);
    bn_rls rls = {.n = n};
    rls.P = bn_arena_take(arena, count * count, real);
    rls.U = bn_arena_take(arena, count * BN_RLS_BLOCK, real);
    return rls;
}

void bn_rls_start(bn_rls *rls, double alpha)
{
    memset(rls->P, 0, (size_t)(rls->n * rls->n) * sizeof *rls->P);
    for (int64_t i = 0; i < rls->n; i++) rls->P[i * (rls->n + 1)] = 1.0 / alpha;
    rls->pending = 0;
}

static void settle(bn_rls *rls)
{
    const int64_t n = rls->n;
    double factor[BN_RLS_BLOCK];
    for (int64_t j = 0; j < n; j++) {
        for (int64_t m = 0; m < rls->pending; m++) factor[m] = -rls->U[m * n + j];
        bn_add_columns(n, rls->pending, rls->U, factor, rls->P + j * n);
    }
    rls->pending = 0;
}

bool bn_rls_update(bn_rls *rls, const double *r, double *gain)
{
    const int64_t n = rls->n;
    double factor[BN_RLS_BLOCK];
    if (rls->pending == BN_RLS_BLOCK) settle(rls);
    memset(gain, 0, (size_t)n * sizeof *gain);
    bn_add_columns(n, n, rls->P, r, gain);
    for (int64_t m = 0; m < rls->pending; m++) factor[m] = -bn_dot(n, rls->U + m * n, r);
    bn_add_columns(n, rls->pending, rls->U, factor, gain);
    const double grown = bn_dot(n, r, gain);
    if (!(grown >= 0.0 && isfinite(grown))) {
        memset(gain, 0, (size_t)n * sizeof *gain);
        return false;
    }
    const double shrink = 1.0 / (1.0 + grown), root = sqrt(shrink);
    double *u = rls->U + rls->pending++ * n;
    for (int64_t i = 0; i < n; i++) {
        u[i] = root * gain[i];
        gain[i] *= shrink;
    }
    return true;
}
