/* Least squares: by singular values (dgelsd), which destroys both sides, so that residuals are taken from
   copies. */
#include "engine/linalg/linalg.h"

#include "engine/base/blas.h"
#include "engine/linalg/job_internal.h"
#include "engine/linalg/lapack_internal.h"
#include "engine/linalg/right_internal.h"

#include <string.h>

int bn_right_tail(const bn_tensor *b)
{
    return b->dims == 1 ? 1 : 2;
}

int bn_right_columns(const bn_tensor *b)
{
    return b->dims == 1 ? 1 : bn_job_columns(b);
}

bn_status bn_right_check(const bn_tensor *b, int rows)
{
    char shape[96];
    if (b->dims >= 1 && b->shape[b->dims - bn_right_tail(b)] == rows) return bn_ok();
    return bn_fault(BN_EINVAL, "b has shape %s; a matrix or vector of %d rows was needed",
                    bn_tensor_shape_text(b, shape, sizeof shape), rows);
}

enum { X, RANK, S, RESIDUALS };

// residuals[j] = |a x - b|^2 of column j. b becomes b - a x.
static void take_residuals(const bn_job *job, const double *a, const double *x, double *b, double *residuals)
{
    const blasint m = job->m, n = job->n, k = job->k;
    if (m > 0 && n > 0 && k > 0)
        cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, m, k, n, -1.0, a, m, x, n, 1.0, b, m);
    for (int64_t j = 0; j < k; j++) {
        residuals[j] = 0.0;
        for (int64_t i = 0; i < m; i++) residuals[j] += b[j * m + i] * b[j * m + i];
    }
}

// The parts of the scratch, one after another.
typedef struct {
    double *a;     // m x n: a copy
    double *right; // leading_b x k: b, then x
    double *work;
    int count;
} parts;

static parts parts_of(const bn_job *job, double *scratch)
{
    const size_t a = (size_t)job->m * (size_t)job->n;
    const size_t right = (size_t)bn_job_leading(job->m > job->n ? job->m : job->n) * (size_t)job->k;
    return (parts){.a = scratch,
                   .right = scratch + a,
                   .work = scratch + a + right,
                   .count = (int)(job->work - a - right)};
}

static bn_status run_least_squares(const bn_job *job, const bn_job_data *data)
{
    const int64_t m = job->m, n = job->n, k = job->k;
    const int leading_a = bn_job_leading(job->m),
              leading_b = bn_job_leading(job->m > job->n ? job->m : job->n);
    const parts p = parts_of(job, data->work);
    int rank = 0, info = 0;
    memcpy(p.a, data->in[0], (size_t)(m * n) * sizeof *p.a);
    memset(p.right, 0, (size_t)(leading_b * k) * sizeof *p.right);
    for (int64_t j = 0; j < k; j++)
        memcpy(p.right + j * leading_b, data->in[1] + j * m, (size_t)m * sizeof *p.right);
    if (m > 0 && n > 0)
        dgelsd_(&job->m, &job->n, &job->k, data->in[0], &leading_a, p.right, &leading_b, data->out[S],
                &job->number, &rank, p.work, &p.count, data->integers, &info);
    if (info != 0) return bn_fault(BN_NOT_CONVERGED, "the singular values of a did not converge");
    for (int64_t j = 0; j < k; j++)
        memcpy(data->out[X] + j * n, p.right + j * leading_b, (size_t)n * sizeof *p.right);
    data->out[RANK][0] = rank;
    take_residuals(job, p.a, data->out[X], data->in[1], data->out[RESIDUALS]);
    return bn_ok();
}

// The doubles that dgelsd wants; *integers is the count of ints.
static size_t wanted_work(int m, int n, int k, size_t *integers)
{
    const int leading_a = bn_job_leading(m), leading_b = bn_job_leading(m > n ? m : n), query = -1;
    const double rcond = 0.0;
    double work = 1.0;
    int wanted = 1, rank, info = 0;
    dgelsd_(&m, &n, &k, NULL, &leading_a, NULL, &leading_b, NULL, &rcond, &rank, &work, &query, &wanted,
            &info);
    *integers = (size_t)wanted;
    return (size_t)work;
}

bn_status bn_linalg_least_squares(const bn_tensor *a, const bn_tensor *b, double rcond,
                                  const bn_least_squares *result)
{
    BN_TRY(bn_linalg_check_matrix("a", a));
    BN_TRY(bn_right_check(b, bn_job_rows(a)));
    if (!(rcond >= 0.0)) return bn_fault(BN_EINVAL, "rcond is %g; a number of at least 0 was needed", rcond);
    const int m = bn_job_rows(a), n = bn_job_columns(a), tail = bn_right_tail(b), k = bn_right_columns(b);
    bn_job job = {
        .in = {{"a", a, 2, {0}}, {"b", b, tail, {0}}},
        .out = {[X] = {"x", result->x, tail, {n, k}},
                [RANK] = {"rank", result->rank, 0, {0}},
                [S] = {"s", result->s, 1, {m < n ? m : n}},
                [RESIDUALS] = {"residuals", result->residuals, tail - 1, {k}}},
        .ins = 2,
        .outs = 4,
        .m = m,
        .n = n,
        .k = k,
        .number = rcond,
        .run = run_least_squares,
    };
    job.work = (size_t)m * (size_t)n + (size_t)bn_job_leading(m > n ? m : n) * (size_t)k +
               wanted_work(m, n, k, &job.integers);
    return bn_job_run(&job);
}
