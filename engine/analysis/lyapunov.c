/* Q is factorised by Householder reflections (LAPACK, but for small ones), with the signs turned so that R has a
   positive diagonal. The logarithms go into a fixed number of blocks; when these are full, neighbours merge and blocks
   become twice as long, so the error of any run comes from 16 to 32 stretches of it, in constant memory. */
#include "engine/analysis/lyapunov.h"

#include "engine/analysis/small_qr.h"
#include "engine/base/blas.h"
#include "engine/random/random.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { LAPACK_COLUMNS = 64 }; // of workspace per column: LAPACK's usual block size

const bn_field bn_lyapunov_phases_field[] = {
    {"phases", BN_FIELD_INTEGER, 0, .most = BN_LYAPUNOV_MOST,
     .help = "of a drive in time: their exponents, 0, count in the dimension"},
    {0},
};

#define AT(member) offsetof(bn_lyapunov_def, member)

const bn_field bn_lyapunov_fields[] = {
    {"dimension", BN_FIELD_INTEGER, AT(dimension), .least = 1, .most = BN_LYAPUNOV_MOST, .needed = true,
     .help = "n"},
    {"exponents", BN_FIELD_INTEGER, AT(exponents), .most = BN_LYAPUNOV_MOST, .zero = "n", .help = "k"},
    {"dt", BN_FIELD_REAL, AT(dt), .fallback = 1.0, .above = true, .most = INFINITY,
     .help = "time of one step"},
    {.part = bn_lyapunov_phases_field, .offset = AT(phases)},
    {0},
};

bn_status bn_lyapunov_check(const bn_lyapunov_def *def)
{
    BN_TRY(bn_fields_check(bn_lyapunov_fields, def));
    if (def->exponents < 1 || def->exponents > def->dimension)
        return bn_fault(BN_EINVAL, "exponents is %lld; it must be from 1 to the dimension, %lld",
                        (long long)def->exponents, (long long)def->dimension);
    if (def->every < 1) return bn_fault(BN_EINVAL, "steps between orthonormalisations must be at least 1");
    if (def->transient < 0) return bn_fault(BN_EINVAL, "transient must not be negative");
    return bn_ok();
}

bn_lyapunov bn_lyapunov_lay_out(bn_arena *arena, const bn_lyapunov_def *def)
{
    const size_t k = (size_t)def->exponents, all = (size_t)def->dimension * k, real = sizeof(double);
    bn_lyapunov lyapunov = {.def = *def, .per_block = 1};
    lyapunov.Q = bn_arena_take(arena, all, real);
    lyapunov.next = bn_arena_take(arena, all, real);
    lyapunov.stage = bn_arena_take(arena, all, real);
    lyapunov.slope = bn_arena_take(arena, all, real);
    lyapunov.reflectors = bn_arena_take(arena, k, real);
    lyapunov.lapack = bn_arena_take(arena, LAPACK_COLUMNS * k, real);
    lyapunov.condition_work = bn_arena_take(arena, 3 * k, real);
    lyapunov.condition_index = bn_arena_take(arena, k, sizeof(int));
    lyapunov.stretch = bn_arena_take(arena, k, real);
    lyapunov.sum = bn_arena_take(arena, k, real);
    lyapunov.participation = bn_arena_take(arena, k, real);
    lyapunov.block_sum = bn_arena_take(arena, BN_LYAPUNOV_BLOCKS * k, real);
    return lyapunov;
}

// Q <- its orthonormal factor, slope <- the diagonal of R, *condition <- that of R.
static void factorise_by_lapack(bn_lyapunov *l, double *condition)
{
    const int n = (int)l->def.dimension, k = (int)l->def.exponents, workspace = LAPACK_COLUMNS * k;
    int info;
    double reciprocal = 0.0;
    dgeqrf_(&n, &k, l->Q, &n, l->reflectors, l->lapack, &workspace, &info);
    dtrcon_("1", "U", "N", &k, l->Q, &n, &reciprocal, l->condition_work, l->condition_index, &info, 1, 1, 1);
    *condition = 1.0 / reciprocal;
    for (int i = 0; i < k; i++) l->slope[i] = l->Q[(size_t)i * (size_t)n + (size_t)i];
    dorgqr_(&n, &k, &k, l->Q, &n, l->reflectors, l->lapack, &workspace, &info);
}

// Q <- the orthonormal factor for which R has a positive diagonal, stretch <- ln R_ii, *condition <- that of R.
static void factorise(bn_lyapunov *l, double *condition)
{
    const int n = (int)l->def.dimension, k = (int)l->def.exponents;
    if (!bn_small_qr(n, k, l->Q, l->slope, condition)) factorise_by_lapack(l, condition);
    for (int i = 0; i < k; i++) {
        double *q = l->Q + (size_t)i * (size_t)n;
        l->stretch[i] = log(fabs(l->slope[i]));
        for (int j = 0; j < n && l->slope[i] < 0.0; j++) q[j] = -q[j];
    }
}

