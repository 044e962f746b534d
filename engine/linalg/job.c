/* Job: a matrix of the stack is found by writing its number in the mixed base of the leading dimensions; an
   operand whose extent there is 1, or that lacks the dimension, stays where it is. One block of memory serves
   all matrices. */
#include "engine/linalg/job_internal.h"

#include "common/memory.h"
#include "engine/base/blas.h"
#include "engine/kernels/kernels.h"
#include "engine/linalg/linalg.h"
#include "engine/tensor/tensor_copy.h"
#include "engine/tensor/tensor_view.h"

#include <math.h>
#include <string.h>

bn_status bn_linalg_check_matrix(const char *name, const bn_tensor *matrix)
{
    char shape[96];
    if (matrix->dims < 2)
        return bn_fault(BN_EINVAL, "%s has shape %s; a matrix was needed", name,
                        bn_tensor_shape_text(matrix, shape, sizeof shape));
    if (bn_job_rows(matrix) > BN_LINALG_MOST || bn_job_columns(matrix) > BN_LINALG_MOST)
        return bn_fault(BN_EINVAL, "%s is %s; at most %d rows and columns are possible", name,
                        bn_tensor_shape_text(matrix, shape, sizeof shape), BN_LINALG_MOST);
    return bn_ok();
}

bn_status bn_linalg_check_square(const char *name, const bn_tensor *matrix)
{
    char shape[96];
    BN_TRY(bn_linalg_check_matrix(name, matrix));
    if (bn_job_rows(matrix) == bn_job_columns(matrix)) return bn_ok();
    return bn_fault(BN_EINVAL, "%s is %s; a square matrix was needed", name,
                    bn_tensor_shape_text(matrix, shape, sizeof shape));
}

// An extent is cut to what an int holds, so that a check against BN_LINALG_MOST still sees that it is too
// large.
static int extent(const bn_tensor *matrix, int from_last)
{
    const int64_t size = matrix->shape[matrix->dims - from_last];
    return size > BN_LINALG_MOST ? BN_LINALG_MOST + 1 : (int)size;
}

int bn_job_rows(const bn_tensor *matrix)
{
    return extent(matrix, 2);
}

int bn_job_columns(const bn_tensor *matrix)
{
    return extent(matrix, 1);
}

int bn_job_leading(int rows)
{
    return rows > 0 ? rows : 1;
}

// --- stacks ------------------------------------------------------------------------------------------

// The operand without its last dimensions.
static bn_tensor lead_of(const bn_operand *operand)
{
    bn_tensor lead = *operand->tensor;
    lead.dims -= operand->tail;
    return lead;
}

static bn_tensor tail_of(const bn_operand *operand)
{
    bn_tensor tail = *operand->tensor;
    tail.dims = operand->tail;
    const int lead = operand->tensor->dims - operand->tail;
    memmove(tail.shape, operand->tensor->shape + lead, (size_t)tail.dims * sizeof *tail.shape);
    memmove(tail.stride, operand->tensor->stride + lead, (size_t)tail.dims * sizeof *tail.stride);
    return tail;
}

static size_t count_of(const bn_operand *operand)
{
    const bn_tensor tail = tail_of(operand);
    return (size_t)bn_tensor_count(&tail);
}

// The operand of matrix number `number` of a stack whose leading dimensions are those of `lead`.
static bn_tensor operand_at(const bn_operand *operand, const bn_tensor *lead, int64_t number)
{
    bn_tensor one = tail_of(operand);
    const int own = operand->tensor->dims - operand->tail;
    int64_t offset = 0;
    for (int d = lead->dims - 1; d >= 0; d--) {
        const int64_t index = number % lead->shape[d];
        const int mine = d - (lead->dims - own);
        number /= lead->shape[d];
        if (mine >= 0 && operand->tensor->shape[mine] > 1) offset += index * operand->tensor->stride[mine];
    }
    one.data = (char *)one.data + offset * (int64_t)bn_dtype_size(one.dtype);
    return one;
}

// The leading dimensions that all inputs broadcast to; *lead holds no data.
static bn_status common_lead(const bn_job *job, bn_tensor *lead)
{
    *lead = lead_of(&job->in[0]);
    for (int i = 1; i < job->ins; i++) {
        const bn_tensor other = lead_of(&job->in[i]);
        int64_t shape[BN_TENSOR_MAX_DIMS];
        int dims;
        BN_TRY(bn_tensor_common_shape(lead, &other, &dims, shape));
        lead->dims = dims;
        memcpy(lead->shape, shape, (size_t)dims * sizeof *shape);
    }
    return bn_ok();
}

