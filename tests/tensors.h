/* Tensors over plain arrays of doubles, for tests. */
#ifndef TESTS_TENSORS_H
#define TESTS_TENSORS_H

#include "engine/tensor/tensor.h"

/* data: n numbers, owned by the caller */
static inline bn_tensor tests_vector(double *data, int64_t n)
{
    return (bn_tensor){.dtype = BN_F64, .dims = 1, .shape = {n}, .stride = {1}, .data = data};
}

/* data: rows x columns, row-major, owned by the caller */
static inline bn_tensor tests_matrix(double *data, int64_t rows, int64_t columns)
{
    return (bn_tensor){
        .dtype = BN_F64, .dims = 2, .shape = {rows, columns}, .stride = {columns, 1}, .data = data};
}

#endif