void bn_lyapunov_start(bn_lyapunov *lyapunov)
{
    const size_t k = (size_t)lyapunov->def.exponents, all = (size_t)lyapunov->def.dimension * k;
    const bn_random_stream stream = bn_random_open(lyapunov->def.seed, BN_PURPOSE_TANGENT, 0);
    bn_blas_prepare();
    bn_random_normal_f64(&stream, 0, all, lyapunov->Q);
    double condition;
    factorise(lyapunov, &condition);
    memset(lyapunov->sum, 0, k * sizeof(double));
    memset(lyapunov->participation, 0, k * sizeof(double));
    memset(lyapunov->block_sum, 0, BN_LYAPUNOV_BLOCKS * k * sizeof(double));
    lyapunov->steps = lyapunov->counted = lyapunov->pending = lyapunov->intervals = 0;
    lyapunov->per_block = 1;
    lyapunov->worst_condition = 1.0;
}

static void merge_blocks(bn_lyapunov *l)
{
    const int64_t k = l->def.exponents;
    for (int64_t b = 0; b < BN_LYAPUNOV_BLOCKS / 2; b++)
        for (int64_t i = 0; i < k; i++)
            l->block_sum[b * k + i] = l->block_sum[2 * b * k + i] + l->block_sum[(2 * b + 1) * k + i];
    const size_t half = (size_t)(BN_LYAPUNOV_BLOCKS / 2 * k);
    memset(l->block_sum + half, 0, half * sizeof *l->block_sum);
    l->per_block *= 2;
}

static double participation_of(int64_t n, const double *q)
{
    double fourth = 0.0;
    for (int64_t j = 0; j < n; j++) fourth += q[j] * q[j] * q[j] * q[j];
    return 1.0 / fourth;
}

static void count_interval(bn_lyapunov *l, double condition)
{
    const int64_t k = l->def.exponents;
    if (l->intervals == BN_LYAPUNOV_BLOCKS * l->per_block) merge_blocks(l);
    double *block = l->block_sum + l->intervals / l->per_block * k;
    for (int64_t i = 0; i < k; i++) {
        l->sum[i] += l->stretch[i];
        block[i] += l->stretch[i];
        l->participation[i] += participation_of(l->def.dimension, l->Q + i * l->def.dimension);
    }
    l->intervals++;
    l->counted += l->pending;
    l->worst_condition = fmax(l->worst_condition, condition);
}

static bool is_finite(int64_t count, const double *values)
{
    double zero = 0.0; // stays zero unless a value is infinite or NaN
    for (int64_t i = 0; i < count; i++) zero += 0.0 * values[i];
    return zero == 0.0;
}

int64_t bn_lyapunov_until_due(const bn_lyapunov *lyapunov)
{
    const int64_t interval = lyapunov->def.every - lyapunov->pending;
    const int64_t transient = lyapunov->def.transient - lyapunov->steps;
    return transient > 0 && transient < interval ? transient : interval;
}

void bn_lyapunov_pass(bn_lyapunov *lyapunov, int64_t count)
{
    lyapunov->steps += count;
    lyapunov->pending += count;
}

bn_status bn_lyapunov_stepped(bn_lyapunov *lyapunov)
{
    const bool due = bn_lyapunov_until_due(lyapunov) == 1;
    bn_lyapunov_pass(lyapunov, 1);
    if (!due) return bn_ok();
    if (!is_finite(lyapunov->def.dimension * lyapunov->def.exponents, lyapunov->Q))
        return bn_fault(
            BN_NOT_FINITE,
            "the tangent vectors are not finite after step %lld (time %g); orthonormalise more often than "
            "every %lld steps, or look whether the trajectory diverges",
            (long long)lyapunov->steps, (double)lyapunov->steps * lyapunov->def.dt,
            (long long)lyapunov->def.every);
    double condition;
    factorise(lyapunov, &condition);
    if (lyapunov->steps > lyapunov->def.transient) count_interval(lyapunov, condition);
    lyapunov->pending = 0;
    return bn_ok();
}

// out <- scale M v + keep out, all n x k; M is n x n row by row
static void multiply(const bn_lyapunov *l, double scale, const double *map, const double *v, double keep,
                     double *out)
{
    const int n = (int)l->def.dimension, k = (int)l->def.exponents;
    cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, n, k, n, scale, map, n, v, n, keep, out, n);
}

static void swap_sides(bn_lyapunov *l)
{
    double *old = l->Q;
    l->Q = l->next;
    l->next = old;
}

bn_status bn_lyapunov_map(bn_lyapunov *lyapunov, const double *map)
{
    multiply(lyapunov, 1.0, map, lyapunov->Q, 0.0, lyapunov->next);
    swap_sides(lyapunov);
    return bn_lyapunov_stepped(lyapunov);
}

