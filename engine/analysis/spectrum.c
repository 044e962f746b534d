/* Spectrum: the matrix is copied into column-major doubles, checked on the way, and handed to LAPACK; each
   routine is asked first how much workspace it wants. LAPACK's order depends on its deflations, so values are
   sorted with their column as last key: the order is total and the same on every run. */
#include "engine/analysis/spectrum.h"

#include "common/memory.h"
#include "engine/base/blas.h"
#include "engine/tensor/tensor_copy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bn_status check_matrix(const bn_tensor *matrix)
{
    char shape[64];
    if (matrix->dims != 2)
        return bn_fault(BN_EINVAL, "the tensor has shape %s; a matrix was needed",
                        bn_tensor_shape_text(matrix, shape, sizeof shape));
    if (matrix->shape[0] > BN_SPECTRUM_MOST || matrix->shape[1] > BN_SPECTRUM_MOST)
        return bn_fault(BN_EINVAL, "the matrix is %s; at most %d rows and columns are possible",
                        bn_tensor_shape_text(matrix, shape, sizeof shape), BN_SPECTRUM_MOST);
    return bn_ok();
}

static bn_status check_square(const bn_tensor *matrix)
{
    char shape[64];
    BN_TRY(check_matrix(matrix));
    if (matrix->shape[0] != matrix->shape[1])
        return bn_fault(BN_EINVAL, "the matrix is %s; a square matrix was needed",
                        bn_tensor_shape_text(matrix, shape, sizeof shape));
    return bn_ok();
}

static bn_status check_output(const char *name, const bn_tensor *output, int dims, int64_t extent)
{
    bool fits = output->dims == dims;
    for (int d = 0; fits && d < dims; d++) fits = output->shape[d] == extent;
    if (fits) return bn_ok();
    char shape[64];
    return bn_fault(BN_EINVAL, "%s has shape %s; %d dimension%s of extent %lld were needed", name,
                    bn_tensor_shape_text(output, shape, sizeof shape), dims, dims == 1 ? "" : "s",
                    (long long)extent);
}

// columns: the matrix, column-major
static bn_status load(const bn_tensor *matrix, double *columns)
{
    const int64_t rows = matrix->shape[0];
    bn_tensor copy = {.dtype = BN_F64, .dims = 2, .stride = {1, rows > 0 ? rows : 1}, .data = columns};
    memcpy(copy.shape, matrix->shape, sizeof copy.shape);
    BN_TRY(bn_tensor_copy(matrix, &copy));
    for (int64_t k = 0; k < bn_tensor_count(matrix); k++)
        if (!isfinite(columns[k]))
            return bn_fault(BN_NOT_FINITE, "the matrix has %g at (%lld, %lld); finite numbers were needed",
                            columns[k], (long long)(k % rows + 1), (long long)(k / rows + 1));
    return bn_ok();
}

static int least(int64_t a, int64_t b)
{
    return (int)(a < b ? a : b);
}

// --- LAPACK --------------------------------------------------------------------------------------

typedef enum { GENERAL_VALUES, GENERAL_VECTORS, SYMMETRIC_VALUES, SINGULAR_VALUES } problem;

typedef struct {
    double real, imag;
    int column; // of scratch.vectors
} eigenvalue;

typedef struct {
    void *block; // all of the below, to be freed
    int rows, columns;
    int leading;        // dimension of matrix and vectors, at least 1 as LAPACK wants it
    double *matrix;     // rows x columns, column-major; destroyed
    double *values;     // min(rows, columns): real parts, where the eigenvalues are complex
    double *imag;       // rows
    double *vectors;    // rows x rows, column-major; NULL unless wanted
    double *work;       // work_count
    int *integer_work;  // 8 min(rows, columns)
    eigenvalue *sorted; // rows
} scratch;

