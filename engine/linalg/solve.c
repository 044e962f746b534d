/* Solve: what follows from the factorisation P L U. */
#include "engine/linalg/linalg.h"

#include "engine/linalg/job_internal.h"
#include "engine/linalg/lapack_internal.h"
#include "engine/linalg/right_internal.h"

#include <math.h>
#include <string.h>

// The factorisation in place; a zero pivot is a fault.
static bn_status factor(int n, double *a, int *pivots)
{
    int info = 0;
    const int leading = bn_job_leading(n);
    dgetrf_(&n, &n, a, &leading, pivots, &info);
    if (info == 0) return bn_ok();
    return bn_fault(BN_EINVAL, "the matrix is singular: pivot %d of %d is 0", info, n);
}

static bn_status run_solve(const bn_job *job, const bn_job_data *data)
{
    const int leading = bn_job_leading(job->n);
    int info = 0;
    BN_TRY(factor(job->n, data->in[0], data->integers));
    dgetrs_("N", &job->n, &job->k, data->in[0], &leading, data->integers, data->in[1], &leading, &info, 1);
    memcpy(data->out[0], data->in[1], (size_t)job->n * (size_t)job->k * sizeof(double));
    return bn_ok();
}

bn_status bn_linalg_solve(const bn_tensor *a, const bn_tensor *b, bn_tensor *x)
{
    BN_TRY(bn_linalg_check_square("a", a));
    BN_TRY(bn_right_check(b, bn_job_rows(a)));
    const int tail = bn_right_tail(b), columns = bn_right_columns(b);
    const int n = bn_job_rows(a);
    return bn_job_run(&(bn_job){
        .in = {{"a", a, 2, {0}}, {"b", b, tail, {0}}},
        .out = {{"x", x, tail, {n, columns}}},
        .ins = 2,
        .outs = 1,
        .m = n,
        .n = n,
        .k = columns,
        .integers = (size_t)n,
        .run = run_solve,
    });
}

static bn_status run_inverse(const bn_job *job, const bn_job_data *data)
{
    const int leading = bn_job_leading(job->n), work = (int)job->work;
    int info = 0;
    BN_TRY(factor(job->n, data->in[0], data->integers));
    dgetri_(&job->n, data->in[0], &leading, data->integers, data->work, &work, &info);
    memcpy(data->out[0], data->in[0], (size_t)job->n * (size_t)job->n * sizeof(double));
    return bn_ok();
}

bn_status bn_linalg_inverse(const bn_tensor *a, bn_tensor *inverse)
{
    BN_TRY(bn_linalg_check_square("a", a));
    const int n = bn_job_rows(a);
    return bn_job_run(&(bn_job){
        .in = {{"a", a, 2, {0}}},
        .out = {{"inverse", inverse, 2, {n, n}}},
        .ins = 1,
        .outs = 1,
        .m = n,
        .n = n,
        .work = 64 * (size_t)bn_job_leading(n),
        .integers = (size_t)n,
        .run = run_inverse,
    });
}

// The sign of the determinant, its logarithm, and the product of the pivots itself.
static bn_status run_determinant(const bn_job *job, const bn_job_data *data)
{
    double sign = 1.0, logarithm = 0.0, product = 1.0;
    const bool singular = factor(job->n, data->in[0], data->integers).code != BN_OK;
    for (int i = 0; i < job->n && !singular; i++) {
        const double pivot = data->in[0][(int64_t)i * (job->n + 1)];
        const bool swapped = data->integers[i] != i + 1;
        if (swapped != (pivot < 0.0)) sign = -sign;
        product *= swapped ? -pivot : pivot;
        logarithm += log(fabs(pivot));
    }
    if (job->outs == 1) {
        data->out[0][0] = singular ? 0.0 : product;
        return bn_ok();
    }
    data->out[0][0] = singular ? 0.0 : sign;
    data->out[1][0] = singular ? -INFINITY : logarithm;
    return bn_ok();
}

static bn_job determinant_job(const bn_tensor *a)
{
    const int n = bn_job_rows(a);
    return (bn_job){
        .in = {{"a", a, 2, {0}}}, .ins = 1, .m = n, .n = n, .integers = (size_t)n, .run = run_determinant};
}

bn_status bn_linalg_log_determinant(const bn_tensor *a, bn_tensor *sign, bn_tensor *logarithm)
{
    BN_TRY(bn_linalg_check_square("a", a));
    bn_job job = determinant_job(a);
    job.out[0] = (bn_operand){.name = "sign", .tensor = sign};
    job.out[1] = (bn_operand){.name = "logarithm", .tensor = logarithm};
    job.outs = 2;
    return bn_job_run(&job);
}

bn_status bn_linalg_determinant(const bn_tensor *a, bn_tensor *determinant)
{
    BN_TRY(bn_linalg_check_square("a", a));
    bn_job job = determinant_job(a);
    job.out[0] = (bn_operand){.name = "determinant", .tensor = determinant};
    job.outs = 1;
    return bn_job_run(&job);
}
