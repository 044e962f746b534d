/* Cluster: k-means, and the means of a weight matrix inside and between the clusters it found. */
#ifndef BN_CLUSTER_H
#define BN_CLUSTER_H

#include "common/field.h"
#include "engine/tensor/tensor.h"

#include <stdint.h>

typedef struct {
    int64_t clusters;   // 1 to the number of points
    int64_t restarts;   // 1 to 10000 independent starts, the best of which is kept
    int64_t iterations; // at most that many in each, 1 to 100000
    uint64_t seed;
} bn_cluster_config;

extern const bn_field bn_cluster_fields[]; // all but the clusters and the seed

/* The defaults of the fields, 1 cluster and the seed 1. */
bn_cluster_config bn_cluster_config_default(void);

/* Partitions points (N x D, row n is a point; any strides, so a transposed view clusters the columns) so that
   *inertia, the sum over points of the squared distance to their centre, is as small as the best restart made
   it. Every restart is Lloyd's iteration (1982) from k-means++ seeds (Arthur and Vassilvitskii 2007); an
   empty cluster is given the point farthest from its centre. labels: N, the numbers 1 to k in the order of
   their first members, so label 1 holds point 1. centers: k x D, row c the mean of the points labelled c + 1.
   A column that is constant up to the rounding of the points' dtype counts as constant. With fewer distinct
   points than clusters the last clusters stay empty: no label names them and their centers are NaN. A result depends on
   points and config alone, to the bit. Errors: BN_EINVAL for a wrong shape or a config out of range, BN_NOT_FINITE for
   a point that holds a NaN or a number beyond +-1e140, whose square would be infinite, BN_ENOMEM. */
bn_status bn_cluster_kmeans(const bn_tensor *points, const bn_cluster_config *config, bn_tensor *labels,
                            bn_tensor *centers, double *inertia);

typedef struct {
    double same;      // over pairs (i, j) with equal labels, the diagonal included
    double different; // over the others; NaN when there are none
    double all;
} bn_cluster_means;

/* Means of J (N x N) over the pairs of units; labels: N, any numbers. Sums are in double; a NaN or infinity
   in J passes into the mean of its group. Errors: BN_EINVAL when a shape does not fit, a label is NaN or N is 0. */
bn_status bn_cluster_pair_means(const bn_tensor *J, const bn_tensor *labels, bn_cluster_means *means);

#endif
