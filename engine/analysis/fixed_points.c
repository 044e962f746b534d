/* Each share of the starts has one workspace. A Newton step costs one LU factorisation, 2/3 N^3; steps that use it
   again, and each candidate length, cost N^2. Levenberg and Marquardt's method costs 4/3 N^3 a candidate. */
#include "engine/analysis/fixed_points.h"

#include "common/memory.h"
#include "engine/analysis/gru_map.h"
#include "engine/base/blas.h"
#include "engine/network/network.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { MOST_HALVINGS = 7 }; // of Newton's step, before the other method takes over

static const double sharp_fall = 0.1, // of q, after which a factorisation is used again
    enough = 1e-4,                    // share of the fall that the slope of q promises
    flat = 1e-9;                      // |A^T F| over |A| |F| at a minimum of q

#define AT(member) offsetof(bn_fixed_points_def, member)

const bn_field bn_fixed_points_fields[] = {
    {"tolerance", BN_FIELD_REAL, AT(tolerance), .fallback = 1e-20, .above = true, .most = 1.0,
     .help = "the q at which a search ends"},
    {"iterations", BN_FIELD_INTEGER, AT(iterations), .fallback = 100, .least = 1, .most = 1e6,
     .help = "Jacobians that a search may factorise"},
    {0},
};

typedef struct {
    bn_rate_flow flow; // with the drive of the start
    const bn_fixed_points_def *def;
    double *x, *F;         // where the search is
    double *next, *next_F; // where it may go
    double *rate, *step;   // scratch of the flow; N
    double *A, *factor;    // N x N: the Jacobian; a factorisation
    int *pivot;            // N
    double q;              // at x
    double damping;        // of Levenberg and Marquardt's method
    int64_t used;          // factorisations
} search;

int64_t bn_rate_flow_scratch(const bn_rate_flow *flow)
{
    return (flow->gated ? 4 : 1) * flow->neurons;
}

static bn_gru_map map_of(const bn_rate_flow *flow)
{
    return (bn_gru_map){.neurons = flow->neurons, .J = flow->J, .drive = flow->drive};
}

static double gated_velocity(const bn_rate_flow *flow, const double *h, double *gates, double *F)
{
    const bn_gru_map map = map_of(flow);
    double q = 0.0;
    bn_gru_map_step(&map, h, gates, F);
    for (int64_t i = 0; i < flow->neurons; i++) {
        F[i] -= h[i];
        q += 0.5 * F[i] * F[i];
    }
    return q;
}

double bn_rate_flow_velocity(const bn_rate_flow *flow, const double *x, double *rate, double *F)
{
    const int64_t N = flow->neurons;
    double q = 0.0;
    if (flow->gated) return gated_velocity(flow, x, rate, F);
    for (int64_t i = 0; i < N; i++) {
        rate[i] = bn_phi_value(&flow->phi, x[i]);
        F[i] = flow->drive[i] - x[i];
    }
    cblas_dgemv(CblasColMajor, CblasNoTrans, (int)N, (int)N, 1.0, flow->J, (int)N, rate, 1, 1.0, F, 1);
    for (int64_t i = 0; i < N; i++) {
        F[i] /= flow->tau[i];
        q += 0.5 * F[i] * F[i];
    }
    return q;
}

// A is written first with h' in its first column.
static void gated_jacobian(const bn_rate_flow *flow, const double *h, double *gates, double *A)
{
    const bn_gru_map map = map_of(flow);
    bn_gru_map_step(&map, h, gates, A);
    bn_gru_map_jacobian(&map, h, gates, A);
    for (int64_t i = 0; i < flow->neurons; i++) A[i * flow->neurons + i] -= 1.0;
}

void bn_rate_flow_jacobian(const bn_rate_flow *flow, const double *x, double *scratch, double *A)
{
    const int64_t N = flow->neurons;
    if (flow->gated) {
        gated_jacobian(flow, x, scratch, A);
        return;
    }
    for (int64_t j = 0; j < N; j++) {
        const double slope = bn_phi_slope(&flow->phi, x[j]);
        for (int64_t i = 0; i < N; i++) A[j * N + i] = slope * flow->J[j * N + i];
        A[j * N + j] -= 1.0;
    }
    for (int64_t i = 0; i < N; i++)
        if (flow->tau[i] != 1.0) cblas_dscal((int)N, 1.0 / flow->tau[i], A + i, (int)N);
}

void bn_rate_flow_drive_slopes(const bn_rate_flow *flow, const double *x, double *scratch, double *slopes)
{
    const bn_gru_map map = map_of(flow);
    if (flow->gated) {
        bn_gru_map_step(&map, x, scratch, slopes); // h' in the first N
        bn_gru_map_slopes(&map, x, scratch, slopes);
        return;
    }
    for (int64_t i = 0; i < flow->neurons; i++) slopes[i] = 1.0 / flow->tau[i];
}

