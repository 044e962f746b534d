/* The matrix product: each operand is brought into one of BLAS's two layouts (rows or columns dense, any
   leading distance) by reading its strides; only where neither fits, or the dtype differs, is it copied. A
   product whose output lies column by column is computed as out' = b' a'. Stacks are looped over. */
#include "engine/tensor/tensor_product.h"

#include "common/memory.h"
#include "engine/base/blas.h"
#include "engine/tensor/tensor_copy.h"
#include "engine/tensor/tensor_view.h"

#include <limits.h>
#include <stdbool.h>

/* A matrix as BLAS takes it: row-major with `lead` elements from row to row, or the
   transpose of such a one. */
typedef struct {
    const void *data;
    bool transposed;
    int lead;
    void *scratch; // owned; NULL where the operand is used as it lies
} operand;

static bn_status too_small(const bn_tensor *a, const bn_tensor *b)
{
    char left[96], right[96];
    return bn_fault(BN_EINVAL, "shapes %s and %s: a matrix product needs vectors or matrices",
                    bn_tensor_shape_text(a, left, sizeof left), bn_tensor_shape_text(b, right, sizeof right));
}

static bn_status inner_differ(const bn_tensor *a, const bn_tensor *b, int64_t in_a, int64_t in_b)
{
    char left[96], right[96];
    return bn_fault(BN_EINVAL, "shapes %s and %s do not multiply: the inner extents are %lld and %lld",
                    bn_tensor_shape_text(a, left, sizeof left), bn_tensor_shape_text(b, right, sizeof right),
                    (long long)in_a, (long long)in_b);
}

/* a as a stack of rows x inner and b as a stack of inner x columns: a vector is one row or one column. */
static bn_status as_matrices(const bn_tensor *a, const bn_tensor *b, bn_tensor *left, bn_tensor *right)
{
    if (a->dims == 0 || b->dims == 0) return too_small(a, b);
    *left = *a;
    *right = *b;
    if (a->dims == 1) BN_TRY(bn_tensor_insert_dim(a, 0, left));
    if (b->dims == 1) BN_TRY(bn_tensor_insert_dim(b, 1, right));
    const int64_t in_a = left->shape[left->dims - 1];
    const int64_t in_b = right->shape[right->dims - 2];
    return in_a == in_b ? bn_ok() : inner_differ(a, b, in_a, in_b);
}

/* The leading dimensions, those before the matrix. */
static bn_tensor stack_of(const bn_tensor *matrices)
{
    bn_tensor stack = *matrices;
    stack.dims -= 2;
    return stack;
}

/* The shape of the product with both of its matrix dimensions. */
static bn_status full_shape(const bn_tensor *left, const bn_tensor *right, int *dims, int64_t *shape)
{
    const bn_tensor left_stack = stack_of(left);
    const bn_tensor right_stack = stack_of(right);
    BN_TRY(bn_tensor_common_shape(&left_stack, &right_stack, dims, shape));
    shape[(*dims)++] = left->shape[left->dims - 2];
    shape[(*dims)++] = right->shape[right->dims - 1];
    return bn_ok();
}

bn_status bn_tensor_matmul_shape(const bn_tensor *a, const bn_tensor *b, int *dims, int64_t *shape)
{
    bn_tensor left, right;
    BN_TRY(as_matrices(a, b, &left, &right));
    BN_TRY(full_shape(&left, &right, dims, shape));
    if (b->dims == 1) (*dims)--;
    if (a->dims == 1) {
        if (b->dims > 1) shape[*dims - 2] = shape[*dims - 1];
        (*dims)--;
    }
    return bn_ok();
}

static bool dense_rows(int64_t rows, int64_t columns, int64_t row_stride, int64_t column_stride)
{
    const int64_t least = columns > 1 ? columns : 1;
    return (columns == 1 || column_stride == 1) &&
           (rows == 1 || (row_stride >= least && row_stride <= INT_MAX));
}

static int lead_of(int64_t rows, int64_t columns, int64_t row_stride)
{
    if (rows > 1) return (int)row_stride;
    return columns > 1 ? (int)columns : 1;
}

/* Describes a matrix of the dtype BLAS will work in when its strides allow; false otherwise. */
static bool as_it_lies(const bn_tensor *m, operand *o)
{
    const int64_t rows = m->shape[0], columns = m->shape[1];
    *o = (operand){.data = m->data};
    if (dense_rows(rows, columns, m->stride[0], m->stride[1])) {
        o->lead = lead_of(rows, columns, m->stride[0]);
        return true;
    }
    o->transposed = true;
    o->lead = lead_of(columns, rows, m->stride[1]);
    return dense_rows(columns, rows, m->stride[1], m->stride[0]);
}