static scratch lay_out(bn_arena *arena, problem what, const bn_tensor *matrix, int work_count)
{
    scratch s = {.block = arena->base, .rows = (int)matrix->shape[0], .columns = (int)matrix->shape[1]};
    s.leading = s.rows > 0 ? s.rows : 1;
    const size_t rows = (size_t)s.rows;
    const size_t smaller = (size_t)least(s.rows, s.columns);
    s.matrix = bn_arena_take(arena, rows * (size_t)s.columns, sizeof(double));
    s.values = bn_arena_take(arena, smaller, sizeof(double));
    s.imag = bn_arena_take(arena, rows, sizeof(double));
    if (what == GENERAL_VECTORS) s.vectors = bn_arena_take(arena, rows * rows, sizeof(double));
    s.work = bn_arena_take(arena, (size_t)work_count, sizeof(double));
    s.integer_work = bn_arena_take(arena, 8 * smaller, sizeof(int));
    s.sorted = bn_arena_take(arena, rows, sizeof(eigenvalue));
    return s;
}

// LAPACK's info; with work_count -1 only work[0] is written: the count it would like.
static int run(problem what, const scratch *s, double *work, int work_count)
{
    static const int one = 1;
    int info = 0;
    switch (what) {
    case GENERAL_VALUES:
        dgeev_("N", "N", &s->rows, s->matrix, &s->leading, s->values, s->imag, NULL, &one, NULL, &one, work,
               &work_count, &info, 1, 1);
        break;
    case GENERAL_VECTORS:
        dgeev_("N", "V", &s->rows, s->matrix, &s->leading, s->values, s->imag, NULL, &one, s->vectors,
               &s->leading, work, &work_count, &info, 1, 1);
        break;
    case SYMMETRIC_VALUES:
        dsyev_("N", "L", &s->rows, s->matrix, &s->leading, s->values, work, &work_count, &info, 1, 1);
        break;
    case SINGULAR_VALUES:
        dgesdd_("N", &s->rows, &s->columns, s->matrix, &s->leading, s->values, NULL, &one, NULL, &one, work,
                &work_count, s->integer_work, &info, 1);
        break;
    }
    return info;
}

static bn_status allocate(problem what, const bn_tensor *matrix, scratch *s, int *work_count)
{
    bn_arena ruler = bn_arena_measure();
    const scratch shape_only = lay_out(&ruler, what, matrix, 0);
    double wanted = 0;
    run(what, &shape_only, &wanted, -1);
    *work_count = (int)wanted;

    ruler = bn_arena_measure();
    lay_out(&ruler, what, matrix, *work_count);
    void *block = bn_memory_allocate(ruler.used, 1);
    if (block == NULL)
        return bn_fault(BN_ENOMEM, "no memory for the spectrum of a matrix of %lld x %lld (%zu bytes)",
                        (long long)matrix->shape[0], (long long)matrix->shape[1], ruler.used);
    bn_arena arena = bn_arena_over(block);
    *s = lay_out(&arena, what, matrix, *work_count);
    return bn_ok();
}

static bn_status check_symmetric(const scratch *s)
{
    const int n = s->rows;
    double most = 0;
    for (int64_t k = 0; k < (int64_t)n * n; k++) most = fmax(most, fabs(s->matrix[k]));
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = j + 1; i < n; i++) {
            const double below = s->matrix[j * n + i];
            const double above = s->matrix[i * n + j];
            if (fabs(below - above) > 1e-6 * most)
                return bn_fault(
                    BN_EINVAL,
                    "the matrix has %g at (%lld, %lld) and %g mirrored; a symmetric one was needed", below,
                    (long long)i + 1, (long long)j + 1, above);
        }
    return bn_ok();
}

static bn_status solve_in(problem what, const bn_tensor *matrix, const scratch *s, int work_count)
{
    BN_TRY(load(matrix, s->matrix));
    if (what == SYMMETRIC_VALUES) BN_TRY(check_symmetric(s));
    const int info = run(what, s, s->work, work_count);
    if (info != 0) return bn_fault(BN_NOT_CONVERGED, "LAPACK stopped before converging (info %d)", info);
    return bn_ok();
}

// On success the caller frees s->block.
static bn_status solve(problem what, const bn_tensor *matrix, scratch *s)
{
    int work_count = 0;
    bn_blas_prepare();
    BN_TRY(allocate(what, matrix, s, &work_count));
    const bn_status status = solve_in(what, matrix, s, work_count);
    if (status.code != BN_OK) bn_memory_free(s->block);
    return status;
}

// --- general matrices ----------------------------------------------------------------------------