// Takes the point `next`, where q is q.
static void go(search *s, double q)
{
    double *x = s->x, *F = s->F;
    s->x = s->next;
    s->F = s->next_F;
    s->next = x;
    s->next_F = F;
    s->q = q;
}

// q at x + length step, which becomes `next`.
static double try_length(search *s, double length)
{
    for (int64_t i = 0; i < s->flow.neurons; i++) s->next[i] = s->x[i] + length * s->step[i];
    return bn_rate_flow_velocity(&s->flow, s->next, s->rate, s->next_F);
}

// step = -A^-1 F by the current factorisation
static void solve_newton(search *s)
{
    const int N = (int)s->flow.neurons, one = 1;
    int info = 0;
    for (int i = 0; i < N; i++) s->step[i] = -s->F[i];
    dgetrs_("N", &N, &one, s->factor, &N, s->pivot, s->step, &N, &info, 1);
}

// Steps with a factorisation that was made before, as long as each lowers q sharply; one more at the tolerance.
static void newton_again(search *s)
{
    for (;;) {
        const double before = s->q;
        solve_newton(s);
        const double q = try_length(s, 1.0);
        if (!(q < before)) return;
        go(s, q);
        if (!(q < sharp_fall * before) || before <= s->def->tolerance || q == 0.0) return;
    }
}

// One factorisation and the steps by it; false when no step lowers q enough.
static bool newton(search *s)
{
    const int N = (int)s->flow.neurons;
    int info = 0;
    s->used++;
    bn_rate_flow_jacobian(&s->flow, s->x, s->rate, s->factor);
    dgetrf_(&N, &N, s->factor, &N, s->pivot, &info);
    if (info != 0) return false;
    solve_newton(s);
    for (int halvings = 0; halvings <= MOST_HALVINGS; halvings++) {
        const double length = ldexp(1.0, -halvings), before = s->q, q = try_length(s, length);
        if (!(q <= (1.0 - 2.0 * enough * length) * before))
            continue; // q is NaN where a candidate went too far
        go(s, q);
        if (q < sharp_fall * before && q > 0.0) newton_again(s);
        return true;
    }
    return false;
}

// step = -A^T F; returns whether q is flat there.
static bool find_descent(search *s)
{
    const int N = (int)s->flow.neurons;
    bn_rate_flow_jacobian(&s->flow, s->x, s->rate, s->A);
    cblas_dgemv(CblasColMajor, CblasTrans, N, N, -1.0, s->A, N, s->F, 1, 0.0, s->step, 1);
    const double slope = cblas_dnrm2(N, s->step, 1), size = cblas_dnrm2(N * N, s->A, 1);
    return !(slope > flat * size * sqrt(2.0 * s->q));
}

// (A^T A + damping) step = -A^T F; false when that is singular in rounding.
static bool solve_damped(search *s)
{
    const int N = (int)s->flow.neurons, one = 1;
    int info = 0;
    cblas_dsyrk(CblasColMajor, CblasLower, CblasTrans, N, N, 1.0, s->A, N, 0.0, s->factor, N);
    if (s->damping == 0.0)
        for (int i = 0; i < N; i++)
            s->damping = fmax(s->damping, 1e-3 * s->factor[(size_t)i * (size_t)N + (size_t)i]);
    for (int i = 0; i < N; i++) s->factor[(size_t)i * (size_t)N + (size_t)i] += s->damping;
    dpotrf_("L", &N, s->factor, &N, &info, 1);
    if (info != 0) return false;
    dpotrs_("L", &N, &one, s->factor, &N, s->step, &N, &info, 1);
    return true;
}

// The second method, from where the first one stopped.
static void levenberg_marquardt(search *s)
{
    const int64_t N = s->flow.neurons;
    s->damping = 0.0;
    while (s->q > s->def->tolerance && s->used < s->def->iterations && !find_descent(s)) {
        s->used++;
        const bool solved = solve_damped(s);
        const double q = solved ? try_length(s, 1.0) : (double)NAN;
        const double step = solved ? cblas_dnrm2((int)N, s->step, 1) : 1.0;
        if (q < s->q) {
            go(s, q);
            s->damping *= 0.2;
        } else {
            if (step <= 1e-14 * cblas_dnrm2((int)N, s->x, 1)) return; // nothing changes any more
            s->damping *= 4.0;
        }
    }
}

