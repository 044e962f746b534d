/* Rates and scaled vectors stand side by side as columns: a step forward is one product with J, a step back
   is one with its transpose and one outer product. States, vectors and triangles of all steps are kept; the
   columns are made again. */
#include "engine/analysis/flossing.h"

#include "common/memory.h"
#include "engine/base/blas.h"
#include "engine/network/network.h"
#include "engine/random/random.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { LAPACK_COLUMNS = 64 }; // of workspace per column

#define AT(member) offsetof(bn_flossing, member)

const bn_field bn_flossing_fields[] = {
    {"steps", BN_FIELD_INTEGER, AT(steps), .fallback = 100, .least = 2, .most = 1e6,
     .help = "of the network"},
    {"exponents", BN_FIELD_INTEGER, AT(exponents), .fallback = 1, .least = 1, .most = BN_MOST_NEURONS,
     .help = "how many"},
    {"transient", BN_FIELD_INTEGER, AT(transient), .most = 1e6, .help = "steps that are not counted"},
    {"dt", BN_FIELD_REAL, AT(dt), .fallback = 1.0, .above = true, .most = INFINITY, .help = "time of a step"},
    {"target", BN_FIELD_REAL, AT(target), .least = -INFINITY, .most = INFINITY, .help = "of the exponents"},
    {.part = bn_activation_field, .offset = AT(activation)},
    {.part = bn_activation_power_field, .offset = AT(power)},
    {.part = bn_activation_table_field, .offset = AT(activation_table)},
    {0},
};

typedef struct {
    const bn_flossing *def;
    bn_phi phi;
    int64_t N, k, T;
    double *x;                 // (T + 1) x N
    double *Q;                 // (T + 1) x k x N: each column by column
    double *R;                 // T x k x k: each column by column
    double *columns;           // (k + 1) x N: phi(x), diag(phi'(x)) Q
    double *product;           // (k + 1) x N
    double *back;              // (k + 1) x N: the adjoints of x_{t+1} and D_t Q_t, times a
    double *x_slope;           // N: dL/dx
    double *Q_slope, *A_slope; // k x N: dL/dQ, dL/d(D Q)
    double *symmetric;         // k x k: S
    double *growth;            // k: dL/d(ln R_jj)
    double *reflectors, *lapack;
} workspace;

static workspace lay_out(bn_arena *arena, const bn_flossing *def)
{
    const size_t N = (size_t)def->neurons, k = (size_t)def->exponents, T = (size_t)def->steps,
                 real = sizeof(double);
    workspace w = {.def = def, .N = def->neurons, .k = def->exponents, .T = def->steps};
    w.phi = bn_phi_lay_out(arena, def->activation, def->power, def->activation_table);
    w.x = bn_arena_take(arena, (T + 1) * N, real);
    w.Q = bn_arena_take(arena, (T + 1) * k * N, real);
    w.R = bn_arena_take(arena, T * k * k, real);
    w.columns = bn_arena_take(arena, (k + 1) * N, real);
    w.product = bn_arena_take(arena, (k + 1) * N, real);
    w.back = bn_arena_take(arena, (k + 1) * N, real);
    w.x_slope = bn_arena_take(arena, N, real);
    w.Q_slope = bn_arena_take(arena, k * N, real);
    w.A_slope = bn_arena_take(arena, k * N, real);
    w.symmetric = bn_arena_take(arena, k * k, real);
    w.growth = bn_arena_take(arena, k, real);
    w.reflectors = bn_arena_take(arena, k, real);
    w.lapack = bn_arena_take(arena, LAPACK_COLUMNS * k, real);
    return w;
}

static bn_status check(const bn_flossing *def)
{
    BN_TRY(bn_fields_check(bn_flossing_fields, def));
    BN_TRY(bn_phi_check_table(def->activation, def->activation_table));
    if (def->exponents > def->neurons)
        return bn_fault(BN_EINVAL, "exponents is %lld; it must be from 1 to the %lld units",
                        (long long)def->exponents, (long long)def->neurons);
    if (def->transient >= def->steps)
        return bn_fault(BN_EINVAL, "transient is %lld; it must be less than the %lld steps",
                        (long long)def->transient, (long long)def->steps);
    const double k = (double)def->exponents,
                 bytes = 8.0 * (double)def->steps * k * ((double)def->neurons + k);
    if (bytes > 0x1p38)
        return bn_fault(BN_EINVAL, "%lld steps of %lld exponents would need %.3g GB", (long long)def->steps,
                        (long long)def->exponents, bytes / 1e9);
    return bn_ok();
}