static bn_status bring(const bn_tensor *matrix, bn_dtype dtype, operand *o)
{
    if (matrix->dtype == dtype && as_it_lies(matrix, o)) return bn_ok();
    bn_tensor copy;
    BN_TRY(bn_tensor_duplicate(matrix, dtype, &copy));
    as_it_lies(&copy, o);
    o->scratch = copy.data;
    return bn_ok();
}

static CBLAS_TRANSPOSE turned(const operand *o, bool flip)
{
    return o->transposed != flip ? CblasTrans : CblasNoTrans;
}

/* The distance between the elements of an operand that is a single column, or a single row. */
static int column_step(const operand *o)
{
    return o->transposed ? 1 : o->lead;
}

static int row_step(const operand *o)
{
    return o->transposed ? o->lead : 1;
}

/* y = m x, or m' x when `flip`; m is rows x columns before that. */
static void matrix_vector(bn_dtype dtype, const operand *m, bool flip, int rows, int columns, const void *x,
                          int x_step, void *y, int y_step)
{
    const int lines = m->transposed ? columns : rows; // as stored
    const int across = m->transposed ? rows : columns;
    const CBLAS_TRANSPOSE turn = turned(m, flip);
    if (dtype == BN_F32)
        cblas_sgemv(CblasRowMajor, turn, lines, across, 1.0F, m->data, m->lead, x, x_step, 0.0F, y, y_step);
    else
        cblas_dgemv(CblasRowMajor, turn, lines, across, 1.0, m->data, m->lead, x, x_step, 0.0, y, y_step);
}

static void matrix_matrix(bn_dtype dtype, const operand *a, const operand *b, const operand *out, void *to,
                          const int extent[3])
{
    const CBLAS_ORDER order = out->transposed ? CblasColMajor : CblasRowMajor;
    const CBLAS_TRANSPOSE turn_a = turned(a, out->transposed);
    const CBLAS_TRANSPOSE turn_b = turned(b, out->transposed);
    if (dtype == BN_F32)
        cblas_sgemm(order, turn_a, turn_b, extent[0], extent[1], extent[2], 1.0F, a->data, a->lead, b->data,
                    b->lead, 0.0F, to, out->lead);
    else
        cblas_dgemm(order, turn_a, turn_b, extent[0], extent[1], extent[2], 1.0, a->data, a->lead, b->data,
                    b->lead, 0.0, to, out->lead);
}

/* Whether b is a's transpose: the product is symmetric, and half of it is enough. */
static bool is_transpose(const operand *a, const operand *b, const int extent[3])
{
    return a->data == b->data && a->lead == b->lead && a->transposed != b->transposed &&
           extent[0] == extent[1];
}

static void mirror(bn_dtype dtype, int64_t n, int64_t lead, void *to)
{
    for (int64_t i = 1; i < n; i++)
        for (int64_t j = 0; j < i; j++) {
            if (dtype == BN_F32)
                ((float *)to)[i * lead + j] = ((float *)to)[j * lead + i];
            else
                ((double *)to)[i * lead + j] = ((double *)to)[j * lead + i];
        }
}

/* a a'; the order of the result does not matter. */
static void with_transpose(bn_dtype dtype, const operand *a, int lead, void *to, const int extent[3])
{
    const CBLAS_TRANSPOSE turn = turned(a, false);
    if (dtype == BN_F32)
        cblas_ssyrk(CblasRowMajor, CblasUpper, turn, extent[0], extent[2], 1.0F, a->data, a->lead, 0.0F, to,
                    lead);
    else
        cblas_dsyrk(CblasRowMajor, CblasUpper, turn, extent[0], extent[2], 1.0, a->data, a->lead, 0.0, to,
                    lead);
    mirror(dtype, extent[0], lead, to);
}

/* extent: rows, columns, inner; none is 0. */
static void multiply(bn_dtype dtype, const operand *a, const operand *b, const operand *out, void *to,
                     const int extent[3])
{
    if (extent[1] == 1)
        matrix_vector(dtype, a, false, extent[0], extent[2], b->data, column_step(b), to, column_step(out));
    else if (is_transpose(a, b, extent))
        with_transpose(dtype, a, out->lead, to, extent);
    else if (extent[0] == 1)
        matrix_vector(dtype, b, true, extent[2], extent[1], a->data, row_step(a), to, row_step(out));
    else
        matrix_matrix(dtype, a, b, out, to, extent);
}

static bn_status multiply_into(bn_dtype dtype, const operand *a, const operand *b, bn_tensor *out,
                               const int extent[3])
{
    operand layout;
    if (out->dtype == dtype && as_it_lies(out, &layout)) {
        multiply(dtype, a, b, &layout, out->data, extent);
        return bn_ok();
    }
    bn_tensor result;
    BN_TRY(bn_tensor_duplicate(out, dtype, &result));
    as_it_lies(&result, &layout);
    multiply(dtype, a, b, &layout, result.data, extent);
    const bn_status status = bn_tensor_copy(&result, out);
    bn_memory_free(result.data);
    return status;
}