static void run(search *s)
{
    s->used = 0;
    s->q = bn_rate_flow_velocity(&s->flow, s->x, s->rate, s->F);
    if (!isfinite(s->q)) return;
    while (s->q > s->def->tolerance) {
        if (s->used == s->def->iterations) return;
        if (!newton(s)) {
            levenberg_marquardt(s);
            return;
        }
    }
}

typedef struct {
    const bn_rate_flow *flow;
    const bn_fixed_points_starts *starts;
    bn_fixed_points *found;
    int shares;
    search *search; // one for each share
} work;

static search lay_out_search(bn_arena *arena, const bn_rate_flow *flow, const bn_fixed_points_def *def)
{
    const size_t N = (size_t)flow->neurons, real = sizeof(double);
    search s = {.flow = *flow, .def = def};
    double **vectors[] = {&s.x, &s.F, &s.next, &s.next_F, &s.step};
    for (size_t k = 0; k < sizeof vectors / sizeof *vectors; k++) *vectors[k] = bn_arena_take(arena, N, real);
    s.rate = bn_arena_take(arena, (size_t)bn_rate_flow_scratch(flow), real);
    s.A = bn_arena_take(arena, N * N, real);
    s.factor = bn_arena_take(arena, N * N, real);
    s.pivot = bn_arena_take(arena, N, sizeof *s.pivot);
    return s;
}

static void lay_out(bn_arena *arena, work *w, const bn_fixed_points_def *def)
{
    for (int k = 0; k < w->shares; k++) w->search[k] = lay_out_search(arena, w->flow, def);
}

// The starts of one share, which lie apart by the number of shares.
static void run_share(void *context, int number)
{
    work *w = context;
    search *s = &w->search[number];
    const int64_t N = w->flow->neurons, width = bn_rate_flow_scratch(w->flow);
    for (int64_t k = number; k < w->starts->n; k += w->shares) {
        if (w->starts->drive != NULL) s->flow.drive = w->starts->drive + k * width;
        memcpy(s->x, w->starts->x + k * N, (size_t)N * sizeof *s->x);
        run(s);
        memcpy(w->found->x + k * N, s->x, (size_t)N * sizeof *s->x);
        w->found->q[k] = s->q;
        w->found->iterations[k] = s->used;
    }
}

static bn_status check(const bn_rate_flow *flow, const bn_fixed_points_def *def)
{
    BN_TRY(bn_fields_check(bn_fixed_points_fields, def));
    if (flow->neurons < 1 || flow->neurons > BN_MOST_NEURONS)
        return bn_fault(BN_EINVAL, "there are %lld units; 1 to %d were needed", (long long)flow->neurons,
                        BN_MOST_NEURONS);
    for (int64_t i = 0; i < flow->neurons && !flow->gated; i++)
        if (!(flow->tau[i] > 0.0))
            return bn_fault(BN_EINVAL, "time constant %lld is %g; it must be more than 0", (long long)i + 1,
                            flow->tau[i]);
    return bn_ok();
}

bn_status bn_fixed_points_find(const bn_rate_flow *flow, const bn_fixed_points_def *def,
                               const bn_fixed_points_starts *starts, bn_pool *pool, int threads,
                               bn_fixed_points *found)
{
    BN_TRY(check(flow, def));
    bn_blas_prepare();
    search searches[BN_MOST_THREADS];
    work w = {flow, starts, found, threads < starts->n ? threads : (int)starts->n, searches};
    bn_arena ruler = bn_arena_measure();
    lay_out(&ruler, &w, def);
    void *block = ruler.overflow ? NULL : bn_memory_allocate_unset(ruler.used, 1);
    if (block == NULL)
        return bn_fault(BN_ENOMEM, "no memory for the Jacobians of %lld units in %d threads",
                        (long long)flow->neurons, w.shares);
    bn_arena arena = bn_arena_over(block);
    lay_out(&arena, &w, def);
    bn_pool_run(pool, run_share, &w, w.shares);
    bn_memory_free(block);
    return bn_ok();
}

static double distance_between(int64_t N, const double *a, const double *b, double most)
{
    double sum = 0.0;
    for (int64_t i = 0; i < N && sum <= most * most; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sqrt(sum);
}

int64_t bn_fixed_points_join(int64_t n, int64_t N, const double *x, const int64_t *order, double distance,
                             int64_t *group, int64_t *representative)
{
    int64_t groups = 0;
    for (int64_t k = 0; k < n; k++) {
        const int64_t i = order[k];
        int64_t g = 0;
        while (g < groups &&
               !(distance_between(N, x + i * N, x + representative[g] * N, distance) <= distance))
            g++;
        group[i] = g;
        if (g == groups) representative[groups++] = i;
    }
    return groups;
}
