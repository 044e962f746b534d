/* Sparse: connections of a large network in which each unit has few inputs, and their products.

   With a fixed in-degree each unit has K inputs, drawn from all other units without replacement; with a random one
   each connection exists with the probability K/(N - 1), independently. The weight of a connection depends on its
   sender: the first units, a share of all, have `weight`, the others `other_weight`, so that with two signs Dale's law
   holds; each may differ by a normal number of standard deviation weight_std. Per unit the mean of the sum of its
   weights is K (f w + (1 - f) w'), and the variance of its input as in engine/theory/stationary.h.

   The matrix is cut into panels of BN_SPARSE_PANEL senders, and a panel into windows of BN_SPARSE_WINDOW receivers. The
   receivers of a window stand in the order of how many connections of the panel they have, in slices as
   engine/kernels/sparse_kernels.h has them; the shorter rows of a slice are filled up with connections from the place
   past the panel, whose number is 0. A sender is its place in the panel, in 16 bits: two bytes a connection, and four
   more where weights differ. */
#ifndef BN_SPARSE_MATRIX_H
#define BN_SPARSE_MATRIX_H

#include "common/field.h"
#include "common/memory.h"
#include "common/status.h"
#include "common/word.h"
#include "engine/base/parallel.h"

#include <stdint.h>

enum {
    BN_SPARSE_PANEL = 4096,
    BN_SPARSE_WINDOW = 512,
    BN_SPARSE_MOST_NEURONS = 1000000,
    BN_SPARSE_MOST_TRIALS = 16
};

typedef enum {
    BN_IN_DEGREE_FIXED,  // every unit has K inputs
    BN_IN_DEGREE_RANDOM, // every connection has the same probability
} bn_in_degree;

extern const bn_word bn_in_degree_words[];

typedef struct {
    int64_t neurons; // N
    double inputs;   // K; whole with a fixed in-degree
    bn_in_degree in_degree;
    double weight;       // of the first units
    double other_weight; // of the others
    double share;        // f of the first among all
    double weight_std;   // of each connection beside that
    uint64_t seed;
} bn_sparse_config;

/* All fields but the seed. */
extern const bn_field bn_sparse_fields[];

/* BN_EINVAL with the sentence that says which number is out of range, also when there are more inputs than other
   units, a part of an input with a fixed in-degree, or more than 2^36 connections on average. */
bn_status bn_sparse_config_check(const bn_sparse_config *config);

/* What the connections take: their number, and that of the places of all slices. */
typedef struct {
    int64_t count, places;
} bn_sparse_extent;

typedef struct {
    bn_sparse_config config;
    bn_sparse_extent extent;
    int64_t panels, windows;
    int64_t *first;   // panels x windows: the first place of a window
    uint16_t *row;    // panels x N: of receiver i, in its window
    uint16_t *length; // panels x windows x slices of a window
    uint16_t *from;   // places: a sender's place in its panel, or BN_SPARSE_PANEL
    float *weight;    // places; NULL where those of a sender are alike
    float *of_sender; // N: its weight; used where `weight` is NULL
} bn_sparse;

/* The panels of a sound config. */
int64_t bn_sparse_panels(const bn_sparse_config *config);

/* Counts the connections of a sound config by drawing them. degree: panels x N, set to how many connections unit i has
   from each panel. order: N numbers of scratch. */
bn_sparse_extent bn_sparse_measure(const bn_sparse_config *config, uint16_t *degree, int32_t *order);

/* The matrix over `arena`; then, once it exists, it is drawn. extent, degree: from bn_sparse_measure. order: N numbers
   of scratch. */
bn_sparse bn_sparse_lay_out(bn_arena *arena, const bn_sparse_config *config, bn_sparse_extent extent);
void bn_sparse_draw(bn_sparse *sparse, const uint16_t *degree, int32_t *order);

/* The places that the numbers of `trials` vectors, and the sums of a product with them, take as scratch. At most
   BN_SPARSE_MOST_TRIALS. */
int64_t bn_sparse_scratch(const bn_sparse *sparse, int64_t trials);

/* product(i, b) += sum_j J_ij z(j, b) for `trials` vectors, z and product with leading dimensions. values, sums:
   bn_sparse_scratch numbers each. Receivers are spread over `pool`, which may be NULL; the result does not depend on
   it. */
void bn_sparse_multiply(const bn_sparse *sparse, int64_t trials, const float *z, int64_t ldz, float *product,
                        int64_t ldp, float *values, float *sums, bn_pool *pool);

/* Calls visit(context, receiver, sender, weight) for every connection. */
void bn_sparse_visit(const bn_sparse *sparse,
                     void (*visit)(void *context, int64_t receiver, int64_t sender, double weight),
                     void *context);

#endif
