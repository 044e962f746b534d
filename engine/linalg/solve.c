/* Solve: what follows from the factorisation P L U. Equations are scaled first, rows and then columns by powers of
   two, so that a condition number is that of the equations and not of their units (Golub and Van Loan 2013,
   section 3.5.2). */
#include "engine/linalg/linalg.h"

#include "engine/linalg/job_internal.h"
#include "engine/linalg/lapack_internal.h"
#include "engine/linalg/right_internal.h"

#include "engine/kernels/kernels.h"

#include <float.h>
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

// The power of two by which numbers of that magnitude come to lie around 1.
static double scale_for(double most)
{
    int exponent = 0;
    frexp(most, &exponent);
    if (exponent < -1000) exponent = -1000;
    if (exponent > 1000) exponent = 1000;
    return ldexp(1.0, -exponent);
}

static void multiply(int n, double *line, int64_t step, double factor)
{
    for (int64_t i = 0; i < n; i++) line[i * step] *= factor;
}

static void scale_rows(int64_t n, double *a, double *scales)
{
    for (int64_t i = 0; i < n; i++) scales[i] = 0.0;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++) {
            const double magnitude = fabs(a[j * n + i]);
            scales[i] = magnitude > scales[i] ? magnitude : scales[i];
        }
    for (int64_t i = 0; i < n; i++) scales[i] = scale_for(scales[i]);
    for (int64_t j = 0; j < n; j++) bn_kernels_now()->multiply(n, a + j * n, scales, a + j * n);
}

static void scale_columns(int64_t n, double *a, double *scales)
{
    for (int64_t j = 0; j < n; j++) {
        scales[j] = scale_for(bn_kernels_now()->greatest_magnitude(n, a + j * n));
        multiply((int)n, a + j * n, 1, scales[j]);
    }
}

// a: n x n. scales: of n rows, then of n columns; the scaled matrix replaces it.
static void scale_equations(int64_t n, double *a, double *scales)
{
    scale_rows(n, a, scales);
    scale_columns(n, a, scales + n);
}

// The largest sum of a column. work: n
static double norm_of(int64_t n, const double *a, double *work)
{
    double norm = 0.0;
    for (int64_t j = 0; j < n; j++) {
        bn_kernels_now()->absolute(n, a + j * n, work);
        norm = fmax(norm, bn_kernels_now()->plain_sum(n, work));
    }
    return norm;
}

// The scaled factorisation, of a matrix that is not singular up to rounding. integers: 2 n; work: 6 n, of which the
// first 2 n are the scales.
static bn_status factor_scaled(int n, double *a, int *integers, double *work)
{
    const int leading = bn_job_leading(n);
    int info = 0;
    double rcond = 1.0;
    scale_equations(n, a, work);
    const double norm = norm_of(n, a, work + 2 * n);
    BN_TRY(factor(n, a, integers));
    if (n > 0) dgecon_("1", &n, a, &leading, &norm, &rcond, work + 2 * n, integers + n, &info, 1);
    if (rcond >= DBL_EPSILON) return bn_ok();
    return bn_fault(
        BN_EINVAL,
        "the matrix is singular up to rounding: the reciprocal of its condition number is %.2g, where "
        "%.2g was needed; lstsq and pinv answer for such a matrix",
        rcond, DBL_EPSILON);
}

static bn_status check_size(const char *name, int64_t count, const double *numbers)
{
    if (isfinite(bn_kernels_now()->greatest_magnitude(count, numbers))) return bn_ok();
    return bn_fault(BN_NOT_FINITE, "a number of %s is too large for a double", name);
}

static bn_status run_solve(const bn_job *job, const bn_job_data *data)
{
    const int leading = bn_job_leading(job->n);
    const int64_t n = job->n, k = job->k;
    const double *b = data->in[1];
    double *x = data->out[0];
    int info = 0;
    BN_TRY(factor_scaled(job->n, data->in[0], data->integers, data->work));
    for (int64_t j = 0; j < k; j++) bn_kernels_now()->multiply(n, b + j * n, data->work, x + j * n);
    dgetrs_("N", &job->n, &job->k, data->in[0], &leading, data->integers, x, &leading, &info, 1);
    for (int64_t j = 0; j < k; j++) bn_kernels_now()->multiply(n, x + j * n, data->work + n, x + j * n);
    return check_size("the solution", n * k, x);
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
        .work = 6 * (size_t)n,
        .integers = 2 * (size_t)n,
        .run = run_solve,
    });
}

static bn_status run_inverse(const bn_job *job, const bn_job_data *data)
{
    const int n = job->n, leading = bn_job_leading(n), work = (int)job->work - 2 * n;
    double *a = data->in[0];
    int info = 0;
    BN_TRY(factor_scaled(n, a, data->integers, data->work));
    dgetri_(&n, a, &leading, data->integers, data->work + 2 * n, &work, &info);
    for (int64_t i = 0; i < n; i++) { // rows of the inverse belong to columns of the matrix
        multiply(n, a + i, n, data->work[n + i]);
        multiply(n, a + i * n, 1, data->work[i]);
    }
    memcpy(data->out[0], a, (size_t)n * (size_t)n * sizeof(double));
    return check_size("the inverse", (int64_t)n * n, a);
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
        .work = 66 * (size_t)bn_job_leading(n),
        .integers = 2 * (size_t)n,
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
