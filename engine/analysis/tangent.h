/* Tangent: the arithmetic of tangent vectors that are carried along with many trajectories at once.

   A state with its vectors is n x (1 + k) x m: variable i of trajectory c is state[i][0][c], and that of its vector j
   state[i][j][c], j from 1 to k. Numbers of one variable lie together, over trajectories. */
#ifndef BN_TANGENT_H
#define BN_TANGENT_H

#include <stdint.h>

typedef struct {
    int64_t variables;    // n
    int64_t vectors;      // k
    int64_t trajectories; // m
} bn_tangent_shape;

/* Vectors of `out` = M times the vectors of `state`, where M is n x n x m, a matrix for each trajectory. The states in
   `out` stay as they are. */
void bn_tangent_multiply(const bn_tangent_shape *shape, const double *matrices, const double *state,
                         double *out);

/* scale: k x m, how far along a vector its neighbour lies: sqrt(epsilon) (1 + max |x|) / max |q|, the best for forward
   differences (Press et al. 2007, 5.7). scratch: m. */
void bn_tangent_scale(const bn_tangent_shape *shape, const double *state, double *scratch, double *scale);

/* displaced[i][j][c] = x + scale_jc q for vector q: a neighbour of each state for each of its vectors; with j = 0 the
   state itself. */
void bn_tangent_displace(const bn_tangent_shape *shape, const double *scale, const double *state,
                         double *displaced);

/* out = (f(x), (f(x + scale q) - f(x)) / scale), from `values`, f of all these; may be the same. */
void bn_tangent_difference(const bn_tangent_shape *shape, const double *scale, const double *values,
                           double *out);

/* The vectors of trajectory c as the columns of Q, n x k column by column, and back. */
void bn_tangent_gather(const bn_tangent_shape *shape, const double *state, int64_t c, double *Q);
void bn_tangent_scatter(const bn_tangent_shape *shape, const double *Q, int64_t c, double *state);

#endif
