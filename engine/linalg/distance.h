/* Distance: how far points lie from each other, in plain arrays. */
#ifndef BN_DISTANCE_H
#define BN_DISTANCE_H

#include "common/word.h"

#include <stdint.h>

typedef enum {
    BN_EUCLIDEAN,
    BN_SQUARED_EUCLIDEAN,
    BN_CITY_BLOCK, // the sum of the sizes of differences
    BN_CHEBYSHEV,  // the largest of them
} bn_metric;

extern const bn_word bn_metric_words[];

/* The distances of `point` (dims numbers) from the points in columns first ... first + count - 1 of others
   (dims x many, row-major), into out (count), which shares no memory with them. Sums go from the first coordinate to
   the last. NaN in a coordinate gives NaN. Nothing is allocated. */
void bn_distances_from(bn_metric metric, int64_t dims, const double *point, int64_t many,
                       const double *others, int64_t first, int64_t count, double *out);

#endif
