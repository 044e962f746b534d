/* Radix sort; private to the tensor_* files. */
#ifndef BN_TENSOR_RADIX_INTERNAL_H
#define BN_TENSOR_RADIX_INTERNAL_H

#include <stdint.h>

/* From so many on it is faster than merging. */
enum { BN_RADIX_LEAST = 512, BN_RADIX_LEAST_ITEMS = 4096 };

/* Sorts n numbers in ascending order, NaN last; zeros keep the order of their signs, NaN loses its own. keys and
   spare: room for n each, sharing no memory with x. */
void bn_radix_sort(int64_t n, double *x, uint64_t *keys, uint64_t *spare);

/* The same of numbers that are f32 as doubles. */
void bn_radix_sort_f32(int64_t n, double *x, uint64_t *keys, uint64_t *spare);

typedef struct {
    double key;
    int64_t position;
} bn_radix_item;

/* Sorts n items by their keys, NaN last; equal ones keep their order. Returns the sorted items: `items` or `spare`,
   each of n. */
bn_radix_item *bn_radix_sort_items(int64_t n, bn_radix_item *items, bn_radix_item *spare);

#endif
