/* Radix sort of doubles; private to the tensor_* files. */
#ifndef BN_TENSOR_RADIX_INTERNAL_H
#define BN_TENSOR_RADIX_INTERNAL_H

#include <stdint.h>

/* From so many on it is faster than merging. */
enum { BN_RADIX_LEAST = 512 };

/* Sorts n numbers in ascending order, NaN last; zeros keep the order of their signs, NaN loses its own. keys and
   spare: room for n each, sharing no memory with x. */
void bn_radix_sort(int64_t n, double *x, uint64_t *keys, uint64_t *spare);

#endif
