/* Tensor: a description of a dense strided array in f32 or f64. It owns nothing: the data belong to whoever
   allocated them, and views (slices, transposes, broadcasts) are descriptions of the same data.

   Indices are 0-based in C. Strides count elements, may be negative (a reversed view) or zero (a broadcast
   one). */
#ifndef BN_TENSOR_H
#define BN_TENSOR_H

#include "common/status.h"
#include "common/word.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { BN_F32, BN_F64 } bn_dtype;

extern const bn_word bn_dtype_words[];

enum { BN_TENSOR_MAX_DIMS = 8 };

/* More elements than any machine holds, few enough that a product with an element's size cannot overflow. */
#define BN_TENSOR_MAX_COUNT ((int64_t)1 << 48)

typedef struct {
    bn_dtype dtype;
    int dims;                           // 0 for a scalar
    int64_t shape[BN_TENSOR_MAX_DIMS];  // only the first `dims` are read
    int64_t stride[BN_TENSOR_MAX_DIMS]; // in elements
    void *data;                         // the element at index (0, …, 0)
} bn_tensor;

/* 4 or 8; "f32" or "f64". */
size_t bn_dtype_size(bn_dtype dtype);
const char *bn_dtype_name(bn_dtype dtype);

/* *tensor = a row-major description of `data` (which may be NULL, to be set later).
   Errors: BN_EINVAL for more than BN_TENSOR_MAX_DIMS dimensions, a negative extent, or more elements than
   BN_TENSOR_MAX_COUNT. */
bn_status bn_tensor_describe(bn_dtype dtype, int dims, const int64_t *shape, void *data, bn_tensor *tensor);

/* The number of elements; 1 for a scalar. */
int64_t bn_tensor_count(const bn_tensor *tensor);

/* True when the elements lie row-major without gaps. */
bool bn_tensor_is_contiguous(const bn_tensor *tensor);

/* True when both have the same dims and shape, whatever their dtype and strides. */
bool bn_tensor_same_shape(const bn_tensor *a, const bn_tensor *b);

/* The element at `index` (dims numbers, each inside its extent: an assertion, not a status), as double. */
double bn_tensor_get(const bn_tensor *tensor, const int64_t *index);
void bn_tensor_set(bn_tensor *tensor, const int64_t *index, double value);

/* Writes the shape as "100 x 99" ("scalar" without dimensions) into text of `size` bytes, cut if need be;
   returns text. */
const char *bn_tensor_shape_text(const bn_tensor *tensor, char *text, size_t size);

/* BN_OK when both have the same shape; else BN_EINVAL with "NAME is SHAPE; SHAPE OF NEEDED" and `meaning`,
   which begins with its own space or comma. Only the shape of `needed` is read. */
bn_status bn_tensor_check_shape(const char *name, const bn_tensor *given, const bn_tensor *needed,
                                const char *meaning);

#endif