/* The product of two matrices; no extent is 0. */
static bn_status one_product(const bn_tensor *a, const bn_tensor *b, bn_tensor *out)
{
    const int extent[3] = {(int)a->shape[0], (int)b->shape[1], (int)a->shape[1]};
    const bn_dtype dtype = bn_dtype_common(a->dtype, b->dtype);
    operand left = {0}, right = {0};
    bn_status status = bring(a, dtype, &left);
    if (status.code == BN_OK) status = bring(b, dtype, &right);
    if (status.code == BN_OK) status = multiply_into(dtype, &left, &right, out, extent);
    bn_memory_free(left.scratch);
    bn_memory_free(right.scratch);
    return status;
}

/* Stacks of one shape, but for their matrix dimensions. */
static bn_status all_products(const bn_tensor *a, const bn_tensor *b, bn_tensor *out)
{
    if (out->dims == 2) return one_product(a, b, out);
    for (int64_t i = 0; i < out->shape[0]; i++) {
        bn_tensor one_a, one_b, one_out;
        BN_TRY(bn_tensor_select(a, 0, i, &one_a));
        BN_TRY(bn_tensor_select(b, 0, i, &one_b));
        BN_TRY(bn_tensor_select(out, 0, i, &one_out));
        BN_TRY(all_products(&one_a, &one_b, &one_out));
    }
    return bn_ok();
}

static bn_status check_extents(const bn_tensor *left, const bn_tensor *right)
{
    const int64_t extent[3] = {left->shape[left->dims - 2], right->shape[right->dims - 1],
                               left->shape[left->dims - 1]};
    for (int i = 0; i < 3; i++)
        if (extent[i] > INT_MAX)
            return bn_fault(BN_EINVAL, "an extent of %lld is beyond a matrix product, which takes up to %d",
                            (long long)extent[i], INT_MAX);
    return bn_ok();
}

/* `matrices` repeated along the leading dimensions of `shape`. */
static bn_status spread(const bn_tensor *matrices, int dims, const int64_t *shape, bn_tensor *view)
{
    int64_t whole[BN_TENSOR_MAX_DIMS];
    for (int d = 0; d < dims; d++)
        whole[d] = d < dims - 2 ? shape[d] : matrices->shape[matrices->dims - dims + d];
    return bn_tensor_broadcast(matrices, dims, whole, view);
}

/* *free_of = the operand, or a duplicate owned by *scratch when it overlaps `out`. */
static bn_status keep_apart(const bn_tensor *given, const bn_tensor *out, bn_tensor *free_of, void **scratch)
{
    *free_of = *given;
    if (!bn_tensor_overlap(given, out)) return bn_ok();
    BN_TRY(bn_tensor_duplicate(given, given->dtype, free_of));
    *scratch = free_of->data;
    return bn_ok();
}

/* left and right are stacks of matrices; no extent of `product` is 0. */
static bn_status multiply_stacks(const bn_tensor *left, const bn_tensor *right, bn_tensor *product)
{
    if (left->shape[left->dims - 1] == 0) return bn_tensor_fill(0.0, product);
    BN_TRY(check_extents(left, right));
    bn_tensor a, b;
    BN_TRY(spread(left, product->dims, product->shape, &a));
    BN_TRY(spread(right, product->dims, product->shape, &b));
    bn_blas_prepare();
    return all_products(&a, &b, product);
}

bn_status bn_tensor_matmul(const bn_tensor *a, const bn_tensor *b, bn_tensor *out)
{
    bn_tensor needed = {.dtype = out->dtype};
    BN_TRY(bn_tensor_matmul_shape(a, b, &needed.dims, needed.shape));
    BN_TRY(bn_tensor_check_output(&needed, out));
    if (bn_tensor_count(out) == 0) return bn_ok();
    bn_tensor left, right, product = *out;
    BN_TRY(as_matrices(a, b, &left, &right));
    if (b->dims == 1) BN_TRY(bn_tensor_insert_dim(&product, product.dims, &product));
    if (a->dims == 1) BN_TRY(bn_tensor_insert_dim(&product, product.dims - 1, &product));
    void *left_scratch = NULL, *right_scratch = NULL;
    bn_status status = keep_apart(&left, out, &left, &left_scratch);
    if (status.code == BN_OK) status = keep_apart(&right, out, &right, &right_scratch);
    if (status.code == BN_OK) status = multiply_stacks(&left, &right, &product);
    bn_memory_free(left_scratch);
    bn_memory_free(right_scratch);
    return status;
}
