/* Factor: QR, Cholesky and singular values. LAPACK leaves two triangles in one matrix; they are taken apart
   here. */
#include "engine/linalg/linalg.h"

#include "engine/linalg/job_internal.h"
#include "engine/linalg/lapack_internal.h"
#include "engine/linalg/symmetric_internal.h"

#include "engine/tensor/tensor_view.h"

#include <math.h>
#include <string.h>

static int least(int a, int b)
{
    return a < b ? a : b;
}

// --- QR ----------------------------------------------------------------------------------------------

// a: m x n after dgeqrf; r: k x n, its upper triangle.
static void take_upper(int m, int n, int k, const double *a, double *r)
{
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < k; i++) r[j * k + i] = i <= j && i < m ? a[j * m + i] : 0.0;
}

static bn_status run_qr(const bn_job *job, const bn_job_data *data)
{
    const int smaller = least(job->m, job->n), leading = bn_job_leading(job->m);
    const int work = (int)job->work - bn_job_leading(smaller);
    double *factors = data->work + work;
    int info = 0;
    dgeqrf_(&job->m, &job->n, data->in[0], &leading, factors, data->work, &work, &info);
    take_upper(job->m, job->n, job->k, data->in[0], data->out[1]);
    memcpy(data->out[0], data->in[0], (size_t)job->m * (size_t)smaller * sizeof(double));
    dorgqr_(&job->m, &job->k, &smaller, data->out[0], &leading, factors, data->work, &work, &info);
    return bn_ok();
}

bn_status bn_linalg_qr(const bn_tensor *a, bn_tensor *q, bn_tensor *r)
{
    BN_TRY(bn_linalg_check_matrix("a", a));
    const int m = bn_job_rows(a), n = bn_job_columns(a), k = bn_job_columns(q);
    return bn_job_run(&(bn_job){
        .in = {{"a", a, 2, {0}}},
        .out = {{"q", q, 2, {m, k}}, {"r", r, 2, {k, n}}},
        .ins = 1,
        .outs = 2,
        .m = m,
        .n = n,
        .k = k,
        .work = 65 * (size_t)bn_job_leading(m > n ? m : n),
        .run = run_qr,
    });
}

// --- Cholesky ----------------------------------------------------------------------------------------

// flag: the matrix and its factor are worked on as their transposes.
static bn_status run_cholesky(const bn_job *job, const bn_job_data *data)
{
    const int64_t n = job->n;
    const int leading = bn_job_leading(job->n);
    double *matrix = data->in[0], *factor = data->out[0];
    int info = 0;
    BN_TRY(bn_check_symmetric(job->n, matrix, job->flag));
    dpotrf_(job->flag ? "U" : "L", &job->n, matrix, &leading, &info, 1);
    if (info > 0)
        return bn_fault(BN_EINVAL,
                        "the matrix is not positive definite: its leading minor of order %d is not", info);
    for (int64_t j = 0; j < n; j++) {
        const int64_t first = job->flag ? 0 : j, last = job->flag ? j : n - 1;
        memset(factor + j * n, 0, (size_t)n * sizeof *factor);
        memcpy(factor + j * n + first, matrix + j * n + first, (size_t)(last - first + 1) * sizeof *factor);
    }
    return bn_ok();
}

// Large matrices are worked on as they lie in row-major tensors: LAPACK's other triangle is faster for them, and there
// is nothing to turn.
bn_status bn_linalg_cholesky(const bn_tensor *a, bn_tensor *l)
{
    enum { LEAST_LARGE = 256 };
    BN_TRY(bn_linalg_check_square("a", a));
    const int n = bn_job_rows(a);
    const bool large = n >= LEAST_LARGE;
    bn_tensor mirrored, upper;
    BN_TRY(bn_tensor_transpose(a, a->dims - 2, a->dims - 1, &mirrored));
    BN_TRY(bn_tensor_transpose(l, l->dims - 2, l->dims - 1, &upper));
    return bn_job_run(&(bn_job){
        .in = {{"a", large ? &mirrored : a, 2, {0}}},
        .out = {{"l", large ? &upper : l, 2, {n, n}}},
        .ins = 1,
        .outs = 1,
        .m = n,
        .n = n,
        .flag = large,
        .run = run_cholesky,
    });
}

// --- singular values ---------------------------------------------------------------------------------

// What LAPACK is to compute: no vectors, those of the thin form, or all.
static const char *vectors_of(const bn_job *job)
{
    if (job->out[1].tensor == NULL) return "N";
    return job->flag ? "A" : "S";
}

// LAPACK's info; with count -1 only work[0] is written: the count it would like.
static int call_svd(const bn_job *job, const bn_job_data *data, double *work, int count)
{
    const int leading = bn_job_leading(job->m), leading_u = leading;
    const int leading_vt = bn_job_leading(job->flag ? job->n : least(job->m, job->n));
    int info = 0;
    dgesdd_(vectors_of(job), &job->m, &job->n, data->in[0], &leading, data->out[0], data->out[1], &leading_u,
            data->out[2], &leading_vt, work, &count, data->integers, &info, 1);
    return info;
}

// Vectors that belong to no singular value, of a matrix without rows or columns: the axes.
static void put_axes(int n, double *matrix)
{
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++) matrix[i * n + j] = i == j ? 1.0 : 0.0;
}

static bn_status run_svd(const bn_job *job, const bn_job_data *data)
{
    if (least(job->m, job->n) == 0) {
        if (job->flag) put_axes(job->m, data->out[1]);
        if (job->flag) put_axes(job->n, data->out[2]);
        return bn_ok();
    }
    if (call_svd(job, data, data->work, (int)job->work) == 0) return bn_ok();
    return bn_fault(BN_NOT_CONVERGED, "the singular values did not converge");
}

bn_status bn_linalg_svd(const bn_tensor *a, bn_tensor *u, bn_tensor *s, bn_tensor *vt)
{
    BN_TRY(bn_linalg_check_matrix("a", a));
    bn_job job = {
        .in = {{"a", a, 2, {0}}},
        .out = {{"s", s, 1, {0}}, {"u", u, 2, {0}}, {"vt", vt, 2, {0}}},
        .ins = 1,
        .outs = 3,
        .m = bn_job_rows(a),
        .n = bn_job_columns(a),
        .run = run_svd,
    };
    const int smaller = least(job.m, job.n);
    job.integers = 8 * (size_t)smaller;
    job.flag = u != NULL && (bn_job_columns(u) > smaller || bn_job_rows(vt) > smaller);
    memcpy(job.out[0].shape, (int64_t[2]){smaller}, sizeof job.out[0].shape);
    memcpy(job.out[1].shape, (int64_t[2]){job.m, job.flag ? job.m : smaller}, sizeof job.out[1].shape);
    memcpy(job.out[2].shape, (int64_t[2]){job.flag ? job.n : smaller, job.n}, sizeof job.out[2].shape);
    if (smaller > 0) {
        double wanted = 1.0;
        call_svd(&job, &(bn_job_data){0}, &wanted, -1);
        job.work = (size_t)wanted;
    }
    return bn_job_run(&job);
}
