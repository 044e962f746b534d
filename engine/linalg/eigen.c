/* Eigen: LAPACK's order of eigenvalues depends on its deflations, so those of general matrices are sorted,
   with their column as last key: the order is total and the same on every run. */
#include "engine/linalg/linalg.h"

#include "engine/linalg/job_internal.h"
#include "engine/linalg/lapack_internal.h"
#include "engine/linalg/symmetric_internal.h"

#include "engine/kernels/kernels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bn_status converged(int info)
{
    if (info == 0) return bn_ok();
    return bn_fault(BN_NOT_CONVERGED, "LAPACK's iteration stopped before converging (info %d)", info);
}

enum { TILE = 32 }; // two tiles of doubles fill half of a first-level cache

// --- symmetric matrices ------------------------------------------------------------------------------

// Whether the part of a tile below the diagonal is as its mirror image; else *i and *j are the row and column of an
// element that is not.
static bool tile_is_symmetric(int n, const double *matrix, int row, int column, double most, int *i, int *j)
{
    const int last_row = row + TILE < n ? row + TILE : n, last_column = column + TILE < n ? column + TILE : n;
    for (*j = column; *j < last_column; ++*j)
        for (*i = row > *j ? row : *j + 1; *i < last_row; ++*i)
            if (fabs(matrix[(int64_t)*j * n + *i] - matrix[(int64_t)*i * n + *j]) > most) return false;
    return true;
}

bn_status bn_check_symmetric(int n, const double *matrix, bool by_rows)
{
    const double most = bn_kernels_now()->greatest_magnitude((int64_t)n * n, matrix);
    for (int column = 0; column < n; column += TILE)
        for (int row = column; row < n; row += TILE) {
            int i, j;
            if (tile_is_symmetric(n, matrix, row, column, 1e-6 * most, &i, &j)) continue;
            const double below = matrix[(int64_t)j * n + i], above = matrix[(int64_t)i * n + j];
            return bn_fault(BN_EINVAL,
                            "the matrix has %g at (%d, %d) and %g mirrored; a symmetric one was needed",
                            by_rows ? above : below, i + 1, j + 1, by_rows ? below : above);
        }
    return bn_ok();
}

// With counts of -1 only the first elements of work and integers are written: the counts it would like.
static int call_symmetric(const bn_job *job, double *matrix, double *values, double *work, int count,
                          int *integers, int integer_count)
{
    const int leading = bn_job_leading(job->n);
    int info = 0;
    dsyevd_(job->out[1].tensor == NULL ? "N" : "V", "L", &job->n, matrix, &leading, values, work, &count,
            integers, &integer_count, &info, 1, 1);
    return info;
}

static bn_status run_symmetric(const bn_job *job, const bn_job_data *data)
{
    BN_TRY(bn_check_symmetric(job->n, data->in[0], false));
    BN_TRY(converged(call_symmetric(job, data->in[0], data->out[0], data->work, (int)job->work,
                                    data->integers, (int)job->integers)));
    if (data->out[1] != NULL)
        memcpy(data->out[1], data->in[0], (size_t)job->n * (size_t)job->n * sizeof(double));
    return bn_ok();
}

bn_status bn_linalg_symmetric_eigen(const bn_tensor *a, bn_tensor *values, bn_tensor *vectors)
{
    BN_TRY(bn_linalg_check_square("the matrix", a));
    const int n = bn_job_rows(a);
    bn_job job = {
        .in = {{"the matrix", a, 2, {0}}},
        .out = {{"values", values, 1, {n}}, {"vectors", vectors, 2, {n, n}}},
        .ins = 1,
        .outs = 2,
        .m = n,
        .n = n,
        .run = run_symmetric,
    };
    double work = 1.0;
    int integers = 1;
    call_symmetric(&job, NULL, NULL, &work, -1, &integers, -1);
    job.work = (size_t)work;
    job.integers = (size_t)integers;
    return bn_job_run(&job);
}

// --- general matrices --------------------------------------------------------------------------------

enum { REAL, IMAG, RIGHT_REAL, RIGHT_IMAG, LEFT_REAL, LEFT_IMAG };

typedef struct {
    double real, imag;
    int column; // of LAPACK's vectors
} eigenvalue;

// What dgeev writes, cut from the scratch.
typedef struct {
    double *real, *imag;  // N each
    double *right, *left; // N x N each, where wanted
    eigenvalue *sorted;   // N
    double *work;         // count
    int count;
} general;

static size_t general_size(const bn_job *job)
{
    const size_t n = (size_t)job->n, vectors = n * n;
    return 2 * n + (job->out[RIGHT_REAL].tensor != NULL ? vectors : 0) +
           (job->out[LEFT_REAL].tensor != NULL ? vectors : 0) + n * sizeof(eigenvalue) / sizeof(double);
}

static general general_of(const bn_job *job, double *scratch)
{
    const size_t n = (size_t)job->n;
    general g = {.real = scratch, .imag = scratch + n};
    double *next = scratch + 2 * n;
    if (job->out[RIGHT_REAL].tensor != NULL) {
        g.right = next;
        next += n * n;
    }
    if (job->out[LEFT_REAL].tensor != NULL) {
        g.left = next;
        next += n * n;
    }
    g.sorted = (eigenvalue *)next;
    g.work = scratch + general_size(job);
    g.count = (int)(job->work - general_size(job));
    return g;
}

