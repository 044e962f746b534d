/* Sparse: connections of a large network in which each unit has few inputs, and their products.

   With a fixed in-degree each unit has K inputs, drawn from all other units without replacement; with a random one
   each connection exists with the probability K/(N - 1), independently. The weight of a connection depends on its
   sender: the first units, a share of all, have `weight`, the others `other_weight`, so that with two signs Dale's law
   holds; each may differ by a normal number of standard deviation weight_std. Per unit the mean of the sum of its
   weights is K (f w + (1 - f) w'), and the variance of its input as in engine/theory/stationary.h.

   The matrix is cut into panels of BN_SPARSE_PANEL senders. The connections of a panel stand receiver by receiver, a
   sender as its place in the panel, in 16 bits: two bytes a connection, and four more where weights differ. */
#ifndef BN_SPARSE_MATRIX_H
#define BN_SPARSE_MATRIX_H

#include "common/field.h"
#include "common/memory.h"
#include "common/status.h"
#include "common/word.h"

#include <stdint.h>

enum { BN_SPARSE_PANEL = 4096, BN_SPARSE_MOST_NEURONS = 1000000, BN_SPARSE_MOST_TRIALS = 16 };

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

typedef struct {
    bn_sparse_config config;
    int64_t panels, count; // connections in all
    int64_t *first;        // panels: the first connection of a panel
    uint16_t *length;      // panels x N: connections onto unit i from the units of panel p
    uint16_t *from;        // count: a sender's place in its panel
    float *weight;         // count; NULL where those of a sender are alike
    float *of_sender;      // N: its weight; used where `weight` is NULL
} bn_sparse;

/* The number of connections of a sound config, which a random in-degree makes depend on the seed: a pass over all
   receivers. */
int64_t bn_sparse_count(const bn_sparse_config *config);

/* The matrix over `arena`, `count` as bn_sparse_count gives it; then, once it exists, it is drawn. `order`: N numbers
   of scratch. */
bn_sparse bn_sparse_lay_out(bn_arena *arena, const bn_sparse_config *config, int64_t count);
void bn_sparse_draw(bn_sparse *sparse, int32_t *order);

/* The places of a panel's numbers that a product of `trials` vectors needs as scratch, and of its sums: N times the
   trials, rounded up to 4 where there are several. At most BN_SPARSE_MOST_TRIALS. */
int64_t bn_sparse_scratch(const bn_sparse *sparse, int64_t trials);

/* product(i, b) += sum_j J_ij z(j, b) for `trials` vectors, z and product with leading dimensions. values, sums:
   bn_sparse_scratch numbers each. */
void bn_sparse_multiply(const bn_sparse *sparse, int64_t trials, const float *z, int64_t ldz, float *product,
                        int64_t ldp, float *values, float *sums);

/* Calls visit(context, receiver, sender, weight) for every connection. */
void bn_sparse_visit(const bn_sparse *sparse,
                     void (*visit)(void *context, int64_t receiver, int64_t sender, double weight),
                     void *context);

#endif