// Q: N x k <- its orthonormal factor, R: k x k <- the triangle, with a positive diagonal.
static void factorise(workspace *w, double *Q, double *R)
{
    const int N = (int)w->N, k = (int)w->k, room = LAPACK_COLUMNS * k;
    int info;
    dgeqrf_(&N, &k, Q, &N, w->reflectors, w->lapack, &room, &info);
    for (int j = 0; j < k; j++)
        for (int i = 0; i < k; i++) R[j * k + i] = i <= j ? Q[j * N + i] : 0.0;
    dorgqr_(&N, &k, &k, Q, &N, w->reflectors, w->lapack, &room, &info);
    for (int i = 0; i < k; i++) {
        if (R[i * k + i] >= 0.0) continue;
        for (int j = i; j < k; j++) R[j * k + i] = -R[j * k + i];
        for (int j = 0; j < N; j++) Q[i * N + j] = -Q[i * N + j];
    }
}

static void fill_columns(workspace *w, int64_t t)
{
    const int64_t N = w->N;
    const double *x = w->x + t * N, *Q = w->Q + t * w->k * N;
    for (int64_t i = 0; i < N; i++) {
        w->columns[i] = bn_phi_value(&w->phi, x[i]);
        const double slope = bn_phi_slope(&w->phi, x[i]);
        for (int64_t j = 0; j < w->k; j++) w->columns[(j + 1) * N + i] = slope * Q[j * N + i];
    }
}

static void multiply(const workspace *w, CBLAS_TRANSPOSE transposed, const double *from, double *to)
{
    const int N = (int)w->N;
    cblas_dgemm(CblasColMajor, transposed, CblasNoTrans, N, (int)w->k + 1, N, 1.0, w->def->J, N, from, N, 0.0,
                to, N);
}

static bn_status step_forward(workspace *w, int64_t t, double *exponents)
{
    const int64_t N = w->N, k = w->k;
    const double *x = w->x + t * N, *Q = w->Q + t * k * N, *drive = w->def->drive + t * N, *a = w->def->share;
    double *next = w->x + (t + 1) * N, *A = w->Q + (t + 1) * k * N, *R = w->R + t * k * k, sum = 0.0;
    fill_columns(w, t);
    multiply(w, CblasNoTrans, w->columns, w->product);
    for (int64_t i = 0; i < N; i++) {
        next[i] = (1.0 - a[i]) * x[i] + a[i] * (w->product[i] + drive[i]);
        sum += next[i] * next[i];
        for (int64_t j = 0; j < k; j++)
            A[j * N + i] = (1.0 - a[i]) * Q[j * N + i] + a[i] * w->product[(j + 1) * N + i];
    }
    if (!isfinite(sum)) return bn_fault(BN_NOT_FINITE, "the network diverged at step %lld", (long long)t + 1);
    factorise(w, A, R);
    for (int64_t j = 0; j < k; j++) {
        const double stretch = R[j * k + j];
        if (!(stretch > 0.0) || !isfinite(stretch))
            return bn_fault(BN_NOT_FINITE,
                            "the tangent map of step %lld sends vector %lld to 0; take fewer exponents",
                            (long long)t + 1, (long long)j + 1);
        if (t >= w->def->transient) exponents[j] += log(stretch);
    }
    return bn_ok();
}

static double loss_of(workspace *w, double *exponents)
{
    const double time = w->def->dt * (double)(w->T - w->def->transient), k = (double)w->k;
    double loss = 0.0;
    for (int64_t j = 0; j < w->k; j++) {
        exponents[j] /= time;
        const double off = exponents[j] - w->def->target;
        loss += off * off / k;
        w->growth[j] = 2.0 * off / (k * time);
    }
    return loss;
}