// Every output has the leading dimensions and then those of the operation.
static bn_status check_outputs(const bn_job *job, const bn_tensor *lead)
{
    for (int i = 0; i < job->outs; i++) {
        const bn_operand *out = &job->out[i];
        bn_tensor needed = *lead;
        if (out->tensor == NULL) continue;
        for (int d = 0; d < out->tail; d++) needed.shape[needed.dims++] = out->shape[d];
        BN_TRY(bn_tensor_check_shape(out->name, out->tensor, &needed, ""));
    }
    return bn_ok();
}

// --- one matrix --------------------------------------------------------------------------------------

// The numbers of a vector or matrix as a column-major tensor of f64 over `numbers`.
static bn_tensor column_major(const bn_tensor *like, double *numbers)
{
    bn_tensor columns = *like;
    columns.dtype = BN_F64;
    columns.data = numbers;
    columns.stride[0] = 1;
    if (like->dims == 2) columns.stride[1] = bn_job_leading((int)like->shape[0]);
    return columns;
}

static const char *name_of_special(double number)
{
    if (isnan(number)) return "nan";
    return number > 0.0 ? "inf" : "-inf";
}

static bn_status read_operand(const bn_operand *operand, const bn_tensor *one, double *numbers)
{
    bn_tensor columns = column_major(one, numbers);
    BN_TRY(bn_tensor_copy(one, &columns));
    const int64_t rows = one->dims > 0 ? one->shape[0] : 1, count = bn_tensor_count(one);
    if (isfinite(bn_kernels_now()->greatest_magnitude(count, numbers))) return bn_ok();
    for (int64_t k = 0; k < count; k++)
        if (!isfinite(numbers[k]))
            return bn_fault(BN_NOT_FINITE, "%s has %s at (%lld, %lld); finite numbers were needed",
                            operand->name, name_of_special(numbers[k]), (long long)(k % rows + 1),
                            (long long)(k / rows + 1));
    return bn_ok();
}

static bn_status run_one(const bn_job *job, const bn_job_data *data, const bn_tensor *lead, int64_t number)
{
    for (int i = 0; i < job->ins; i++) {
        const bn_tensor one = operand_at(&job->in[i], lead, number);
        BN_TRY(read_operand(&job->in[i], &one, data->in[i]));
    }
    BN_TRY(job->run(job, data));
    for (int i = 0; i < job->outs; i++) {
        if (job->out[i].tensor == NULL) continue;
        bn_tensor one = operand_at(&job->out[i], lead, number);
        const bn_tensor columns = column_major(&one, data->out[i]);
        BN_TRY(bn_tensor_copy(&columns, &one));
    }
    return bn_ok();
}

static bn_job_data lay_out(const bn_job *job, bn_arena *arena)
{
    bn_job_data data = {0};
    for (int i = 0; i < job->ins; i++)
        data.in[i] = bn_arena_take(arena, count_of(&job->in[i]), sizeof(double));
    for (int i = 0; i < job->outs; i++)
        if (job->out[i].tensor != NULL)
            data.out[i] = bn_arena_take(arena, count_of(&job->out[i]), sizeof(double));
    data.work = bn_arena_take(arena, job->work, sizeof(double));
    data.integers = bn_arena_take(arena, job->integers, sizeof(int));
    return data;
}

static bn_status run_all(const bn_job *job, const bn_job_data *data, const bn_tensor *lead)
{
    const int64_t matrices = bn_tensor_count(lead);
    for (int64_t number = 0; number < matrices; number++) {
        const bn_status status = run_one(job, data, lead, number);
        if (status.code == BN_OK) continue;
        if (matrices == 1) return status;
        return bn_fault(status.code, "matrix %lld of %lld: %s", (long long)number + 1, (long long)matrices,
                        status.message);
    }
    return bn_ok();
}

bn_status bn_job_run(const bn_job *job)
{
    bn_tensor lead;
    bn_blas_prepare();
    BN_TRY(common_lead(job, &lead));
    BN_TRY(check_outputs(job, &lead));
    bn_arena ruler = bn_arena_measure();
    lay_out(job, &ruler);
    void *block = ruler.overflow ? NULL : bn_memory_allocate_unset(ruler.used, 1);
    if (block == NULL)
        return bn_fault(BN_ENOMEM, "no memory for a matrix of %d x %d and its workspace", job->m, job->n);
    bn_arena arena = bn_arena_over(block);
    const bn_job_data data = lay_out(job, &arena);
    const bn_status status = run_all(job, &data, &lead);
    bn_memory_free(block);
    return status;
}