static int by_real_then_imag(const void *left, const void *right)
{
    const eigenvalue *a = left;
    const eigenvalue *b = right;
    if (a->real != b->real) return a->real < b->real ? -1 : 1;
    if (a->imag != b->imag) return a->imag < b->imag ? -1 : 1;
    return a->column - b->column;
}

static void write_sorted(const scratch *s, bn_tensor *real, bn_tensor *imag)
{
    for (int k = 0; k < s->rows; k++)
        s->sorted[k] = (eigenvalue){.real = s->values[k], .imag = s->imag[k], .column = k};
    qsort(s->sorted, (size_t)s->rows, sizeof *s->sorted, by_real_then_imag);
    for (int64_t k = 0; k < s->rows; k++) {
        bn_tensor_set(real, &k, s->sorted[k].real);
        bn_tensor_set(imag, &k, s->sorted[k].imag);
    }
}

// LAPACK keeps a conjugate pair in two columns: the real parts, then the imaginary parts of the one with imag
// > 0.
static void write_vectors(const scratch *s, bn_tensor *vectors_real, bn_tensor *vectors_imag)
{
    const int64_t n = s->rows;
    for (int64_t k = 0; k < n; k++) {
        const double imag = s->sorted[k].imag;
        const double sign = imag < 0 ? -1.0 : 1.0;
        const double *real_column = s->vectors + n * (s->sorted[k].column - (imag < 0));
        const double *imag_column = real_column + (imag == 0 ? 0 : n);
        for (int64_t i = 0; i < n; i++) {
            bn_tensor_set(vectors_real, (int64_t[]){i, k}, real_column[i]);
            bn_tensor_set(vectors_imag, (int64_t[]){i, k}, imag == 0 ? 0.0 : sign * imag_column[i]);
        }
    }
}

static bn_status check_general(const bn_tensor *matrix, const bn_tensor *real, const bn_tensor *imag)
{
    BN_TRY(check_square(matrix));
    BN_TRY(check_output("real", real, 1, matrix->shape[0]));
    return check_output("imag", imag, 1, matrix->shape[0]);
}

bn_status bn_spectrum_eigenvalues(const bn_tensor *matrix, bn_tensor *real, bn_tensor *imag)
{
    BN_TRY(check_general(matrix, real, imag));
    scratch s;
    BN_TRY(solve(GENERAL_VALUES, matrix, &s));
    write_sorted(&s, real, imag);
    bn_memory_free(s.block);
    return bn_ok();
}

bn_status bn_spectrum_eigenvectors(const bn_tensor *matrix, bn_tensor *real, bn_tensor *imag,
                                   bn_tensor *vectors_real, bn_tensor *vectors_imag)
{
    BN_TRY(check_general(matrix, real, imag));
    BN_TRY(check_output("vectors_real", vectors_real, 2, matrix->shape[0]));
    BN_TRY(check_output("vectors_imag", vectors_imag, 2, matrix->shape[0]));
    scratch s;
    BN_TRY(solve(GENERAL_VECTORS, matrix, &s));
    write_sorted(&s, real, imag);
    write_vectors(&s, vectors_real, vectors_imag);
    bn_memory_free(s.block);
    return bn_ok();
}

// --- real values ---------------------------------------------------------------------------------

static bn_status solve_real(problem what, const bn_tensor *matrix, bn_tensor *values)
{
    scratch s;
    BN_TRY(solve(what, matrix, &s));
    for (int64_t k = 0; k < values->shape[0]; k++) bn_tensor_set(values, &k, s.values[k]);
    bn_memory_free(s.block);
    return bn_ok();
}

bn_status bn_spectrum_symmetric(const bn_tensor *matrix, bn_tensor *values)
{
    BN_TRY(check_square(matrix));
    BN_TRY(check_output("values", values, 1, matrix->shape[0]));
    return solve_real(SYMMETRIC_VALUES, matrix, values);
}

bn_status bn_spectrum_singular(const bn_tensor *matrix, bn_tensor *values)
{
    BN_TRY(check_matrix(matrix));
    BN_TRY(check_output("values", values, 1, least(matrix->shape[0], matrix->shape[1])));
    return solve_real(SINGULAR_VALUES, matrix, values);
}