bn_status bn_lyapunov_flow(bn_lyapunov *lyapunov, const double *jacobians)
{
    static const double weight[4] = {1.0 / 6.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 6.0},
                        ahead[4] = {0.5, 0.5, 1.0, 0.0};
    const int64_t n = lyapunov->def.dimension, all = n * lyapunov->def.exponents;
    const double dt = lyapunov->def.dt;
    memcpy(lyapunov->next, lyapunov->Q, (size_t)all * sizeof(double));
    memcpy(lyapunov->stage, lyapunov->Q, (size_t)all * sizeof(double));
    for (int s = 0; s < 4; s++) {
        multiply(lyapunov, dt, jacobians + s * n * n, lyapunov->stage, 0.0, lyapunov->slope);
        for (int64_t i = 0; i < all; i++) {
            lyapunov->next[i] += weight[s] * lyapunov->slope[i];
            lyapunov->stage[i] = lyapunov->Q[i] + ahead[s] * lyapunov->slope[i];
        }
    }
    swap_sides(lyapunov);
    return bn_lyapunov_stepped(lyapunov);
}

double bn_lyapunov_kaplan_yorke(int64_t n, int64_t k, const double *exponents)
{
    double sum = 0.0;
    for (int64_t j = 0; j < k; j++) {
        if (sum + exponents[j] < 0.0) return (double)j + sum / fabs(exponents[j]);
        sum += exponents[j];
    }
    return k == n ? (double)n : NAN;
}

static double standard_error_of(const bn_lyapunov *l, int64_t i)
{
    const int64_t blocks = l->intervals / l->per_block, k = l->def.exponents;
    if (blocks < 4) return NAN;
    double mean = 0.0, squares = 0.0;
    for (int64_t b = 0; b < blocks; b++) mean += l->block_sum[b * k + i] / (double)blocks;
    for (int64_t b = 0; b < blocks; b++) squares += pow(l->block_sum[b * k + i] - mean, 2.0);
    const double block_time = (double)l->per_block * (double)l->def.every * l->def.dt;
    return sqrt(squares / (double)(blocks - 1) / (double)blocks) / block_time;
}

static void swap(double *a, double *b)
{
    const double kept = *a;
    *a = *b;
    *b = kept;
}

// By insertion: the directions found are nearly in order already.
static void sort_descending(int64_t k, double *exponents, double *standard_error, double *participation)
{
    for (int64_t i = 1; i < k; i++)
        for (int64_t j = i; j > 0 && exponents[j] > exponents[j - 1]; j--) {
            swap(&exponents[j], &exponents[j - 1]);
            swap(&standard_error[j], &standard_error[j - 1]);
            swap(&participation[j], &participation[j - 1]);
        }
}

/* Why the condition number is large. The exponents tell how far vectors part within an interval and a step: if
   a step alone does it, or an interval does it that the exponents don't explain, a shorter interval is no
   cure. */
static void find_cause(const bn_lyapunov *l, const double *exponents, bn_lyapunov_summary *summary)
{
    const double limit =
        l->by_differences ? BN_LYAPUNOV_MOST_CONDITION_BY_DIFFERENCES : BN_LYAPUNOV_MOST_CONDITION;
    if (!(summary->condition > limit)) return;
    const double spread = exponents[0] - exponents[l->def.exponents - 1]; // NaN or infinite: a zero in R
    const double most = log(limit);
    const double in_step = spread * l->def.dt, in_interval = in_step * (double)l->def.every;
    summary->too_long = l->def.every > 1 && in_step < most && in_interval >= 0.5 * most;
    summary->singular = !summary->too_long;
}

static bn_lyapunov_summary summary_of(const bn_lyapunov *l, const double *exponents)
{
    const int64_t n = l->def.dimension, k = l->def.exponents;
    bn_lyapunov_summary summary = {.time = (double)l->counted * l->def.dt,
                                   .intervals = l->intervals,
                                   .kaplan_yorke = bn_lyapunov_kaplan_yorke(n, k, exponents) +
                                                   (double)l->def.phases, // zeros change no sum
                                   .reaches_negative = k == n || exponents[k - 1] <= 0.0,
                                   .condition = l->worst_condition};
    for (int64_t i = 0; i < k; i++) {
        summary.sum += exponents[i];
        summary.entropy += fmax(exponents[i], 0.0);
    }
    find_cause(l, exponents, &summary);
    return summary;
}

bn_status bn_lyapunov_summarise(const bn_lyapunov *lyapunov, double *exponents, double *standard_error,
                                double *participation, bn_lyapunov_summary *summary)
{
    const bn_lyapunov_def *def = &lyapunov->def;
    if (lyapunov->intervals == 0)
        return bn_fault(
            BN_EINVAL,
            "no exponent yet: %lld steps were made; a transient of %lld and one interval of %lld were "
            "needed",
            (long long)lyapunov->steps, (long long)def->transient, (long long)def->every);
    for (int64_t i = 0; i < def->exponents; i++) {
        exponents[i] = lyapunov->sum[i] / ((double)lyapunov->counted * def->dt);
        standard_error[i] = standard_error_of(lyapunov, i);
        participation[i] = lyapunov->participation[i] / (double)lyapunov->intervals;
    }
    sort_descending(def->exponents, exponents, standard_error, participation);
    *summary = summary_of(lyapunov, exponents);
    return bn_ok();
}