// A_slope = (Q_slope + Q S) R^-T, where R' has a diagonal alone, growth_j / R_jj.
static void factorise_back(workspace *w, int64_t t)
{
    const int N = (int)w->N, k = (int)w->k;
    const double *Q = w->Q + (t + 1) * w->k * w->N, *R = w->R + t * w->k * w->k;
    double *S = w->symmetric;
    cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, k, k, N, -1.0, w->Q_slope, N, Q, N, 0.0, S, k);
    for (int j = 0; j < k; j++) {
        if (t >= w->def->transient) S[j * k + j] += w->growth[j];
        for (int i = 0; i < j; i++) S[j * k + i] = S[i * k + j];
    }
    memcpy(w->A_slope, w->Q_slope, (size_t)(w->N * w->k) * sizeof *w->A_slope);
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, N, k, k, 1.0, Q, N, S, k, 1.0, w->A_slope, N);
    cblas_dtrsm(CblasColMajor, CblasRight, CblasUpper, CblasTrans, CblasNonUnit, N, k, 1.0, R, k, w->A_slope,
                N);
}

// From dL/dx_{t+1} and dL/dQ_{t+1} to those at t; adds to dL/dJ.
static void step_back(workspace *w, int64_t t, const bn_flossing_result *result)
{
    const int N = (int)w->N, k = (int)w->k;
    const double *x = w->x + t * w->N, *Q = w->Q + t * w->k * w->N, *a = w->def->share;
    factorise_back(w, t);
    for (int i = 0; i < N; i++) {
        w->back[i] = result->drive[t * w->N + i] = a[i] * w->x_slope[i];
        for (int j = 0; j < k; j++) w->back[(j + 1) * N + i] = a[i] * w->A_slope[j * N + i];
    }
    fill_columns(w, t);
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasTrans, N, N, k + 1, 1.0, w->back, N, w->columns, N, 1.0,
                result->J, N);
    multiply(w, CblasTrans, w->back, w->product);
    for (int i = 0; i < N; i++) {
        const double slope = bn_phi_slope(&w->phi, x[i]);
        double turn = 0.0;
        for (int j = 0; j < k; j++) {
            turn += w->product[(j + 1) * N + i] * Q[j * N + i];
            w->Q_slope[j * N + i] =
                (1.0 - a[i]) * w->A_slope[j * N + i] + slope * w->product[(j + 1) * N + i];
        }
        w->x_slope[i] =
            (1.0 - a[i]) * w->x_slope[i] + slope * w->product[i] + bn_phi_curvature(&w->phi, x[i]) * turn;
    }
}

static bn_status run(workspace *w, bn_flossing_result *result)
{
    const size_t N = (size_t)w->N, k = (size_t)w->k;
    const bn_random_stream stream = bn_random_open(w->def->seed, BN_PURPOSE_TANGENT, 0);
    bn_blas_prepare();
    memcpy(w->x, w->def->start, N * sizeof *w->x);
    bn_random_normal_f64(&stream, 0, N * k, w->Q);
    factorise(w, w->Q, w->R);
    memset(result->exponents, 0, k * sizeof *result->exponents);
    memset(result->J, 0, N * N * sizeof *result->J);
    for (int64_t t = 0; t < w->T; t++) BN_TRY(step_forward(w, t, result->exponents));
    result->loss = loss_of(w, result->exponents);
    memset(w->x_slope, 0, N * sizeof *w->x_slope);
    memset(w->Q_slope, 0, N * k * sizeof *w->Q_slope);
    for (int64_t t = w->T - 1; t >= 0; t--) step_back(w, t, result);
    memcpy(result->end, w->x + w->T * w->N, N * sizeof *w->x);
    return bn_ok();
}

bn_status bn_flossing_gradient(const bn_flossing *flossing, bn_flossing_result *result)
{
    BN_TRY(check(flossing));
    bn_arena ruler = bn_arena_measure();
    lay_out(&ruler, flossing);
    void *block = ruler.overflow ? NULL : bn_memory_allocate_unset(ruler.used, 1);
    if (block == NULL)
        return bn_fault(BN_ENOMEM, "there is no memory for %lld steps", (long long)flossing->steps);
    bn_arena arena = bn_arena_over(block);
    workspace w = lay_out(&arena, flossing);
    const bn_status status = run(&w, result);
    bn_memory_free(block);
    return status;
}