// LAPACK's info; with count -1 only work[0] is written: the count it would like.
static int call_general(const bn_job *job, double *matrix, const general *g, double *work, int count)
{
    const int leading = bn_job_leading(job->n);
    int info = 0;
    dgeev_(job->out[LEFT_REAL].tensor == NULL ? "N" : "V", job->out[RIGHT_REAL].tensor == NULL ? "N" : "V",
           &job->n, matrix, &leading, g->real, g->imag, g->left, &leading, g->right, &leading, work, &count,
           &info, 1, 1);
    return info;
}

static int by_real_then_imag(const void *left, const void *right)
{
    const eigenvalue *a = left;
    const eigenvalue *b = right;
    if (a->real != b->real) return a->real < b->real ? -1 : 1;
    if (a->imag != b->imag) return a->imag < b->imag ? -1 : 1;
    return a->column - b->column;
}

static void sort_values(const bn_job *job, const general *g, double *real, double *imag)
{
    for (int k = 0; k < job->n; k++)
        g->sorted[k] = (eigenvalue){.real = g->real[k], .imag = g->imag[k], .column = k};
    qsort(g->sorted, (size_t)job->n, sizeof *g->sorted, by_real_then_imag);
    for (int k = 0; k < job->n; k++) {
        real[k] = g->sorted[k].real;
        imag[k] = g->sorted[k].imag;
    }
}

// LAPACK keeps a conjugate pair in two columns: the real parts, then the imaginary parts of the one with imag
// > 0.
static void sort_vectors(const bn_job *job, const general *g, const double *vectors, double *real,
                         double *imag)
{
    const int64_t n = job->n;
    for (int64_t k = 0; k < n; k++) {
        const double value = g->sorted[k].imag;
        const double sign = value < 0 ? -1.0 : 1.0;
        const double *real_column = vectors + n * (g->sorted[k].column - (value < 0));
        const double *imag_column = real_column + (value == 0 ? 0 : n);
        for (int64_t i = 0; i < n; i++) {
            real[k * n + i] = real_column[i];
            imag[k * n + i] = value == 0 ? 0.0 : sign * imag_column[i];
        }
    }
}

static bn_status run_general(const bn_job *job, const bn_job_data *data)
{
    const general g = general_of(job, data->work);
    BN_TRY(converged(call_general(job, data->in[0], &g, g.work, g.count)));
    sort_values(job, &g, data->out[REAL], data->out[IMAG]);
    if (g.right != NULL) sort_vectors(job, &g, g.right, data->out[RIGHT_REAL], data->out[RIGHT_IMAG]);
    if (g.left != NULL) sort_vectors(job, &g, g.left, data->out[LEFT_REAL], data->out[LEFT_IMAG]);
    return bn_ok();
}

static bn_operand vectors_of(const char *name, int n, bn_tensor *tensor)
{
    return (bn_operand){.name = name, .tensor = tensor, .tail = 2, .shape = {n, n}};
}

bn_status bn_linalg_eigen(const bn_tensor *a, bn_tensor *real, bn_tensor *imag, const bn_complex_pair *right,
                          const bn_complex_pair *left)
{
    BN_TRY(bn_linalg_check_square("the matrix", a));
    const int n = bn_job_rows(a);
    bn_job job = {
        .in = {{"the matrix", a, 2, {0}}},
        .out = {[REAL] = {"real", real, 1, {n}}, [IMAG] = {"imag", imag, 1, {n}}},
        .ins = 1,
        .outs = BN_JOB_OUTPUTS,
        .m = n,
        .n = n,
        .run = run_general,
    };
    job.out[RIGHT_REAL] = vectors_of("right real", n, right == NULL ? NULL : right->real);
    job.out[RIGHT_IMAG] = vectors_of("right imag", n, right == NULL ? NULL : right->imag);
    job.out[LEFT_REAL] = vectors_of("left real", n, left == NULL ? NULL : left->real);
    job.out[LEFT_IMAG] = vectors_of("left imag", n, left == NULL ? NULL : left->imag);
    double work = 1.0;
    call_general(&job, NULL, &(general){0}, &work, -1);
    job.work = general_size(&job) + (size_t)work;
    return bn_job_run(&job);
}

// --- the Schur form ----------------------------------------------------------------------------------

static int call_schur(const bn_job *job, double *matrix, double *vectors, double *values, double *work,
                      int count)
{
    const int leading = bn_job_leading(job->n);
    int info = 0, sorted = 0, unused = 0;
    dgees_("V", "N", NULL, &job->n, matrix, &leading, &sorted, values,
           values == NULL ? NULL : values + job->n, vectors, &leading, work, &count, &unused, &info, 1, 1);
    return info;
}

static bn_status run_schur(const bn_job *job, const bn_job_data *data)
{
    const int values = 2 * job->n;
    BN_TRY(converged(call_schur(job, data->in[0], data->out[1], data->work, data->work + values,
                                (int)job->work - values)));
    memcpy(data->out[0], data->in[0], (size_t)job->n * (size_t)job->n * sizeof(double));
    return bn_ok();
}

bn_status bn_linalg_schur(const bn_tensor *a, bn_tensor *t, bn_tensor *z)
{
    BN_TRY(bn_linalg_check_square("the matrix", a));
    const int n = bn_job_rows(a);
    bn_job job = {
        .in = {{"the matrix", a, 2, {0}}},
        .out = {{"t", t, 2, {n, n}}, {"z", z, 2, {n, n}}},
        .ins = 1,
        .outs = 2,
        .m = n,
        .n = n,
        .run = run_schur,
    };
    double work = 1.0;
    call_schur(&job, NULL, NULL, NULL, &work, -1);
    job.work = 2 * (size_t)n + (size_t)work;
    return bn_job_run(&job);
}
