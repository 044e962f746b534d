/* Distributions: random numbers of other distributions. Element i of a call is a function of the stream and
   of block first + i alone, so that it does not matter how many are drawn, in which order, or on how many
   threads. Where numbers are drawn by rejection, further tries of an element use blocks of its own, numbered
   first + i + try 2^56.

   All functions: out holds `count` numbers in double precision, owned by the caller; first + count < 2^56.
   Errors of all: BN_EINVAL, with the number, for a parameter outside the range that is stated. Elementary
   functions are those of elementary.h, so that a seed gives the same bytes on every processor. */
#ifndef BN_DISTRIBUTIONS_H
#define BN_DISTRIBUTIONS_H

#include "engine/random/random.h"

/* Integers from low to high, both included, with equal probability and without bias (Lemire 2019). |low|,
   |high| <= 2^53, low <= high. */
bn_status bn_random_integers(const bn_random_stream *stream, uint64_t first, int64_t low, int64_t high,
                             size_t count, double *out);

/* 1 with probability p, else 0. 0 <= p <= 1. */
bn_status bn_random_bernoulli(const bn_random_stream *stream, uint64_t first, double p, size_t count,
                              double *out);

/* Density exp(-x / scale) / scale. scale >= 0, finite. */
bn_status bn_random_exponential(const bn_random_stream *stream, uint64_t first, double scale, size_t count,
                                double *out);

/* Density x^(shape - 1) exp(-x / scale) / (Gamma(shape) scale^shape), by Marsaglia and Tsang 2000; for
   shapes below 1 with a power of a uniform number. 0 < shape <= 1e12, scale >= 0, finite. */
bn_status bn_random_gamma(const bn_random_stream *stream, uint64_t first, double shape, double scale,
                          size_t count, double *out);

/* Probability mean^k exp(-mean) / k!: below a mean of 10 by inversion, above by transformed rejection
   (PTRS, Hörmann 1993). 0 <= mean <= 1e12. */
bn_status bn_random_poisson(const bn_random_stream *stream, uint64_t first, double mean, size_t count,
                            double *out);

#endif
